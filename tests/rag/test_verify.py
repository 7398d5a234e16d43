import pytest

from rag.facts import numbers
from rag.verify import align, runs, says, speakers

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
    assert numbers("Twelve of 1,000 paid $3.5 million") == {12, 1000, 3.5e6}


HIRED = "Ada Brunn hired Karl Osten for 30 days in 1904, and he slept 6 hours a night."
COUNCIL = "Critics say the council might sell the mill next year."
MARCHED = "The union's treasurer, Mina Tallow, said that 400 workers marched."


@pytest.mark.parametrize(
    ("sentence", "quotation", "holds"),
    [
        ("Ada Brunn hired Karl Osten for 30 days.", HIRED, True),
        ("Karl Osten hired Ada Brunn for 30 days.", HIRED, False),
        ("Karl Osten slept 6 hours.", "Karl Osten slept 6 hours a night.", True),
        # numbers that count something else
        ("Ada Brunn hired Karl Osten for 30 hours.", HIRED, False),
        ("Ada Brunn hired Karl Osten for 6 days.", HIRED, False),
        ("The lake is 3 miles long.", "The lake is 3 kilometres long.", False),
        ("It cost 3 billion crowns.", "It cost 3 million crowns.", False),
        # hedges
        ("The council might sell the mill.", COUNCIL, True),
        ("The council will sell the mill.", COUNCIL, False),
        ("The museum bought the clock.", "The museum tried to buy the clock.", False),
        # who says it
        ("Mina Tallow said 400 workers marched.", MARCHED, True),
        ("400 workers marched.", MARCHED, True),
        ("Per Aune said 400 workers marched.", MARCHED, False),
        ("Mina Tallow said it rained.", "Mina Tallow slept while Per Aune said it rained.", False),
        ("Mina Tallow, the union, marched.", "According to Mina Tallow, the union marched.", False),
        ("The union marched.", "According to Mina Tallow, the union marched.", True),
    ],
)
def test_who_did_what_how_surely_and_how_much_stay_as_they_were(sentence, quotation, holds):
    assert align(sentence, "What is known of it?", [quotation]) == (0 if holds else None)


WROTE = '"A boy with a lens will learn," she wrote to her brother Edmund in 1825.'
USED = "Tern used 212 crowns, Plover 236 crowns."
MET = "The board, chaired by Ada Brunn, met in Velm and put off the repairs to save money."


@pytest.mark.parametrize(
    ("question", "sentence", "quotation", "holds"),
    [
        # the question's words are no evidence
        ("How many visitors has the mill had?", "Forty visitors has the mill had.", "The mill lent forty clocks.", False),
        ("Which planet is the largest?", "Velm is the largest planet.", "Velm is the largest port.", False),
        # a number is what it counts
        ("How old was Joss Abel?", "Joss Abel was 300.", "Joss Abel lost 300 sheep.", False),
        ("How many sheep did he lose?", "Joss Abel lost 300.", "Joss Abel lost 300 sheep.", True),
        # whose number
        ("And Plover?", "Plover used 236 crowns.", USED, False),
        ("And Plover?", "Tern used 236 crowns.", USED, False),
        ("And Tern?", "Tern used 212 crowns.", USED, True),
        # who does it
        ("Who wrote that a boy will learn?", "Edmund wrote that a boy with a lens will learn.", WROTE, False),
        ("Who chaired the board?", "Ada Brunn chaired the board.", MET, True),
        ("Whom did Hanne accuse?", "Wren was accused of hiding.", "Hanne accused Wren of hiding.", True),
        ("Who hid?", "Wren accused Hanne of hiding.", "Hanne accused Wren of hiding.", False),
        # said twice, joined by words of the model's own, parts of sentences
        ("When did it meet?", "1825 was the 1825.", "It met in 1825.", False),
        ("What did it ask?", "The council asks the council for a cable.", "It asks the council for a cable.", False),
        ("What did the board do?", "The board put off the repairs, but Velm did not.", MET, False),
        ("What did the board do?", "The board put off the repairs because it met in Velm.", MET, False),
        ("How long?", "Forty minutes is the flood.", "In forty minutes the flood came.", False),
        ("Where did it meet?", "The board, which met in Velm.", "The board, which met in Velm, slept.", False),
        ("Where did it meet?", "The board met in  the  Velm.", MET, False),
        ("Who spoke?", "The fund, Ada Brunn said.", "The fund, Ada Brunn said, will last for six weeks.", False),
        ("Will it last?", "The fund will last, Ada Brunn said.", "The fund will last, Ada Brunn said on Friday.", True),
        ("What did the board do?", "The board put off the repairs to save money.", MET, True),
        ("How was it built?", "The mill was built by Karl Osten.", "The mill, built by Karl Osten, burned.", True),
    ],
)
def test_a_sentence_says_no_more_than_its_quotation(question, sentence, quotation, holds):
    assert align(sentence, question, [quotation]) == (0 if holds else None)


def test_a_name_of_the_question_may_stand_for_a_pronoun():
    told = ("Who founded the Velm Museum?", ["It was founded by Ada Brunn."])
    assert align("The Velm Museum was founded by Ada Brunn.", *told) is None
    assert align("The Velm Museum was founded by Ada Brunn.", *told, ["The Velm Museum is old. It was founded by Ada Brunn."]) == 0


@pytest.mark.parametrize(
    ("sentence", "sources", "count"),
    [
        ("Denmark beat Norway.", ("Denmark beat Norway in the final.",), 1),
        ("Norway beat Denmark.", ("Denmark beat Norway in the final.",), 3),
        ("The tall lamp burned.", ("The tall old lamp burned.",), 1),
        ("The lamp burned oil.", ("The lamp stood there.", "It burned oil."), 2),
        ("Zebras burned oil.", ("It burned oil.",), 2),
        # a name does not come forward into another's place
        ("The captain and Karl sailed.", ("The captain met Ada, then Karl sailed.",), 2),
        ("", ("It burned oil.",), 0),
    ],
)
def test_runs_of_the_sources(sentence, sources, count):
    assert runs(sentence, sources) == count


@pytest.mark.parametrize(
    ("sentence", "short", "said"),
    [
        ("It opened in 1904.", "1904", True),
        ("It had twelve lamps.", "12", True),
        ("1904.", "1904", False),
        ("It opened early.", "1904", False),
    ],
)
def test_a_sentence_says_the_short_answer_and_more(sentence, short, said):
    assert says(sentence, short) is said


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Mira Holt, the gardener, said that it rained.", {"mira", "holt"}),
        ("According to the Velm Courier, it rained.", {"velm", "courier"}),
        ("Ada Brunn has warned of rain.", {"ada", "brunn"}),
        ("It rained on Ada Brunn.", set()),
    ],
)
def test_who_speaks(text, who):
    assert speakers(text) == who
