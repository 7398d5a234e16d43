import pytest

from rag.smalltalk import ABILITIES, BYE, FINE, HELLO, IDENTITY, PLEASED, THANKS, reply, without_opening


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Hi!", HELLO),
        ("hello footnote", HELLO),
        ("Good evening, everyone", HELLO),
        ("Thank you very much!", THANKS),
        ("thanks mate", THANKS),
        ("Thanks for your help, bye", THANKS),
        ("OK, that's all for today.", BYE),
        ("How are you?", FINE),
        ("Great job", PLEASED),
        ("Who are you?", IDENTITY),
        ("which model are you", IDENTITY),
        ("What can you do?", ABILITIES),
        ("What questions can I ask?", ABILITIES),
        ("Hello Footnote, what can you do?", ABILITIES),
    ],
)
def test_small_talk_is_replied_to(said, answer):
    assert reply(said) == answer


@pytest.mark.parametrize(
    "question",
    [
        "Who built the lighthouse of Velm?",
        "Hello, who built the lighthouse?",
        "Thanks, who built it?",
        "Thanks to whom was the harbour dredged?",
        "How are you billed for the berth?",
        "Who are you obliged to tell when a boat sinks?",
        "What can you do against woolly aphids?",
        # follow-ups and what a manual or a policy is asked
        "How does it work?",
        "How does the pump work?",
        "What should I do?",
        "What do we do?",
        "Which questions should I answer?",
        "Can you help the harbour master?",
        "Why?",
        "And Oslo?",
        "Yes",
        # names that begin like a greeting
        "Welcome to Velm",
        "Great Britain",
        "Good Friday",
        "Hey Jude",
        "",
    ],
)
def test_a_question_is_no_small_talk(question):
    assert reply(question) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Hello, who built the lighthouse?", "who built the lighthouse?"),
        ("Good morning. When does the harbour open?", "When does the harbour open?"),
        ("Thanks! Who planted the trees?", "Who planted the trees?"),
        ("Please, how tall is the lighthouse?", "how tall is the lighthouse?"),
        ("Hey Footnote - who was Ada Brunn?", "who was Ada Brunn?"),
    ],
)
def test_a_greeting_before_a_question_is_dropped(question, rest):
    assert without_opening(question) == rest


@pytest.mark.parametrize(
    "question",
    [
        "Who built the lighthouse?",
        "Thanks to the storm, what was lost?",
        "Great Britain bought how many apples?",
        "Hi-fi systems cost how much in Velm?",
        "Good morning and evening boats leave when?",
        "OK, why?",
    ],
)
def test_nothing_else_is_dropped(question):
    assert without_opening(question) == question
