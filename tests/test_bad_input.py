"""Bad input at the commands: one clear line that says what to do, a non-zero exit, nothing lost."""

import json
import os
import resource
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.real_models


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An index of the seeds, built once."""
    from index.build import build_index
    from index.config import IndexConfig
    from index.embedder import MiniLM

    directory = tmp_path_factory.mktemp("built") / "index"
    build_index([ROOT / "seeds"], directory, IndexConfig(), MiniLM())
    return directory


@pytest.fixture
def index(built, tmp_path):
    """A copy to spoil."""
    return Path(shutil.copytree(built, tmp_path / "index"))


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.name != "build.lock"}


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "no such file"), (b"", "empty"), (b"\x7fELF\0\0", "binary"), (b"caf\xe9", "not valid UTF-8 at byte 3")],
)
def test_a_named_file_that_is_no_text(run_footnote, one_line_error, index, tmp_path, content, says):
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    before = contents(index)
    assert says in one_line_error(run_footnote("index", "build", bad, "--index", index))
    assert contents(index) == before


def test_inside_a_folder_it_is_skipped_and_listed_at_the_end(run_footnote, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nA fine text.")
    (folder / "image.png").write_bytes(b"\x89PNG\0")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    result = run_footnote("index", "build", folder, "--index", tmp_path / "mixed-index")
    assert result.returncode == 0
    *_, image, latin, summary = result.stdout.splitlines()
    assert image.startswith("skipped") and "image.png" in image
    assert latin.startswith("skipped") and "latin.txt: not valid UTF-8" in latin
    assert "1 documents" in summary and "2 files skipped" in summary


@pytest.mark.parametrize(("question", "says"), [("", "empty"), ("why " * 25_000, "100,000 characters")])
def test_a_question_that_cannot_be_asked(run_footnote, one_line_error, index, question, says):
    assert says in one_line_error(run_footnote("rag", "ask", question, "--index", index, "--model", "none"))


def test_malformed_rows_are_error_rows(run_footnote, index, tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "question": "Who is Rybar?"}\n{torn\n')
    result = run_footnote("rag", "batch", source, "--output", output, "--index", index, "--model", "none")
    assert result.returncode == 1 and "1 failed" in result.stderr and "Traceback" not in result.stderr
    good, bad = map(json.loads, output.read_text().splitlines())
    assert "answer" in good and bad["error"].startswith("line 2: not valid JSON")


@pytest.mark.parametrize("suffix", ["sqlite", "faiss", "json"])
@pytest.mark.parametrize("command", [["index", "info"], ["rag", "ask", "Who?", "--model", "none"]])
def test_a_corrupt_index_file(run_footnote, one_line_error, index, suffix, command):
    path = next(index.glob(f"*.{suffix}"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8] = b"\0" * 8
    path.write_bytes(content)
    error = one_line_error(run_footnote(*command, "--index", index))
    assert path.name in error and "--rebuild" in error


def test_the_command_that_an_error_names_mends_the_index(run_footnote, one_line_error, index):
    next(index.glob("*.faiss")).write_bytes(b"torn")
    error = one_line_error(run_footnote("index", "info", "--index", index))
    command = error.split("python -m ")[1].split()
    assert run_footnote(*command).returncode == 0
    assert run_footnote("index", "info", "--index", index).returncode == 0


def test_an_index_that_does_not_fit(run_footnote, one_line_error, index, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("[index]\npassage_tokens = 80\n")
    before = contents(index)
    error = one_line_error(run_footnote("rag", "ask", "Who?", "--index", index, "--config", settings, "--model", "none"))
    assert "passage tokens 160, not 80" in error and "index build --rebuild" in error
    assert contents(index) == before


def test_the_default_index_is_rebuilt_when_it_no_longer_fits(run_footnote, tmp_path):
    """In an empty folder, as a newcomer would: with the seeds, with nothing named."""
    settings = tmp_path / "settings.toml"
    settings.write_text("[index]\npassage_tokens = 80\n")
    arguments = ("rag", "ask", "Who is Rybar?", "--model", "none")
    assert run_footnote(*arguments).returncode == 0
    result = run_footnote(*arguments, "--config", settings.name)
    assert result.returncode == 0, result.stderr
    assert "Building the index" in result.stderr
    error = run_footnote(*arguments, "--index", ".footnote/index").stderr
    assert error.startswith("error: ") and "--rebuild" in error
    assert run_footnote(*error.split("python -m ")[1].split()).returncode == 0
    assert run_footnote(*arguments, "--index", ".footnote/index").returncode == 0


def test_the_command_that_mends_an_unfit_index_names_the_settings(run_footnote, one_line_error, index, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("[index]\npassage_tokens = 80\n")
    arguments = ("rag", "ask", "Who is Rybar?", "--model", "none", "--index", index, "--config", settings)
    command = one_line_error(run_footnote(*arguments)).split("python -m ")[1].split()
    assert run_footnote(*command).returncode == 0
    assert run_footnote(*arguments).returncode == 0
    assert run_footnote("index", "text", "istanbul-talks.md", "--index", index).returncode == 0


def test_a_question_that_is_no_text(run_footnote, one_line_error, index):
    result = run_footnote("rag", "ask", b"caf\xe9?".decode("utf-8", "surrogateescape"), "--index", index, "--model", "none")
    assert "not valid UTF-8" in one_line_error(result)


def test_a_missing_index(run_footnote, one_line_error, tmp_path):
    error = one_line_error(run_footnote("rag", "ask", "Who?", "--index", tmp_path / "none", "--model", "none"))
    assert "python -m index build" in error


def test_a_model_file_that_is_none(run_footnote, one_line_error, index, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    error = one_line_error(run_footnote("rag", "ask", "Who?", "--index", index, "--model", tmp_path / "notes.txt"))
    assert "not a GGUF file" in error


def test_a_server_that_is_down(run_footnote, one_line_error, index):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        spec = f"http://127.0.0.1:{probe.getsockname()[1]}/v1#x"
    question = "Who gave the figure of 117 drones?"
    assert "did not answer" in one_line_error(run_footnote("rag", "ask", question, "--index", index, "--model", spec))


def limit_file_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_files_that_may_not_grow(run_footnote, one_line_error, index, tmp_path):
    """A build that cannot write leaves the old index, as on a full disk, without needing one."""
    more = tmp_path / "more"
    more.mkdir()
    (more / "long.txt").write_text("A sentence about nothing in particular. " * 2000)
    before = contents(index)
    error = one_line_error(run_footnote("index", "build", more, "--index", index, preexec_fn=limit_file_size))
    assert "could not write" in error and "run it again" in error
    assert contents(index) == before
    assert run_footnote("index", "build", more, "--index", index).returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 100 kB; only root can mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount")
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here; test_files_that_may_not_grow stands in")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_under_a_build(run_footnote, one_line_error, small_disk, tmp_path):
    (tmp_path / "long.txt").write_text("A sentence about nothing in particular. " * 1000)
    error = one_line_error(run_footnote("index", "build", tmp_path / "long.txt", "--index", small_disk / "index"))
    assert "could not write" in error and "free some disk space" in error
    assert [path.name for path in (small_disk / "index").iterdir()] == ["build.lock"]


def test_a_full_disk_under_a_batch(run_footnote, one_line_error, small_disk, index, tmp_path):
    source, output = tmp_path / "in.jsonl", small_disk / "out.jsonl"
    source.write_text('{"question": "Who is Rybar?"}\n' * 8)
    (small_disk / "filler").write_bytes(b"x" * 88_000)
    arguments = ("rag", "batch", source, "--output", output, "--index", index, "--model", "none")
    assert "No space left" in one_line_error(run_footnote(*arguments))
    whole = [line for line in output.read_bytes().split(b"\n")[:-1] if json.loads(line)]
    assert 0 < len(whole) < 8
    (small_disk / "filler").unlink()
    result = run_footnote(*arguments)
    assert result.returncode == 0, result.stderr
    assert f"{len(whole)} kept" in result.stderr
    assert len(output.read_bytes().splitlines()) == 8
