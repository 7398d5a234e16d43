"""A run as one HTML page that needs nothing else: no network, no font, no server.

Pure. All text goes through the template, which escapes it; only plots, styles and the script are markup.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import figures, plots

# Measures of a single case that help to see why it went as it did.
CASE_MEASURES = {
    "f1": "F1",
    "items": "items said",
    "reciprocal_rank": "reciprocal rank",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
}
FILTERS = {"all": "All", "wrong": "Wrong", "refused": "Refused", "right": "Right", "changed": "Changed"}
SLOWEST = 5


def html(
    summary: dict[str, Any],
    timings: dict[str, Any],
    rows: Sequence[dict[str, Any]],
    changed: frozenset[str] = frozenset(),
) -> str:
    """The page. `changed` are the ids of cases that ended otherwise than in the run it is compared with.

    Between <!-- timings --> and <!-- /timings --> stands all that depends on clock, machine and commit; the
    rest is the same to the byte for the same summary, rows and `changed`.
    """
    cases = [case(row, row["id"] in changed) for row in rows]
    calibration = summary["calibration"] or {}
    return _environment().get_template("report.html.j2").render(
        summary=summary,
        timings=timings,
        cases=cases,
        calibration=calibration,
        filters=[(name, label, _held(cases, name)) for name, label in FILTERS.items()],
        headlines=figures.headlines(summary),
        columns=figures.KIND_COLUMNS,
        plots={
            "risk": Markup(plots.risk_coverage(calibration)),
            "calibration": Markup(plots.calibration_diagram(calibration)),
            "kinds": Markup(plots.kind_bars(summary["by_kind"], "Share of each kind that went well")),
            "traps": Markup(plots.kind_bars(summary["by_trap"], "Share of each trap that was refused")),
            "latency": Markup(plots.latency_bars(timings["seconds"])),
        },
        slowest=slowest(timings),
        figures=figures,
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: Any) -> Any:
    """NUL has no place in HTML and no escape; parsers would drop it."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def case(row: Mapping[str, Any], changed: bool = False) -> dict[str, Any]:
    """A case with what its card shows and the filters that hold it."""
    answer, right, refused = row["row"], figures.right(row), figures.refused(row)
    held = {"right": right, "refused": refused, "wrong": not right and not refused, "changed": changed}
    citations = [] if "error" in answer else answer["citations"]
    return {
        "trap": None,
        "reply": False,
        **row,
        "standalone": answer.get("standalone"),
        "ending": figures.ending(row),
        "tone": "good" if right else "open" if refused else "bad",
        "filters": ["all", *(name for name, holds in held.items() if holds)],
        "changed": changed,
        "citations": [{**one, "parts": parts(one["passage"], "" if refused else one["quote"])} for one in citations],
        "measures": _measures(row["scores"]),
        "confidence": figures.number(answer.get("confidence")),
    }


def parts(passage: str, quote: str) -> tuple[str, str, str]:
    """The passage before the quote, the quote, and what follows it; no quote where it does not stand there."""
    before, found, after = passage.partition(quote) if quote else (passage, "", "")
    return before, found, after


def slowest(timings: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The cases that took longest, and their seconds."""
    totals = {name: seconds.get("total") for name, seconds in (timings.get("cases") or {}).items()}
    known = [(name, total) for name, total in totals.items() if figures.present(total)]
    return sorted(known, key=lambda one: (-one[1], one[0]))[:SLOWEST]


def _measures(scores: Mapping[str, Any]) -> list[tuple[str, str]]:
    present = {name: label for name, label in CASE_MEASURES.items() if figures.present(scores.get(name))}
    return [(label, figures.number(scores[name])) for name, label in present.items()]


def _held(cases: Sequence[Mapping[str, Any]], name: str) -> int:
    return sum(name in one["filters"] for one in cases)
