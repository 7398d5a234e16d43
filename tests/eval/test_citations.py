import pytest

from eval.citations import correct, invalid, precision, recall, spans_of, unsupported
from eval.types import Span
from rag.types import Answer, Citation, Sentence

GOLD = ((Span("a", 100, 200),),)
TWO = ((Span("a", 100, 200),), (Span("a", 300, 350), Span("b", 0, 50)))


def citation(document, start, end, quote):
    return Citation(1, document, "title", quote, start, end, quote, 0.9)


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ([Span("a", 100, 200)], 1.0),
        ([Span("a", 150, 250)], 1.0),  # half of both
        ([Span("a", 151, 251)], 0.0),  # 49 of 100 and of 100
        ([Span("a", 190, 205)], 1.0),  # 10 of the citation's 15
        ([Span("a", 0, 1000)], 1.0),  # all of the quote
        ([Span("b", 100, 200)], 0.0),
        ([Span("a", 0, 50), Span("a", 120, 130)], 1.0),
        ([], 0.0),
    ],
)
def test_correct_where_citation_and_quote_share_half_of_either(cited, expected):
    assert correct(GOLD, cited) == expected


def test_precision_counts_cited_characters_once():
    assert precision(GOLD, [Span("a", 150, 250), Span("a", 200, 250)]) == 0.5
    assert precision(GOLD, [Span("a", 100, 200), Span("b", 0, 100)]) == 0.5
    assert precision(GOLD, []) == 0.0


def test_recall_takes_each_quote_where_it_is_cited_most():
    assert recall(TWO, [Span("a", 100, 175), Span("b", 0, 50)]) == pytest.approx(125 / 150)
    assert recall(TWO, [Span("b", 0, 50)]) == pytest.approx(50 / 150)
    assert recall(TWO, []) == 0.0


def test_invalid_citations_are_those_that_quote_something_else():
    citations = [
        citation("a", 0, 3, "Ann"),
        citation("a", 1, 4, "Ann"),
        citation("gone", 0, 3, "Ann"),
        citation("a", 0, 99, "Ann left."),
    ]
    assert invalid(citations, {"a": "Ann left"}) == 3


def test_spans_of_citations():
    assert spans_of([citation("a", 2, 5, "n l")]) == [Span("a", 2, 5)]


QUOTE = "The lighthouse of Velm was built by Karl Osten in 1904."


def said(*sentences, question="Who built the lighthouse?", standalone=None, quotes=(QUOTE,), refused=False):
    cited = tuple(citation("a", 0, len(quote), quote) for quote in quotes)
    told = tuple(Sentence(sentence, (1,)) for sentence in sentences)
    return Answer(question, standalone or question, told, "Karl Osten", cited, 0.9, refused)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Karl Osten built it in 1904.", set()),
        ("It was Osten's, in Velm.", set()),
        ("Karl Brunn built it.", {"brunn"}),
        ("Karl Osten built it in 1905.", {"1905"}),
        ("Karl Osten built it with twelve men.", {"12"}),
        ("Karl Osten built it for Ada Brunn in 1,905 days.", {"ada", "brunn", "1905"}),
    ],
)
def test_names_and_numbers_that_no_quotation_holds_are_unsupported(sentence, expected):
    assert unsupported(said(sentence)) == expected


def test_what_the_question_says_and_any_quotation_is_supported():
    assert unsupported(said("Karl Osten built it, not Ada Brunn.", question="Did Ada Brunn build it?")) == set()
    assert unsupported(said("Karl Osten, not Ada Brunn.", question="Did she?", standalone="Did Ada Brunn?")) == set()
    assert unsupported(said("Karl Osten built it.", "It has 31 steps.", quotes=(QUOTE, "There are 31 steps."))) == set()
    assert unsupported(said("Karl Osten built it.", "It has 31 steps.")) == {"31"}


def test_refusals_and_small_talk_say_nothing_of_the_documents():
    assert unsupported(said("Karl Brunn built it in 1905.", refused=True)) == set()
    assert unsupported(said("I am Footnote, of 2024.", quotes=())) == set()
