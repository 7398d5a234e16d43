"""What leaves the page: Markdown that stays text, JSONL that can be asked again."""

import json

from rag.rows import question_of
from rag.types import Answer, Citation, Sentence
from ui.export import conversation_markdown, conversation_rows, exchange_markdown
from ui.session import Conversation, Exchange

QUOTE = "The tower\nis <b>red</b> & *tall* [1](http://x)."
CITATION = Citation(1, "notes_1.md", "Notes", QUOTE, 10, 27, QUOTE, 0.9)


def answer(**changes) -> Answer:
    values = {
        "question": "And it?", "standalone": "And the tower?", "sentences": (Sentence("It is red.", (1,)),), "short": "red",
        "citations": (CITATION,), "confidence": 0.9, "refused": False,
    }
    return Answer(**{**values, **changes})


def test_an_answer_with_its_markers_and_each_quotation_with_its_place():
    assert exchange_markdown(Exchange("And it?", answer=answer())).split("\n\n") == [
        "**And it?**", "*Understood as: And the tower?*", "It is red. [1]",
        "- [1] “The tower is \\<b\\>red\\</b\\> \\& \\*tall\\* \\[1\\](http://x).” — notes\\_1.md, characters 10–27",
    ]


def test_a_refusal_names_its_passages_and_cuts_them():
    long = answer(refused=True, standalone="And it?", citations=(Citation(1, "n.md", "N", "x " * 400, 0, 800, "", 0.1),))
    text = exchange_markdown(Exchange("And it?", answer=long))
    assert "Nearest passages:" in text and "…”" in text and len(text) < 500


def test_what_went_wrong_is_said():
    assert "*the model did not answer*" in exchange_markdown(Exchange("Who?", error="the model\ndid not answer"))
    assert "*Stopped.*" in exchange_markdown(Exchange("Who?", stopped=True))
    assert conversation_markdown(Conversation((Exchange("Who?", error="no"), Exchange("Why?", error="no")))).count("**") == 4


def test_rows_are_those_of_a_batch_with_what_was_asked_before():
    conversation = Conversation((
        Exchange("What is it?", answer=answer(question="What is it?")), Exchange("", error="it is empty"),
        Exchange("And it?", answer=answer()), Exchange("So?", stopped=True),
    ))
    rows = [json.loads(line) for line in conversation_rows(conversation).splitlines()]
    assert [row["question"] for row in rows] == ["What is it?", "", "And it?"]
    assert rows[0]["citations"][0]["start"] == 10 and rows[0]["history"] == []
    assert rows[1]["error"] == "it is empty" and rows[2]["standalone"] == "And the tower?"
    question, history = question_of(rows[2])
    assert question == "And it?" and [turn.question for turn in history] == ["What is it?", ""]
