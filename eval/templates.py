"""Questions from a sentence by templates over word forms, no parser.

A template asks only where the sentence has the very form that it turns round, and most sentences have none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from eval.forms import (
    AUXILIARY, BASES, CAPITAL, CLAUSE_END, DONE_SOMEWHERE, EXTENDED_ROLE, HAPPENED, INFLECTED, JOINTS, LIMITED, MARKUP,
    NAME, PERSON, PLURAL, POINTS_ELSEWHERE, SUBJECT, WORD,
)
from rag.antecedents import NOT_NAMES
from rag.dates import DATE
from rag.facts import ORDINALS, numbers_at

MOST_WORDS = 20  # a longer question is its sentence in disguise

OWNER = rf"{CAPITAL}['’]s"
DONE_BY = re.compile(rf"{SUBJECT} {AUXILIARY} (?P<rest>(?:be |been )?(?:\w+ly )?(?!\w+ing )\w+) by (?P<who>{NAME})")
WHO_DID = re.compile(rf"(?P<who>{NAME}) (?P<rest>(?:{INFLECTED}) .*)")
ROLE_FIRST = re.compile(
    rf"(?<![\w'’-])(?P<role>(?:[Tt]he|{OWNER}){EXTENDED_ROLE})"
    rf"(?:, (?P<who>{PERSON}),| (?:is|was) (?P<named>{PERSON})[.,])"
)
NAME_FIRST = re.compile(rf"(?<![\w'’-])(?P<who>{PERSON}), (?P<role>(?:the|{OWNER}){EXTENDED_ROLE})[,.]")
DONE_AT = re.compile(
    rf"{SUBJECT} {AUXILIARY} (?P<rest>(?:be |been )?(?:{DONE_SOMEWHERE})) (?:in|at|near) "
    rf"(?P<place>{CAPITAL}(?: {CAPITAL}){{0,3}})(?=[.,]| (?:in|on|by|from|after|before)\b)"
)
COUNTED = re.compile(rf" (?P<noun>(?:[a-z][\w'’-]* ){{0,2}}?{PLURAL})(?![\w'’-])")
HOLDS = re.compile(rf"{SUBJECT} (?P<verb>{INFLECTED}) ")
THERE_ARE = re.compile(r"There (?P<aux>are|were) ")
IS_TALL = re.compile(rf"{SUBJECT} (?P<aux>is|was) ")
HOW_TALL = re.compile(r"[ -][a-z]+[ -](?P<how>tall|high|long|wide|deep|old)\b")
ARTICLE = re.compile(r"(?:the|an?) ", re.IGNORECASE)  # after "was" it begins what something was, not what was done
BEFORE_DATE = re.compile(r" (?:in|on) $")
# What may go before the main clause.
LEAD = re.compile(rf"(?:According to [^,]{{1,60}},|(?:In|On) (?:{DATE.pattern}),?) ", re.IGNORECASE)
WAS = re.compile(rf"{SUBJECT} {AUXILIARY} (?P<rest>{WORD}(?: {WORD}){{0,6}})")
DID = re.compile(rf"{SUBJECT} (?P<verb>{HAPPENED})(?P<rest>(?: {WORD}){{0,6}})")


@dataclass(frozen=True)
class Proposal:
    """A question that `start`..`end` of its sentence answers, in code points; `also` are other wordings of that."""

    kind: str
    question: str
    start: int
    end: int
    also: tuple[str, ...] = ()


def proposals(sentence: str, known: frozenset[str] = frozenset()) -> list[Proposal]:
    """All that the templates ask of a sentence of plain prose. It must be free of markup and quotations.

    `known` are the words of names in lower case: a sentence's first word may begin with a capital for that alone.
    """
    if not re.match(r"\w", sentence) or not sentence.endswith(".") or MARKUP.search(sentence):
        return []
    flat = re.sub(r"\s", " ", sentence)
    lead = LEAD.match(flat)
    begin = lead.end() if lead else 0
    main = [one for ask in (_who, _when, _where, _how_many) for one in ask(flat[begin:], known)]
    main = [replace(one, start=begin + one.start, end=begin + one.end) for one in main]
    return [one for one in (*_roles(flat), *main, *_led_by_date(flat, known)) if _stands_alone(one.question)]


def _stands_alone(question: str) -> bool:
    """Whether it is short and points at nothing outside it; the "there" of "how many are there" is no place."""
    pointing = POINTS_ELSEWHERE.search(re.sub(r"\b(are|were) there\b", r"\1", question))
    return not pointing and len(question.split()) <= MOST_WORDS


def _roles(flat: str) -> Iterator[Proposal]:
    """The judge, Ada Brunn, / Ada Brunn, the judge, / The judge was Ada Brunn."""
    for match in (*ROLE_FIRST.finditer(flat), *NAME_FIRST.finditer(flat)):
        group = "who" if match["who"] else "named"
        if _is_person(match[group]) and not JOINTS.search(match["role"]):
            yield Proposal("who", _asked("Who is", _lowered(match["role"])), *match.span(group))


def _who(flat: str, known: frozenset[str]) -> Iterator[Proposal]:
    """Ada Brunn opened the school. / The school was opened by Ada Brunn."""
    clause = flat[: _clause_end(flat)]
    if (match := WHO_DID.fullmatch(clause)) and _is_person(match["who"]) and _is_subject(match["who"], known):
        yield Proposal("who", _asked("Who", match["rest"]), *match.span("who"))
    if (match := DONE_BY.match(flat)) and _is_person(match["who"]) and _is_plain(match, known):
        yield Proposal("who", _asked("Who", _inverted(match), "by"), *match.span("who"))


def _when(flat: str, known: frozenset[str]) -> Iterator[Proposal]:
    """The school was opened in 1904. / The school opened in 1904."""
    for start, end in _dates(flat):
        before = BEFORE_DATE.search(flat[:start])
        if before and (question := _when_question(flat[: before.start()], known)):
            yield Proposal("when", question, start, end)


def _led_by_date(flat: str, known: frozenset[str]) -> Iterator[Proposal]:
    """In 1904 the school was opened."""
    for start, end in _dates(flat)[:1]:
        clause = re.sub("^,? ", "", flat[end : _clause_end(flat, end + 1)])
        if flat[:start] in ("In ", "On ") and (question := _when_question(clause, known)):
            yield Proposal("when", question, start, end)


def _when_question(clause: str, known: frozenset[str]) -> str | None:
    if (match := WAS.fullmatch(clause)) and _is_plain(match, known) and not ARTICLE.match(match["rest"]):
        return _asked("When", _inverted(match))
    if (match := DID.fullmatch(clause)) and _is_plain(match, known):
        return _asked("When did", _lowered(match["subject"]), BASES[match["verb"]] + match["rest"])
    return None


def _where(flat: str, known: frozenset[str]) -> Iterator[Proposal]:
    """The treaty was signed in Velm."""
    if (match := DONE_AT.match(flat)) and _is_plain(match, known) and not DATE.search(match["place"]):
        yield Proposal("where", _asked("Where", _inverted(match)), *match.span("place"))


def _how_many(flat: str, known: frozenset[str]) -> Iterator[Proposal]:
    """Forty workers died. / There are 240 trees. / The orchard holds 240 trees. / The tower is 31 metres tall."""
    for start, end in _counts(flat):
        before = LIMITED.sub("", flat[:start])
        if (tall := HOW_TALL.match(flat, end)) and (match := IS_TALL.fullmatch(before)) and _is_plain(match, known):
            question = _asked(f"How {tall['how']} {match['aux']}", _lowered(match["subject"]))
            yield Proposal("how-many", question, start, tall.start("how") - 1)
        elif (counted := COUNTED.match(flat, end)) and (question := _count_question(before, counted, flat, known)):
            yield Proposal("how-many", question, start, end, (flat[start : counted.end()],))


def _count_question(before: str, counted: re.Match, flat: str, known: frozenset[str]) -> str | None:
    """The question for a number after `before`, which counts what was matched."""
    noun, rest = counted["noun"], flat[counted.end() : _clause_end(flat, counted.end())]
    if not before:
        return None if len(rest.split()) < 2 or JOINTS.match(rest.strip()) else _asked("How many", noun, rest)
    if match := THERE_ARE.fullmatch(before):
        return _asked("How many", noun, match["aux"], "there", rest)
    if (match := HOLDS.fullmatch(before)) and _is_plain(match, known) and not rest.startswith(" of "):
        base = BASES[match["verb"]]
        did = "does" if match["verb"].endswith("s") else "did"
        joint = JOINTS.search(rest)
        return _asked("How many", noun, did, _lowered(match["subject"]), base, rest[: joint.start()] if joint else rest)
    return None


def _counts(flat: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand that may count something: no dates, no ordinals, no prices, no parts of a word."""
    dates = _dates(flat)
    for _, start, end in numbers_at(flat):
        ordinal = flat[start:end].lower() in ORDINALS or re.search(r"(?:st|nd|rd|th|s)$", flat[start:end])
        inside = any(left < end and start < right for left, right in dates)
        if not ordinal and not inside and (start == 0 or flat[start - 1] == " "):
            yield start, end


def _dates(flat: str) -> list[tuple[int, int]]:
    """Where dates stand, "Monday, June 2, 2025" as one."""
    found: list[tuple[int, int]] = []
    for match in DATE.finditer(flat):
        if found and re.fullmatch(r",? ", flat[found[-1][1] : match.start()]):
            found[-1] = found[-1][0], match.end()
        else:
            found.append(match.span())
    return found


def _clause_end(flat: str, begin: int = 0) -> int:
    """Where the clause that goes on at `begin` ends; not at a comma of a date."""
    dates = _dates(flat)
    ends = (match.start() for match in CLAUSE_END.finditer(flat, begin))
    return next((end for end in ends if not any(left < end < right for left, right in dates)), len(flat))


def _is_person(name: str) -> bool:
    return name.split()[0].lower() not in NOT_NAMES and not DATE.search(name)


def _is_plain(match: re.Match, known: frozenset[str]) -> bool:
    """Whether what is turned round is one noun phrase and what is done to it: no clause, no date."""
    parts = [match[name] for name in ("subject", "rest") if name in match.re.groupindex]
    return not any(JOINTS.search(part) or DATE.search(part) for part in parts) and _is_subject(match["subject"], known)


def _is_subject(subject: str, known: frozenset[str]) -> bool:
    """Whether it begins with an article or is a name."""
    first, *others = subject.lower().split()
    return bool(ARTICLE.match(subject)) or first not in NOT_NAMES and (bool(others) or first in known)


def _inverted(match: re.Match) -> str:
    return f"{match['aux']} {_lowered(match['subject'])} {match['rest']}"


def _lowered(subject: str) -> str:
    """A subject inside a sentence: its article begins in lower case."""
    return re.sub(r"^(?:The|An?)\b", lambda article: article.group().lower(), subject)


def _asked(*parts: str) -> str:
    return " ".join(" ".join(parts).split()) + "?"
