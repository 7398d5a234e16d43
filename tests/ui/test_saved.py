"""A conversation as the browser keeps it: back exactly as it was, and nothing but that."""

import json

import pytest

from index.errors import QuestionError
from rag.types import Answer, Citation, Sentence
from ui.saved import restored, saved
from ui.session import Conversation, Exchange

CITATION = Citation(1, "notes.md", "Notes", "The tower is réd 👩‍🔬.", 10, 27, "The tower is red.", 0.9)
ANSWER = Answer(
    "What colour is it?", "What colour is the tower?", (Sentence("It is red.", (1,)),), "red", (CITATION,), 0.9, False,
    {"search": 0.01, "total": 0.2}, True, 1,
)
REFUSAL = Answer("Who?", "Who?", (Sentence("Not answered.", ()),), "", (CITATION,), 0.1, True)
CONVERSATION = Conversation((
    Exchange("What colour is it?", answer=ANSWER, rated=False),
    Exchange("Who?", answer=REFUSAL, related=("When?", "Where?")),
    Exchange("", error="the question is empty; ask something"),
    Exchange("Why?", answer=ANSWER, stopped=True),
))


def there_and_back(conversation: Conversation) -> Conversation:
    return restored(json.loads(json.dumps(saved(conversation))))


def test_there_and_back_again():
    assert there_and_back(CONVERSATION) == CONVERSATION
    assert there_and_back(Conversation()) == Conversation()
    assert restored(saved(CONVERSATION)) == CONVERSATION


def test_what_is_still_being_answered_is_not_kept():
    assert there_and_back(CONVERSATION.followed_by(Exchange("And?", stage="searching"))) == CONVERSATION


@pytest.mark.parametrize("question", ["\ud800", "x" * 200_001])
def test_a_question_that_cannot_be_kept_does_not_cost_the_others(question):
    with_it = Conversation((Exchange(question, error="it cannot be asked"), *CONVERSATION.exchanges))
    assert there_and_back(with_it) == CONVERSATION


def test_of_very_many_exchanges_the_latest_are_kept():
    many = Conversation(tuple(Exchange(f"Who is {number}?", answer=ANSWER) for number in range(205)))
    assert there_and_back(many).exchanges == many.exchanges[5:]


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


def changed(*path_and_value):
    *path, key, value = path_and_value
    row = json.loads(json.dumps(saved(CONVERSATION)))
    place = row
    for step in path:
        place = place[step]
    place[key] = value
    return row


CITED = ("exchanges", 0, "answer", "citations", 0)


@pytest.mark.parametrize(
    "value",
    [
        None, 1, "x", [], {}, {"version": 1}, {"version": 1, "exchanges": None}, {"version": 1, "exchanges": [None]},
        changed("version", 2), changed("version", "1"), changed("more", 1), changed("exchanges", 0, "question", 3),
        changed("exchanges", 0, "question", "\ud800"), changed("exchanges", 0, "question", "x" * 200_001),
        changed("exchanges", 0, "answer", []), changed("exchanges", 0, "rated", "yes"),
        changed("exchanges", 0, "related", ["x"] * 21), changed("exchanges", saved(CONVERSATION)["exchanges"][:1] * 201),
        changed(*CITED, "start", -1), changed(*CITED, "start", 28), changed(*CITED, "start", "10"),
        changed(*CITED, "end", 1.5), changed(*CITED, "score", float("nan")), changed(*CITED, "quote", None),
        changed(*CITED, "start", True), changed(*CITED, "end", 10**400 * -1), changed(*CITED, "score", 10**400),
        changed(*CITED, "start", nested(100_000)), nested(100_000), {"\ud800": 1},
        changed("exchanges", 0, "answer", "seconds", {"\ud800": 1.0}), changed("version", True),
        changed(*CITED, "onload", "x"), changed("exchanges", 0, "answer", "confidence", float("inf")),
        changed("exchanges", 0, "answer", "seconds", {"a": "b"}), changed("exchanges", 0, "answer", "refused", 0),
    ],
)
def test_anything_else_is_one_clear_line(value):
    with pytest.raises(QuestionError, match="^this saved conversation cannot be read"):
        restored(value)
