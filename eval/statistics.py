"""How sure a figure is: intervals by bootstrap over clusters of cases, and paired tests of two runs.

Cases about the same text go right or wrong together, so whole clusters are drawn, not cases (Cameron, Gelbach and
Miller 2008, "Bootstrap-Based Improvements for Inference with Clustered Errors"). Every measure is a ratio of two
sums over the cases, so that means and F1 are drawn alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

SAMPLES = 2000
SEED = 0
LEVEL = 95.0  # per cent


@dataclass(frozen=True)
class Parts:
    """(cases, measures) numerators and denominators; a case that is not eligible has 0 in both."""

    above: np.ndarray
    below: np.ndarray

    def of_clusters(self, clusters: Sequence[str]) -> "Parts":
        """Summed over the cases of each cluster: (clusters, measures)."""
        names, rows = np.unique(np.array(clusters), return_inverse=True)
        above, below = (np.zeros((len(names), self.above.shape[1])) for _ in range(2))
        np.add.at(above, rows, self.above)
        np.add.at(below, rows, self.below)
        return Parts(above, below)

    def weighted(self, weights: np.ndarray) -> np.ndarray:
        """(samples, measures) for (samples, cases) weights; nan where nothing eligible was drawn."""
        below = weights @ self.below
        return np.divide(weights @ self.above, below, out=np.full(below.shape, np.nan), where=below > 0)


def draws(clusters: int, seed: int = SEED) -> np.ndarray:
    """(SAMPLES, clusters): how often each cluster is drawn, with replacement, as many as there are."""
    return np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=SAMPLES)


def interval(values: np.ndarray) -> tuple[float, float] | None:
    """The percentile interval of (samples,) values (Efron and Tibshirani 1993, chapter 13); None where all are nan."""
    drawn = values[~np.isnan(values)]
    if not len(drawn):
        return None
    low, high = np.percentile(drawn, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    return float(low), float(high)


def intervals(parts: Parts, clusters: Sequence[str]) -> list[tuple[float, float] | None]:
    """Of each measure. A single cluster says nothing of how figures vary, so it has none."""
    summed = parts.of_clusters(clusters)
    if len(summed.above) < 2:
        return [None] * parts.above.shape[1]
    return [interval(column) for column in summed.weighted(draws(len(summed.above))).T]


def differences(one: Parts, other: Parts, clusters: Sequence[str]) -> list[tuple[float, float] | None]:
    """Intervals of `other` minus `one` of each measure, on the same cases: what is drawn of the one is of the other."""
    first, second = one.of_clusters(clusters), other.of_clusters(clusters)
    if len(first.above) < 2:
        return [None] * one.above.shape[1]
    weights = draws(len(first.above))
    return [interval(column) for column in (second.weighted(weights) - first.weighted(weights)).T]


def mcnemar(one: Sequence[float], other: Sequence[float]) -> float:
    """The exact p of as lopsided a change, of cases that are right (1) or wrong (0) in both runs (McNemar 1947).

    Two-sided binomial test of the cases that changed; 1 where none did.
    """
    gained = sum(before < after for before, after in zip(one, other))
    changed = sum(before != after for before, after in zip(one, other))
    return float(binomtest(gained, changed).pvalue) if changed else 1.0
