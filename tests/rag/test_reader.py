"""Every reader keeps the same promises."""

import pytest

from index.types import Passage
from rag.reader import Reading
from rag.reader.span import SpanReader

TEXT = "Intro 🙂 line. The lighthouse was built by Karl Osten. It stands 31 metres tall."


@pytest.fixture(params=["toy", pytest.param("shipped", marks=pytest.mark.real_models)])
def reader(request, toy_reader):
    return toy_reader if request.param == "toy" else SpanReader()


def passage(text: str, start: int) -> Passage:
    return Passage(1, "a.md", "A", text, start, start + len(text))


def test_one_reading_for_each_passage_inside_it(reader):
    passages = [passage(TEXT, 100), passage("Unrelated tax matters.", 500)]
    first, second = reader.read("Who built the lighthouse?", passages)
    assert "Karl Osten" in first.text
    assert (first.passage, second.passage) == tuple(passages)
    assert 0 <= second.confidence < first.confidence <= 1
    for reading in (first, second):
        assert reading.passage.start <= reading.start < reading.end <= reading.passage.end


def test_no_passages_no_readings(reader):
    assert reader.read("Who?", []) == []


@pytest.mark.parametrize("question", ["", "?", "the of", "日本語", "\x00\x1c", "who " * 900])
@pytest.mark.parametrize("text", [TEXT, "?", "…", "日本語 です。", "word " * 900])
def test_odd_text_is_no_error(reader, question, text):
    (reading,) = reader.read(question, [passage(text, 0)])
    assert 0 <= reading.start < reading.end <= len(text) and 0 <= reading.confidence <= 1
