"""Text that means harm, wherever it can come from, in a real browser: no script runs, no element appears."""

import json
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from rag.types import Answer, Citation, Sentence
from ui.saved import saved
from ui.session import Conversation, Exchange

pytestmark = pytest.mark.real_models

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "\"><img src=x onerror=window.pwned=1>",
    "'><img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<iframe src=javascript:parent.pwned=1></iframe>",
    "<body onload=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>x</details>",
    "<input autofocus onfocus=window.pwned=1>",
    "<video><source onerror=window.pwned=1></video>",
    "<object data=javascript:window.pwned=1></object>",
    "<embed src=javascript:window.pwned=1>",
    "<math><mtext></mtext><img src=x onerror=window.pwned=1></math>",
    "<a href=javascript:window.pwned=1 autofocus onfocus=window.pwned=1>x</a>",
    "[x](javascript:window.pwned=1)",
    "![x](x\" onerror=\"window.pwned=1)",
    "</div></section></form><img src=x onerror=window.pwned=1>",
    "</title></style></textarea><img src=x onerror=window.pwned=1>",
    "<!--><img src=x onerror=window.pwned=1>-->",
    "<style>@import'javascript:window.pwned=1'</style><marquee onstart=window.pwned=1>",
    "&lt;img src=x onerror=window.pwned=1&gt; &#60;script&#62;window.pwned=1&#60;/script&#62;",
    "${window.pwned=1} {{window.pwned=1}} {{{value}}} #{window.pwned=1} <%= window.pwned=1 %>",
    "`); window.pwned=1; (`",
    "\" onmouseover=window.pwned=1 autofocus onfocus=window.pwned=1 x=\"",
    "' style=animation-name:x onanimationstart=window.pwned=1 x='",
    "<template><img src=x onerror=window.pwned=1></template><noscript><p title=\"</noscript><img src=x onerror=window.pwned=1>\">",
)
OURS = "#conversation, #document, #shelf, #note, #saved"
FOREIGN = (
    "script, img, svg, iframe, body, details, video, source, object, embed, math, a, style, marquee, template, noscript, "
    "textarea, [onerror], [onload], [onfocus], [onmouseover], [ontoggle], [onanimationstart], [autofocus], [style]"
)


def expect_nothing_foreign(page) -> None:
    page.page.wait_for_timeout(300)  # for a script that would run
    found = page.page.evaluate(
        "([ours, foreign]) => [...document.querySelectorAll(ours)].flatMap((one) => [...one.querySelectorAll(foreign)]"
        ".filter((it) => !it.matches('.html-container, .wrap, .block') && !it.closest('.wrap')).map((it) => it.outerHTML.slice(0, 200)))",
        [OURS, FOREIGN],
    )
    assert not found
    assert page.page.evaluate("window.pwned") is None


def told(payload: str) -> Exchange:
    """An exchange in which all that comes from elsewhere is the payload: question, model's sentence, quotation, name."""
    citation = Citation(1, payload, payload, payload, 0, 9, payload, 0.9)
    answer = Answer(payload, payload + "?", (Sentence(payload, (1,)), Sentence(payload, (1,))), payload, (citation,), 0.9, False)
    return Exchange(payload, answer=answer, related=(payload,))


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) >= 25


@pytest.mark.parametrize("refused", [False, True])
def test_in_questions_model_output_quotations_and_names(visit, address, refused):
    exchanges = [told(payload) for payload in PAYLOADS]
    exchanges = [replace(one, answer=replace(one.answer, refused=refused)) for one in exchanges]
    exchanges += [Exchange(payload, error=payload) for payload in PAYLOADS]
    page = visit(address)
    kept = [{"id": payload, "title": payload, "when": 1, "saved": json.dumps(saved(Conversation(tuple(exchanges))))} for payload in PAYLOADS[:3]]
    page.page.evaluate("(list) => localStorage.setItem('footnote:conversations', JSON.stringify(list))", kept)
    page.page.reload()
    page.locator("#open-saved").click()
    expect(page.locator("#kept .title")).to_have_text(list(PAYLOADS[:3]))
    page.locator("#kept .open").first.click()
    expect(page.locator(".exchange")).to_have_count(2 * len(PAYLOADS))
    shown = page.locator(".question").evaluate_all("all => all.map(one => one.textContent)")
    assert shown == [*PAYLOADS, *PAYLOADS]
    expect_nothing_foreign(page)
    for chip in page.locator(".chip").all()[::2]:
        chip.hover()
    for quotation in page.locator(".quotation").all()[:3]:
        quotation.click()
    expect_nothing_foreign(page)
    for button in page.page.get_by_role("button", name="Edit").all()[:3]:
        button.click()
    assert [box.input_value() for box in page.locator(".editing textarea").all()] == list(PAYLOADS[:3])
    for _ in range(3):
        page.locator(".editing").get_by_role("button", name="Cancel").first.click()
    expect_nothing_foreign(page)


@pytest.mark.parametrize("half", [0, 1])
def test_in_documents_and_their_names(visit, address, half):
    page = visit(address)
    mine = PAYLOADS[half::2]
    for payload in mine:
        page.paste(f"# {payload}\n\nThe gate of Arn {payload} opened in 1931.\n", payload)
        expect(page.locator("#note .note")).to_contain_text("can be asked about now", timeout=20_000)
        assert payload in page.document_text()
    page.locator("#shelf .current").click()
    titles = page.locator("#documents .title").evaluate_all("all => all.map(one => one.textContent)")
    assert {payload for payload in mine if len(payload) <= 100} <= set(titles)  # longer ones are no titles
    expect_nothing_foreign(page)
    page.ask("When did the gate of Arn open?")
    expect(page.locator(".chip").first).to_be_visible()
    expect(page.locator(".answer")).to_contain_text("1931")
    expect_nothing_foreign(page)


def test_in_questions_that_are_asked(visit, address):
    page = visit(address)
    for payload in PAYLOADS[:4]:
        page.ask(f"{payload} who is Rybar?")
        expect(page.locator(".question").last).to_have_text(f"{payload} who is Rybar?")
    expect_nothing_foreign(page)


class HostileModel(ThreadingHTTPServer):
    """A model server that says the true sentence with a payload in it, a different one each time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _HostileReplies)
        self.said = 0

    def reply(self) -> str:
        self.said += 1
        return f"The bell of Tor {PAYLOADS[self.said % len(PAYLOADS)]} weighs 900 kilograms."


class _HostileReplies(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "x",
                 "choices": [{"index": 0, "delta": {"role": "assistant", "content": self.server.reply()}, "finish_reason": None}]}
        with suppress(OSError):
            self.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    def log_message(self, *arguments) -> None:
        pass


def test_in_what_a_model_says(visit, serve):
    with HostileModel() as model:
        threading.Thread(target=model.serve_forever, daemon=True).start()
        page = visit(serve("--model", f"http://127.0.0.1:{model.server_address[1]}/v1#x"))
        page.paste("".join(f"The bell of Tor {payload} weighs 900 kilograms.\n\n" for payload in PAYLOADS[:6]), "bells.txt")
        for number in range(6):
            page.ask("How much does the bell of Tor weigh?")
        assert model.said >= 6
        expect_nothing_foreign(page)
        model.shutdown()
