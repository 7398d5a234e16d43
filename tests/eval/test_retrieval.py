import pytest

from eval.retrieval import recall_at, reciprocal_rank
from eval.types import Span

# Two quotes: the first is in one place, the second stands in two.
GOLD = ((Span("a", 100, 200),), (Span("a", 400, 450), Span("b", 0, 50)))
FAR, FIRST, SECOND = Span("a", 0, 90), Span("a", 90, 210), Span("b", 0, 300)


def test_recall_is_the_share_of_quotes_found():
    found = [FAR, FIRST, SECOND]
    assert [recall_at(k, GOLD, found) for k in (1, 2, 3, 10)] == [0.0, 0.5, 1.0, 1.0]


def test_a_straddled_quote_counts_with_its_larger_part():
    larger, smaller = Span("a", 0, 170), Span("a", 170, 300)
    gold = (GOLD[0],)
    assert [recall_at(k, gold, [smaller, larger]) for k in (1, 2)] == [0.0, 1.0]
    assert recall_at(1, gold, [larger, smaller]) == 1.0


def test_parts_of_a_quote_add_up():
    parts = [Span("a", 100, 140), Span("a", 140, 170), Span("a", 170, 200)]
    assert [recall_at(k, (GOLD[0],), parts) for k in (1, 2)] == [0.0, 1.0]


def test_reciprocal_rank_is_of_the_first_relevant_passage():
    assert reciprocal_rank(GOLD, [SECOND, FIRST]) == 1.0
    assert reciprocal_rank(GOLD, [FAR, Span("c", 0, 999), FIRST]) == pytest.approx(1 / 3)
    assert reciprocal_rank(GOLD, [FAR]) == 0.0
    assert reciprocal_rank(GOLD, []) == 0.0


def test_touching_is_not_overlapping():
    assert reciprocal_rank(GOLD, [Span("a", 200, 300)]) == 0.0
