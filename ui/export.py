"""A conversation to take elsewhere: as Markdown to read, as JSONL of batch rows to work with."""

import json
import re

from rag.rows import answer_row
from rag.types import Answer, Citation
from ui.session import Conversation, Exchange

NEAREST_CHARACTERS = 300
# Characters that mean something in Markdown or HTML wherever they stand.
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
# What at the start of a paragraph makes a list, a rule or a heading of it.
OPENER = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=]))")


def conversation_markdown(conversation: Conversation) -> str:
    return "\n\n".join(map(exchange_markdown, conversation.exchanges)) + "\n"


def exchange_markdown(exchange: Exchange) -> str:
    """The question, the answer with its markers, and each quotation with its place in the document."""
    parts = [f"**{plain(exchange.question)}**"] if exchange.question else []
    if exchange.answer:
        parts += answer_markdown(exchange.answer)
    if exchange.stopped:
        parts.append("*Stopped.*")
    if exchange.error:
        parts.append(f"*{plain(exchange.error)}*")
    return "\n\n".join(parts)


def answer_markdown(answer: Answer) -> list[str]:
    parts = []
    if answer.standalone != answer.question:
        parts.append(f"*Understood as: {plain(answer.standalone)}*")
    sentences = [
        plain(sentence.text) + "".join(f" [{number}]" for number in sentence.citations) for sentence in answer.sentences
    ]
    parts.append(" ".join(sentences))
    if answer.citations:
        heading = ["Nearest passages:"] if answer.refused else []
        most = NEAREST_CHARACTERS if answer.refused else None
        parts += [*heading, "\n".join(citation_markdown(citation, most) for citation in answer.citations)]
    return parts


def citation_markdown(citation: Citation, most: int | None = None) -> str:
    """`most` characters of the quotation, all by default."""
    quote = " ".join(citation.quote.split())
    if most and len(quote) > most:
        quote = quote[:most].rstrip() + "…"
    place = f"{plain(citation.document)}, characters {citation.start}–{citation.end}"
    return f"- [{citation.number}] “{plain(quote)}” — {place}"


def plain(text: str) -> str:
    """Text on one line that stays text in Markdown: nothing in it becomes markup."""
    return OPENER.sub(r"\1\\", SPECIAL.sub(r"\\\1", " ".join(text.split())))


def conversation_rows(conversation: Conversation) -> str:
    """One batch row a line, so that it can be asked again: `history` is the questions answered before it, as here."""
    lines, history = [], []
    for exchange in conversation.exchanges:
        if exchange.answer:
            row = answer_row(exchange.answer)
        elif exchange.error:
            row = {"question": exchange.question, "error": exchange.error}
        else:
            continue
        lines.append(json.dumps({**row, "history": history}, ensure_ascii=False) + "\n")
        if exchange.answer:
            history.append(exchange.answer.question)
    return "".join(lines)
