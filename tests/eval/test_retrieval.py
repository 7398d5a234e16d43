import random

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from eval.retrieval import ndcg_at, recall_at, reciprocal_rank, relevant
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


def test_a_passage_is_relevant_that_holds_half_of_a_quote_or_of_which_a_quote_holds_half():
    assert relevant(Span("a", 150, 300), GOLD) and relevant(Span("a", 120, 130), GOLD)
    assert not relevant(Span("a", 151, 300), GOLD) and not relevant(FAR, GOLD)


def test_ndcg_of_a_ranking_worked_out_by_hand():
    """Relevant at ranks 2 and 3 of two in the index: (1/log2 3 + 1/log2 4) / (1/log2 2 + 1/log2 3)."""
    assert ndcg_at(10, GOLD, [FAR, FIRST, SECOND], [FAR, FIRST, SECOND]) == pytest.approx(1.1309 / 1.6309, abs=1e-4)
    assert ndcg_at(1, GOLD, [FAR, FIRST], [FAR, FIRST, SECOND]) == 0.0
    assert ndcg_at(10, GOLD, [FIRST, SECOND], [FAR, FIRST, SECOND]) == 1.0
    assert ndcg_at(10, GOLD, [FAR], [FAR]) == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_the_published_package_gives_the_same(seed):
    """On passages that each hold one whole quote or none, where quotes and relevant passages are the same."""
    rng = random.Random(seed)
    passages = [Span("a", 100 * n, 100 * (n + 1)) for n in range(30)]
    gold = tuple((Span("a", p.start + 10, p.end - 10),) for p in rng.sample(passages, rng.randint(1, 4)))
    found = rng.sample(passages, 20)
    qrels = [ir_measures.Qrel("q", str(p.start), int(relevant(p, gold))) for p in passages]
    ranked = [ir_measures.ScoredDoc("q", str(p.start), 1.0 - rank / 100) for rank, p in enumerate(found)]
    theirs = ir_measures.calc_aggregate([nDCG @ 10, R @ 3, R @ 10, RR], qrels, ranked)
    assert ndcg_at(10, gold, found, passages) == pytest.approx(theirs[nDCG @ 10])
    assert recall_at(3, gold, found) == pytest.approx(theirs[R @ 3])
    assert recall_at(10, gold, found) == pytest.approx(theirs[R @ 10])
    assert reciprocal_rank(gold, found) == pytest.approx(theirs[RR])
