"""Documents that people bring to the page, and who sees them."""

import re

import pytest
from playwright.sync_api import expect

from index.build import build_index
from index.config import IndexConfig
from index.embedder import MiniLM

pytestmark = pytest.mark.real_models

LAMPS = "# Lamps of Osk\n\nThe great lamp of Osk burns whale oil 👩‍🔬. It was first lit by Tove Lind in 1871. At least 14 people died in the storm.\n"
QUESTION = "Who first lit the great lamp of Osk?"


@pytest.fixture(scope="module")
def own_address(serve, tmp_path_factory):
    """A page over a library that tests may change, with small limits."""
    folder, directory = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("library") / "index"
    (folder / "harbour.md").write_text("# Harbour notes\n\nThe harbour of Velm opened in 1904. Its first master was Ada Brunn.\n")
    build_index([folder], directory, IndexConfig(), MiniLM())
    return serve("--index", str(directory), "--model", "none", "--max-file-size", "20kb")


def listed(page) -> list[str]:
    names = page.locator("#documents .open .name").evaluate_all("all => all.map(one => one.firstChild.textContent)")
    return names


def test_a_file_is_dropped_read_and_asked_about_at_once(visit, own_address, tmp_path):
    page = visit(own_address)
    path = tmp_path / "lamps.md"
    path.write_text(LAMPS, encoding="utf-8")
    page.locator("#shelf .add").click()
    expect(page.locator("#adding .limits")).to_contain_text("at most 20 kB")
    expect(page.locator("#adding .limits")).to_contain_text(".md, .text, .txt")
    page.page.set_input_files("#files input[type=file]", str(path))
    expect(page.locator("#note .note")).to_have_text("lamps.md can be asked about now. Only you see it.", timeout=20_000)
    expect(page.locator("#shelf .current")).to_contain_text("lamps.md")
    expect(page.locator("#shelf .current .private")).to_be_visible()
    assert page.document_text() == LAMPS
    expect(page.locator(".example:visible", has_text="How many people died?")).to_be_visible(timeout=10_000)
    page.ask(QUESTION)
    expect(page.locator(".answer")).to_contain_text("Tove Lind")
    start, end = (int(page.locator(".chip").first.get_attribute(f"data-{key}")) for key in ("start", "end"))
    assert page.marked() == LAMPS[start:end]


def test_a_file_dropped_anywhere_is_taken(visit, own_address):
    page = visit(own_address)
    page.page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.items.add(new File([text], "dropped.txt", { type: "text/plain" }));
          for (const kind of ["dragover", "drop"])
            document.querySelector("#conversation").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        LAMPS,
    )
    expect(page.locator("#shelf .current")).to_contain_text("dropped.txt", timeout=20_000)


def test_what_one_person_brought_nobody_else_sees(visit, own_address):
    one, two = visit(own_address), visit(own_address)
    one.paste(LAMPS, "secret lamps.md")
    two.ask(QUESTION)
    assert "Tove Lind" not in two.locator(".exchange").inner_text()
    two.page.reload()
    expect(two.locator("#document .text")).to_be_visible()
    assert "secret lamps.md" not in two.page.content() and "Tove Lind" not in two.page.content()
    one.ask(QUESTION)
    expect(one.locator(".answer")).to_contain_text("Tove Lind")


def test_it_outlives_a_reload_and_can_be_removed(visit, own_address):
    page = visit(own_address)
    page.paste(LAMPS, "lamps.md")
    page.page.reload()
    expect(page.locator("#shelf .current")).to_contain_text("lamps.md", timeout=10_000)
    page.locator("#shelf .current").click()
    page.page.get_by_role("button", name="Remove lamps.md").click()
    expect(page.locator("#note .note")).to_have_text("lamps.md is removed.")
    expect(page.locator("#shelf .current")).to_contain_text("harbour.md")
    page.ask(QUESTION)
    assert "Tove Lind" not in page.locator(".exchange").inner_text()


def test_it_is_added_to_the_library_on_purpose_and_everybody_can_ask(visit, own_address):
    one = visit(own_address)
    one.paste(LAMPS, "shared.md")
    one.locator("#shelf .current").click()
    one.page.get_by_role("button", name="Add to library").click()
    expect(one.locator("#note .note")).to_have_text("shared.md is in the library now.", timeout=20_000)
    two = visit(own_address)
    two.ask(QUESTION)
    expect(two.locator(".answer")).to_contain_text("Tove Lind")
    two.locator("#shelf .current").click()
    two.page.get_by_role("button", name="Remove shared.md").click()
    expect(two.locator("#note .note")).to_have_text("shared.md is removed.", timeout=20_000)
    assert listed(two) == ["harbour.md"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("binary.txt", b"\x7fELF\0\0", "a binary file, not text"), ("empty.md", b" \n", "the file is empty"),
        ("latin.txt", b"caf\xe9", "not valid UTF-8 at byte 3"),
    ],
)
def test_a_file_that_is_no_text_is_one_line(visit, own_address, name, content, says):
    page = visit(own_address)
    page.locator("#shelf .add").click()
    page.page.set_input_files("#files input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    error = page.locator("#note .error")
    expect(error).to_contain_text(says, timeout=10_000)
    assert "\n" not in error.inner_text() and "/" not in error.inner_text()
    expect(page.locator("#shelf .current")).to_contain_text("harbour.md")


def test_a_text_that_is_too_long_is_one_line(visit, own_address):
    page = visit(own_address)
    page.paste("A sentence about lamps. " * 1000, "long.txt")
    expect(page.locator("#note .error")).to_contain_text("long.txt: 24 kB, and at most 20 kB are read")
    page.paste("   ")
    expect(page.locator("#note .error")).to_contain_text("empty")


def test_progress_is_shown_while_it_is_embedded(visit, serve):
    page = visit(serve("--model", "none"))
    page.page.evaluate(
        """() => { window.seen = []; const note = document.getElementById("note");
        new MutationObserver(() => window.seen.push(note.textContent)).observe(note, {childList: true, subtree: true, characterData: true}); }"""
    )
    page.locator("#shelf .add").click()
    page.locator("#pasted textarea").fill("The keeper of the lamp wrote a letter about the weather of that day. " * 1500)
    page.locator("#add-text").click()
    expect(page.locator("#note .note")).to_be_visible(timeout=60_000)
    seen = " ".join(page.page.evaluate("window.seen"))
    done = [int(number) for number in re.findall(r"Reading pasted text\.txt: (\d+) of \d+ passages", seen)]
    assert len(set(done)) >= 3 and done == sorted(done)
