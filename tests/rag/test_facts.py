import pytest

from rag.facts import denied, name_words, numbers, numbers_at, words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Twelve boats", {12}),
        ("1,000 apples, a thousand apples", {1000}),
        ("twenty-one or twenty one trees", {21}),
        ("the twenty-first mast", {21}),
        ("the third master", {3}),
        ("two hundred crowns", {200}),
        ("3.5 million crowns, $3.5m", {3.5e6}),
        ("It stands 31 m tall.", {31}),
        ("It is 31m high.", {31}),
        ("5k runners", {5000}),
        ("the 1990s", {1990}),
        ("twice a day", {2}),
        ("One of them was told that no one came.", set()),
        ("often, tend, height, weighty", set()),
    ],
)
def test_numbers_by_value(text, values):
    assert numbers(text) == values


def test_numbers_with_their_places():
    text = "Ada Brunn served for twelve years from 1904."
    assert [(value, text[start:end]) for value, start, end in numbers_at(text)] == [(12, "twelve"), (1904, "1904")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The lighthouse of Velm was built by Karl Osten.", {"velm", "karl", "osten"}),
        ("Karl Osten's tower", {"karl", "osten"}),
        ("Harbour masters met in Velm.", {"velm"}),
        ("Orchards need rain.", set()),
        ("However, Mira Holt’s pears had died.", {"mira", "holt"}),
        ("the harbour is old", set()),
        ("", set()),
    ],
)
def test_words_of_names(text, names):
    assert name_words(text) == names


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("The orchard was never sold.", {"sold"}),
        ("It didn’t open in 1904, nor did it close.", {"open", "close"}),
        ("It is no longer sold and not yet planted.", {"sold", "plant"}),
        ("No trees died.", {"tree"}),
        ("The harbour not only opened but grew.", set()),
        ("It wasn't just repaired.", set()),
        ("Berth No. 7 was sold.", set()),
        ("The knot held at noon.", set()),
        ("The harbour opened.", set()),
    ],
)
def test_what_is_denied(text, stems):
    assert denied(text) == stems


def test_words_without_possessives():
    assert words("Velm's boats’ owners met Karl Osten’s crew.") == set("velm boats owners met karl osten crew".split())
