"""Deterministic stand-ins for the models, and small indexes made with them."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.config import IndexConfig
from index.embedder import EmbedderIdentity
from index.search import HybridSearcher, open_searcher
from index.sentences import sentence_spans
from index.types import Passage
from index.words import content_stems
from rag.config import Config
from rag.decide import Judged
from rag.generator import Prompt
from rag.pipeline import Pipeline
from rag.reader import Reading

ROOT = Path(__file__).resolve().parent.parent

HARBOUR = """# Harbour notes

The harbour of Velm opened in 1904. Its first master was Ada Brunn, who served for twelve years.

The lighthouse was built by Karl Osten. It stands 31 metres tall and was never automated.
"""
ORCHARD = """# Orchard notes

The orchard holds 240 apple trees. Mira Holt planted them in 1987 because the pears had died.
"""


class ToyEmbedder:
    """A bag of stems hashed into 64 dimensions: like texts have like vectors, always the same ones."""

    identity = EmbedderIdentity("toy", "0" * 64, 64)

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 63] = 0.1
            for stem in content_stems(text):
                vectors[row, hashlib.sha256(stem.encode()).digest()[0] % 63] += 1.0
        if progress:
            progress(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class ToyReader:
    """The sentence that shares most of the question's stems; half of them make it as sure as not."""

    name = "toy"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [self._read(content_stems(question), passage) for passage in passages]

    def _read(self, asked: set[str], passage: Passage) -> Reading:
        spans = sentence_spans(passage.text)
        spans = [span for span in spans if passage.text[span[0]] != "#"] or spans
        shares = [len(asked & content_stems(passage.text[start:end])) / max(1, len(asked)) for start, end in spans]
        best = int(np.argmax(shares))
        confidence = float(1 / (1 + np.exp(3 - 6 * shares[best])))
        return Reading(passage, passage.start + spans[best][0], passage.start + spans[best][1], confidence)


class ToyJudge:
    """Takes the reader at its word."""

    threshold = 0.5

    def ranked(self, pointed, values) -> list[Judged]:
        return sorted((Judged(one, one.reading.confidence) for one in pointed), key=lambda one: -one.probability)


class ScriptedGenerator:
    """Says what it was told to, three characters at a time, and remembers how far it got."""

    name = "scripted"
    steerable = taught = False

    def __init__(self, reply: str = "", error: Exception | None = None) -> None:
        self.reply, self.error = reply, error
        self.prompts: list[str] = []
        self.said = ""
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def stream(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt.user)
        self.said = ""
        if self.error:
            raise self.error
        for start in range(0, len(self.reply), 3):
            self.said += self.reply[start : start + 3]
            yield self.reply[start : start + 3]


@pytest.fixture
def toy_embedder() -> ToyEmbedder:
    return ToyEmbedder()


@pytest.fixture
def toy_reader() -> ToyReader:
    return ToyReader()


@pytest.fixture
def scripted() -> type[ScriptedGenerator]:
    return ScriptedGenerator


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "orchard.md").write_text(ORCHARD, encoding="utf-8")
    return folder


@pytest.fixture
def searcher(documents: Path, tmp_path: Path, toy_embedder: ToyEmbedder) -> HybridSearcher:
    config = IndexConfig(passage_tokens=32)
    build_index([documents], tmp_path / "index", config, toy_embedder)
    return open_searcher(tmp_path / "index", config, toy_embedder)


@pytest.fixture
def make_pipeline(searcher: HybridSearcher) -> Callable[..., Pipeline]:
    """A pipeline over the toy index; the toy reader answers from half the question's words on."""

    def make(generator=None, **settings) -> Pipeline:
        return Pipeline(searcher, ToyReader(), ToyJudge(), generator, Config(**settings))

    return make


@pytest.fixture
def run_footnote(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """Run a command of ours as a user would, in an empty working directory."""

    def run(*arguments: str, timeout: float = 120, **options) -> subprocess.CompletedProcess:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
        return subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=options.pop("cwd", tmp_path), env=environment, text=True, capture_output=True, timeout=timeout, **options,
        )

    return run


def one_line_error(result: subprocess.CompletedProcess) -> str:
    """The error a command ended with: one line, no traceback, a status of 1."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert result.returncode == 1, result.stderr
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


@pytest.fixture(name="one_line_error")
def one_line_error_fixture() -> Callable[[subprocess.CompletedProcess], str]:
    return one_line_error
