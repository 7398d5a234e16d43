"""`python -m eval` as a user runs it."""

import json
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


@pytest.mark.real_models
def test_the_real_set(run_footnote, tmp_path):
    lines = SET.read_text("utf-8").splitlines()
    chosen = [line for line in lines if json.loads(line)["id"] in CHOSEN]
    (tmp_path / "six.jsonl").write_text("\n".join(chosen) + "\n", encoding="utf-8")
    assert run_footnote("index", "build", ROOT / "seeds", "--index", "built").returncode == 0
    done = run_footnote("eval", "run", "six.jsonl", "--model", "none", "--index", "built", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "six.jsonl: 6 cases, 5 of them answerable" in done.stdout
    assert "6/6" in done.stderr

    rows = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == list(CHOSEN)
    assert all({"answer", "short", "refused", "citations", "seconds"} <= set(row["row"]) for row in rows)

    text = (tmp_path / "out" / "summary.json").read_text("utf-8")
    summary = json.loads(text)
    assert summary["command"] == "python -m eval run six.jsonl --model none --index built --output out"
    assert summary["cases"]["all"] == summary["set"]["cases"] == 6
    assert summary["not_in_index"] == [] and summary["errors"] == {} and summary["citations"]["invalid"] == 0
    assert summary["overall"]["recall_at_10"] == {"value": 1.0, "count": 5}
    assert summary["timings"]["seconds"]["total"]["count"] == 6
    assert str(tmp_path) not in text and str(ROOT) not in text
