import pytest

from rag.spelling import respelt

TEXTS = [
    "The lighthouse of Velm was built by Karl Osten in 1904. It stands 31 metres tall.",
    "Ada Brunn was the first master of the harbour. Mira Holt planted apple trees before the negotiations with Thorvald Iversen.",
]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who built the lighthuose?", "Who built the lighthouse?"),
        ("Who bulit the ligthouse of velm?", "Who built the lighthouse of Velm?"),
        ("Who is Karl Ostn?", "Who is Karl Osten?"),
        ("who is ada brun?", "who is Ada Brunn?"),
        ("Who planted the aple treees?", "Who planted the apple trees?"),
        ("What did Thorwald Iversen want?", "What did Thorvald Iversen want?"),
        ("Who is Mira Hotl's father?", "Who is Mira Holt's father?"),
        ("when did karl osten die?", "when did Karl Osten die?"),
    ],
)
def test_a_misspelt_word_becomes_the_documents_own(question, meant):
    assert respelt(question, TEXTS) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who built the lighthouse of Velm?",
        "When was it automated?",
        "Who is the master?",
        # English words that the texts lack, and other forms of those they have
        "What is the capital of France?",
        "Who plants trees in the harbours?",
        "When did the negotiator leave?",
        "Is there a masterplan for the lightship?",
        "How many crows live there?",
        # other names
        "Who is Mira Hold?",
        "Who is Carl Osterman?",
        "Who is Brunhilde?",
        "What is vellum?",
        "Where is Oslo?",
        "a b 42?",
    ],
)
def test_what_is_spelt_right_stays(question):
    assert respelt(question, TEXTS) == question


def test_without_texts_nothing_changes():
    assert respelt("Who built the lighthuose?", []) == "Who built the lighthuose?"
