"""What the page does on each event. Each handler turns data into updates of components, nothing else."""

from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from threading import Event
from typing import Any

import gradio as gr

from rag.pipeline import Pipeline
from rag.types import Answer
from ui.render import Span, conversation_html, document_html
from ui.session import Conversation, converse

SAME = gr.skip()


class Handlers:
    """The handlers of one page; what belongs to one person comes in and goes out as state."""

    def __init__(self, pipeline: Pipeline, examples: Future) -> None:
        self._pipeline = pipeline
        self._examples = examples

    def examples(self, slots: int) -> list[Any]:
        """A button for each example question; waits for them when the page opens before they are found."""
        try:
            questions = self._examples.result()[:slots]
        except CancelledError:
            questions = []
        shown = [gr.Button(question, visible=True) for question in questions]
        return shown + [gr.Button(visible=False)] * (slots - len(shown))

    def ask(self, question: str, before: Conversation) -> Iterator[tuple]:
        """(conversation HTML, conversation, stop, pane, document choice) after each event."""
        stop = Event()
        shown: Span | None = None
        for conversation in converse(self._pipeline, before, question, stop):
            answer = conversation.exchanges[-1].answer
            place = top_citation(answer)
            pane = self.show(*place) if place and place != shown else (SAME, SAME)
            shown = place
            yield conversation_html(conversation), conversation, stop, *pane

    def stop(self, stop: Event | None) -> None:
        if stop is not None:
            stop.set()

    def clear(self) -> tuple:
        return conversation_html(Conversation()), Conversation(), gr.Column(visible=True)

    def clicked(self, event: gr.EventData) -> tuple:
        """A citation was clicked. What the browser says is looked up, never trusted."""
        return self.show(str(event.document), int(event.start), int(event.end))

    def choose(self, document: str) -> str:
        return document_html(self._pipeline.searcher.document(document))

    def show(self, document_id: str, start: int, end: int) -> tuple:
        """The pane with a quotation marked, and the document's name in the choice of documents."""
        document = self._pipeline.searcher.document(document_id)
        if document is None:
            return SAME, SAME
        return document_html(document, (start, end)), gr.Dropdown(value=document_id)


def top_citation(answer: Answer | None) -> tuple[str, int, int] | None:
    """What the pane shows of itself; nothing for a refusal, whose passages do not answer."""
    if answer is None or answer.refused or not answer.citations:
        return None
    first = answer.citations[0]
    return first.document, first.start, first.end
