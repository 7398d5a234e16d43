"""A conversation as data, and how the pipeline's events change it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event as Flag

from index.errors import FootnoteError
from rag.pipeline import Pipeline
from rag.rows import turns
from rag.types import Answer, Event, Stage
from ui.background import Ended, in_background
from ui.stopping import StoppableGenerator

BROKEN = "Footnote could not finish this answer; the terminal it was started in shows why"


@dataclass(frozen=True)
class Exchange:
    """A question and what has come of it: a stage while it runs, an answer that may still grow, an error."""

    question: str
    stage: str | None = None
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Conversation:
    """The exchanges of one person, oldest first."""

    exchanges: tuple[Exchange, ...] = ()

    @property
    def answers(self) -> list[Answer]:
        return [exchange.answer for exchange in self.exchanges if exchange.answer]

    def followed_by(self, exchange: Exchange) -> "Conversation":
        return Conversation((*self.exchanges, exchange))


def converse(pipeline: Pipeline, before: Conversation, question: str, stop: Flag) -> Iterator[Conversation]:
    """The conversation with the question, again after each event. Setting `stop` ends it at once.

    The pipeline runs in a thread of its own, so that a slow model holds up neither Stop nor anyone
    else; what was shown stays when it is stopped or fails.
    """
    exchange = Exchange(question.strip(), stage="starting")
    yield before.followed_by(exchange)
    stoppable = replace(pipeline, generator=pipeline.generator and StoppableGenerator(pipeline.generator, stop))
    for event in in_background(stoppable.stream(question, turns(before.answers)), stop):
        if event is not None:
            exchange = after(exchange, event)
        yield before.followed_by(exchange)


def after(exchange: Exchange, event: Event | FootnoteError | Ended) -> Exchange:
    """The exchange one event later."""
    if isinstance(event, Stage):
        return replace(exchange, stage=event.text)
    if isinstance(event, FootnoteError):
        return replace(exchange, stage=None, error=str(event))
    if event is Ended.STOPPED:
        return replace(exchange, stage=None, stopped=True)
    if event is Ended.BROKEN:
        return replace(exchange, stage=None, error=BROKEN)
    if event is Ended.WHOLE:
        return replace(exchange, stage=None)
    return replace(exchange, answer=event.answer)
