"""What a person brings: files and pasted text, into documents that only they can ask about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import FootnoteError, SourceError
from index.library import Library
from index.private import Embedding, embedded, private_document
from index.sources import TEXT_SUFFIXES
from index.words import is_utf8
from ui.shelves import Shelves

PASTED = "pasted text.txt"
NAME_CHARACTERS = 120


@dataclass(frozen=True)
class Reading:
    """A document is being read: the passages embedded, of how many."""

    name: str
    done: int
    total: int


@dataclass(frozen=True)
class Added:
    """It can be asked about, under this name."""

    name: str


@dataclass(frozen=True)
class Refused:
    """It was not taken, and why."""

    reason: str


Step = Reading | Added | Refused


class Intake:
    """Takes in what people bring, each document of at most `most_bytes`."""

    def __init__(self, library: Library, shelves: Shelves, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._library = library
        self._shelves = shelves

    def files(self, person: str, paths: Sequence[str]) -> Iterator[Step]:
        """Uploaded files, which are deleted as soon as they are read."""
        for path in map(Path, paths):
            try:
                if path.suffix.lower() not in TEXT_SUFFIXES:
                    kinds = ", ".join(sorted(TEXT_SUFFIXES))
                    raise SourceError(f"{path.name}: only text and Markdown can be read ({kinds})")
                content = self._within_limit(path.name, path.read_bytes())
            except FootnoteError as error:
                yield Refused(str(error))
                continue
            finally:
                path.unlink(missing_ok=True)
            yield from self.take(person, path.name, content)

    def text(self, person: str, text: str, name: str = "") -> Iterator[Step]:
        """Pasted text."""
        name = " ".join(name.split())[:NAME_CHARACTERS].replace("/", "-").lstrip(".") or PASTED
        if Path(name).suffix.lower() not in TEXT_SUFFIXES:
            name += ".txt"
        try:
            if not is_utf8(text + name):
                raise SourceError("the text is not valid UTF-8; copy it again")
            content = self._within_limit(name, text.encode("utf-8"))
        except FootnoteError as error:
            yield Refused(str(error))
            return
        yield from self.take(person, name, content)

    def take(self, person: str, name: str, content: bytes) -> Iterator[Step]:
        """Read and embed one document, and put it on the person's shelf."""
        searcher = self._library.searcher
        taken = [document.id for document in searcher.documents()]
        taken += [one.document.id for one in self._shelves.of(person)]
        try:
            document = private_document(name, content, taken)
            for step in embedded(document, searcher.config.passage_tokens, searcher.embedder):
                if isinstance(step, Embedding):
                    yield Reading(document.id, step.done, step.total)
                else:
                    self._shelves.put(person, step)
            yield Added(document.id)
        except FootnoteError as error:
            yield Refused(str(error))

    def keep(self, person: str, name: str) -> str:
        """Move a document from the person's shelf into the library; a sentence that says so."""
        own = {one.document.id: one.document for one in self._shelves.of(person)}
        if name not in own:
            raise SourceError(f"{name}: not among your documents any more; add it again")
        self._library.add(name, own[name].text)
        self._shelves.remove(person, name)
        return f"{name} is in the library now."

    def remove(self, person: str, name: str) -> str:
        """Remove a document from the shelf, or from the library where it was added through the page."""
        if name in [one.document.id for one in self._shelves.of(person)]:
            self._shelves.remove(person, name)
        else:
            self._library.remove(name)
        return f"{name} is removed."

    def _within_limit(self, name: str, content: bytes) -> bytes:
        if len(content) > self.most_bytes:
            raise SourceError(f"{name}: {size(len(content))}, and at most {size(self.most_bytes)} are read; split it")
        return content


def size(count: int) -> str:
    """Bytes for people: 1.5 MB, 20 kB, 12 bytes."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} bytes"
