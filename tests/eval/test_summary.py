import json
from dataclasses import replace

import pytest

from eval.score import failed
from eval.summary import aggregate, grouped, latency, percentile, summarise
from eval.types import Case, Reference, Result, Span

GOLD = ((Span("a", 0, 9),),)


def result(name, kind="who", answerable=True, gold=GOLD, seconds=None, **values):
    """A result whose score is that of a failed case, but for the values given."""
    texts = (("Ann",), ("Ann left.",)) if answerable else ((), ())
    case = Case(name, kind, "Who?", answerable, *texts, trap=None if answerable else "not-stated")
    score = replace(broken(case, gold if answerable else None), **{"error": False, **values})
    times = None if score.error else dict.fromkeys(("search", "read", "write", "total"), seconds or 1.0)
    return Result(case, {"error": "broken"} if score.error else {}, score, name, times)


def broken(case, gold):
    return failed(case, Reference({"a": "Ann left."}, {"a": (Span("a", 0, 9),)}, {case.id: gold} if gold else {}))


def means(results):
    """Value and count of each measure."""
    return {name: (value.value, value.count) for name, value in aggregate(results).items()}


RESULTS = [
    result("who-01", f1=1.0, reciprocal_rank=0.5, citation_correct=1.0, citations=2),
    result("who-02", f1=0.5, reciprocal_rank=1.0, citation_correct=0.0, citations=1, invalid_citations=1),
    result("who-03", refused=True, refusal_precision=0.0, over_refusal=1.0, citations=3),
    result("list-01", kind="list", gold=None, f1=0.4),
    result("list-02", kind="list", error=True),
    result("no-01", kind="no", answerable=False, refused=True, f1=1.0, refusal_precision=1.0, refusal_recall=1.0),
    result("no-02", kind="no", answerable=False),
]


def test_a_measure_leaves_out_the_ineligible_and_says_so():
    found = means(RESULTS)
    assert found["reciprocal_rank"] == (1.5 / 4, 4), "who-01..03 and the error; list-01 has no gold"
    assert found["f1"] == (pytest.approx(2.9 / 7), 7)
    assert found["f1_has_answer"] == (pytest.approx(1.9 / 5), 5)
    assert found["f1_no_answer"] == (0.5, 2)
    assert found["citation_correct"] == (0.5, 2)
    assert found["refusal_precision"] == (0.5, 2)
    assert found["refusal_recall"] == (0.5, 2)
    assert found["over_refusal"] == (0.2, 5)
    assert found["polarity_stated"] == (None, 0)


def test_refusal_f1():
    assert means(RESULTS)["refusal_f1"] == (2 * 1 / (2 + 2), 7)
    assert means(RESULTS[:2])["refusal_f1"] == (None, 2), "nothing to refuse and nothing refused"
    assert means(RESULTS[-1:])["refusal_f1"] == (0.0, 1)
    assert set(means([]).values()) == {(None, 0)}


def test_an_interval_holds_its_value_and_only_where_there_is_one():
    found = aggregate(RESULTS)
    assert all(one.low <= one.value <= one.high for one in found.values() if one.low is not None)
    assert found["f1"].low is not None and found["polarity_stated"].low is None
    assert aggregate(RESULTS[:1])["f1"].low is None, "one cluster"


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
    assert list(grouped(RESULTS, lambda score: score.kind)) == ["who", "list", "no"]
    assert list(grouped(RESULTS, lambda score: score.trap)) == ["not-stated"]


def test_a_summary_counts_every_case():
    summary = summarise(RESULTS, ["list-01"], "document")
    assert summary["cases"] == {"all": 7, "answerable": 5, "refused": 2, "errors": 1}
    assert summary["errors"] == {"list-02": "broken"} and summary["unreviewed"] == 0
    assert summary["not_in_index"] == ["list-01"]
    assert summary["citations"] == {"count": 6, "invalid": 1}
    assert summary["clusters"] == {"by": "document", "count": 7}
    assert summary["by_kind"]["list"]["f1"] == {"value": 0.2, "count": 2, "low": 0.0, "high": 0.4}
    assert summary["by_kind"]["no"]["reciprocal_rank"] == {"value": None, "count": 0, "low": None, "high": None}
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
    replied, refused = (replace(broken(talk, None), error=False, reply=1.0), replace(broken(talk, None), refused=True))
    found = means([*RESULTS, Result(talk, {}, replied, "a"), Result(talk, {}, refused, "a")])
    assert found["reply"] == (0.5, 2)
    assert found["refusal_f1"] == means(RESULTS)["refusal_f1"] == (0.5, 7)
    assert found["exact_match"][1] == found["f1"][1] == 7


def test_a_summary_counts_what_is_unsupported_and_what_was_dropped():
    changed = [result("who-04", unsupported=2, dropped=1, words=9), result("who-05", dropped=3, words=4)]
    summary = summarise(changed, [], "document")
    assert (summary["unsupported"], summary["dropped_sentences"]) == (2, 4)
    assert summary["overall"]["words"]["value"] == 6.5
