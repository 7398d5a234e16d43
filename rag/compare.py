"""Comparisons: what is said of each side, and which side it makes the answer, where both give a figure or a date."""

import re
from collections.abc import Callable

from index.types import Passage
from index.words import content_stems
from rag.compose import quotation
from rag.dates import MONTHS
from rag.decide import Judged
from rag.evidence import Composed, Part, plain
from rag.facts import numbers_at

OPTIONS = re.compile(
    r"^(?P<stem>.+?)[,:—–-]\s*(?:is it |was it |did )?(?P<one>[^,:?]+?),?\s+or\s+(?:is it |was it )?"
    r"(?P<other>[^,?]+?)\s*\?*$",
    re.IGNORECASE,
)
INNER = re.compile(
    r"^(?i:did|does|do|was|were|is|are|has|have|had|who|which)\s+(?P<one>\S+(?:\s+\S+){0,4}?)\s+or\s+"
    r"(?P<rest>\S+\s+.*?)\s*\?*$",
)
CAPITALISED = re.compile(r"(?:the\s+)?[A-Z][\w'’-]*(?:\s+(?:of\s+)?[A-Z][\w'’-]*)*")
QUANTITY = re.compile(
    r"\b(?:"
    r"more(?! recent)|most(?! recent)|less|least|fewer|fewest|higher|highest|lower|lowest|larger|largest|smaller"
    r"|smallest|bigger|biggest|longer|longest|shorter|shortest|heavier|heaviest|lighter|cheaper|dearer|faster"
    r"|slower|taller|tallest)\b",
    re.IGNORECASE,
)
# Of each group, units that cannot be compared as bare numbers.
UNITS = tuple(
    {name: name for name in group.split()}
    for group in (
        "second minute hour day week month year decade century",
        "millimetre centimetre metre kilometre millimeter centimeter meter kilometer mile foot feet inch yard",
        "gram kilogram kilo tonne ton pound ounce",
        "$ € £ dollar euro pound crown franc",
        "litre liter gallon pint",
    )
)
FEWER = re.compile(
    r"\b(?:"
    r"less|fewer|least|fewest|smaller|smallest|lower|lowest|shorter|shortest|younger|youngest|cheaper|cheapest"
    r"|slower|slowest|lighter|nearer|closer)\b",
    re.IGNORECASE,
)
EARLIER = re.compile(r"\b(?:first|earlier|earliest|older|oldest|sooner|before)\b", re.IGNORECASE)
LATER = re.compile(r"\b(?:last|later|latest|newer|newest|more recent|after|younger)\b", re.IGNORECASE)
COMPARING = re.compile(
    r"\b(?:"
    r"whose|who|which|what|is|are|was|were|did|does|do|has|have|had|more|most|gives?|the one|higher|larger"
    r"|bigger|greater|often|longer|lower|smaller|fewer|less|came|first|earlier|later|last)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")


def compared(question: str, find: Callable[[str], "object"], enough: float) -> Composed | None:
    """Both sides' quotations, after the side they speak for.

    None where the question names no two sides or one has no evidence. `find` reads for a question;
    `enough` is the probability from which a side's evidence counts.
    """
    options = sides(question)
    if options is None:
        return None
    stem, one, other = options
    found = [_evidence_for(side, stem, find, enough) for side in (one, other)]
    if None in found:
        return None
    originals: dict[int, Passage] = {judged.pointed.reading.passage.id: passage for judged, passage in found}
    quotations = list(dict.fromkeys(quotation(judged, originals, whole=False) for judged, _ in found))
    winner = _winner(question, one, other, *(judged for judged, _ in found))
    parts = tuple(Part(plain(each.text), (each,)) for each in quotations)
    if winner:
        said = winner[:1].upper() + winner[1:]
        parts = (Part(f"{said}.", tuple(quotations)), *parts)
    short = winner or "; ".join(plain(judged.pointed.text) for judged, _ in found)
    return Composed(parts, short, min(judged.probability for judged, _ in found), phrasing=False)


def sides(question: str) -> tuple[str, str, str] | None:
    """(what is compared, one side, the other): evidence is looked for side by side. None where there are not two."""
    if match := OPTIONS.match(question):
        # "Tern, Plover or Grey Heron" are three.
        third = "," in match["stem"] and not COMPARING.search(match["stem"].rpartition(",")[2])
        return None if third else (match["stem"], match["one"].strip(), match["other"].strip())
    match = INNER.match(question)
    if not match or "," in match["one"] or any(pattern.search(match["one"]) for pattern in (QUANTITY, EARLIER, LATER)):
        return None
    other = _leading(match["rest"], len(match["one"].split()))
    return (match["rest"][len(other) :].strip(), match["one"], other) if other else None


def _leading(rest: str, words: int) -> str | None:
    """The second side at the head of what follows "or": a name, else as many words as the first side has."""
    said = rest.split()
    if name := CAPITALISED.match(rest):
        other = name.group()
    elif said[0].lower() == "the":
        other = " ".join(said[: max(2, words if words <= 3 else 2)])
    else:
        other = " ".join(said[:words]) if words <= 2 else ""
    return other if other and other != rest and rest.startswith(other) else None


def _evidence_for(side: str, stem: str, find: Callable, enough: float) -> tuple[Judged, Passage] | None:
    """The best span for one side in a sentence that names it."""
    asked_for = " ".join(COMPARING.sub(" ", stem).split())
    found = find(f"{side}: {asked_for}?")
    named = content_stems(side)
    fitting = [judged for judged in found.ranked if named & content_stems(judged.pointed.sentence)]
    if not fitting or fitting[0].probability < enough / 2:
        return None
    best = max(fitting, key=lambda judged: (len(named & content_stems(judged.pointed.sentence)), judged.probability))
    passage = next(hit.passage for hit in found.hits if hit.passage.id == best.pointed.reading.passage.id)
    return best, passage


def _winner(question: str, one: str, other: str, first: Judged, second: Judged) -> str | None:
    """The side that the figures, or the dates, speak for; None where they do not say."""
    if (
        not QUANTITY.search(question)
        and (EARLIER.search(question) or LATER.search(question))
        and (times := _both(_time, first, second))
    ):
        if times[0] == times[1]:
            return None
        return one if (times[0] < times[1]) == bool(EARLIER.search(question)) else other
    values = _both(_value, first, second)
    if values and values[0][0] != values[1][0] and _comparable(values[0][1], values[1][1]):
        return one if (values[0][0] < values[1][0]) == bool(FEWER.search(question)) else other
    return None


def _both(read: Callable[[Judged], object], first: Judged, second: Judged) -> tuple | None:
    values = read(first), read(second)
    return None if None in values else values


def _value(judged: Judged) -> tuple[float, str] | None:
    """The number in the span, or the only one of its sentence that is no year, and its unit."""
    sentence, left = judged.pointed.sentence, judged.pointed.left
    found = [
        (value, _unit(sentence, start, end), start + left)
        for value, start, end in numbers_at(sentence)
        if not YEAR.fullmatch(sentence[start:end])
    ]
    inside = [one for one in found if judged.pointed.start <= one[2] < judged.pointed.end]
    chosen = inside if len(inside) == 1 else found
    return chosen[0][:2] if len(chosen) == 1 else None


def _unit(sentence: str, start: int, end: int) -> str:
    """The currency before a number, else the word after it, in the singular."""
    if before := re.search(r"[$€£]\s?$", sentence[:start]):
        return before.group().strip()
    after = re.match(r"[\s-]*([^\W\d_]+)", sentence[end:])
    word = after[1].lower() if after else ""
    return {"centuries": "century", "inches": "inch"}.get(word, word.removesuffix("s"))


def _comparable(one: str, other: str) -> bool:
    """False for two different units of the same thing: 30 days are not more than 5 weeks."""
    return one == other or not any(one in group and other in group for group in UNITS)


def _time(judged: Judged) -> tuple[int, int, int] | None:
    """(year, month, day) of the only year, or of the only date, of the sentence."""
    sentence = judged.pointed.sentence
    years = {int(year) for year in YEAR.findall(sentence)}
    if len(years) != 1:
        return None
    month = re.search(rf"\b({MONTHS})\b(?:\s+(\d{{1,2}})\b)?|\b(\d{{1,2}})\s+({MONTHS})\b", sentence)
    if not month:
        return years.pop(), 0, 0
    name = (month[1] or month[4]).capitalize()
    return years.pop(), MONTHS.split("|").index(name) + 1, int(month[2] or month[3] or 0)
