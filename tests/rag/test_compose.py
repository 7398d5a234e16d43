import pytest

from index.types import Passage
from rag.asked import asked
from rag.candidates import at
from rag.compose import compose
from rag.decide import Judged
from rag.reader import Reading


def judged(number, text, span, probability=0.9, document="notes.md"):
    passage = Passage(number, document, "Notes", text, number * 1000, number * 1000 + len(text))
    start = number * 1000 + text.index(span)
    return Judged(at(Reading(passage, start, start + len(span), probability), start, start + len(span)), probability)


def composed(question, *ranked):
    originals = {one.pointed.reading.passage.id: one.pointed.reading.passage for one in ranked}
    return compose(question, asked(question), ranked, 0.3, originals)


MILL = "The mill at Hovde burned because lightning struck it. It employed over 40 people."


@pytest.mark.parametrize(
    ("question", "text", "span", "short", "quoted"),
    [
        ("How many people did it employ?", MILL, "40", "over 40", "It employed over 40 people."),
        ("Why did the mill burn?", MILL, "lightning", "because lightning struck it", MILL.partition(" It ")[0]),
        ("Was it the mill at Hovde that burned?", MILL, "Hovde", "The mill at Hovde burned", MILL.partition(" It ")[0]),
        ("Which boats sailed?", "Tern, Plover and Heron were there.", "Plover", "Tern, Plover and Heron", "Tern, Plover and Heron were there."),
        ("Was the lamp sold?", "The lamp was\nsold.", "sold", "Yes", "The lamp was\nsold."),
        ("Was the lamp sold?", "The lamp was never sold.", "never", "No", "The lamp was never sold."),
        ("What did Per Aune say?", 'He said "It rained. We left." They slept.', "rained", 'He said "It rained. We left."', 'He said "It rained. We left."'),
    ],
)
def test_the_short_answer_and_what_proves_it(question, text, span, short, quoted):
    answer = composed(question, judged(1, text, span))
    (evidence,) = answer.evidence
    assert (answer.short, evidence.text) == (short, quoted)
    assert evidence.passage.text[evidence.start - 1000 : evidence.end - 1000] == quoted


def test_an_answer_is_on_one_line():
    answer = composed("Was the lamp sold?", judged(1, "The lamp was\nsold.", "sold"))
    assert [part.text for part in answer.parts] == ["Yes. The lamp was sold."]
    assert not answer.phrasing


COUNTED = judged(1, "The union said that 400 workers marched.", "400", 0.9)


@pytest.mark.parametrize(
    ("question", "other", "short"),
    [
        ("How many workers marched?", judged(2, "The police put the figure at 250.", "250", 0.8), "400; 250"),
        # the same number, nobody's claim, too unsure, another source asked for
        ("How many workers marched?", judged(2, "The police counted 400 workers.", "400", 0.8), "400"),
        ("How many workers marched?", judged(2, "The route was 7 miles long.", "7", 0.8), "400"),
        ("How many workers marched?", judged(2, "The police put the figure at 250.", "250", 0.4), "400"),
        ("How many workers did the union say marched?", judged(2, "The police put the figure at 250.", "250", 0.8), "400"),
    ],
)
def test_sources_that_disagree_stand_side_by_side(question, other, short):
    answer = composed(question, COUNTED, other)
    assert answer.short == short and len(answer.parts) == short.count(";") + 1


def test_a_list_is_gathered_from_several_sentences():
    answer = composed(
        "Which boats sailed?",
        judged(1, "Tern and Plover sailed.", "Tern", 0.9),
        judged(2, "Heron was also seen.", "Heron", 0.8),
        judged(3, "Plover was late.", "Plover", 0.8),
        judged(4, "Gull stayed.", "Gull", 0.2),
    )
    assert len(answer.parts) == 2 and "Heron" in answer.short and "Gull" not in answer.short


DAM = "The water board speaks of 17 dead. The residents' league, however, counts 23, because some died later."


@pytest.mark.parametrize(
    ("text", "span", "short"),
    [
        (DAM, "17", "17; 23"),
        ("The port counted 38 ships in the bay. The Shipowners put it at 44.", "38", "38; 44"),
        # the same source on something else; another thing; nobody's claim; a date
        ("Rybar said 40 readers wrote. Rybar put the figure at 13.", "40", "40"),
        ("The port counted 38 ships in the bay. The union said 12 cranes stood still.", "38", "38"),
        ("The port counted 38 ships in the bay. It was 12 degrees.", "38", "38"),
        ("The port counted 38 ships in the bay. The union said so on 12 May.", "38", "38"),
    ],
)
def test_a_rival_claim_beside_the_first_is_told_too(text, span, short):
    answer = composed("How many were there?", judged(1, text, span))
    assert answer.short == short and len(answer.evidence) == len(short.split("; "))
