import pytest

from eval.spans import held, length, locate, merged, share
from eval.types import Case, Span
from index.types import Document


def document(document_id, text):
    return Document(document_id, "title", text, "source", "path", "sha256")


def case(*quotes):
    return Case("who-01", "who", "Who?", bool(quotes), ("Ann",) if quotes else (), quotes)


def test_a_quote_is_located_wherever_it_stands():
    documents = [document("one", "Ann left. Bob stayed. Ann left."), document("two", "So Ann left.")]
    assert locate(case("Ann left."), documents) == ((Span("one", 0, 9), Span("one", 22, 31), Span("two", 3, 12)),)


def test_whitespace_may_differ():
    assert locate(case("Ann left  home."), [document("one", "Then\nAnn\nleft home.")]) == ((Span("one", 5, 19),),)


def test_special_characters_are_themselves():
    assert locate(case("Was it 1.3 (or 1)?"), [document("one", "Was it 1.3 (or 1)? Was it 123 (or 1)?")]) == (
        (Span("one", 0, 18),),
    )


def test_one_missing_quote_leaves_the_case_without_gold():
    assert locate(case("Ann left.", "Bob came."), [document("one", "Ann left.")]) is None
    assert locate(case(), [document("one", "Ann left.")]) is None


def test_merged_spans_do_not_overlap():
    spans = [Span("a", 5, 9), Span("a", 0, 6), Span("b", 0, 2), Span("a", 9, 10), Span("a", 20, 21)]
    assert merged(spans) == [Span("a", 0, 10), Span("a", 20, 21), Span("b", 0, 2)]
    assert length(spans) == 13


def test_held_counts_each_character_once():
    assert held(Span("a", 0, 10), [Span("a", 2, 6), Span("a", 4, 8), Span("b", 0, 10)]) == 6
    assert share(Span("a", 0, 10), [Span("a", 8, 30)]) == pytest.approx(0.2)
    assert share(Span("a", 3, 3), [Span("a", 0, 9)]) == 0.0
