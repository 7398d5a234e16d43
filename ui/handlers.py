"""What the page does on each event. Each handler turns data into updates of components, nothing else."""

import secrets
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr

from index.errors import FootnoteError, QuestionError
from index.library import Library
from index.private import with_private
from index.types import Document
from rag.config import STRICT, Config
from rag.pipeline import Pipeline
from rag.rows import parsed
from rag.types import Answer
from ui.adding import Added, Intake, Reading, Refused, Step
from ui.examples import example_questions, related_questions
from ui.feedback import Feedback, append, case_row
from ui.render import conversation_html
from ui.render_document import Span, document_html, note_html, progress_html, shelf_html
from ui.saved import restored
from ui.session import Conversation, converse
from ui.shelves import Shelves

SAME = gr.skip()
SECRET_CHARACTERS = 32
BALANCED, STRICTLY = "balanced", "strict"


@dataclass(frozen=True)
class Place:
    """What the pane shows: a document, and the quotation marked in it."""

    document: str | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Asked:
    """A question, and after how many exchanges of the conversation it is asked; the later ones are dropped."""

    question: str
    position: int | None = None


class Handlers:
    """The handlers of one page; what belongs to one person comes in and goes out as state."""

    def __init__(
        self, pipelines: dict[str, Pipeline], library: Library, examples: Future, feedback: Path, most_bytes: int
    ) -> None:
        self._pipelines = pipelines
        self._library = library
        self._examples = examples
        self._feedback = feedback
        self._shelves = Shelves()
        self._intake = Intake(library, self._shelves, most_bytes)

    def pipeline(
        self, person: str = "", model: str | None = None, passages: int = 0, refusal: str = BALANCED
    ) -> Pipeline:
        """The pipeline for one person: over the library and their own documents, with their settings."""
        chosen = self._pipelines.get(model) or next(iter(self._pipelines.values()))
        changes: dict[str, Any] = {"passages": int(passages)} if passages else {}
        if refusal == STRICTLY:
            changes["refuse_below"] = STRICT
        config = Config.model_validate({**chosen.config.model_dump(), **changes}) if changes else chosen.config
        return replace(chosen, searcher=with_private(self._library.searcher, self._shelves.of(person)), config=config)

    def arrive(self, person: str) -> tuple:
        """(person, document, shelf, place) for one who has opened the page or loaded it anew.

        A browser that has no secret of its own gets one, so that no two ever share a shelf.
        """
        person = person if len(person or "") >= SECRET_CHARACTERS else secrets.token_hex(SECRET_CHARACTERS // 2)
        return person, *self._shown(person, self._first(person), Conversation())

    def ask(
        self,
        asked: Asked,
        conversation: Conversation,
        place: Place,
        person: str,
        model: str,
        passages: int,
        refusal: str,
    ) -> Iterator[tuple]:
        """(conversation HTML, conversation, stop, document, shelf, place) after each event."""
        stop = Event()
        before = conversation if asked.position is None else conversation.before(asked.position)
        pipeline = self.pipeline(person, model, passages, refusal)
        uses: list = []
        for conversation in converse(pipeline, before, asked.question, stop, related_questions):
            answer = conversation.exchanges[-1].answer
            aim = top_citation(answer) or place
            now = conversation.uses(aim.document)
            reading = (SAME, SAME, SAME)
            if (aim, now) != (place, uses):
                shelf = self._shelf(person, aim) if aim.document != place.document else SAME
                reading = (self._pane(person, aim, conversation), shelf, aim)
            place, uses = aim, now
            yield conversation_html(conversation), conversation, stop, *reading

    def stop(self, stop: Event | None) -> None:
        if stop is not None:
            stop.set()

    def undo(self, conversation: Conversation, place: Place, person: str) -> tuple:
        """(conversation HTML, conversation, document, the last question to ask differently)"""
        last = conversation.exchanges[-1].question if conversation.exchanges else ""
        left = conversation.before(len(conversation.exchanges) - 1) if conversation.exchanges else conversation
        return conversation_html(left), left, self._pane(person, place, left), last

    def open(self, place: Place, person: str, event: gr.EventData) -> tuple:
        """(conversation HTML, conversation, document) for one that the browser kept, or for an empty one."""
        try:
            conversation, problem = restored(parsed(str(event.conversation))), ""
        except QuestionError as error:
            conversation, problem = Conversation(), str(error)
        return conversation_html(conversation, problem), conversation, self._pane(person, place, conversation)

    def rate(self, conversation: Conversation, event: gr.EventData) -> tuple:
        """(conversation HTML, conversation) once a judgement is kept."""
        position = int(event.position)
        if not 0 <= position < len(conversation.exchanges):
            return SAME, SAME
        exchange = conversation.exchanges[position]
        given = Feedback(bool(event.good), str(event.reason), str(event.right))
        try:
            append(self._feedback, case_row(exchange, conversation.before(position).answers, given))
        except FootnoteError as error:
            return conversation_html(conversation, str(error)), SAME
        rated = conversation.with_exchange(position, replace(exchange, rated=given.good))
        return conversation_html(rated), rated

    def clicked(self, conversation: Conversation, person: str, event: gr.EventData) -> tuple:
        """(document, shelf, place): a citation was clicked. What the browser says is looked up, never trusted."""
        place = Place(str(event.document), (int(event.start), int(event.end)))
        return self._shown(person, place, conversation)

    def choose(self, conversation: Conversation, person: str, event: gr.EventData) -> tuple:
        """(document, shelf, place): a document was chosen from the list."""
        return self._shown(person, Place(str(event.document)), conversation)

    def bring_files(self, paths: list[str] | None, conversation: Conversation, person: str) -> Iterator[tuple]:
        """(note, document, shelf, place) while uploaded files are read."""
        yield from self._brought(self._intake.files(person, paths or []), conversation, person)

    def bring_text(self, text: str, name: str, conversation: Conversation, person: str) -> Iterator[tuple]:
        """The same for pasted text."""
        yield from self._brought(self._intake.text(person, text, name), conversation, person)

    def keep(self, place: Place, person: str, event: gr.EventData) -> tuple:
        """(note, shelf) once a document is in the library."""
        return self._told(lambda: self._intake.keep(person, str(event.document)), person, place)

    def remove(self, place: Place, conversation: Conversation, person: str, event: gr.EventData) -> tuple:
        """(note, shelf, document, place) once a document is gone; where it was shown, another is."""
        told = self._told(lambda: self._intake.remove(person, str(event.document)), person, place)
        if self._document(person, place.document) is not None:
            return *told, SAME, SAME
        pane, shelf, place = self._shown(person, self._first(person), conversation)
        return told[0], shelf, pane, place

    def examples(self, slots: int, place: Place, person: str) -> list[Any]:
        """A button for each example question of the document that is shown, as far as it has any."""
        questions = self._example_questions(place, person)[:slots]
        shown = [gr.Button(question, visible=True) for question in questions]
        return shown + [gr.Button(visible=False)] * (slots - len(shown))

    def _example_questions(self, place: Place, person: str) -> list[str]:
        documents = self._documents(person)
        if documents and place.document == documents[0].id and not self._shelves.of(person):
            try:
                return self._examples.result()  # on their way since the start
            except CancelledError:
                return []
        document = self._document(person, place.document)
        return example_questions(self.pipeline(person), [document]) if document else []

    def _brought(self, steps: Iterator[Step], conversation: Conversation, person: str) -> Iterator[tuple]:
        place, problems, added = None, [], []
        for step in steps:
            if isinstance(step, Reading):
                label = f"Reading {step.name}: {step.done} of {step.total} passages"
                yield progress_html(label, step.done, step.total), SAME, SAME, SAME
            elif isinstance(step, Refused):
                problems.append(step.reason)
            elif isinstance(step, Added):
                added.append(step.name)
                place = Place(step.name)
        note = "".join(note_html(problem, is_error=True) for problem in problems)
        note += note_html(f"{', '.join(added)} can be asked about now. Only you see it." if added else "")
        if place is None:
            yield note, SAME, SAME, SAME
        else:
            yield note, *self._shown(person, place, conversation)

    def _told(self, work, person: str, place: Place) -> tuple:
        try:
            note = note_html(work())
        except FootnoteError as error:
            note = note_html(str(error), is_error=True)
        return note, self._shelf(person, place)

    def _documents(self, person: str) -> list[Document]:
        return [*(one.document for one in self._shelves.of(person)), *self._library.searcher.documents()]

    def _document(self, person: str, document_id: str | None) -> Document | None:
        searcher = with_private(self._library.searcher, self._shelves.of(person))
        return searcher.document(document_id) if document_id else None

    def _first(self, person: str) -> Place:
        """Where one begins to read."""
        documents = self._documents(person)
        return Place(documents[0].id if documents else None)

    def _shown(self, person: str, place: Place, conversation: Conversation) -> tuple:
        """(document, shelf, place)"""
        return self._pane(person, place, conversation), self._shelf(person, place), place

    def _pane(self, person: str, place: Place, conversation: Conversation) -> str:
        uses = conversation.uses(place.document)
        return document_html(self._document(person, place.document), place.span, uses)

    def _shelf(self, person: str, place: Place) -> str:
        library = self._library.searcher.documents()
        removable = [document.id for document in library if self._library.is_added(document)]
        own = [one.document for one in self._shelves.of(person)]
        return shelf_html(library, own, removable, place.document)


def top_citation(answer: Answer | None) -> Place | None:
    """What the pane shows of itself; nothing for a refusal, whose passages do not answer."""
    if answer is None or answer.refused or not answer.citations:
        return None
    first = answer.citations[0]
    return Place(first.document, (first.start, first.end))
