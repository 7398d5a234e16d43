"""A JSONL of cases, checked before the first question is asked."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.types import Case
from index.errors import ConfigError, QuestionError
from rag.reader.measures import normalised
from rag.rows import history_of, parsed

FIELDS = (
    "id", "kind", "trap", "question", "history", "answerable", "answers", "quotes", "reply", "polarity", "reviewed",
    "note",
)
POLARITIES = ("yes", "no", "open")


def load_cases(path: Path) -> list[Case]:
    """The cases of a set. ConfigError names the row and the field of the first that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; check the path") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not valid UTF-8; save it as UTF-8") from None
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                case = case_of(_parsed(line))
                _require(case.id not in cases, "id", f"{case.id!r} is used by an earlier row; give each case its own")
            except QuestionError as error:
                raise ConfigError(f"{path}: row {number}: {error}") from None
            cases[case.id] = case
    if not cases:
        raise ConfigError(f"{path}: no cases; expected one JSON object on each line")
    return list(cases.values())


def _parsed(line: str) -> dict[str, Any]:
    row = parsed(line)
    if not isinstance(row, dict):
        raise QuestionError("must be an object with the fields " + ", ".join(FIELDS))
    return row


def case_of(row: dict[str, Any]) -> Case:
    """A case from its JSON; a QuestionError says which field is wrong."""
    unknown = next((field for field in row if field not in FIELDS), None)
    if unknown is not None:
        raise QuestionError(f'"{unknown}" is no field of a case; the fields are ' + ", ".join(FIELDS))
    _require(isinstance(row.get("answerable"), bool), "answerable", "must be true or false")
    case = Case(
        id=_text(row, "id"),
        kind=_text(row, "kind"),
        question=_text(row, "question"),
        answerable=row["answerable"],
        answers=_texts(row, "answers", lambda text: bool(normalised(text))),
        quotes=_texts(row, "quotes", lambda text: bool(text.strip())),
        history=tuple(history_of(row.get("history"))),
        trap=_text(row, "trap") if "trap" in row else None,
        reply=row.get("reply", False),
        polarity=row.get("polarity"),
        reviewed=row.get("reviewed", True),
        note=_text(row, "note") if "note" in row else None,
    )
    _require(isinstance(case.reviewed, bool), "reviewed", "must be true or false")
    _require(isinstance(case.reply, bool), "reply", "must be true or false")
    _require(not (case.reply and case.answerable), "reply", "must not be true where answerable is true")
    _require(case.polarity in (None, *POLARITIES), "polarity", "must be one of " + ", ".join(POLARITIES))
    _require(case.polarity is None or case.answerable, "polarity", "must be left out where answerable is false")
    for field in ("answers", "quotes"):
        found = bool(getattr(case, field))
        _require(found or not case.answerable, field, "must not be empty where answerable is true")
        _require(not found or case.answerable, field, "must be empty where answerable is false")
    return case


def case_row(case: Case) -> dict[str, Any]:
    """A case as its JSON, which `case_of` reads; what is as by default is left out."""
    optional = {
        "trap": case.trap,
        "history": [asdict(turn) for turn in case.history] or None,
        "reply": case.reply or None,
        "polarity": case.polarity,
        "reviewed": None if case.reviewed else False,
        "note": case.note,
    }
    row = {
        "id": case.id,
        "kind": case.kind,
        "question": case.question,
        "answerable": case.answerable,
        "answers": list(case.answers),
        "quotes": list(case.quotes),
        **{field: value for field, value in optional.items() if value is not None},
    }
    return {field: row[field] for field in FIELDS if field in row}


def save_cases(cases: Iterable[Case], path: Path) -> None:
    """A set that `load_cases` reads."""
    lines = [json.dumps(case_row(case), ensure_ascii=False) + "\n" for case in cases]
    path.write_text("".join(lines), encoding="utf-8")


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    _require(isinstance(value, str) and bool(value.strip()), field, "must be a string that is not blank")
    return value


def _texts(row: dict[str, Any], field: str, says_something: Callable[[str], bool]) -> tuple[str, ...]:
    """Strings of which each says something: an answer of nothing but articles would match any."""
    value = row.get(field)
    right = isinstance(value, list) and all(isinstance(item, str) and says_something(item) for item in value)
    _require(right, field, "must be a list of strings that are not blank")
    return tuple(value)


def _require(right: bool, field: str, message: str) -> None:
    if not right:
        raise QuestionError(f'"{field}" {message}')
