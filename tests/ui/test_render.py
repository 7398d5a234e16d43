"""Markup is ours alone: nothing that comes from outside gets into it, and no character of a document gets lost."""

from html.parser import HTMLParser

import pytest

from index.types import Document
from rag.types import Answer, Citation, Sentence
from ui.render import actions_html, answer_html, confidence_html, conversation_html, exchange_html
from ui.render_document import document_html, note_html, progress_html, shelf_html, text_html
from ui.session import Conversation, Exchange

PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "' onmouseover='window.pwned=1",
    "</div></section><style>*{display:none}</style>",
    "&lt;b&gt; &amp; ${window.pwned=1} {{value}} `",
]
TEXTS = [
    "# A title\n\nA paragraph.\r\n\r\nAnother one.\rThe end.",
    "\n\n  two blank lines first, spaces kept   \n\tand tabs",
    "emoji 👩‍🔬 and 🇫🇮, combining cafe\u0301 and e\u0301\u0323, \u202eright to left\u202c, \u00a0no-break",
    "## Heading\n### 3\n####### seven is none\n#no space\n# last",
    "a < b && c > d; \"quoted\" 'single' &amp; &#13; <!-- comment --> <![CDATA[x]]>",
    "",
]


class Parsed(HTMLParser):
    """The elements of a piece of HTML with their text, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.text, self.marked, self._marks = "", "", 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._marks += tag == "mark"

    def handle_endtag(self, tag):
        self._marks -= tag == "mark"

    def handle_data(self, data):
        self.text += data
        self.marked += data if self._marks else ""

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def of_class(self, name: str) -> list[dict]:
        return [attributes for _, attributes in self.elements if name in (attributes.get("class") or "").split()]


def citation(number=1, quote="The tower is red.", document="notes.md", start=10, end=27) -> Citation:
    return Citation(number, document, "Notes", quote, start, end, quote, 0.9)


def answer(**changes) -> Answer:
    values = {
        "question": "What colour is it?", "standalone": "What colour is it?",
        "sentences": (Sentence("The tower is red.", (1,)),), "short": "red", "citations": (citation(),),
        "confidence": 0.9, "refused": False,
    }
    return Answer(**{**values, **changes})


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_from_outside_becomes_markup(payload):
    hostile = answer(
        question=payload, standalone=payload + "?", sentences=(Sentence(f"{payload} {payload}", (1,)),),
        citations=(citation(quote=payload, document=payload),),
    )
    refused = answer(question=payload, refused=True, citations=(citation(quote=payload, document=payload),))
    conversation = Conversation((
        Exchange(payload, answer=hostile),
        Exchange(payload, answer=refused),
        Exchange(payload, error=payload, stage=payload),
    ))
    settled = Conversation((
        Exchange(payload, answer=hostile), Exchange(payload, answer=refused, related=(payload,)), Exchange(payload, error=payload),
    ))
    document = Document(payload, payload, payload, "", "", "")
    shelf = shelf_html([document], [document], [payload], payload)
    said = note_html(payload, is_error=True) + progress_html(payload, 1, 2)
    page = Parsed(
        conversation_html(conversation, payload) + conversation_html(settled) + document_html(document) + shelf + said
    )
    assert page.tags() <= {
        "div", "section", "p", "h2", "ol", "ul", "li", "span", "button", "form", "fieldset", "legend", "label", "input",
        "progress",
    }
    assert not {name for _, attributes in page.elements for name in attributes if name.startswith("on")}
    assert {a["data-document"] for _, a in page.elements if "data-document" in a} == {payload}
    assert payload in page.text


@pytest.mark.parametrize("text", TEXTS)
def test_a_document_keeps_every_character(text):
    assert Parsed(text_html(text)).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_exactly_the_span_is_marked(text):
    for start in range(0, len(text), 3):
        for end in range(start, len(text) + 1, 5):
            page = Parsed(text_html(text, (start, end)))
            assert page.marked == text[start:end]
            assert page.text == text


def test_offsets_count_code_points():
    text = "👩‍🔬👍 The tower is red. 👍"
    start = text.index("The")
    assert Parsed(text_html(text, (start, start + 17))).marked == "The tower is red."


@pytest.mark.parametrize("marked", [(-5, 3), (20, 999), (8, 2), (400, 500)])
def test_a_span_outside_the_text_marks_what_there_is(marked):
    text = "Nothing breaks here, whatever is asked."
    page = Parsed(text_html(text, marked))
    assert page.text == text
    assert page.marked in text


def test_carriage_returns_and_nul_reach_the_browser_one_for_one():
    assert text_html("a\r\nb\0c") == "a&#13;\nb\ufffdc"


def test_half_a_surrogate_pair_does_not_keep_the_page_from_being_sent():
    assert conversation_html(Conversation((Exchange("a\ud800b", error="the question is not valid UTF-8"),))).encode("utf-8")


def test_headings_are_styled_and_keep_their_marks():
    page = Parsed(text_html("# One\ntext # not\n## Two"))
    assert [len(page.of_class(f"level-{level}")) for level in (1, 2, 3)] == [1, 1, 0]
    assert page.text == "# One\ntext # not\n## Two"


def test_each_sentence_ends_in_its_chips_and_each_chip_leads_to_its_quotation():
    two = answer(
        sentences=(Sentence("It is red.", (1,)), Sentence("It is old.", (2, 1))),
        citations=(citation(1), citation(2, "The tower is old.", "old.md", 3, 20)),
    )
    page = Parsed(answer_html(two, settled=True))
    chips = page.of_class("chip")
    assert [chip["data-document"] for chip in chips] == ["notes.md", "old.md", "notes.md"]
    assert (chips[1]["data-start"], chips[1]["data-end"]) == ("3", "20")
    assert all(chip["aria-label"] for chip in chips)
    assert len(page.of_class("quotation")) == 2
    assert "“The tower is old.”" in page.text


def test_a_citation_number_without_a_citation_makes_no_chip():
    assert not Parsed(answer_html(answer(sentences=(Sentence("It is red.", (7,)),)), True)).of_class("chip")


def test_a_refusal_is_labelled_and_has_no_confidence_but_its_nearest_passages():
    page = Parsed(answer_html(answer(refused=True, sentences=(Sentence("Not answered here.", ()),)), settled=True))
    assert page.of_class("refused") and page.of_class("quotation")
    assert "Not in the documents" in page.text and "Nearest passages" in page.text
    assert not page.of_class("confidence") and not page.of_class("chip")


@pytest.mark.parametrize(
    ("confidence", "words"), [(1.0, "sure"), (0.8, "sure"), (0.79, "fairly sure"), (0.1, "not very sure")]
)
def test_confidence_is_said_in_words_with_the_number_at_hand(confidence, words):
    page = Parsed(confidence_html(confidence))
    assert page.text == f"{words}, confidence {confidence:.2f}"
    assert f"{confidence:.2f}" in page.elements[0][1]["title"]


def test_a_follow_up_says_how_it_was_understood_and_other_questions_do_not():
    assert "Understood as: Is the tower red?" in Parsed(answer_html(answer(standalone="Is the tower red?"), True)).text
    assert "Understood" not in Parsed(answer_html(answer(), True)).text


def test_what_was_shown_stays_when_the_model_fails_or_is_stopped():
    failed = Parsed(exchange_html(Exchange("Why?", answer=answer(), error="the model\ndid not answer"), 0, ""))
    assert "The tower is red." in failed.text and "the model did not answer" in failed.text
    stopped = Parsed(exchange_html(Exchange("Why?", answer=answer(), stopped=True), 0, ""))
    assert "The tower is red." in stopped.text and "Stopped." in stopped.text


def test_while_it_is_written_the_stage_shows_and_no_confidence():
    page = Parsed(exchange_html(Exchange("Why?", stage="writing", answer=answer()), 0, ""))
    assert "writing" in page.text and not page.of_class("confidence")


def test_what_is_underlined_leads_to_the_answers_that_use_it():
    text = "The tower is red. It stands in Velm. It was built in 1931."
    page = Parsed(text_html(text, (18, 36), [(0, 17, 0), (18, 36, 1), (0, 36, 2)]))
    assert page.text == text and page.marked == "It stands in Velm."
    used = page.of_class("used")
    assert [one["data-answers"] for one in used] == ["0 2", "2", "1 2"]
    assert all(one["role"] == "button" and one["tabindex"] == "0" for one in used)


@pytest.mark.parametrize("spans", [[(0, 5, 0), (3, 9, 1)], [(0, 40, 0)], [(2, 2, 0)], [(35, 99, 0)], []])
def test_overlapping_uses_keep_every_character(spans):
    text = "# The tower\n\nIt is red, cafe\u0301 \U0001f469\u200d\U0001f52c."
    assert Parsed(text_html(text, (3, 20), spans)).text == text


def test_once_settled_an_exchange_can_be_copied_repeated_edited_undone_and_judged():
    acts = [a["data-act"] for a in actions(Exchange("What?", answer=answer()), True)]
    assert acts == ["copy", "retry", "edit", "undo", "good", "bad", "cancel"]
    assert "undo" not in [a["data-act"] for a in actions(Exchange("What?", answer=answer()), False)]
    assert [a["data-act"] for a in actions(Exchange("", error="it is empty"), True)] == ["retry", "edit", "undo"]
    assert [a["data-act"] for a in actions(Exchange("What?", answer=answer(), rated=True), False)] == ["copy", "retry", "edit"]
    running = Conversation((Exchange("What?", answer=answer()), Exchange("Why?", stage="searching")))
    assert "data-act" not in conversation_html(running) and "data-saved" not in conversation_html(running)


def actions(exchange: Exchange, is_last: bool) -> list[dict]:
    return [attributes for _, attributes in Parsed(actions_html(exchange, is_last)).elements if "data-act" in attributes]


def test_related_questions_are_buttons():
    page = Parsed(exchange_html(Exchange("What?", answer=answer(refused=True), related=("Who?", "When?")), 0, ""))
    assert [one["data-question"] for one in page.of_class("related")] == ["Who?", "When?"]


def test_ones_own_documents_can_be_kept_and_removed_and_the_librarys_cannot():
    own, others = Document("own.md", "Mine", "x", "", "", ""), [Document(f"{n}.md", n, "x", "", "", "") for n in ("a", "b")]
    page = Parsed(shelf_html(others, [own], ["b.md"], "a.md"))
    by_act = {act: [a["data-document"] for _, a in page.elements if a.get("data-act") == act] for act in ("choose", "keep", "remove")}
    assert by_act == {"choose": ["own.md", "a.md", "b.md"], "keep": ["own.md"], "remove": ["own.md", "b.md"]}
    assert "3 documents" in page.text and "only yours" in page.text
