"""Step 3: the evidence reader, which finds the answer in a passage, or that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.types import Passage

SURE = 0.5  # the confidence from which a passage is more likely to answer than not


@dataclass(frozen=True)
class Span:
    """A stretch of a text, start..end in code points, and the log-probability that it is the answer."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Reading:
    """What a reader found in one passage.

    `start` and `end` are the answer span in code points of the document, inside the passage.
    `confidence` is the probability, 0..1, that the passage answers the question, with this span.
    `verdict` is the logit of the passage answering at all, `score` the span's log-probability, and
    `others` are the next best spans, in the document too.
    """

    passage: Passage
    start: int
    end: int
    confidence: float
    verdict: float = 0.0
    score: float = 0.0
    others: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


class Reader(Protocol):
    """Anything that reads passages with a question in mind."""

    name: str

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        ...
