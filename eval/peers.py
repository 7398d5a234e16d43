"""What Footnote is measured beside: the same documents, embedder and language model, put together in other ways."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from index.embedder import Embedder
from index.errors import ModelError
from index.sentences import sentence_spans
from index.store import Store
from index.types import Document
from index.words import content_stems, content_words
from rag.pipeline import Pipeline
from rag.types import Draft, Turn

MARKER = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
# What llama.cpp and llama-index raise where a prompt does not fit into the context or cannot be decoded.
ERRORS = (ValueError, RuntimeError)
FROM_CONTEXT = (
    "Answer the question from the context, in one or two sentences. "
    "If the answer is not in the context, say that you don't know."
)
FROM_MEMORY = "Answer the question in one or two sentences. If you don't know the answer, say that you don't know."


@dataclass(frozen=True)
class PeerAnswer:
    """`cited` are the texts that are shown as sources.

    `refused` is None where only the words of the text tell. `shown` is how many seconds after the question
    the first quotation was there, None where nothing is shown before the whole answer.
    """

    text: str
    cited: tuple[str, ...] = ()
    refused: bool | None = None
    shown: float | None = None


class Peer(Protocol):
    """Anything that answers questions about the documents."""

    name: str

    def answer(self, question: str, history: Sequence[Turn] = ()) -> PeerAnswer:
        """The whole answer, a FootnoteError where there is none. A peer without a memory leaves `history` alone."""
        ...


class Footnote:
    name = "footnote"

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def answer(self, question: str, history: Sequence[Turn] = ()) -> PeerAnswer:
        begin, shown = time.perf_counter(), None
        for event in self._pipeline.stream(question, history):
            if isinstance(event, Draft) and shown is None:
                shown = time.perf_counter() - begin
        answer = event.answer
        return PeerAnswer(answer.text, tuple(one.quote for one in answer.citations), answer.refused, shown)


class CitationEngine:
    """llama-index's CitationQueryEngine as it comes: its own chunks, prompt and number of sources."""

    name = "citation-engine"

    def __init__(self, index, llm) -> None:
        from llama_index.core.query_engine import CitationQueryEngine

        self._engine = CitationQueryEngine.from_args(index, llm=in_chat_form(llm, self.name))

    def answer(self, question: str, history: Sequence[Turn] = ()) -> PeerAnswer:
        """Cited is what its [n] point to; a number that no source has points nowhere."""
        with _model_errors(self.name):
            response = self._engine.query(question)
        text = response.response or ""
        sources = {
            number: node.node.get_content().removeprefix(f"Source {number}:\n").strip()
            for number, node in enumerate(response.source_nodes, 1)
        }
        numbers = [int(number) for marker in MARKER.findall(text) for number in marker.split(",")]
        return PeerAnswer(text, tuple(sources[number] for number in dict.fromkeys(numbers) if number in sources))


class QueryEngine:
    """llama-index's plain retriever query engine, told in its chat prompt to say where it does not know."""

    name = "query-engine"

    def __init__(self, index, llm) -> None:
        from llama_index.core.prompts import ChatPromptTemplate

        asked = [("system", FROM_CONTEXT), ("user", "Context:\n{context_str}\n\nQuestion: {query_str}")]
        self._engine = index.as_query_engine(
            llm=in_chat_form(llm, self.name), text_qa_template=ChatPromptTemplate.from_messages(asked)
        )

    def answer(self, question: str, history: Sequence[Turn] = ()) -> PeerAnswer:
        with _model_errors(self.name):
            response = self._engine.query(question)
        return PeerAnswer(response.response or "", tuple(node.node.get_content() for node in response.source_nodes))


class ModelAlone:
    """The language model without the documents: what it knows, and what it makes up."""

    name = "model-alone"

    def __init__(self, llm) -> None:
        self._llm = in_chat_form(llm, self.name)

    def answer(self, question: str, history: Sequence[Turn] = ()) -> PeerAnswer:
        from llama_index.core.llms import ChatMessage

        earlier = [said for turn in history for said in (("user", turn.question), ("assistant", turn.answer))]
        turns = [("system", FROM_MEMORY), *earlier, ("user", question)]
        reply = self._llm.chat([ChatMessage(role=role, content=text) for role, text in turns if text])
        return PeerAnswer(reply.message.content or "")


class BestSentence:
    """No language model: of the passages that BM25 finds, the sentence with most of the question's content stems.

    Among equals it is the one in the better passage. It refuses only where no word of the question is found.
    """

    name = "bm25"

    def __init__(self, store: Store, passages: int) -> None:
        self._store, self._passages = store, passages

    def answer(self, question: str, history: Sequence[Turn] = ()) -> PeerAnswer:
        ids = [found for found, _ in self._store.matches(content_words(question), self._passages)]
        passages = self._store.passages(ids)
        texts = [passages[found].text for found in ids]
        sentences = [text[start:end] for text in texts for start, end in sentence_spans(text)]
        asked = content_stems(question)
        best = max(sentences, key=lambda sentence: len(asked & content_stems(sentence)), default="")
        return PeerAnswer(best, (best,) if best else (), refused=not best)


NAMES = tuple(peer.name for peer in (CitationEngine, QueryEngine, ModelAlone, BestSentence))


def open_peers(
    names: Sequence[str], pipeline: Pipeline, embedder: Embedder, store: Store, open_llm: Callable[[], object]
) -> list[Peer]:
    """Footnote, then those named.

    Each has a language model of its own, as it would have by itself: llama.cpp need not read again what a prompt
    has in common with the last one.
    """
    index = cache(lambda: vector_index(pipeline.searcher.documents(), embedder))
    makers: dict[str, Callable[[], Peer]] = {
        CitationEngine.name: lambda: CitationEngine(index(), open_llm()),
        QueryEngine.name: lambda: QueryEngine(index(), open_llm()),
        ModelAlone.name: lambda: ModelAlone(open_llm()),
        BestSentence.name: lambda: BestSentence(store, pipeline.config.passages),
    }
    return [Footnote(pipeline), *(make() for name, make in makers.items() if name in names)]


def vector_index(documents: Sequence[Document], embedder: Embedder):
    """llama-index's own index of the documents, in memory, in chunks of its own."""
    from llama_index.core import Document as Source
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Embedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed([query])[0].tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_query_embedding(text)

    sources = [Source(text=document.text, metadata={"name": document.id}) for document in documents]
    return VectorStoreIndex.from_documents(sources, embed_model=Embedding())


def in_chat_form(llm, name: str):
    """The same llama-index LLM as the peer `name` needs it.

    Bare prompts are put as a user's message, as instruction-tuned models expect. Its failures are ModelErrors: of a
    ValueError the engines make "Empty Response", which would pass for a refusal.
    """
    from llama_index.core.llms import ChatMessage, CustomLLM

    def as_message(text: str) -> str:
        return llm.messages_to_prompt([ChatMessage(role="user", content=text)])

    class ChatForm(CustomLLM):
        @property
        def metadata(self):
            return llm.metadata

        def complete(self, prompt: str, formatted: bool = False, **options):
            with _model_errors(name):
                return llm.complete(prompt if formatted else as_message(prompt), formatted=True, **options)

        def stream_complete(self, prompt: str, formatted: bool = False, **options):
            with _model_errors(name):
                yield from llm.stream_complete(prompt if formatted else as_message(prompt), formatted=True, **options)

    return ChatForm(messages_to_prompt=llm.messages_to_prompt, completion_to_prompt=as_message)


@contextmanager
def _model_errors(name: str) -> Iterator[None]:
    try:
        yield
    except ERRORS as error:
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"{name} did not answer ({reason}); try a larger context_tokens") from None
