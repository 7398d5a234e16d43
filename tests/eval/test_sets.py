"""The test sets are only worth running if their own answers and quotes are right."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "eval" / "sets"
TEXTS = {
    "istanbul-talks": [(ROOT / "seeds" / "istanbul-talks.md").read_text("utf-8")],
    "other-texts": [path.read_text("utf-8") for path in sorted((SETS / "other-texts").iterdir())],
}


def rows(name):
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


CASES = [{**case, "set": name} for name in TEXTS for case in rows(name)]

ONE_PLACE = {"who", "when", "where", "how-many", "how-long", "what", "claims", "said", "definition", "misspelt", "yes-no"}
FREELY_WORDED = {"why", "how", "list", "disagreement", "comparison", "overview", "events", "mentioned", "follow-up"}
ANSWERABLE_KINDS = ONE_PLACE | FREELY_WORDED
TRAPS = {
    "wrong-side", "wrong-number", "wrong-name", "not-quoted", "later-event", "not-stated", "yes-no", "outside-world",
    "other-language", "follow-up",
}

each_case = pytest.mark.parametrize("case", CASES, ids=[f"{case['set']} {case['id']}" for case in CASES])


each_set = pytest.mark.parametrize("cases", [rows(name) for name in TEXTS], ids=list(TEXTS))


@each_set
def test_there_are_enough_cases_and_ids_are_unique(cases):
    assert len(cases) >= 120
    assert [i for i, n in Counter(case["id"] for case in cases).items() if n > 1] == []


@each_set
def test_no_question_is_asked_twice(cases):
    asked = Counter((case["question"].lower(), json.dumps(case.get("history"))) for case in cases)
    assert [question for question, n in asked.items() if n > 1] == []


@each_set
def test_every_kind_of_question_has_its_cases_and_every_trap(cases):
    kinds, traps = Counter(case["kind"] for case in cases), Counter(case.get("trap") for case in cases)
    assert set(kinds) == ANSWERABLE_KINDS | {"unanswerable", "small-talk"} and min(kinds.values()) >= 3
    assert set(traps) - {None} == TRAPS and min(traps.values()) >= 3


@each_set
def test_kinds_keep_their_shares(cases):
    """Most can be answered, a quarter and more cannot."""
    answerable = sum(case["answerable"] for case in cases) / len(cases)
    unanswerable = sum("trap" in case for case in cases) / len(cases)
    assert 0.5 <= answerable <= 0.75 and 0.25 <= unanswerable <= 0.45


@each_set
def test_follow_ups_have_both_forms_of_history_and_some_traps(cases):
    """Some earlier turns come with their answer and some without, as callers send them."""
    turns = [turn for case in cases for turn in case.get("history", ())]
    bare = sum(isinstance(turn, str) for turn in turns)
    assert 0.2 <= bare / len(turns) <= 0.8
    assert sum(case.get("trap") == "follow-up" for case in cases) >= 3


@each_case
def test_case_has_its_fields(case):
    allowed = {"id", "kind", "trap", "question", "history", "answerable", "answers", "quotes", "reply", "polarity", "set"}
    assert allowed - {"trap", "history", "reply", "polarity"} <= set(case) <= allowed
    assert case["question"].strip() == case["question"] != ""
    assert case["id"].rsplit("-", 1)[0] == case["kind"]
    assert ("trap" in case) + case["answerable"] + case.get("reply", False) == 1
    assert ("polarity" in case) == (case["kind"] == "yes-no") and case.get("reply", False) == (case["kind"] == "small-talk")


@each_case
def test_earlier_turns_are_questions_or_questions_with_answers(case):
    assert ("history" in case) or case["kind"] != "follow-up"
    for turn in case.get("history", ()):
        texts = [turn] if isinstance(turn, str) else [turn["question"], turn["answer"]]
        assert isinstance(turn, str) or set(turn) == {"question", "answer"}
        assert all(isinstance(text, str) and text.strip() for text in texts)


@each_case
def test_quotes_are_found_once_in_the_documents(case):
    found = {quote: sum(text.count(quote) for text in TEXTS[case["set"]]) for quote in case["quotes"]}
    assert [quote for quote, n in found.items() if n != 1] == []


@each_case
def test_answers_come_with_quotes_that_hold_them(case):
    if not case["answerable"]:
        assert case["answers"] == [] and case["quotes"] == []
        return
    assert case["answers"] and case["quotes"]
    assert len(set(case["answers"])) == len(case["answers"])
    if case["kind"] in ONE_PLACE:
        held = " ".join(case["quotes"]).lower()
        assert any(answer.lower() in held for answer in case["answers"])


def test_the_baseline_is_a_run_of_the_shipped_set():
    baseline = ROOT / "eval" / "baseline"
    answered = [json.loads(line)["id"] for line in (baseline / "results.jsonl").read_text("utf-8").splitlines()]
    assert answered == [case["id"] for case in rows("istanbul-talks")]
    summary = json.loads((baseline / "summary.json").read_text("utf-8"))
    assert summary["set"]["sha256"] == hashlib.sha256((SETS / "istanbul-talks.jsonl").read_bytes()).hexdigest()
