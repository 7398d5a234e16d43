"""The original article works as a source just as well as our retelling. It is not ours to keep, so it may be absent."""

import os
from pathlib import Path

import pytest

from index.build import build_index
from index.config import IndexConfig
from index.embedder import MiniLM
from index.search import open_searcher
from rag.decide import shipped_judge
from rag.pipeline import Pipeline
from rag.reader.span import SpanReader

pytestmark = pytest.mark.real_models


@pytest.fixture(scope="module")
def originals() -> Path:
    folder = os.environ.get("FOOTNOTE_ORIGINALS")
    if not folder or not any(Path(folder).glob("*.txt")):
        pytest.skip("set FOOTNOTE_ORIGINALS to the folder of the original article to index it")
    return Path(folder)


def test_the_original_is_indexed_untouched_and_answers_with_exact_quotations(originals, tmp_path):
    embedder = MiniLM()
    report = build_index([originals], tmp_path / "index", IndexConfig(), embedder)
    assert report.documents == len(list(originals.glob("*.txt"))) and not report.skipped
    searcher = open_searcher(tmp_path / "index", IndexConfig(), embedder)
    for document in searcher.documents():
        assert document.text == (originals / document.id).read_text("utf-8")
    pipeline = Pipeline(searcher, SpanReader(), shipped_judge(), None)
    for question, expected in (("How many drones did Ukraine use?", "117"), ("Who led the operation?", "Maliuk")):
        answer = pipeline.answer(question)
        (citation,) = answer.citations
        assert expected in citation.quote
        assert searcher.document(citation.document).text[citation.start : citation.end] == citation.quote
