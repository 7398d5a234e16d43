"""The judge's fit, on spans made up so that it is known what it should find."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.features import NAMES
from rag.fit import RIGHT_REFUSED, Asked, confidences, cross_fitted, fitted, threshold

ROOT = Path(__file__).resolve().parents[2]


def made(number: int, answerable: bool, domain: str = "squad2-x") -> Asked:
    """Three candidates; in an answerable question the one with the highest first feature is right."""
    rng = np.random.default_rng(number)
    values = rng.normal(size=(3, len(NAMES))).astype(np.float32)
    scores = np.zeros(3)
    if answerable:
        values[1, 0] += 3
        scores[1] = 1.0
    return Asked(domain, f"article {number % 8}", answerable, not answerable, values, scores)


ASKED = [made(number, number % 2 == 0) for number in range(400)]


def test_what_makes_a_span_right_gets_the_weight():
    judge = fitted(ASKED)
    weights = np.abs(judge.as_json()["weight"])
    assert weights[0] > 3 * np.sort(weights)[-2]


def test_the_best_span_of_a_question_is_the_one_it_is_sure_of():
    confidence = confidences(ASKED, fitted(ASKED))
    right = confidence[::2]
    assert right[:, 1].mean() > 0.9 and right[:, 0].mean() > 2 * confidence[1::2, 0].mean()


def test_the_threshold_gives_up_as_many_right_answers_as_it_says():
    confidence = confidences(ASKED, fitted(ASKED))
    right = confidence[:, 1] >= 0.5
    below = (confidence[right, 0] < threshold(ASKED, confidence)).mean()
    assert below == pytest.approx(RIGHT_REFUSED, abs=0.02)


def test_figures_are_by_family_and_of_questions_that_gave_no_weights():
    figures = cross_fitted([*ASKED, *(made(number, True, "written-a") for number in range(80))])
    assert set(figures) == {"squad2", "written"}
    squad = figures["squad2"]
    assert squad["answerable"] == 200 and squad["refused where the question is unanswerable"] > 0.5
    assert abs(squad["right answers refused"] - RIGHT_REFUSED) < 0.12 and figures["written"]["refused where the question is unanswerable"] is None


@pytest.mark.real_models
def test_the_command_writes_a_judge_that_can_be_used(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    articles = []
    for number, (who, where) in enumerate([("Ada Brunn", "Velm"), ("Karl Osten", "Sund"), ("Mira Holt", "Orra"), ("Jon Vale", "Tiel")] * 4):
        context = f"{who} built pier {number} of {where} in {1900 + number}. It was paid for by the town."
        answer = {"text": who, "answer_start": 0}
        qas = [
            {"id": f"{number}a", "question": f"Who built pier {number} of {where}?", "answers": [answer]},
            {"id": f"{number}b", "question": f"Who burnt pier {number} of {where}?", "answers": [], "is_impossible": True},
        ]
        articles.append({"title": f"pier {number}", "paragraphs": [{"context": context, "qas": qas}]})
    (data / "piers.json").write_text(json.dumps({"data": articles * 1}), encoding="utf-8")
    command = [sys.executable, "-m", "rag.fit", str(data), "--output", str(tmp_path / "decision.json")]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "decision.json").read_text())
    assert written["features"] == list(NAMES) and len(written["weight"]) == len(NAMES) and 0 < written["threshold"] < 1
