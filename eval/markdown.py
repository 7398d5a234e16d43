"""A run as Markdown for a pull request. Pure; whatever comes from a document, a person or a model is escaped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval import figures
from eval.figures import NOTHING, number, percent

SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$]")
MENTION = re.compile(r"[@#](?=\w)")
SHOWN = 50  # cases that are not right; a comment on GitHub ends at 65,536 characters
CHARACTERS = 200  # of a question or an answer in the list


def markdown(summary: dict[str, Any], timings: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    """The headline figures, kinds and traps, then what is not right, folded.

    As in `report.html`, all that depends on clock, machine and commit stands in one marked section.
    """
    blocks = [
        f"## Evaluation: {escaped(summary['set']['name'])}",
        "\n".join(_lead(summary)),
        "\n".join(_headlines(summary)),
        "### By kind",
        "\n".join(_kinds(summary["by_kind"])),
        *_traps(summary["by_trap"]),
        *_amiss(figures.not_right(rows)),
        "\n".join(_timings(summary, timings)),
    ]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text on one line in which nothing is markup, and which calls nobody and links to no issue."""
    plain = SPECIAL.sub(r"\\\g<0>", " ".join(text.replace("\0", "\ufffd").split()))
    return MENTION.sub(r"\g<0><!-- -->", plain)


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1].rstrip() + "…"


def _lead(summary: Mapping[str, Any]) -> Iterator[str]:
    configuration = summary["configuration"]
    yield f"{figures.cases_line(summary)}. {figures.clusters_line(summary)}".rstrip()
    yield f"Model {escaped(configuration['model'])}, reader {escaped(configuration['reader'])}."


def _headlines(summary: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("Measure", "Value", "95 % interval", "Of")
    for figure in figures.headlines(summary):
        yield _row(f"**{figure.label}**", figure.value, figure.interval or NOTHING, figure.count)


def _kinds(kinds: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("Kind", "Cases", *figures.KIND_COLUMNS.values())
    for name, values in kinds.items():
        cells = (_mean(values.get(column, {})) for column in figures.KIND_COLUMNS)
        yield _row(escaped(name), number(values["cases"]["all"], 0), *cells)


def _traps(traps: Mapping[str, Any]) -> list[str]:
    if not traps:
        return []
    lines = list(_head("Trap", "Cases", "Refused", "95 % interval"))
    for name, values in traps.items():
        mean = values.get("refusal_recall", {})
        cells = number(values["cases"]["all"], 0), _mean(mean), figures.interval(mean) or NOTHING
        lines.append(_row(escaped(name), *cells))
    return ["### By trap", "\n".join(lines)]


def _amiss(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The cases that are not right, errors among them; the first of many."""
    if not rows:
        return ["No case is wrong."]
    more = [f"- and {len(rows) - SHOWN} more, in report.html"] if len(rows) > SHOWN else []
    lines = "\n".join([*map(_case, rows[:SHOWN]), *more])
    return ["\n\n".join([f"<details>\n<summary>Cases that are not right: {len(rows)}</summary>", lines, "</details>"])]


def _case(row: Mapping[str, Any]) -> str:
    answer = row["row"]
    said = answer.get("error") or answer.get("short") or answer.get("answer") or NOTHING
    question, said, why = (escaped(shortened(text)) for text in (row["question"], said, row["why"]))
    return f"- **{escaped(row['id'])}** ({escaped(figures.ending(row))}): {question}<br>→ {said}<br>{why}"


def _timings(summary: Mapping[str, Any], timings: Mapping[str, Any]) -> Iterator[str]:
    yield "<!-- timings -->\n"
    yield from _head("Seconds", "p50", "p95", "Of")
    for stage, values in timings["seconds"].items():
        yield _row(escaped(stage), number(values["p50"], 3), number(values["p95"], 3), number(values["count"], 0))
    yield ""
    git, machine = timings.get("git"), timings["machine"]
    commit = f"commit {git['commit'][:12]}{' with changes' if git['dirty'] else ''}" if git else "no commit known"
    memory = f"peak memory {number(timings['peak_memory_mib'], 0)} MiB"
    yield f"{number(timings['run_seconds'], 1)} s in all, {memory}; {number(machine['cpus'], 0)} processors,"
    yield f"{escaped(machine['platform'])}; {escaped(machine['date'])}; {commit};"
    yield f"{escaped(summary['command'])}"
    yield "\n<!-- /timings -->"


def _mean(mean: Mapping[str, Any]) -> str:
    value = percent(mean.get("value"))
    return value if value == NOTHING else f"{value} of {number(mean['count'], 0)}"


def _head(*labels: str) -> list[str]:
    return [_row(*labels), _row(":--", *["--:"] * (len(labels) - 1))]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
