"""Every reader keeps the same promises."""

import pytest

from index.embedder import MiniLM
from index.types import Passage
from rag.decide import decide
from rag.reader.sentence import SentenceReader

TEXT = "Intro 🙂 line. The lighthouse was built by Karl Osten. It stands 31 metres tall."


@pytest.fixture(params=["toy", pytest.param("minilm", marks=pytest.mark.real_models)])
def reader(request, toy_embedder):
    return SentenceReader(toy_embedder if request.param == "toy" else MiniLM())


def passage(text: str, start: int) -> Passage:
    return Passage(1, "a.md", "A", text, start, start + len(text))


def test_one_reading_for_each_passage_inside_it(reader):
    passages = [passage(TEXT, 100), passage("Unrelated tax matters.", 500)]
    first, second = reader.read("Who built the lighthouse?", passages)
    assert first.text == "The lighthouse was built by Karl Osten."
    assert (first.passage, second.passage) == tuple(passages)
    assert 0 <= second.confidence < first.confidence <= 1
    for reading in (first, second):
        assert reading.passage.start <= reading.start < reading.end <= reading.passage.end


def test_no_passages_no_readings(reader):
    assert reader.read("Who?", []) == []
    assert decide([], 0.5, 3).evidence == ()


@pytest.mark.parametrize("question", ["", "?", "the of", "日本語"])
def test_an_odd_question_is_no_error(reader, question):
    assert len(reader.read(question, [passage(TEXT, 0)])) == 1


def test_the_evidence_is_whole_sentences_best_first(reader):
    from rag.reader import Reading

    whole = passage(TEXT, 100)
    span = TEXT.index("Karl Osten") + 100
    readings = [Reading(whole, 100, 105, 0.6), Reading(whole, span, span + 10, 0.9), Reading(whole, 100, 102, 0.1)]
    decision = decide(readings, refuse_below=0.5, quotations=5)
    assert [item.text for item in decision.evidence] == ["The lighthouse was built by Karl Osten.", "Intro 🙂 line."]
    assert decision.confidence == 0.9
    assert len(decide(readings, refuse_below=0.5, quotations=1).evidence) == 1
