"""What both reports say of a summary: the headline figures, numbers as text, and how a case ended. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.verdict import RIGHT

NOTHING = "–"

# Shares that stand at the head of a report: measure, label, what it is over, what it says.
HEADLINES = (
    (
        "right_and_cited",
        "Right and cited",
        "answerable questions",
        "A gold answer was given, and a citation points at the sentence that holds it. More is better.",
    ),
    (
        "refusal_recall",
        "Refused of unanswerable",
        "unanswerable questions",
        "The documents do not hold the answer, and that is what was said. More is better.",
    ),
    (
        "over_refusal",
        "Over-refusal",
        "answerable questions",
        "The documents do hold the answer, and it was refused all the same. Less is better.",
    ),
    (
        "f1",
        "F1 of the short answer",
        "questions",
        "Words shared with the nearest gold answer; a refusal counts as 1 where it is due, else 0. More is better.",
    ),
)
KIND_COLUMNS = {
    "right_and_cited": "Right and cited",
    "f1": "F1",
    "citation_correct": "Cited correctly",
    "refusal_recall": "Refused, rightly",
    "over_refusal": "Refused, wrongly",
    "reply": "Replied to",
}
# The measure that says most of a kind of question: of its answers, else of its refusals, else of its replies.
KIND_MEASURES = {"right_and_cited": "right and cited", "refusal_recall": "refused", "reply": "replied to"}


@dataclass(frozen=True)
class Figure:
    """A figure as people read it: `interval` is empty where there is none."""

    label: str
    value: str
    interval: str
    count: str
    meaning: str


def present(value: float | None) -> bool:
    """Whether there is a number: neither null, nor NaN, nor infinite."""
    return value is not None and math.isfinite(value)


def number(value: float | None, digits: int = 2) -> str:
    return f"{value:,.{digits}f}" if present(value) else NOTHING


def mebibytes(count: int | None) -> str:
    return f"{number(count / 2**20, 1)}\u00a0MiB" if present(count) else NOTHING


def percent(value: float | None) -> str:
    """A share of 1 as per cent, with a space that does not break."""
    return f"{100 * value:.1f}\u00a0%" if present(value) else NOTHING


def interval(mean: Mapping[str, Any]) -> str:
    """The ends of a mean's 95 % interval in per cent; empty where one is missing."""
    low, high = mean.get("low"), mean.get("high")
    return f"{100 * low:.1f} to {100 * high:.1f}\u00a0%" if present(low) and present(high) else ""


def headlines(summary: Mapping[str, Any]) -> list[Figure]:
    """Shares with their intervals, then what was counted over everything and so has none."""
    return [*(_share(summary["overall"].get(name, {}), *texts) for name, *texts in HEADLINES), *_counts(summary)]


def _share(mean: Mapping[str, Any], label: str, over: str, meaning: str) -> Figure:
    return Figure(label, percent(mean.get("value")), interval(mean), f"{number(mean.get('count'), 0)} {over}", meaning)


def _counts(summary: Mapping[str, Any]) -> list[Figure]:
    citations, cases = summary["citations"], summary["cases"]
    answered = cases["all"] - cases["refused"] - cases["errors"]
    return [
        Figure(
            "Invalid citations",
            number(citations["invalid"], 0),
            "",
            f"{number(citations['count'], 0)} citations",
            "The quotation is not what stands in the document at its offsets. Should be 0.",
        ),
        Figure(
            "Unsupported names and numbers",
            number(summary["unsupported"], 0),
            "",
            f"{number(answered, 0)} answers",
            "Said in an answer, and neither in a quotation of it nor in the question. Should be 0.",
        ),
    ]


def kind_measure(values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The label and the mean of the measure that says most of this kind; an empty mean where none has a value."""
    for name, label in KIND_MEASURES.items():
        if present(values.get(name, {}).get("value")):
            return label, values[name]
    return "", {}


def refused(row: Mapping[str, Any]) -> bool:
    """An error is no refusal."""
    return bool(row["row"].get("refused"))


def right(row: Mapping[str, Any]) -> bool:
    """Whether it went as it should: a right answer or reply, or a refusal of what cannot be answered."""
    return row["verdict"] == RIGHT


def ending(row: Mapping[str, Any]) -> str:
    """The verdict in words that tell a refusal that was due from one that was not."""
    if refused(row):
        return "refused, rightly" if right(row) else "refused, wrongly"
    return row["verdict"]


def cases_line(summary: Mapping[str, Any]) -> str:
    cases = summary["cases"]
    errors = f", {number(cases['errors'], 0)} failed" if cases["errors"] else ""
    if summary.get("unreviewed"):
        errors += f"; {number(summary['unreviewed'], 0)} are unreviewed"
    asked = f"{number(cases['all'], 0)} questions, {number(cases['answerable'], 0)} of them answerable"
    return f"{asked}; {number(cases['refused'], 0)} refused{errors}"


def clusters_line(summary: Mapping[str, Any]) -> str:
    """What the intervals are made from; empty where the summary does not say."""
    clusters: Mapping[str, Any] = summary.get("clusters") or {}
    if not present(clusters.get("count")):
        return ""
    return f"Intervals are 95 % bootstrap intervals over {number(clusters['count'], 0)} clusters by {clusters['by']}."


def not_right(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if not right(row)]
