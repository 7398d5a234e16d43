"""The page: the conversation on the left, the document on the right, and what leads from one to the other."""

from functools import partial
from pathlib import Path

import gradio as gr

from index.sources import TEXT_SUFFIXES
from rag.config import Config
from ui import api
from ui.adding import size
from ui.handlers import BALANCED, STRICTLY, Asked, Handlers, Place
from ui.render import conversation_html
from ui.session import Conversation
from ui.shelves import DOCUMENTS

STATIC = Path(__file__).parent / "static"
EXAMPLES = 4
ASKERS = 8  # questions answered at the same time; the model takes one after the other anyway
READERS = 2  # documents embedded at the same time
FULL = "Too many questions are waiting; send yours again in a moment."
PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
FREE = {**PRIVATE, "queue": False}  # handlers that never wait for a model, nor behind one
PLAIN = {"show_label": False, "container": False}
REFUSALS = [("Balanced", BALANCED), ("Strict", STRICTLY)]
THEMES = [("As the system", "system"), ("Light", "light"), ("Dark", "dark")]


def theme() -> gr.themes.Base:
    """System fonts only: Gradio's own themes name fonts that it would otherwise serve or fetch."""
    return gr.themes.Base(
        font=["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
        radius_size="sm",
    )


def static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def html(script: str | None = None, value: str = "", **options) -> gr.HTML:
    """An HTML component with one of our scripts."""
    return gr.HTML(value, js_on_load=static(script) if script else None, apply_default_css=False, **options)


def build_page(handlers: Handlers, models: list[str], config: Config, most_bytes: int, waiting: int) -> gr.Blocks:
    """The page, and the same questions for programs. `models` are those to choose among, the default first."""
    with gr.Blocks(title="Footnote", fill_width=True, fill_height=True, analytics_enabled=False) as page:
        api.publish(handlers.pipeline, ASKERS)  # first: names of endpoints go to who comes first
        mine = Mine()
        header = html("header.js", static("header.html"), elem_id="header")
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="chat", min_width=0, elem_classes="pane"):
                chat = Chat()
            with gr.Column(elem_id="reading", min_width=0, elem_classes="pane"):
                reading = Reading(most_bytes)
        settings = Settings(models, config)
        chat.connect(handlers, mine, reading, settings)
        reading.connect(handlers, mine, chat)
        arrived = page.load(
            handlers.arrive, mine.secret, [mine.person, reading.pane, reading.shelf, mine.place],
            js="() => [window.footnote.person()]", **FREE,
        )
        chat.offer_examples(arrived, handlers, mine)
        header.open(handlers.open, [mine.place, mine.person], [chat.view, mine.conversation, reading.pane], **FREE)
    page.queue(max_size=waiting, default_concurrency_limit=ASKERS)
    return page


class Mine:
    """What belongs to one person and tab. `secret` brings the tab's own secret here once; `person` is that secret."""

    def __init__(self) -> None:
        self.secret = gr.Textbox(visible=False)
        self.person = gr.State("")
        self.conversation = gr.State(Conversation())
        self.place = gr.State(Place())


class Settings:
    """The drawer, with what each setting costs beside it."""

    def __init__(self, models: list[str], config: Config) -> None:
        with gr.Column(elem_id="settings", elem_classes="drawer", min_width=0):
            html(value=static("settings.html"))
            self.model = gr.Radio(
                models, value=models[0], label="Language model", elem_id="model",
                info="Phrases the answer, about a third of a second with the built-in one. "
                "With none, the quotation is the answer.",
            )
            self.passages = gr.Slider(
                1, 50, value=config.passages, step=1, label="Passages read for each question", elem_id="passages",
                info="More find what search ranks low; each costs about a hundredth of a second.",
            )
            self.refusal = gr.Radio(
                REFUSALS, value=BALANCED, label="When to refuse", elem_id="refusal",
                info="Strict lets through fewer answers to what the documents do not say (1 in 8 instead of 3 in 10), "
                "and refuses more that they do (1 in 4 instead of 1 in 8).",
            )
            theme = gr.Radio(THEMES, value="system", label="Theme", elem_id="theme", info="Kept in this browser.")
            theme.change(None, theme, None, js="(value) => window.footnote.theme(value)", **PRIVATE)

    @property
    def all(self) -> list:
        return [self.model, self.passages, self.refusal]


class Chat:
    """The left side: the conversation, example questions, and the box to ask in."""

    def __init__(self) -> None:
        self.asked = gr.State(Asked(""))
        self.stop_flag = gr.State(None)
        self.view = html("conversation.js", conversation_html(Conversation()), elem_id="conversation")
        with gr.Column(elem_id="examples", min_width=0, scale=0) as self.start:
            self.examples = [gr.Button(visible=False, elem_classes="example", size="sm") for _ in range(EXAMPLES)]
        with gr.Row(elem_id="composer"):
            self.box = gr.Textbox(
                placeholder="Ask a question", label="Question", lines=1, max_lines=6, autofocus=True, scale=1,
                elem_id="question", min_width=0, **PLAIN,
            )
            self.send = gr.Button("Send", variant="primary", elem_id="send", scale=0, min_width=0)
            self.stop = gr.Button("Stop", visible=False, elem_id="stop", scale=0, min_width=0)

    def connect(self, handlers: Handlers, mine: Mine, reading: "Reading", settings: Settings) -> None:
        taken = [self.asked, self.box, *self.controls]
        starts = [gr.on([self.send.click, self.box.submit], take, self.box, taken, **FREE)]
        starts += [button.click(take, button, taken, **FREE) for button in self.examples]
        starts.append(self.view.ask(take_again, None, [self.asked, *self.controls], **FREE))
        shown = [self.view, mine.conversation, self.stop_flag, reading.pane, reading.shelf, mine.place]
        given = [self.asked, mine.conversation, mine.place, mine.person, *settings.all]
        for start in starts:
            answered = start.then(handlers.ask, given, shown, **PRIVATE)
            answered.then(idle, None, self.controls, **FREE)
            answered.failure(
                turned_away, [self.asked, mine.conversation], [self.view, self.box, *self.controls], **FREE
            )
        self.stop.click(handlers.stop, self.stop_flag, None, **FREE)
        self.view.undo(
            handlers.undo, [mine.conversation, mine.place, mine.person],
            [self.view, mine.conversation, reading.pane, self.box], **FREE,
        )
        self.view.rate(handlers.rate, mine.conversation, [self.view, mine.conversation], **FREE)

    def offer_examples(self, event, handlers: Handlers, mine: Mine) -> None:
        """After an event, questions of the document that is then shown."""
        found = partial(handlers.examples, EXAMPLES)
        event.then(found, [mine.place, mine.person], self.examples, **FREE)

    @property
    def controls(self) -> list:
        return [self.send, self.stop]


def limits(most_bytes: int) -> str:
    """What may be brought, in words."""
    return (
        f"Text and Markdown files ({', '.join(sorted(TEXT_SUFFIXES))}) in UTF-8, "
        f"each of at most {size(most_bytes)}, {DOCUMENTS} documents at a time. "
        "They stay in memory, for this tab only, until you add them to the library."
    )


class Reading:
    """The right side: the list of documents, what brings new ones, and the text."""

    def __init__(self, most_bytes: int) -> None:
        self.shelf = html("shelf.js", elem_id="shelf")
        with gr.Column(elem_id="adding", min_width=0):
            html(value=f'<p class="limits">{limits(most_bytes)}</p>')
            self.files = gr.File(
                label="Files", file_count="multiple", file_types=sorted(TEXT_SUFFIXES), elem_id="files", height=120,
                **PLAIN,
            )
            self.text = gr.Textbox(
                placeholder="… or paste text here", label="Text to add", lines=4, max_lines=8, elem_id="pasted",
                **PLAIN,
            )
            with gr.Row():
                self.name = gr.Textbox(
                    placeholder="A name for it", label="Name of the text", elem_id="pasted-name", scale=1, min_width=0,
                    **PLAIN,
                )
                self.take = gr.Button("Add text", elem_id="add-text", scale=0, min_width=0)
        self.note = html("note.js", elem_id="note")
        self.pane = html("document.js", elem_id="document")

    def connect(self, handlers: Handlers, mine: Mine, chat: Chat) -> None:
        shown = [self.pane, self.shelf, mine.place]
        mine_all = [mine.conversation, mine.person]
        bring = {**PRIVATE, "concurrency_limit": READERS, "concurrency_id": "embedding"}
        files = self.files.upload(handlers.bring_files, [self.files, *mine_all], [self.note, *shown], **bring)
        text = self.take.click(handlers.bring_text, [self.text, self.name, *mine_all], [self.note, *shown], **bring)
        files.then(lambda: None, None, self.files, **FREE)
        text.then(lambda: ("", ""), None, [self.text, self.name], **FREE)
        self.pane.select(handlers.clicked, mine_all, shown, trigger_mode="always_last", **FREE)
        chosen = self.shelf.choose(handlers.choose, mine_all, shown, trigger_mode="always_last", **FREE)
        removed = self.shelf.remove(
            handlers.remove, [mine.place, *mine_all], [self.note, self.shelf, self.pane, mine.place], **FREE
        )
        self.shelf.keep(handlers.keep, [mine.place, mine.person], [self.note, self.shelf], **bring)
        for event in (files, text, chosen, removed):
            chat.offer_examples(event, handlers, mine)


def take(question: str) -> tuple:
    """The question, out of the box at once. While it is answered there is Stop in the place of Send."""
    return Asked(question), "", *busy()


def take_again(event: gr.EventData) -> tuple:
    """A question from the conversation: one asked again or differently, or one that was offered."""
    position = None if event.position is None else int(event.position)
    return Asked(str(event.question), position), *busy()


def busy() -> tuple:
    return gr.Button(visible=False), gr.Button(visible=True)


def turned_away(asked: Asked, conversation: Conversation) -> tuple:
    """Too many questions wait already: that is said, and the question is back in the box."""
    return conversation_html(conversation, FULL), asked.question, *idle()


def idle() -> tuple:
    return gr.Button(visible=True), gr.Button(visible=False)
