import pytest

from eval.peers import PeerAnswer
from eval.peers_scores import cites, is_refusal, refuses, scores, unsupported
from eval.types import Case
from rag.types import Turn

QUOTE = "The lighthouse of Velm was built by Karl Osten in 1904."
WHO = Case("who-01", "who", "Who built the lighthouse?", True, ("Karl Osten",), (QUOTE,))
NONE = Case("no-01", "unanswerable", "What did the lighthouse cost?", False, trap="not-stated")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "[1]",
        "Empty Response",
        "I don't know.",
        "I don’t know who built it.",
        "I do not actually know.",
        "I'm sorry, but the lighthouse is new to me.",
        "Sorry. It was long ago.",
        "I apologize, but there is nothing on that.",
        "I cannot answer this question.",
        "I am unable to say who built it.",
        "The context does not mention who built it [1].",
        "The provided sources don't contain the builder's name. However, lighthouses are tall.",
        "The text does not say.",
        "None of the provided sources are helpful.",
        "There is no specific information about the builder.",
        "The builder is not mentioned in the text.",
        "Its price is not available in the sources.",
        "The question cannot be answered from the context.",
        "There is not enough information to tell.",
        "The documents do not answer this question.",
        "Unknown.",
    ],
)
def test_refusals_in_free_text(text):
    assert refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "Karl Osten.",
        "Karl Osten built it [1]. The sources do not mention when.",
        "It was not built by Ada Brunn.",
        "The minister refused to answer questions.",
        "The harbour is not available to large ships.",
        "No, it was never automated.",
        "Both sides know the text of the agreement.",
        "Nobody was found.",
        "He knows nothing about the unknown soldier.",
        "According to Source 1, Karl Osten did.",
    ],
)
def test_answers_are_no_refusals(text):
    assert not refuses(text)


def test_a_peer_that_says_itself_whether_it_refuses_is_believed():
    assert is_refusal(PeerAnswer("Karl Osten.", refused=True))
    assert not is_refusal(PeerAnswer("The text does not say.", refused=False))
    assert is_refusal(PeerAnswer("The text does not say."))


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        (QUOTE, True),
        (f"# Notes\n\nVelm is old. {QUOTE} It is tall.", True),
        ("the LIGHTHOUSE of Velm was\nbuilt by, then more", True),  # six of the quote's ten tokens
        ("It says: of Velm was built by.", True),  # five
        ("It says: of Velm was built.", False),  # four
        ("was built by Karl", True),  # all that is cited
        ("was built by Ada", False),
        ("lighthouse Velm built Osten was of Karl by in 1904", False),  # the same words in no row
        ("", False),
        ("The", False),
    ],
)
def test_a_cited_text_holds_half_of_the_quote_or_stands_in_it(cited, expected):
    assert cites(cited, QUOTE) is expected


@pytest.mark.parametrize(
    ("text", "cited", "expected"),
    [
        ("Karl Osten built it in 1904.", (QUOTE,), set()),
        ("Karl Osten built it in 1904.", (), {"karl", "osten", "1904"}),
        ("It was Karl Brunn [1], with twelve men.", (QUOTE,), {"brunn", "12"}),
        ("According to Source 2, it was Karl Osten [3, 4].", (QUOTE,), set()),
        ("It was built. Then Ada Brunn lit it.", (QUOTE,), {"ada", "brunn"}),
        ("It is in Velm.", ("Nothing.", QUOTE), set()),
    ],
)
def test_names_and_numbers_that_no_shown_source_holds(text, cited, expected):
    assert unsupported(WHO, PeerAnswer(text, cited)) == expected


def test_what_the_user_said_is_supported():
    case = Case("a", "who", "Did Ada Brunn?", False, history=(Turn("Who lit Velm?", "In 1904, Karl Osten."),))
    assert unsupported(case, PeerAnswer("It was Ada Brunn of Velm, not Karl Osten, in 1904.")) == set()


def test_a_right_answer_counts_as_cited_only_with_its_source():
    right = scores(WHO, PeerAnswer("It was Karl Osten.", (QUOTE,)))
    assert right == {
        "right": 1.0, "right_and_cited": 1.0, "refused": None, "over_refused": 0.0, "unsupported": 0.0
    }
    uncited = scores(WHO, PeerAnswer("It was Karl Osten.", ("The orchard is old.",)))
    assert (uncited["right"], uncited["right_and_cited"], uncited["unsupported"]) == (1.0, 0.0, 1.0)
    wrong = scores(WHO, PeerAnswer("It was Ada.", (QUOTE,)))
    assert (wrong["right"], wrong["right_and_cited"]) == (0.0, 0.0)


def test_the_words_of_a_refusal_hold_no_answer():
    refused = scores(WHO, PeerAnswer("The text does not say whether Karl Osten did.", (QUOTE,)))
    assert (refused["right"], refused["over_refused"], refused["unsupported"]) == (0.0, 1.0, None)


def test_a_list_must_be_said_as_a_whole():
    case = Case("l", "list", "Which trees?", True, ("apple, pear and plum",), ("Apple, pear and plum grow there.",))
    assert scores(case, PeerAnswer("Plum, apple and pear."))["right"] == 1.0
    assert scores(case, PeerAnswer("Plum and apple."))["right"] == 0.0


def test_unanswerable_questions_are_to_be_refused():
    refused, answered = scores(NONE, PeerAnswer("I don't know.")), scores(NONE, PeerAnswer("It cost 12 crowns."))
    assert (refused["refused"], refused["unsupported"], refused["right"]) == (1.0, None, None)
    assert (answered["refused"], answered["unsupported"], answered["over_refused"]) == (0.0, 1.0, None)


def test_a_failure_is_wrong_and_no_refusal():
    assert scores(WHO, None) == {
        "right": 0.0, "right_and_cited": 0.0, "refused": None, "over_refused": 0.0, "unsupported": None
    }
    assert scores(NONE, None)["refused"] == 0.0
