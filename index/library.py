"""An index that is open for answering and takes in documents meanwhile."""

from pathlib import Path
from threading import Lock

from index.build import build_index
from index.errors import SourceError, StorageError
from index.search import HybridSearcher, open_searcher
from index.types import Document

ADDED = "added"  # the folder inside an index where the documents lie that were added through an open library


class Library:
    """`searcher` is over what the index holds now; whoever took it before goes on with what it held then."""

    def __init__(self, directory: Path, searcher: HybridSearcher) -> None:
        self.searcher = searcher
        self._directory = directory
        self._lock = Lock()

    def holds_added(self, document_id: str) -> bool:
        """Whether it was added through a library, so that it may be removed through one."""
        document = self.searcher.document(document_id)
        return document is not None and self.is_added(document)

    def is_added(self, document: Document) -> bool:
        """The same of a document that is at hand."""
        return Path(document.path).parent == self._added

    def add(self, name: str, text: str) -> None:
        """Keep a text under a name that no document bears yet, and index it."""
        with self._lock:
            if Path(name).name != name or name.startswith("."):
                raise SourceError(f"{name}: not a file's name; rename it")
            if self.searcher.document(name) is not None:
                raise SourceError(f"{name}: the library holds a document of that name; rename it")
            try:
                self._added.mkdir(exist_ok=True)
                (self._added / name).write_bytes(text.encode("utf-8"))
            except OSError as error:
                raise StorageError(f"could not write {self._added / name}: {error.strerror}") from None
            try:
                self._index(self._added / name)
            except BaseException:
                (self._added / name).unlink(missing_ok=True)
                raise

    def remove(self, document_id: str) -> None:
        """Remove what was added through a library; other documents are their sources' affair."""
        with self._lock:
            if not self.holds_added(document_id):
                raise SourceError(f"{document_id}: not added through the page, so not removed through it")
            Path(self.searcher.document(document_id).path).unlink(missing_ok=True)
            self._index(self._added)

    @property
    def _added(self) -> Path:
        return (self._directory / ADDED).absolute()

    def _index(self, source: Path) -> None:
        build_index([source], self._directory, self.searcher.config, self.searcher.embedder)
        self.searcher = open_searcher(self._directory, self.searcher.config, self.searcher.embedder)
