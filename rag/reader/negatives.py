"""Questions that a passage does not answer, made from ones that it does.

Each maker takes a question and gives an `Example` without an answer, or None where it does not
apply. They follow the ways in which SQuAD 2.0's writers made theirs (Rajpurkar et al. 2018, table 1:
negation, antonym, entity swap, mutual exclusion, impossible condition) and the ways in which a search
result misses: another passage of the topic, or the right passage without the asked fact.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import Embedder
from index.sentences import sentence_spans
from rag.opposites import TURNED
from rag.reader.squad import Question, Span

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|hundred|dozen"
ORDINALS = "first|second|third|fourth|fifth|sixth|last|final"
# What a question can be made to ask about instead, by kind; a name is a run of capitalised words.
MENTIONS = re.compile(
    rf"(?P<year>\b1[0-9]{{3}}s?\b|\b20[0-9]{{2}}s?\b)|(?P<month>\b(?:{MONTHS})\b)"
    rf"|(?P<number>\b\d[\d,.]*\d\b|\b\d\b|\b(?:{NUMBER_WORDS})\b)|(?P<ordinal>\b(?:{ORDINALS}|\d+(?:st|nd|rd|th))\b)"
    r"|(?P<name>\b[A-Z][\w'’.-]*[\w](?:\s(?:(?:of|the|de|von|van|al)\s)?[A-Z][\w'’.-]*[\w])*)"
)
NOT_NAMES = frozenset(
    "What Who Whom Whose When Where Which Why How In On At By From For Of To The A An Is Are Was Were Did Does Do Has "
    "Have Had Can Could Should Would Will If After Before During It This That These Those He She They We You I And But "
    "Or As With Under About Since While There Some Many Most All One Not No Yes So Then Also However His Her Their Its "
    "My Your Our Name According Between Besides Other Each Both Such Although Though Because Through Into Over".split()
)
AUXILIARY = re.compile(
    r"\b(is|are|was|were|did|does|do|has|have|had|can|could|should|would|will)\b(?!\s*n[o']t)", re.IGNORECASE
)
WH_BEFORE_AUXILIARY = re.compile(
    r"^(?:who|what|where|why|how)(?=\s(?:is|are|was|were|did|does|do|has|have|had|can|could|will)\b)", re.IGNORECASE
)
CONDITION = re.compile(
    r"\s((?:in|during|after|before|by|from|for|at|on|with|under|against|outside|since|near)"
    r"\s(?:the\s|a\s)?(?:[\w'’-]+\s?){1,4})\?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Example:
    """What the reader is trained on.

    `span` is what it should point at, None where there is nothing to point at; `answerable` is
    whether that span answers the question. `kind` says how the example was made, `title` is that of the context.
    """

    question: str
    context: str
    span: Span | None
    answerable: bool
    kind: str
    title: str = ""


def usual_answer(answers: Sequence[Span]) -> Span:
    """The span that most annotators chose, the shortest of those."""
    counts = {answer: answers.count(answer) for answer in answers}
    return min(counts, key=lambda answer: (-counts[answer], len(answer.text), answer.start))


def original(question: Question) -> Example:
    """The question as it stands; an unanswerable one points at its plausible span."""
    spans = question.answers or question.plausible
    span = usual_answer(spans) if spans else None
    return Example(question.text, question.context, span, question.answerable, "original")


class Makers:
    """The makers over one set of questions: other passages, names and conditions are taken from it."""

    def __init__(self, questions: Sequence[Question], embedder: Embedder, nearest: int = 8) -> None:
        self._contexts = list(dict.fromkeys(question.context for question in questions))
        self._article = {question.context: (question.domain, question.article) for question in questions}
        self._of_article = defaultdict(list)
        for context in self._contexts:
            self._of_article[self._article[context]].append(context)
        self._conditions = defaultdict(list)
        for question in questions:
            if found := CONDITION.search(question.text):
                self._conditions[question.domain].append((question.article, question.context, found.group(1)))
        self._embedder, self._nearest = embedder, nearest
        self._of_domain = {
            domain: [context for context in self._contexts if self._article[context][0] == domain]
            for domain in dict.fromkeys(question.domain for question in questions)
        }
        self._vectors = {domain: embedder.embed(contexts) for domain, contexts in self._of_domain.items()}
        self.all: dict[str, Callable[[Question, random.Random], Example | None]] = {
            "retrieved": self.retrieved,
            "same article": self.same_article,
            "sentence removed": sentence_removed,
            "mention swapped": self.mention_swapped,
            "passage changed": self.passage_changed,
            "condition": self.condition,
            "opposite": opposite,
            "negated": negated,
            "other question word": other_question_word,
        }

    def title(self, example: Example, question: Question) -> str:
        """Of the example's context, which may be another than the question's, or a changed one."""
        return self._article.get(example.context, (question.domain, question.article))[1]

    def retrieved(self, question: Question, rng: random.Random) -> Example | None:
        """With one of the passages of its domain that search would find for it."""
        similarity = self._vectors[question.domain] @ self._embedder.embed([question.text])[0]
        rows = np.argsort(-similarity, kind="stable")[: self._nearest]
        return _elsewhere(question, [self._of_domain[question.domain][row] for row in rows], rng, "retrieved")

    def same_article(self, question: Question, rng: random.Random) -> Example | None:
        contexts = self._of_article[self._article[question.context]]
        return _elsewhere(question, rng.sample(contexts, min(8, len(contexts))), rng, "same article")

    def mention_swapped(self, question: Question, rng: random.Random) -> Example | None:
        """Another name, number, date or place in the question: mostly one of the same passage."""
        return self._swapped(question, rng, in_question=True)

    def passage_changed(self, question: Question, rng: random.Random) -> Example | None:
        """The same on the passage's side: it now speaks of another name, number, date or place."""
        return self._swapped(question, rng, in_question=False)

    def _swapped(self, question: Question, rng: random.Random, in_question: bool) -> Example | None:
        asked = mentions(question.text)
        if not in_question:
            held = question.context.lower()
            asked = [(kind, text) for kind, text in asked if text.lower() in held]
        if not asked:
            return None
        kind, text = rng.choice(asked)
        near = in_question and rng.random() < 0.7
        source = question.context if near else rng.choice(self._of_article[self._article[question.context]])
        if source == question.context and not near:
            source = rng.choice(self._contexts)
        taken = question.text.lower() if in_question else question.context.lower()
        others = {other for same, other in mentions(source) if same == kind and other.lower() not in taken}
        others = sorted(other for other in others if text.lower() not in other.lower())
        if not others:
            return None
        other = rng.choice(others)
        if in_question:
            changed = re.sub(rf"\b{re.escape(text)}(?!\w)", lambda _: other, question.text)
            return _asked(question, changed, "mention swapped")
        return _context_changed(question, text, other)

    def condition(self, question: Question, rng: random.Random) -> Example | None:
        """With a condition of another question of the same domain, in place of its own or beside it."""
        if not question.text.endswith("?"):
            return None
        near = [c for a, context, c in self._conditions[question.domain] if context == question.context]
        near = [c for c in near if c.lower() not in question.text.lower()]
        if not near or rng.random() < 0.5:
            near = [rng.choice(self._conditions[question.domain])[2]] if self._conditions[question.domain] else []
        if not near:
            return None
        chosen = rng.choice(near)
        stem = CONDITION.sub("?", question.text) if rng.random() < 0.5 else question.text
        return _asked(question, f"{stem[:-1].rstrip()} {chosen.strip()}?", "condition")


def mentions(text: str) -> list[tuple[str, str]]:
    """(kind, text) of each name, year, month, number and ordinal."""
    found = [(match.lastgroup, match.group()) for match in MENTIONS.finditer(text)]
    cleaned = []
    for kind, mention in found:
        if kind == "name":
            words = mention.split()
            while words and words[0] in NOT_NAMES:
                words = words[1:]
            mention = " ".join(words)
        if len(mention) > 1 or kind == "number":
            cleaned.append((kind, mention))
    return cleaned


def sentence_removed(question: Question, rng: random.Random) -> Example | None:
    """Its passage without the sentence that answers it."""
    spans = sentence_spans(question.context)
    gold = [
        (start, end) for start, end in spans if any(start < a.end and a.start < end for a in question.answers)
    ]
    kept = [(start, end) for start, end in spans if (start, end) not in gold]
    if len(kept) < 2 or not gold:
        return None
    context = " ".join(question.context[start:end] for start, end in kept)
    if any(answer.text.lower() in context.lower() for answer in question.answers):
        return None
    return Example(question.text, context, None, False, "sentence removed")


def opposite(question: Question, rng: random.Random) -> Example | None:
    """Turned round: more for less, before for after, supported for opposed."""
    places = [match for match in re.finditer(r"\b[a-z]+\b", question.text) if match.group() in TURNED]
    if not places:
        return None
    place = rng.choice(places)
    turned = rng.choice(TURNED[place.group()])
    return _asked(question, question.text[: place.start()] + turned + question.text[place.end() :], "opposite")


def negated(question: Question, rng: random.Random) -> Example | None:
    """With a "not" or "never"."""
    if re.search(r"\b(?:not|never|no)\b|n't\b", question.text) or not (found := AUXILIARY.search(question.text)):
        return None
    word = "never" if rng.random() < 0.3 else "not"
    if found.start() == 0:
        return None
    changed = f"{question.text[: found.end()]} {word}{question.text[found.end() :]}"
    subject = re.match(r"(\s(?:the\s|a\s|an\s)?[\w'’-]+)\s(?=\w)", question.text[found.end() :])
    if subject and found.group().lower() in {"did", "does", "do"}:
        where = found.end() + subject.end(1)
        changed = f"{question.text[:where]} {word}{question.text[where:]}"
    return _asked(question, changed, "negated")


def other_question_word(question: Question, rng: random.Random) -> Example | None:
    """Asked for the time or the number where the answering sentence gives none."""
    answer = usual_answer(question.answers)
    around = next((s for s in sentence_spans(question.context) if s[0] <= answer.start < s[1]), None)
    found = WH_BEFORE_AUXILIARY.match(question.text)
    if not found or around is None:
        return None
    kinds = {kind for kind, _ in mentions(question.context[slice(*around)])}
    if kinds & {"year", "month", "number"}:
        return None
    words = ["When", "In what year", "How often"] if found.group().lower() != "who" else ["When", "Where", "Why"]
    return Example(
        rng.choice(words) + question.text[found.end() :], question.context, None, False, "other question word"
    )


def _elsewhere(question: Question, contexts: Sequence[str], rng: random.Random, kind: str) -> Example | None:
    golds = [answer.text.lower() for answer in question.answers]
    others = [c for c in contexts if c != question.context and not any(gold in c.lower() for gold in golds)]
    return Example(question.text, rng.choice(others), None, False, kind) if others else None


def _asked(question: Question, changed: str, kind: str) -> Example | None:
    if changed.lower() == question.text.lower():
        return None
    return Example(changed, question.context, usual_answer(question.answers), False, kind)


def _context_changed(question: Question, text: str, other: str) -> Example | None:
    answer = usual_answer(question.answers)
    pattern = re.compile(rf"\b{re.escape(text)}(?!\w)", re.IGNORECASE)
    before, after = question.context[: answer.start], question.context[answer.end :]
    if pattern.search(answer.text) or not (pattern.search(before) or pattern.search(after)):
        return None
    before, after = pattern.sub(lambda _: other, before), pattern.sub(lambda _: other, after)
    return Example(
        question.text, before + answer.text + after, Span(answer.text, len(before)), False, "passage changed"
    )
