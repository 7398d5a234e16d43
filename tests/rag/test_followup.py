"""Follow-ups. The conversations here are about other things than the eval set's."""

import pytest

from rag.antecedents import names, thing
from rag.followup import standalone
from rag.types import Turn


def unknown(question):
    return None


@pytest.mark.parametrize(
    ("earlier", "answer", "question", "understood"),
    [
        # nothing is left to the earlier turn
        ("Who built the lighthouse?", "Karl Osten", "How tall is the lighthouse of Velm?", "How tall is the lighthouse of Velm?"),
        ("Who built the lighthouse?", "Karl Osten", "Did Mira Holt say that she planted pears?", "Did Mira Holt say that she planted pears?"),
        ("Who built it?", None, "What is the population of the Faroe Islands?", "What is the population of the Faroe Islands?"),
        # pronouns for persons: the answer of a who-question, else the person asked about
        ("Who built the lighthouse?", "Karl Osten", "When did he die?", "When did Karl Osten die?"),
        ("Who built the lighthouse?", "It was built by Karl Osten.", "What was his trade?", "What was Karl Osten's trade?"),
        ("What did Mira Holt plant?", "apple trees", "Why did she do it?", "Why did Mira Holt do it?"),
        ("What did Mira Holt plant?", None, "And who taught her?", "And who taught Mira Holt?"),
        # ellipsis
        ("When did Velm open its harbour?", "1904", "And Oslo?", "When did Oslo open its harbour?"),
        ("When did Velm's harbour open?", "1904", "What about Oslo's?", "When did Oslo's harbour open?"),
        ("Who led the Danish team?", "Bo Lind", "And Norway's?", "Who led Norway's team?"),
        # what has no name stays beside the earlier question
        ("How tall is the lighthouse?", "31 metres", "Why?", "Why: How tall is the lighthouse?"),
        ("How tall is the lighthouse?", "31 metres", "When was it automated?", "When was the lighthouse automated?"),
        ("How many apple trees are there?", "240", "And who planted them?", "And who planted the apple trees?"),
        ("Who built the lighthouse?", None, "What is its height?", "What is the lighthouse's height?"),
        ("Who built the lighthouse?", None, "What part of Velm is that?", "What part of Velm is the lighthouse?"),
        ("Where is Velm?", None, "What happened there?", "Where is Velm: What happened there?"),
        ("How many apple trees are there?", "240", "How many pear trees are there?", "How many pear trees are there?"),
    ],
)
def test_understood(earlier, answer, question, understood):
    got = standalone(question, [Turn(earlier, answer)], unknown)
    assert got.removeprefix("And ").capitalize() == understood.removeprefix("And ").capitalize()


def test_no_history_no_change():
    assert standalone("Why?", [], unknown) == "Why?"


def test_the_answer_is_looked_up_where_the_history_holds_questions_only():
    asked = []

    def answer_to(question):
        asked.append(question)
        return "Karl Osten"

    assert standalone("Where was he born?", [Turn("Who built the lighthouse?")], answer_to) == "Where was Karl Osten born?"
    assert asked == ["Who built the lighthouse?"]


def test_a_history_without_end_is_followed_as_far_as_a_person_would():
    assert standalone("And how long is it?", [Turn("Why is it so?")] * 5000, unknown)


def test_a_chain_of_follow_ups():
    history = [Turn("Who led the Danish team?", "Bo Lind"), Turn("And Norway's?", "Ida Moe")]
    assert standalone("How old is she?", history, unknown) == "How old is Ida Moe?"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who built the lighthouse?", "the lighthouse"),
        ("When did the talks take place?", "the talks"),
        ("Why did the prime minister resign?", "the prime minister"),
        ("How many apple trees did Mira Holt plant?", "the apple trees"),
        ("Who heads Norway's team?", "Norway's team"),
        ("Why?", None),
    ],
)
def test_thing(question, meant):
    assert thing(question) == meant


def test_names():
    assert names("When did Ada Brunn of Velm visit the Bank of England on Monday?") == ["Ada Brunn of Velm", "Bank of England", "Monday"]
    assert names("What is it? The end.") == []
