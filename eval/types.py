"""What the harness takes and gives. Data only."""

from dataclasses import dataclass
from typing import Any

from rag.types import Turn


@dataclass(frozen=True)
class Case:
    """A question and what is expected of it; an unanswerable one has no answers and no quotes.

    `answers` are alternatives, each right by itself. `quotes` are sentences of the document, word for
    word, that together hold the answer. `trap` names what an unanswerable question feigns. `reply` marks
    small talk, to which a reply without a citation is right. `polarity` of a yes/no question is "yes", "no",
    or "open" where the documents speak to it and do not settle it. `reviewed` is False for a case that was
    drafted by rule and that nobody has read yet.
    """

    id: str
    kind: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    trap: str | None = None
    reply: bool = False
    polarity: str | None = None
    reviewed: bool = True


@dataclass(frozen=True)
class Span:
    """Code points start..end of a document."""

    document: str
    start: int
    end: int


# For each quote of a case, every place where it stands in the documents.
Gold = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Score:
    """One case, measured. A measure the case is not eligible for is None, never 0.

    A case that failed (`error`) counts as wrong wherever it is eligible. Each measure is defined in
    `retrieval`, `answers`, `citations` and `score`; all are in 0..1 but the counts (`citations`,
    `invalid_citations`, `unsupported`, `dropped`, `words`).
    """

    id: str
    kind: str
    trap: str | None
    answerable: bool
    error: bool
    refused: bool
    recall_at_1: float | None
    recall_at_3: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    reciprocal_rank: float | None
    exact_match: float | None
    f1: float | None
    answer_contains: float | None
    items: float | None
    polarity_stated: float | None
    polarity_wrong: float | None
    reply: float | None
    refusal_precision: float | None
    refusal_recall: float | None
    over_refusal: float | None
    citation_correct: float | None
    citation_precision: float | None
    citation_recall: float | None
    right_and_cited: float | None
    answer_right_and_cited: float | None
    citations: int
    invalid_citations: int
    unsupported: int
    dropped: int
    survived: float | None
    words: int | None


@dataclass(frozen=True)
class Result:
    """A case with its batch row, which has `error` where the question failed, and its score."""

    case: Case
    row: dict[str, Any]
    score: Score


@dataclass(frozen=True)
class Mean:
    """A mean and over how many cases it is; `value` is None over none."""

    value: float | None
    count: int
