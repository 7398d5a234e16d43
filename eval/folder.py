"""A run's folder: rows as they come, so that a run that was cut off goes on, and what is made of them at its end."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.run import result_row, score_of
from eval.types import Case, Result
from index.durable import replace_file

RUN, ROWS, SUMMARY, TIMINGS = "run.json", "results.jsonl", "summary.json", "timings.json"
MADE = (SUMMARY, TIMINGS, "report.html", "report.md")


class RunFolder:
    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path

    def begin(self, provenance: dict[str, Any], cases: Sequence[Case], restart: bool) -> list[Result]:
        """The results that are there already, of a run like this one; anything else goes.

        What is made of the rows goes too: it is not of what will stand there.
        """
        for name in MADE:
            (self.path / name).unlink(missing_ok=True)
        same = not restart and _read(self.path / RUN) == provenance
        kept = self._kept(cases) if same else []
        rows = "".join(as_json(result_row(result)) + "\n" for result in kept)
        replace_file(self.path / ROWS, rows.encode())
        self.write(RUN, provenance)
        return kept

    def _kept(self, cases: Sequence[Case]) -> list[Result]:
        """The results of the first cases, up to a line that is torn or not of the case that it should be of."""
        try:
            lines = (self.path / ROWS).read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        kept = []
        for case, line in zip(cases, lines):
            result = _result(line, case)
            if result is None or as_json(result_row(result)).encode() != line:
                break
            kept.append(result)
        return kept

    def append(self, result: Result) -> None:
        with open(self.path / ROWS, "a", encoding="utf-8") as file:
            file.write(as_json(result_row(result)) + "\n")

    def write(self, name: str, value: Any) -> None:
        self.write_text(name, as_json(value, indent=1) + "\n")

    def write_text(self, name: str, text: str) -> None:
        replace_file(self.path / name, text.encode())


def as_json(value: Any, indent: int | None = None) -> str:
    """NaN and infinity, which JSON lacks, are an error."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _read(path: Path) -> Any | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _result(line: bytes, case: Case) -> Result | None:
    """None for what is no row of this case."""
    try:
        row = json.loads(line)
        return Result(case, row["row"], score_of(row), row["cluster"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
