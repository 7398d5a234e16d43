"""Conversations as HTML. Here and in `render_document` is all markup there is.

Pure functions. Whatever comes from a document, a person or a model goes through `escaped`.
"""

import html
import json

from rag.evidence import plain
from rag.types import Answer, Citation, Sentence
from ui.export import conversation_markdown, conversation_rows, exchange_markdown
from ui.feedback import ANSWER_REASONS, REFUSAL_REASONS
from ui.saved import saved
from ui.session import Conversation, Exchange

WELCOME = "Every answer names the sentences it rests on. Click a number to read its sentence where it stands."
SHORT_WORDS = 14  # of a bare answer that is shown above its sentence
# The least confidence for which each phrase is said.
CONFIDENCE = ((0.8, "sure"), (0.5, "fairly sure"), (0.0, "not very sure"))


def escaped(text: str) -> str:
    """Text for HTML, in an element or an attribute, one character for each.

    HTML parsers turn a bare carriage return into a line feed and drop NUL, which has no escape; half a surrogate pair
    cannot be sent at all.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    return html.escape(text, quote=True).replace("\r", "&#13;").replace("\0", "\ufffd")


def conversation_html(conversation: Conversation, error: str = "") -> str:
    """All exchanges; once they are settled also the data that the browser saves, copies and exports."""
    problem = f'<p class="error" role="alert">{escaped(error)}</p>' if error else ""
    if not conversation.exchanges:
        return f'<p class="empty">{WELCOME}</p>{problem}'
    settled = conversation.settled
    last = conversation.exchanges[-1]
    exchanges = "".join(
        exchange_html(exchange, position, actions_html(exchange, exchange is last) if settled else "")
        for position, exchange in enumerate(conversation.exchanges)
    )
    kept = kept_attributes(conversation) if settled else ""
    return f'<div class="exchanges"{kept}>{exchanges}{problem}</div>'


def kept_attributes(conversation: Conversation) -> str:
    """What the browser keeps of a conversation, and what it exports it as."""
    forms = {
        "saved": json.dumps(saved(conversation), ensure_ascii=False),
        "markdown": conversation_markdown(conversation),
        "jsonl": conversation_rows(conversation),
    }
    return "".join(f' data-{name}="{escaped(text)}"' for name, text in forms.items())


def exchange_html(exchange: Exchange, position: int, actions: str) -> str:
    """One question with all that has come of it so far, and what may be done with it."""
    parts = [f'<h2 class="question">{escaped(exchange.question)}</h2>' if exchange.question else ""]
    if exchange.answer:
        parts.append(answer_html(exchange.answer, settled=exchange.stage is None))
    if exchange.related:
        parts.append(related_html(exchange.related))
    if exchange.stage:
        parts.append(f'<p class="stage">{escaped(exchange.stage)}</p>')
    if exchange.stopped:
        parts.append('<p class="stopped">Stopped.</p>')
    if exchange.error:
        parts.append(f'<p class="error" role="alert">{escaped(plain(exchange.error))}</p>')
    parts.append(actions)
    return (
        f'<section class="exchange" data-position="{position}" data-said="{escaped(said(exchange))}" '
        f'aria-label="Question {position + 1}">{"".join(parts)}</section>'
    )


def said(exchange: Exchange) -> str:
    """What a screen reader says of an exchange when it is news."""
    if exchange.stage:
        return exchange.stage
    if exchange.error:
        return exchange.error
    if exchange.answer is None or exchange.stopped:
        return "stopped" if exchange.stopped else ""
    citations = len(exchange.answer.citations)
    kind = "nearest passage" if exchange.answer.refused else "quotation"
    return f"{exchange.answer.text} {citations} {kind}{'' if citations == 1 else 's'}."


def related_html(questions: tuple[str, ...]) -> str:
    items = "".join(
        f'<li><button type="button" class="related" data-act="ask" data-question="{escaped(question)}">'
        f"{escaped(question)}</button></li>"
        for question in questions
    )
    return f'<div class="others"><p class="nearest">The documents do answer</p><ul>{items}</ul></div>'


def actions_html(exchange: Exchange, is_last: bool) -> str:
    """Copy, ask again, edit, take back the last question, and judge the answer."""
    copy = [("copy", "Copy")] if exchange.answer else []
    undo = [("undo", "Undo")] if is_last else []
    buttons = [*copy, ("retry", "Ask again"), ("edit", "Edit"), *undo]
    simple = "".join(f'<button type="button" data-act="{act}">{label}</button>' for act, label in buttons)
    copied = f' data-markdown="{escaped(exchange_markdown(exchange))}"' if exchange.answer else ""
    return f'<div class="actions"{copied}>{simple}{judgement_html(exchange)}</div>'


def judgement_html(exchange: Exchange) -> str:
    """Thumbs up and down; a thumb down asks for the reason."""
    if exchange.answer is None:
        return ""
    if exchange.rated is not None:
        word = "good" if exchange.rated else "bad"
        return f'<span class="rated">Noted as {word}, thank you.</span>'
    reasons = REFUSAL_REASONS if exchange.answer.refused else ANSWER_REASONS
    choices = "".join(
        f'<label><input type="radio" name="reason" value="{escaped(reason)}"{" checked" if not number else ""}>'
        f"{escaped(reason)}</label>"
        for number, reason in enumerate(reasons)
    )
    return (
        '<button type="button" class="thumb up" data-act="good" aria-label="A good answer" title="Good"></button>'
        '<button type="button" class="thumb down" data-act="bad" aria-label="A bad answer" title="Bad" '
        'aria-expanded="false"></button>'
        f'<form class="why" hidden><fieldset><legend>What is wrong?</legend>{choices}</fieldset>'
        '<label class="free">What would be right, if you know it'
        '<input type="text" name="right" maxlength="2000"></label>'
        '<label class="free">Anything else<input type="text" name="note" maxlength="2000"></label>'
        '<p class="hint">Kept in a file on the machine that Footnote runs on, with the question and the quotations.</p>'
        '<button type="submit">Send</button><button type="button" data-act="cancel">Cancel</button></form>'
    )


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
    """Which citation it is and where a click leads, as attributes."""
    place = f'data-document="{escaped(citation.document)}" data-start="{citation.start}" data-end="{citation.end}"'
    return f'data-number="{citation.number}" {place}'


def quotations_html(citations: tuple[Citation, ...]) -> str:
    items = "".join(quotation_html(citation) for citation in citations)
    return f'<ol class="quotations">{items}</ol>' if items else ""


def quotation_html(citation: Citation) -> str:
    """A quotation on one line however it was broken in the document; the whole of it is the button."""
    place = f"{citation.document}, characters {citation.start} to {citation.end}"
    return (
        f'<li><button type="button" class="quotation" {target(citation)} title="{escaped(place)}">'
        f'<span class="number">{citation.number}</span>'
        f'<span class="quote">“{escaped(plain(citation.quote))}”</span>'
        f'<span class="origin">{escaped(citation.document)}</span></button></li>'
    )


def confidence_html(confidence: float) -> str:
    words = next(words for least, words in CONFIDENCE if confidence >= least)
    number = f"confidence {confidence:.2f}"
    return f'<p class="confidence" title="{number}">{words}<span class="unseen">, {number}</span></p>'


def refusal_html(answer: Answer) -> str:
    nearest = ""
    if answer.citations:
        nearest = f'<p class="nearest">Nearest passages</p>{quotations_html(answer.citations)}'
    return (
        '<div class="answer refused"><p class="label">Not in the documents</p>'
        f'<p class="said">{escaped(answer.text)}</p>{nearest}</div>'
    )
