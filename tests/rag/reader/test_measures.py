"""Values worked out by hand with the rules of SQuAD's official script."""

import numpy as np
import pytest

from rag.reader.measures import (
    Figures,
    best,
    best_threshold,
    calibration_error,
    exact_match,
    f1,
    figures,
    normalised,
    risk_coverage,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the 12", "12"),
        ("The  Irkutsk\nregion.", "irkutsk region"),
        ("U.S.", "us"),
        ("A-50", "a50"),
        ("a few aircraft units", "few aircraft units"),
        ("long-range", "longrange"),
        ("Ukraine's", "ukraines"),
        ("“fair concern”", "“fair concern”"),
        ("1.3 million", "13 million"),
        ("another theme", "another theme"),
        ("the", ""),
    ],
)
def test_normalisation_is_the_official_one(text, expected):
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("said", "gold", "expected"),
    [
        ("the 12", "12", 1.0),
        ("U.S.", "the US", 1.0),
        ("Umerov.", "umerov", 1.0),
        ("12 people", "12", 0.0),
        ("twelve", "12", 0.0),
        ("", "the", 1.0),
    ],
)
def test_exact_match(said, gold, expected):
    assert exact_match(said, gold) == expected


@pytest.mark.parametrize(
    ("said", "gold", "expected"),
    [
        ("Rustem Umerov", "Umerov", 2 / 3),  # precision 1/2, recall 1
        ("at least 12 people died", "at least 12", 6 / 8),  # precision 3/5, recall 1
        ("the Sumy region", "Sumy", 2 / 3),
        ("Sunday Sunday", "Sunday", 2 / 3),  # a token counts as often as both sides have it
        ("Medinsky", "Umerov", 0.0),
        ("", "Umerov", 0.0),
        ("the", "a", 1.0),  # neither side has a token
    ],
)
def test_f1(said, gold, expected):
    assert f1(said, gold) == pytest.approx(expected)
    assert f1(gold, said) == pytest.approx(expected)


def test_the_best_alternative_counts():
    assert best(f1, "Rustem Umerov", ["Umerov", "the minister", "Rustem Umerov"]) == 1.0
    assert best(exact_match, "Umerov", ["the minister", "minister"]) == 0.0


SCORES = np.array([1.0, 0.5, 0.0, 0.0])
ANSWERABLE = np.array([True, True, False, False])


def test_an_unanswerable_question_counts_when_it_is_refused():
    confidence = np.array([0.9, 0.2, 0.6, 0.1])
    assert figures(SCORES, ANSWERABLE, confidence, 0.5) == Figures(50.0, 50.0, 50.0, 75.0, 4)
    assert figures(SCORES, ANSWERABLE, confidence, 0.0) == Figures(37.5, 75.0, 0.0, 75.0, 4)


def test_no_such_question_no_figure():
    assert figures(SCORES[:2], ANSWERABLE[:2], SCORES[:2], 0.0).unanswerable is None


def test_the_best_threshold_lies_between_two_confidences():
    confidence = np.array([0.9, 0.4, 0.6, 0.1])
    # answering the first gives (1 + 0 + 1 + 1) / 4, the first three (1 + 0.5 + 0 + 1) / 4
    assert best_threshold(SCORES, ANSWERABLE, confidence) == pytest.approx(0.75)
    assert best_threshold(SCORES[2:], ANSWERABLE[2:], confidence[2:]) > 0.6  # nothing is to be answered
    assert best_threshold(SCORES[:2], ANSWERABLE[:2], confidence[:2]) <= 0.4  # everything is


def test_calibration_error_is_the_gap_weighted_by_bin():
    confidence = np.array([0.85, 0.85, 0.15, 1.0])
    right = np.array([1.0, 0.0, 0.0, 1.0])
    # bins: 0.8 to 0.9 holds two, |1.7 - 1|; 0.1 to 0.2 one, 0.15; the last one, 0
    assert calibration_error(confidence, right) == pytest.approx((0.7 + 0.15 + 0.0) / 4)


def test_risk_at_each_coverage():
    coverage, risk = risk_coverage(np.array([0.2, 0.9, 0.5]), np.array([0.0, 1.0, 0.0]))
    assert coverage.tolist() == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert risk.tolist() == pytest.approx([0.0, 0.5, 2 / 3])
