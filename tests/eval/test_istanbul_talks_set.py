"""The test set is only worth running if its own answers and quotes are right."""

import json
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = (ROOT / "seeds" / "istanbul-talks.md").read_text("utf-8")
LINES = (ROOT / "eval" / "sets" / "istanbul-talks.jsonl").read_text("utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]

ANSWERABLE_KINDS = {"who", "when", "where", "how-many", "why", "what", "claims", "list"}
TRAPS = {"wrong-side", "wrong-number", "not-quoted", "later-event", "not-stated"}
# Reasons and lists are often accepted in words that the text does not use.
FREELY_WORDED = {"why", "list"}

each_case = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


def of_kind(kind):
    return [case for case in CASES if case["kind"] == kind]


def test_there_are_enough_cases():
    assert len(CASES) >= 120


def test_ids_are_unique():
    assert [i for i, n in Counter(case["id"] for case in CASES).items() if n > 1] == []


def test_no_question_is_asked_twice():
    asked = Counter((case["question"].lower(), json.dumps(case.get("history"))) for case in CASES)
    assert [question for question, n in asked.items() if n > 1] == []


def test_kinds_keep_their_shares():
    """Half can be answered, a third cannot, and the rest follow up an earlier turn."""
    total = len(CASES)
    assert {case["kind"] for case in CASES} == ANSWERABLE_KINDS | {"unanswerable", "follow-up"}
    assert 0.42 <= sum(case["kind"] in ANSWERABLE_KINDS for case in CASES) / total <= 0.58
    assert 0.27 <= len(of_kind("unanswerable")) / total <= 0.40
    assert 0.12 <= len(of_kind("follow-up")) / total <= 0.25


def test_traps_are_spread_evenly():
    traps = Counter(case["trap"] for case in of_kind("unanswerable"))
    assert set(traps) == TRAPS
    assert max(traps.values()) - min(traps.values()) <= 2


def test_follow_ups_have_both_forms_of_history_and_some_traps():
    """Half of the earlier turns come with their answer, as only some callers send it."""
    turns = [case["history"][0] for case in of_kind("follow-up")]
    bare = sum(isinstance(turn, str) for turn in turns)
    assert 0.4 <= bare / len(turns) <= 0.6
    assert 4 <= sum(not case["answerable"] for case in of_kind("follow-up")) <= 6


@each_case
def test_case_has_its_fields(case):
    allowed = {"id", "kind", "trap", "question", "history", "answerable", "answers", "quotes"}
    assert allowed - {"trap", "history"} <= set(case) <= allowed
    assert case["question"].strip() == case["question"] != ""
    assert case["id"].rsplit("-", 1)[0] == case["kind"]
    assert ("trap" in case) == (not case["answerable"])
    if case["kind"] != "follow-up":
        assert case["answerable"] == (case["kind"] in ANSWERABLE_KINDS)


@each_case
def test_only_follow_ups_have_an_earlier_turn(case):
    if case["kind"] != "follow-up":
        assert "history" not in case
        return
    (turn,) = case["history"]
    texts = [turn] if isinstance(turn, str) else [turn["question"], turn["answer"]]
    assert isinstance(turn, str) or set(turn) == {"question", "answer"}
    assert all(isinstance(text, str) and text.strip() for text in texts)


@each_case
def test_quotes_are_found_once_in_the_seed(case):
    assert [(quote, n) for quote in case["quotes"] if (n := SEED.count(quote)) != 1] == []


@each_case
def test_answers_come_with_quotes_that_hold_them(case):
    if not case["answerable"]:
        assert case["answers"] == [] and case["quotes"] == []
        return
    assert case["answers"] and case["quotes"]
    assert len(set(case["answers"])) == len(case["answers"])
    if case["kind"] not in FREELY_WORDED:
        held = " ".join(case["quotes"]).lower()
        assert any(answer.lower() in held for answer in case["answers"])
