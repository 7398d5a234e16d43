"""Judgements of answers are cases that the eval harness reads."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from eval.cases import case_of, load_cases
from index.errors import QuestionError, StorageError
from rag.types import Answer, Citation, Sentence
from ui.feedback import NOT_SAID, SAID, UNPROVEN, WRONG, Feedback, append, case_row
from ui.session import Exchange

CITATION = Citation(1, "notes.md", "Notes", "The tower is red.", 10, 27, "The tower is red.", 0.9)


def answer(**changes) -> Answer:
    values = {
        "question": "What colour is it?", "standalone": "What colour is it?", "sentences": (Sentence("It is red.", (1,)),),
        "short": "red", "citations": (CITATION,), "confidence": 0.9, "refused": False,
    }
    return Answer(**{**values, **changes})


REFUSED = {"refused": True, "short": "", "sentences": (Sentence("Not answered.", ()),)}
SMALL_TALK = {"citations": (), "short": "", "sentences": (Sentence("Hello.", ()),)}


@pytest.mark.parametrize(
    ("changes", "feedback", "answers"),
    [
        ({}, Feedback(True), ("red",)),
        ({}, Feedback(False, WRONG), ("red",)),
        ({}, Feedback(False, WRONG, "blue"), ("blue",)),
        ({}, Feedback(False, UNPROVEN + ": it is about a door"), ("red",)),
        ({}, Feedback(False, NOT_SAID), ()),
        ({}, Feedback(False, NOT_SAID + ": at all"), ()),
        ({"short": ""}, Feedback(True), ("It is red.",)),
        ({"short": "the"}, Feedback(True), ("It is red.",)),
        ({"short": "a", "sentences": ()}, Feedback(True), ("The tower is red.",)),
        ({"short": "€"}, Feedback(True), ("€",)),
        ({}, Feedback(False, WRONG, "t'he"), ("red",)),
        ({}, Feedback(False, NOT_SAID, "blue"), ("blue",)),
        ({}, Feedback(False), ("red",)),
        (REFUSED, Feedback(True), ()),
        (REFUSED, Feedback(False, SAID), ()),
        (REFUSED, Feedback(False, SAID, "red"), ("red",)),
        (REFUSED, Feedback(False, SAID, "\ud800"), ()),
        ({**REFUSED, "citations": ()}, Feedback(False, SAID, "red"), ()),
        (SMALL_TALK, Feedback(True), ()),
        ({}, Feedback(False, "\ud800" * 5000, "\0 x"), ("\0 x",)),
    ],
)
def test_each_judgement_is_a_case(changes, feedback, answers):
    row = case_row(Exchange("", answer=answer(**changes)), [answer(short="before")], feedback)
    case = case_of(json.loads(json.dumps(row)))
    assert case.answers == answers and case.answerable == bool(answers) and not case.reviewed
    assert case.quotes == (("The tower is red.",) if answers else ())
    assert case.note.startswith("up" if feedback.good else "down") and case.history[0].answer == "before"
    assert case.reply == (changes is SMALL_TALK) and len(case.note) < 2100


@pytest.mark.parametrize(
    ("changes", "feedback", "note"),
    [
        ({}, Feedback(True), "up"),
        ({}, Feedback(False), "down"),
        ({}, Feedback(False, WRONG + ". It is\nblue"), "down: The answer is wrong. It is blue"),
        ({}, Feedback(False, WRONG, "blue"), "down: The answer is wrong"),
        (SMALL_TALK, Feedback(False, "", "Good day"), "down: right is Good day"),
        ({}, Feedback(False, "<b>&\ud800"), "down: <b>&?"),
    ],
)
def test_the_note_says_what_the_case_does_not(changes, feedback, note):
    assert case_row(Exchange("", answer=answer(**changes)), [], feedback)["note"] == note


@pytest.mark.parametrize("exchange", [Exchange("Who?", error="it failed"), Exchange("", answer=answer(question=" "))])
def test_there_is_nothing_to_judge_without_an_answer(exchange):
    with pytest.raises(QuestionError, match="no answer to judge"):
        case_row(exchange, [], Feedback(True))


def test_half_a_surrogate_pair_does_not_spoil_the_file(tmp_path):
    append(tmp_path / "feedback.jsonl", {**row(), "question": "\ud800 which\u2028one?"})
    assert [case.question for case in load_cases(tmp_path / "feedback.jsonl")] == ["? which\u2028one?"]


def row(number: int = 0) -> dict:
    return case_row(Exchange("", answer=answer(question=f"What colour is tower {number}?")), [], Feedback(True))


def test_what_is_appended_at_the_same_time_is_whole(tmp_path):
    path = tmp_path / "deep" / "feedback.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: append(path, row(number)), range(40)))
    assert {case.question for case in load_cases(path)} == {f"What colour is tower {n}?" for n in range(40)}


def test_a_torn_line_is_cut_off_and_a_whole_one_without_its_end_is_kept(tmp_path):
    path = tmp_path / "feedback.jsonl"
    append(path, row(1))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"id": "to')
    append(path, row(2))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    append(path, row(3))
    assert [case.question[-2] for case in load_cases(path)] == ["1", "2", "3"]


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not write .*not kept$"):
        append(tmp_path / "file" / "feedback.jsonl", row())
