"""A question and a passage as the word pieces that the reader sees, by stride where the passage is long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 64
MAX_TITLE_TOKENS = 32
STRIDE = 128  # tokens that two windows of a passage share
BATCH = 16  # windows
SPREAD = 1.25  # the longest window of a batch is at most so many times its shortest: the rest is padding
OFF = -1e4  # the logit of what is to be ignored
CLS, SEP = "[CLS]", "[SEP]"


class Pair(NamedTuple):
    """What is read together. The title, of the passage's document, says what its pronouns are about."""

    question: str
    passage: str
    title: str = ""


@dataclass(frozen=True)
class Window:
    """[CLS] question [SEP] title [SEP] part of a passage [SEP], without title and its [SEP] if the passage begins so.

    `offsets` are the (start, end) characters of the passage's tokens; the first of them is `ids[first]`.
    """

    ids: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Batch:
    """Windows padded to the longest: (windows, tokens) int64 `ids`, `types`, `mask`; `passage` is 1 on its tokens."""

    ids: np.ndarray
    types: np.ndarray
    mask: np.ndarray
    passage: np.ndarray


class WordPieces:
    """The embedder's tokenizer, which the reader shares."""

    def __init__(self, tokenizer_json: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_json))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = (self._tokenizer.token_to_id(token) for token in (CLS, SEP))

    def windows(self, pairs: Sequence[Pair]) -> list[list[Window]]:
        """For each pair its windows, one unless the passage is long."""
        columns = zip(*((pair.question, _title(pair), pair.passage) for pair in pairs))
        encoded = [self._tokenizer.encode_batch(list(column), add_special_tokens=False) for column in columns]
        return [self._cut(question.ids, title.ids, passage) for question, title, passage in zip(*encoded)]

    def _cut(self, question: Sequence[int], title: Sequence[int], passage: Encoding) -> list[Window]:
        head = [self._cls, *question[:MAX_QUESTION_TOKENS], self._sep]
        if title:
            head += [*title[:MAX_TITLE_TOKENS], self._sep]
        room = MAX_TOKENS - len(head) - 1
        starts = [0]
        while starts[-1] + room < len(passage.ids):
            starts.append(starts[-1] + room - STRIDE)
        return [
            Window(
                (*head, *passage.ids[start : start + room], self._sep),
                len(head),
                tuple(passage.offsets[start : start + room]),
            )
            for start in starts
        ]


def _title(pair: Pair) -> str:
    return "" if pair.passage.startswith(pair.title) else pair.title


def batches(windows: Sequence[tuple[int, Window]]) -> Iterator[list[tuple[int, Window]]]:
    """Longest first, so that those of a batch are of like length."""
    batch: list[tuple[int, Window]] = []
    for pair in sorted(windows, key=lambda pair: -len(pair[1].ids)):
        if batch and (len(batch) == BATCH or len(batch[0][1].ids) > SPREAD * len(pair[1].ids)):
            yield batch
            batch = []
        batch.append(pair)
    if batch:
        yield batch


def padded(windows: Sequence[Window], step: int = 1) -> Batch:
    """To the length of the longest, rounded up to a multiple of `step`."""
    longest = max(len(window.ids) for window in windows)
    shape = (len(windows), -(-longest // step) * step)
    ids, types, mask, passage = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    for row, window in enumerate(windows):
        length, end = len(window.ids), window.first + len(window.offsets)
        ids[row, :length] = window.ids
        types[row, window.first : length] = 1
        mask[row, :length] = 1
        passage[row, window.first : end] = 1
    return Batch(ids, types, mask, passage)


def token_span(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """The (first, last) token that cover these characters, as positions in `ids`; None where the window lacks them."""
    inside = [number for number, (left, right) in enumerate(window.offsets) if left < end and start < right]
    if not inside or window.offsets[inside[0]][0] > start or window.offsets[inside[-1]][1] < end:
        return None
    return window.first + inside[0], window.first + inside[-1]
