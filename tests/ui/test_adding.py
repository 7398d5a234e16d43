"""What people bring: taken or refused in one line, each person's own, and gone when they are."""

import pytest

from index.library import Library
from index.private import embedded, private_document
from ui.adding import Added, Intake, Reading, Refused, size
from ui.shelves import DOCUMENTS, IDLE_SECONDS, PEOPLE, Shelves

LAMPS = "# Lamps\n\nThe lamp of Osk was lit by Tove Lind in 1871.\n"


@pytest.fixture
def shelves():
    return Shelves()


@pytest.fixture
def intake(searcher, tmp_path, shelves):
    return Intake(Library(tmp_path / "index", searcher), shelves, 1000)


def names(shelves, person):
    return [one.document.id for one in shelves.of(person)]


def test_a_file_is_read_deleted_and_theirs_alone(intake, shelves, tmp_path):
    path = tmp_path / "lamps.md"
    path.write_text(LAMPS)
    *progress, last = intake.files("ada", [str(path)])
    assert all(isinstance(step, Reading) for step in progress) and progress[-1].done == progress[-1].total == 1
    assert last == Added("lamps.md") and not path.exists()
    assert names(shelves, "ada") == ["lamps.md"] and names(shelves, "bob") == names(shelves, "") == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.pdf", b"%PDF", "only text and Markdown"), ("x", b"text", "only text and Markdown"), ("x.md", b"", "empty"),
        ("x.txt", b"a\0b", "binary"), ("x.txt", b"caf\xe9", "UTF-8"), ("x.txt", b"x" * 1001, "1 kB, and at most 1 kB"),
    ],
)
def test_what_is_not_taken_is_one_line_and_is_deleted(intake, shelves, tmp_path, name, content, says):
    path, good = tmp_path / name, tmp_path / "good.md"
    path.write_bytes(content)
    good.write_text(LAMPS)
    steps = list(intake.files("ada", [str(path), str(good)]))
    assert says in steps[0].reason and "\n" not in steps[0].reason and steps[-1] == Added("good.md")
    assert not path.exists() and names(shelves, "ada") == ["good.md"]


@pytest.mark.parametrize(
    ("text", "name", "known_as"),
    [
        (LAMPS, "", "pasted text.txt"), (LAMPS, "../../etc/lamps", "-..-etc-lamps.txt"), (LAMPS, "  my \n lamps.md ", "my lamps.md"),
        (LAMPS, "harbour.md", "harbour (2).md"), (LAMPS, "<b>.html", "<b>.html.txt"),
    ],
)
def test_pasted_text_gets_a_name(intake, text, name, known_as):
    assert list(intake.text("ada", text, name))[-1] == Added(known_as)


@pytest.mark.parametrize(("text", "says"), [("", "empty"), ("  \n", "empty"), ("\ud800", "UTF-8"), ("é" * 501, "at most")])
def test_a_text_that_is_not_taken_is_one_line(intake, text, says):
    (step,) = intake.text("ada", text)
    assert isinstance(step, Refused) and says in step.reason


def test_it_is_kept_in_the_library_on_purpose_and_removed_again(intake, shelves, tmp_path):
    list(intake.text("ada", LAMPS, "lamps.md"))
    assert "in the library" in intake.keep("ada", "lamps.md")
    assert names(shelves, "ada") == [] and intake._library.searcher.document("lamps.md").text == LAMPS
    assert "removed" in intake.remove("bob", "lamps.md") and intake._library.searcher.document("lamps.md") is None


@pytest.fixture
def document(toy_embedder):
    return lambda name="a.md": list(embedded(private_document(name, LAMPS.encode(), []), 32, toy_embedder))[-1]


def test_a_person_has_only_so_many(shelves, document):
    for number in range(DOCUMENTS):
        shelves.put("ada", document(f"{number}.md"))
    with pytest.raises(Exception, match="remove one first"):
        shelves.put("ada", document("more.md"))
    shelves.remove("ada", "3.md")
    shelves.put("ada", document("more.md"))
    assert "3.md" not in names(shelves, "ada") and len(names(shelves, "ada")) == DOCUMENTS


def test_the_idle_are_forgotten_and_the_longest_idle_make_room(shelves, document, monkeypatch):
    now, one = [1000.0], document()
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for person in range(PEOPLE):
        now[0] += 1
        shelves.put(str(person), one)
    shelves.of("0")  # is here again
    shelves.put("new", one)
    assert names(shelves, "0") and names(shelves, "new") and not names(shelves, "1")
    now[0] += IDLE_SECONDS + 1
    assert not names(shelves, "new")


@pytest.mark.parametrize(("count", "words"), [(12, "12 bytes"), (1500, "1.5 kB"), (2_000_000, "2 MB")])
def test_sizes_are_for_people(count, words):
    assert size(count) == words
