import json
from dataclasses import replace

import pytest

from eval.score import failed
from eval.summary import aggregate, grouped, latency, mean, percentile, refusal_f1, summarise
from eval.types import Case, Mean, Result, Span

GOLD = ((Span("a", 0, 9),),)


def result(name, kind="who", answerable=True, gold=GOLD, seconds=None, **values):
    """A result whose score is that of a failed case, but for the values given."""
    texts = (("Ann",), ("Ann left.",)) if answerable else ((), ())
    case = Case(name, kind, "Who?", answerable, *texts, trap=None if answerable else "not-stated")
    score = replace(failed(case, gold if answerable else None), **{"error": False, **values})
    times = dict.fromkeys(("search", "read", "write", "total"), seconds or 1.0)
    return Result(case, {"error": "broken"} if score.error else {"seconds": times}, score)


RESULTS = [
    result("who-01", f1=1.0, reciprocal_rank=0.5, citation_correct=1.0, citations=2),
    result("who-02", f1=0.5, reciprocal_rank=1.0, citation_correct=0.0, citations=1, invalid_citations=1),
    result("who-03", refused=True, refusal_precision=0.0, over_refusal=1.0, citations=3),
    result("list-01", kind="list", gold=None, f1=0.4),
    result("list-02", kind="list", error=True),
    result("no-01", kind="no", answerable=False, refused=True, f1=1.0, refusal_precision=1.0, refusal_recall=1.0),
    result("no-02", kind="no", answerable=False),
]
SCORES = [result.score for result in RESULTS]


def test_a_mean_leaves_out_the_ineligible_and_says_so():
    assert mean([1.0, None, 0.0, None]) == Mean(0.5, 2)
    assert mean([None]) == mean([]) == Mean(None, 0)


def test_the_means_of_a_set():
    means = aggregate(SCORES)
    assert means["reciprocal_rank"] == Mean(1.5 / 4, 4), "who-01..03 and the error; list-01 has no gold"
    assert means["f1"] == Mean(pytest.approx(2.9 / 7), 7)
    assert means["f1_has_answer"] == Mean(pytest.approx(1.9 / 5), 5)
    assert means["f1_no_answer"] == Mean(0.5, 2)
    assert means["citation_correct"] == Mean(0.5, 2)
    assert means["refusal_precision"] == Mean(0.5, 2)
    assert means["refusal_recall"] == Mean(0.5, 2)
    assert means["over_refusal"] == Mean(0.2, 5)


def test_refusal_f1():
    assert refusal_f1(SCORES) == Mean(2 * 1 / (2 + 2), 7)
    assert refusal_f1(SCORES[:2]) == Mean(None, 2), "nothing to refuse and nothing refused"
    assert refusal_f1(SCORES[-1:]) == Mean(0.0, 1)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([4, 1, 3, 2], 50, 2),
        ([3, 1, 2], 50, 2),
        ([7], 95, 7),
        (list(range(1, 101)), 95, 95),
        (list(range(1, 22)), 95, 20),
    ],
)
def test_nearest_rank(values, percent, expected):
    assert percentile(values, percent) == expected


def test_groups_keep_their_order_and_leave_out_what_has_no_key():
    assert list(grouped(SCORES, lambda score: score.kind)) == ["who", "list", "no"]
    assert list(grouped(SCORES, lambda score: score.trap)) == ["not-stated"]


def test_a_summary_counts_every_case():
    summary = summarise(RESULTS, ["list-01"])
    assert summary["cases"] == {"all": 7, "answerable": 5, "refused": 2, "errors": 1}
    assert summary["errors"] == {"list-02": "broken"}
    assert summary["not_in_index"] == ["list-01"]
    assert summary["citations"] == {"count": 6, "invalid": 1}
    assert summary["by_kind"]["list"]["f1"] == {"value": pytest.approx(0.2), "count": 2}
    assert summary["by_kind"]["no"]["reciprocal_rank"] == {"value": None, "count": 0}
    assert summary["by_trap"]["not-stated"]["cases"]["all"] == 2
    json.dumps(summary, allow_nan=False)


def test_latency_leaves_out_errors_and_writing_of_refusals():
    answered, refused = result("who-01", seconds=0.5), result("who-02", seconds=2.0, refused=True)
    times = latency([answered, refused, result("who-03", error=True)])
    assert times["total"] == {"p50": 0.5, "p95": 2.0, "count": 2}
    assert times["write"] == {"p50": 0.5, "p95": 0.5, "count": 1}
    assert latency([])["read"] == {"p50": None, "p95": None, "count": 0}


def test_small_talk_is_counted_apart_from_refusals():
    talk = Case("small-talk-01", "small-talk", "Thanks!", False, reply=True)
    replied, refused = (replace(failed(talk, None), error=False, reply=1.0), replace(failed(talk, None), refused=True))
    means = aggregate([*SCORES, replied, refused])
    assert means["reply"] == Mean(0.5, 2)
    assert means["refusal_f1"] == refusal_f1(SCORES) == Mean(0.5, 7)
    assert means["exact_match"].count == means["f1"].count == 7


def test_a_summary_counts_what_is_unsupported_and_what_was_dropped():
    changed = [result("who-04", unsupported=2, dropped=1, words=9), result("who-05", dropped=3, words=4)]
    summary = summarise(changed, [])
    assert (summary["unsupported"], summary["dropped_sentences"]) == (2, 4)
    assert summary["overall"]["words"] == {"value": 6.5, "count": 2}
