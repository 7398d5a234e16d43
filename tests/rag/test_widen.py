import pytest

from rag import widen


def widened(how, sentence, span, **settings):
    start = sentence.index(span)
    return sentence[slice(*how(sentence, start, start + len(span), **settings))]


@pytest.mark.parametrize(
    ("sentence", "span", "whole"),
    [
        ("The mill employed over 40 people.", "40", "over 40"),
        ("Not more than 12 boats came.", "12", "Not more than 12"),
        ("It cost about $1.3 million to build.", "1.3", "about $1.3 million"),
        ("Between 20 and 30 boats came.", "20", "Between 20 and 30"),
        ("Turnout was 4.5 per cent.", "4.5", "4.5 per cent"),
        ("They sailed for about a week.", "a week", "about a week"),
        ("He walked over a bridge.", "a bridge", "a bridge"),
        ("The novel is about an architect.", "an architect", "an architect"),
        ("Tove Ramberg rang.", "Tove Ramberg", "Tove Ramberg"),
    ],
)
def test_a_figure_with_what_qualifies_it(sentence, span, whole):
    assert widened(widen.figure, sentence, span) == whole


@pytest.mark.parametrize(
    ("sentence", "span", "whole"),
    [
        ("The boats were Tern, Plover and Grey Heron.", "Plover", "Tern, Plover and Grey Heron"),
        ("The boats were Tern, Plover, and Grey Heron, which was slow.", "Tern", "Tern, Plover, and Grey Heron"),
        ("Norway, Sweden and Denmark sent teams.", "Sweden", "Norway, Sweden and Denmark"),
        ("It was signed by Per Aune, Lise Holm and Bo Lind on Monday.", "Bo Lind", "Per Aune, Lise Holm and Bo Lind"),
        ("The flood swept away the school, the chapel and two bridges.", "the chapel", "the school, the chapel and two bridges"),
        ("The cook bought eggs, flour and butter at the market.", "flour", "eggs, flour and butter"),
        ("She planted apples and pears, and her brother kept bees.", "apples", "apples and pears"),
        ("Per Aune, the mayor, served twelve years.", "Per Aune", "Per Aune"),
        ("The lamp is tall.", "tall", "tall"),
    ],
)
def test_the_whole_list_around_an_item(sentence, span, whole):
    assert widened(widen.listed, sentence, span) == whole


@pytest.mark.parametrize(
    ("sentence", "span", "whole"),
    [
        ("The dam failed because its drains were blocked.", "blocked", "because its drains were blocked"),
        ("He resigned in April; she stayed.", "she", "she stayed"),
        ("The lamp, which burned oil, went out because of the storm.", "storm", "because of the storm"),
        ("He paid 1,200 crowns (about 50 pounds) for it.", "50 pounds", "about 50 pounds"),
        ("He paid 1,200 crowns.", "1,200", "He paid 1,200 crowns"),
    ],
)
def test_the_clause_around_a_span(sentence, span, whole):
    assert widened(widen.clause, sentence, span) == whole


LONG = (
    "The mill at Hovde opened in 1904 under Ada Brunn, who ran it for twelve years, and it was enlarged in 1920; "
    "its chimney, which stands 31 metres tall, was built by Karl Osten, whose son kept it until 1971."
)


@pytest.mark.parametrize("span", ["1904", "31 metres", "1971."])
def test_a_long_sentence_is_cut_to_whole_clauses_around_the_span(span):
    cut = widened(widen.brief, LONG, span, limit=15)
    assert span in cut and len(cut.split()) <= 15 and cut[-1] not in ",; " and cut in LONG


def test_a_short_sentence_stays_whole():
    assert widened(widen.brief, "It rained, and we left.", "rained") == "It rained, and we left."
