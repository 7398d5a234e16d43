import json

import numpy as np
import pytest

from index.errors import ModelError
from index.types import Passage
from rag import decide
from rag.candidates import Pointed
from rag.decide import FAR, Judge, shipped_judge
from rag.features import NAMES
from rag.reader import Reading

JUDGE = Judge(np.zeros(2), np.ones(2), np.array([1.0, -2.0]), 0.5, 0.4)


def at(left, document="a.md"):
    passage = Passage(1, document, "", "x" * 50, 0, 50)
    return Pointed(Reading(passage, left, left + 1, 0.5), left, left + 1, left, left + 9)


def test_a_probability_grows_with_what_speaks_for_an_answer():
    low, middle, high = JUDGE.probabilities(np.array([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]))
    assert 0 < low < middle < high < 1
    assert middle == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_no_single_feature_counts_for_more_than_so_much():
    near, far = JUDGE.probabilities(np.array([[FAR, 0.0], [1e9, 0.0]]))
    assert near == far < 1


def test_candidates_are_ranked_and_of_each_sentence_only_the_best_stays():
    places = [at(0), at(0), at(20), at(0, "b.md")]
    values = np.array([[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [-1.0, 0.0]])
    ranked = JUDGE.ranked(places, values)
    assert [one.pointed for one in ranked] == [places[1], places[2], places[3]]
    assert [one.probability for one in ranked] == sorted((one.probability for one in ranked), reverse=True)


def test_nothing_pointed_at_nothing_ranked():
    assert JUDGE.ranked([], np.array([])) == []


def test_the_shipped_judge_fits_the_features():
    judge = shipped_judge()
    assert 0 < judge.threshold < 1
    assert judge.probabilities(np.zeros((3, len(NAMES)), dtype=np.float32)).shape == (3,)


@pytest.mark.parametrize("content", [None, "", "{}", "[]", json.dumps({"features": ["verdict"]})])
def test_damaged_weights_are_an_error_that_says_what_to_do(content, tmp_path, monkeypatch):
    weights = tmp_path / "decision.json"
    if content is not None:
        weights.write_text(content, encoding="utf-8")
    monkeypatch.setattr(decide, "WEIGHTS", weights)
    with pytest.raises(ModelError, match="git checkout"):
        shipped_judge.__wrapped__()
