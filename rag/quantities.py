"""What the numbers of a text say: what they count, what limits them, whose they are."""

import re

from index.words import WORD, content_stems, stems
from rag.facts import names_in, numbers, numbers_at

# What limits a number, and what it is measured in; a number that loses either says something else.
LIMITS = re.compile(
    r"\b("
    r"(?:not\s+)?(?:more|less|fewer)\s+than|at\s+least|at\s+most|up\s+to|over|under|nearly|almost|only|about"
    r"|around|roughly|some|approximately)\s+[$€£]?$",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"[\s-]*("
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|percent|per\s+cent|%|kilometres?|kilometers?"
    r"|miles?|metres?|meters?|tonnes?|tons?|kilograms?|litres?|liters?|dollars?|euros?|pounds?|crowns?|degrees?)"
    r"(?!\w)",
    re.IGNORECASE,
)


def following(text: str, most: int) -> str:
    """The words right after a number that `text` goes on from, `most` at most: what it may count."""
    after = re.match(rf"(?:[\s-]+[\w'’-]+){{1,{most}}}", text)
    return after.group() if after else ""


def same_quantities(sentence: str, question: str, quotation: str) -> bool:
    """Whether each number of the sentence is one of the quotation's, and says there what it says here.

    A number of the question's is no support: the question may have it wrong.
    """
    return (
        numbers(sentence) <= numbers(quotation)
        and not _miscounted(sentence, quotation)
        and not _uncounted(sentence, question, quotation)
        and not _unqualified(sentence, quotation)
        and _same_owners(sentence, quotation)
    )


def _miscounted(sentence: str, quotation: str) -> bool:
    """Whether a number counts another thing than in the quotation: 30 days are not 30 hours."""
    counted = _counted(quotation)
    things_told = set().union(*counted.values())
    return any(
        value in counted and (things & things_told) - counted[value] for value, things in _counted(sentence).items()
    )


def _uncounted(sentence: str, question: str, quotation: str) -> bool:
    """Whether a number has lost what it counts, where the question does not name it either: 300 animals are not 300."""
    known = content_stems(sentence) | content_stems(question)
    said = numbers(sentence)
    return any(
        value in said
        and (after := re.match(r"[\s-]+([^\W\d][\w'’-]*)", quotation[end:]))
        and not content_stems(after.group(1)) <= known
        for value, _, end in numbers_at(quotation)
    )


def _unqualified(sentence: str, quotation: str) -> bool:
    """Whether a number has lost or changed what limits it, or its unit: "nearly 40", "30 days"."""
    given = {value: (before, unit) for value, before, unit in _limited(quotation)}
    return any(
        value in given and (before != given[value][0] or unit and unit != given[value][1])
        for value, before, unit in _limited(sentence)
    )


def _limited(text: str) -> list[tuple[float, str, frozenset[str]]]:
    """(value, what limits it, the stem of its unit) of each number."""
    out = []
    for value, start, end in numbers_at(text):
        before = LIMITS.search(text[:start])
        unit = UNIT.match(text[end:])
        out.append(
            (
                value,
                " ".join(before.group(1).lower().split()) if before else "",
                stems(unit.group(1)) if unit else frozenset(),
            )
        )
    return out


def _counted(text: str) -> dict[float, set[str]]:
    """For each number the stems of the words it may count: the content words close after it."""
    out: dict[float, set[str]] = {}
    for value, _, end in numbers_at(text):
        out.setdefault(value, set()).update(content_stems(following(text[end:], 3)))
    return out


def _same_owners(sentence: str, quotation: str) -> bool:
    """Whether each number comes after the name that it came after, or after none: it is that one's number."""
    owners = dict(_owners(quotation))
    return all(owner in (None, owners.get(value, owner)) for value, owner in _owners(sentence))


def _owners(text: str) -> list[tuple[float, str | None]]:
    """Each number with the last name word before it."""
    return [(value, (_names_in_order(text[:start]) or [None])[-1]) for value, start, _ in numbers_at(text)]


def _names_in_order(text: str) -> list[str]:
    named = names_in(text)
    return [word for word in map(str.lower, WORD.findall(text)) if word in named]
