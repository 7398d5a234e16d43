"""Nothing leaves the machine: build, ask, batch and eval with every non-loopback socket blocked.

The page is tested in the same way in tests/ui: each of its servers runs under this guard.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUARD = Path(__file__).parent / "guard"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "network.log"
    path.touch()
    return path


@pytest.fixture
def guarded(log):
    """The environment of a process that may only talk to this machine; the switches we set start out wrong."""
    wrong = {"HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0", "GRADIO_ANALYTICS_ENABLED": "True", "TIKTOKEN_CACHE_DIR": "/nowhere"}
    return {**wrong, "PYTHONPATH": os.pathsep.join([str(GUARD), str(ROOT)]), "FOOTNOTE_NETWORK_LOG": str(log)}


def test_the_guard_guards(guarded, log):
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    result = subprocess.run([sys.executable, "-c", script], env={**os.environ, **guarded}, capture_output=True, text=True)
    assert "offline test" in result.stderr
    assert "192.0.2.1" in log.read_text()


def test_openvino_does_not_report_that_it_was_imported(guarded, log, tmp_path):
    """It does by default, from a thread, when it finds no file that says otherwise in the home directory."""
    script = "import rag.reader.graph, sys, time; time.sleep(1); print(sys.modules['openvino_telemetry'])"
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | guarded | {"HOME": str(tmp_path / "home")}
    (tmp_path / "home").mkdir()
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert (result.stdout, result.stderr, log.read_text()) == ("None\n", "", "")
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.real_models
def test_build_ask_batch_and_eval_leave_the_machine_alone(run_footnote, guarded, log, tmp_path):
    questions = tmp_path / "in.jsonl"
    questions.write_text(json.dumps({"id": 1, "question": "Who is Rybar?"}) + "\n")
    cases = tmp_path / "cases.jsonl"
    first = (ROOT / "eval/sets/istanbul-talks.jsonl").read_text("utf-8").splitlines()[:2]
    cases.write_text("\n".join(first) + "\n")
    index = str(tmp_path / "index")
    for arguments in (
        ["index", "build", ROOT / "seeds", "--index", index],
        ["rag", "ask", "How many drones were used?", "--index", index],
        ["rag", "batch", questions, "--output", tmp_path / "out.jsonl", "--index", index],
        ["eval", "run", cases, "--index", index, "--output", tmp_path / "eval"],
    ):
        result = run_footnote(*arguments, env=guarded)
        assert result.returncode == 0, result.stderr
    assert log.read_text() == ""
