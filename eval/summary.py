"""Scores of single cases into those of a set. Pure; a measure over no case is None."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from eval.calibration import best_figures, calibration
from eval.statistics import Parts, intervals
from eval.types import Mean, Result, Score

# Every per-case measure whose mean over a set says something, in the order of a question's way.
MEASURES = (
    "recall_at_1",
    "recall_at_3",
    "recall_at_5",
    "recall_at_10",
    "reciprocal_rank",
    "ndcg_at_10",
    "exact_match",
    "f1",
    "forced_exact_match",
    "forced_f1",
    "forced_right",
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
    "support",
    "right_and_cited",
    "answer_right_and_cited",
    "survived",
    "words",
    "tokens",
)
# What SQuAD 2.0 splits by whether there is an answer.
SPLIT = ("exact_match", "f1")
NAMES = (*MEASURES, *(f"{name}_{half}" for name in SPLIT for half in ("has_answer", "no_answer")), "refusal_f1")
# Of these less is better; of words and of what a model wrote, neither is better by itself.
LOWER_IS_BETTER = frozenset(("over_refusal", "polarity_wrong"))
NEUTRAL = frozenset(("words", "survived", "tokens"))
STAGES = ("search", "read", "write", "total")
PERCENTS = (50, 95)


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile: the smallest value that at least `percent` of all do not exceed.

    Definition 1 of Hyndman and Fan 1996, "Sample Quantiles in Statistical Packages"; always a value
    that occurred. `values` must not be empty, `percent` is in (0, 100].
    """
    return sorted(values)[math.ceil(percent / 100 * len(values)) - 1]


def parts_of(score: Score) -> dict[str, tuple[float, float] | None]:
    """Each measure of a case as numerator and denominator of the ratio that it is of a set; None where not eligible.

    A mean has the value over 1. Refusal's F1 is 2TP / (2TP + FP + FN) (Manning et al. 2008, section 8.3).
    """
    values = {name: getattr(score, name) for name in MEASURES}
    for name in SPLIT:
        values[f"{name}_has_answer"] = getattr(score, name) if score.answerable else None
        values[f"{name}_no_answer"] = getattr(score, name) if not score.answerable else None
    parts = {name: None if value is None else (value, 1.0) for name, value in values.items()}
    asked, missing = score.reply is None, not score.answerable
    right = score.refused and missing
    return {**parts, "refusal_f1": (2.0 * right, float(score.refused) + missing) if asked else None}


def table_of(scores: Sequence[Score]) -> tuple[Parts, np.ndarray]:
    """The parts of the measures, in the order of NAMES, and over how many cases each is."""
    rows = [parts_of(score) for score in scores]
    made = np.array([[row[name] or (0.0, 0.0) for name in NAMES] for row in rows]).reshape(len(rows), len(NAMES), 2)
    counts = np.array([[row[name] is not None for name in NAMES] for row in rows]).reshape(len(rows), len(NAMES))
    return Parts(made[:, :, 0], made[:, :, 1]), counts.sum(axis=0)


def aggregate(results: Sequence[Result]) -> dict[str, Mean]:
    """Every measure over the cases, with its interval by bootstrap over their clusters."""
    parts, counts = table_of([result.score for result in results])
    ends = intervals(parts, [result.cluster for result in results])
    out = {}
    for column, name in enumerate(NAMES):
        below = math.fsum(parts.below[:, column])
        value = math.fsum(parts.above[:, column]) / below if below else None
        low, high = ends[column] if ends[column] and value is not None else (None, None)
        out[name] = Mean(value, int(counts[column]), low, high)
    return out


def grouped(results: Sequence[Result], key: Callable[[Score], str | None]) -> dict[str, list[Result]]:
    """Results by a key of their scores, in order of first appearance; those whose key is None are left out."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        if (name := key(result.score)) is not None:
            groups.setdefault(name, []).append(result)
    return groups


def summarise(results: Sequence[Result], unlocated: Sequence[str], clustered_by: str) -> dict[str, Any]:
    """What a run found, as JSON: the same for the same answers, whatever the clock said.

    `unlocated` are the ids of answerable cases whose quotes are not in the index, `clustered_by` says of what the
    clusters are.
    """
    scores = [result.score for result in results]
    return {
        "cases": _counts(scores),
        "unreviewed": sum(not result.case.reviewed for result in results),
        "clusters": {"by": clustered_by, "count": len({result.cluster for result in results})},
        "errors": {result.case.id: result.row["error"] for result in results if result.score.error},
        "not_in_index": list(unlocated),
        "citations": {
            "count": sum(score.citations for score in scores),
            "invalid": sum(score.invalid_citations for score in scores),
        },
        "unsupported": sum(score.unsupported for score in scores),
        "dropped_sentences": sum(score.dropped for score in scores),
        "overall": _as_json(results),
        "calibration": calibration(scores),
        "thresholds": best_figures(scores),
        "by_kind": _groups(results, lambda score: score.kind),
        "by_trap": _groups(results, lambda score: score.trap),
    }


def _counts(scores: Sequence[Score]) -> dict[str, int]:
    return {
        "all": len(scores),
        "answerable": sum(score.answerable for score in scores),
        "refused": sum(score.refused for score in scores),
        "errors": sum(score.error for score in scores),
    }


def _groups(results: Sequence[Result], key: Callable[[Score], str | None]) -> dict[str, Any]:
    return {
        name: {"cases": _counts([result.score for result in group]), **_as_json(group)}
        for name, group in grouped(results, key).items()
    }


def _as_json(results: Sequence[Result]) -> dict[str, dict]:
    return {name: _rounded(value) for name, value in aggregate(results).items()}


def _rounded(value: Mean) -> dict[str, float | int | None]:
    """To six places: sums of the same numbers in another order differ after the fifteenth."""
    return {name: round(one, 6) if isinstance(one, float) else one for name, one in asdict(value).items()}


def latency(results: Sequence[Result]) -> dict[str, dict[str, float | int | None]]:
    """Seconds of each stage: median, 95th percentile and over how many cases.

    Of the cases that were computed whole in this run. A refusal, which writes nothing, has no time for writing.
    """
    return {stage: _percentiles(_seconds(results, stage)) for stage in STAGES}


def _seconds(results: Sequence[Result], stage: str) -> list[float]:
    timed = [result for result in results if result.seconds and not (stage == "write" and result.score.refused)]
    return [result.seconds[stage] for result in timed]


def _percentiles(seconds: Sequence[float]) -> dict[str, float | int | None]:
    out: dict[str, float | int | None] = {
        f"p{percent}": percentile(seconds, percent) if seconds else None for percent in PERCENTS
    }
    return {**out, "count": len(seconds)}
