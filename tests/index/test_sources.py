import os

import pytest

from index.errors import SourceError
from index.sources import read_sources


def test_text_is_untouched_and_named_relative_to_its_source(tmp_path):
    (tmp_path / "sub").mkdir()
    text = "\ufeff  # Título\r\n\n  🙂 body\n"
    (tmp_path / "sub" / "a.md").write_bytes(text.encode("utf-8"))
    (document,), skipped = read_sources([tmp_path])
    assert document.id == "sub/a.md"
    assert document.text == (tmp_path / "sub" / "a.md").read_text("utf-8")
    assert not skipped


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\0\0", "binary"),
        (b"plain\0text", "binary"),
        (b"caf\xe9 is not UTF-8", "not valid UTF-8 at byte 3"),
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
    ],
)
def test_what_is_no_text_is_an_error_when_named_and_skipped_in_a_folder(tmp_path, content, says):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(content)
    (tmp_path / "good.txt").write_text("Fine.")
    with pytest.raises(SourceError, match=says):
        read_sources([bad])
    documents, skipped = read_sources([tmp_path])
    assert [document.id for document in documents] == ["good.txt"]
    assert [(entry.path, says in entry.reason) for entry in skipped] == [(str(bad), True)]


def test_missing_source(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_sources([tmp_path / "nowhere"])


def test_hidden_files_are_left_alone_and_other_types_listed(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("hidden")
    (tmp_path / "a.csv").write_text("1,2")
    (tmp_path / "a.md").write_text("seen")
    documents, skipped = read_sources([tmp_path])
    assert [document.id for document in documents] == ["a.md"]
    assert [entry.path for entry in skipped] == [str(tmp_path / "a.csv")]


def test_two_files_of_one_name_are_refused_and_one_file_twice_is_one(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(name)
    with pytest.raises(SourceError, match="both be cited as a.md"):
        read_sources([tmp_path / "one", tmp_path / "two"])
    documents, _ = read_sources([tmp_path / "one", tmp_path / "one" / "a.md"])
    assert len(documents) == 1


def test_a_name_that_is_no_text_is_skipped(tmp_path):
    (tmp_path / "good.md").write_text("Fine.")
    with open(os.fsencode(tmp_path) + b"/caf\xe9.md", "wb") as file:
        file.write(b"Text.")
    documents, skipped = read_sources([tmp_path])
    assert [document.id for document in documents] == ["good.md"]
    assert "not valid UTF-8; rename it" in skipped[0].reason


def test_a_folder_that_cannot_be_read_is_listed(tmp_path, monkeypatch):
    (tmp_path / "good.md").write_text("Fine.")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refusing)
    documents, skipped = read_sources([tmp_path])
    assert len(documents) == 1
    assert [(entry.path, "cannot be read" in entry.reason) for entry in skipped] == [(str(tmp_path / "closed"), True)]


@pytest.mark.parametrize(
    ("text", "title"),
    [("\ufeff# Ports", "Ports"), ("# Ports *of call* #\nbody", "Ports *of call*"), ("A headline\nbody", "A headline"), ("x" * 200, "name")],
)
def test_title(tmp_path, text, title):
    (tmp_path / "name.md").write_text(text)
    (document,), _ = read_sources([tmp_path])
    assert document.title == title
