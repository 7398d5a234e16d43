"""Building: incremental, atomic, and refusing what does not fit."""

import json
import threading
from pathlib import Path

import pytest

from index.build import LOCK, build_index
from index.config import IndexConfig
from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnfit, SourceError, StorageError
from index.manifest import read_manifest
from index.search import open_searcher

CONFIG = IndexConfig(passage_tokens=32)


class CountingEmbedder:
    """Counts the texts it embeds."""

    def __init__(self, embedder):
        self._embedder, self.identity, self.embedded = embedder, embedder.identity, 0

    def embed(self, texts, progress=None):
        self.embedded += len(texts)
        return self._embedder.embed(texts, progress)


@pytest.fixture
def embedder(toy_embedder):
    return CountingEmbedder(toy_embedder)


@pytest.fixture
def build(documents, tmp_path, embedder):
    def run(*sources, config=CONFIG, **options):
        return build_index(sources or [documents], tmp_path / "index", config, embedder, **options)

    return run


def everything(directory, embedder, config=CONFIG):
    searcher = open_searcher(directory, config, embedder)
    return {document.id: document.text for document in searcher.documents()}


def test_offsets_are_exact_and_the_text_is_stored_untouched(build, documents, tmp_path, embedder):
    report = build()
    assert report.added == ["harbour.md", "orchard.md"]
    searcher = open_searcher(tmp_path / "index", CONFIG, embedder)
    hits = searcher.search("harbour lighthouse apple trees", 50)
    assert len(hits) == report.passages
    for hit in hits:
        text = (documents / hit.passage.document_id).read_text("utf-8")
        assert searcher.document(hit.passage.document_id).text == text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_nothing_is_embedded_again_when_nothing_changed(build, tmp_path, embedder):
    build()
    before, files = embedder.embedded, sorted(path.name for path in (tmp_path / "index").iterdir())
    report = build()
    assert embedder.embedded == before
    assert report.unchanged == ["harbour.md", "orchard.md"]
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == files


def test_only_what_changed_is_embedded_and_what_is_gone_is_dropped(build, documents, tmp_path, embedder):
    build()
    (documents / "harbour.md").unlink()
    (documents / "orchard.md").write_text("# Orchard\n\nNow 300 trees.")
    (documents / "new.md").write_text("# New\n\nFresh.")
    embedder.embedded = 0
    report = build()
    assert (report.added, report.changed, report.removed) == (["new.md"], ["orchard.md"], ["harbour.md"])
    assert embedder.embedded == 2
    assert set(everything(tmp_path / "index", embedder)) == {"new.md", "orchard.md"}


def test_documents_of_other_sources_stay(build, documents, tmp_path, embedder):
    build()
    other = tmp_path / "other"
    other.mkdir()
    (other / "note.txt").write_text("A note.")
    build(other)
    (other / "note.txt").write_text("A longer note.")
    report = build(other)
    assert report.changed == ["note.txt"]
    assert set(everything(tmp_path / "index", embedder)) == {"harbour.md", "orchard.md", "note.txt"}


def test_one_name_for_two_files_is_refused_across_builds(build, documents, tmp_path, embedder):
    build()
    other = tmp_path / "other"
    other.mkdir()
    (other / "harbour.md").write_text("Another harbour.")
    with pytest.raises(SourceError, match="both be cited as harbour.md"):
        build(other)


def test_an_index_that_does_not_fit_is_refused_with_the_command_that_mends_it(build, documents, tmp_path, embedder):
    build()
    wider = IndexConfig(passage_tokens=64)
    for attempt in (lambda: build(config=wider), lambda: open_searcher(tmp_path / "index", wider, embedder)):
        with pytest.raises(IndexUnfit, match=r"passage tokens 32, not 64.*index build --rebuild --index"):
            attempt()
    build_index([], tmp_path / "index", wider, embedder, rebuild=True)
    assert set(everything(tmp_path / "index", embedder, wider)) == {"harbour.md", "orchard.md"}


@pytest.mark.parametrize("field", ["store", "vectors"])
def test_a_flipped_byte_is_found_and_mended_by_the_named_command(build, tmp_path, embedder, field):
    build()
    directory = tmp_path / "index"
    path = directory / getattr(read_manifest(directory), field).name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=f"{path.name}.*--rebuild"):
        open_searcher(directory, CONFIG, embedder)
    with pytest.raises(IndexDamaged):
        build()
    build(rebuild=True)
    assert len(everything(directory, embedder)) == 2


@pytest.mark.parametrize("content", ["", "{", "{}", "[1]"])
def test_a_damaged_manifest(build, tmp_path, embedder, content):
    build()
    (tmp_path / "index" / "manifest.json").write_text(content)
    with pytest.raises(IndexDamaged, match="manifest.json.*--rebuild"):
        open_searcher(tmp_path / "index", CONFIG, embedder)
    build(rebuild=True)
    assert len(everything(tmp_path / "index", embedder)) == 2


@pytest.mark.parametrize("field", ["store", "vectors"])
def test_a_lost_file(build, tmp_path, embedder, field):
    build()
    (tmp_path / "index" / getattr(read_manifest(tmp_path / "index"), field).name).unlink()
    with pytest.raises(IndexDamaged, match="lost a file.*--rebuild"):
        open_searcher(tmp_path / "index", CONFIG, embedder)
    with pytest.raises(IndexDamaged, match="lost a file.*--rebuild"):
        build()


def test_missing_index(tmp_path, embedder):
    with pytest.raises(IndexMissing, match="index build"):
        open_searcher(tmp_path / "none", CONFIG, embedder)


def test_a_folder_without_text_is_refused_and_leaves_nothing(tmp_path, embedder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="nothing to index"):
        build_index([tmp_path / "empty"], tmp_path / "index", CONFIG, embedder)
    assert [path.name for path in (tmp_path / "index").iterdir()] == [LOCK]


def test_a_failed_build_leaves_the_old_index(build, documents, tmp_path, embedder, monkeypatch):
    build()
    before = everything(tmp_path / "index", embedder)
    (documents / "new.md").write_text("# New\n\nFresh.")

    def full(self, path):
        raise StorageError("no space")

    monkeypatch.setattr("index.vectors.VectorIndex.save", full)
    with pytest.raises(StorageError):
        build()
    assert everything(tmp_path / "index", embedder) == before


def test_what_a_killed_build_left_is_swept(build, documents, tmp_path, embedder):
    build()
    directory = tmp_path / "index"
    for name in ("passages-000002.sqlite", "passages-000002.sqlite-journal", "vectors-000002.faiss", "manifest.json.new"):
        (directory / name).write_bytes(b"torn")
    build()
    names = {path.name for path in directory.iterdir()}
    assert names == {LOCK, "manifest.json", "passages-000001.sqlite", "vectors-000001.faiss"}


def test_a_reader_keeps_its_index_while_a_build_replaces_it(build, documents, tmp_path, embedder):
    build()
    searcher = open_searcher(tmp_path / "index", CONFIG, embedder)
    (documents / "harbour.md").write_text("# Gone\n\nAll of it.")
    build()
    assert "1904" in searcher.document("harbour.md").text
    assert "Gone" in everything(tmp_path / "index", embedder)["harbour.md"]


def test_a_second_build_is_told_to_wait(build, documents, tmp_path, embedder):
    started, go_on = threading.Event(), threading.Event()

    class Slow(CountingEmbedder):
        def embed(self, texts, progress=None):
            started.set()
            go_on.wait(10)
            return super().embed(texts, progress)

    slow = threading.Thread(target=build_index, args=([documents], tmp_path / "index", CONFIG, Slow(embedder)))
    slow.start()
    started.wait(10)
    with pytest.raises(IndexBusy, match="wait"):
        build()
    go_on.set()
    slow.join()
    assert len(everything(tmp_path / "index", embedder)) == 2


def test_the_content_hash_is_the_same_however_the_index_came_about(build, documents, tmp_path, embedder):
    build()
    first = read_manifest(tmp_path / "index").content
    build_index([documents], tmp_path / "again", CONFIG, embedder)
    assert read_manifest(tmp_path / "again").content == first
    (documents / "orchard.md").write_text("# Orchard\n\nOther.")
    build()
    assert read_manifest(tmp_path / "index").content != first
    json.loads((tmp_path / "index" / "manifest.json").read_text())


def test_an_index_named_relatively_is_built_again_and_rebuilt(documents, tmp_path, embedder, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    for options in ({}, {}, {"rebuild": True}):
        report = build_index([documents.relative_to(tmp_path)], Path("nested/index"), CONFIG, embedder, **options)
    monkeypatch.chdir(tmp_path / "elsewhere")
    report = build_index([Path("../documents")], Path("../nested/index"), CONFIG, embedder)
    monkeypatch.chdir(tmp_path)
    assert report.unchanged == ["harbour.md", "orchard.md"]
    assert len(everything(Path("nested/index"), embedder)) == 2


def test_files_of_the_users_in_the_index_folder_are_left_alone(documents, embedder):
    theirs = ["passages-of-hemingway.md", "vectors-x.faiss", "notes.new", "passages-old.sqlite"]
    for name in theirs:
        (documents / name).write_text("mine")
    (documents / "passages-folder").mkdir()
    for _ in range(2):
        build_index([documents], documents, CONFIG, embedder)
    assert all((documents / name).read_text() == "mine" for name in theirs)


def test_a_document_that_cannot_be_read_any_more_stays_and_is_listed(build, documents, tmp_path, embedder):
    build()
    (documents / "harbour.md").write_bytes(b"caf\xe9")
    report = build()
    assert report.removed == [] and [skipped.path for skipped in report.skipped] == [str(documents / "harbour.md")]
    assert "1904" in everything(tmp_path / "index", embedder)["harbour.md"]


def test_a_document_leaves_with_its_file_whichever_source_named_it_last(build, documents, tmp_path, embedder):
    build()
    build(documents / "harbour.md")
    (documents / "harbour.md").unlink()
    assert build().removed == ["harbour.md"]
    (documents / "orchard.md").unlink()
    assert build().removed == ["orchard.md"]
    assert everything(tmp_path / "index", embedder) == {}
    assert open_searcher(tmp_path / "index", CONFIG, embedder).search("harbour", 3) == []


def test_nested_sources_hold_a_file_once(build, documents, tmp_path, embedder):
    (documents / "sub").mkdir()
    (documents / "sub" / "deep.md").write_text("# Deep\n\nDown.")
    build(documents, documents / "sub")
    assert set(everything(tmp_path / "index", embedder)) == {"harbour.md", "orchard.md", "sub/deep.md"}
    report = build(documents / "sub")
    assert (report.added, report.removed) == (["deep.md"], ["sub/deep.md"])


def test_documents_of_all_sources_survive_a_damaged_manifest(build, tmp_path, embedder):
    build()
    (tmp_path / "other.txt").write_text("Another text.")
    build(tmp_path / "other.txt")
    (tmp_path / "index" / "manifest.json").write_text("{")
    build_index([], tmp_path / "index", CONFIG, embedder, rebuild=True)
    assert set(everything(tmp_path / "index", embedder)) == {"harbour.md", "orchard.md", "other.txt"}


def test_a_manifest_cannot_name_files_elsewhere(build, tmp_path, embedder):
    build()
    path = tmp_path / "index" / "manifest.json"
    path.write_text(path.read_text().replace("passages-000001.sqlite", "../passages-000001.sqlite"))
    with pytest.raises(IndexDamaged, match="manifest.json"):
        open_searcher(tmp_path / "index", CONFIG, embedder)


def test_an_index_cannot_be_a_file(documents, tmp_path, embedder):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="is a file"):
        build_index([documents], tmp_path / "file", CONFIG, embedder)
    with pytest.raises(IndexMissing, match="is a file"):
        open_searcher(tmp_path / "file", CONFIG, embedder)
