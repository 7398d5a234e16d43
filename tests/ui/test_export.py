"""What leaves the page: Markdown that stays text, JSONL that can be asked again."""

import json

import pytest
from markdown_it import MarkdownIt

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


@pytest.mark.parametrize(
    "text",
    [
        "1904. It opened.", "7) seven", "- minus", "+ plus", "---", "=== x", "# heading", "> said", "    code",
        "a\n\n- b",
        "<script>alert(1)</script>", "&lt;b&gt;", "![x](y)", "[x]: y", "<http://x>", "**x** _y_ `z` ~~w~~",
        "|a|b|\n|-|-|", "x\\",
        "\u2028- x", "it cost $5 and $6",
    ],
)
def test_text_of_documents_stays_text_wherever_it_stands(text):
    cited = Citation(1, text, "", text, 0, 9, "", 0.9)
    exchange = Exchange(text, answer=answer(standalone=text, sentences=(Sentence(text, (1,)),), citations=(cited,)))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(exchange_markdown(exchange))
    assert [token.tag for token in tokens if token.type.endswith("_open")] == ["p", "p", "p", "ul", "li", "p"]
    inline = [token for token in tokens if token.type == "inline"]
    marked = [child.type for token in inline for child in token.children if not child.type.startswith("text")]
    assert marked == ["strong_open", "strong_close", "em_open", "em_close"]
    said = "".join(child.content for child in inline[2].children)
    assert said == f"{' '.join(text.split())} [1]" and not any(token.type == "html_block" for token in tokens)


def test_numbers_are_not_cluttered_where_they_open_no_list():
    assert "31 metres, 12-13 May, 3.5" in exchange_markdown(Exchange("31 metres, 12-13 May, 3.5?"))


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
    assert question == "And it?" and [turn.question for turn in history] == ["What is it?"]
