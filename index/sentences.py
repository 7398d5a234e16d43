"""Where sentences begin and end.

Citations are sentences, so passages are cut between sentences and answers are aligned to them:
both sides take their boundaries from here. The last texts are remembered: a question asks several times.
"""

import re
from functools import lru_cache

import pysbd

# pysbd slows down on very long blocks; no written sentence needs more than this.
BLOCK_CHARACTERS = 4000
WRAP_WIDTH = 120
# pysbd takes these for digits before a list number and fails.
SEPARATORS = str.maketrans(dict.fromkeys("\x1c\x1d\x1e\x1f", " "))
LINE_START = re.compile(r"\s*(?:[-*+>#|=]|\d+[.)]\s)")


@lru_cache(maxsize=1024)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of every sentence in order, without surrounding whitespace.

    Everything but whitespace is in exactly one sentence. A blank line always ends a sentence, a
    line break does unless the paragraph is hard-wrapped there (see `_soften_wraps`).
    """
    spans = []
    for block in re.finditer(r"\S(?:.*?\S)??(?=\s*?\n\s*\n|\s*\Z)", text, re.DOTALL):
        softened = _soften_wraps(block.group())
        for start, end in _pieces(softened):
            for left, right in _segment(softened[start:end]):
                spans.append((block.start() + start + left, block.start() + start + right))
    return tuple(spans)


def _soften_wraps(block: str) -> str:
    """The block, of the same length, with a space for each line break that only wraps a line.

    A paragraph is taken as hard-wrapped where no line is longer than WRAP_WIDTH, and a break as a
    wrap where the next line begins in lower case or its first word would not have fitted into the
    longest line; list items, headings and table rows start anew.
    """
    lines = block.split("\n")
    width = max(map(len, lines))
    if len(lines) == 1 or width > WRAP_WIDTH:
        return block
    out = lines[0]
    for before, line in zip(lines, lines[1:]):
        first_word = line.split(maxsplit=1)[0] if line.strip() else ""
        wraps = first_word[:1].islower() or len(before) + 1 + len(first_word) > width
        wraps = wraps and not LINE_START.match(line)
        out += (" " if wraps and not before.lstrip().startswith("#") else "\n") + line
    return out


def _pieces(block: str) -> list[tuple[int, int]]:
    """The block in runs of at most BLOCK_CHARACTERS, cut at whitespace where there is some."""
    pieces, start = [], 0
    while len(block) - start > BLOCK_CHARACTERS:
        space = block.rfind(" ", start, start + BLOCK_CHARACTERS)
        end = space + 1 if space > start else start + BLOCK_CHARACTERS
        pieces.append((start, end))
        start = end
    return pieces + [(start, len(block))]


def _segment(piece: str) -> list[tuple[int, int]]:
    """Sentence spans of one piece; the whole piece where the segmenter's spans do not cover it."""
    # A segmenter keeps its text in itself, so threads must not share one.
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    spans, covered = [], 0
    for sentence in segmenter.segment(piece.translate(SEPARATORS)):
        if piece[covered:sentence.start].strip():
            spans.append((covered, sentence.start))
        spans.append((max(covered, sentence.start), sentence.end))
        covered = sentence.end
    if piece[covered:].strip():
        spans.append((covered, len(piece)))
    return [trimmed for span in spans if (trimmed := _trim(piece, *span))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    inner = text[start:end]
    if not inner.strip():
        return None
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
