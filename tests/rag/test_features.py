from dataclasses import replace

import numpy as np
import pytest

from rag.asked import Type
from rag.features import NAMES, Candidate, features, question_facts, type_fits

SENTENCE = "Tove Ramberg sold 12 lamps in Hovde."
LAMPS = Candidate("12", "Tove Ramberg sold ", SENTENCE, SENTENCE, "Lamps", 2.0, 3.0, -1.0, -0.5, 0.8, 0, 0, 0)


def value(name, question, candidate=LAMPS):
    return features(question_facts(question), candidate)[NAMES.index(name)]


@pytest.mark.parametrize("question", ["How many lamps did Tove Ramberg sell?", "?", ""])
def test_one_finite_number_for_each_name(question):
    found = features(question_facts(question), LAMPS)
    assert found.shape == (len(NAMES),) and found.dtype == np.float32 and np.isfinite(found).all()


@pytest.mark.parametrize(
    ("name", "question", "expected"),
    [
        ("verdict gap", "Why?", 1.0),
        ("span gap", "Why?", 0.5),
        ("missing names sentence", "How many lamps did Tove Ramberg sell?", 0),
        ("missing names sentence", "How many lamps did Karl Osten sell?", 2),
        ("missing numbers sentence", "Who sold twelve lamps?", 0),
        ("missing numbers sentence", "Who sold 13 lamps?", 1),
        ("type fits", "How many lamps did she sell?", 1),
        ("type misfits", "Who sold lamps?", 1),
        ("opposite", "How many lamps were bought?", 1),
        ("opposite", "How many lamps were sold?", 0),
        ("denied", "How many lamps did she not sell in Hovde?", 0),
        ("echo", "Who sold 12 lamps?", 1),
        ("yes-no asked", "Did she sell lamps?", 1),
        ("list asked", "Which lamps were sold?", 1),
        ("clause asked", "Why were lamps sold?", 1),
        ("place asked", "Where were lamps sold?", 1),
    ],
)
def test_what_a_feature_says(name, question, expected):
    assert value(name, question) == pytest.approx(expected)


def test_a_denial_in_the_evidence_counts_where_the_question_has_none():
    unsold = replace(LAMPS, sentence="Tove Ramberg did not sell 12 lamps in Hovde.")
    assert value("denied", "Who did sell lamps?", unsold) == 1 and value("denied", "Who did sell lamps?") == 0


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [("What did the Canadian team win?", "Canada won a cup.", 0), ("What did the Canadian team win?", "Sweden won a cup.", 1)],
)
def test_a_people_stands_where_its_country_does(question, sentence, missing):
    assert value("missing names sentence", question, replace(LAMPS, sentence=sentence)) == missing


@pytest.mark.parametrize(
    ("type_", "span", "before", "fits"),
    [
        (Type.NUMBER, "forty", "", True),
        (Type.NUMBER, "several", "", True),
        (Type.NUMBER, "in the harbour", "", False),
        (Type.TIME, "on 3 May 1990", "", True),
        (Type.TIME, "yesterday", "", True),
        (Type.TIME, "Tove Ramberg", "", False),
        (Type.DURATION, "two weeks", "", True),
        (Type.DURATION, "the chapel", "", False),
        (Type.PERSON, "Tove Ramberg", "", True),
        (Type.PERSON, "the council", "", True),
        (Type.PERSON, "12", "", False),
        (Type.PLACE, "Hovde", "", True),
        (Type.PLACE, "harbour", "They landed in the ", True),
        (Type.PLACE, "because it rained", "They left ", False),
        (Type.ANY, "anything", "", None),
    ],
)
def test_whether_a_span_looks_like_what_was_asked_for(type_, span, before, fits):
    assert type_fits(type_, span, before) is fits
