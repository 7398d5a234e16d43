"""What every command shares: one line for an error, a progress bar, the default index."""

import argparse
import shlex
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from index.errors import FootnoteError, IndexUnfit

DEFAULT_INDEX = Path(".footnote/index")
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def run_command(main: Callable[[], int]) -> None:
    """Run a command and exit with its status; an error is one line on stderr and status 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal that lacks a character is no reason to fail
    try:
        status = main()
        sys.stdout.flush()
    except FootnoteError as error:
        status = fail(str(error))
    except BrokenPipeError:
        # The reader of our output (head, say) has gone: nothing is left to say, not even at exit.
        sys.stdout = None
        status = 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        status = fail(f"{where}{error.strerror or error}")
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def fail(message: str) -> int:
    print(f"error: {printable(' '.join(message.split()))}", file=sys.stderr)
    return 1


def printable(text: str) -> str:
    """Text for a terminal: control characters, which could move its cursor or worse, become \ufffd."""
    return "".join("\ufffd" if _commands(character) else character for character in text)


def _commands(character: str) -> bool:
    harmless = "\n\t\u200c\u200d"
    return character not in harmless and unicodedata.category(character) in {"Cc", "Cf", "Cs"}


@contextmanager
def naming_settings(config: Path | None) -> Iterator[None]:
    """The command that an IndexUnfit ends with, with the settings file that it needs."""
    try:
        yield
    except IndexUnfit as error:
        raise IndexUnfit(f"{error} --config {shlex.quote(str(config))}" if config else str(error)) from None


@contextmanager
def status(text: str) -> Iterator[None]:
    """Says on a terminal what is being waited for, and takes it back when it is there."""
    if not sys.stderr.isatty():
        yield
        return
    print(f"{text} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def add_index_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help=f"the index (default: {DEFAULT_INDEX}, built from seeds/ when needed)"
    )


def add_config_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML (see README)")


class Bar:
    """A progress bar on stderr that appears with the first news and knows the total only then."""

    def __init__(self, label: str, unit: str) -> None:
        self._label, self._unit, self._bar = label, unit, None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._label, unit=f" {self._unit}", file=sys.stderr, leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
