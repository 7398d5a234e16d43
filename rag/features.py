"""What is known of a candidate answer when it has to be decided whether to give it.

A candidate is a span that the reader points at, in its sentence. The features hold the reader's word
against what can be seen without a network: whether the names and numbers of the question stand in the
evidence, and whether the span is the kind of thing that was asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os.path import commonprefix

import numpy as np

from index.words import content_stems, stems
from rag.asked import Kind, Type, asked
from rag.dates import DATE
from rag.facts import NUMBER, denied, name_words, numbers, words
from rag.opposites import TURNED

NAMES = (
    "verdict", "verdict gap", "span", "span gap", "search", "search rank",
    "overlap sentence", "overlap passage", "overlap rare", "missing names sentence", "missing names passage",
    "missing numbers sentence", "missing numbers passage", "names nowhere", "numbers nowhere", "has names",
    "has numbers", "echo", "length",
    "type fits", "type misfits", "opposite", "denied", "clause asked", "list asked", "yes-no asked",
    "sentence length", "number asked", "time asked", "person asked", "place asked",
)
PLACE_BEFORE = re.compile(
    r"\b(?:"
    r"in|at|to|from|near|on|off|across|outside|inside|into|around|over|under|between|behind|beside|along"
    r"|throughout)\s+"
    r"(?:the\s+|an?\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
TIME_WORDS = re.compile(
    r"\b(?:"
    r"today|yesterday|tomorrow|morning|evening|night|noon|afternoon|day|week|month|year|weekend|century|decade"
    r"|spring|summer|autumn|fall|winter|hour|minute|o'clock|after|before|since|until|during|ago|later|earlier|now"
    r"|then|soon|early|late|a\.?m\.?|p\.?m\.?)s?\b"
    r"|\d{1,2}[:.]\d{2}",
    re.IGNORECASE,
)
DURATION_WORDS = re.compile(
    r"\b(?:"
    r"second|minute|hour|day|night|week|month|year|decade|centur(?:y|ie)|long|short|forever|until|since|while"
    r"|moment)s?\b",
    re.IGNORECASE,
)
VAGUE_NUMBER = re.compile(
    r"\b(?:"
    r"one|a|an|half|third|quarter|several|few|many|most|some|all|none|no|dozens|hundreds|thousands|millions|pair"
    r"|couple|single|both|every|once|majority|much|little|per ?cent|%)\b"
    r"|%",
    re.IGNORECASE,
)
PERSON_WORDS = re.compile(
    r"\b(?:"
    r"he|she|they|people|man|woman|men|women|team|group|company|government|ministry|official|officials|minister"
    r"|president|\w+(?:er|or|ist|ian|ant|ee)s?|police|army|forces?|council|committee|staff|member|members|authority"
    r"|authorities)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Candidate:
    """What the features look at; `rank` is the passage's place in the search result.

    `best_verdict` is the highest of all passages, `best_score` the best span's in its passage; `absent_names` and
    `absent_numbers` are how many of the question's stand in no passage found.
    """

    span: str
    before: str  # of the span, in its sentence
    sentence: str
    passage: str
    title: str
    verdict: float
    best_verdict: float
    score: float
    best_score: float
    search: float
    rank: int
    absent_names: int
    absent_numbers: int


@dataclass(frozen=True)
class QuestionFacts:
    """What the features need of a question, found once."""

    kind: Kind
    type: Type
    stems: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[float]
    words: frozenset[str]
    denied: frozenset[str]


def question_facts(question: str) -> QuestionFacts:
    """What the features need of a question, found once for all its candidates."""
    wanted = asked(question)
    return QuestionFacts(
        wanted.kind, wanted.type, frozenset(content_stems(question)), frozenset(name_words(question)),
        frozenset(numbers(question)), frozenset(words(question)), frozenset(denied(question)),
    )


def features(question: QuestionFacts, candidate: Candidate) -> np.ndarray:
    """(len(NAMES),) float32, in the order of NAMES, which is that of the fitted weights."""
    sentence = content_stems(candidate.sentence)
    passage = content_stems(candidate.passage) | content_stems(candidate.title)
    span = content_stems(candidate.span)
    sentence_words, passage_words = words(candidate.sentence), words(candidate.passage) | words(candidate.title)
    fits = type_fits(question.type, candidate.span, candidate.before)
    named, counted = question.names, question.numbers
    values = (
        candidate.verdict,
        candidate.best_verdict - candidate.verdict,
        candidate.score,
        candidate.best_score - candidate.score,
        candidate.search,
        np.log1p(candidate.rank),
        _share(question.stems, sentence | span),
        _share(question.stems, passage),
        _share(question.stems - question.names, sentence),
        _missing(named, sentence_words, sentence),
        _missing(named, passage_words, passage),
        len(counted - numbers(candidate.sentence)),
        len(counted - numbers(candidate.passage)),
        candidate.absent_names,
        candidate.absent_numbers,
        min(3, len(named)),
        min(2, len(counted)),
        _share(span, question.stems) if span else 0.0,
        np.log1p(len(candidate.span.split())),
        float(fits is True),
        float(fits is False),
        float(_opposed(question.words, sentence_words)),
        float(bool((question.denied ^ denied(candidate.sentence)) & (question.stems & sentence))),
        float(question.kind is Kind.CLAUSE),
        float(question.kind is Kind.LIST),
        float(question.kind is Kind.YES_NO),
        np.log1p(len(candidate.sentence.split())),
        float(question.type is Type.NUMBER or question.type is Type.DURATION),
        float(question.type is Type.TIME),
        float(question.type is Type.PERSON),
        float(question.type is Type.PLACE),
    )
    return np.array(values, dtype=np.float32)


def absent(question: QuestionFacts, texts: Sequence[str]) -> tuple[int, int]:
    """How many names and how many numbers of the question stand in none of the texts."""
    found = frozenset().union(*map(words, texts)), frozenset().union(*map(content_stems, texts))
    known = frozenset().union(*map(numbers, texts))
    return _missing(question.names, *found), len(question.numbers - known)


def _share(part: frozenset | set, whole: frozenset | set) -> float:
    return len(part & whole) / len(part) if part else 1.0


def _missing(named: frozenset[str], found: set[str], found_stems: set[str]) -> int:
    """How many of the question's name words stand nowhere; "Ukrainian" stands where "Ukraine" does."""
    return sum(name not in found and not (stems(name) & found_stems) and not _same_root(name, found) for name in named)


def _same_root(name: str, found: set[str]) -> bool:
    return any(len(root := commonprefix((name, word))) >= 4 and len(root) >= 0.6 * len(name) for word in found)


def _opposed(asked_words: frozenset[str], said: set[str]) -> bool:
    """Whether the evidence has the opposite of a word of the question, and not the word itself."""
    return any(word not in said and set(TURNED[word]) & said for word in asked_words if word in TURNED)


def type_fits(wanted: Type, span: str, before: str) -> bool | None:
    """Whether a span looks like what was asked for; None where nothing can be said."""
    if wanted is Type.NUMBER:
        return bool(NUMBER.search(span) or VAGUE_NUMBER.search(span))
    if wanted is Type.DURATION:
        return bool(DURATION_WORDS.search(span) or NUMBER.search(span))
    if wanted is Type.TIME:
        return bool(DATE.search(span) or TIME_WORDS.search(span) or re.search(r"\d", span))
    if wanted is Type.PERSON:
        return bool(re.search(r"(?<!^)\b[A-Z]|^[A-Z]\w*(?:$|\s+[A-Z])|^[A-Z]", span) or PERSON_WORDS.search(span))
    if wanted is Type.PLACE:
        return bool(re.search(r"\b[A-Z]", span) or PLACE_BEFORE.search(before) or PLACE_BEFORE.match(span + " "))
    return None
