"""Step 1: make a question that leans on the conversation stand on its own.

Plain rules over words, no model: what they did is shown to the user as the question understood.
"""

import re
from collections.abc import Callable, Sequence

from index.words import content_words
from rag.types import Turn

PERSON = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
THING = re.compile(
    r"\b(?:they|them|their|theirs|it|its|there)\b"
    r"|\b(?:that|this|these|those)\b(?=\s*(?:[?.,!]|$|(?:is|was|were|are|did|does|do|has|have|had|will|would)\b))",
    re.IGNORECASE,
)
OPENER = re.compile(r"^\s*(?:and|but|or|so|then|also|ok|okay)\b[\s,]*", re.IGNORECASE)
ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^(?:for|in|on|by|from)\s+(?=\S+\s*\??$)", re.IGNORECASE)
BARE = re.compile(r"^(?:who|what|when|where|why|how|which|how (?:many|much|long|so|come))(?:\s+\w+)?\s*\?*$", re.IGNORECASE)
NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+(?:of\s+|the\s+)?[A-Z][\w-]*)*")
# Words that are capitalised for where they stand, not because they are names.
NOT_NAMES = frozenset(
    "who whom whose what when where why which how is are was were do does did has have had will would can could "
    "should may might must and but or so then also in on at by for from to of with according after before during "
    "the a an this that these those he she it they his her its their there about if not no yes i".split()
)
# Names that "he" or "she" cannot mean.
NO_PERSON = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def standalone(question: str, history: Sequence[Turn], answer_to: Callable[[str], str | None]) -> str:
    """The question with what it leaves to the earlier turns put in; unchanged where it leaves nothing.

    `answer_to` gives the short answer to an earlier question whose turn doesn't carry one.
    """
    if not history:
        return question
    *earlier, last = history
    bare = OPENER.sub("", question).strip()
    opened = bare != question.strip()
    if not (opened or ABOUT.match(bare) or _leans(bare)):
        return question
    before = standalone(last.question, earlier, answer_to)
    if (fragment := _fragment(bare, opened)) is not None:
        return _substituted(before, fragment)
    if BARE.match(bare):
        return f"{bare.rstrip('? ')}: {before}"
    if PERSON.search(bare) and not _names_before(bare, PERSON):
        person = _person(before, last, answer_to)
        if person:
            return _with_person(bare, person)
    return f"{before.rstrip('? ')}: {bare}" if _leans(bare) else bare


def _leans(question: str) -> bool:
    return bool(
        BARE.match(question)
        or any(pattern.search(question) and not _names_before(question, pattern) for pattern in (PERSON, THING))
    )


def _names_before(question: str, pattern: re.Pattern) -> list[str]:
    """Names that stand before the pronoun and can be what it means."""
    return names(question[: pattern.search(question).start()])


def names(text: str) -> list[str]:
    """The capitalised runs of a text, without words that are capitalised for another reason."""
    found = []
    for match in NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower() in NOT_NAMES:
            words.pop(0)
        if words:
            found.append(" ".join(words))
    return found


def _fragment(bare: str, opened: bool) -> str | None:
    """What a question without a verb asks about ("And Russia's?", "What about Rybar?"), else None."""
    if ABOUT.match(bare):
        return ABOUT.sub("", bare).rstrip("? ")
    if opened and len(content_words(bare)) <= 3 and not re.match(r"(?:wh\w+|how|is|are|was|did|do|does|has)\b", bare, re.I):
        return bare.rstrip("? ")
    return None


def _substituted(before: str, fragment: str) -> str:
    """The earlier question asked of something else: its last name gives way to the fragment's."""
    new = names(fragment)
    old = [name for name in names(before) if name not in new]
    if not new or not old:
        return f"{before.rstrip('? ')}: {fragment}?"
    owner = re.search(rf"{re.escape(new[-1])}['’]s?$", fragment)
    if not owner:
        return before.replace(old[-1], new[-1])
    # "And Ukraine's?" after "the Russian delegation" or "Russia's delegation"
    return re.sub(rf"(?:\bthe\s+)?{re.escape(old[-1])}(?:['’]s?(?!\w))?", lambda _: owner.group(), before, count=1)


def _person(before: str, last: Turn, answer_to: Callable[[str], str | None]) -> str | None:
    """Whom "he" or "she" means: the answer of a who-question, else a person the question names."""
    asked = [name for name in names(before) if name.lower() not in NO_PERSON]
    if re.match(r"\s*(?:who|whom|which)\b", before, re.IGNORECASE) or not asked:
        answered = names(last.answer if last.answer is not None else answer_to(before) or "")
        several = [name for name in answered if " " in name]
        if several or answered:
            return (several or answered)[0]
    return asked[0] if asked else None


def _with_person(question: str, person: str) -> str:
    """The first pronoun replaced: later ones then have their antecedent in the question."""
    match = PERSON.search(question)
    owns = match.group().lower() in {"his", "hers"} or (
        match.group().lower() == "her" and re.match(r"\s+\w", question[match.end() :])
    )
    return question[: match.start()] + person + ("'s" if owns else "") + question[match.end() :]
