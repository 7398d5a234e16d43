"""What the index is made of. Offsets count Unicode code points of the document text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A text as it was read, untouched.

    `id` is the path relative to the SOURCE it was found under, `source` that SOURCE and
    `path` the file, both absolute. `sha256` is of the UTF-8 text.
    """

    id: str
    title: str
    text: str
    source: str
    path: str
    sha256: str


@dataclass(frozen=True)
class Passage:
    """A run of whole sentences: `document.text[start:end] == text`."""

    id: int
    document_id: str
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """A passage that search found; `score` is in 0..1 and comparable within one search only."""

    passage: Passage
    score: float
