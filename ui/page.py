"""The page: the conversation on the left, the document on the right, and what leads from one to the other."""

from concurrent.futures import Future
from pathlib import Path

import gradio as gr

from index.types import Document
from rag.pipeline import Pipeline
from ui.handlers import Handlers
from ui.render import conversation_html, document_html
from ui.session import Conversation

STATIC = Path(__file__).parent / "static"
HEADER = '<h1>Footnote</h1><p class="tagline">Answers from your documents, each sentence with its quotation.</p>'
EXAMPLES = 4
ASKERS = 8  # questions answered at the same time; the model takes one after the other anyway
WAITING = 64
PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
FREE = {**PRIVATE, "concurrency_limit": None}  # handlers that never wait for a model


def theme() -> gr.themes.Base:
    """System fonts only: Gradio's own themes name fonts that it would otherwise serve or fetch."""
    return gr.themes.Base(
        font=["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
        radius_size="sm",
    )


def build_page(pipeline: Pipeline, examples: Future) -> gr.Blocks:
    """`examples` is the list of example questions, which may still be on its way."""
    documents = pipeline.searcher.documents()
    handlers = Handlers(pipeline, examples)
    with gr.Blocks(title="Footnote", fill_width=True, fill_height=True, analytics_enabled=False) as page:
        gr.HTML(HEADER, elem_id="header")
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="chat", min_width=0):
                chat = Chat()
            with gr.Column(elem_id="reading", min_width=0):
                choice = document_choice(documents)
                first = documents[0] if documents else None
                pane = gr.HTML(
                    document_html(first), elem_id="document", js_on_load=script("document.js"), apply_default_css=False
                )
        chat.connect(handlers, page, pane, choice)
        choice.input(handlers.choose, choice, pane, **FREE)
    page.queue(max_size=WAITING, default_concurrency_limit=ASKERS)
    return page


def document_choice(documents: list[Document]) -> gr.Dropdown:
    """All documents by name; there is nothing to choose among one."""
    names = [document.id for document in documents]
    return gr.Dropdown(
        names, value=names[0] if names else None, visible=len(names) > 1, label="Document",
        show_label=False, container=False, filterable=len(names) > 12, elem_id="choice",
    )


def script(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


class Chat:
    """The left side: the conversation, example questions, and the box to ask in."""

    def __init__(self) -> None:
        self.conversation = gr.State(Conversation())
        self.asked = gr.State("")
        self.stop_flag = gr.State(None)
        self.view = gr.HTML(
            conversation_html(Conversation()), elem_id="conversation", js_on_load=script("conversation.js"),
            apply_default_css=False,
        )
        with gr.Column(elem_id="examples", min_width=0, scale=0) as self.start:
            self.examples = [gr.Button(visible=False, elem_classes="example", size="sm") for _ in range(EXAMPLES)]
        with gr.Row(elem_id="composer"):
            self.box = gr.Textbox(
                placeholder="Ask a question", label="Question", show_label=False, container=False,
                lines=1, max_lines=6, autofocus=True, elem_id="question", scale=1, min_width=0,
            )
            self.send = gr.Button("Send", variant="primary", elem_id="send", scale=0, min_width=0)
            self.stop = gr.Button("Stop", visible=False, elem_id="stop", scale=0, min_width=0)
            self.clear = gr.Button("Clear", elem_id="clear", scale=0, min_width=0)

    def connect(self, handlers: Handlers, page: gr.Blocks, pane: gr.HTML, choice: gr.Dropdown) -> None:
        shown = [self.view, self.conversation, self.stop_flag, pane, choice]
        taken = [self.asked, self.box, *self.controls]
        starts = [gr.on([self.send.click, self.box.submit], take, self.box, taken, **FREE)]
        starts += [button.click(take, button, taken, **FREE) for button in self.examples]
        for start in starts:
            answered = start.then(handlers.ask, [self.asked, self.conversation], shown, **PRIVATE)
            answered.then(idle, None, self.controls, **FREE)
        self.stop.click(handlers.stop, self.stop_flag, None, **FREE)
        self.clear.click(handlers.clear, None, [self.view, self.conversation, self.start], **FREE)
        pane.select(handlers.clicked, None, [pane, choice], trigger_mode="always_last", **FREE)
        page.load(lambda: handlers.examples(EXAMPLES), None, self.examples, **FREE)

    @property
    def controls(self) -> list:
        return [self.start, self.send, self.stop, self.clear]


def take(question: str) -> tuple:
    """The question, out of the box at once. While it is answered there is Stop in the place of Send."""
    start, send, stop, clear = (
        gr.Column(visible=False), gr.Button(visible=False), gr.Button(visible=True), gr.Button(interactive=False)
    )
    return question, "", start, send, stop, clear


def idle() -> tuple:
    return gr.skip(), gr.Button(visible=True), gr.Button(visible=False), gr.Button(interactive=True)
