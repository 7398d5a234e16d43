"""A document in memory only: searched along with an index, found, and gone without a trace on disk."""

import pytest

from index.errors import SourceError
from index.private import Embedding, embedded, free_name, private_document, with_private

LAMPS = "# Lamps\n\nThe lamp of Osk burns whale oil. It was lit by Tove Lind in 1871.\n" * 3


@pytest.fixture
def lamps(toy_embedder):
    return load("lamps.md", LAMPS, toy_embedder)[-1]


def load(name, text, embedder, taken=()):
    return list(embedded(private_document(name, text.encode(), taken), 32, embedder))


def test_it_tells_how_far_it_is_and_ends_with_the_document(toy_embedder):
    *progress, last = load("long.txt", "The tower of Osk is tall and white. " * 200, toy_embedder)
    assert all(isinstance(step, Embedding) for step in progress)
    assert progress[0].done == 0 and progress[-1].done == progress[-1].total > 16
    assert [step.done for step in progress] == sorted(step.done for step in progress)
    assert last.document.id == "long.txt" and len(last.part.store.passages_of("long.txt")) == progress[-1].total


def test_it_is_found_beside_the_library_and_only_where_it_is_joined(searcher, lamps):
    joined = with_private(searcher, [lamps])
    hit = joined.search("Who lit the lamp of Osk?", 3)[0]
    assert hit.passage.document_id == "lamps.md" and joined.document("lamps.md").text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert "Karl Osten" in joined.search("Who built the lighthouse?", 3)[0].passage.text
    assert searcher.document("lamps.md") is None
    assert "lamps.md" not in [one.passage.document_id for one in searcher.search("Who lit the lamp of Osk?", 10)]
    assert with_private(searcher, []) is searcher and joined.fingerprint != searcher.fingerprint


def test_passages_of_all_parts_have_ids_of_their_own(searcher, lamps, toy_embedder):
    other = load("other.md", LAMPS, toy_embedder)[-1]
    joined = with_private(searcher, [lamps, other])
    ids = [passage.id for document in joined.documents() for passage in joined.passages(document.id)]
    assert len(ids) == len(set(ids))
    assert {hit.passage.document_id for hit in joined.search("lamp of Osk", 20)} >= {"lamps.md", "other.md"}


def test_a_joined_index_alone_searches_as_before(searcher):
    again = searcher.joined([], "")
    for query in ("Who built the lighthouse?", "apple trees", "", "harbour orchard"):
        assert again.search(query, 5) == searcher.search(query, 5)


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [("a.md", [], "a.md"), ("a.md", ["a.md"], "a (2).md"), ("a.md", ["a.md", "a (2).md"], "a (3).md"), ("a", ["a"], "a (2)")],
)
def test_a_name_that_is_taken_gets_a_number(name, taken, free):
    assert free_name(name, taken) == free


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "empty"), (b" \n\t", "empty"), (b"\x7fELF\0", "binary"), (b"caf\xe9", "not valid UTF-8 at byte 3")]
)
def test_what_is_no_text_is_one_line(content, says):
    with pytest.raises(SourceError, match=says):
        private_document("x.txt", content, [])


def test_line_ends_are_those_of_a_file_read_as_text(tmp_path):
    content = b"one\r\ntwo\rthree\n"
    (tmp_path / "x.txt").write_bytes(content)
    assert private_document("x.txt", content, []).text == (tmp_path / "x.txt").read_text(encoding="utf-8")
