"""`python -m eval` as a user runs it."""

import json
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SET = ROOT / "eval" / "sets" / "istanbul-talks.jsonl"
CHOSEN = ("who-01", "when-01", "claims-01", "list-01", "unanswerable-01", "follow-up-01")


def test_a_bad_set_is_one_error_line(run_footnote, one_line_error, tmp_path):
    (tmp_path / "set.jsonl").write_text('{"id": "a", "kind": "who", "question": "Who?", "answerable": 1}\n')
    error = one_line_error(run_footnote("eval", "run", "set.jsonl", "--model", "none"))
    assert error == 'error: set.jsonl: row 1: "answerable" must be true or false'


def test_an_output_that_cannot_be_written_is_one_error_line(run_footnote, one_line_error, tmp_path):
    (tmp_path / "file").write_text("")
    assert "file" in one_line_error(run_footnote("eval", "run", "--model", "none", "--output", "file"))


@pytest.mark.parametrize("arguments", [(), ("run", "--modle", "none")])
def test_wrong_use_is_status_2(run_footnote, arguments):
    assert run_footnote("eval", *arguments).returncode == 2


def six_of_the_set(path: Path) -> None:
    lines = SET.read_text("utf-8").splitlines()
    chosen = [line for line in lines if json.loads(line)["id"] in CHOSEN]
    path.write_text("\n".join(chosen) + "\n", encoding="utf-8")


def without_timings(text: str) -> str:
    return re.sub(r"<!-- timings -->.*?<!-- /timings -->", "", text, flags=re.DOTALL)


@pytest.mark.real_models
def test_the_real_set(run_footnote, tmp_path):
    six_of_the_set(tmp_path / "six.jsonl")
    assert run_footnote("index", "build", ROOT / "seeds", "--index", "built").returncode == 0
    done = run_footnote("eval", "run", "six.jsonl", "--model", "none", "--index", "built", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "six.jsonl: 6 cases, 5 of them answerable" in done.stdout and "report.html" in done.stdout
    assert "6/6" in done.stderr

    rows = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == list(CHOSEN)
    assert all({"answer", "short", "refused", "citations"} <= set(row["row"]) for row in rows)

    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}
    summary, timings = json.loads(texts["summary.json"]), json.loads(texts["timings.json"])
    assert summary["command"] == "python -m eval run six.jsonl --model none --index built --output out"
    assert summary["cases"]["all"] == summary["set"]["cases"] == 6
    assert summary["not_in_index"] == [] and summary["errors"] == {} and summary["citations"]["invalid"] == 0
    recall = summary["overall"]["recall_at_10"]
    assert (recall["value"], recall["count"]) == (1.0, 5)
    assert timings["seconds"]["total"]["count"] == 6 and timings["index_bytes"] > 10_000
    assert all(str(tmp_path) not in text and str(ROOT) not in text for text in texts.values())


@pytest.mark.real_models
def test_the_same_to_the_byte_when_run_again_and_nothing_to_compute_the_third_time(run_footnote, tmp_path):
    six_of_the_set(tmp_path / "six.jsonl")
    assert run_footnote("index", "build", ROOT / "seeds", "--index", "built").returncode == 0
    command = ("eval", "run", "six.jsonl", "--index", "built", "--output", "out", "--cache", "cache.sqlite")
    runs = []
    for _ in range(3):
        assert run_footnote(*command).returncode == 0
        texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}
        runs.append({name: without_timings(text) for name, text in texts.items() if name != "timings.json"})
        last = json.loads(texts["timings.json"])
        shutil.rmtree(tmp_path / "out")
        if len(runs) == 1:
            (tmp_path / "cache.sqlite").unlink()
    assert runs[0] == runs[1] == runs[2] and "timings" not in runs[0]["report.md"]
    assert last["seconds"]["total"]["count"] == 0, "all of the third run was looked up"


@pytest.mark.real_models
def test_the_gate_lets_the_same_through_and_stops_what_is_worse(run_footnote, tmp_path):
    six_of_the_set(tmp_path / "six.jsonl")
    assert run_footnote("index", "build", ROOT / "seeds", "--index", "built").returncode == 0
    command = ("eval", "run", "six.jsonl", "--model", "none", "--index", "built")
    assert run_footnote(*command, "--output", "before").returncode == 0
    again = run_footnote(*command, "--output", "same", "--against", "before")
    assert again.returncode == 0 and "0 of them answered differently" in again.stdout
    (tmp_path / "strict.toml").write_text("refuse_below = 1.0\n")
    worse = run_footnote(*command, "--output", "after", "--against", "before", "--config", "strict.toml")
    assert worse.returncode == 1 and "worse" in worse.stdout and "before right" in " ".join(worse.stdout.split())
    compared = run_footnote("eval", "compare", "before", "after")
    assert compared.returncode == 0 and "right and cited" in compared.stdout


def test_comparing_with_no_run_is_one_error_line(run_footnote, one_line_error):
    assert "name the folder of an eval run" in one_line_error(run_footnote("eval", "compare", "nowhere", "nowhere"))
