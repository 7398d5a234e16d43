"""Measures of search: pure functions of the gold quotes and the passages found, best first."""

from collections.abc import Sequence

from eval.spans import HALF, held, share
from eval.types import Gold, Span

# The ranks at which recall is taken; the last is how far search is looked at.
CUTOFFS = (1, 3, 5, 10)


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
    Answering Track Report"); its mean is MRR. A passage is relevant when it overlaps a gold quote.
    """
    everywhere = [place for places in gold for place in places]
    for rank, passage in enumerate(found, 1):
        if held(passage, everywhere):
            return 1 / rank
    return 0.0
