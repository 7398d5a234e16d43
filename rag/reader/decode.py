"""From a network's logits to the best span of each passage."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.reader.windows import Window, batches

MAX_ANSWER_TOKENS = 30


@dataclass(frozen=True)
class Found:
    """The best span of a passage, in its characters.

    `span` is its log-probability among the passage's tokens (start plus end), `verdict` the logit that
    it answers the question.
    """

    start: int
    end: int
    span: float
    verdict: float


def best_span(window: Window, start: np.ndarray, end: np.ndarray, verdict: float) -> Found:
    """`start` and `end` are the (tokens,) logits of the window."""
    tokens = slice(window.first, window.first + len(window.offsets))
    starts, ends = log_softmax(start[tokens]), log_softmax(end[tokens])
    scores = starts[:, None] + ends[None, :] + _allowed(len(starts))
    row, column = np.unravel_index(int(np.argmax(scores)), scores.shape)
    return Found(window.offsets[row][0], window.offsets[column][1], float(scores[row, column]), float(verdict))


@lru_cache(maxsize=512)
def _allowed(tokens: int) -> np.ndarray:
    """(tokens, tokens): 0 where a span may begin and end, else minus infinity."""
    first, last = np.indices((tokens, tokens))
    return np.where((last >= first) & (last - first < MAX_ANSWER_TOKENS), 0, -np.inf).astype(np.float32)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def best_spans(
    windows: Sequence[Sequence[Window]], read: Callable[[Sequence[Window]], Iterable[Found]]
) -> list[Found]:
    """Of each passage, given as its windows, the best span; `read` finds those of one batch of windows."""
    found: list[list[Found]] = [[] for _ in windows]
    for part in batches([(passage, window) for passage, cut in enumerate(windows) for window in cut]):
        for (passage, _), one in zip(part, read([window for _, window in part])):
            found[passage].append(one)
    return [best_window(of_passage) for of_passage in found]


def best_window(found: Sequence[Found]) -> Found:
    """Of the windows of one passage the one that most likely answers."""
    return max(found, key=lambda one: one.verdict + one.span)
