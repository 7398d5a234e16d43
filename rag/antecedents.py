"""What a pronoun of a follow-up can stand for: names, and the things the earlier question is about.

Rules over word forms, no parser: they look at determiners, question words and endings.
"""

import re
from collections.abc import Callable

from rag.types import Turn

NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+(?:of\s+)?[A-Z][\w-]*)*")
# Words that are capitalised for where they stand, not because they are names.
NOT_NAMES = frozenset(
    "who whom whose what when where why which how is are was were do does did has have had will would can could "
    "should may might must and but or so then also in on at by for from to of with according after before during "
    "the a an this that these those he she it they his her its their there about if not no yes i".split()
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
ASKS_WHO = re.compile(r"\s*(?:who|whom|which)\b", re.IGNORECASE)

AUXILIARY = r"(?:did|do|does|will|would|can|could|should|has|have|had|is|are|was|were)"
COUNTED = re.compile(rf"\b(?:how many|which|what)\s+((?:\w+\s+){{1,3}}?){AUXILIARY}\b", re.IGNORECASE)
DETERMINED = re.compile(r"\b((?:the|a|an|this|these|those)\s+|[A-Z]\w*['’]s?\s+)((?:[\w-]+\s+){0,4}[\w-]+)")
INVERTED = re.compile(rf"\b{AUXILIARY}\s+$", re.IGNORECASE)
# Where a noun phrase ends.
STOPS = NOT_NAMES | frozenset("be been as into over under near than most more since until while because".split())


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


def person(before: str, last: Turn, answer_to: Callable[[str], str | None]) -> str | None:
    """Whom "he" or "she" means: the answer of a who-question, else a person the question names."""
    asked = [name for name in names(before) if name.lower() not in DAYS]
    if ASKS_WHO.match(before) or not asked:
        answered = names(last.answer if last.answer is not None else answer_to(before) or "")
        several = [name for name in answered if " " in name]
        if several or answered:
            return (several or answered)[0]
    return asked[0] if asked else None


def thing(before: str) -> str | None:
    """What "it" or "they" means: what the earlier question counts or chooses, else its first noun phrase."""
    if counted := COUNTED.search(before):
        return "the " + counted.group(1).strip()
    for match in DETERMINED.finditer(before):
        words = _noun_phrase(match.group(2), bool(INVERTED.search(before[: match.start()])))
        if words:
            return match.group(1) + " ".join(words)
    return None


def _noun_phrase(run: str, inverted: bool) -> list[str]:
    """The words of a run up to the first that cannot be part of a noun phrase.

    After an auxiliary the verb comes next ("did the talks take place"): a plural ends the phrase
    there, otherwise its last word is taken for the verb.
    """
    words = []
    for word in run.split():
        if word.lower() in STOPS:
            break
        words.append(word)
    if inverted and len(words) > 1 and (len(words) < len(run.split()) or not words[-1][0].isupper()):
        plural = next((place for place, word in enumerate(words) if word.endswith("s") and word.islower()), None)
        return words[: plural + 1] if plural is not None else words[:-1]
    return words
