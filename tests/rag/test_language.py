import pytest

from rag.language import is_english


@pytest.mark.parametrize(
    "question",
    [
        "Who built the lighthouse of Velm?",
        "lighthouse height",
        "Karl Osten",
        "Minimum age for men in Velm",
        "1904?",
        "",
        # names and titles of other languages
        "Who is Ludwig van der Berg?",
        "When did Ursula von der Leyen visit Velm?",
        "Population of Santa Cruz de la Sierra",
        "Charles de Gaulle",
        "Where is La Paz?",
        "Who directed Das Leben der Anderen?",
        "Author of Cien años de soledad",
        "What does “Je ne regrette rien” mean?",
        'Translate "Wo ist der Bahnhof?"',
        "Who is Мира Холт?",
    ],
)
def test_english_is_english_whatever_it_names(question):
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wer hat den Leuchtturm von Velm gebaut?",
        "Was ist in Velm?",
        "Wann wurde der Hafen eröffnet?",
        "Qui a construit le phare de Velm ?",
        "¿Quién construyó el faro de Velm?",
        "Chi ha costruito il faro?",
        "Hoe hoog is de vuurtoren van Velm?",
        "Hvor højt er fyrtårnet i Velm?",
        "Hur hög är fyren?",
        "Qual é a altura do farol?",
        "Jak wysoka jest latarnia?",
        "Кто построил маяк?",
        "誰が灯台を建てましたか？",
        "من بنى المنارة؟",
    ],
)
def test_another_language_is_noticed(question):
    assert not is_english(question)
