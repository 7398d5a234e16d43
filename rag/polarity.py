"""Whether evidence settles a yes/no question, and how.

A wrong yes is worse than none, so little is taken for settled.
"""

import re

from index.words import WORD, stems
from rag.dates import DATE
from rag.facts import numbers, words
from rag.opposites import TURNED
from rag.verify import HEDGES

# Words of a question or of evidence that change nothing.
EMPTY = frozenset(
    "already really actually ever also any indeed finally fully officially eventually completely "
    "a an the this these there so far".split()
)
DENIALS = frozenset("not no never".split())
BE = frozenset("is are was were be been am".split())
PRESENT_BE, PAST_BE = frozenset("is are am".split()), frozenset("was were".split())
HAVE, DO = frozenset("has have had".split()), frozenset("do does did".split())
MODALS = frozenset("can could will would shall should may might must".split())
SILENT = EMPTY | DENIALS | BE | HAVE | DO | MODALS
PRONOUNS = frozenset("i he she it they we you him her them anyone anybody anything".split())
IS_IT_TRUE = re.compile(r"^\W*is\s+it\s+(?:true|correct|right)\s+that\s+", re.IGNORECASE)
SHORTENED = re.compile(r"\b(ca|wo|sha|\w+?)n['’]t\b|\b(can)not\b", re.IGNORECASE)
WHOLE = {"ca": "can", "wo": "will", "sha": "shall"}
REPORTED = re.compile(
    r"\b(?:"
    r"says?|said|saying|tells?|told|claim(?:s|ed)?|according to|announced|accus(?:es|ed)|alleg(?:es|ed)"
    r"|estimat(?:es|ed)|report(?:s|ed|edly)?|denie[sd]|deny|believe[sd]?|thinks?|thought|suspect(?:s|ed)?|argue[sd]?"
    r"|complain(?:s|ed)?|insist(?:s|ed)?|warn(?:s|ed)?|rumou?rs?|opinion|view|supposed(?:ly)?|seems?|seemed|apparently"
    r")\b",
    re.IGNORECASE,
)
INSERTED = re.compile(r",\s+(?:who|whom|whose|which|where|an?|the)\b[^,;:.!?]*,(?=\s)")
CLAUSE = re.compile(r"[;—]|,\s+(?:but|and|while|although|though)\b")
LEAD = re.compile(r"(?:and|but|however|also|then|in|on|at|since|by|early|late)\b|,", re.IGNORECASE)
# What may follow directly: another word would belong to the last one ("the clock" and "the clock case").
GOES_ON = re.compile(
    r"\W*$"
    r"|\s*[,)]"
    r"|\s+(?:"
    r"(?:in|on|at|by|after|before|since|during|from|to|with|under|near)\s+"
    r"(?=[^a-z]|(?:an?|the|his|her|its|their|this)\b)"
    r"|(?:and|but|because|when|while|yet|at all|any ?more)\b"
    r")"
)
LIMITS = re.compile(
    r"\b(?:only|except|unless|until|without|if|whether|than|false|untrue|not|no|never|nobody|none|neither|nor)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


def polarity(question: str, evidence: str) -> bool | None:
    """True for yes, False for no, None where the evidence is to speak for itself.

    It settles the question only if one of its clauses is what was asked, word for word but for articles and
    forms, about the same time, neither hedged nor limited nor somebody's words; then it counts who denies.
    """
    claim = _claim(question)
    if claim is None or evidence.rstrip().endswith("?") or re.search(r"[\"“”]", evidence):
        return None
    undated = DATE.sub(" ", evidence)
    if any(pattern.search(undated) and not pattern.search(question) for pattern in (HEDGES, REPORTED)):
        return None
    plain = INSERTED.sub("", evidence)
    for clause in CLAUSE.split(_in_full(plain)):
        if (said := _found(claim, clause)) is not None:
            before, inside, after = said
            if any(set(TURNED[word]) & words(clause) for word in words(question) if word in TURNED):
                return None
            return _answer(claim, before, inside, after)
    return None


def _claim(question: str) -> str | None:
    """The question in full words, as something that can be true; None where a yes could be taken either way."""
    bare = IS_IT_TRUE.sub("", question)
    inverted = bare == question
    # "Isn't it closed?" asks what "Is it closed?" asks.
    text = (
        re.sub(r"^\W*(\w+?)n['’]t\b", lambda match: WHOLE.get(match[1].lower(), match[1]), bare)
        if inverted
        else _in_full(bare)
    )
    said = [word.lower() for word in WORD.findall(_in_full(text))]
    if not PRONOUNS.isdisjoint(said) or inverted and not DENIALS.isdisjoint(said):
        return None
    return text if any(word not in SILENT for word in said) else None


def _in_full(text: str) -> str:
    return SHORTENED.sub(lambda match: f"{WHOLE.get((match[1] or match[2]).lower(), match[1] or match[2])} not", text)


def _telling(text: str) -> list[re.Match]:
    """The words that must be the same in question and evidence: also prepositions and "all", "some", "to"."""
    return [match for match in WORD.finditer(text) if match.group().lower() not in SILENT]


def _key(word: str) -> frozenset:
    return numbers(word) or stems(word)


def _found(claim: str, clause: str) -> tuple[str, str, str] | None:
    """The clause before, from the first to the last, and after the claim's words, which stand in it side by side."""
    wanted = [match.group() for match in _telling(claim)]
    said = _telling(clause)
    for first in range(len(said) - len(wanted) + 1):
        run = said[first : first + len(wanted)]
        if all(_same(one, match.group(), clause[match.end() :]) for one, match in zip(wanted, run)):
            return clause[: run[0].start()], clause[run[0].start() : run[-1].end()], clause[run[-1].end() :]
    return None


def _same(wanted: str, said: str, rest: str) -> bool:
    """Whether two words are forms of one, and both or neither an owner's: the mayor's deputy is not the mayor."""
    owners = [
        bool(re.search(r"['’]s?$", one))
        for one in (wanted, said + (rest[:1] if rest[:1] in ("'", "’") else ""))
    ]
    return _key(wanted) == _key(said) and owners[0] == owners[1]


def _answer(claim: str, before: str, inside: str, after: str) -> bool | None:
    spoken = [word.lower() for word in WORD.findall(f"{before if 'there' in before.lower() else ''} {inside}")]
    asked = [word.lower() for word in WORD.findall(claim)]
    lead = LEAD.sub(" ", re.sub(r"\b(?:the|an?|this|these)\b", " ", DATE.sub(" ", before), flags=re.IGNORECASE))
    denials = sum(word in DENIALS for word in spoken)
    if lead.strip() and not re.fullmatch(r"\s*there\s+(?:is|are|was|were)\s*(?:not?\b)?\s*", lead, re.IGNORECASE):
        return None
    if not GOES_ON.match(after) or LIMITS.search(after) or denials > 1 or not _same_time(asked, spoken):
        return None
    if denials and re.sub(r"^\W*(?:(?:yet|at all|any ?more)\b|but\b.*)", "", after).strip(" .!,)"):
        return None  # what follows may be all that is denied: "did not close in 2019"
    return bool(denials) == any(word in DENIALS for word in asked)


def _same_time(asked: list[str], said: list[str]) -> bool:
    """Whether both speak in the same tense and voice, with the same modal verb."""
    asked_verbs, said_verbs = set(asked), set(said)
    if asked_verbs & MODALS != said_verbs & MODALS or bool(asked_verbs & BE) != bool(said_verbs & BE):
        return False
    if asked_verbs & PRESENT_BE and not said_verbs & PRESENT_BE or asked_verbs & PAST_BE and not said_verbs & PAST_BE:
        return False
    if asked_verbs & HAVE and not said_verbs & HAVE:
        return False
    forms = [
        (one, other)
        for one, other in zip(*([word for word in line if word not in SILENT] for line in (asked, said)))
    ]
    turned_past = any(other.endswith("ed") and not one.endswith("ed") for one, other in forms)
    if "did" in asked_verbs:
        return turned_past or bool(said_verbs & {"did", "had"})
    if asked_verbs & {"do", "does"}:
        return not turned_past and not said_verbs & (HAVE | {"did"})
    return not turned_past
