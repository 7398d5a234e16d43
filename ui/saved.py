"""A conversation as JSON that the browser keeps, and back. What comes back is checked to the last field."""

import json
from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from index.errors import QuestionError
from index.words import is_utf8
from rag.types import Answer, Citation, Sentence
from ui.session import Conversation, Exchange

VERSION = 1
EXCHANGES = 200  # at most, in one conversation
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

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start > self.end:
            raise ValueError("a quotation ends before it starts")
        return self


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
    exchanges: Annotated[list[_Exchange], Field(max_length=EXCHANGES)]


_CHECK = TypeAdapter(_Conversation)


def saved(conversation: Conversation) -> dict[str, Any]:
    """The settled exchanges, the latest where they are many; as JSON, what `restored` reads.

    One that `restored` would refuse is left out, such as a question far too long to be asked: kept, it would cost the
    whole conversation.
    """
    rows = [_row(exchange) for exchange in conversation.exchanges if exchange.stage is None]
    return {"version": VERSION, "exchanges": [row for row in rows[-EXCHANGES:] if _readable(row)]}


def restored(value: Any) -> Conversation:
    """The conversation that `saved` made this of; a QuestionError for anything else."""
    try:
        checked = _CHECK.validate_python(value)
    except (ValidationError, RecursionError):
        raise QuestionError(UNREADABLE) from None
    if not _speakable(value) or checked.version != VERSION:
        raise QuestionError(UNREADABLE)
    return Conversation(tuple(map(_exchange, checked.exchanges)))


def _row(exchange: Exchange) -> dict[str, Any]:
    """The exchange as JSON gives it back: with lists where it has tuples."""
    row = asdict(exchange)
    del row["stage"]
    return json.loads(json.dumps(row))


def _readable(row: dict[str, Any]) -> bool:
    try:
        _Exchange.model_validate(row)
    except ValidationError:
        return False
    return _speakable(row)


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
