"""Measures of a peer's answer, of which only its text and the texts that it shows are known. Pure functions."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from eval.peers import MARKER, PeerAnswer
from eval.score import gold_held
from eval.spans import HALF
from eval.types import Case
from index.sentences import sentence_spans
from index.words import content_words
from rag.facts import name_words, numbers, words
from rag.reader.measures import normalised

MEASURES = ("right", "right_and_cited", "refused", "over_refused", "unsupported")
LABEL = re.compile(rf"{MARKER.pattern}|\bsources?\s+\d+", re.IGNORECASE)
# Over lower-cased text on one line, with straight apostrophes.
_NOT = r"(?:do not|don't|does not|doesn't|did not|didn't|cannot|can not|can't|could not|couldn't)"
_DOCUMENTS = r"(?:contexts?|sources?|documents?|texts?|passages?|articles?|excerpts?|notes|question|information)"
_SAY = r"(?:say|mention|state|specify|contain|provide|answer|include|give|indicate|tell|reveal|identify|address)"
REFUSAL = re.compile(
    "|".join(
        (
            rf"\b(?:i|we) {_NOT} (?:\w+ )?(?:know|answer|find|determine|say|tell|have|see|provide)\b",
            r"\b(?:i am|i'm|we are|we're) (?:unable to|not able to|not sure|not aware|unsure)\b",
            r"\b(?:unable|impossible|not possible) to (?:answer|determine|find|say|tell)\b",
            rf"\b{_DOCUMENTS}\b[^.]{{0,60}}? {_NOT} (?:\w+ )?{_SAY}\b",
            r"\bnot (?:\w+ )?(?:mentioned|specified|stated)\b",
            r"\bnot (?:\w+ )?(?:provided|given|available|found|included|answered|contained) (?:in|by|within|from)\b",
            r"\b(?:cannot|can not|can't|could not|couldn't) be (?:answered|determined|found)\b",
            r"\bno (?:\w+ ){0,2}(?:information|mention|answer)\b",
            r"\b(?:not enough|insufficient) (?:information|context)\b",
            rf"\bnone of the (?:\w+ )?{_DOCUMENTS}\b",
            r"^(?:i am |i'm |we are )?(?:very |so )?sorry\b",
            r"^(?:i|we|my) apologi[sz]e",
            r"^(?:empty response|unknown|none|n/a)\W*$",
        )
    )
)


def refuses(text: str) -> bool:
    """Whether a free text says that it does not answer: an empty one, or one whose first sentence says so.

    A later sentence does not count, since it is said of a detail after an answer. An expression of this kind
    misses refusals in words it does not know, and takes a true "The text does not say" for a refusal.
    """
    said = " ".join(MARKER.sub(" ", text).replace("’", "'").split()).lower()
    spans = sentence_spans(said)
    return not spans or REFUSAL.search(said[: spans[0][1]]) is not None


def cites(cited: str, quote: str) -> bool:
    """Whether a cited text holds at least half of a gold quote's words, or stands in the quote as a whole.

    What counts is the longest run of normalised tokens in common: `eval.citations.correct` for texts whose
    place in the document is not known.
    """
    shown, wanted = normalised(cited).split(), normalised(quote).split()
    run = SequenceMatcher(None, shown, wanted, autojunk=False).find_longest_match().size
    return run > 0 and (run >= HALF * len(wanted) or run == len(shown))


def unsupported(case: Case, answer: PeerAnswer) -> set[str]:
    """The names and numbers of an answer that stand in no text it shows and not in what the user said.

    An answer that shows no source can have them from the question only. The numbers of the sources are none.
    """
    turns = [said for turn in case.history for said in (turn.question, turn.answer or "")]
    known = [case.question, *turns, *answer.cited]
    text = LABEL.sub(" ", answer.text)
    names = set[str]().union(*(name_words(text[start:end]) for start, end in sentence_spans(text)))
    known_words, known_numbers = set().union(*map(words, known)), set().union(*map(numbers, known))
    strange = content_words(" ".join(names - known_words))
    return {*strange, *(f"{value:g}" for value in numbers(text) - known_numbers)}


def scores(case: Case, answer: PeerAnswer | None) -> dict[str, float | None]:
    """One answer, None where the peer failed to give one, which is wrong; a measure it is not eligible for is None.

    The words of a refusal hold no answer. `unsupported` is over what was answered, rightly or not.
    """
    refused = answer is not None and is_refusal(answer)
    answered = answer is not None and not refused
    right = gold_held(case, answer.text) if case.answerable and answered else 0.0
    cited = answered and _any_cited(answer.cited, case.quotes)
    return {
        "right": right if case.answerable else None,
        "right_and_cited": right * cited if case.answerable else None,
        "refused": None if case.answerable else float(refused),
        "over_refused": float(refused) if case.answerable else None,
        "unsupported": float(bool(unsupported(case, answer))) if answered else None,
    }


def is_refusal(answer: PeerAnswer) -> bool:
    """What the peer itself says, or what its words do."""
    return refuses(answer.text) if answer.refused is None else answer.refused


def _any_cited(cited: Sequence[str], quotes: Sequence[str]) -> bool:
    return any(cites(text, quote) for text in cited for quote in quotes)
