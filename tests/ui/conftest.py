"""The page in a process of its own, a real browser, and documents that mean harm."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.build import build_index
from index.config import IndexConfig
from index.embedder import MiniLM
from index.library import Library

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()
QUEUE_FULL = "503 (Service Unavailable)"  # how the browser's console words it
HOSTILE_NAME = "\"><img src=x onerror=window.pwned=1>.md"
HOSTILE = (
    "# <img src=x onerror=window.pwned=1> Skarn ${window.pwned=1} {{value}}\n\n"
    "<script>window.pwned=1</script> The lighthouse of Skarn was painted red in 1931 by Cafe\u0301 Nord 👩‍🔬.\n"
    "Its keeper, </div><svg onload=window.pwned=1>, wrote `${alert(1)}` &amp; left.\n"
)


@pytest.fixture
def toy_page(make_pipeline, tmp_path) -> Callable:
    """Makes the page over the toy index."""
    from ui.handlers import Handlers
    from ui.page import build_page

    def make(**settings):
        pipeline, examples = make_pipeline(**settings), Future()
        examples.set_result([])
        library = Library(tmp_path / "index", pipeline.searcher)
        handlers = Handlers({"none": pipeline}, library, examples, tmp_path / "feedback.jsonl", 2_000_000)
        return build_page(handlers, ["none"], pipeline.config, 2_000_000, 64)

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or playwright.chromium.executable_path
        if not Path(executable).exists():
            reason = "no Chromium on PATH nor in Playwright's cache; install one with: make browser"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """The texts of the indexed documents by their names."""
    seed = ROOT / "seeds" / "istanbul-talks.md"
    return {seed.name: seed.read_text(encoding="utf-8"), HOSTILE_NAME: HOSTILE}


@pytest.fixture(scope="session")
def hostile_name() -> str:
    return HOSTILE_NAME


@pytest.fixture(scope="session")
def index(texts, tmp_path_factory) -> Path:
    folder, directory = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("page") / "index"
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    build_index([folder], directory, IndexConfig(), MiniLM())
    return directory


class SlowModel(ThreadingHTTPServer):
    """A model server that says "and" for 100 seconds; `begun` gets an item for each reply it begins."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SlowReplies)
        self.begun = SimpleQueue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1#slow"


class _SlowReplies(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "slow",
                 "choices": [{"index": 0, "delta": {"role": "assistant", "content": "and "}, "finish_reason": None}]}
        self.server.begun.put(None)
        with suppress(OSError):
            for _ in range(2000):
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
                time.sleep(0.05)

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture(scope="session")
def slow_model() -> Iterator[SlowModel]:
    with SlowModel() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="session")
def network_log(tmp_path_factory) -> Path:
    """Where the pages' servers report each attempt to leave this machine (see tests/offline/guard)."""
    log = tmp_path_factory.mktemp("network") / "log"
    log.touch()
    return log


@pytest.fixture(scope="session")
def serve(index, network_log) -> Iterator[Callable[..., str]]:
    """Start the page with further arguments, unable to leave this machine; its address."""
    running = []
    guard = os.pathsep.join([str(ROOT / "tests/offline/guard"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": guard, "FOOTNOTE_NETWORK_LOG": str(network_log)}

    def start(*arguments: str) -> str:
        command = [sys.executable, "-m", "ui", "--index", str(index), "--port", "0", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        running.append(process)
        line = process.stdout.readline()
        assert line.startswith("Footnote is ready: "), line
        return line.split()[-1]

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def feedback(tmp_path_factory) -> Path:
    """Where judgements at `address` are kept."""
    return tmp_path_factory.mktemp("feedback") / "feedback.jsonl"


@pytest.fixture(scope="session")
def address(serve, feedback) -> str:
    return serve("--feedback", str(feedback))


@pytest.fixture(scope="session")
def slow_address(serve, slow_model) -> str:
    return serve("--model", slow_model.url)


class Visitor:
    """A person at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.locator = page.locator

    def ask(self, question: str) -> None:
        """Ask, and wait for the end of the answer."""
        before = self.locator(".exchange").count()
        self.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        self.finished(before + 1)

    def paste(self, text: str, name: str = "") -> None:
        """Add a text, and wait until it is there or refused."""
        if not self.locator("#adding").is_visible():
            self.locator("#shelf .add").click()
        self.locator("#pasted textarea").fill(text)
        self.locator("#pasted-name textarea").fill(name)
        self.locator("#add-text").click()
        expect(self.locator("#pasted textarea")).to_have_value("", timeout=30_000)
        expect(self.locator("#note .note, #note .error").first).to_be_visible()

    def begin(self, question: str) -> None:
        """Ask, and wait until the model is writing."""
        self.locator("#question textarea").fill(question)
        self.locator("#send").click()
        expect(self.locator(".stage")).to_have_text("writing", timeout=30_000)

    def finished(self, exchanges: int) -> None:
        expect(self.locator(".exchange")).to_have_count(exchanges, timeout=30_000)
        expect(self.locator(".stage")).to_have_count(0, timeout=60_000)
        expect(self.locator("#send")).to_be_visible()

    def document_text(self) -> str:
        return self.locator("#document .text").evaluate("element => element.textContent")

    def marked(self) -> str:
        return self.locator("#document mark").evaluate_all("marks => marks.map(mark => mark.textContent).join('')")

    def expect_mark_in_view(self) -> None:
        """The mark lies within the window and within the pane that scrolls."""
        self.page.wait_for_function(
            """() => {
              const mark = document.querySelector("#document mark")?.getBoundingClientRect();
              const pane = document.querySelector("#document").getBoundingClientRect();
              return mark && mark.top >= Math.max(pane.top, 0) && mark.top < Math.min(pane.bottom, innerHeight);
            }""",
            timeout=10_000,
        )


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Visitor]]:
    """Open the page as a new person; afterwards it must have stayed on this machine and have had no error."""
    contexts, elsewhere, errors = [], [], []

    def open_page(address: str, width: int = 1280, height: int = 800, **options) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: on_this_machine(request.url) or elsewhere.append(request.url))
        page.on("console", lambda message: message.type == "error" and QUEUE_FULL not in message.text and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        expect(page.locator("#document .text")).to_be_attached(timeout=60_000)
        return Visitor(page)

    yield open_page
    pwned = [page.evaluate("window.pwned") for context in contexts for page in context.pages]
    for context in contexts:
        context.close()
    assert not elsewhere and not errors
    assert not any(pwned)


def on_this_machine(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname == "127.0.0.1" or parts.scheme in {"data", "blob"}
