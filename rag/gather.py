"""Answers made of several sentences of a document: what it is about, what happened on a day, who is mentioned.

No language model has a part in it: sentences are chosen whole, so each is its own proof.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from index.sentences import sentence_spans
from index.types import Document
from index.words import content_stems
from rag.antecedents import DAYS
from rag.dates import MONTHS, parts
from rag.entities import ORGANISATIONS, PEOPLE, PLACES, ROLE, entities
from rag.facts import without_possessives
from rag.verify import REPORTED

SENTENCES = 4
WORDS = (5, 45)  # of a sentence that can stand in a summary
# A sentence that repeats so much of one already chosen is left out (as in MMR, Carbonell and Goldstein 1998).
REPEATS = 0.5
LEANING = re.compile(
    r"^(?:"
    r"He|She|It|They|This|That|These|Those|His|Her|Their|Its|But|And|However|Among|Such|There|Then|So"
    r"|In addition|Also|Both|Neither)\b",
)
MARKUP = re.compile(r"^\s*(?:#|[-*+>|=]|\d+[.)]\s|<|©|—)")


@dataclass(frozen=True)
class Place:
    """A sentence, or a part of one, in a document: start..end in code points.

    `said` is what is told of it, where that is fewer words.
    """

    document: Document
    start: int
    end: int
    said: str | None = None

    @property
    def text(self) -> str:
        """The document's own words, which prove what is told."""
        return self.document.text[self.start : self.end]


def sentences(document: Document, text: str) -> Iterator[Place]:
    """Whole sentences of prose in `text`, which is the document's with what is not to be read blanked."""
    for start, end in sentence_spans(text):
        if not MARKUP.match(text[start:end]) and text[start:end].rstrip()[-1:] in ".!?\"”’')":
            yield Place(document, start, end)


def overview(document: Document, text: str, wanted: int = SENTENCES) -> list[Place]:
    """The lead and the most central sentences of what follows, in the document's order.

    Central is a sentence whose words are frequent in the document (SumBasic: Nenkova and Vanderwende
    2005), one from each stretch of it, so that the end is not forgotten.
    """
    found = [place for place in sentences(document, text) if WORDS[0] <= len(place.text.split()) <= WORDS[1]]
    if not found:
        return list(sentences(document, text))[:wanted]
    lead = found[0]
    counts = Counter(stem for place in found for stem in content_stems(place.text))
    chosen = [lead]
    stretches = [
        found[1:][n * len(found[1:]) // (wanted - 1) : (n + 1) * len(found[1:]) // (wanted - 1)]
        for n in range(wanted - 1)
    ]
    for stretch in stretches:
        fresh = [p for p in stretch if not LEANING.match(p.text) and all(_repeated(p, c) < REPEATS for c in chosen)]
        if fresh:
            chosen.append(max(fresh, key=lambda place: _centrality(place, counts)))
    return sorted(chosen, key=lambda place: place.start)


def _centrality(place: Place, counts: Counter) -> float:
    stems = content_stems(place.text)
    return sum(counts[stem] for stem in stems) / (len(stems) + 4)


def _repeated(place: Place, other: Place) -> float:
    one, two = content_stems(place.text), content_stems(other.text)
    return len(one & two) / max(1, min(len(one), len(two)))


def events(document: Document, text: str, question: str, subject: set[str]) -> list[Place]:
    """The sentences that tell of the question's date, those about its `subject` (stems) where there are some.

    A weekday and a date that the document itself ties together are the same day.
    """
    wanted = parts(question)
    same = _tied(text, wanted)
    dated = [place for place in sentences(document, text) if _on(parts(place.text), wanted, same)]
    about = [place for place in dated if subject & content_stems(place.text)]
    return about or dated


def _tied(text: str, wanted: frozenset[str]) -> list[frozenset[str]]:
    """Other ways in which the document writes the wanted day: those of its dates that hold all that is wanted."""
    days = set(DAYS)
    full = [
        parts(match.group())
        for match in re.finditer(
            r"(?:\w+day),?\s+"
            rf"(?:\d{{1,2}}\s+(?:{MONTHS})|(?:{MONTHS})\s+\d{{1,2}})"
            r"(?:,?\s+\d{4})?",
            text,
        )
    ]
    out = []
    for date in full:
        weekday = date & days
        if wanted <= date and weekday and weekday != wanted:
            others = [other for other in full if other & days == weekday and other != date]
            out += [date - weekday] + ([] if others or not wanted & days else [])
        if wanted == weekday:
            out.append(date - weekday)
    return [one for one in out if one]


def _on(said: frozenset[str], wanted: frozenset[str], same: Sequence[frozenset[str]]) -> bool:
    return bool(wanted) and (wanted <= said or any(other <= said for other in same))


def mentioned(document: Document, text: str, what: str) -> list[Place]:
    """For each name of a kind, in order, the sentence that best says what it is.

    `what` is one of the kinds of `rag.entities`.
    """
    told = [(place, " ".join(without_possessives(place.text).split())) for place in sentences(document, text)]
    names = [name for name, kind in entities(text).items() if kind == what]
    whole = [name for name in names if not any(name != other and f" {name} " in f" {other} " for other in names)]
    proofs = {name: _holding(name, told) for name in whole}
    found = [_introduced(name, min(places, key=partial(_presents, name))) for name, places in proofs.items() if places]
    return sorted(found, key=lambda place: place.start)


def _holding(name: str, told: Sequence[tuple[Place, str]]) -> list[Place]:
    """Those sentences, told flat and without possessives, that have the name in full: so they prove that it is mentioned."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return [place for place, flat in told if whole.search(flat)]


def _presents(name: str, place: Place) -> tuple[bool, int]:
    """Smallest for the first sentence that says who or what it is."""
    return not re.search(rf"{re.escape(name)},|{ROLE}\s+{re.escape(name)}", place.text), place.start


def _introduced(name: str, place: Place) -> Place:
    """What is said of a name where it stands: with its apposition, if it has one."""
    match = re.search(
        rf"{re.escape(name)},\s+"
        r"((?:the|an?|her|his|its|their|who|[A-Z]\w+['’]s)\s(?:[^,.;]|\.\d){3,80})(?:,|\.(?!\d))",
        place.text,
    )
    apposition = (
        match.group(1)
        if match and not re.search(rf"\b{REPORTED}\b|\s(?:and|or)\s[A-Z]", match.group(1))
        else None
    )
    return Place(place.document, place.start, place.end, f"{name}, {apposition}" if apposition else name)


def what_is_mentioned(question: str) -> str:
    """Which kind of name a question asks for; people where it does not say."""
    if re.search(
        r"\borgani[sz]ations?|compan|institution|agenc|authorit|bodies|groups|firms\b", question, re.IGNORECASE
    ):
        return ORGANISATIONS
    if re.search(r"\bplaces?|cit(?:y|ies)|countr|region|town|location|where\b", question, re.IGNORECASE):
        return PLACES
    return PEOPLE
