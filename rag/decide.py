"""Step 4: answer or refuse, and on which evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.reader import Reading


@dataclass(frozen=True)
class Evidence:
    """A reading and the whole sentence around its span; offsets in code points of the document."""

    reading: Reading
    start: int
    end: int

    @property
    def text(self) -> str:
        passage = self.reading.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


@dataclass(frozen=True)
class Decision:
    """`evidence` is best first and empty where the documents do not answer."""

    evidence: tuple[Evidence, ...]
    confidence: float


def decide(readings: Sequence[Reading], refuse_below: float, quotations: int) -> Decision:
    """Answer on the readings that are confident enough, at most `quotations` of them; refuse where none is."""
    best_first = sorted(readings, key=lambda reading: -reading.confidence)
    confidence = best_first[0].confidence if best_first else 0.0
    enough = [reading for reading in best_first if reading.confidence >= refuse_below]
    return Decision(tuple(whole_sentences(reading) for reading in enough[:quotations]), confidence)


def whole_sentences(reading: Reading) -> Evidence:
    """The reading's span widened to the sentences it touches."""
    passage = reading.passage
    start, end = reading.start, reading.end
    for left, right in sentence_spans(passage.text):
        left, right = left + passage.start, right + passage.start
        if left < reading.end and reading.start < right:
            start, end = min(start, left), max(end, right)
    return Evidence(reading, start, end)
