"""A question into hits: dense and lexical search, fused."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.config import IndexConfig
from index.embedder import Embedder
from index.manifest import Manifest, fit_of, lost, read_manifest, require_fit, verified_store, verified_vectors
from index.store import Store
from index.types import Document, Hit, Passage
from index.vectors import VectorIndex
from index.words import content_words

# Each side proposes this many times the passages asked for, so that fusion has something to choose from.
CANDIDATES = 5
# How often to look again when a build replaced the files between reading the manifest and opening them.
ATTEMPTS = 5


class Searcher(Protocol):
    """Anything that finds passages. `fingerprint` is equal where the same documents are cut the same way."""

    fingerprint: str

    def search(self, query: str, limit: int) -> list[Hit]:
        """At most `limit` hits, best first; never an error for an odd query."""
        ...

    def documents(self) -> list[Document]: ...

    def document(self, document_id: str) -> Document | None: ...

    def passages(self, document_id: str) -> list[Passage]:
        """All of a document, in its order."""
        ...


@dataclass(frozen=True)
class Part:
    """Documents that are searched together, and their vectors. Passage ids differ between the parts of a searcher."""

    store: Store
    vectors: VectorIndex


class HybridSearcher:
    """FAISS and FTS5 over an index directory, and over what else is searched along with it.

    The scores of each side are scaled to 0..1 by their minimum and maximum and averaged
    (min-max fusion; on BEIR it beats reciprocal rank fusion on nDCG, see Pyserini's fusion page).
    Cosines are comparable everywhere; BM25 is so within one part only, so it is scaled part by part.
    """

    def __init__(self, parts: Sequence[Part], fingerprint: str, embedder: Embedder, config: IndexConfig) -> None:
        self.fingerprint = fingerprint
        self._parts = tuple(parts)
        self.embedder = embedder
        self.config = config

    def joined(self, parts: Sequence[Part], fingerprint: str) -> "HybridSearcher":
        """One that searches these parts too."""
        return HybridSearcher([*self._parts, *parts], f"{self.fingerprint} {fingerprint}", self.embedder, self.config)

    def search(self, query: str, limit: int) -> list[Hit]:
        wanted = limit * CANDIDATES
        vector, words = self.embedder.embed([query])[0], content_words(query)
        dense, lexical = {}, {}
        for part in self._parts:
            dense |= dict(part.vectors.search(vector, wanted))
            lexical |= scaled(dict(part.store.matches(words, wanted)))
        fused = fuse(dense, lexical, self.config.dense_weight)
        best = sorted(fused, key=lambda passage_id: (-fused[passage_id], passage_id))[:limit]
        passages: dict[int, Passage] = {}
        for part in self._parts:
            passages |= part.store.passages(best)
        return [Hit(passages[passage_id], fused[passage_id]) for passage_id in best]

    def documents(self) -> list[Document]:
        return [document for part in self._parts for document in part.store.documents()]

    def document(self, document_id: str) -> Document | None:
        found = (part.store.document(document_id) for part in self._parts)
        return next((document for document in found if document), None)

    def passages(self, document_id: str) -> list[Passage]:
        return [passage for part in self._parts for passage in part.store.passages_of(document_id)]


def fuse(dense: dict[int, float], lexical: dict[int, float], dense_weight: float) -> dict[int, float]:
    """Weighted mean of the min-max scaled scores; a passage one side did not propose has 0 there."""
    dense, lexical = scaled(dense), scaled(lexical)
    return {
        key: dense_weight * dense.get(key, 0.0) + (1 - dense_weight) * lexical.get(key, 0.0)
        for key in dense.keys() | lexical.keys()
    }


def scaled(scores: dict[int, float]) -> dict[int, float]:
    """To 0..1; where all are equal there is no worst, so all are 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def open_searcher(directory: Path, config: IndexConfig, embedder: Embedder) -> HybridSearcher:
    """Open the index, verified. IndexMissing, IndexUnfit or IndexDamaged say how to mend it."""
    fit = fit_of(config, embedder.identity)
    manifest, store, vectors = open_files(directory, lambda manifest: require_fit(manifest, fit, directory))
    fingerprint = f"{manifest.content} {manifest.fit.model_dump_json()}"
    return HybridSearcher([Part(store, vectors)], fingerprint, embedder, config)


def open_files(
    directory: Path, check: Callable[[Manifest], None] = lambda manifest: None
) -> tuple[Manifest, Store, VectorIndex]:
    """The parts of an index, verified, whatever it was made with; `check` may refuse its manifest."""
    for _ in range(ATTEMPTS):
        manifest = read_manifest(directory)
        check(manifest)
        try:
            store = Store.read(verified_store(directory, manifest))
            return manifest, store, VectorIndex.load(verified_vectors(directory, manifest))
        except FileNotFoundError:
            time.sleep(0.05)  # a build may have just replaced it
    raise lost(directory, manifest)


def index_size(directory: Path, manifest: Manifest) -> int:
    """Bytes on disk."""
    return sum((directory / record.name).stat().st_size for record in (manifest.store, manifest.vectors))
