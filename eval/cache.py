"""What a stage gave for what it was given, kept on disk: changing one stage runs again only what depends on it.

A key holds the stage's name, its configuration, a checksum of its code, and its input. So a new judge or another way to
compose an answer reads, and pays for, nothing anew.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

from index.errors import ConfigError
from index.passages import token_count
from index.search import Searcher
from index.types import Document, Hit, Passage
from rag.config import Config
from rag.generator import Generator, Prompt
from rag.pipeline import Pipeline
from rag.reader import Reader, Reading, Span

ROOT = Path(__file__).resolve().parent.parent


@cache
def code_of(*places: str) -> str:
    """A checksum of the source files under these folders of Footnote, or of these files."""
    files = sorted(file for place in places for file in _sources(ROOT / place))
    content = b"".join(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() for file in files)
    return hashlib.sha256(content).hexdigest()[:16]


def _sources(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


class Cache:
    """A SQLite file of JSON by key. `hits` counts what did not have to be computed."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.hits = 0
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        except sqlite3.Error as error:
            raise ConfigError(f"{path}: cannot be used as a cache ({error}); remove it or pass --no-cache") from None

    def get(self, key: Any) -> Any | None:
        row = self._connection.execute("SELECT value FROM results WHERE key = ?", (_digest(key),)).fetchone()
        self.hits += row is not None
        return json.loads(row[0]) if row else None

    def put(self, key: Any, value: Any) -> None:
        content = json.dumps(value, ensure_ascii=False)
        self._connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (_digest(key), content))

    def of(self, key: Any, make: Callable[[], Any]) -> Any:
        """The value, made and kept where it is not there yet."""
        if (known := self.get(key)) is not None:
            return known
        made = make()
        self.put(key, made)
        return made


def _digest(key: Any) -> str:
    return hashlib.sha256(json.dumps(key, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def cached(pipeline: Pipeline, kept: Cache | None, model: str | None) -> Pipeline:
    """The same pipeline, its parts looked up first where there is a cache, the tokens of its model counted.

    `model` is the checksum of the language model's file; without one, as of a server's, its replies are not looked up.
    """
    generator = pipeline.generator and CachedGenerator(pipeline.generator, kept if model else None, pipeline.config, model)
    pipeline = replace(pipeline, generator=generator)
    if kept is None:
        return pipeline
    searcher, reader = CachedSearcher(pipeline.searcher, kept), CachedReader(pipeline.reader, kept)
    return replace(pipeline, searcher=searcher, reader=reader)


class CachedSearcher:
    def __init__(self, searcher: Searcher, kept: Cache) -> None:
        self.fingerprint = searcher.fingerprint
        self._searcher, self._kept = searcher, kept

    def search(self, query: str, limit: int) -> list[Hit]:
        key = ["search", code_of("index"), self.fingerprint, query, limit]
        rows = self._kept.of(key, lambda: [asdict(hit) for hit in self._searcher.search(query, limit)])
        return [Hit(Passage(**row["passage"]), row["score"]) for row in rows]

    def documents(self) -> list[Document]:
        return self._searcher.documents()

    def document(self, document_id: str) -> Document | None:
        return self._searcher.document(document_id)

    def passages(self, document_id: str) -> list[Passage]:
        return self._searcher.passages(document_id)


class CachedReader:
    def __init__(self, reader: Reader, kept: Cache) -> None:
        self.name = reader.name
        self._reader, self._kept = reader, kept

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        code = code_of("rag/reader", "index/embedder.py")
        key = ["read", code, self.name, question, [asdict(passage) for passage in passages]]
        rows = self._kept.of(key, lambda: [_reading_row(one) for one in self._reader.read(question, passages)])
        return [
            Reading(**{**row, "passage": passage, "others": tuple(Span(**span) for span in row["others"])})
            for passage, row in zip(passages, rows)
        ]


def _reading_row(reading: Reading) -> dict[str, Any]:
    return {name: value for name, value in asdict(reading).items() if name != "passage"}


class CachedGenerator:
    """`tokens` are those of all prompts and replies so far, looked up ones too, by tiktoken."""

    def __init__(self, generator: Generator, kept: Cache | None, config: Config, model: str | None) -> None:
        self.name, self.steerable, self.taught = generator.name, generator.steerable, generator.taught
        self.tokens = 0
        self._generator, self._kept = generator, kept
        self._identity = [self.name, model, config.answer_tokens, config.context_tokens]

    def stream(self, prompt: Prompt) -> Iterator[str]:
        said = []
        try:
            for piece in self._pieces(prompt):
                said.append(piece)
                yield piece
        finally:
            asked = [prompt.system, *(text for example in prompt.examples for text in example), prompt.user]
            self.tokens += token_count("\n".join(asked)) + token_count("".join(said))

    def _pieces(self, prompt: Prompt) -> Iterator[str]:
        key = ["write", code_of("rag/generator.py"), *self._identity, asdict(prompt)]
        known = self._kept.get(key) if self._kept else None
        pieces, whole = (known["pieces"], known["whole"]) if known else ([], False)
        yield from pieces
        if not whole:
            yield from self._rest(prompt, key, len(pieces))

    def _rest(self, prompt: Prompt, key: list, said: int) -> Iterator[str]:
        """What follows the pieces that are known; whoever reads may have had enough before the reply's end."""
        pieces, whole = [], False
        with closing(self._generator.stream(prompt)) as stream:
            try:
                for piece in stream:
                    pieces.append(piece)
                    if len(pieces) > said:
                        yield piece
                whole = True
            finally:
                if self._kept and len(pieces) > said:
                    self._kept.put(key, {"pieces": pieces, "whole": whole})

    def reset(self) -> None:
        self._generator.reset()
