"""The JSON forms of questions and answers: a batch row in and out."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from index.errors import QuestionError
from rag.types import Answer, Turn


def parsed(content: str | bytes) -> Any:
    """JSON from outside; a QuestionError where it is not valid, or could not be written out again as UTF-8."""
    try:
        value = json.loads(content)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeError:
        raise QuestionError("not valid UTF-8, or half a surrogate pair") from None
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"not valid JSON ({error})") from None
    return value


def question_of(row: Any) -> tuple[str, list[Turn]]:
    """The question and history of a row in; a QuestionError says which field is wrong."""
    if not isinstance(row, dict):
        raise QuestionError('a row must be an object like {"id": 1, "question": "…"}')
    question = row.get("question")
    if not isinstance(question, str):
        raise QuestionError('"question" is missing or not a string')
    return question, history_of(row.get("history"))


def history_of(value: Any) -> list[Turn]:
    """Turns from JSON, oldest first: each a question, or {"question": …, "answer": …}."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise QuestionError('"history" must be a list of earlier questions')
    return [_turn(item) for item in value]


def _turn(item: Any) -> Turn:
    if isinstance(item, str):
        return Turn(item)
    if isinstance(item, dict) and isinstance(item.get("question"), str):
        answer = item.get("answer")
        if answer is None or isinstance(answer, str):
            return Turn(item["question"], answer)
    raise QuestionError('each turn of "history" must be a question or {"question": "…", "answer": "…"}')


def answer_row(answer: Answer) -> dict[str, Any]:
    """An answer as JSON, without the id. `standalone` is there only where a follow-up was rewritten."""
    rewritten = {} if answer.standalone == answer.question else {"standalone": answer.standalone}
    return {
        "question": answer.question,
        **rewritten,
        "answer": answer.text,
        "short": answer.short,
        "refused": answer.refused,
        "confidence": answer.confidence,
        "unsupported": answer.unsupported,
        "citations": [asdict(citation) for citation in answer.citations],
        "seconds": answer.seconds,
    }


def turns(answers: Sequence[Answer]) -> list[Turn]:
    """Earlier answers of a conversation as its history.

    A pronoun is resolved in the reader's words: the model's may leave out the name that was asked for.
    """
    return [Turn(answer.question, None if answer.refused else answer.short) for answer in answers]
