"""Step 5: from judged spans to an answer in the documents' own words, by what kind of question it is."""

import re
from collections.abc import Sequence

from index.sentences import sentence_spans
from index.types import Passage
from index.words import content_stems
from rag import widen
from rag.asked import Asked, Kind, Type
from rag.candidates import Pointed, at
from rag.dates import DATE
from rag.decide import Judged
from rag.evidence import Composed, Evidence, Part, plain
from rag.facts import names_in, numbers, numbers_at, words
from rag.polarity import polarity
from rag.quantities import following
from rag.verify import REPORTED, speakers

# Another span joins the best one in a list, or beside it where sources disagree, from this share of its probability.
BESIDE = 0.5
CLAIMS = 3
NEAR = 2  # sentences before and after one that makes a claim in which a rival claim is looked for
REPORTING = re.compile(
    rf"\b{REPORTED}\b|\b(?:crowns?|dollars?|euros?|pounds?|florins?|and|while|because)\b", re.IGNORECASE
)
SEVERAL = re.compile(r",|;|\b(?:and|or)\b", re.IGNORECASE)  # in a span that is an enumeration already
PUTS = re.compile(
    rf"\b(?:{REPORTED}|speaks? of|spoke of|puts?|lists?|listed|reckons?|arrives? at|figure|count(?:s|ed)?)\b",
    re.IGNORECASE,
)
SOURCE_ASKED = re.compile(
    r"\baccording to\b"
    r"|\b(?:did|does|do|has|have)\b.*\b"
    r"(?:say|claim|report|estimate|count|put|tell|give|think|admit|acknowledge|concede)\b"
    r"|\b(?:in|by) \w+['’]s?\s+(?:\w+\s+)?(?:view|account|estimate|count|opinion|words|figures?)\b"
    r"|\bwho (?:said|says|claims?|reported|gave|puts?|thinks?)\b",
    re.IGNORECASE,
)


def compose(
    question: str, asked: Asked, ranked: Sequence[Judged], enough: float, originals: dict[int, Passage]
) -> Composed:
    """The answer that the best candidate gives, with those that belong beside it. `ranked` is best first, not empty."""
    best = ranked[0]
    confidence = best.probability
    if asked.kind is Kind.CLAUSE:
        return _single(best, _clause_short(best.pointed), originals, whole=True)
    if asked.kind is Kind.YES_NO:
        return _yes_no(question, best, originals)
    beside = [one for one in ranked[1:] if one.probability >= max(enough, BESIDE * confidence)]
    if asked.kind is Kind.LIST:
        return _list(best, beside, originals)
    if asked.type in (Type.NUMBER, Type.DURATION) and not SOURCE_ASKED.search(question):
        claims = _claims(best, beside)
        if len(claims) > 1:
            return _several(claims, originals)
    return _single(best, _fact_short(best.pointed), originals, whole=False)


def _single(judged: Judged, short: str, originals: dict[int, Passage], whole: bool) -> Composed:
    evidence = quotation(judged, originals, whole)
    return Composed((Part(plain(evidence.text), (evidence,)),), plain(short), judged.probability, True)


def quotation(judged: Judged, originals: dict[int, Passage], whole: bool) -> Evidence:
    """The sentence of a span, a long one cut to the clauses around it where a fact was asked for.

    Where the sentence opens a quotation that the next one closes, both are quoted.
    """
    pointed = judged.pointed
    left, right = pointed.left, pointed.right
    if whole:
        left, right = _whole_speech(pointed)
    else:
        sentence = pointed.sentence
        cut = widen.brief(sentence, pointed.start - left, pointed.end - left)
        left, right = left + cut[0], left + cut[1]
    passage = pointed.reading.passage
    text = passage.text[left - passage.start : right - passage.start]
    return Evidence(originals[passage.id], left, right, text, round(judged.probability, 4))


def _whole_speech(pointed: Pointed) -> tuple[int, int]:
    passage = pointed.reading.passage
    rest = passage.text[pointed.right - passage.start :]
    said = pointed.sentence
    unclosed = said.count('"') % 2 or said.count("“") > said.count("”")
    if unclosed and (closing := re.search(r"[\"”]", rest[:300])):
        end = re.compile(r"[.!?][\"”]?(?:\s|$)|$").search(rest, closing.start())
        return pointed.left, pointed.right + end.end() - (1 if end.group().endswith((" ", "\n")) else 0)
    return pointed.left, pointed.right


def _fact_short(pointed: Pointed) -> str:
    sentence, left = pointed.sentence, pointed.left
    return sentence[slice(*widen.figure(sentence, pointed.start - left, pointed.end - left))]


def _clause_short(pointed: Pointed) -> str:
    sentence, left = pointed.sentence, pointed.left
    return sentence[slice(*widen.clause(sentence, pointed.start - left, pointed.end - left))]


def _list(best: Judged, beside: Sequence[Judged], originals: dict[int, Passage]) -> Composed:
    """The enumeration around the span, and those of other sentences that answer too."""
    items: list[tuple[str, Judged]] = []
    for judged in [best, *beside]:
        sentence, left = judged.pointed.sentence, judged.pointed.left
        place = judged.pointed.start - left, judged.pointed.end - left
        if not SEVERAL.search(judged.pointed.text):
            place = widen.listed(sentence, *place)
        text = plain(sentence[slice(*place)])
        if not any(
            words(text) <= words(other) or words(other) <= words(text) or same_sentence(judged, one)
            for other, one in items
        ):
            items.append((text, judged))
    evidence = [quotation(judged, originals, whole=True) for _, judged in items]
    parts = tuple(Part(plain(one.text), (one,)) for one in evidence)
    return Composed(parts, _joined([text for text, _ in items]), best.probability, phrasing=len(parts) == 1)


def same_sentence(one: Judged, other: Judged) -> bool:
    """Whether two candidates stand in one sentence: it is quoted once, and is no second claim beside itself."""
    return (one.pointed.reading.passage.document_id, one.pointed.left) == (
        other.pointed.reading.passage.document_id,
        other.pointed.left,
    )


def _joined(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _claims(best: Judged, beside: Sequence[Judged]) -> list[Judged]:
    """The best candidate and those that give another number for it, each in a sentence that somebody stands behind."""
    claims = [best]
    for judged in [*_rivals(best), *beside]:
        value = numbers(judged.pointed.text)
        differs = all(value and value.isdisjoint(numbers(one.pointed.sentence)) for one in claims)
        elsewhere = not any(same_sentence(judged, one) for one in claims)
        if differs and elsewhere and PUTS.search(judged.pointed.sentence) and len(claims) < CLAIMS:
            claims.append(judged)
    claimed = [one for one in claims if PUTS.search(one.pointed.sentence) or speakers(one.pointed.sentence)]
    return claims if len(claimed) == len(claims) and numbers(best.pointed.text) else [best]


def _rivals(best: Judged) -> list[Judged]:
    """What the sentences around the best one claim instead: a number of the same thing, or of nothing else."""
    pointed, passage = best.pointed, best.pointed.reading.passage
    thing = _counted(pointed.sentence, pointed.end - pointed.left)
    spans = [(passage.start + left, passage.start + right) for left, right in sentence_spans(passage.text)]
    here = next((number for number, (left, right) in enumerate(spans) if left <= pointed.start < right), 0)
    rivals = []
    for left, right in spans[max(0, here - NEAR) : here + NEAR + 1]:
        sentence = passage.text[left - passage.start : right - passage.start]
        found = [place for place in numbers_at(sentence) if not DATE.search(sentence[max(0, place[1] - 6) : place[2]])]
        if left == pointed.left or not PUTS.search(sentence) or len(found) != 1:
            continue
        if (named := names_in(sentence)) and named <= words(pointed.sentence):
            continue  # the same source goes on about something else
        _, start, end = found[0]
        other = _counted(sentence, end)
        if not other or other & thing:
            rivals.append(Judged(at(pointed.reading, left + start, left + end), best.probability))
    return rivals


def _counted(sentence: str, end: int) -> frozenset[str]:
    """The stems of what a number that ends at `end` may count."""
    return content_stems(REPORTING.sub(" ", following(sentence[end:], 2)))


def _several(claims: Sequence[Judged], originals: dict[int, Passage]) -> Composed:
    in_order = sorted(claims, key=lambda one: (one.pointed.reading.passage.document_id, one.pointed.start))
    evidence = [quotation(judged, originals, whole=False) for judged in in_order]
    short = "; ".join(plain(_fact_short(judged.pointed)) for judged in in_order)
    return Composed(tuple(Part(plain(one.text), (one,)) for one in evidence), short, claims[0].probability, False)


def _yes_no(question: str, best: Judged, originals: dict[int, Passage]) -> Composed:
    """The quotation, after a yes or no where it settles the question."""
    evidence = quotation(best, originals, whole=True)
    settled = polarity(question, evidence.text)
    if settled is None:
        return Composed(
            (Part(plain(evidence.text), (evidence,)),), plain(_clause_short(best.pointed)), best.probability, False
        )
    said = "Yes" if settled else "No"
    return Composed((Part(f"{said}. {plain(evidence.text)}", (evidence,)),), said, best.probability, False)
