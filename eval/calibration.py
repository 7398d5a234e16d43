"""How far confidence can be trusted, and what the best threshold would give: over the answers where none is refused."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from eval.types import Score
from rag.reader.measures import best_threshold, calibration_error, figures, risk_coverage

BINS = 10
CURVE = 50  # points of the risk-coverage curve that are kept


def calibration(scores: Sequence[Score]) -> dict[str, Any] | None:
    """Expected calibration error with its bins, and the risk-coverage curve with its area; None over no case.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2; El-Yaniv and Wiener 2010, "On the
    Foundations of Noise-free Selective Classification".
    """
    asked = [score for score in scores if score.confidence is not None]
    if not asked:
        return None
    sure = np.array([score.confidence for score in asked])
    right = np.array([score.forced_right for score in asked])
    coverage, risk = risk_coverage(sure, right)
    kept = np.unique(np.linspace(0, len(risk) - 1, min(CURVE, len(risk))).round().astype(int))
    return {
        "error": _short(calibration_error(sure, right, BINS)),
        "bins": _bins(sure, right),
        "risk_coverage": [[_short(coverage[place]), _short(risk[place])] for place in kept],
        "area": _short(risk.mean()),
        "count": len(asked),
    }


def _bins(sure: np.ndarray, right: np.ndarray) -> list[dict[str, float | int | None]]:
    """Of equal width: mean confidence and share right of the cases in each, None where there is none."""
    number = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        {
            "from": one / BINS,
            "to": (one + 1) / BINS,
            "confidence": _short(sure[number == one].mean()) if (number == one).any() else None,
            "right": _short(right[number == one].mean()) if (number == one).any() else None,
            "count": int((number == one).sum()),
        }
        for one in range(BINS)
    ]


def best_figures(scores: Sequence[Score]) -> dict[str, float | int | None] | None:
    """SQuAD 2.0's best-threshold F1 and exact match, 0..1, each with the threshold that gives it (`best_threshold`)."""
    asked = [score for score in scores if score.confidence is not None]
    if not asked:
        return None
    sure = np.array([score.confidence for score in asked])
    answerable = np.array([score.answerable for score in asked])
    out: dict[str, float | int | None] = {"count": len(asked)}
    for name in ("exact_match", "f1"):
        values = np.array([getattr(score, f"forced_{name}") for score in asked])
        threshold = best_threshold(values, answerable, sure)
        found = figures(values, answerable, sure, threshold)
        out |= {name: _short(found.overall / 100), f"{name}_threshold": _short(threshold)}
    return out


def _short(value: float) -> float:
    return round(float(value), 6)
