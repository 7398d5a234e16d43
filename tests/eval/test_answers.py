"""Values worked out by hand with the rules of SQuAD's official script."""

import pytest

from eval.answers import best, contains, contains_items, exact_match, f1, normalised


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


@pytest.mark.parametrize(
    ("said", "gold", "expected"),
    [
        ("At least 12 people died.", "the 12 people", 1.0),
        ("The raid used 117 drones.", "17", 0.0),  # whole tokens only
        ("Ukraine's envoy", "Ukraine", 0.0),
        ("It was the U.S. network ABC News.", "ABC News", 1.0),
        ("people 12", "12 people", 0.0),
        ("anything", "the", 0.0),
    ],
)
def test_contains(said, gold, expected):
    assert contains(said, gold) == expected


@pytest.mark.parametrize(
    ("said", "gold", "expected"),
    [
        ("Among them were the A-50 and two bombers, the Tu-22 M3 and the Tu-95.", "A-50, Tu-22 M3 and Tu-95", 1.0),
        ("The Tu-95, the A-50.", "A-50, Tu-22 M3 and Tu-95", 0.0),
        ("France, Germany, and the U.S.", "the U.S., France and Germany", 1.0),
        ("anything", ", and", 0.0),
    ],
)
def test_a_list_is_said_when_each_item_is(said, gold, expected):
    assert contains_items(said, gold) == expected
