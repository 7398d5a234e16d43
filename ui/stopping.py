"""A language model that can be interrupted between two tokens."""

from collections.abc import Iterator
from contextlib import closing
from threading import Event

from rag.generator import Generator, Prompt


class StoppableGenerator:
    """Another generator until `stop` is set.

    The pipeline hands on whole, verified sentences only; a model that goes on for long without one
    would otherwise not notice a stop before its end.
    """

    def __init__(self, generator: Generator, stop: Event) -> None:
        self.name, self.steerable, self.taught = generator.name, generator.steerable, generator.taught
        self._generator = generator
        self._stop = stop

    def reset(self) -> None:
        self._generator.reset()

    def stream(self, prompt: Prompt) -> Iterator[str]:
        with closing(self._generator.stream(prompt)) as pieces:
            for piece in pieces:
                if self._stop.is_set():
                    return
                yield piece
