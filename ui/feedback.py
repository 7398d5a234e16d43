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

from index.errors import QuestionError, StorageError
from rag.reader.measures import normalised
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
    A QuestionError where nothing was answered.
    """
    answer = exchange.answer
    if answer is None or not answer.question.strip():
        raise QuestionError("there is no answer to judge here; ask the question again")
    right, reason = cleaned(feedback.right), cleaned(feedback.reason)
    quotes = [citation.quote for citation in answer.citations if citation.quote.strip()]
    gold = gold_answer(answer, quotes, feedback.good, reason, right) if quotes else None
    told = ["up" if feedback.good else "down", reason, f"right is {right}" if right and right != gold else ""]
    row = {
        "id": f"feedback-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:8]}",
        "kind": "feedback",
        "question": answer.question,
        "history": [asdict(turn) for turn in turns(earlier)],
        "answerable": gold is not None,
        "answers": [] if gold is None else [gold],
        "quotes": [] if gold is None else quotes,
        "reviewed": False,
        "note": ": ".join(part for part in told if part),
    }
    if not answer.refused and not answer.citations:
        row["reply"] = True  # small talk
    return row


def gold_answer(answer: Answer, quotes: Sequence[str], good: bool, reason: str, right: str) -> str | None:
    """What the judgement takes for the right answer; None where it takes the documents to hold none.

    An answer that the harness could not tell from any other, such as "the", gives way to the next best.
    """
    if not good and normalised(right):
        return right
    if answer.refused or (not good and reason.startswith(NOT_SAID)):
        return None
    return next((text for text in (answer.short, answer.text, *quotes) if normalised(text)), None)


def cleaned(text: str) -> str:
    """What was typed, on one line, bounded, and writable as UTF-8."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:CHARACTERS]


def append(path: Path, row: dict[str, Any]) -> None:
    """One more line, on disk when this returns. A last line that a crash has torn is cut off first."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
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
        raise StorageError(f"could not write {path}: {error.strerror or error}; what you said is not kept") from None


def is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
