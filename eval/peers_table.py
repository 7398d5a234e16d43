"""The peers side by side as Markdown that reads as well on a terminal. Only formatting."""

from collections.abc import Iterator, Sequence
from typing import Any

from eval.table import NOTHING

LABELS = {
    "footnote": "Footnote",
    "citation-engine": "CitationQueryEngine",
    "query-engine": "plain query engine",
    "model-alone": "model alone",
    "bm25": "BM25, best sentence",
}
ROWS = {
    "right": "answerable: answer holds a gold answer",
    "right_and_cited": "… and a source shown holds half of a gold quote",
    "over_refused": "answerable: refused",
    "refused": "unanswerable: refused",
    "unsupported": "answered: a name or number in no source shown",
}


def as_markdown(summary: dict[str, Any], timings: dict[str, Any]) -> str:
    """Heading, table, what it depends on, and who failed to answer what."""
    return "\n".join([*_heading(summary, timings), "", *_table(summary["peers"], timings), "", *_failures(summary["peers"])])


def _heading(summary: dict[str, Any], timings: dict[str, Any]) -> Iterator[str]:
    counts, git = summary["questions"], timings["git"]
    commit = f", commit {git['commit'][:10]}{' with changes' if git['dirty'] else ''}" if git else ""
    yield f"{summary['set']['name']}: {counts['all']} questions, {counts['answerable']} of them answerable;"
    yield f"model {summary['configuration']['model']}; `{summary['command']}`{commit}."
    yield "Shares, and of how many; seconds are medians."


def _table(peers: dict[str, Any], timings: dict[str, Any]) -> Iterator[str]:
    """Cells padded, so that the columns also stand under each other as plain text."""
    rows = [["", *(LABELS.get(name, name) for name in peers)]]
    rows += [[label, *(_share(values[measure]) for values in peers.values())] for measure, label in ROWS.items()]
    rows.append(["failed to answer", *(str(len(values["failures"])) for values in peers.values())])
    rows.append(["seconds", *(_number(timings["seconds"][name]["median"]) for name in peers)])
    quotation = _number(timings["quotation"]["median"])
    rows.append(["seconds until the quotation", *(quotation if name == "footnote" else NOTHING for name in peers)])
    rows.append(["Footnote takes … times as long", *(_number(timings["ratio"][name], places=2) for name in peers)])
    widths = [max(map(len, column)) for column in zip(*rows)]
    head, *body = rows
    yield _line(head, widths)
    yield _line(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])], widths)
    yield from (_line(row, widths) for row in body)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = cells
    padded = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:]))]
    return f"| {' | '.join(padded)} |"


def _share(mean: dict[str, Any]) -> str:
    return NOTHING if mean["value"] is None else f"{mean['value']:.2f} ({mean['count']})"


def _number(value: float | None, places: int = 3) -> str:
    return NOTHING if value is None else f"{value:.{places}f}"


def _failures(peers: dict[str, Any]) -> Iterator[str]:
    for name, values in peers.items():
        for case, message in values["failures"].items():
            yield f"- counted as wrong: {LABELS.get(name, name)}, {case}: {' '.join(message.split())}"
