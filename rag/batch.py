"""A JSONL of questions into a JSONL of answers: in order, flushed row by row, resumable.

Each row out carries `input`, a hash of its row in, so that a file of answers alone says which
questions it answers. A run that was killed goes on from there; rows that failed, and rows whose
question changed, are asked again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.durable import replace_file
from index.errors import ConfigError, FootnoteError, StorageError
from rag.pipeline import Pipeline
from rag.rows import answer_row, parsed, question_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class InputRow:
    """A line of the input as bytes, which may turn out not to be JSON, and its number in the file."""

    line: int
    content: bytes

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:16]


@dataclass(frozen=True)
class BatchReport:
    """How many rows: in all, kept from an earlier run, failed in this one."""

    rows: int
    kept: int
    failed: int


def run_batch(
    source: Path,
    output: Path,
    configuration: dict[str, Any],
    pipeline: Pipeline,
    restart: bool = False,
    progress: Progress = lambda done, total: None,
) -> BatchReport:
    """Answer every row of `source` into `output`.

    `configuration` is what answers depend on; it lies beside the output, and an output made with
    another one is refused (ConfigError) unless `restart`.
    """
    rows = read_rows(source)
    if output.resolve() == source.resolve():
        raise ConfigError(f"{output} is the input as well; give --output another name")
    try:
        with FileLock(_lock_path(output), timeout=0):
            _settle_configuration(output, configuration, restart)
            return _run(rows, _kept(rows, output), output, pipeline, progress)
    except Timeout:
        raise ConfigError(f"another batch is writing {output}; wait for it to finish and try again") from None
    except OSError as error:
        raise StorageError(
            f"could not write {output}: {error.strerror}; the rows before are kept: mend that and run it again"
        ) from None


def read_rows(source: Path) -> list[InputRow]:
    """The lines of a JSONL file that are not blank."""
    try:
        lines = source.read_bytes().split(b"\n")
    except OSError as error:
        raise ConfigError(f"{source}: cannot be read: {error.strerror}; check the path") from None
    rows = [InputRow(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise ConfigError(f"{source}: no rows; expected lines like {{\"id\": 1, \"question\": \"…\"}}")
    return rows


def _settle_configuration(output: Path, configuration: dict[str, Any], restart: bool) -> None:
    """Write the configuration beside the output, or refuse an output that was made with another."""
    if not output.parent.is_dir():
        raise ConfigError(f"{output.parent}: no such folder; make it first")
    record = output.with_name(output.name + ".run.json")
    if restart:
        for path in (_partial(output), output, record):
            path.unlink(missing_ok=True)
    if output.exists() and not record.exists():
        raise ConfigError(f"{output} exists and was not written by a batch; give --output another name, or --restart")
    if record.exists() and _read_json(record) != configuration:
        raise ConfigError(f"{output} was begun with another configuration ({record}); add --restart to begin it again")
    replace_file(record, json.dumps(configuration, indent=2, ensure_ascii=False).encode() + b"\n")


def _kept(rows: list[InputRow], output: Path) -> dict[int, bytes]:
    """Answers of earlier runs that still hold, by position.

    A copy that a killed run left half filled is first merged into the output, so that what it
    answered is safe before the copy is begun again.
    """
    lines = list(_whole_lines(output))
    for position, line in enumerate(_whole_lines(_partial(output))):
        if position == len(lines):
            lines.append(line)
        elif position < len(rows) and _holds(line, rows[position]):
            lines[position] = line
    if _partial(output).exists():
        replace_file(output, b"".join(line + b"\n" for line in lines))
        _partial(output).unlink()
    answered = [(position, line, _parsed_output(line)) for position, (line, _) in enumerate(zip(lines, rows))]
    same = [(position, line, out) for position, line, out in answered if out.get("input") == rows[position].hash]
    if lines and not same:
        raise ConfigError(f"{output} answers other questions; give --output another name, or --restart")
    return {position: line for position, line, out in same if "error" not in out}


def _lock_path(output: Path) -> Path:
    """A lock for this output, away from the user's files."""
    name = hashlib.sha256(str(output.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"footnote-batch-{name}.lock"


def _partial(output: Path) -> Path:
    """Where rows go while an output with gaps is filled."""
    return output.with_name(output.name + ".partial")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The whole lines of an output; a torn last line is not one."""
    if path.exists():
        yield from path.read_bytes().split(b"\n")[:-1]


def _parsed_output(line: bytes) -> dict:
    try:
        out = json.loads(line)
    except ValueError:
        return {}
    return out if isinstance(out, dict) else {}


def _holds(line: bytes, row: InputRow) -> bool:
    out = _parsed_output(line)
    return out.get("input") == row.hash and "error" not in out


def _run(
    rows: list[InputRow],
    kept: dict[int, bytes],
    output: Path,
    pipeline: Pipeline,
    progress: Progress,
) -> BatchReport:
    """Write the rows in order. Where what is kept is a beginning, go on after it, else fill a copy's gaps."""
    beginning = next((position for position in range(len(rows)) if position not in kept), len(rows))
    in_place = beginning == len(kept)
    target = output if in_place else _partial(output)
    replace_file(target, b"".join(kept[position] + b"\n" for position in range(beginning)))
    failed = 0
    progress(beginning, len(rows))
    with open(target, "ab") as file:
        for position in range(beginning, len(rows)):
            if position in kept:
                line = kept[position]
            else:
                out = process(rows[position], pipeline)
                failed += "error" in out
                line = json.dumps(out, ensure_ascii=False).encode()
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
            progress(position + 1, len(rows))
    if not in_place:
        os.replace(target, output)
    return BatchReport(len(rows), len(kept), failed)


def process(row: InputRow, pipeline: Pipeline) -> dict[str, Any]:
    """The row out for one row in. What is wrong with a row becomes its `error`."""
    out: dict[str, Any] = {}
    try:
        value = parsed(row.content)
        if isinstance(value, dict):
            out = {key: value[key] for key in ("id", "question") if key in value}
        question, history = question_of(value)
        out |= answer_row(pipeline.answer(question, history))
    except FootnoteError as error:
        out["error"] = f"line {row.line}: {error}"
    return {**out, "input": row.hash}
