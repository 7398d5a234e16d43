import numpy as np
import pytest

from index.embedder import package_directory
from rag.reader import Span
from rag.reader.decode import MAX_ANSWER_TOKENS, Found, read_window, best_window
from rag.reader.windows import (
    MAX_QUESTION_TOKENS, MAX_TITLE_TOKENS, MAX_TOKENS, SPREAD, STRIDE, Pair, Window, WordPieces, batches, padded, token_span,
)

PASSAGE = "Café 🙂 Velm’s harbour (est. 1904) holds 1.3 million tonnes."
LONG = " ".join(f"Ship {number} unloaded {number % 7} crates." for number in range(300))


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces(package_directory() / "tokenizer.json")


def test_a_window_is_question_and_passage_with_exact_offsets(pieces):
    ((window,),) = pieces.windows([Pair("How much?", PASSAGE)])
    assert len(window.ids) == window.first + len(window.offsets) + 1
    texts = [PASSAGE[start:end] for start, end in window.offsets]
    assert texts[:2] == ["Café", "🙂"] and "1904" in texts and texts[-1] == "."


@pytest.mark.parametrize("text", ["1904", "1.3 million", "🙂", PASSAGE])
def test_token_span_covers_just_these_characters(pieces, text):
    ((window,),) = pieces.windows([Pair("How much?", PASSAGE)])
    start = PASSAGE.index(text)
    first, last = (token - window.first for token in token_span(window, start, start + len(text)))
    assert PASSAGE[window.offsets[first][0] : window.offsets[last][1]] == text


def test_a_long_passage_is_read_whole_in_overlapping_windows(pieces):
    (windows,) = pieces.windows([Pair("Which ship?", LONG)])
    assert len(windows) > 1 and all(len(window.ids) <= MAX_TOKENS for window in windows)
    seen = [offset for window in windows for offset in window.offsets]
    assert {position for start, end in seen for position in range(start, end)} == {
        position for position, character in enumerate(LONG) if character != " "
    }
    for one, next_one in zip(windows, windows[1:]):
        assert one.offsets[-STRIDE:] == next_one.offsets[:STRIDE]


def test_a_span_outside_a_window_is_not_in_it(pieces):
    (windows,) = pieces.windows([Pair("Which ship?", LONG)])
    assert token_span(windows[0], len(LONG) - 7, len(LONG)) is None
    assert token_span(windows[-1], len(LONG) - 7, len(LONG)) is not None


def test_an_endless_question_leaves_room_for_the_passage(pieces):
    ((window,),) = pieces.windows([Pair("why " * 5000, PASSAGE)])
    assert window.first == MAX_QUESTION_TOKENS + 2 and window.offsets[-1][1] == len(PASSAGE)


def test_the_title_is_read_but_cannot_be_pointed_at(pieces):
    ((plain,),), ((titled,),) = (pieces.windows([Pair("How much?", PASSAGE, title)]) for title in ("", "Velm's port"))
    assert titled.offsets == plain.offsets and len(titled.ids) == len(plain.ids) + titled.first - plain.first
    assert titled.first - plain.first == len(("vel", "##m", "'", "s", "port", "[SEP]"))
    assert titled.ids[titled.first :] == plain.ids[plain.first :] and titled.ids[titled.first - 1] == titled.ids[-1]


@pytest.mark.parametrize(("title", "more"), [(PASSAGE[:12], 0), ("Velm " * 5000, MAX_TITLE_TOKENS + 1)])
def test_a_title_is_not_read_twice_nor_without_end(pieces, title, more):
    ((plain,),), ((titled,),) = (pieces.windows([Pair("How much?", PASSAGE, read)]) for read in ("", title))
    assert titled.first == plain.first + more and titled.offsets[-1] == plain.offsets[-1]


def test_padding_is_masked_and_rounded_up(pieces):
    cut = [windows[0] for windows in pieces.windows([Pair("How much?", PASSAGE), Pair("How much?", "Nothing.")])]
    made = padded(cut, step=16)
    assert made.ids.shape[1] % 16 == 0
    assert made.mask.sum(axis=1).tolist() == [len(window.ids) for window in cut]
    assert made.passage.sum(axis=1).tolist() == [len(window.offsets) for window in cut]
    assert (made.types >= made.passage).all() and (made.mask >= made.types).all()


def window(tokens: int) -> Window:
    return Window((101, 7, 102, *range(tokens), 102), 3, tuple((2 * n, 2 * n + 1) for n in range(tokens)))


def test_windows_of_like_length_are_read_together():
    lengths = [150, 20, 148, 22, 151, 90]
    parts = list(batches([(n, window(length)) for n, length in enumerate(lengths)]))
    assert sorted(number for part in parts for number, _ in part) == list(range(6))
    for part in parts:
        sizes = [len(one.ids) for _, one in part]
        assert max(sizes) <= SPREAD * min(sizes)
    assert len(parts) == 3


def logits(tokens: int, **at: float) -> np.ndarray:
    values = np.zeros(tokens + 4, dtype=np.float32)
    for position, value in at.items():
        values[3 + int(position[1:])] = value
    return values


def test_the_best_span_ends_after_it_begins():
    found = read_window(window(10), logits(10, t5=9, t2=8), logits(10, t1=9, t6=8), 1.5)
    assert (found.best.start, found.best.end, found.verdict) == (10, 13, 1.5)
    assert found.best.score < 0


def test_a_span_is_not_longer_than_an_answer():
    found = read_window(window(100), logits(100, t0=9, t60=5), logits(100, t99=9, t62=5), 0.0)
    assert (found.best.end - found.best.start) / 2 < MAX_ANSWER_TOKENS


def test_the_question_is_never_the_answer():
    start = logits(10, t4=1)
    start[:3] = 99
    assert read_window(window(10), start, logits(10, t4=1), 0.0).best.start == 8


def test_the_window_that_most_likely_answers_counts():
    doubted, trusted = Found((Span(0, 1, -1.0),), -3.0), Found((Span(5, 6, -2.0),), 3.0)
    assert best_window([doubted, trusted]).best.start == 5


def test_the_next_best_spans_overlap_none_before_them():
    found = read_window(window(10), logits(10, t2=9, t6=7), logits(10, t3=9, t7=7), 0.0)
    places = [(span.start, span.end) for span in found.spans]
    assert len(places) > 2 and found.spans[1].score < found.best.score
    assert all(a[1] <= b[0] or b[1] <= a[0] for n, a in enumerate(places) for b in places[:n])
