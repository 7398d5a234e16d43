"""A document that is searched along with an index and is never written to disk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath

import numpy as np

from index.build import embedded_text
from index.embedder import Embedder
from index.errors import SourceError
from index.passages import split_document
from index.search import HybridSearcher, Part
from index.sources import decoded, document_of
from index.store import Store
from index.types import Document
from index.vectors import VectorIndex

STEP = 16  # passages embedded between two words of progress
# Each private document numbers its passages in a range of its own, above any that an index on disk reaches.
RANGE = 1 << 32
_numbers = count(1)


@dataclass(frozen=True)
class Embedding:
    """How far it is: passages embedded, of how many."""

    done: int
    total: int


@dataclass(frozen=True)
class PrivateDocument:
    """A document with what it is searched by."""

    document: Document
    part: Part


def private_document(name: str, content: bytes, taken: Sequence[str]) -> Document:
    """A Document of a file's content, which may not bear one of the names that are taken.

    SourceError where it is no UTF-8 text.
    """
    return document_of(free_name(name, taken), decoded(content, name), PurePath(name).stem)


def free_name(name: str, taken: Sequence[str]) -> str:
    """The name, or the first of "name (2).md", "name (3).md" and so on that is not taken."""
    path = PurePath(name)
    others = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return name if name not in taken else next(other for other in others if other not in taken)


def embedded(document: Document, passage_tokens: int, embedder: Embedder) -> Iterator[Embedding | PrivateDocument]:
    """Cut and embed: progress as it goes, and at last the document ready to be searched."""
    spans = split_document(document, passage_tokens)
    if not spans:
        raise SourceError(f"{document.id}: there is nothing in it that could be indexed")
    texts = [embedded_text(document.title, document.text[span.start : span.end]) for span in spans]
    vectors = []
    for first in range(0, len(texts), STEP):
        yield Embedding(first, len(texts))
        vectors.append(embedder.embed(texts[first : first + STEP]))
    yield Embedding(len(texts), len(texts))
    store = Store.in_memory(next(_numbers) * RANGE)
    store.replace_document(document, spans, np.concatenate(vectors))
    dimension = embedder.identity.dimension
    yield PrivateDocument(document, Part(store, VectorIndex.of(*store.vectors(dimension), dimension)))


def with_private(searcher: HybridSearcher, documents: Sequence[PrivateDocument]) -> HybridSearcher:
    """The searcher, over these documents too."""
    if not documents:
        return searcher
    return searcher.joined(
        [one.part for one in documents], " ".join(f"{one.document.id} {one.document.sha256}" for one in documents)
    )
