import pytest

from index.types import Document
from rag.gather import events, mentioned, overview, sentences, what_is_mentioned

TEXT = """# A fire at the mill

The old mill in Hovde burned down on Saturday, 7 March 2015. Nobody was hurt, but the fire destroyed the archive of the Hovde Grain Company.

The miller, Tove Ramberg, called the brigade at midnight. "I smelled smoke and ran," Ramberg said. On Sunday inspectors from the Dam Office in Bergvik searched the ruin.

Per Aune, an insurance expert from Bergvik, put the loss at 3 million crowns. In Bergvik the council met on 9 March 2015 and promised help.

- a list item that is no sentence

On Saturday the bells rang until noon. Mayor Lise Holm thanked the brigade on 9 March 2015 for what it had done.
"""
FIRE = Document("fire.md", "A fire", TEXT, "/notes", "/notes/fire.md", "0")


def texts(places):
    return [place.text for place in places]


def test_only_sentences_of_prose_are_told():
    found = texts(sentences(FIRE, TEXT))
    assert found[0].startswith("The old mill") and len(found) == 9
    assert not any("list item" in text or "#" in text for text in found)


def test_what_is_blanked_is_not_told():
    hidden = TEXT.replace("On Saturday the bells rang until noon.", " " * len("On Saturday the bells rang until noon."))
    assert not any("bells" in text for text in texts(sentences(FIRE, hidden)))


def test_an_overview_is_the_lead_and_sentences_from_each_stretch_in_order():
    places = overview(FIRE, TEXT)
    assert places[0].text.startswith("The old mill in Hovde")
    assert [place.start for place in places] == sorted({place.start for place in places})
    assert 2 <= len(places) <= 4 and places[-1].start > len(TEXT) / 2
    assert all(TEXT[place.start : place.end] == place.text for place in places)


def test_an_overview_does_not_say_a_thing_twice():
    said = "The ferry to Farrow sails at noon from the northern quay. " * 6
    assert len(overview(Document("f", "f", said, "", "", ""), said)) == 1


@pytest.mark.parametrize("text", ["", "# Only a heading", "Short one."])
def test_an_overview_of_next_to_nothing(text):
    assert len(overview(Document("x", "x", text, "", "", ""), text)) == text.endswith(".")


@pytest.mark.parametrize(
    ("question", "subject", "told"),
    [
        ("What happened on 9 March 2015?", set(), ["In Bergvik the council", "Mayor Lise Holm"]),
        ("What happened in the council on 9 March 2015?", {"council"}, ["In Bergvik the council"]),
        ("What happened to the dragons on 9 March 2015?", {"dragon"}, ["In Bergvik the council", "Mayor Lise Holm"]),
        # the document ties the weekday to the date
        ("What happened on Saturday?", set(), ["The old mill", "On Saturday the bells"]),
        ("What happened on 7 March?", set(), ["The old mill"]),
        ("What happened on 8 April 1990?", set(), []),
    ],
)
def test_the_sentences_of_a_day(question, subject, told):
    found = texts(events(FIRE, TEXT, question, subject))
    assert len(found) == len(told) and all(map(str.startswith, found, told))


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("people", ["Tove Ramberg", "Per Aune, an insurance expert from Bergvik", "Lise Holm"]),
        ("organisations", ["Hovde Grain Company", "Dam Office"]),
        ("places", ["Hovde", "Bergvik"]),
    ],
)
def test_names_of_a_kind_with_what_they_are(what, names):
    assert [place.said for place in mentioned(FIRE, TEXT, what)] == names


def test_a_shouted_dateline_is_no_person_and_a_title_is_no_name():
    text = "CASTREL, a dock worker told us, is quiet. Later Economy Minister Tobias Wren arrived. Wren said nothing."
    assert [place.said for place in mentioned(Document("x", "x", text, "", "", ""), text, "people")] == ["Tobias Wren"]


@pytest.mark.parametrize(
    ("question", "what"),
    [("Who is mentioned?", "people"), ("Which companies are named?", "organisations"), ("Which cities are named?", "places")],
)
def test_which_kind_of_name_is_asked_for(question, what):
    assert what_is_mentioned(question) == what
