"""Questions about a document's sentences, written by the built-in language model, as far as they can stand alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.near_misses import Mention, mentions, stands_in
from index.sentences import sentence_spans
from index.types import Passage
from rag.asked import Type, type_of
from rag.facts import name_words, numbers, words
from rag.generator import Generator, Prompt
from rag.writer import POINTS_ELSEWHERE, to_ask

LEAST_WORDS, MOST_WORDS = 4, 20
# A sentence of prose: neither a heading nor a row of a table.
PROSE = re.compile(r"[\w\"“'‘][^#*_`|<>\[\]]*[.!?][\"”'’)]*")
KINDS = {
    Type.PERSON: "who", Type.TIME: "when", Type.DURATION: "how-long", Type.NUMBER: "how-many", Type.PLACE: "where",
    Type.ANY: "what",
}


@dataclass(frozen=True)
class Fact:
    """A date, number or name in a sentence of a passage, as an answer to be asked for."""

    passage: Passage
    sentence: str
    mention: Mention

    @property
    def start(self) -> int:
        """Where it begins in the document, in code points."""
        return self.passage.start + self.passage.text.index(self.sentence) + self.mention.start

    @property
    def end(self) -> int:
        return self.start + len(self.mention.text)


def facts(passage: Passage) -> Iterator[Fact]:
    """What may be asked for in a passage, sentence by sentence."""
    for start, end in sentence_spans(passage.text):
        sentence = passage.text[start:end]
        if PROSE.fullmatch(sentence):
            yield from (Fact(passage, sentence, mention) for mention in mentions(re.sub(r"\s", " ", sentence)))


def question(fact: Fact, generator: Generator) -> str | None:
    """The model's question for a fact, or None where it is none that the passage and its title explain."""
    title, sentence = fact.passage.title, " ".join(fact.sentence.split())
    asked = "".join(generator.stream(Prompt(*to_ask(title, sentence, fact.mention.text)))).strip()
    return asked if asked.endswith("?") and _stands_alone(asked, fact) else None


def _stands_alone(asked: str, fact: Fact) -> bool:
    """Whether it is short, does not say its own answer, and points at and names nothing from outside."""
    around = f"{fact.passage.title} {fact.passage.text}"
    return (
        LEAST_WORDS <= len(asked.split()) <= MOST_WORDS
        and not stands_in(fact.mention.text, fact.mention, asked)
        and not POINTS_ELSEWHERE.search(asked)
        and name_words(asked) <= words(around)
        and numbers(asked) <= numbers(around)
    )


def kind(asked: str) -> str:
    return KINDS[type_of(asked)]
