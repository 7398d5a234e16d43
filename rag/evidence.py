"""The words of a document that an answer rests on."""

from dataclasses import dataclass

from index.types import Passage


@dataclass(frozen=True)
class Evidence:
    """`start`..`end` is the quotation, in code points of the document; `text` what of it may be read.

    `passage` is the one it stands in, as it is in the document; `score` the probability that it answers.
    """

    passage: Passage
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True)
class Part:
    """A sentence of an answer before a language model has touched it, and what it rests on."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Composed:
    """An answer in the documents' own words.

    `short` is the bare answer; `phrasing` whether a language model may put it differently: not
    where the answer is several quotations, or a quotation already.
    """

    parts: tuple[Part, ...]
    short: str
    confidence: float
    phrasing: bool

    @property
    def evidence(self) -> list[Evidence]:
        """Each piece of evidence once, in the order of the parts."""
        return list(dict.fromkeys(one for part in self.parts for one in part.evidence))


def plain(text: str) -> str:
    """On one line: a document's line breaks are not the answer's."""
    return " ".join(text.split())
