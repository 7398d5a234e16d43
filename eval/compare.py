"""python -m eval compare A B: what became better or worse from one run to another of the same cases."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.folder import ROWS
from eval.run import score_of
from eval.statistics import Parts, differences, mcnemar
from eval.summary import LOWER_IS_BETTER, NAMES, NEUTRAL, table_of
from eval.table import LABELS
from index.errors import ConfigError

LISTED = 20  # changed cases, unless all are asked for
BETTER, WORSE, UNKNOWN = "better", "worse", "can't tell"
SHOWN = ("answer", "short", "refused", "error")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", type=Path, metavar="A", help="the folder of a run")
    parser.add_argument("after", type=Path, metavar="B", help="the folder of another")
    parser.add_argument("--all", action="store_true", help="list every case that is answered differently")


def run(arguments: argparse.Namespace) -> int:
    made = compare(read_rows(arguments.before), read_rows(arguments.after))
    print(as_text(made, listed=len(made.changed) if arguments.all else LISTED))
    return 0


@dataclass(frozen=True)
class Change:
    """One measure in both runs, over the cases that they share.

    `low`..`high` is the 95 % interval of the difference, `p` McNemar's where the measure is of right or wrong.
    """

    measure: str
    before: float | None
    after: float | None
    low: float | None
    high: float | None
    p: float | None
    count: int
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """`changed` are the pairs of rows with different answers or verdicts; `left_out` the cases of one run alone."""

    changes: tuple[Change, ...]
    changed: tuple[tuple[dict, dict], ...]
    cases: int
    left_out: tuple[str, ...]


def compare(before: Sequence[dict], after: Sequence[dict]) -> Comparison:
    """`before` and `after` are rows of results.jsonl. A ConfigError where they share no case."""
    first, second = ({row["id"]: row for row in rows} for rows in (before, after))
    shared = [name for name in first if name in second]
    if not shared:
        raise ConfigError("the two runs have no case in common; compare runs of the same set")
    pairs = [(first[name], second[name]) for name in shared]
    return Comparison(
        tuple(_changes(pairs)),
        tuple(pair for pair in pairs if _told(pair[0]) != _told(pair[1])),
        len(pairs),
        tuple(sorted(first.keys() ^ second.keys())),
    )


def read_rows(directory: Path) -> list[dict[str, Any]]:
    """The rows of a run's folder; a ConfigError where it has none."""
    path = directory / ROWS
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; name the folder of an eval run") from None
    except ValueError:
        raise ConfigError(f"{path}: not the rows of an eval run; run it again") from None


def _told(row: dict) -> tuple:
    return (row["verdict"], *(row["row"].get(name) for name in SHOWN))


def _changes(pairs: Sequence[tuple[dict, dict]]) -> list[Change]:
    """Only cases that a measure is of in both runs are compared: a refusal has no citation to be right or wrong."""
    one, other = (table_of([score_of(pair[side]) for pair in pairs])[0] for side in (0, 1))
    both = (one.below > 0) & (other.below > 0)
    both[:, NAMES.index("refusal_f1")] = True  # an F1 is of all cases
    one, other = (Parts(parts.above * both, parts.below * both) for parts in (one, other))
    ends = differences(one, other, [row["cluster"] for row, _ in pairs])
    return [_change(name, one, other, column, ends[column]) for column, name in enumerate(NAMES)]


def _change(name: str, one: Parts, other: Parts, column: int, ends: tuple[float, float] | None) -> Change:
    rows = (one.below[:, column] > 0) & (other.below[:, column] > 0)
    before, after = (_ratio(parts, column) for parts in (one, other))
    values = [parts.above[rows, column] for parts in (one, other)]
    binary = rows.any() and all(np.isin(value, (0.0, 1.0)).all() for value in values) and name != "refusal_f1"
    low, high = ends or (None, None)
    return Change(
        name, before, after, low, high, mcnemar(*values) if binary else None, int(rows.sum()), _verdict(name, low, high)
    )


def _ratio(parts: Parts, column: int) -> float | None:
    below = parts.below[:, column].sum()
    return float(parts.above[:, column].sum() / below) if below else None


def _verdict(name: str, low: float | None, high: float | None) -> str:
    """Better or worse where the interval of the difference leaves out 0; of a neutral measure neither is said."""
    if low is None or low <= 0 <= high or name in NEUTRAL:
        return UNKNOWN
    return BETTER if (low > 0) != (name in LOWER_IS_BETTER) else WORSE


def got_worse(made: Comparison) -> bool:
    return any(change.verdict == WORSE for change in made.changes)


def as_text(made: Comparison, listed: int = LISTED) -> str:
    """The measures that changed first, then the cases, side by side."""
    lines = [f"{made.cases} cases in both runs, {len(made.changed)} of them answered differently"]
    if made.left_out:
        lines.append(f"warning: {len(made.left_out)} cases are in one run alone and are left out")
    lines.append(f"\n{'measure':<45}{'before':>8}{'after':>8}{'difference':>20}{'p':>8}{'cases':>7}  verdict")
    order = sorted(made.changes, key=lambda change: (change.verdict == UNKNOWN, change.before == change.after))
    lines += [_line(change) for change in order if change.count]
    for before, after in made.changed[:listed]:
        lines += _side_by_side(before, after)
    if len(made.changed) > listed:
        lines.append(f"\n… and {len(made.changed) - listed} more: python -m eval compare A B --all")
    return "\n".join(lines)


def _line(change: Change) -> str:
    before, after = (f"{value:.3f}" for value in (change.before, change.after))
    ends = "–" if change.low is None else f"{change.low:+.3f} to {change.high:+.3f}"
    p = "–" if change.p is None else f"{change.p:.3f}"
    label = LABELS.get(change.measure, change.measure)
    return f"{label:<45}{before:>8}{after:>8}{ends:>20}{p:>8}{change.count:>7}  {change.verdict}"


def _side_by_side(before: dict, after: dict) -> list[str]:
    said = [f"  {side:<7}{row['verdict']:<9}{_said(row)}" for side, row in (("before", before), ("after", after))]
    return [f"\n{before['id']}: {before['question']}", *said]


def _said(row: dict) -> str:
    text = row["row"].get("error") or row["row"]["answer"]
    return " ".join(text.split())[:160]
