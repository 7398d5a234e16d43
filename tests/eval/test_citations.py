import pytest

from eval.citations import correct, invalid, precision, recall, spans_of
from eval.types import Span
from rag.types import Citation

GOLD = ((Span("a", 100, 200),),)
TWO = ((Span("a", 100, 200),), (Span("a", 300, 350), Span("b", 0, 50)))


def citation(document, start, end, quote):
    return Citation(1, document, "title", quote, start, end, quote, 0.9)


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ([Span("a", 100, 200)], 1.0),
        ([Span("a", 150, 250)], 1.0),  # half of both
        ([Span("a", 151, 251)], 0.0),  # 49 of 100 and of 100
        ([Span("a", 190, 205)], 1.0),  # 10 of the citation's 15
        ([Span("a", 0, 1000)], 1.0),  # all of the quote
        ([Span("b", 100, 200)], 0.0),
        ([Span("a", 0, 50), Span("a", 120, 130)], 1.0),
        ([], 0.0),
    ],
)
def test_correct_where_citation_and_quote_share_half_of_either(cited, expected):
    assert correct(GOLD, cited) == expected


def test_precision_counts_cited_characters_once():
    assert precision(GOLD, [Span("a", 150, 250), Span("a", 200, 250)]) == 0.5
    assert precision(GOLD, [Span("a", 100, 200), Span("b", 0, 100)]) == 0.5
    assert precision(GOLD, []) == 0.0


def test_recall_takes_each_quote_where_it_is_cited_most():
    assert recall(TWO, [Span("a", 100, 175), Span("b", 0, 50)]) == pytest.approx(125 / 150)
    assert recall(TWO, [Span("b", 0, 50)]) == pytest.approx(50 / 150)
    assert recall(TWO, []) == 0.0


def test_invalid_citations_are_those_that_quote_something_else():
    citations = [
        citation("a", 0, 3, "Ann"),
        citation("a", 1, 4, "Ann"),
        citation("gone", 0, 3, "Ann"),
        citation("a", 0, 99, "Ann left."),
    ]
    assert invalid(citations, {"a": "Ann left"}) == 3


def test_spans_of_citations():
    assert spans_of([citation("a", 2, 5, "n l")]) == [Span("a", 2, 5)]
