"""The checkable parts of a text: its numbers, its names and what it denies.

Decisions and verification compare texts by these, since they are what a wrong answer gets wrong.
"""

import re
from functools import lru_cache

from index.words import WORD, content_stems, content_words
from rag.antecedents import names

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
VALUES = (
    {word: value for value, word in enumerate(UNITS)}
    | {word: 10 * value for value, word in enumerate(TENS, 2)}
    | {
        f"{ten}-{unit}": 10 * value + one
        for value, ten in enumerate(TENS, 2)
        for small in (UNITS, ORDINALS)
        for one, unit in enumerate(small[:10])
        if one
    }
    | {word: value for value, word in enumerate(ORDINALS) if value > 1}
    | {"twice": 2, "dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
)
SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "bn": 10**9,
    "m": 10**6,
    "k": 10**3,
}
_WORDS = "|".join(sorted(VALUES, key=len, reverse=True)).replace("-", "[ -]")
NUMBER = re.compile(
    "|".join(
        (
            (
                r"(?P<figure>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:st|nd|rd|th|s)?"
                r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn)\b"
                r"|(?P<letter>[mk])\b(?!\s+(?:tall|high|long|wide|deep|away|above|below|from)\b))?"
            ),
            rf"\b(?P<word>{_WORDS})\b(?:[\s-](?P<of>hundred|thousand|million|billion|trillion)\b)?",
        )
    ),
    re.IGNORECASE,
)
NEGATION = re.compile(
    "|".join(
        (
            (
                r"\b(?:(?:not|cannot)(?!\s+(?:only|just|merely)\b)(?:\s+yet\b)?"
                r"|no(?!\.\s*\d)(?:\s+longer\b)?"
                r"|never|none|nobody|nothing|neither|nor|without)\b"
            ),
            r"n['’]t\b(?!\s+(?:only|just|merely)\b)",
        )
    ),
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def numbers(text: str) -> frozenset[float]:
    """The numbers of a text by value: twelve is 12, 1,000 and a thousand are 1000. "one" is too often a pronoun."""
    return frozenset(value for value, _, _ in numbers_at(text))


def numbers_at(text: str) -> list[tuple[float, int, int]]:
    """(value, start, end) of each number."""
    found = []
    for match in NUMBER.finditer(text):
        if match["figure"]:
            scale = (match["scale"] or match["letter"] or "").lower()
            value = float(match["figure"].replace(",", "")) * SCALES.get(scale, 1)
        else:
            word = match["word"].lower().replace(" ", "-")
            if word == "one" and not match["of"]:
                continue
            value = VALUES[word] * SCALES.get((match["of"] or "").lower(), 1)
        found.append((float(value), match.start(), match.end()))
    return found


@lru_cache(maxsize=20_000)
def name_words(text: str) -> frozenset[str]:
    """The lower-cased words of the names of a text; its first word counts only inside a longer name."""
    plain = without_possessives(text)
    first = re.match(r"\W*(\w+)", plain)
    found = frozenset(word.lower() for name in names(plain) for word in WORD.findall(name))
    alone = first and not re.match(r"\W*\w+[\w-]*\s+[A-Z]", plain)
    return found - {first.group(1).lower()} if alone else found


def names_in(text: str) -> frozenset[str]:
    """The same of a part of a sentence, whose first word may be a name like any other."""
    return name_words(f"x {text}")


@lru_cache(maxsize=20_000)
def words(text: str) -> frozenset[str]:
    """All words of a text in lower case, possessives dropped; of "U.K." and "pro-Moscow" the parts too, as of names."""
    found = [word.lower() for word in WORD.findall(without_possessives(text))]
    return frozenset(found) | {part for word in found for part in re.split(r"[.-]", word)}


@lru_cache(maxsize=20_000)
def denied(text: str) -> frozenset[str]:
    """The stem that each negation of a text is about: the next content word after it."""
    after = (content_words(text[match.end() :])[:1] for match in NEGATION.finditer(text))
    return frozenset(stem for found in after for stem in content_stems(" ".join(found)))


def without_possessives(text: str) -> str:
    """The text without the endings of possessives, so that "Osten's" and "Osten" are compared as one word."""
    return re.sub(r"(?<=\w)['’]s\b|(?<=s)['’](?=\s)", "", text)
