import pytest

from rag.verify import align, numbers

OPENED = "The harbour of Velm opened in 1904 under Ada Brunn, who served for twelve years."
TREES = "The orchard holds 240 apple trees and was never sold."


@pytest.mark.parametrize(
    ("sentence", "question", "backed_by"),
    [
        ("The harbour opened in 1904.", "When did the harbour open?", 0),
        ("Ada Brunn served for 12 years.", "How long did she serve?", 0),
        ("It holds 240 apple trees.", "What does the orchard hold?", 1),
        # an invented number, name, fact
        ("The harbour opened in 1905.", "When did the harbour open?", None),
        ("The harbour opened under Karl Osten.", "Who ran the harbour?", None),
        # taken from a question that has it wrong
        ("The harbour opened under Karl Osten.", "Did it open under Karl Osten, the first master?", None),
        ("The 3 harbours opened in 1904.", "When did the 3 harbours open?", None),
        # an invented quotation, a fragment
        ('Ada Brunn "served for years" there.', "How long did she serve?", None),
        ("1904", "When did the harbour open?", None),
        ("The years served are:", "How long?", None),
        ("The harbour opened to large trading fleets from the south.", "When did the harbour open?", None),
        # the negation turned round, either way
        ("The orchard was sold.", "Was the orchard sold?", None),
        ("The orchard was never sold.", "What became of the orchard?", 1),
        ("The harbour never opened in 1904.", "Did it open in 1904?", None),
        # nothing that the question did not say already
        ("The harbour opened.", "When did the harbour open?", None),
        ("", "When?", None),
    ],
)
def test_a_sentence_is_backed_or_not(sentence, question, backed_by):
    assert align(sentence, question, [OPENED, TREES]) == backed_by


def test_numbers_in_figures():
    assert numbers("Twelve of 1,000 paid $3.5 million") == {"12", "1000", "3.5"}
