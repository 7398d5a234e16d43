"""A conversation as data, and how the pipeline's events change it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Event as Flag

from index.errors import FootnoteError
from rag.pipeline import Pipeline
from rag.rows import turns
from rag.types import Answer, Event, Stage
from ui.background import Ended, in_background
from ui.stopping import StoppableGenerator

# Questions that the documents answer, near one that they do not.
Related = Callable[[Pipeline, Answer], tuple[str, ...]]
BROKEN = "Footnote could not finish this answer; the terminal it was started in shows why"


@dataclass(frozen=True)
class Exchange:
    """A question and what has come of it: a stage while it runs, an answer that may still grow, an error.

    `related` are questions that the documents do answer, shown with a refusal; `rated` is the person's judgement.
    """

    question: str
    stage: str | None = None
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False
    related: tuple[str, ...] = ()
    rated: bool | None = None


@dataclass(frozen=True)
class Conversation:
    """The exchanges of one person, oldest first."""

    exchanges: tuple[Exchange, ...] = ()

    @property
    def answers(self) -> list[Answer]:
        return [exchange.answer for exchange in self.exchanges if exchange.answer]

    @property
    def settled(self) -> bool:
        """Whether nothing in it is being answered."""
        return all(exchange.stage is None for exchange in self.exchanges)

    def before(self, position: int) -> "Conversation":
        """The exchanges before the one at `position`."""
        return Conversation(self.exchanges[:position])

    def with_exchange(self, position: int, exchange: Exchange) -> "Conversation":
        return Conversation((*self.exchanges[:position], exchange, *self.exchanges[position + 1 :]))

    def uses(self, document_id: str) -> list[tuple[int, int, int]]:
        """(start, end, position of the exchange) of each quotation of the document that backs an answer."""
        return [
            (citation.start, citation.end, position)
            for position, exchange in enumerate(self.exchanges)
            if exchange.answer and not exchange.answer.refused
            for citation in exchange.answer.citations
            if citation.document == document_id
        ]

    def followed_by(self, exchange: Exchange) -> "Conversation":
        return Conversation((*self.exchanges, exchange))


def converse(
    pipeline: Pipeline, before: Conversation, question: str, stop: Flag, related: Related = lambda pipeline, answer: ()
) -> Iterator[Conversation]:
    """The conversation with the question, again after each event. Setting `stop` ends it at once.

    After a refusal `related` finds questions that the documents do answer. The pipeline runs in a thread of
    its own, so that a slow model holds up neither Stop nor anyone else; what was shown stays when it is
    stopped or fails.
    """
    exchange = Exchange(question.strip(), stage="starting")
    yield before.followed_by(exchange)
    stoppable = replace(pipeline, generator=pipeline.generator and StoppableGenerator(pipeline.generator, stop))
    for event in in_background(events(stoppable, question, before, related), stop):
        if event is not None:
            exchange = after(exchange, event)
        yield before.followed_by(exchange)


def events(
    pipeline: Pipeline, question: str, before: Conversation, related: Related
) -> Iterator[Event | tuple[str, ...]]:
    """The pipeline's events, and after a refusal the related questions."""
    with closing(pipeline.stream(question, turns(before.answers))) as stream:
        for event in stream:
            yield event
    if event.answer.refused and event.answer.citations:
        yield Stage("looking for what the documents do answer")
        yield related(pipeline, event.answer)


def after(exchange: Exchange, event: Event | FootnoteError | Ended | tuple[str, ...]) -> Exchange:
    """The exchange one event later."""
    if isinstance(event, tuple):
        return replace(exchange, related=event)
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
