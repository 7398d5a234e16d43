import math

import numpy as np
import pytest

from eval.statistics import Parts, differences, draws, interval, intervals, mcnemar


def parts(*columns) -> Parts:
    """Each column a list of values, None where not eligible."""
    above = np.array([[0.0 if value is None else value for value in column] for column in columns]).T
    below = np.array([[float(value is not None) for value in column] for column in columns]).T
    return Parts(above, below)


def alone(cases: int) -> list[str]:
    return [str(number) for number in range(cases)]


def test_the_interval_of_a_share_is_that_of_the_binomial():
    """0.3 of 200: the normal approximation gives 0.3 ± 1.96 √(0.3 · 0.7 / 200) = 0.236 … 0.364."""
    ((low, high),) = intervals(parts([1.0] * 60 + [0.0] * 140), alone(200))
    assert low == pytest.approx(0.2365, abs=0.012) and high == pytest.approx(0.3635, abs=0.012)


def test_cases_of_one_cluster_go_together():
    """20 clusters of 10 like cases are as unsure as 20 cases: √10 times as wide as 200."""
    values = [1.0] * 60 + [0.0] * 140
    (single,) = intervals(parts(values), alone(200))
    (together,) = intervals(parts(values), [str(number // 10) for number in range(200)])
    ratio = (together[1] - together[0]) / (single[1] - single[0])
    assert ratio == pytest.approx(math.sqrt(10), rel=0.15)


def test_what_is_not_eligible_is_left_out():
    (eligible,) = intervals(parts([1.0, 0.0] * 50), alone(100))
    (mixed,) = intervals(parts([1.0, 0.0] * 50 + [None] * 100), alone(200))
    assert mixed == pytest.approx(eligible, abs=0.05)
    assert intervals(parts([None, None]), alone(2)) == [None]


def test_one_cluster_has_no_interval():
    assert intervals(parts([1.0, 0.0]), ["a", "a"]) == [None]
    assert differences(parts([1.0]), parts([0.0]), ["a"]) == [None]


def test_a_ratio_of_sums_is_drawn_as_one():
    """F1 of refusal, 2 TP / (refused + unanswerable): all right gives 1 in every sample."""
    made = Parts(np.array([[2.0], [2.0], [0.0]]), np.array([[2.0], [2.0], [0.0]]))
    assert intervals(made, alone(3)) == [(1.0, 1.0)]


def test_a_paired_difference_is_surer_than_two_intervals():
    """Ten of 200 cases get right and none wrong: what varies is only these ten."""
    before = [1.0] * 100 + [0.0] * 100
    after = [1.0] * 110 + [0.0] * 90
    ((low, high),) = differences(parts(before), parts(after), alone(200))
    assert 0 < low < 0.05 < high < 0.09
    assert differences(parts(before), parts(before), alone(200)) == [(0.0, 0.0)]


def test_draws_are_the_same_every_time_and_whole():
    assert (draws(7) == draws(7)).all() and (draws(7).sum(axis=1) == 7).all()


def test_an_interval_of_nothing():
    assert interval(np.array([np.nan, np.nan])) is None
    assert interval(np.array([2.0, np.nan])) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (10, 2, 0.03857421875), (3, 3, 1.0)],
)
def test_mcnemar_is_the_binomial_test_of_what_changed(gained, lost, p):
    before = [0.0] * gained + [1.0] * lost + [1.0, 0.0] * 20
    after = [1.0] * gained + [0.0] * lost + [1.0, 0.0] * 20
    assert mcnemar(before, after) == pytest.approx(p)
