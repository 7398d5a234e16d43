"""The truth on disk: documents, passages and their vectors in one SQLite file.

The file also holds the full-text table that lexical search uses. A finished file is never written
again: a build works on a copy (see `build`), so readers open it as immutable.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.errors import IndexDamaged, StorageError
from index.types import Document, Passage

SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL,
    source TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages(document_id, start);
CREATE VIRTUAL TABLE passages_fts USING fts5(
    text, content='passages', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO passages_fts(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passages_fts(passages_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
"""
PASSAGE_COLUMNS = 'p.id, p.document_id, d.title, p.text, p.start, p."end"'
FROM_PASSAGES = "FROM passages p JOIN documents d ON d.id = p.document_id"
# SQLite allows a bounded number of terms in a MATCH; a question has no use for more.
MATCH_TERMS = 64


class Store:
    """Reads and writes the SQLite file. Every SQLite error leaves here as a FootnoteError."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def create(cls, path: Path) -> "Store":
        store = cls._opened(path, "mode=rwc")
        with store._errors(writing=True):
            store._connection.executescript(SCHEMA)
        return store

    @classmethod
    def in_memory(cls, last_id: int) -> "Store":
        """A store that no file holds; its passages are numbered after `last_id`."""
        store = cls(sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None), Path("memory"))
        with store._errors(writing=True):
            store._connection.executescript(SCHEMA)
            store._connection.execute("INSERT INTO sqlite_sequence VALUES ('passages', ?)", (last_id,))
        return store

    @classmethod
    def edit(cls, path: Path) -> "Store":
        return cls._opened(path, "mode=rw")

    @classmethod
    def read(cls, path: Path) -> "Store":
        return cls._opened(path, "mode=ro&immutable=1")

    @classmethod
    def _opened(cls, path: Path, options: str) -> "Store":
        uri = f"{path.resolve().as_uri()}?{options}"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return cls(connection, path)

    def close(self) -> None:
        self._connection.close()

    def _errors(self, writing: bool = False) -> "_StoreErrors":
        return _StoreErrors(self._path, writing)

    def replace_document(self, document: Document, spans: Sequence, vectors: np.ndarray) -> None:
        """Put a document and its passages in the place of what bore its id, in one transaction.

        `spans` have start and end; `vectors` is (len(spans), dimension) float32.
        """
        values = (document.id, document.title, document.text, document.source, document.path, document.sha256)
        rows = [
            (document.id, document.text[span.start : span.end], span.start, span.end, vector.tobytes())
            for span, vector in zip(spans, vectors, strict=True)
        ]
        with self._errors(writing=True), self._connection:
            self._connection.execute("BEGIN")
            self._connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            self._connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", values)
            self._connection.executemany(
                'INSERT INTO passages (document_id, text, start, "end", vector) VALUES (?, ?, ?, ?, ?)', rows
            )

    def move_document(self, document: Document) -> None:
        """Record where an unchanged document is found now."""
        with self._errors(writing=True):
            self._connection.execute(
                "UPDATE documents SET source = ?, path = ?, title = ? WHERE id = ?",
                (document.source, document.path, document.title, document.id),
            )

    def remove_document(self, document_id: str) -> None:
        with self._errors(writing=True):
            self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def documents(self) -> list[Document]:
        with self._errors():
            rows = self._connection.execute(
                "SELECT id, title, text, source, path, sha256 FROM documents ORDER BY id"
            ).fetchall()
        return [Document(*row) for row in rows]

    def document(self, document_id: str) -> Document | None:
        with self._errors():
            row = self._connection.execute(
                "SELECT id, title, text, source, path, sha256 FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
        return Document(*row) if row else None

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        ids = list(ids)
        marks = ",".join("?" * len(ids))
        with self._errors():
            rows = self._connection.execute(
                f"SELECT {PASSAGE_COLUMNS} {FROM_PASSAGES} WHERE p.id IN ({marks})", ids
            ).fetchall()
        return {row[0]: Passage(*row) for row in rows}

    def passages_of(self, document_id: str) -> list[Passage]:
        with self._errors():
            rows = self._connection.execute(
                f"SELECT {PASSAGE_COLUMNS} {FROM_PASSAGES} WHERE p.document_id = ? ORDER BY p.start", (document_id,)
            ).fetchall()
        return [Passage(*row) for row in rows]

    def is_sound(self) -> bool:
        """Whether SQLite finds no fault in the file, for a store whose checksum is lost."""
        try:
            return self._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.Error:
            return False

    def counts(self) -> tuple[int, int]:
        """(documents, passages)"""
        with self._errors():
            return self._connection.execute(
                "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)"
            ).fetchone()

    def vectors(self, dimension: int) -> tuple[np.ndarray, np.ndarray]:
        """(n,) int64 passage ids and their (n, dimension) float32 vectors."""
        with self._errors():
            rows = self._connection.execute("SELECT id, vector FROM passages ORDER BY id").fetchall()
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        return ids, np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32).reshape(len(rows), dimension)

    def matches(self, words: Iterable[str], limit: int) -> Iterator[tuple[int, float]]:
        """(passage id, BM25 score, higher is better) of passages with any of the words, best first."""
        terms = [f'"{part}"' for word in words for part in re.findall(r"\w+", word)][:MATCH_TERMS]
        if not terms:
            return
        with self._errors():
            rows = self._connection.execute(
                "SELECT rowid, -bm25(passages_fts) FROM passages_fts WHERE passages_fts MATCH ? "
                "ORDER BY bm25(passages_fts), rowid LIMIT ?",
                (" OR ".join(dict.fromkeys(terms)), limit),
            ).fetchall()
        yield from rows


class _StoreErrors:
    """Turns SQLite's errors into ours at one place."""

    def __init__(self, path: Path, writing: bool) -> None:
        self._path, self._writing = path, writing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, traceback) -> None:
        if not isinstance(error, sqlite3.Error):
            return
        if self._writing:
            raise StorageError(
                f"could not write the index to {self._path.parent}: {error}; "
                "free some disk space and run it again (the index is as it was)"
            ) from None
        raise IndexDamaged(f"{self._path} is damaged ({error}); rebuild the index with --rebuild") from None
