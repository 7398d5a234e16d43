"""Questions from sentences: what is asked, what answers it, and what is not asked."""

import pytest

from eval.templates import proposals


def asked(sentence, *known):
    found = proposals(sentence, frozenset(known))
    return {one.question: sentence[one.start : one.end] for one in found}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The lighthouse was built by Karl Osten.", "Who was the lighthouse built by?", "Karl Osten"),
        ("Mira Holt planted the trees in 1987.", "Who planted the trees in 1987?", "Mira Holt"),
        ("Ada Brunn, the head of the school, spoke.", "Who is the head of the school?", "Ada Brunn"),
        ("Velm's mayor, Ada Brunn, wept.", "Who is Velm's mayor?", "Ada Brunn"),
        ("The first master was Ada Brunn, who drank.", "Who is the first master?", "Ada Brunn"),
        ("The harbour of Velm opened in 1904.", "When did the harbour of Velm open?", "1904"),
        ("The treaty was signed on Monday, June 2, 2025.", "When was the treaty signed?", "Monday, June 2, 2025"),
        ("In 1904 the bridge was finished.", "When was the bridge finished?", "1904"),
        ("On May 3, Ada Brunn resigned.", "When did Ada Brunn resign?", "May 3"),
        ("The treaty was signed in Velm.", "Where was the treaty signed?", "Velm"),
        ("The orchard holds 240 apple trees.", "How many apple trees does the orchard hold?", "240"),
        ("The school employed at least forty teachers.", "How many teachers did the school employ?", "forty"),
        ("Five participants left the water early.", "How many participants left the water early?", "Five"),
        ("There were 12 ships in the harbour.", "How many ships were there in the harbour?", "12"),
        ("The tower is 31 metres tall.", "How tall is the tower?", "31 metres"),
        ("According to Holt, the raid used 117 drones.", "How many drones did the raid use?", "117"),
    ],
)
def test_a_form_is_turned_round(sentence, question, answer):
    assert asked(sentence)[question] == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built by Karl Osten.",
        "The man who said that the bridge was finished in 1931 left.",
        "Five years after the fire the mill was sold.",
        "They planted the trees in 1987.",
        "Mira Holt planted them because the pears had died.",
        "\"The harbour opened in 1904.\"",
        "# The harbour opened in 1904.",
        "The harbour opened in 1904",
        "The second floor has a second kitchen.",
        "Workers were moved in 1904.",
        "The bridge was finished by Monday.",
        "The Quillon lamp was a safety lamp for mines in 1859.",
        "The council approved two hours of Hallin a week.",
        "Forty workers, most of them young, died.",
    ],
)
def test_other_sentences_are_left_alone(sentence):
    assert asked(sentence) == {}


def test_a_single_word_is_a_name_where_the_document_says_so():
    assert asked("Rybar was founded in 2018.") == {}
    assert asked("Rybar was founded in 2018.", "rybar") == {"When was Rybar founded?": "2018"}


def test_what_is_counted_is_part_of_an_answer_too():
    assert proposals("The orchard holds 240 apple trees.")[0].also == ("240 apple trees",)


def test_a_sentence_that_is_wrapped_keeps_its_offsets():
    sentence = "The harbour of Velm\nopened in 1904."
    assert asked(sentence) == {"When did the harbour of Velm open?": "1904"}
