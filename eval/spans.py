"""Ranges of characters: where gold quotes stand, and how much of them other ranges hold."""

import re
from collections.abc import Iterable, Sequence

from eval.types import Case, Gold, Span
from index.types import Document

# From this share on, a stretch of text counts as the other: a passage or citation that cuts one letter off
# a quote is still that quote.
HALF = 0.5


def locate(case: Case, documents: Sequence[Document]) -> Gold | None:
    """Every place of each quote; None where a quote is nowhere, or the case has none.

    Runs of whitespace match each other, since a document may wrap its lines elsewhere.
    """
    gold = tuple(_places(quote, documents) for quote in case.quotes)
    return gold if gold and all(gold) else None


def _places(quote: str, documents: Sequence[Document]) -> tuple[Span, ...]:
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    return tuple(
        Span(document.id, *match.span()) for document in documents for match in pattern.finditer(document.text)
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters in spans that do not overlap."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.document, span.start)):
        if out and out[-1].document == span.document and span.start <= out[-1].end:
            out[-1] = Span(span.document, out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def length(spans: Iterable[Span]) -> int:
    """Characters in the spans, each counted once."""
    return sum(span.end - span.start for span in merged(spans))


def held(span: Span, spans: Iterable[Span]) -> int:
    """Characters of `span` that lie in at least one of `spans`."""
    same = [other for other in merged(spans) if other.document == span.document]
    return sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in same)


def share(span: Span, spans: Iterable[Span]) -> float:
    """The share of `span` that lies in `spans`, 0..1; 0 for an empty span."""
    return held(span, spans) / (span.end - span.start) if span.end > span.start else 0.0
