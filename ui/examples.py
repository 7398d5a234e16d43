"""Example questions made from the documents in hand, and only those that Footnote answers from the right place."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import FootnoteError
from index.sentences import sentence_spans
from index.types import Document
from rag.antecedents import names
from rag.pipeline import Pipeline
from rag.types import Answer

WANTED = 4
TRIED = 6
# Only the beginning of large collections is looked at: start-up must not grow with them.
DOCUMENTS = 20
CHARACTERS = 20_000
COUNT = r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
COUNTED = rf"\b{COUNT} ((?:[a-z]+ ){{0,2}}(?:[a-z]+s|people|aircraft))"
NAME = r"((?:[A-Z][\w'’-]+ ){1,2}[A-Z][\w'’-]+)"
# What a sentence looks like that answers a question, and the question.
PATTERNS = (
    (re.compile(rf"{COUNTED} (were [a-z]+(?:ed|en|wn|ilt)|died)\b"), "How many {0} {1}?"),
    (re.compile(rf"{NAME}, (?:the|an?|who) [^,.]{{5,80}}[,.]"), "Who is {0}?"),
    (re.compile(rf"\bused {COUNTED}\b"), "How many {0} were used?"),
    (re.compile(rf"{NAME}(?:, [^,]{{3,60}},)? said that\b"), "What did {0} say?"),
)


@dataclass(frozen=True)
class Candidate:
    """A question and the sentence that should answer it."""

    question: str
    document: str
    start: int
    end: int


def example_questions(pipeline: Pipeline) -> list[str]:
    """At most WANTED questions that are answered from the sentence each was made from."""
    reader_only = replace(pipeline, generator=None)
    found: list[str] = []
    for candidate in varied(list(candidates(pipeline.searcher.documents()[:DOCUMENTS])))[:TRIED]:
        try:
            if answers(reader_only.answer(candidate.question), candidate):
                found.append(candidate.question)
        except FootnoteError:
            return found
        if len(found) == WANTED:
            break
    return found


def answers(answer: Answer, candidate: Candidate) -> bool:
    """Whether the answer's first citation touches the sentence the question was made from."""
    if answer.refused:
        return False
    first = answer.citations[0]
    return first.document == candidate.document and first.start < candidate.end and candidate.start < first.end


def candidates(documents: Sequence[Document]) -> Iterator[tuple[int, Candidate]]:
    """Each question with the number of the pattern that made it; sentences come in their order."""
    for document in documents:
        text = document.text[:CHARACTERS]
        for start, end in sentence_spans(text):
            sentence = " ".join(text[start:end].split())
            for number, (pattern, question) in enumerate(PATTERNS):
                if match := pattern.search(sentence):
                    yield number, Candidate(question.format(*match.groups()), document.id, start, end)
        yield from name_candidates(document.id, text)


def name_candidates(document: str, text: str) -> Iterator[tuple[int, Candidate]]:
    """For texts that no pattern fits: the names they mention most, wherever that is."""
    mentioned = Counter(name for name in names(text) if " " in name and "\n" not in name)
    for name, _ in mentioned.most_common(2):
        yield len(PATTERNS), Candidate(f"What does the text say about {name}?", document, 0, len(text))


def varied(numbered: Sequence[tuple[int, Candidate]]) -> list[Candidate]:
    """One question of each kind in turn, so that the first few are not all alike; none twice."""
    rank: Counter = Counter()
    order: dict[str, tuple[tuple[int, int], Candidate]] = {}
    for number, candidate in numbered:
        if candidate.question not in order:
            order[candidate.question] = ((number // len(PATTERNS), rank[number]), candidate)
            rank[number] += 1
    return [candidate for _, candidate in sorted(order.values(), key=lambda item: item[0])]
