"""Step 3: the evidence reader, which finds the answer in a passage, or that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.types import Passage


@dataclass(frozen=True)
class Reading:
    """What a reader found in one passage.

    `start` and `end` are the answer span in code points of the document, inside the passage.
    `confidence` is the probability, 0..1, that the passage answers the question, with this span.
    """

    passage: Passage
    start: int
    end: int
    confidence: float

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


class Reader(Protocol):
    """Anything that reads passages with a question in mind."""

    name: str

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        ...
