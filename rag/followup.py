"""Step 1: make a question that leans on the conversation stand on its own.

Plain rules over words, no model: what they did is shown to the user as the question understood.
"""

import re
from collections.abc import Callable, Sequence

from index.words import content_words
from rag.antecedents import names, person, thing
from rag.types import Turn

# Nobody's pronoun reaches further back.
TURNS = 20
PERSON = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
THING = re.compile(r"\b(?:they|them|their|theirs|it|its)\b", re.IGNORECASE)
POINTED_AT = re.compile(
    r"\b(?:that|this|these|those)\b(?=\s*(?:[?.,!]|$|(?:is|was|were|are|did|does|do|has|have|had|will|would)\b))",
    re.IGNORECASE,
)
PLACE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|has|have|be|any)\b)(?<!are there)(?<!is there)", re.IGNORECASE)
OPENER = re.compile(r"^\s*(?:and|but|or|so|then|also|ok|okay)\b[\s,]*", re.IGNORECASE)
ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^(?:for|in|on|by|from)\s+(?=\S+\s*\??$)", re.IGNORECASE)
BARE = re.compile(
    r"^(?:who|what|when|where|why|how|which|how (?:many|much|long|so|come))(?:\s+\w+)?\s*\?*$", re.IGNORECASE
)
STARTS_LIKE_A_QUESTION = re.compile(r"(?:wh\w+|how|is|are|was|were|did|do|does|has|have|can|will)\b", re.IGNORECASE)
OWNER = re.compile(r"\b(?:his|its|their|theirs|hers|her(?=\s+\w))\b", re.IGNORECASE)


def standalone(question: str, history: Sequence[Turn], answer_to: Callable[[str], str | None]) -> str:
    """The question with what it leaves to the earlier turns put in; unchanged where it leaves nothing.

    `answer_to` gives the short answer to an earlier question whose turn doesn't carry one.
    """
    history = history[-TURNS:]
    if not history:
        return question
    bare = OPENER.sub("", question).strip()
    fragment = _fragment(bare, opened=bare != question.strip())
    pronoun = _open_pronoun(bare)
    if fragment is None and pronoun is None and not BARE.match(bare):
        return question
    *earlier, last = history
    before = standalone(last.question, earlier, answer_to)
    if fragment is not None:
        return _asked_of(before, fragment)
    if BARE.match(bare) and pronoun is None:
        return f"{bare.rstrip('? ')}: {before}"
    meant = person(before, last, answer_to) if PERSON.fullmatch(pronoun.group()) else thing(before)
    return _replaced(bare, pronoun, meant) if meant else f"{before.rstrip('? ')}: {bare}"


def _open_pronoun(question: str) -> re.Match | None:
    """The first pronoun whose antecedent the question does not name itself, before it.

    "That" and "this" point out of the question whatever it names.
    """
    for pattern in (PERSON, THING, PLACE):
        match = pattern.search(question)
        if match and not names(question[: match.start()]):
            return match
    return POINTED_AT.search(question)


def _fragment(bare: str, opened: bool) -> str | None:
    """What a question without a verb asks about ("And Russia's?", "What about Rybar?"), else None."""
    if ABOUT.match(bare):
        return ABOUT.sub("", bare).rstrip("? ")
    if opened and len(content_words(bare)) <= 3 and not STARTS_LIKE_A_QUESTION.match(bare):
        return bare.rstrip("? ")
    return None


def _asked_of(before: str, fragment: str) -> str:
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


def _replaced(question: str, pronoun: re.Match, meant: str) -> str:
    """The pronoun replaced by what it means; later ones then have their antecedent in the question."""
    if OWNER.match(question, pronoun.start()) and not re.search(r"['’]s?$", meant):
        meant += "'" if meant.endswith("s") else "'s"
    if PLACE.fullmatch(pronoun.group()):
        meant = f"in {meant}"
    return question[: pronoun.start()] + meant + question[pronoun.end() :]
