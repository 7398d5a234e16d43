"""A small evaluation run as its files have it, for the reports."""

from types import SimpleNamespace
from typing import Any

import pytest

TIMES = {"p50": 0.1, "p95": 0.25, "count": 3}


def mean(value: float | None, count: int, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"value": value, "count": count, "low": low, "high": high}


def means(**given: dict[str, Any]) -> dict[str, Any]:
    names = ("right_and_cited", "refusal_recall", "over_refusal", "f1", "citation_correct", "reply")
    return {name: given.get(name, mean(None, 0)) for name in names}


def citation(**values: Any) -> dict[str, Any]:
    passage = "The harbour of Velm opened in 1904. Its first master was Ada Brunn."
    quote = "Its first master was Ada Brunn."
    found = {"number": 1, "document": "harbour.md", "title": "Harbour", "quote": quote, "start": 36, "end": 67}
    return {**found, "passage": passage, "score": 0.8, **values}


def row(name: str = "who-01", verdict: str = "right", answerable: bool = True, **values: Any) -> dict[str, Any]:
    """A line of results.jsonl; `answer` holds values of its batch row, the others stand in the line."""
    refused = verdict == "refused" or (verdict == "right" and not answerable)
    answer = {
        "question": "Who was the first master?",
        "answer": "The documents do not answer this question." if refused else "It was Ada Brunn.",
        "short": "" if refused else "Ada Brunn",
        "refused": refused,
        "confidence": 0.81,
        "citations": [citation()],
        **values.pop("answer", {}),
    }
    return {
        "id": name,
        "kind": "who",
        "question": "Who was the first master?",
        "answerable": answerable,
        "answers": ["Ada Brunn"] if answerable else [],
        "quotes": ["Its first master was Ada Brunn."] if answerable else [],
        "cluster": "harbour.md",
        "verdict": verdict,
        "why": "It ended so.",
        "row": answer,
        "scores": {"f1": 1.0, "items": None},
        **values,
    }


def _summary() -> dict[str, Any]:
    bins = [
        {"from": 0.0, "to": 0.5, "confidence": None, "right": None, "count": 0},
        {"from": 0.5, "to": 1.0, "confidence": 0.8, "right": 0.75, "count": 4},
    ]
    cases = {"all": 5, "answerable": 3, "refused": 2, "errors": 1}
    overall = means(right_and_cited=mean(0.5, 4, 0.25, 0.75), refusal_recall=mean(1.0, 1, 1.0, 1.0), f1=mean(0.6, 5))
    return {
        "command": "python -m eval run set.jsonl",
        "git": {"commit": "c0ffee" * 6 + "c0ff", "dirty": True},
        "configuration": {"model": "none", "reader": "toy"},
        "set": {"name": "set.jsonl", "sha256": "0" * 64, "cases": 5},
        "python": "3.11.7",
        "clusters": {"by": "document", "count": 2},
        "cases": cases,
        "errors": {"who-05": "broken"},
        "not_in_index": [],
        "citations": {"count": 4, "invalid": 0},
        "unsupported": 1,
        "dropped_sentences": 2,
        "overall": overall,
        "by_kind": {"who": {"cases": cases, **overall}, "talk": {"cases": cases, **means(reply=mean(1.0, 1))}},
        "by_trap": {"not-stated": {"cases": cases, **means(refusal_recall=mean(1.0, 1, 1.0, 1.0))}},
        "calibration": {
            "error": 0.05,
            "bins": bins,
            "risk_coverage": [[0.25, 0.0], [0.5, 0.0], [1.0, 0.25]],
            "area": 0.08,
            "count": 4,
        },
        "thresholds": {"best": 0.4, "exact_match": 0.5, "f1": 0.6},
    }


def _timings() -> dict[str, Any]:
    return {
        "seconds": {"search": TIMES, "read": TIMES, "write": {"p50": None, "p95": None, "count": 0}, "total": TIMES},
        "peak_memory_mib": 512.5,
        "index_bytes": 3145728,
        "run_seconds": 77.7,
        "machine": {"cpus": 2, "platform": "Toylinux-6", "date": "2026-01-02T03:04:05+00:00"},
        "git": {"commit": "c0ffee" * 6 + "c0ff", "dirty": True},
        "cases": {"who-01": {"search": 0.1, "read": 0.1, "write": 0.1, "total": 0.3}},
    }


def _nothing(value: Any) -> Any:
    """The same shape with NaN for each fraction, and null for each mean."""
    if isinstance(value, dict):
        return {name: None if name == "value" else _nothing(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_nothing(one) for one in value]
    return float("nan") if isinstance(value, float) else value


@pytest.fixture
def evaluated() -> SimpleNamespace:
    """`summary`, `timings` and `rows` of a run, `row` and `citation` to make others, `nothing` to blank numbers."""
    rows = [
        row("who-01"),
        row("who-02", "wrong", question="Who built the lighthouse?"),
        row("who-03", "refused"),
        row("no-04", "right", answerable=False, trap="not-stated"),
        {**row("who-05", "error"), "row": {"question": "Who was it?", "error": "broken"}, "scores": {}},
    ]
    return SimpleNamespace(
        summary=_summary(), timings=_timings(), rows=rows, row=row, citation=citation, nothing=_nothing
    )
