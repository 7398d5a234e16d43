"""Example questions made from the documents in hand, and only those that Footnote answers from the right place."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import FootnoteError
from index.sentences import sentence_spans
from index.types import Document
from index.words import content_stems
from rag.antecedents import names
from rag.pipeline import Pipeline
from rag.types import Answer, Citation

WANTED = 4
RELATED = 3
TRIED_MORE = 2  # than are wanted, since not every one is answered from its own sentence
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


def example_questions(pipeline: Pipeline, documents: Sequence[Document]) -> list[str]:
    """At most WANTED questions that are answered from the sentence each was made from."""
    return list(answered(pipeline, varied(list(candidates(documents[:DOCUMENTS]))), WANTED))


def related_questions(pipeline: Pipeline, refusal: Answer) -> tuple[str, ...]:
    """At most RELATED questions that the documents answer from nearest to what a refusal was asked for.

    First those from the nearest passages, then those that share most words with the question.
    """
    names_near = dict.fromkeys(citation.document for citation in refusal.citations)
    documents = [document for name in names_near if (document := pipeline.searcher.document(name))]
    found = varied(list(candidates(documents)))
    stems = content_stems(refusal.standalone)

    def nearness(candidate: Candidate) -> tuple[bool, int]:
        near = any(touches(citation, candidate) for citation in refusal.citations)
        return near, len(stems & content_stems(candidate.question))

    found = [candidate for candidate in found if candidate.question != refusal.standalone]
    return tuple(answered(pipeline, sorted(found, key=nearness, reverse=True), RELATED))


def answered(pipeline: Pipeline, candidates: Sequence[Candidate], wanted: int) -> Iterator[str]:
    """The first questions that the reader answers from where they come from."""
    reader_only = replace(pipeline, generator=None)
    found = 0
    for candidate in candidates[: wanted + TRIED_MORE]:
        if found == wanted:
            return
        try:
            answer = reader_only.answer(candidate.question)
        except FootnoteError:
            return
        if not answer.refused and touches(answer.citations[0], candidate):
            found += 1
            yield candidate.question


def touches(citation: Citation, candidate: Candidate) -> bool:
    """Whether a citation touches the sentence that a question was made from."""
    return citation.document == candidate.document and citation.start < candidate.end and candidate.start < citation.end


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
