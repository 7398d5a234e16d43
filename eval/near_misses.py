"""Questions that look as if the document answered them: one number, name or date is another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.antecedents import NAME, NOT_NAMES
from rag.dates import DATE, MONTHS, WEEKDAYS
from rag.facts import ORDINALS, TENS, UNITS, numbers, numbers_at

LAST_YEAR = 2099  # that rag.dates takes for one
STEPS = (1, -1, 2, -2, 3, -3)  # how far a nearby value is from the right one
WORDS = {value: word for value, word in (*enumerate(UNITS), *((10 * ten, word) for ten, word in enumerate(TENS, 2)))}
BEFORE_NAME = re.compile(r"(?:\b(?:in|at|near|from|to|of|by|for|the)|['’]s)(?=\s+$)", re.IGNORECASE)
ADJECTIVE = re.compile(r"[a-z](?:ian|ish|ese)$")
LIKE = 4  # names that begin with the same letters may mean the same: Ukraine, Ukrainian


@dataclass(frozen=True)
class Mention:
    """A value in a text: `trap` says what changing it makes, `form` which others may take its place."""

    trap: str
    form: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=5_000)
def mentions(text: str) -> tuple[Mention, ...]:
    """The dates, numbers and names of a text, each once; its first word counts as a name only inside a longer one."""
    dates = [Mention("wrong-date", _date_form(m.group()), m.group(), *m.span()) for m in DATE.finditer(text)]
    counts = [
        Mention("wrong-number", _number_form(text[start:end]), text[start:end], start, end)
        for _, start, end in numbers_at(text)
        if text[start:end].lower() not in ORDINALS and re.fullmatch(r"[\d,.]*\d|[A-Za-z-]+", text[start:end])
    ]
    found: list[Mention] = []
    for one in (*dates, *counts, *_names(text)):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return tuple(found)


def _names(text: str) -> Iterator[Mention]:
    for match in NAME.finditer(text):
        words = list(re.finditer(r"\S+", match.group()))
        while words and words[0].group().lower() in NOT_NAMES:
            words.pop(0)
        if not words or (match.start() + words[0].start() == 0 and len(words) == 1):
            continue
        start, end = match.start() + words[0].start(), match.end()
        yield Mention("wrong-name", _name_form(text, start, end), text[start:end], start, end)


def _name_form(text: str, start: int, end: int) -> str:
    """What stands around a name, and how it is made: "in Velm", "Velm's" and "Velmish" have three forms."""
    name = text[start:end]
    head = name.split(" of ")[0] if " of " in name else str(len(name.split()))
    before, after = BEFORE_NAME.search(text[:start]), re.match(r"['’]s|", text[end:])
    case = "capitals" if name.isupper() else "adjective" if ADJECTIVE.search(name) else ""
    return " ".join((before.group().lower() if before else "", head, case, after.group()))


def _date_form(date: str) -> str:
    """ "Friday" and "Sunday" have one form, "1904" and "1911" one, "May 3" and "June 12" one."""
    names = re.sub(WEEKDAYS, "weekday", re.sub(MONTHS, "month", date, flags=re.IGNORECASE), flags=re.IGNORECASE)
    return re.sub(r"\d{4}", "year", re.sub(r"(?<!\d)\d{1,2}(?!\d)", "day", names))


def _number_form(number: str) -> str:
    return f"{len(number)} figures" if number[0].isdigit() else "words"


def replacements(mention: Mention, pool: Sequence[Mention]) -> Iterator[str]:
    """What may stand in its place: others of its form in the document, then nearby values."""
    others = (one.text for one in pool if (one.trap, one.form) == (mention.trap, mention.form))
    for text in dict.fromkeys((*others, *_nearby(mention))):
        alike = mention.trap == "wrong-name" and text[:LIKE] == mention.text[:LIKE] and " of " not in text
        if text.lower() != mention.text.lower() and not alike:
            yield text


def _nearby(mention: Mention) -> Iterator[str]:
    """The year, weekday, day or number beside it; a name has no neighbour."""
    if mention.form == "weekday":
        days = WEEKDAYS.split("|")
        place = days.index(mention.text.capitalize())
        yield from (days[(place + step) % len(days)] for step in STEPS)
    elif mention.trap == "wrong-date" and (part := re.search(r"\d+", mention.text)):
        # The first figures are a day of a month where there is one, else the year.
        near = [int(part.group()) + step for step in STEPS]
        most = 28 if len(part.group()) < 3 else LAST_YEAR
        yield from (part.string[: part.start()] + str(v) + part.string[part.end() :] for v in near if 1 <= v <= most)
    elif mention.form == "words":
        values = numbers(mention.text)
        near = [value + step for value in values for step in STEPS]
        yield from (WORDS[value] for value in near if value > 1 and value in WORDS)
    elif mention.trap == "wrong-number" and mention.text.isdigit():
        yield from (str(int(mention.text) + step) for step in STEPS if int(mention.text) + step > 1)


def stands_in(value: str, mention: Mention, text: str) -> bool:
    """Whether a value stands in a text, a number in whatever form."""
    if mention.trap == "wrong-number":
        return bool(numbers(value) & numbers(text))
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None


def exchanged(question: str, mention: Mention, value: str) -> str:
    return question[: mention.start] + value + question[mention.end :]
