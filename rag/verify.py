"""Step 7: align each sentence of the model's to the evidence, and release it only when it holds.

Citations come from this alignment; the model is never asked to write markers.
"""

import re
from collections.abc import Sequence

from index.words import WORD, content_stems, content_words, stems
from rag.evidence import plain
from rag.facts import denied, name_words, names_in, numbers, numbers_at, without_possessives, words

# The share of a sentence's content words that its evidence and the question must hold between them.
SUPPORT = 0.85
# A sentence may be pieced together from so many runs of its sources, each with words left out but none moved.
RUNS = 2
SKIPPED = 4  # content words that a run may leave out at a time
QUOTED = re.compile(r"[\"“]([^\"“”]+?)[.,]?[\"”]")
SENTENCE_ENDS = (".", "!", "?", '."', ".”", ".)")
REPORTED = (
    r"(?:said|says|told|claimed|claims|announced|estimated|reported|reports|put|puts|warned|confirmed|denied|stated"
    r"|argued|added|according|counted|counts|estimates)"
)
SPEAKER = re.compile(
    r"(?P<before>(?:[A-Z][\w'’.-]*\s+(?:of\s+|the\s+)?)*[A-Z][\w'’.-]*)(?:,[^,]{2,60},)?\s+"
    rf"(?:has\s+|had\s+|also\s+)?{REPORTED}\b"
    r"|\b[Aa]ccording to\s+(?:the\s+|an?\s+)?(?P<after>(?:[\w'’.-]+\s+){0,3}?[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*)*)"
)
# What limits a number, and what it is measured in; a number that loses either says something else.
LIMITS = re.compile(
    r"\b("
    r"(?:not\s+)?(?:more|less|fewer)\s+than|at\s+least|at\s+most|up\s+to|over|under|nearly|almost|only|about"
    r"|around|roughly|some|approximately)\s+[$€£]?$",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"[\s-]*("
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|percent|per\s+cent|%|kilometres?|kilometers?"
    r"|miles?|metres?|meters?|tonnes?|tons?|kilograms?|litres?|liters?|dollars?|euros?|pounds?|crowns?|degrees?)"
    r"(?!\w)",
    re.IGNORECASE,
)
HEDGES = re.compile(
    r"\b(?:"
    r"(?-i:may)|might|could|would|plans?|planned|wants?|wanted|hopes?|hoped|expect(?:s|ed)?|reportedly|allegedly"
    r"|possibl[ey]|perhaps|probabl[ey]|propos(?:e|es|ed|al)|demand(?:s|ed)?|if|unless|should|due to|seek|seeks|try"
    r"|tries|trying)\b",
    re.IGNORECASE,
)


def align(sentence: str, question: str, quotations: Sequence[str], known: Sequence[str] | None = None) -> int | None:
    """The index of the quotation that backs the sentence, or None where none does.

    A quotation backs a whole sentence when it holds each of its numbers, with what they count, and names, its
    quoted words, enough of the rest, something the question did not say already, the same denials and hedges,
    and the same speaker. A name that the question brought may stand in the passage around the quotation instead:
    `known` are those passages. Words of both may be left out but not moved about: who did what to whom is a
    matter of their order.
    """
    if not sentence.rstrip().endswith(SENTENCE_ENDS):
        return None
    best, best_share = None, 0.0
    for position, quotation in enumerate(quotations):
        share = support(sentence, question, quotation)
        around = known[position] if known else quotation
        if share >= SUPPORT and share > best_share and holds(sentence, question, quotation, around):
            best, best_share = position, share
    return best


def says(sentence: str, short: str) -> bool:
    """Whether a sentence gives the short answer, and more than that alone, which is no sentence."""
    return _keys(short) <= _keys(sentence) and sentence.strip(" .").lower() != short.strip(" .").lower()


def support(sentence: str, question: str, quotation: str) -> float:
    """The share of the sentence's content stems found in the quotation or the question, 0..1."""
    said = _keys(sentence)
    return len(said & (_keys(quotation) | _keys(question))) / len(said) if said else 0.0


def _keys(text: str) -> set:
    return {_key(word) for word in content_words(text)}


def _key(word: str) -> frozenset:
    """What must be equal for two words to be the same: the value of a number, else the stem."""
    return numbers(word) or stems(word)


def holds(sentence: str, question: str, quotation: str, around: str) -> bool:
    """Whether the quotation leaves nothing of the sentence that can be checked unexplained."""
    new = content_stems(sentence) - content_stems(question)
    return (
        not unsupported(sentence, question, quotation, around)
        and all(quoted in plain(quotation) for quoted in QUOTED.findall(plain(sentence)))
        and bool(new & content_stems(quotation))
        and denied(sentence) <= denied(quotation)
        and denied(quotation) & content_stems(sentence) <= denied(sentence)
        and runs(sentence, (quotation, question)) <= RUNS
        and same_speaker(sentence, quotation)
        and same_agents(sentence, quotation)
        and as_certain(sentence, quotation)
    )


def unsupported(sentence: str, question: str, quotation: str, around: str) -> set[str]:
    """The names, and the numbers with what they count, that the sentence has from nowhere.

    A number or a name of the question's is no support: the question may have it wrong.
    """
    brought = name_words(question) & words(around)
    missing = {name for name in name_words(sentence) if name not in words(quotation) | brought}
    missing |= {f"{value:g}" for value in numbers(sentence) - numbers(quotation)}
    return missing | _miscounted(sentence, quotation) | _unqualified(sentence, quotation)


def runs(sentence: str, sources: Sequence[str]) -> int:
    """Of how many runs of the sources the sentence is made, read greedily; a word from nowhere is one of its own.

    No run leaves out words before a name: that would put the name in another's place.
    """
    texts = [[_key(word) for word in content_words(source)] for source in sources]
    count, places = 0, []
    for word in content_words(sentence):
        key = _key(word)
        going_on = [
            (text, place)
            for text, last in places
            for place in range(last + 1, min(last + 2 + SKIPPED, len(texts[text])))
            if texts[text][place] == key and (place == last + 1 or not word[:1].isupper())
        ]
        if not going_on:
            count += 1
            going_on = [
                (number, place)
                for number, text in enumerate(texts)
                for place, other in enumerate(text)
                if other == key
            ]
        places = going_on
    return count


def _miscounted(sentence: str, quotation: str) -> set[str]:
    """Numbers that count another thing than in the quotation: 30 days are not 30 hours."""
    counted = _counted(quotation)
    return {
        f"{value:g} {thing}"
        for value, things in _counted(sentence).items()
        for thing in things
        if value in counted
        and thing in {other for of_value in counted.values() for other in of_value}
        and thing not in counted[value]
    }


def _unqualified(sentence: str, quotation: str) -> set[str]:
    """Numbers that have lost or changed what limits them, or their unit: "nearly 40", "30 days"."""
    given = {value: (before, unit) for value, before, unit in _limited(quotation)}
    return {
        f"{value:g}"
        for value, before, unit in _limited(sentence)
        if value in given
        and (
            before != given[value][0]
            or unit and given[value][1] and unit != given[value][1]
            or unit and not given[value][1]
        )
    }


def _limited(text: str) -> list[tuple[float, str, frozenset[str]]]:
    """(value, what limits it, the stem of its unit) of each number."""
    out = []
    for value, start, end in numbers_at(text):
        before = LIMITS.search(text[:start])
        unit = UNIT.match(text[end:])
        out.append(
            (
                value,
                " ".join(before.group(1).lower().split()) if before else "",
                stems(unit.group(1)) if unit else frozenset(),
            )
        )
    return out


def _counted(text: str) -> dict[float, set[str]]:
    """For each number the stems of the words it may count: the content words close after it."""
    out: dict[float, set[str]] = {}
    for value, _, end in numbers_at(text):
        after = re.match(r"(?:[\s-]+[\w'’-]+){1,3}", text[end:])
        out.setdefault(value, set()).update(content_stems(after.group()) if after else set())
    return out


def same_speaker(sentence: str, quotation: str) -> bool:
    """Whether whoever the sentence lets speak speaks in the quotation; a sentence without one claims nothing of it."""
    said = speakers(sentence)
    return not said or bool(said & speakers(quotation)) or not speakers(quotation) and said <= words(quotation)


def same_agents(sentence: str, quotation: str) -> bool:
    """Whether active and passive are not mixed up: "hired by Karl" is not "hired Karl"."""
    agents, said = _agents(quotation), _agents(sentence)
    subject = names_in(" ".join(content_words(sentence)[:2]))
    before = {name for name in names_in(quotation) if name in words(quotation.split(" by ")[0])}
    turned = (agents & names_in(sentence)) - said
    return turned <= subject and said - agents <= before


def _agents(text: str) -> set[str]:
    """The lower-cased name words right after a "by"."""
    found = re.findall(r"\bby\s+(?:the\s+|an?\s+)?((?:[A-Z][\w'’.-]*\s?)+)", without_possessives(text))
    return {word.lower() for name in found for word in WORD.findall(name)}


def speakers(text: str) -> set[str]:
    """The lower-cased name words of those who say something."""
    found = (match["before"] or match["after"] for match in SPEAKER.finditer(without_possessives(text)))
    return {word for name in found for word in names_in(name)}


def as_certain(sentence: str, quotation: str) -> bool:
    """Whether a quotation that hedges what the sentence is about is not turned into plain fact."""
    return not HEDGES.search(quotation) or bool(HEDGES.search(sentence)) or not _about_hedged(sentence, quotation)


def _about_hedged(sentence: str, quotation: str) -> bool:
    """Whether a verb that follows a hedge in the quotation is said plainly in the sentence."""
    hedged = (re.match(r"\W*(?:\w+\W+){0,3}", quotation[match.end() :]).group() for match in HEDGES.finditer(quotation))
    return any(content_stems(words_) & content_stems(sentence) for words_ in hedged)
