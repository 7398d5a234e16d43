import subprocess
from pathlib import Path

from eval import record


def git(folder, *arguments):
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def test_absolute_paths_do_not_leave_the_machine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert record.portable(str(tmp_path / "sets" / "a.jsonl")) == "sets/a.jsonl"
    assert record.portable("/elsewhere/model.gguf") == "model.gguf"
    assert record.portable("--model=/elsewhere/model.gguf") == "--model=model.gguf"
    for argument in ("--model", "none", "sets/a.jsonl", "http://127.0.0.1:8000/v1#name", "ollama:name"):
        assert record.portable(argument) == argument
    assert record.command(["run", "--index", "/elsewhere/index"]) == "python -m eval run --index index"


def test_git_state_is_the_commit_and_whether_files_differ(tmp_path):
    git(tmp_path, "init")
    (tmp_path / "file").write_text("one")
    assert record.git_state(tmp_path) is None, "no commit yet"
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-m", "first")
    state = record.git_state(tmp_path)
    assert (len(state["commit"]), state["dirty"]) == (40, False)
    (tmp_path / "file").write_text("two")
    assert record.git_state(tmp_path) == {"commit": state["commit"], "dirty": True}


def test_another_repository_around_ours_is_not_our_commit(tmp_path):
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "-m", "first")
    (tmp_path / "inner").mkdir()
    assert record.git_state(tmp_path / "inner") is None


def test_outside_git_and_without_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert record.git_state(tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert record.git_state(Path(record.ROOT)) is None


def test_a_set_is_known_by_its_bytes(tmp_path):
    (tmp_path / "set.jsonl").write_bytes(b"abc")
    recorded = record.set_record(tmp_path / "set.jsonl", 3)
    # The SHA-256 of "abc" from FIPS 180-2, appendix B.1.
    assert recorded["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (recorded["name"], recorded["cases"]) == ("set.jsonl", 3)


def test_versions_and_machine():
    assert record.libraries()["numpy"]
    assert set(record.machine()) == {"cpus", "platform", "date"}
    assert record.peak_memory() > 10
