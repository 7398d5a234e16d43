"""What an abbreviation stands for, where a document says so: "Long Form (LF)" or "LF (Long Form)"."""

import re
from collections.abc import Sequence

from index.types import Hit
from index.sentences import sentence_spans
from rag.evidence import Composed, Evidence, Part, plain
from rag.readable import readable

ASKED = re.compile(
    r"\b(?i:what|which)\b.*?\b(?P<before>[A-Z][A-Za-z0-9&.-]{1,9})\b.*?\b"
    r"(?:stands?|short|mean|abbreviation|acronym|initials)\b"
    r"|\b(?:"
    r"stands? for|short for|abbreviation|acronym|initials|full (?:form|name)|meaning|spelled out|spell out"
    r"|letters)\b.*?\b"
    r"(?P<after>[A-Z][A-Za-z0-9&.-]{1,9})\b"
)
CAPITALS = re.compile(r"[A-Z].*[A-Z]")
CONFIDENCE = 0.95


def expanded(question: str, hits: Sequence[Hit]) -> Composed | None:
    """The long form of the abbreviation that the question asks for, in the sentence that gives it.

    None where no sentence does: what a document does not spell out is not to be guessed.
    """
    match = ASKED.search(question)
    short = match and (match["before"] or match["after"])
    if not short or not CAPITALS.search(short):
        return None
    for hit in hits:
        passage, text = hit.passage, readable(hit.passage.text)
        for left, right in sentence_spans(text):
            if found := long_form(text[left:right], short):
                evidence = Evidence(passage, passage.start + left, passage.start + right, text[left:right], CONFIDENCE)
                return Composed(
                    (Part(plain(evidence.text), (evidence,)),), found, CONFIDENCE, phrasing=False
                )
    return None


def long_form(sentence: str, short: str) -> str | None:
    """The words beside a parenthesis whose letters give `short`, as in Schwartz and Hearst 2003,
    "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text"."""
    if match := re.search(rf"\b{re.escape(short)}\s*\(([^()]+)\)", sentence):
        return _matched(match[1].split(), short)
    if match := re.search(rf"([^()]+)\(\s*[\"“]?{re.escape(short)}[\"”]?\s*[,;)]", sentence):
        words = match[1].split()
        return _matched(words[-min(len(short) + 5, 2 * len(short), len(words)) :], short)
    return None


def _matched(words: Sequence[str], short: str) -> str | None:
    """The shortest tail of `words` that holds the letters of `short` in order, the first at the beginning of a word."""
    text = " ".join(words)
    place = len(text)
    for number, letter in reversed(list(enumerate(filter(str.isalnum, short.lower())))):
        place = text.lower().rfind(letter, 0, place)
        while number == 0 and place > 0 and text[place - 1].isalnum():
            place = text.lower().rfind(letter, 0, place)
        if place < 0:
            return None
    return text[place:].strip(" ,;\"“”")
