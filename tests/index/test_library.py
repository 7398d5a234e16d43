"""A library that takes in documents while it is open."""

import pytest

from index.config import IndexConfig
from index.errors import SourceError
from index.library import Library
from index.search import open_searcher


@pytest.fixture
def library(searcher, tmp_path):
    return Library(tmp_path / "index", searcher)


def test_what_is_added_is_found_now_and_after_a_restart(library, tmp_path, toy_embedder):
    before = library.searcher
    library.add("lamps.md", "# Lamps\n\nThe lamp of Osk was lit by Tove Lind.\n")
    assert library.searcher.search("Who lit the lamp of Osk?", 1)[0].passage.document_id == "lamps.md"
    again = open_searcher(tmp_path / "index", IndexConfig(passage_tokens=32), toy_embedder)
    assert again.document("lamps.md").text == library.searcher.document("lamps.md").text
    assert len(before.documents()) == 2 and before.search("harbour", 3)  # who took it before goes on with it


def test_what_was_added_can_be_removed_and_nothing_else(library, tmp_path):
    library.add("lamps.md", "The lamp of Osk was lit by Tove Lind.")
    assert library.holds_added("lamps.md") and not library.holds_added("harbour.md")
    library.remove("lamps.md")
    assert library.searcher.document("lamps.md") is None and not list((tmp_path / "index" / "added").iterdir())
    assert {document.id for document in library.searcher.documents()} == {"harbour.md", "orchard.md"}
    for name in ("harbour.md", "lamps.md", "no.md"):
        with pytest.raises(SourceError, match="not added through the page"):
            library.remove(name)


@pytest.mark.parametrize("name", ["../x.md", "/etc/x.md", ".hidden.md", "a/b.md", "harbour.md"])
def test_a_name_that_leads_elsewhere_or_is_taken_is_refused(library, tmp_path, name):
    with pytest.raises(SourceError):
        library.add(name, "A text that should not be written anywhere.")
    assert len(library.searcher.documents()) == 2


def test_a_text_that_cannot_be_indexed_leaves_nothing_behind(library, tmp_path):
    with pytest.raises(SourceError, match="empty"):
        library.add("blank.md", "   ")
    assert not list((tmp_path / "index" / "added").iterdir()) and len(library.searcher.documents()) == 2
