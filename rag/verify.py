"""Step 7: align each sentence of the model's to the evidence, and release it only when it holds.

Citations come from this alignment; the model is never asked to write markers.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from index.words import WORD, content_stems, content_words, stems
from rag.evidence import plain
from rag.facts import denied, name_words, names_in, numbers, without_possessives, words
from rag.quantities import same_quantities

# A sentence may be pieced together from so many runs of its sources, each with words left out but none moved.
RUNS = 2
SKIPPED = 4  # content words that a run may leave out at a time
QUOTED = re.compile(r"[\"“]([^\"“”]+?)[.,]?[\"”]")
SENTENCE_ENDS = (".", "!", "?", '."', ".”", ".)")
REPORTED = (
    r"(?:said|says|told|claimed|claims|announced|estimated|reported|reports|put|puts|warned|confirmed|denied|stated"
    r"|argued|added|according|counted|counts|estimates)"
)
BE = r"(?:is|are|was|were|has\s+been|had\s+been|have\s+been|be|being)"
IS = re.compile(rf"\b{BE}\s+(\w+)")
GAP = re.compile(r"\s{2}|\s[.,;:]")
PART = re.compile(r"[^,]*,\s+(?:which|where|who|whose|when)\b[^,]*$")
TAG = re.compile(rf",\s+((?:[\w'’-]+\s+){{1,3}}?{REPORTED})\.$")
JOINTS = re.compile(
    r"\b(?:not|no|never|because|so|but|although|though|unless|if|before|after|since|until|while|than|instead|without"
    r"|whether|which)\b",
    re.IGNORECASE,
)
REPORTING = re.compile(REPORTED, re.IGNORECASE)
SPEAKER = re.compile(
    r"(?P<before>(?:[A-Z][\w'’.-]*\s+(?:of\s+|the\s+)?)*[A-Z][\w'’.-]*)(?:,[^,]{2,60},)?\s+"
    rf"(?:has\s+|had\s+|also\s+)?{REPORTED}\b"
    r"|\b[Aa]ccording to\s+(?:the\s+|an?\s+)?(?P<after>(?:[\w'’.-]+\s+){0,3}?[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*)*)"
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

    A quotation backs a whole sentence when it holds each of its words that tell something, as often, its numbers
    with what they count and whose they are, its quoted words, something the question did not say already, the same
    denials and hedges, and the same speaker. The question's own words are no support: they may be what is wrong. But a
    name that it brought may stand in the passage around the quotation, where a pronoun stands for it: `known` are
    those passages. Words may be left out but not moved about: who did what to whom is a matter of their order.
    """
    if not sentence.rstrip().endswith(SENTENCE_ENDS):
        return None
    for position, quotation in enumerate(quotations):
        if holds(sentence, question, quotation, known[position] if known else quotation):
            return position
    return None


def says(sentence: str, short: str) -> bool:
    """Whether a sentence gives the short answer, and more than that alone, which is no sentence."""
    return _keys(short) <= _keys(sentence) and sentence.strip(" .").lower() != short.strip(" .").lower()


def brought(question: str, around: str) -> list[str]:
    """The words of the question's names that the passage around a quotation has too, in order."""
    return [word for word in content_words(question) if word.lower() in name_words(question) & words(around)]


def invented(sentence: str, quotation: str, names: Sequence[str]) -> bool:
    """Whether the sentence has a word, or repeats one, that is not so in the quotation, nor a name that was brought."""
    said = Counter(_key(word) for word in content_words(sentence) if not REPORTING.fullmatch(word))
    return not said or bool(said - Counter(_key(word) for word in (*content_words(quotation), *names)))


def _keys(text: str) -> set:
    return {_key(word) for word in content_words(text)}


def _key(word: str) -> frozenset:
    """What must be equal for two words to be the same: the value of a number, else the stem."""
    return numbers(word) or stems(word)


def holds(sentence: str, question: str, quotation: str, around: str) -> bool:
    """Whether the quotation leaves nothing of the sentence that can be checked unexplained."""
    new = content_stems(sentence) - content_stems(question)
    return (
        not invented(sentence, quotation, brought(question, around))
        and same_quantities(sentence, question, quotation)
        and all(quoted in plain(quotation) for quoted in QUOTED.findall(plain(sentence)))
        and bool(new & content_stems(quotation))
        and well_formed(sentence, quotation)
        and same_joints(sentence, quotation)
        and denied(sentence) <= denied(quotation)
        and denied(quotation) & content_stems(sentence) <= denied(sentence)
        and runs(sentence, (quotation, question)) <= RUNS
        and same_subject(sentence, quotation)
        and same_speaker(sentence, quotation)
        and same_agents(sentence, quotation)
        and as_certain(sentence, quotation)
    )


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


def same_speaker(sentence: str, quotation: str) -> bool:
    """Whether whoever the sentence lets speak speaks in the quotation, and whoever speaks there and is named still does.

    A sentence without a speaker claims nothing of one.
    """
    said, told = speakers(sentence), speakers(quotation)
    if told & names_in(sentence) - said:
        return False
    return not said or bool(said & told) or not told and said <= words(quotation)


def well_formed(sentence: str, quotation: str) -> bool:
    """Whether nothing is missing between its words, nor after a name: "The port of Velm, where they met." is a part.

    It may be whole where it begins and ends as the quotation does. Words of somebody's that go on after ", she said,"
    may not end there: "The fund, she said." is a part too.
    """
    said, told = ([_key(word) for word in content_words(text)] for text in (sentence, quotation))
    tag = TAG.search(sentence)
    broken = GAP.search(sentence) or tag and f"{tag[1]}," in plain(quotation)
    return not broken and (said[:1] + said[-1:] == told[:1] + told[-1:] or not PART.match(sentence))


def same_joints(sentence: str, quotation: str) -> bool:
    """Whether what the sentence joins is joined in the quotation: no "because", "not" or "is" of the model's own.

    An "is" may be new before a word of the quotation: of "built by Karl" may be said that it "was built by Karl".
    """
    joints, had = (Counter(map(str.lower, JOINTS.findall(text))) for text in (sentence, quotation))
    equated, were = (
        sum(not content_stems(after) or after.lower() not in words(quotation) for after in IS.findall(text))
        for text in (sentence, quotation)
    )
    return not joints - had and equated <= were


def same_subject(sentence: str, quotation: str) -> bool:
    """Whether a name that the sentence begins with may be put before what it does: "wrote to Karl" is not "Karl wrote".

    It stands before that in the quotation already, or after a "by", or the sentence turns it round: "Karl was asked".
    """
    said = content_words(sentence)
    named = names_in(sentence)
    led = list(takewhile(lambda word: word.lower() in named, said))
    if not led or len(led) == len(said):
        return True
    told = [_key(word) for word in content_words(quotation)]
    name, does = _key(led[-1]), _key(said[len(led)])
    if name not in told or does not in told or told.index(name) < _last(told, does):
        return True
    turned = re.search(rf"{re.escape(led[-1])}\s+{BE}\b", sentence)
    return bool(turned) or {word.lower() for word in led} <= _agents(quotation)


def _last(keys: Sequence[frozenset], key: frozenset) -> int:
    return max(place for place, other in enumerate(keys) if other == key)


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
