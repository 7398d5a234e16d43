import pytest

from index.types import Hit, Passage
from rag.abbreviations import expanded, long_form

SENTENCE = "The Harbour Workers' Union of Velm (HWU), founded in 1911, and the PSA (Pilots and Seamen's Alliance) met."


@pytest.mark.parametrize(
    ("short", "long"),
    [("HWU", "Harbour Workers' Union of Velm"), ("PSA", "Pilots and Seamen's Alliance"), ("XYZ", None), ("met", None)],
)
def test_the_long_form_stands_beside_the_parenthesis(short, long):
    assert long_form(SENTENCE, short) == long


@pytest.mark.parametrize(
    "question",
    ["What does HWU stand for?", "What is HWU short for?", "Tell me the full name of the HWU.", "What does the abbreviation HWU mean?"],
)
def test_a_question_for_it_is_answered_with_its_sentence(question):
    passage = Passage(1, "a.md", "A", f"Velm is old. {SENTENCE}", 100, 100 + 13 + len(SENTENCE))
    answer = expanded(question, [Hit(passage, 1.0)])
    (evidence,) = answer.evidence
    assert answer.short == "Harbour Workers' Union of Velm"
    assert passage.text[evidence.start - 100 : evidence.end - 100] == evidence.text == SENTENCE


@pytest.mark.parametrize("question", ["What does HWX stand for?", "Who founded the HWU?", "What does Velm mean?", "What is the harbour?"])
def test_what_is_not_spelt_out_or_not_asked_has_no_long_form(question):
    assert expanded(question, [Hit(Passage(1, "a.md", "A", SENTENCE, 0, len(SENTENCE)), 1.0)]) is None
