"""Files and folders into Documents."""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

from index.errors import SourceError
from index.types import Document
from index.words import is_utf8

TEXT_SUFFIXES = {".txt", ".text", ".md", ".markdown"}
TITLE_CHARACTERS = 120


@dataclass(frozen=True)
class Skipped:
    """A file inside a folder that is no document, and why."""

    path: str
    reason: str


def read_sources(sources: Iterable[Path]) -> tuple[list[Document], list[Skipped]]:
    """Every document under the sources, in order of path; a file that several sources hold is read once.

    A named file that is no text is a SourceError; inside a folder it is skipped and listed.
    Hidden files and folders are left alone.
    """
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    seen: set[Path] = set()
    for source in sources:
        source = _existing(source)
        for path in _files(source, skipped):
            if path in seen:
                continue
            seen.add(path)
            try:
                document = read_document(path, source)
            except SourceError as error:
                if source.is_file():
                    raise
                skipped.append(Skipped(str(path), str(error).removeprefix(f"{path}: ")))
                continue
            known = documents.setdefault(document.id, document)
            if known is not document:
                raise clash(known, document)
    return list(documents.values()), skipped


def absolute(source: Path) -> Path:
    """A source by one name, however it was spelt; a link keeps its own."""
    return Path(os.path.abspath(source))


def _existing(source: Path) -> Path:
    source = absolute(source)
    if source.is_file() or source.is_dir():
        return source
    if source.exists():
        raise SourceError(f"{source}: neither a file nor a folder")
    raise SourceError(f"{source}: no such file or folder; check the path")


def _files(source: Path, skipped: list[Skipped]) -> list[Path]:
    """The file, or the folder's files in order; a folder that cannot be opened goes into `skipped`."""
    if source.is_file():
        return [source]

    def unreadable(error: OSError) -> None:
        skipped.append(Skipped(str(error.filename), f"the folder cannot be read: {error.strerror}"))

    found = []
    for folder, folders, names in os.walk(source, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.is_file())


def clash(known: Document, document: Document) -> SourceError:
    """Two files that would bear the same name in citations."""
    return SourceError(
        f"{known.path} and {document.path} would both be cited as {document.id}; "
        "give one SOURCE that holds both, or rename one"
    )


def read_document(path: Path, source: Path) -> Document:
    """One file as a Document; `SourceError` where it is not UTF-8 text."""
    if not is_utf8(str(path)):
        raise SourceError(f"{path}: its name is not valid UTF-8; rename it")
    if source.is_dir() and path.suffix.lower() not in TEXT_SUFFIXES:
        raise SourceError(f"{path}: not a text or Markdown file ({', '.join(sorted(TEXT_SUFFIXES))})")
    text = _read_text(path)
    name = path.name if source.is_file() else path.relative_to(source).as_posix()
    return document_of(name, text, path.stem, str(source), str(path))


def document_of(name: str, text: str, stem: str, source: str = "", path: str = "") -> Document:
    """A text as a Document; `stem` is its title where the text gives none."""
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(name, title_of(text, stem), text, source, path, sha256)


def _read_text(path: Path) -> str:
    try:
        return decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from None


def decoded(content: bytes, name: str) -> str:
    """A file's text as `Path.read_text` gives it; a SourceError, which names the file, where it is no UTF-8 text."""
    if b"\0" in content:
        raise SourceError(f"{name}: a binary file, not text; convert it to .txt or .md first")
    try:
        text = TextIOWrapper(BytesIO(content), encoding="utf-8").read()
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{name}: not valid UTF-8 at byte {error.start}; save it as UTF-8 (iconv -f latin1 -t utf-8 is a start)"
        ) from None
    if not text.strip("\ufeff \t\r\n\f\v") or not text.strip():
        raise SourceError(f"{name}: the file is empty; there is nothing to index")
    return text


def title_of(text: str, otherwise: str) -> str:
    """The first Markdown heading, else the first line; where that is too long for a title, the file's name."""
    heading = re.search(r"^\ufeff?#{1,6}[ \t]+(\S.*?)[ \t#]*$", text, re.MULTILINE)
    first_line = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0].strip()
    title = heading.group(1) if heading else first_line
    return title if len(title) <= TITLE_CHARACTERS else otherwise
