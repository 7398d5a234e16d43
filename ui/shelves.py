"""Documents that people brought along: each person's own, in memory, gone when they are."""

import time
from dataclasses import dataclass, field, replace
from threading import Lock

from index.errors import SourceError
from index.private import PrivateDocument

DOCUMENTS = 20  # of one person
PEOPLE = 100
IDLE_SECONDS = 2 * 3600  # without a sign of a person, after which their documents are dropped


@dataclass(frozen=True)
class Shelf:
    """One person's documents in the order they came, and when they were last used (time.monotonic)."""

    documents: tuple[PrivateDocument, ...] = ()
    used: float = field(default_factory=lambda: time.monotonic())


class Shelves:
    """Every person's documents, by the secret that their browser made up and keeps for as long as its tab is open."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._lock = Lock()

    def of(self, person: str) -> tuple[PrivateDocument, ...]:
        """What this person brought; nothing for one who is not known."""
        with self._lock:
            self._forget_the_idle()
            shelf = self._shelves.get(person, Shelf())
            if shelf.documents:
                self._shelves[person] = replace(shelf, used=time.monotonic())
            return shelf.documents

    def put(self, person: str, document: PrivateDocument) -> None:
        with self._lock:
            self._forget_the_idle()
            documents = self._shelves.get(person, Shelf()).documents
            if len(documents) >= DOCUMENTS:
                raise SourceError(f"{document.document.id}: you have {DOCUMENTS} documents here; remove one first")
            self._shelves[person] = Shelf((*documents, document))
            while len(self._shelves) > PEOPLE:
                del self._shelves[min(self._shelves, key=lambda other: self._shelves[other].used)]

    def remove(self, person: str, document_id: str) -> None:
        with self._lock:
            documents = self._shelves.get(person, Shelf()).documents
            left = tuple(one for one in documents if one.document.id != document_id)
            if left:
                self._shelves[person] = Shelf(left)
            else:
                self._shelves.pop(person, None)

    def _forget_the_idle(self) -> None:
        oldest = time.monotonic() - IDLE_SECONDS
        self._shelves = {person: shelf for person, shelf in self._shelves.items() if shelf.used >= oldest}
