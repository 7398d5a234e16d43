"""One case and one answer, each measure worked out by hand."""

from dataclasses import replace

import pytest

from eval.score import failed, score
from eval.types import Case, Observed, Reference, Span
from index.types import Hit, Passage
from rag.types import Answer, Citation, Sentence

TEXT = "Ann left. Bob stayed at home. Both were seen."
ANN, BOB, BOTH = (0, 9), (10, 29), (30, 45)
CASE = Case("who-01", "who", "Who stayed?", True, ("Bob", "Bobby Ray"), ("Bob stayed at home.",))
UNANSWERABLE = Case("no-01", "no", "Who sang?", False, trap="not-stated")
SMALL_TALK = Case("small-talk-01", "small-talk", "Thanks!", False, reply=True)
STAYED = Case("yes-no-01", "yes-no", "Did Bob stay?", True, ("Yes",), ("Bob stayed at home.",), polarity="yes")
GOLD = ((Span("a", *BOB),),)
MEANT_FOR_ANSWERABLE = ("recall_at_1", "reciprocal_rank", "answer_contains", "over_refusal", "right_and_cited")
MEANT_FOR_ANSWERED = ("citation_correct", "citation_precision", "citation_recall")


def citation(start, end):
    return Citation(1, "a", "title", TEXT[start:end], start, end, TEXT, 0.9)


def answer(text, short, *cited, refused=False):
    citations = tuple(citation(*span) for span in cited)
    return Answer("Who?", "Who?", (Sentence(text, (1,)),), short, citations, 0.9, refused)


def hit(start, end):
    return Hit(Passage(1, "a", "title", TEXT[start:end], start, end), 0.9)


def known(case=CASE, gold=GOLD):
    passages = {"a": tuple(Span("a", *place) for place in (ANN, BOB, BOTH))}
    return Reference({"a": TEXT}, passages, {case.id: gold} if gold else {})


def scored(answer, case=CASE, gold=GOLD, hits=(hit(*ANN), hit(*BOB)), forced=None):
    return score(case, known(case, gold), Observed(answer, forced or answer, hits))


def broken(case=CASE, gold=GOLD):
    return failed(case, known(case, gold))


RIGHT = answer("Bob stayed at home.", "Bob at home", BOB)
REFUSAL = answer("The documents do not answer this question.", "", ANN, refused=True)


def test_a_right_answer():
    got = scored(RIGHT)
    assert (got.recall_at_1, got.recall_at_3, got.recall_at_10, got.reciprocal_rank) == (0.0, 1.0, 1.0, 0.5)
    assert (got.exact_match, got.f1) == (0.0, pytest.approx(2 / 4))
    assert (got.answer_contains, got.right_and_cited, got.answer_right_and_cited) == (1.0, 1.0, 1.0)
    assert (got.citation_correct, got.citation_precision, got.citation_recall) == (1.0, 1.0, 1.0)
    assert (got.refusal_precision, got.refusal_recall, got.over_refusal) == (None, None, 0.0)
    assert (got.citations, got.invalid_citations, got.error, got.refused) == (1, 0, False, False)


def test_right_but_cited_elsewhere():
    got = scored(answer("Bob did.", "Bob", BOTH))
    assert (got.exact_match, got.answer_contains, got.citation_correct, got.right_and_cited) == (1.0, 1.0, 0.0, 0.0)


def test_cited_but_wrong():
    got = scored(answer("Ann did.", "Ann", BOB))
    assert (got.answer_contains, got.citation_correct, got.right_and_cited) == (0.0, 1.0, 0.0)


def test_the_short_answer_alone_can_be_right():
    got = scored(answer("He did.", "Bob", BOB))
    assert (got.answer_contains, got.right_and_cited, got.answer_right_and_cited) == (0.0, 1.0, 0.0)


def test_more_citations_than_needed_cost_precision():
    got = scored(answer("Bob.", "Bob", BOB, ANN))
    assert got.citation_precision == pytest.approx(19 / 28)
    assert got.citation_recall == 1.0


def test_refusing_an_answerable_question():
    got = scored(REFUSAL)
    assert (got.exact_match, got.f1, got.answer_contains, got.right_and_cited) == (0.0, 0.0, 0.0, 0.0)
    assert (got.refusal_precision, got.refusal_recall, got.over_refusal) == (0.0, None, 1.0)
    assert [getattr(got, name) for name in MEANT_FOR_ANSWERED] == [None] * 3
    assert got.recall_at_3 == 1.0, "search is scored whether or not the reader answers"


def test_the_words_of_a_refusal_are_no_answer():
    case = replace(CASE, answers=("question",))
    assert scored(REFUSAL, case).answer_contains == 0.0


def test_refusing_an_unanswerable_question():
    got = scored(REFUSAL, UNANSWERABLE, gold=None)
    assert (got.exact_match, got.f1, got.trap) == (1.0, 1.0, "not-stated")
    assert (got.refusal_precision, got.refusal_recall, got.over_refusal) == (1.0, 1.0, None)
    assert [getattr(got, name) for name in MEANT_FOR_ANSWERABLE + MEANT_FOR_ANSWERED] == [None] * 8


def test_answering_an_unanswerable_question():
    got = scored(answer("The", "the", ANN), UNANSWERABLE, gold=None)
    assert (got.exact_match, got.f1, got.refusal_precision, got.refusal_recall) == (0.0, 0.0, None, 0.0)


def test_a_case_whose_quotes_are_not_in_the_index_is_ineligible_for_what_needs_them():
    got = scored(RIGHT, gold=None)
    assert [got.recall_at_1, got.reciprocal_rank, got.right_and_cited, got.answer_right_and_cited] == [None] * 4
    assert [getattr(got, name) for name in MEANT_FOR_ANSWERED] == [None] * 3
    assert (got.f1, got.answer_contains, got.over_refusal) == (pytest.approx(0.5), 1.0, 0.0)


def test_a_list_needs_each_item_in_any_order():
    case = replace(CASE, kind="list", answers=("Ann and Bob",))
    assert scored(answer("Bob, later Ann.", "Bob", BOB), case).right_and_cited == 1.0
    assert scored(answer("Bob.", "Bob", BOB), case).right_and_cited == 0.0
    assert scored(answer("Bob, later Ann.", "Bob", BOB), replace(case, kind="who")).answer_contains == 0.0


def test_the_items_of_a_list_are_counted_one_by_one():
    case = replace(CASE, kind="list", answers=("Ann; Bob; Cid", "Ann; Dora"))
    assert scored(answer("Bob and Ann.", "Bob", BOB), case).items == pytest.approx(2 / 3), "of the likest alternative"
    assert scored(answer("Ann, Dora.", "Ann", BOB), case).items == 1.0
    assert scored(answer("Nobody.", "nobody", BOB), case).items == 0.0
    assert scored(RIGHT).items is None, "no list"


def test_the_words_of_a_refusal_are_no_items():
    case = replace(CASE, kind="list", answers=("question; documents",))
    assert scored(REFUSAL, case).items == 0.0


@pytest.mark.parametrize(
    ("polarity", "short", "stated", "wrong"),
    [
        ("yes", "Yes", 1.0, 0.0),
        ("yes", "No", 1.0, 1.0),
        ("no", "no.", 1.0, 0.0),
        ("no", "Yes", 1.0, 1.0),
        ("yes", "stayed at home", 0.0, 0.0),
        ("yes", "No one", 0.0, 0.0),
        ("open", "Yes", None, 1.0),
        ("open", "No", None, 1.0),
        ("open", "stayed at home", None, 0.0),
    ],
)
def test_whether_yes_or_no_was_said_and_whether_wrongly(polarity, short, stated, wrong):
    got = scored(answer("Bob stayed at home.", short, BOB), replace(STAYED, polarity=polarity))
    assert (got.polarity_stated, got.polarity_wrong) == (stated, wrong)


def test_polarity_is_of_yes_no_questions_that_were_answered():
    for got in (scored(RIGHT), scored(REFUSAL, STAYED), broken(STAYED)):
        assert (got.polarity_stated, got.polarity_wrong) == (None, None)


def test_a_wrong_yes_or_no_is_not_right_however_well_it_is_cited():
    case = replace(STAYED, answers=("Bob stayed",))
    right = scored(answer("Yes: Bob stayed.", "Yes", BOB), case)
    assert (right.right_and_cited, right.answer_right_and_cited) == (1.0, 1.0)
    wrong = scored(answer("No: Bob stayed.", "No", BOB), case)
    assert (wrong.citation_correct, wrong.right_and_cited, wrong.answer_right_and_cited) == (1.0, 0.0, 0.0)


def test_small_talk_wants_a_reply_without_citations_and_counts_for_nothing_else():
    got = scored(answer("You are welcome.", ""), SMALL_TALK, gold=None)
    assert (got.reply, got.error, got.words) == (1.0, False, None)
    assert (got.exact_match, got.f1) == (None, None)
    assert (got.refusal_precision, got.refusal_recall, got.over_refusal) == (None, None, None)
    assert [getattr(got, name) for name in MEANT_FOR_ANSWERABLE + MEANT_FOR_ANSWERED] == [None] * 8


def test_small_talk_taken_for_a_question():
    assert scored(answer("Bob stayed at home.", "Bob", BOB), SMALL_TALK, gold=None).reply == 0.0
    refused = scored(REFUSAL, SMALL_TALK, gold=None)
    assert (refused.reply, refused.exact_match, refused.refusal_precision) == (0.0, None, None)
    talk = broken(SMALL_TALK, None)
    assert (talk.reply, talk.exact_match, talk.f1, talk.refusal_recall) == (0.0, None, None, None)
    assert scored(RIGHT).reply is None and broken().reply is None


def test_what_became_of_the_words_of_a_model():
    phrased = scored(replace(RIGHT, phrased=True, unsupported=1))
    assert (phrased.survived, phrased.dropped) == (1.0, 1)
    lost = scored(replace(RIGHT, unsupported=2))
    assert (lost.survived, lost.dropped) == (0.0, 2)
    assert (scored(RIGHT).survived, scored(RIGHT).dropped) == (None, 0), "no model was asked"


def test_words_are_those_of_answered_answerable_questions():
    assert scored(RIGHT).words == 4
    assert scored(REFUSAL).words is None
    assert scored(RIGHT, UNANSWERABLE, gold=None).words is None


def test_unsupported_names_and_numbers_are_counted():
    assert scored(RIGHT).unsupported == 0
    assert scored(answer("Bob and Karl Osten stayed 12 days.", "Bob", BOB)).unsupported == 3


def test_an_error_is_wrong_wherever_it_is_eligible():
    got = broken()
    assert (got.error, got.refused, got.citations) == (True, False, 0)
    assert (got.recall_at_10, got.reciprocal_rank, got.exact_match, got.f1) == (0.0, 0.0, 0.0, 0.0)
    assert (got.answer_contains, got.right_and_cited, got.over_refusal) == (0.0, 0.0, 0.0)
    assert [getattr(got, name) for name in MEANT_FOR_ANSWERED] == [None] * 3
    assert (got.items, got.unsupported, got.dropped, got.survived, got.words) == (None, 0, 0, None, None)
    assert broken(replace(CASE, kind="list")).items == 0.0
    unanswerable = broken(UNANSWERABLE, None)
    assert (unanswerable.exact_match, unanswerable.refusal_recall, unanswerable.refusal_precision) == (0.0, 0.0, None)
    assert (unanswerable.answer_contains, unanswerable.right_and_cited, unanswerable.recall_at_1) == (None, None, None)


def test_the_forced_answer_is_measured_apart():
    refused = scored(REFUSAL, forced=answer("Bob stayed at home.", "Bob", BOB))
    assert (refused.f1, refused.forced_f1, refused.forced_exact_match, refused.confidence) == (0.0, 1.0, 1.0, 0.9)
    unanswerable = scored(REFUSAL, UNANSWERABLE, gold=None, forced=answer("Bob.", "Bob", BOB))
    assert (unanswerable.f1, unanswerable.forced_f1, unanswerable.confidence) == (1.0, 0.0, 0.9)
    assert scored(answer("You are welcome.", ""), SMALL_TALK, gold=None).confidence is None
    assert (broken().forced_f1, broken().confidence) == (0.0, 0.0)


def test_search_is_measured_over_the_passages_of_the_index():
    assert scored(RIGHT).ndcg_at_10 == pytest.approx(0.6309, abs=1e-4), "1 / log2(3): the second is the only relevant"
    assert scored(RIGHT, gold=None).ndcg_at_10 is None
