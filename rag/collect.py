"""Answers gathered from a document, sentence by sentence, as pieces of evidence: overview, events, who is mentioned."""

from collections.abc import Sequence

from index.search import Searcher
from index.types import Document, Hit, Passage
from index.words import content_stems
from rag.asked import Kind
from rag.dates import DATE
from rag.evidence import Composed, Evidence, Part, plain
from rag.gather import SENTENCES, Place, events, mentioned, overview, what_is_mentioned
from rag.readable import readable

DOCUMENTS = 4  # of which an overview of many tells
EVENTS = 6
MENTIONED = 24
# Words of such a question that name no subject.
ABOUT_NOTHING = content_stems(
    "what text article document documents report reports story piece news file page about summarise summarize summary "
    "sum overview brief main key important points point facts ideas message topic subject gist give tell happened "
    "happen took place occurred went events mentioned named quoted appear people persons person organisations "
    "organizations companies names name list places countries cities short nutshell say cover deal "
    "please can could would history contents content"
)


def collected(question: str, kind: Kind, hits: Sequence[Hit], searcher: Searcher) -> Composed | None:
    """The sentences that answer together, each its own proof; None where there are none."""
    subject = content_stems(DATE.sub(" ", question)) - ABOUT_NOTHING
    documents = _documents(hits, searcher, subject)
    if not documents:
        return None
    if kind is Kind.EVENTS:
        places = [
            place
            for document in documents
            for place in events(document, readable(document.text), question, subject)
        ][:EVENTS]
    elif kind is Kind.MENTIONED:
        what = what_is_mentioned(question)
        places = [
            place for document in documents for place in mentioned(document, readable(document.text), what)
        ][:MENTIONED]
    else:
        each = SENTENCES if len(documents) == 1 else 1
        places = [place for document in documents for place in overview(document, readable(document.text))[:each]]
    if not places:
        return None
    parts = tuple(_part(place, hits) for place in places)
    short = ", ".join(place.said.split(",")[0] for place in places) if kind is Kind.MENTIONED else parts[0].text
    return Composed(parts, short, 1.0, phrasing=False)


def _documents(hits: Sequence[Hit], searcher: Searcher, subject: set[str]) -> list[Document]:
    """The document that the question is about: the one whose passages search likes best.

    Several where the question names no subject.
    """
    scores: dict[str, float] = {}
    for rank, hit in enumerate(hits):
        scores[hit.passage.document_id] = scores.get(hit.passage.document_id, 0.0) + hit.score / (1 + rank)
    best = sorted(scores, key=lambda name: -scores[name])
    wanted = best[: 1 if subject else DOCUMENTS]
    return [document for name in wanted if (document := searcher.document(name))]


def _part(place: Place, hits: Sequence[Hit]) -> Part:
    """A sentence, or what is told of it, with the sentence as evidence."""
    document = place.document
    around = [
        hit.passage
        for hit in hits
        if hit.passage.document_id == document.id
        and hit.passage.start <= place.start
        and place.end <= hit.passage.end
    ]
    passage = around[0] if around else Passage(-1, document.id, document.title, place.text, place.start, place.end)
    evidence = Evidence(passage, place.start, place.end, place.text, 1.0)
    said = plain(f"{place.said}." if place.said else place.text)
    return Part(said, (evidence,))
