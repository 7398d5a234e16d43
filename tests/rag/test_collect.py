import pytest

from rag.asked import Kind
from rag.collect import collected


def gathered(searcher, question, kind):
    return collected(question, kind, searcher.search(question, 4), searcher)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the text about the harbour about?", Kind.OVERVIEW),
        ("What happened in 1904?", Kind.EVENTS),
        ("Who is mentioned in the harbour notes?", Kind.MENTIONED),
    ],
)
def test_every_part_is_proved_by_its_own_words(searcher, question, kind):
    composed = gathered(searcher, question, kind)
    assert composed.parts and not composed.phrasing
    for part in composed.parts:
        (evidence,) = part.evidence
        document = searcher.document(evidence.passage.document_id)
        assert document.text[evidence.start : evidence.end] == evidence.text
        assert part.text.rstrip(".") in " ".join(evidence.text.split())


def test_a_question_with_a_subject_is_answered_from_one_document(searcher):
    composed = gathered(searcher, "Give me an overview of the orchard's apple trees", Kind.OVERVIEW)
    assert {one.passage.document_id for one in composed.evidence} == {"orchard.md"}


def test_a_question_without_a_subject_is_answered_from_each_document(searcher):
    hits = searcher.search("harbour", 4) + searcher.search("orchard", 4)
    composed = collected("What are these documents about?", Kind.OVERVIEW, hits, searcher)
    assert {one.passage.document_id for one in composed.evidence} == {"harbour.md", "orchard.md"}


def test_the_short_answer_of_who_is_mentioned_is_the_names(searcher):
    composed = gathered(searcher, "Which people are mentioned about the harbour?", Kind.MENTIONED)
    assert "Karl Osten" in composed.short and "Velm" not in composed.short


def test_nothing_to_gather(searcher):
    assert collected("What is it about?", Kind.OVERVIEW, [], searcher) is None
    assert gathered(searcher, "What happened on 3 May 1777?", Kind.EVENTS) is None
