"""Sources into an index directory, re-embedding only what changed.

A build copies the store, works on the copy, derives the FAISS file and then replaces the manifest:
killed at any moment, the index is the old one or the new one.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.config import IndexConfig
from index.embedder import Embedder
from index.errors import IndexBusy, IndexDamaged, IndexMissing, SourceError, StorageError
from index.manifest import (
    GENERATED, Manifest, content_hash, fit_of, lost, read_manifest, record_file, require_fit, verified_store,
    verified_vectors,
)
from index.manifest import NAME as MANIFEST
from index.passages import split_document
from index.plan import Plan, plan_build
from index.sources import Skipped, absolute, read_sources
from index.store import Store
from index.types import Document
from index.vectors import VectorIndex

LOCK = "build.lock"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BuildReport:
    """What a build did, by document id."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: list[str]
    skipped: list[Skipped]
    documents: int
    passages: int


def build_index(
    sources: Iterable[Path],
    directory: Path,
    config: IndexConfig,
    embedder: Embedder,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index up to date with the sources.

    Documents that came from one of these sources and are gone there are dropped; those added in
    other ways stay. `rebuild` cuts and embeds everything anew, stored documents included.
    `progress(done, total)` counts passages.
    """
    sources = [absolute(source) for source in sources]
    documents, skipped = read_sources(sources)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise StorageError(f"{directory} is a file; give --index a folder, which is made when it is missing") from None
    try:
        with FileLock(directory / LOCK, timeout=0):
            _sweep(directory)
            old, stored = _current(directory, config, embedder, rebuild, bool(sources))
            plan = plan_build(documents, stored, sources, rebuild)
            if old is None or plan.put or plan.moved or plan.removed or rebuild:
                old = _write(directory, old, plan, config, embedder, rebuild, progress or (lambda done, total: None))
    except Timeout:
        raise IndexBusy(f"another build is running on {directory}; wait for it to finish and try again") from None
    return BuildReport(
        plan.added, plan.changed, plan.removed, plan.unchanged, skipped, old.documents, old.passages
    )


def _generated(directory: Path) -> list[Path]:
    """The files of any generation, by the names that builds give; nothing else is ours."""
    return [path for path in directory.iterdir() if re.match(GENERATED, path.name) and path.is_file()]


def _sweep(directory: Path) -> None:
    """Remove what a build that was cut off, or the one before, left behind."""
    try:
        manifest = read_manifest(directory)
    except (IndexMissing, IndexDamaged):
        return
    keep = {manifest.store.name, manifest.vectors.name}
    for path in _generated(directory):
        if path.name not in keep:
            path.unlink()
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    (directory / f"{MANIFEST}.new").unlink(missing_ok=True)


def _current(
    directory: Path, config: IndexConfig, embedder: Embedder, rebuild: bool, has_sources: bool
) -> tuple[Manifest | None, list[Document]]:
    """The manifest and documents to start from: none for a first build or a rebuild of a lost store."""
    manifest = None
    try:
        manifest = read_manifest(directory)
        if not rebuild:
            require_fit(manifest, fit_of(config, embedder.identity), directory)
            verified_vectors(directory, manifest)
        return manifest, _documents(verified_store(directory, manifest))
    except IndexMissing:
        if not has_sources:
            raise
        return None, []
    except IndexDamaged:
        salvaged = _salvaged(directory) if rebuild and manifest is None else []
        if not rebuild or not (salvaged or has_sources):
            raise
        return None, salvaged
    except FileNotFoundError:
        if rebuild and has_sources:
            return None, []
        raise lost(directory, manifest) from None


def _documents(store_path: Path) -> list[Document]:
    store = Store.read(store_path)
    try:
        return store.documents()
    finally:
        store.close()


def _salvaged(directory: Path) -> list[Document]:
    """The documents of the newest sound store, for an index whose manifest is damaged."""
    for path in sorted(_generated(directory), reverse=True):
        if path.suffix == ".sqlite":
            store = Store.read(path)
            try:
                if store.is_sound():
                    return store.documents()
            finally:
                store.close()
    return []


def _write(
    directory: Path,
    old: Manifest | None,
    plan: Plan,
    config: IndexConfig,
    embedder: Embedder,
    rebuild: bool,
    progress: Progress,
) -> Manifest:
    """The next generation's files, then the manifest that makes them the index."""
    generation = _next_generation(directory, old)
    store_path = directory / f"passages-{generation:06d}.sqlite"
    vectors_path = directory / f"vectors-{generation:06d}.faiss"
    try:
        if old is None or rebuild:
            store = Store.create(store_path)
        else:
            shutil.copyfile(directory / old.store.name, store_path)
            store = Store.edit(store_path)
        try:
            _apply(plan, store, config, embedder, progress)
            documents, passages = store.counts()
            if not documents and old is None:
                raise SourceError("nothing to index: no text or Markdown file was found in the sources")
            dimension = embedder.identity.dimension
            VectorIndex.of(*store.vectors(dimension), dimension).save(vectors_path)
            stored = store.documents()
        finally:
            store.close()
        manifest = Manifest(
            generation=generation, fit=fit_of(config, embedder.identity), content=content_hash(stored),
            documents=documents, passages=passages, sources=sorted({document.source for document in stored}),
            store=record_file(store_path), vectors=record_file(vectors_path),
        )
        manifest.write(directory)
    except BaseException as error:
        for path in (store_path, vectors_path):
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StorageError(
                f"could not write the index to {directory}: {error.strerror}; "
                "free some disk space and run it again (the index is as it was)"
            ) from None
        raise
    _sweep(directory)
    return manifest


def _next_generation(directory: Path, old: Manifest | None) -> int:
    """Higher than any generation that left a file, so that a reader never meets a reused name."""
    used = [int(path.stem.rsplit("-", 1)[1]) for path in _generated(directory)]
    return max([old.generation if old else 0, *used]) + 1


def _apply(plan: Plan, store: Store, config: IndexConfig, embedder: Embedder, progress: Progress) -> None:
    for document_id in plan.removed:
        store.remove_document(document_id)
    for document in plan.moved:
        store.move_document(document)
    cut = [(document, split_document(document, config.passage_tokens)) for document in plan.put]
    total, done = sum(len(spans) for _, spans in cut), 0

    def advance(step: int) -> None:
        nonlocal done
        done += step
        progress(done, total)

    for document, spans in cut:
        texts = [embedded_text(document.title, document.text[span.start : span.end]) for span in spans]
        store.replace_document(document, spans, embedder.embed(texts, advance))


def embedded_text(title: str, text: str) -> str:
    """What is embedded for a passage: the title says what its pronouns are about."""
    return text if text.startswith(title) else f"{title}\n{text}"
