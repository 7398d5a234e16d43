import json
import re

import pytest

from eval.cases import load_cases, save_cases
from index.errors import ConfigError
from rag.types import Turn

RIGHT = {
    "id": "who-01",
    "kind": "who",
    "question": "Who left?",
    "history": ["Who came?", {"question": "When?", "answer": "on Sunday"}],
    "answerable": True,
    "answers": ["Ann"],
    "quotes": ["Ann left."],
}


def write(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def changed(**fields):
    return {key: value for key, value in {**RIGHT, "id": "who-02", **fields}.items() if value is not ...}


@pytest.mark.parametrize("row", ['{"id": "half \\ud800"}', '{"id": NaN}'])
def test_a_row_that_could_not_be_written_out_again_is_named(tmp_path, row):
    path = tmp_path / "set.jsonl"
    path.write_text(row + "\n")
    with pytest.raises(ConfigError, match="row 1: not valid"):
        load_cases(path)


def test_a_set_is_read(tmp_path):
    unanswerable = changed(kind="no", trap="not-stated", history=..., answerable=False, answers=[], quotes=[])
    first, second = load_cases(write(tmp_path / "set.jsonl", RIGHT, unanswerable))
    assert (first.id, first.answers, first.quotes, first.trap) == ("who-01", ("Ann",), ("Ann left.",), None)
    assert first.history == (Turn("Who came?"), Turn("When?", "on Sunday"))
    assert (second.answerable, second.trap, second.answers, second.history) == (False, "not-stated", (), ())


def test_small_talk_and_yes_no_questions_are_marked(tmp_path):
    talk = changed(kind="small-talk", question="Thanks!", answerable=False, answers=[], quotes=[], reply=True)
    asked = [changed(id=f"yes-no-{value}", kind="yes-no", polarity=value) for value in ("yes", "no", "open")]
    plain, small_talk, *yes_no = load_cases(write(tmp_path / "set.jsonl", RIGHT, talk, *asked))
    assert (plain.reply, plain.polarity) == (False, None)
    assert (small_talk.reply, small_talk.answerable, small_talk.polarity) == (True, False, None)
    assert [(case.polarity, case.reply) for case in yes_no] == [("yes", False), ("no", False), ("open", False)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (changed(id=...), '"id" must be a string that is not blank'),
        (changed(id="who-01"), "\"id\" 'who-01' is used by an earlier row"),
        (changed(kind=7), '"kind" must be a string'),
        (changed(question="  "), '"question" must be a string that is not blank'),
        (changed(answerable="yes"), '"answerable" must be true or false'),
        (changed(answerable=...), '"answerable" must be true or false'),
        (changed(answers="Ann"), '"answers" must be a list of strings'),
        (changed(answers=["the"]), '"answers" must be a list of strings that are not blank'),
        (changed(answers=[]), '"answers" must not be empty where answerable is true'),
        (changed(quotes=...), '"quotes" must be a list of strings'),
        (changed(quotes=[]), '"quotes" must not be empty where answerable is true'),
        (changed(answerable=False), '"answers" must be empty where answerable is false'),
        (changed(answerable=False, answers=[]), '"quotes" must be empty where answerable is false'),
        (changed(trap=None), '"trap" must be a string'),
        (changed(history="Who?"), '"history" must be a list'),
        (changed(history=[1]), 'each turn of "history" must be a question'),
        (changed(reply="yes"), '"reply" must be true or false'),
        (changed(reply=None), '"reply" must be true or false'),
        (changed(reply=True), '"reply" must not be true where answerable is true'),
        (changed(polarity="maybe"), '"polarity" must be one of yes, no, open'),
        (changed(polarity=True), '"polarity" must be one of yes, no, open'),
        (
            changed(polarity="no", answerable=False, answers=[], quotes=[]),
            '"polarity" must be left out where answerable is false',
        ),
        (changed(reviewed="no"), '"reviewed" must be true or false'),
        (changed(reviewed=None), '"reviewed" must be true or false'),
        (changed(note=None), '"note" must be a string that is not blank'),
        (changed(note=["down"]), '"note" must be a string that is not blank'),
        (changed(anwsers=["Ann"]), '"anwsers" is no field of a case'),
        (["Ann"], "must be an object"),
    ],
)
def test_what_is_wrong_names_the_row_and_the_field(tmp_path, row, says):
    path = write(tmp_path / "set.jsonl", RIGHT, row)
    with pytest.raises(ConfigError, match=re.escape(f"set.jsonl: row 2: {says}")) as caught:
        load_cases(path)
    assert "\n" not in str(caught.value)


def test_what_is_saved_is_read_again(tmp_path):
    talk = changed(id="talk-01", kind="small-talk", history=..., answerable=False, answers=[], quotes=[], reply=True)
    unanswerable = changed(id="no-01", trap="not-stated", history=..., answerable=False, answers=[], quotes=[])
    drafted = changed(id="draft-01", polarity="no", reviewed=False, history=..., note="down: wrong <b>")
    cases = load_cases(write(tmp_path / "set.jsonl", RIGHT, talk, unanswerable, drafted))
    assert [case.reviewed for case in cases] == [True, True, True, False]
    save_cases(cases, tmp_path / "again.jsonl")
    assert load_cases(tmp_path / "again.jsonl") == cases
    rows = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text("utf-8").splitlines()]
    assert rows[2:] == [unanswerable, drafted] and "reviewed" not in rows[0] and "note" not in rows[0]
    assert [case.note for case in cases] == [None, None, None, "down: wrong <b>"]


def test_rows_are_numbered_as_in_the_file(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text("\n" + json.dumps(RIGHT) + "\n\n{torn\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="row 4: not valid JSON"):
        load_cases(path)


def test_files_that_are_no_sets(tmp_path):
    with pytest.raises(ConfigError, match="no cases"):
        load_cases(write(tmp_path / "empty.jsonl"))
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_cases(tmp_path / "missing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not valid UTF-8"):
        load_cases(tmp_path / "latin.jsonl")
