"""A conversation as JSON that the browser keeps, and back. What comes back is checked to the last field."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from index.errors import QuestionError
from index.words import is_utf8
from rag.types import Answer, Citation, Sentence
from ui.session import Conversation, Exchange

VERSION = 1
UNREADABLE = "this saved conversation cannot be read; it was written by another version or is damaged"

Text = Annotated[str, Field(max_length=200_000)]
Offset = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(allow_inf_nan=False)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Sentence(_Model):
    text: Text
    citations: Annotated[list[Offset], Field(max_length=100)]


class _Citation(_Model):
    number: Offset
    document: Text
    title: Text
    quote: Text
    start: Offset
    end: Offset
    passage: Text
    score: Share


class _Answer(_Model):
    question: Text
    standalone: Text
    sentences: Annotated[list[_Sentence], Field(max_length=100)]
    short: Text
    citations: Annotated[list[_Citation], Field(max_length=100)]
    confidence: Share
    refused: bool
    seconds: Annotated[dict[Text, Share], Field(max_length=20)]
    phrased: bool
    unsupported: Offset


class _Exchange(_Model):
    question: Text
    answer: _Answer | None
    error: Text | None
    stopped: bool
    related: Annotated[list[Text], Field(max_length=20)]
    rated: bool | None


class _Conversation(_Model):
    version: int
    exchanges: Annotated[list[_Exchange], Field(max_length=200)]


_CHECK = TypeAdapter(_Conversation)


def saved(conversation: Conversation) -> dict[str, Any]:
    """The settled exchanges; as JSON, what `restored` reads."""
    exchanges = []
    for exchange in conversation.exchanges:
        if exchange.stage is None:
            row = asdict(exchange)
            del row["stage"]
            exchanges.append(row)
    return {"version": VERSION, "exchanges": exchanges}


def restored(value: Any) -> Conversation:
    """The conversation that `saved` made this of; a QuestionError for anything else."""
    try:
        checked = _CHECK.validate_python(value)
    except (ValidationError, RecursionError):
        raise QuestionError(UNREADABLE) from None
    spans = [one for exchange in checked.exchanges if exchange.answer for one in exchange.answer.citations]
    if not _speakable(value) or checked.version != VERSION or any(one.start > one.end for one in spans):
        raise QuestionError(UNREADABLE)
    return Conversation(tuple(map(_exchange, checked.exchanges)))


def _speakable(value: Any) -> bool:
    """Whether every text in it can be written as UTF-8."""
    if isinstance(value, str):
        return is_utf8(value)
    if isinstance(value, dict):
        return all(_speakable(item) for pair in value.items() for item in pair)
    return all(map(_speakable, value)) if isinstance(value, list) else True


def _exchange(row: _Exchange) -> Exchange:
    answer = None
    if row.answer:
        values = row.answer.model_dump()
        values["sentences"] = tuple(Sentence(one.text, tuple(one.citations)) for one in row.answer.sentences)
        values["citations"] = tuple(Citation(**one.model_dump()) for one in row.answer.citations)
        answer = Answer(**values)
    return Exchange(
        row.question, None, answer, row.error, row.stopped, related=tuple(row.related), rated=row.rated
    )
