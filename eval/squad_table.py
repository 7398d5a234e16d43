"""The report of `python -m eval squad` as text for a terminal. Only formatting."""

from collections.abc import Iterator
from typing import Any

from eval.table import NOTHING

SPLITS = {"all": "all", "has_answer": "answerable (HasAns)", "no_answer": "unanswerable (NoAns)"}
FORCED = {"forced": "answerable, when it must answer"}
SEARCH = {
    "recall_at_1": "sentence found, first passage (recall@1)",
    "recall_at_5": "sentence found, first 5 (recall@5)",
    "recall_at_10": "sentence found, first 10 (recall@10)",
    "reciprocal_rank": "mean reciprocal rank",
    "right_and_cited": "right and cited, phrased or short",
}


def as_text(report: dict[str, Any]) -> str:
    """The table, each figure with the number of questions that it is over."""
    return "\n".join(
        [*_heading(report), *_reading(report["reading"]), *_end_to_end(report["end_to_end"]), *_problems(report)]
    )


def _heading(report: dict[str, Any]) -> Iterator[str]:
    questions, configuration = report["questions"], report["configuration"]
    yield (
        f"{report['set']['name']}: {questions['all']} of {report['set']['cases']} questions, "
        f"{questions['answerable']} of them answerable, {report['paragraphs']} paragraphs"
    )
    yield f"model {configuration['model']}, reader {configuration['reader']}"
    yield f"\n{'Per cent':<49}{'exact':>8}{'F1':>8}{'questions':>11}"


def _reading(reading: dict[str, Any]) -> Iterator[str]:
    yield f"Reader on the question's own paragraph, answering from {reading['threshold']:g}"
    yield from _rows(reading, {**SPLITS, **FORCED})
    best = reading["best"]
    limits = f"{best['exact_match']['threshold']:.3f} for exact, {best['f1']['threshold']:.3f} for F1"
    yield f"The same, from the best threshold for these questions ({limits})"
    yield from _rows(best, SPLITS)


def _end_to_end(measured: dict[str, Any]) -> Iterator[str]:
    noisy = {"all": "all, noisy", "no_answer": "unanswerable (NoAns), noisy"}
    yield "Whole pipeline, which has to find the paragraph"
    yield from _rows(measured, {**SPLITS, **noisy})
    for name, label in SEARCH.items():
        yield f"  {label:<47}{_value(measured[name]):>8}{'':>8}{measured[name]['count']:>11}"
    yield f"  {'questions refused':<47}{measured['refused']:>8}"
    yield f"note: {measured['note']}"


def _rows(measures: dict[str, Any], labels: dict[str, str]) -> Iterator[str]:
    for part, label in labels.items():
        exact, f1 = measures["exact_match"][part], measures["f1"][part]
        yield f"  {label:<47}{_value(exact):>8}{_value(f1):>8}{f1['count']:>11}"


def _value(measure: dict[str, Any]) -> str:
    return NOTHING if measure["value"] is None else f"{measure['value']:.1f}"


def _problems(report: dict[str, Any]) -> Iterator[str]:
    errors = report["end_to_end"]["errors"]
    if errors:
        yield f"\nErrors, counted as wrong: {len(errors)} of {report['questions']['all']} questions"
        yield from (f"  {name}: {' '.join(message.split())}" for name, message in errors.items())
