"""Scores of single cases into those of a set. Pure; a mean over no case is None."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from eval.types import Mean, Result, Score

# Every per-case measure whose mean over a set says something, in the order of a question's way.
MEASURES = (
    "recall_at_1",
    "recall_at_3",
    "recall_at_5",
    "recall_at_10",
    "reciprocal_rank",
    "exact_match",
    "f1",
    "answer_contains",
    "items",
    "polarity_stated",
    "polarity_wrong",
    "reply",
    "refusal_precision",
    "refusal_recall",
    "over_refusal",
    "citation_correct",
    "citation_precision",
    "citation_recall",
    "right_and_cited",
    "answer_right_and_cited",
    "survived",
    "words",
)
STAGES = ("search", "read", "write", "total")
PERCENTS = (50, 95)


def mean(values: Iterable[float | None]) -> Mean:
    """The mean of the values that are there."""
    present = [value for value in values if value is not None]
    return Mean(math.fsum(present) / len(present) if present else None, len(present))


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile: the smallest value that at least `percent` of all do not exceed.

    Definition 1 of Hyndman and Fan 1996, "Sample Quantiles in Statistical Packages"; always a value
    that occurred. `values` must not be empty, `percent` is in (0, 100].
    """
    return sorted(values)[math.ceil(percent / 100 * len(values)) - 1]


def aggregate(scores: Sequence[Score]) -> dict[str, Mean]:
    """The means of all measures, and what is made of several: the split of SQuAD 2.0 and refusal F1."""
    means = {name: mean(getattr(score, name) for score in scores) for name in MEASURES}
    for name in ("exact_match", "f1"):
        means[f"{name}_has_answer"] = mean(getattr(score, name) for score in scores if score.answerable)
        means[f"{name}_no_answer"] = mean(getattr(score, name) for score in scores if not score.answerable)
    return {**means, "refusal_f1": refusal_f1(scores)}


def refusal_f1(scores: Sequence[Score]) -> Mean:
    """F1 of refusal, 2TP / (2TP + FP + FN), over all cases (Manning et al. 2008, section 8.3)."""
    scores = [score for score in scores if score.reply is None]
    right = sum(score.refused and not score.answerable for score in scores)
    positives = sum(score.refused for score in scores) + sum(not score.answerable for score in scores)
    return Mean(2 * right / positives if positives else None, len(scores))


def grouped(scores: Sequence[Score], key: Callable[[Score], str | None]) -> dict[str, list[Score]]:
    """Scores by key, in order of first appearance; those whose key is None are left out."""
    groups: dict[str, list[Score]] = {}
    for score in scores:
        if (name := key(score)) is not None:
            groups.setdefault(name, []).append(score)
    return groups


def summarise(results: Sequence[Result], unlocated: Sequence[str]) -> dict[str, Any]:
    """What a run found, as JSON: the same for the same answers, whatever the clock said.

    `unlocated` are the ids of answerable cases whose quotes are not in the index.
    """
    scores = [result.score for result in results]
    return {
        "cases": _counts(scores),
        "errors": {result.case.id: result.row["error"] for result in results if result.score.error},
        "not_in_index": list(unlocated),
        "citations": {
            "count": sum(score.citations for score in scores),
            "invalid": sum(score.invalid_citations for score in scores),
        },
        "unsupported": sum(score.unsupported for score in scores),
        "dropped_sentences": sum(score.dropped for score in scores),
        "overall": _as_json(scores),
        "by_kind": _groups(scores, lambda score: score.kind),
        "by_trap": _groups(scores, lambda score: score.trap),
    }


def _counts(scores: Sequence[Score]) -> dict[str, int]:
    return {
        "all": len(scores),
        "answerable": sum(score.answerable for score in scores),
        "refused": sum(score.refused for score in scores),
        "errors": sum(score.error for score in scores),
    }


def _groups(scores: Sequence[Score], key: Callable[[Score], str | None]) -> dict[str, Any]:
    return {name: {"cases": _counts(group), **_as_json(group)} for name, group in grouped(scores, key).items()}


def _as_json(scores: Sequence[Score]) -> dict[str, dict]:
    return {name: asdict(value) for name, value in aggregate(scores).items()}


def latency(results: Sequence[Result]) -> dict[str, dict[str, float | int | None]]:
    """Seconds of each stage: median, 95th percentile and over how many cases.

    Errors have no times, and a refusal, which writes nothing, none for writing.
    """
    return {stage: _percentiles(_seconds(results, stage)) for stage in STAGES}


def _seconds(results: Sequence[Result], stage: str) -> list[float]:
    timed = [result for result in results if not result.score.error and not (stage == "write" and result.score.refused)]
    return [result.row["seconds"][stage] for result in timed]


def _percentiles(seconds: Sequence[float]) -> dict[str, float | int | None]:
    out: dict[str, float | int | None] = {
        f"p{percent}": percentile(seconds, percent) if seconds else None for percent in PERCENTS
    }
    return {**out, "count": len(seconds)}
