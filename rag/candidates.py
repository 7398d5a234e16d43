"""The spans a reader points at, each in its sentence, with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.sentences import sentence_spans
from index.types import Hit
from rag.features import NAMES, Candidate, absent, features, question_facts
from rag.reader import Reading

PER_PASSAGE = 3
# A span with less of its passage's best one's probability is not looked at: e to the power of this.
WITHIN = 5.0


@dataclass(frozen=True)
class Pointed:
    """A candidate answer: `start`..`end` in its sentence `left`..`right`, all in code points of the document."""

    reading: Reading
    start: int
    end: int
    left: int
    right: int

    @property
    def text(self) -> str:
        return self._cut(self.start, self.end)

    @property
    def sentence(self) -> str:
        return self._cut(self.left, self.right)

    @property
    def before(self) -> str:
        return self._cut(self.left, max(self.left, self.start))

    def _cut(self, start: int, end: int) -> str:
        passage = self.reading.passage
        return passage.text[start - passage.start : end - passage.start]


def pointed(reading: Reading) -> list[tuple[Pointed, float]]:
    """The best spans of a reading with their scores, best first."""
    places = [(reading.start, reading.end, reading.score)]
    places += [(s.start, s.end, s.score) for s in reading.others if s.score > reading.score - WITHIN]
    return [(at(reading, start, end), score) for start, end, score in places[:PER_PASSAGE]]


def at(reading: Reading, start: int, end: int) -> Pointed:
    """The span with the whole sentences that it touches."""
    passage = reading.passage
    left, right = start, end
    for first, last in sentence_spans(passage.text):
        first, last = first + passage.start, last + passage.start
        if first < end and start < last:
            left, right = min(left, first), max(right, last)
    return Pointed(reading, start, end, left, right)


def candidates(question: str, hits: Sequence[Hit], readings: Sequence[Reading]) -> tuple[list[Pointed], np.ndarray]:
    """All candidates and their (candidates, features) values, in the order of the passages."""
    facts = question_facts(question)
    told = [reading for reading in readings if not _is_heading(at(reading, reading.start, reading.end))]
    best = max((reading.verdict for reading in told), default=0.0)
    absent_names, absent_numbers = absent(facts, [f"{hit.passage.title}\n{hit.passage.text}" for hit in hits])
    places, rows = [], []
    for rank, (hit, reading) in enumerate(zip(hits, readings)):
        passage = reading.passage
        for place, score in pointed(reading):
            if _is_heading(place):
                continue
            candidate = Candidate(
                place.text, place.before, place.sentence, passage.text, passage.title,
                reading.verdict, best, score, reading.score, hit.score, rank, absent_names, absent_numbers,
            )
            places.append(place)
            rows.append(features(facts, candidate))
    return places, np.array(rows, dtype=np.float32).reshape(len(rows), len(NAMES))


def _is_heading(place: Pointed) -> bool:
    """A heading names what a text is about and says nothing of it."""
    return place.sentence.startswith("#")
