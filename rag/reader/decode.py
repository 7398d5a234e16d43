"""From a network's logits to the best span of each passage."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.reader import Span
from rag.reader.windows import Window, batches

MAX_ANSWER_TOKENS = 30


RUNNERS_UP = 4


@dataclass(frozen=True)
class Found:
    """What a reader found in a passage.

    `spans` are the best one and the next best in its characters, none of which overlap; `verdict` is the logit that the
    first answers the question.
    """

    spans: tuple[Span, ...]
    verdict: float

    @property
    def best(self) -> Span:
        return self.spans[0]


def read_window(window: Window, start: np.ndarray, end: np.ndarray, verdict: float) -> Found:
    """`start` and `end` are the (tokens,) logits of the window."""
    tokens = slice(window.first, window.first + len(window.offsets))
    starts, ends = log_softmax(start[tokens]), log_softmax(end[tokens])
    scores = starts[:, None] + ends[None, :] + _allowed(len(starts))
    return Found(tuple(_ranked(scores, window.offsets)), float(verdict))


def _ranked(scores: np.ndarray, offsets: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The best span, then those that are best among what does not overlap the ones before."""
    for _ in range(1 + RUNNERS_UP):
        row, column = np.unravel_index(int(np.argmax(scores)), scores.shape)
        if not np.isfinite(scores[row, column]):
            return
        yield Span(offsets[row][0], offsets[column][1], float(scores[row, column]))
        scores[: column + 1, row:] = -np.inf


@lru_cache(maxsize=512)
def _allowed(tokens: int) -> np.ndarray:
    """(tokens, tokens): 0 where a span may begin and end, else minus infinity."""
    first, last = np.indices((tokens, tokens))
    return np.where((last >= first) & (last - first < MAX_ANSWER_TOKENS), 0, -np.inf).astype(np.float32)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def read_passages(
    windows: Sequence[Sequence[Window]], read: Callable[[Sequence[Window]], Iterable[Found]]
) -> list[Found]:
    """Of each passage, given as its windows, what was found; `read` finds it in one batch of windows."""
    of_windows: list[list[Found]] = [[] for _ in windows]
    for part in batches([(passage, window) for passage, cut in enumerate(windows) for window in cut]):
        for (passage, _), one in zip(part, read([window for _, window in part])):
            of_windows[passage].append(one)
    return [best_window(of_passage) for of_passage in of_windows]


def best_window(found: Sequence[Found]) -> Found:
    """Of the windows of one passage the one that most likely answers."""
    return max(found, key=lambda one: one.verdict + one.best.score)
