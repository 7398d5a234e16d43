"""What the harness takes and gives. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.types import Hit
from rag.types import Answer, Turn


@dataclass(frozen=True)
class Case:
    """A question and what is expected of it; an unanswerable one has no answers and no quotes.

    `answers` are alternatives, each right by itself. `quotes` are sentences of the document, word for
    word, that together hold the answer. `trap` names what an unanswerable question feigns. `reply` marks
    small talk, to which a reply without a citation is right. `polarity` of a yes/no question is "yes", "no",
    or "open" where the documents speak to it and do not settle it. `reviewed` is False for a case that was
    drafted by rule and that nobody has read yet. `note` is what a person said of it.
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
    note: str | None = None


@dataclass(frozen=True)
class Span:
    """Code points start..end of a document."""

    document: str
    start: int
    end: int


# For each quote of a case, every place where it stands in the documents.
Gold = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Reference:
    """What answers are held against: the texts of documents by id and the spans of their passages, and the gold
    spans of each case that has them."""

    texts: Mapping[str, str]
    passages: Mapping[str, tuple[Span, ...]]
    gold: Mapping[str, Gold]


@dataclass(frozen=True)
class Observed:
    """What a question was met with.

    `forced` is the answer where none may be refused, which says what a refusal kept back; `support` the share of the
    answer's sentences whose quotations answer the question by the reader's word, None where nothing is cited; `tokens`
    those of the language model's prompts and replies, None where none was asked.
    """

    answer: Answer
    forced: Answer
    hits: tuple[Hit, ...]
    support: float | None = None
    tokens: int | None = None


@dataclass(frozen=True)
class Score:
    """One case, measured. A measure the case is not eligible for is None, never 0.

    A case that failed (`error`) counts as wrong wherever it is eligible. Each measure is defined in
    `retrieval`, `answers`, `citations` and `score`; all are in 0..1 but the counts (`citations`,
    `invalid_citations`, `unsupported`, `dropped`, `words`, `tokens`). `confidence` is that of the forced answer.
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
    ndcg_at_10: float | None
    exact_match: float | None
    f1: float | None
    forced_exact_match: float | None
    forced_f1: float | None
    forced_right: float | None
    confidence: float | None
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
    support: float | None
    right_and_cited: float | None
    answer_right_and_cited: float | None
    citations: int
    invalid_citations: int
    unsupported: int
    dropped: int
    survived: float | None
    words: int | None
    tokens: int | None


@dataclass(frozen=True)
class Result:
    """A case with its batch row, which has `error` where the question failed, its score, and the seconds it took.

    `cluster` is of the cases that are about the same text; `seconds` are None where some of it was not computed.
    """

    case: Case
    row: dict[str, Any]
    score: Score
    cluster: str
    seconds: dict[str, float] | None = None


@dataclass(frozen=True)
class Mean:
    """A mean and over how many cases it is; `value` is None over none. `low`..`high` is its 95 % interval."""

    value: float | None
    count: int
    low: float | None = None
    high: float | None = None
