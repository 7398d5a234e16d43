"""Values worked out by hand."""

import pytest

from eval.answers import contains, contains_items


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
