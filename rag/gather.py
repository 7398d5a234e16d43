"""Answers made of several sentences of a document: what it is about, what happened on a day, who is mentioned.

Nothing is read or written by a model here: sentences are chosen whole, so each is its own proof.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from index.sentences import sentence_spans
from index.types import Document
from index.words import content_stems
from rag.antecedents import DAYS, NOT_NAMES, names
from rag.dates import MONTHS, parts
from rag.facts import without_possessives

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


# Who is a person, and what is an organisation, from the words around a name.
ROLE = (
    r"(?:president|prime minister|minister|chancellor|secretary|senator|governor|mayor|judge|justice|general"
    r"|colonel|major|captain|commander|chief|lieutenant|sergeant|admiral|king|queen|prince|princess|pope|bishop|sir"
    r"|lady|lord|dame|mr|mrs|ms|miss|dr|prof|professor|doctor|engineer|director|manager|chairman|chairwoman|chair"
    r"|head|leader|founder|author|writer|poet|painter|architect|physicist|chemist|biologist|historian|scientist"
    r"|researcher|economist|analyst|spokesman|spokeswoman|spokesperson|envoy|ambassador|aide|adviser|advisor"
    r"|official|officer|blogger|journalist|reporter|editor|lawyer|teacher|farmer|fisherman|watchman|nurse|worker"
    r"|driver|owner|resident|witness|deputy|treasurer|miller|baker|butcher|clerk|priest|vicar|merchant|banker"
    r"|builder|carpenter|designer|composer|keeper|inspector|detective|mathematician|philosopher|musician|soldier"
    r"|sailor|mediator|negotiator|delegate|member|activist|optician|goldsmith|clockmaker|instrument maker|inventor"
    r"|nephew|niece|son|daughter|wife|husband|brother|sister|father|mother|widow|student|player|coach|singer|actor"
    r"|actress|counterpart|number|master|curator|expert|consultant|surgeon|patient|goalkeeper|striker|pilot)"
)
_NAME = r"[A-Z][\w'’-]*[\w](?:\s+(?:(?:de|van|von|der|den|al|bin|da|di|la|le|O['’])\s+)?[A-Z][\w'’-]*\w)*"
SPEECH = (
    r"(?:said|says|told|tells|added|adds|announced|warned|confirmed|claimed|argued|explained|wrote|called|described"
    r"|rejected|asked|admitted|insisted|denied|estimated|complained|replied|recalled|noted|resigned|thinks|believes"
    r"|led|headed|noticed|spoke|demanded|promised|revealed|posted|ran|won|died|directed|opened|founded|designed"
    r"|invented)"
)
PERSON_CUES = (
    re.compile(rf"\b(?i:{ROLE})\b\.?,?\s+(?P<name>{_NAME})"),
    re.compile(
        rf"(?P<name>{_NAME}),\s+(?:(?:the|an?|who|whose|her|his|their|its|\w+['’]s|[\w-]+)\s+)"
        rf"(?:[\w'’-]+\s+){{0,6}}?(?i:{ROLE})s?\b",
    ),
    re.compile(rf"(?P<name>{_NAME})\s+(?:\w+ly\s+)?{SPEECH}\b"),
    re.compile(rf"\b{SPEECH}\s+(?P<name>{_NAME})(?=[,.]|\s+(?:of|from|on|in|who)\b)"),
    re.compile(rf"(?P<name>{_NAME}),\s+who\b"),
    re.compile(
        r"\b(?:"
        r"built|designed|written|painted|led|headed|directed|founded|composed|invented|discovered|chaired"
        r"|taught)\s+by\s+"
        rf"(?P<name>[A-Z][\w'’-]*\s+{_NAME})",
    ),
)
ORGANISATION_WORDS = re.compile(
    r"\b(?:"
    r"Ministry|Agency|Service|Services|Office|Bureau|Department|Council|Committee|Commission|Union|League"
    r"|Association|Federation|Society|Institute|University|College|School|Company|Group|Bank|Fund|Party|Forces|Army"
    r"|Navy|Police|Court|Board|Authority|News|Press|Times|Courier|Herald|Tribune|Museum|Hospital|Church|Club|Team"
    r"|Corporation|Corp|Inc|Ltd|Marine|Airlines|Railways?|Station|Trust|Foundation|Network|Organi[sz]ation"
    r"|Parliament|Senate|Congress|NATO|UN|EU|Partners|Labs?|Systems|Industries|Center|Centre|LLC)\b"
    r"|&"
    r"|^[A-Z]{2,6}$"
)
PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|across|outside|inside|into|of|around|towards?|over|off|between|on|reached|hosts?)\s+"
    r"(?:the\s+|eastern\s+|western\s+|northern\s+|southern\s+|central\s+|lower\s+|upper\s+)?$",
    re.IGNORECASE,
)
PLACE_WORDS = re.compile(
    r"\b(?:"
    r"Street|River|Lake|Island|Valley|Mountains?|Sea|Ocean|Bay|Bridge|Dam|Harbour|Harbor|Port|Region|Province"
    r"|County|City|Town|Village|Road|Square|Square|East|West|North|South|Quay|Coast|Hall|Desert|Pass)\b",
)


def mentioned(document: Document, text: str, what: str) -> list[Place]:
    """For each name of a kind, in order, the sentence that best says what it is.

    `what` is "people", "organisations" or "places".
    """
    people = _people(text)
    told = list(sentences(document, text))
    found: dict[str, list[Place]] = {}
    for place in told:
        for name in names(without_possessives(place.text)):
            name = _known_as(name, people) if what == "people" else name
            if name and _is(what, name, people, text):
                found.setdefault(name, []).append(place)
    whole = {
        name: places
        for name, places in found.items()
        if not any(name != other and f" {name} " in f" {other} " for other in found)
    }
    proofs = {name: _holding(name, places) or _holding(name, told) for name, places in whole.items()}
    return [_introduced(name, min(places, key=partial(_presents, name))) for name, places in proofs.items() if places]


def _holding(name: str, places: Sequence[Place]) -> list[Place]:
    """Those that have the name in full, so that they prove that it is mentioned."""
    return [place for place in places if name in without_possessives(place.text)]


def _presents(name: str, place: Place) -> tuple[bool, int]:
    """Smallest for the first sentence that says who or what it is."""
    return not re.search(rf"{re.escape(name)},|{ROLE}\s+{re.escape(name)}", place.text), place.start


def _people(text: str) -> set[str]:
    plain = without_possessives(text)
    found = {match["name"] for cue in PERSON_CUES for match in cue.finditer(plain)}
    cleaned = {_without_role(name) for name in found}
    return {
        name
        for name in cleaned
        if name
        and not (name.isupper() and len(name) > 3)
        and not ORGANISATION_WORDS.search(name)
        and not PLACE_WORDS.search(name)
        and name.lower() not in DAYS | NOT_NAMES
        and not re.fullmatch(MONTHS, name)
        and not _is_place(name, plain)
    }


def _without_role(name: str) -> str:
    words = name.split()
    while words and words[0].lower() in NOT_NAMES:
        words.pop(0)
    roles = [place for place, word in enumerate(words) if re.fullmatch(ROLE, word, re.IGNORECASE)]
    return " ".join(words[roles[-1] + 1 :] if roles else words)


def _known_as(name: str, people: set[str]) -> str | None:
    """The fullest form of a person's name: "Umerov" is "Rustem Umerov"."""
    bare = _without_role(name)
    full = [person for person in people if person == bare or person.endswith(f" {bare}") or bare.endswith(f" {person}")]
    if not full:
        return None
    return max((*full, bare) if not _organisation(bare) and not PLACE_WORDS.search(bare) else full, key=len)


def _is_place(name: str, text: str) -> bool:
    """Whether a name stands after a preposition of place at least as often as not, and is one word."""
    uses = [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b", text)]
    placed = sum(bool(PLACE_BEFORE.search(text[max(0, use - 40) : use])) for use in uses)
    return " " not in name and placed * 2 > len(uses)


def _organisation(name: str) -> bool:
    """By its last word that says what it is: a Dam Office is an office, a Station Road a road."""
    last = max((match.end() for match in ORGANISATION_WORDS.finditer(name)), default=0)
    return last > max((match.end() for match in PLACE_WORDS.finditer(name)), default=0)


def _is(what: str, name: str, people: set[str], text: str) -> bool:
    if what == "people":
        return True
    if name.lower().removesuffix("s") in DAYS or re.fullmatch(rf"(?:{MONTHS})(?:\s+\d+)?", name) or name in people:
        return False
    if what == "organisations":
        return _organisation(name)
    return not _organisation(name) and (bool(PLACE_WORDS.search(name)) or _is_place(name, text))


def _introduced(name: str, place: Place) -> Place:
    """What is said of a name where it stands: with its apposition, if it has one."""
    match = re.search(
        rf"{re.escape(name)},\s+"
        r"((?:the|an?|her|his|its|their|who|[A-Z]\w+['’]s)\s(?:[^,.;]|\.\d){3,80})(?:,|\.(?!\d))",
        place.text,
    )
    apposition = (
        match.group(1)
        if match and not re.search(rf"\b{SPEECH}\b|\s(?:and|or)\s[A-Z]", match.group(1))
        else None
    )
    return Place(place.document, place.start, place.end, f"{name}, {apposition}" if apposition else name)


def what_is_mentioned(question: str) -> str:
    """Which kind of name a question asks for; people where it does not say."""
    if re.search(
        r"\borgani[sz]ations?|compan|institution|agenc|authorit|bodies|groups|firms\b", question, re.IGNORECASE
    ):
        return "organisations"
    if re.search(r"\bplaces?|cit(?:y|ies)|countr|region|town|location|where\b", question, re.IGNORECASE):
        return "places"
    return "people"
