"""Batch: rows in order, nothing lost or repeated, whatever happens in between."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import ConfigError, ModelError, StorageError
from rag.batch import run_batch

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = {"model": "none"}
ROWS = [
    {"id": 1, "question": "Who built the lighthouse?"},
    {"id": 1, "question": "What is the capital of France?"},
    {"question": "How many apple trees are there?", "history": ["Who built the lighthouse?"]},
    {"id": None, "question": "And when?", "history": [{"question": "Who planted the apple trees?", "answer": "Mira Holt"}]},
]


def write(path: Path, rows) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def paths(tmp_path):
    return write(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl"


def without_seconds(rows):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in rows]


def test_one_row_out_for_each_row_in(make_pipeline, paths):
    report = run_batch(*paths, CONFIGURATION, make_pipeline())
    out = read(paths[1])
    assert (report.rows, report.kept, report.failed) == (4, 0, 0)
    assert [row.get("id", "missing") for row in out] == [1, 1, "missing", None]
    assert [row["question"] for row in out] == [row["question"] for row in ROWS]
    assert [row["refused"] for row in out] == [False, True, False, False]
    assert set(out[0]) == {"id", "question", "answer", "short", "refused", "confidence", "unsupported", "citations", "seconds", "input"}
    assert set(out[0]["citations"][0]) == {"number", "document", "title", "quote", "start", "end", "passage", "score"}
    assert json.loads(Path(f"{paths[1]}.run.json").read_text()) == CONFIGURATION


def test_bad_rows_cost_nothing_but_themselves_and_are_tried_again(make_pipeline, tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = ["{torn", "[1]", '{"id": 7}', '{"question": 3}', '{"question": ""}', '{"question": "x", "history": "y"}', '{"question": "half \\ud800"}', '{"id": NaN, "question": "x"}']
    write(source, [ROWS[0], *bad, "", ROWS[1]])
    with open(source, "ab") as file:
        file.write(b'{"question": "caf\xe9"}\n')
    report = run_batch(source, output, CONFIGURATION, make_pipeline())
    out = read(output)
    assert report.failed == 9 and len(out) == 11
    assert ["error" in row for row in out] == [False, *[True] * 8, False, True]
    assert all(row["error"].startswith(f"line {line}: ") for line, row in enumerate(out[1:9], 2))
    assert out[3]["id"] == 7 if "id" in out[3] else out[3]
    again = run_batch(source, output, CONFIGURATION, make_pipeline())
    assert (again.kept, again.failed) == (2, 9)


def test_errors_in_the_middle_are_mended_in_their_place(make_pipeline, paths, scripted):
    failing = make_pipeline(scripted(error=ModelError("the server is down")))
    assert run_batch(*paths, CONFIGURATION, failing).failed == 3  # the refusal needs no model
    report = run_batch(*paths, CONFIGURATION, make_pipeline())
    assert (report.kept, report.failed) == (1, 0)
    assert [row["question"] for row in read(paths[1])] == [row["question"] for row in ROWS]
    assert not list(paths[1].parent.glob("*.partial"))


def test_a_changed_row_is_asked_again(make_pipeline, paths):
    run_batch(*paths, CONFIGURATION, make_pipeline())
    write(paths[0], [ROWS[0], {"id": 1, "question": "How tall is the lighthouse?"}, *ROWS[2:]])
    assert run_batch(*paths, CONFIGURATION, make_pipeline()).kept == 3
    assert read(paths[1])[1]["question"] == "How tall is the lighthouse?"
    write(paths[0], ROWS[:2])
    assert run_batch(*paths, CONFIGURATION, make_pipeline()).rows == len(read(paths[1])) == 2


def test_a_torn_last_line_is_dropped(make_pipeline, paths):
    run_batch(*paths, CONFIGURATION, make_pipeline())
    whole = read(paths[1])
    paths[1].write_bytes(paths[1].read_bytes()[:-40])
    assert run_batch(*paths, CONFIGURATION, make_pipeline()).kept == 3
    assert without_seconds(read(paths[1])) == without_seconds(whole)


def test_another_configuration_is_refused_unless_restarted(make_pipeline, paths):
    run_batch(*paths, CONFIGURATION, make_pipeline())
    before = paths[1].read_bytes()
    with pytest.raises(ConfigError, match="--restart"):
        run_batch(*paths, {"model": "other"}, make_pipeline())
    assert paths[1].read_bytes() == before
    assert run_batch(*paths, {"model": "other"}, make_pipeline(), restart=True).kept == 0


def test_answers_to_other_questions_are_not_overwritten(make_pipeline, paths, tmp_path):
    run_batch(*paths, CONFIGURATION, make_pipeline())
    before = paths[1].read_bytes()
    other = write(tmp_path / "other.jsonl", [{"question": "Is it another file?"}])
    with pytest.raises(ConfigError, match="answers other questions.*--restart"):
        run_batch(other, paths[1], CONFIGURATION, make_pipeline())
    assert paths[1].read_bytes() == before
    assert run_batch(other, paths[1], CONFIGURATION, make_pipeline(), restart=True).rows == 1


def test_two_batches_do_not_write_one_output(make_pipeline, paths):
    def second(done, total):
        with pytest.raises(ConfigError, match="another batch is writing"):
            run_batch(*paths, CONFIGURATION, make_pipeline())

    run_batch(*paths, CONFIGURATION, make_pipeline(), progress=second)
    assert len(read(paths[1])) == 4


def test_a_file_of_the_users_is_not_overwritten(make_pipeline, paths):
    paths[1].write_text("my notes\n")
    with pytest.raises(ConfigError, match="not written by a batch"):
        run_batch(*paths, CONFIGURATION, make_pipeline())
    with pytest.raises(ConfigError, match="make it first"):
        run_batch(paths[0], paths[1].parent / "none" / "out.jsonl", CONFIGURATION, make_pipeline())
    with pytest.raises(ConfigError, match="the input as well"):
        run_batch(paths[0], paths[0], CONFIGURATION, make_pipeline())
    assert paths[1].read_text() == "my notes\n"


@pytest.mark.parametrize("content", [None, "", "\n\n"])
def test_no_input(make_pipeline, tmp_path, content):
    source = tmp_path / "in.jsonl"
    if content is not None:
        source.write_text(content)
    with pytest.raises(ConfigError):
        run_batch(source, tmp_path / "out.jsonl", CONFIGURATION, make_pipeline())


def test_a_full_disk_keeps_the_rows_before(make_pipeline, paths, monkeypatch):
    def full(descriptor):
        if paths[1].exists() and paths[1].stat().st_size:  # the first row has just been written
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.batch.os.fsync", full)
    with pytest.raises(StorageError, match="No space left.*run it again"):
        run_batch(*paths, CONFIGURATION, make_pipeline())
    monkeypatch.undo()
    assert run_batch(*paths, CONFIGURATION, make_pipeline()).kept >= 1
    assert len(read(paths[1])) == 4


SLOW_BATCH = """
import sys, time
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from conftest import ToyEmbedder, ToyJudge, ToyReader
from index.config import IndexConfig
from index.search import open_searcher
from rag.batch import run_batch
from rag.config import Config
from rag.pipeline import Pipeline

class Slow(ToyReader):
    def read(self, question, passages):
        time.sleep(0.01)
        return super().read(question, passages)

index, source, output = map(Path, sys.argv[1:])
searcher = open_searcher(index, IndexConfig(passage_tokens=32), ToyEmbedder())
run_batch(source, output, {{"model": "none"}}, Pipeline(searcher, Slow(), ToyJudge(), None, Config()))
"""


def test_killed_at_random_moments_it_loses_and_repeats_nothing(searcher, tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    write(source, [{"id": n % 7, "question": f"Who built lighthouse number {n}?"} for n in range(60)])
    script = SLOW_BATCH.format(root=str(ROOT), tests=str(ROOT / "tests"))
    command = [sys.executable, "-c", script, str(tmp_path / "index"), str(source), str(output)]
    moments, kills = random.Random(7), 0
    for _ in range(30):
        before = output.stat().st_size if output.exists() else 0
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        # until it has written something, however long it takes to start on a busy machine
        while process.poll() is None and time.monotonic() < deadline:
            if output.exists() and output.stat().st_size > before:
                break
            time.sleep(0.01)
        time.sleep(moments.uniform(0.1, 0.4))
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
    assert process.returncode == 0 and kills >= 2
    assert [row["question"] for row in read(output)] == [f"Who built lighthouse number {n}?" for n in range(60)]
