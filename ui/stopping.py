"""A language model that can be interrupted between two tokens."""

from collections.abc import Iterator
from contextlib import closing
from threading import Event

from rag.generator import Generator


class StoppableGenerator:
    """Another generator until `stop` is set.

    The pipeline hands on whole, verified sentences only; a model that goes on for long without one
    would otherwise not notice a stop before its end.
    """

    def __init__(self, generator: Generator, stop: Event) -> None:
        self.name = generator.name
        self._generator = generator
        self._stop = stop

    def stream(self, system: str, user: str) -> Iterator[str]:
        with closing(self._generator.stream(system, user)) as pieces:
            for piece in pieces:
                if self._stop.is_set():
                    return
                yield piece
