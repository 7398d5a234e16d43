import numpy as np
import pytest

from index.types import Hit, Passage
from rag.candidates import PER_PASSAGE, WITHIN, at, candidates, pointed
from rag.features import NAMES
from rag.reader import Reading, Span

TEXT = "The mill was old. Tove Ramberg ran it until 2015. Then it burned down."
PASSAGE = Passage(7, "fire.md", "A fire", TEXT, 100, 100 + len(TEXT))


def place(words):
    start = 100 + TEXT.index(words)
    return start, start + len(words)


def reading(words="2015", others=()):
    return Reading(PASSAGE, *place(words), 0.9, 2.0, -1.0, tuple(others))


@pytest.mark.parametrize(
    ("words", "sentence", "before"),
    [
        ("2015", "Tove Ramberg ran it until 2015.", "Tove Ramberg ran it until "),
        ("Tove Ramberg", "Tove Ramberg ran it until 2015.", ""),
        ("old. Tove", "The mill was old. Tove Ramberg ran it until 2015.", "The mill was "),
    ],
)
def test_a_span_stands_in_the_whole_sentences_it_touches(words, sentence, before):
    found = at(reading(), *place(words))
    assert (found.text, found.sentence, found.before) == (words, sentence, before)


def test_other_spans_follow_the_best_and_hopeless_ones_are_left_out():
    others = [Span(*place("Tove Ramberg"), -2.0), Span(*place("mill"), -1.0 - WITHIN - 0.1)]
    found = pointed(reading(others=others))
    assert [(one.text, score) for one, score in found] == [("2015", -1.0), ("Tove Ramberg", -2.0)]


def test_no_more_than_a_few_of_a_passage():
    assert len(pointed(reading(others=[Span(*place("mill"), -1.5)] * 9))) == PER_PASSAGE


def test_each_candidate_has_its_row_of_features():
    others = [Span(*place("Tove Ramberg"), -2.0)]
    places, rows = candidates("When did the mill close?", [Hit(PASSAGE, 0.8)], [reading(others=others)])
    assert [one.text for one in places] == ["2015", "Tove Ramberg"]
    assert rows.shape == (2, len(NAMES)) and np.isfinite(rows).all()


def test_no_hits_no_candidates():
    places, rows = candidates("When?", [], [])
    assert places == [] and len(rows) == 0
