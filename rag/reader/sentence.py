"""The baseline reader: the sentence most like the question, by embedding and by words.

It knows topics, not answers: a passage about the asked thing that lacks the asked fact looks to it
like an answer. Its weights are fitted by `python -m rag.reader.fit`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import Embedder
from index.sentences import sentence_spans
from index.types import Passage
from index.words import content_stems
from rag.reader import Reading


@dataclass(frozen=True)
class Weights:
    """Logistic regression over (cosine, overlap): p = 1 / (1 + exp(-(bias + …)))."""

    bias: float
    cosine: float
    overlap: float


WEIGHTS = Weights(bias=-3.355, cosine=2.052, overlap=2.000)


class SentenceReader:
    """Scores each sentence by its cosine with the question and by the share of the question's words in it."""

    name = "sentence-baseline"

    def __init__(self, embedder: Embedder, weights: Weights = WEIGHTS) -> None:
        self._embedder = embedder
        self._weights = weights

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        spans = [_candidates(passage.text) for passage in passages]
        texts = [passage.text[start:end] for passage, found in zip(passages, spans) for start, end in found]
        scores = iter(self._probabilities(features(self._embedder, question, texts)))
        readings = []
        for passage, found in zip(passages, spans):
            confidence, (start, end) = max(((float(next(scores)), span) for span in found), key=lambda pair: pair[0])
            readings.append(Reading(passage, passage.start + start, passage.start + end, confidence))
        return readings

    def _probabilities(self, values: np.ndarray) -> np.ndarray:
        weights = np.array([self._weights.cosine, self._weights.overlap])
        return 1 / (1 + np.exp(-(values @ weights + self._weights.bias)))


def _candidates(text: str) -> Sequence[tuple[int, int]]:
    """The sentences that can be an answer: a Markdown heading is none, unless there is nothing else."""
    spans = sentence_spans(text)
    return [span for span in spans if text[span[0]] != "#"] or spans


def features(embedder: Embedder, question: str, sentences: Sequence[str]) -> np.ndarray:
    """(len(sentences), 2): cosine with the question, and the share of the question's stems in the sentence."""
    if not sentences:
        return np.empty((0, 2))
    vectors = embedder.embed([question, *sentences])
    asked = content_stems(question)
    overlaps = [len(asked & content_stems(sentence)) / len(asked) if asked else 0.0 for sentence in sentences]
    return np.column_stack([vectors[1:] @ vectors[0], overlaps])
