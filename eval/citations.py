"""Measures of the citations: pure functions of their ranges and those of the gold quotes.

Precision and recall over characters are those over tokens of Smith and Troynikov 2024, "Evaluating
Chunking Strategies for Retrieval" (Chroma), section "Metrics", with characters for tokens.
"""

from collections.abc import Mapping, Sequence

from eval.spans import HALF, held, length, merged, share
from eval.types import Gold, Span
from rag.facts import name_words, numbers, words
from rag.types import Answer, Citation


def spans_of(citations: Sequence[Citation]) -> list[Span]:
    return [Span(citation.document, citation.start, citation.end) for citation in citations]


def correct(gold: Gold, cited: Sequence[Span]) -> float:
    """1 where a citation and a gold quote share at least half of the one or of the other, else 0.

    Answer attribution by evidence overlap, as in the supporting facts of HotpotQA (Yang et al. 2018),
    made tolerant of where a sentence was taken to begin and end.
    """
    places = [place for quote in gold for place in quote]
    pairs = ((citation, place) for citation in cited for place in places)
    return float(any(share(citation, [place]) >= HALF or share(place, [citation]) >= HALF for citation, place in pairs))


def precision(gold: Gold, cited: Sequence[Span]) -> float:
    """The share of the cited characters that lie in gold quotes; 0 where nothing is cited."""
    places = [place for quote in gold for place in quote]
    total = length(cited)
    return sum(held(span, places) for span in merged(cited)) / total if total else 0.0


def recall(gold: Gold, cited: Sequence[Span]) -> float:
    """The share of the gold quotes' characters that are cited, of each quote where it is cited most."""
    best = [max(quote, key=lambda place: share(place, cited)) for quote in gold]
    return sum(held(place, cited) for place in best) / sum(place.end - place.start for place in best)


def invalid(citations: Sequence[Citation], texts: Mapping[str, str]) -> int:
    """How many citations are not what stands at their offsets in their document; must be 0."""
    return sum(
        citation.document not in texts or texts[citation.document][citation.start : citation.end] != citation.quote
        for citation in citations
    )


def unsupported(answer: Answer) -> set[str]:
    """The names and numbers of an answer that stand in no quotation it cites and not in the question; must be none.

    Small talk and refusals cite nothing for what they say, and say nothing of the documents.
    """
    if answer.refused or not answer.citations:
        return set()
    sources = [answer.question, answer.standalone, *(citation.quote for citation in answer.citations)]
    known_words, known_numbers = set().union(*map(words, sources)), set().union(*map(numbers, sources))
    names = set().union(*(name_words(sentence.text) for sentence in answer.sentences))
    return (names - known_words) | {f"{value:g}" for value in numbers(answer.text) - known_numbers}
