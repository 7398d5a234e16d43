"""Work in threads of its own: nobody waits for it who does not want to, not even the end of the program."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from enum import Enum
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

from index.errors import FootnoteError

Item = TypeVar("Item")
# How soon a stop is noticed while nothing happens, and after how many of these waits None is given.
POLL_SECONDS = 0.05
POLLS_PER_BEAT = 20


class Ended(Enum):
    """How an iterator ended: by itself, because it was stopped, or through a bug of ours."""

    WHOLE = "whole"
    STOPPED = "stopped"
    BROKEN = "broken"


def in_background(items: Iterator[Item], stop: Event) -> Iterator[Item | FootnoteError | Ended | None]:
    """The items, an error of ours if one ends them, or else how they ended.

    None comes each second without news: Gradio looks whether the browser is still there only between
    two items, and closes this iterator where it is not. `stop` ends this iterator at once, and closing
    it sets `stop`; `items` is closed as soon as it yields again.
    """
    queue: SimpleQueue = SimpleQueue()
    silent = 0
    Thread(target=_drain, args=(items, stop, queue), daemon=True).start()
    try:
        while not stop.is_set():
            try:
                item = queue.get(timeout=POLL_SECONDS)
            except Empty:
                silent += 1
                if silent % POLLS_PER_BEAT == 0:
                    yield None
                continue
            if stop.is_set():
                break
            yield item
            if isinstance(item, (Ended, FootnoteError)):
                return
        yield Ended.STOPPED
    finally:
        stop.set()


def _drain(items: Iterator, stop: Event, queue: SimpleQueue) -> None:
    """Put every item into the queue, and at last how they ended. A bug's traceback goes to stderr."""
    last: Ended | FootnoteError = Ended.BROKEN
    try:
        with closing(items):
            for item in items:
                if stop.is_set():
                    break
                queue.put(item)
        last = Ended.WHOLE
    except FootnoteError as error:
        last = error
    finally:
        queue.put(last)


def started(work: Callable[[], Item]) -> Future:
    """The result of `work`, which begins now; cancelled where a bug ended it."""
    result: Future = Future()

    def run() -> None:
        try:
            result.set_result(work())
        finally:
            result.cancel()  # does nothing to a result that is there

    Thread(target=run, daemon=True).start()
    return result
