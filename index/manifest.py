"""The manifest: which files are the index, what they were made with, and their checksums.

It is replaced in one step, last of all: what it names is complete. A reader therefore sees the
index before a build or after it, never a mix.
"""

import hashlib
import os
import shlex
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.checksum import sha256_file
from index.config import IndexConfig
from index.durable import replace_file
from index.embedder import EmbedderIdentity
from index.errors import IndexDamaged, IndexMissing, IndexUnfit
from index.passages import TOKENIZER
from index.types import Document

FORMAT = 1
NAME = "manifest.json"
# Only what bears such a name is ours to open, and to sweep away.
GENERATED = r"^(?:passages-\d{6,}\.sqlite|vectors-\d{6,}\.faiss)$"


class FileRecord(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=GENERATED)
    bytes: int
    sha256: str


class Fit(BaseModel):
    """What an index was made with; an index fits where all of it is equal."""

    model_config = ConfigDict(frozen=True)

    format: int
    embedder: str
    embedder_sha256: str
    dimension: int
    passage_tokens: int
    tokenizer: str
    splitter: str


class Manifest(BaseModel):
    """`content` is a hash of the documents' names and texts: equal where answers must be."""

    model_config = ConfigDict(frozen=True)

    generation: int
    fit: Fit
    content: str
    documents: int
    passages: int
    sources: list[str]
    store: FileRecord
    vectors: FileRecord

    def write(self, directory: Path) -> None:
        replace_file(directory / NAME, self.model_dump_json(indent=2).encode("utf-8") + b"\n")


def fit_of(config: IndexConfig, embedder: EmbedderIdentity) -> Fit:
    """The fit that an index built now would have."""
    return Fit(
        format=FORMAT,
        embedder=embedder.name,
        embedder_sha256=embedder.sha256,
        dimension=embedder.dimension,
        passage_tokens=config.passage_tokens,
        tokenizer=TOKENIZER,
        splitter=f"llama-index-core {version('llama-index-core')}, pysbd {version('pysbd')}",
    )


def content_hash(documents: Iterable[Document]) -> str:
    """SHA-256 over the documents' ids and texts, whatever their order."""
    lines = sorted(f"{document.id}\0{document.sha256}" for document in documents)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def read_manifest(directory: Path) -> Manifest:
    """The manifest; IndexMissing where there is none, IndexDamaged where it cannot be read."""
    try:
        return Manifest.model_validate_json((directory / NAME).read_bytes())
    except NotADirectoryError:
        raise IndexMissing(f"{directory} is a file, not an index; give --index the folder of one") from None
    except FileNotFoundError:
        raise IndexMissing(f"no index at {directory}; build one: {build_command(directory)}") from None
    except ValidationError:
        raise damaged(directory, NAME, mend=rebuild_command(directory)) from None


def require_fit(manifest: Manifest, fit: Fit, directory: Path) -> None:
    """IndexUnfit, naming the first difference and the command that mends it."""
    for name, wanted in fit:
        built = getattr(manifest.fit, name)
        if built != wanted:
            raise IndexUnfit(
                f"the index at {directory} was built with {name.replace('_', ' ')} {built!r}, not {wanted!r}; "
                f"rebuild it: {rebuild_command(directory)}"
            )


def record_file(path: Path) -> FileRecord:
    """The record of a finished file, once its content has reached the disk."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    return FileRecord(name=path.name, bytes=path.stat().st_size, sha256=sha256_file(path))


def verified_store(directory: Path, manifest: Manifest) -> Path:
    """The store's path, or IndexDamaged, which only its sources can mend."""
    return _verified(directory, manifest.store, build_command(directory, manifest.sources) + " --rebuild")


def verified_vectors(directory: Path, manifest: Manifest) -> Path:
    """The FAISS file's path, or IndexDamaged, which the store can mend."""
    return _verified(directory, manifest.vectors, rebuild_command(directory))


def _verified(directory: Path, record: FileRecord, mend: str) -> Path:
    """A missing file is a FileNotFoundError: a build may have replaced the index meanwhile."""
    path = directory / record.name
    if path.stat().st_size != record.bytes or sha256_file(path) != record.sha256:
        raise damaged(directory, record.name, mend)
    return path


def damaged(directory: Path, name: str, mend: str) -> IndexDamaged:
    return IndexDamaged(f"the index at {directory} is damaged: {name} is not what was written; rebuild it: {mend}")


def lost(directory: Path, manifest: Manifest) -> IndexDamaged:
    """A file that the manifest names is not there."""
    mend = build_command(directory, manifest.sources) + " --rebuild"
    return IndexDamaged(f"the index at {directory} has lost a file; rebuild it: {mend}")


def build_command(directory: Path, sources: list[str] | None = None) -> str:
    what = " ".join(map(shlex.quote, sources)) if sources else "SOURCE"
    return f"python -m index build {what} --index {shlex.quote(str(directory))}"


def rebuild_command(directory: Path) -> str:
    """Cuts and embeds anew what the store holds."""
    return f"python -m index build --rebuild --index {shlex.quote(str(directory))}"
