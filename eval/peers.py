"""Footnote beside llama-index's CitationQueryEngine: the same document, embedder and language model, in one run."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from index.embedder import MiniLM
from index.types import Document
from rag.generator import SteeredGenerator
from rag.pipeline import Pipeline
from rag.types import Draft


def timings(
    pipeline: Pipeline, peer: SteeredGenerator, questions: Sequence[str], progress: Callable[[int, int], None]
) -> dict[str, dict[str, float]]:
    """Median seconds to Footnote's quotation and its whole answer, and to the engine's whole answer.

    Each question is asked of both in turn, so that whatever else the machine does slows both. `peer` is the
    engine's language model.
    """
    engine = citation_query_engine(pipeline.searcher.documents(), MiniLM(), peer)
    taken: dict[str, list[float]] = {"quotation": [], "answer": [], "peer": []}
    for asked, question in enumerate(_warmed(questions, pipeline, engine), 1):
        begin = time.perf_counter()
        shown = None
        for event in pipeline.stream(question):
            if isinstance(event, Draft) and shown is None:
                shown = time.perf_counter() - begin
        taken["answer"].append(time.perf_counter() - begin)
        if shown is not None:
            taken["quotation"].append(shown)
        begin = time.perf_counter()
        engine.query(question)
        taken["peer"].append(time.perf_counter() - begin)
        progress(asked, len(questions))
    return {
        name: {"median": round(statistics.median(values), 3), "count": len(values)}
        for name, values in taken.items()
        if values
    }


def _warmed(questions: Sequence[str], pipeline: Pipeline, engine) -> Iterator[str]:
    pipeline.answer(questions[0])
    engine.query(questions[0])
    yield from questions


def citation_query_engine(documents: Sequence[Document], embedder: MiniLM, generator: SteeredGenerator):
    """The engine as it comes, with its own chunks, prompt and number of sources."""
    from llama_index.core import Document as Source
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.query_engine import CitationQueryEngine

    class Embedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed([query])[0].tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_query_embedding(text)

    sources = [Source(text=document.text, metadata={"name": document.id}) for document in documents]
    index = VectorStoreIndex.from_documents(sources, embed_model=Embedding())
    return CitationQueryEngine.from_args(index, llm=generator.unsteered())
