"""Answers and documents as HTML: the only place where there is markup.

Pure functions. Whatever comes from a document, a person or a model goes through `escaped`.
"""

import html
import re
from collections.abc import Iterator

from index.types import Document
from rag.types import Answer, Citation, Sentence
from ui.session import Conversation, Exchange

HEADING = re.compile(r"^(#{1,6})(?!#).*$", re.MULTILINE)
WELCOME = "Every answer names the sentences it rests on. Click a number to read its sentence where it stands."
SHORT_WORDS = 14  # of a bare answer that is shown above its sentence
# The least confidence for which each phrase is said.
CONFIDENCE = ((0.8, "sure"), (0.5, "fairly sure"), (0.0, "not very sure"))

Span = tuple[int, int]


def escaped(text: str) -> str:
    """Text for HTML, in an element or an attribute, one character for each.

    HTML parsers turn a bare carriage return into a line feed and drop NUL, which has no escape.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;").replace("\0", "\ufffd")


def conversation_html(conversation: Conversation) -> str:
    if not conversation.exchanges:
        return f'<p class="empty">{WELCOME}</p>'
    exchanges = "".join(exchange_html(exchange) for exchange in conversation.exchanges)
    return f'<div class="exchanges" role="log" aria-live="polite" aria-label="Conversation">{exchanges}</div>'


def exchange_html(exchange: Exchange) -> str:
    """One question with all that has come of it so far."""
    parts = [f'<p class="question">{escaped(exchange.question)}</p>' if exchange.question else ""]
    if exchange.answer:
        parts.append(answer_html(exchange.answer, settled=exchange.stage is None))
    if exchange.stage:
        parts.append(f'<p class="stage">{escaped(exchange.stage)}</p>')
    if exchange.stopped:
        parts.append('<p class="stopped">Stopped.</p>')
    if exchange.error:
        parts.append(f'<p class="error" role="alert">{escaped(" ".join(exchange.error.split()))}</p>')
    return f'<section class="exchange">{"".join(parts)}</section>'


def answer_html(answer: Answer, settled: bool) -> str:
    """An answer, or a refusal, with its citations. Its confidence is said once it is settled."""
    understood = ""
    if answer.standalone != answer.question:
        understood = f'<p class="understood">Understood as: {escaped(answer.standalone)}</p>'
    body = refusal_html(answer) if answer.refused else cited_html(answer, settled)
    return understood + body


def cited_html(answer: Answer, settled: bool) -> str:
    citations = {citation.number: citation for citation in answer.citations}
    sentences = " ".join(sentence_html(sentence, citations) for sentence in answer.sentences)
    confidence = confidence_html(answer.confidence) if settled and answer.citations else ""
    return (
        f'<div class="answer">{short_html(answer)}<p class="said">{sentences}</p>'
        f"{quotations_html(answer.citations)}{confidence}</div>"
    )


def short_html(answer: Answer) -> str:
    """The bare answer above the sentence it comes from; nothing where it is no shorter, or several sentences answer."""
    words = len(answer.short.split())
    if not 0 < words <= SHORT_WORDS or len(answer.sentences) > 1 or words >= len(answer.text.split()):
        return ""
    return f'<p class="short">{escaped(answer.short[:1].upper() + answer.short[1:])}</p>'


def sentence_html(sentence: Sentence, citations: dict[int, Citation]) -> str:
    """A sentence and its chips, which do not part from its last word at a line's end."""
    chips = "".join(chip_html(citations[number]) for number in sentence.citations if number in citations)
    *before, last = sentence.text.split(" ")
    return " ".join([*map(escaped, before), f'<span class="held">{escaped(last)}{chips}</span>'])


def chip_html(citation: Citation) -> str:
    label = f"Quotation {citation.number}: show it in {citation.title or citation.document}"
    return (
        f'<button type="button" class="chip" {target(citation)} aria-label="{escaped(label)}">'
        f"{citation.number}</button>"
    )


def target(citation: Citation) -> str:
    """Where a click leads, as attributes."""
    return f'data-document="{escaped(citation.document)}" data-start="{citation.start}" data-end="{citation.end}"'


def quotations_html(citations: tuple[Citation, ...]) -> str:
    items = "".join(quotation_html(citation) for citation in citations)
    return f'<ol class="quotations">{items}</ol>' if items else ""


def quotation_html(citation: Citation) -> str:
    """A quotation on one line however it was broken in the document; the whole of it is the button."""
    place = f"{citation.document}, characters {citation.start} to {citation.end}"
    return (
        f'<li><button type="button" class="quotation" {target(citation)} title="{escaped(place)}">'
        f'<span class="number">{citation.number}</span>'
        f'<span class="quote">“{escaped(" ".join(citation.quote.split()))}”</span>'
        f'<span class="origin">{escaped(citation.document)}</span></button></li>'
    )


def confidence_html(confidence: float) -> str:
    words = next(words for least, words in CONFIDENCE if confidence >= least)
    return f'<p class="confidence" title="confidence {confidence:.2f}">{words}</p>'


def refusal_html(answer: Answer) -> str:
    nearest = ""
    if answer.citations:
        nearest = f'<p class="nearest">Nearest passages</p>{quotations_html(answer.citations)}'
    return (
        '<div class="answer refused"><p class="label">Not in the documents</p>'
        f'<p class="said">{escaped(answer.text)}</p>{nearest}</div>'
    )


def document_html(document: Document | None, marked: Span | None = None) -> str:
    """The reading pane: a document's whole text, with a quotation marked."""
    if document is None:
        return '<p class="nothing">No document.</p>'
    start, end = marked or (0, 0)
    return (
        f'<p class="place">{escaped(document.id)}</p>'
        f'<div class="text" data-document="{escaped(document.id)}" data-start="{start}" data-end="{end}">'
        f"{text_html(document.text, marked)}</div>"
    )


def text_html(text: str, marked: Span | None = None) -> str:
    """The text, every character of it in order, so that what the browser shows is what offsets count.

    Headings get a style and keep their marks. `marked` is in code points, as all offsets are.
    """
    span = marked or (0, 0)
    return "".join(
        heading_html(text, start, end, level, span) if level else piece_html(text, start, end, span)
        for start, end, level in blocks(text)
    )


def heading_html(text: str, start: int, end: int, level: int, marked: Span) -> str:
    hashes, words = piece_html(text, start, start + level, marked), piece_html(text, start + level, end, marked)
    return f'<span class="heading level-{level}"><span class="hashes">{hashes}</span>{words}</span>'


def blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, heading level or 0) of the headings and of what lies between them; together the whole text."""
    done = 0
    for heading in HEADING.finditer(text):
        yield done, heading.start(), 0
        yield heading.start(), heading.end(), len(heading.group(1))
        done = heading.end()
    yield done, len(text), 0


def piece_html(text: str, start: int, end: int, marked: Span) -> str:
    """`text[start:end]` with the part of it that is marked, if any, in a <mark>."""
    left, right = (min(max(offset, start), end) for offset in marked)
    if left >= right:
        return escaped(text[start:end])
    return f"{escaped(text[start:left])}<mark>{escaped(text[left:right])}</mark>{escaped(text[right:end])}"
