from dataclasses import replace

import pytest

from eval.calibration import best_figures, calibration
from eval.score import failed
from eval.types import Case, Reference

NOTHING = Reference({}, {}, {})


def score(confidence, f1, answerable=True):
    case = Case("a", "who", "Who?", answerable, ("Ann",) if answerable else (), ("Ann left.",) if answerable else ())
    return replace(
        failed(case, NOTHING), error=False, confidence=confidence, forced_f1=f1, forced_right=float(f1 >= 0.5), forced_exact_match=float(f1 == 1)
    )


SCORES = [score(0.95, 1.0), score(0.85, 1.0), score(0.75, 0.2), score(0.35, 0.6), score(0.25, 0.0, answerable=False)]


def test_the_error_is_the_gap_of_each_bin_weighted_by_its_size():
    made = calibration(SCORES)
    assert made["error"] == pytest.approx((0.05 + 0.15 + 0.75 + 0.65 + 0.25) / 5)
    assert [one["count"] for one in made["bins"]] == [0, 0, 1, 1, 0, 0, 0, 1, 1, 1]
    assert made["bins"][0]["right"] is None and made["bins"][9] == {
        "from": 0.9, "to": 1.0, "confidence": 0.95, "right": 1.0, "count": 1,
    }


def test_risk_at_each_coverage_and_its_area():
    made = calibration(SCORES)
    risks = [0.0, 0.0, 1 / 3, 1 / 4, 2 / 5]
    assert made["risk_coverage"] == [[(n + 1) / 5, round(risk, 6)] for n, risk in enumerate(risks)]
    assert made["area"] == pytest.approx(sum(risks) / 5, abs=1e-6) and made["count"] == 5


def test_a_long_curve_keeps_its_ends():
    curve = calibration([score(n / 400, float(n % 2)) for n in range(400)])["risk_coverage"]
    assert len(curve) == 50 and curve[0][0] == 1 / 400 and curve[-1] == [1.0, 0.5]


def test_best_threshold_figures_are_those_of_squad():
    """Answering the four surest gives (1 + 1 + 0.2 + 0.6 + 1) / 5, the last for the refusal."""
    made = best_figures(SCORES)
    assert made["f1"] == pytest.approx(3.8 / 5) and made["f1_threshold"] == pytest.approx(0.3)
    assert made["exact_match"] == pytest.approx(3 / 5) and made["count"] == 5


def test_small_talk_counts_for_nothing():
    talk = replace(score(0.9, 1.0), confidence=None)
    assert calibration([talk]) is None and best_figures([talk]) is None
    assert calibration([*SCORES, talk]) == calibration(SCORES)
