"""What people think of answers, kept as cases that the eval harness reads."""

import json
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.errors import StorageError
from rag.rows import turns
from rag.types import Answer
from ui.session import Exchange

WRONG = "The answer is wrong"
UNPROVEN = "The quotation does not prove it"
NOT_SAID = "The documents do not say this"
SAID = "The documents do answer this"
ANSWER_REASONS = (WRONG, UNPROVEN, NOT_SAID)
REFUSAL_REASONS = (SAID,)
CHARACTERS = 2000


@dataclass(frozen=True)
class Feedback:
    """A thumb, up where `good`; the reason for a thumb down, one of the reasons and what was added to it; the right
    answer, where the person knows it."""

    good: bool
    reason: str = ""
    right: str = ""


def case_row(exchange: Exchange, earlier: Sequence[Answer], feedback: Feedback) -> dict[str, Any]:
    """A case of the eval harness, which counts as unreviewed: a person's word is a claim like any other.

    A thumb down without the right answer keeps what was answered, and says in `note` what is wrong with it.
    """
    answer = exchange.answer
    right, reason = cleaned(feedback.right), cleaned(feedback.reason)
    told = " ".join(part for part in ("up" if feedback.good else "down:", reason) if part)
    quotes = [citation.quote for citation in answer.citations if citation.quote.strip()]
    said = right or answer.short or answer.text
    denied = not feedback.good and not right and (answer.refused or reason.startswith(NOT_SAID))
    answerable = bool(quotes) and not denied and not (answer.refused and feedback.good) and has_words(said)
    row = {
        "id": f"feedback-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:8]}",
        "kind": "feedback",
        "question": answer.question,
        "history": [asdict(turn) for turn in turns(earlier)],
        "answerable": answerable,
        "answers": [said] if answerable else [],
        "quotes": quotes if answerable else [],
        "reviewed": False,
        "note": told,
    }
    if not answer.refused and not answer.citations:
        row["reply"] = True  # small talk
    return row


def has_words(text: str) -> bool:
    """Whether something is left of it where articles and punctuation do not count."""
    return any(word.lower() not in {"a", "an", "the"} for word in "".join(c if c.isalnum() else " " for c in text).split())


def cleaned(text: str) -> str:
    """What was typed, on one line, bounded, and writable as UTF-8."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:CHARACTERS]


def append(path: Path, row: dict[str, Any]) -> None:
    """One more line, on disk when this returns. A last line that a crash has torn is cut off first."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(path.name + ".lock")), open(path, "a+b") as file:
            file.seek(0)
            content = file.read()
            tail = content[content.rfind(b"\n") + 1 :]
            if is_json(tail):
                line = b"\n" + line
            else:
                file.truncate(len(content) - len(tail))
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(f"could not write {path}: {error.strerror}; what you said is not kept") from None


def is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
