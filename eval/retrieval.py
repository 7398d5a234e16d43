"""Measures of search: pure functions of the gold quotes and the passages found, best first."""

import math
from collections.abc import Sequence

from eval.spans import HALF, share
from eval.types import Gold, Span

# The ranks at which recall is taken; the last is how far search is looked at.
CUTOFFS = (1, 3, 5, 10)


def relevant(passage: Span, gold: Gold) -> bool:
    """Whether a passage holds at least half of a gold quote; a passage shorter than that, whether a quote holds it."""
    places = [place for quote in gold for place in quote]
    return any(share(place, [passage]) >= HALF or share(passage, [place]) >= HALF for place in places)


def recall_at(k: int, gold: Gold, found: Sequence[Span]) -> float:
    """Recall@k: the share of the relevant that is among the first k (Manning, Raghavan and Schütze 2008,
    "Introduction to Information Retrieval", section 8.4). What is relevant here are the gold quotes.

    A quote counts when the first k passages hold at least half of its characters; where two passages
    share it, that is the one with the larger part.
    """
    first = found[:k]
    return sum(max(share(place, first) for place in places) >= HALF for places in gold) / len(gold)


def reciprocal_rank(gold: Gold, found: Sequence[Span]) -> float:
    """1 / rank of the first relevant passage, 0 where none was found (Voorhees 1999, "The TREC-8 Question
    Answering Track Report"); its mean is MRR.
    """
    return next((1 / rank for rank, passage in enumerate(found, 1) if relevant(passage, gold)), 0.0)


def ndcg_at(k: int, gold: Gold, found: Sequence[Span], passages: Sequence[Span]) -> float:
    """nDCG@k with binary gains (Järvelin and Kekäläinen 2002, "Cumulated Gain-Based Evaluation of IR Techniques").

    A passage is relevant when it holds at least half of a gold quote, or it is what a quote holds half of; `passages`
    are all of the index, which say how good the best ranking would be. 0 where none is relevant.
    """
    gains = [float(relevant(passage, gold)) for passage in found[:k]]
    best = sum(relevant(passage, gold) for passage in passages)
    ideal = _discounted([1.0] * min(k, best))
    return _discounted(gains) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
