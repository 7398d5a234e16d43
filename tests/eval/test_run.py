"""The harness over the toy index: real pipeline, deterministic models."""

import dataclasses
import json

import pytest

from eval.run import reference, result_row, run
from eval.summary import latency, summarise
from eval.table import as_text
from eval.types import Case
from index.errors import ModelError
from rag.types import Turn



def answerable(name, question, answer, quote, *history):
    return Case(name, name.rsplit("-", 1)[0], question, True, (answer,), (quote,), tuple(map(Turn, history)))


BUILT = "Who built the lighthouse?"
CASES = [
    answerable("who-01", BUILT, "Karl Osten", "The lighthouse was built by Karl Osten."),
    answerable("how-many-01", "How many apple trees are there?", "240", "The orchard holds 240 apple trees."),
    answerable("lost-01", "When did the harbour of Velm open?", "1904", "The harbour was opened in 1904."),
    Case("no-01", "unanswerable", "What did the volcano cost in pesos?", False, trap="not-stated"),
    answerable("follow-up-01", "How tall is it?", "31 metres", "It stands 31 metres tall", BUILT),
]


@pytest.fixture
def evaluated(make_pipeline):
    def evaluate(generator=None, cases=CASES, **settings):
        pipeline = make_pipeline(generator, **settings)
        known = reference(cases, pipeline.searcher)
        return list(run(cases, known, pipeline)), known.unlocated(cases)

    return evaluate


def summary_of(results, unlocated):
    """A summary as `python -m eval run` writes it, its provenance made short."""
    return {
        "configuration": {"model": "none", "reader": "toy"},
        "set": {"name": "toy.jsonl"},
        **summarise(results, unlocated),
        "timings": {"seconds": latency(results), "peak_memory_mib": 1.0},
    }


def test_every_case_has_a_result_in_order(evaluated):
    results, unlocated = evaluated()
    assert [result.case for result in results] == CASES
    assert unlocated == ["lost-01"]
    who, how_many, lost, unanswerable, _ = (result.score for result in results)
    assert (who.answer_contains, who.citation_correct, who.right_and_cited, who.recall_at_10) == (1.0, 1.0, 1.0, 1.0)
    assert (how_many.right_and_cited, how_many.invalid_citations) == (1.0, 0)
    assert (lost.recall_at_10, lost.right_and_cited, lost.answer_contains) == (None, None, 1.0)
    assert (unanswerable.refused, unanswerable.exact_match) == (True, 1.0)


def test_a_follow_up_is_searched_for_as_understood(evaluated):
    result = evaluated()[0][-1]
    assert "lighthouse" in result.row["standalone"]
    assert result.score.recall_at_3 == 1.0


def test_a_row_of_results_holds_case_answer_and_scores(evaluated):
    row = json.loads(json.dumps(result_row(evaluated()[0][0]), allow_nan=False))
    assert (row["id"], row["kind"], row["answers"]) == ("who-01", "who", ["Karl Osten"])
    assert row["row"]["answer"] == "The lighthouse was built by Karl Osten."
    assert row["scores"]["right_and_cited"] == 1.0 and "id" not in row["scores"]


def test_the_same_again_but_for_the_seconds(evaluated):
    first, second = (evaluated() for _ in range(2))
    assert summarise(*first) == summarise(*second)


def test_errors_are_scored_as_wrong_and_shown(evaluated, scripted):
    results, unlocated = evaluated(scripted(error=ModelError("the model\nhas gone; start it")))
    failed = [result.case.id for result in results if result.score.error]
    assert failed == ["who-01", "how-many-01", "lost-01", "follow-up-01"]
    assert results[0].row == {"question": CASES[0].question, "error": "the model\nhas gone; start it"}
    summary = summary_of(results, unlocated)
    assert summary["overall"]["exact_match"] == {"value": 0.2, "count": 5}
    assert summary["overall"]["recall_at_10"] == {"value": 0.0, "count": 3}
    text = as_text(summary)
    assert "Errors, counted as wrong: 4 of 5 cases" in text
    assert "\n  who-01: the model has gone; start it" in text


def test_a_broken_citation_is_counted(evaluated, make_pipeline):
    pipeline = make_pipeline()
    known = reference(CASES, pipeline.searcher)
    moved = dataclasses.replace(known, texts={name: " " + text for name, text in known.texts.items()})
    results = list(run(CASES[:1], moved, pipeline))
    assert results[0].score.invalid_citations == results[0].score.citations == 1


def test_the_table_shows_counts_and_never_a_nan(evaluated):
    results, unlocated = evaluated()
    text = as_text(summary_of(results, unlocated))
    assert "toy.jsonl: 5 cases, 4 of them answerable" in text
    assert "warning: the quotes of 1 answerable cases are not in the index" in text and "lost-01" in text
    assert [line.split() for line in text.splitlines() if "right and cited, phrased or" in line][0][-1] == "3"
    assert "nan" not in text.lower().split()


def test_a_table_over_nothing(evaluated):
    text = as_text(summary_of([], []))
    lines = [line for line in text.splitlines() if line.startswith("  recall@1 ")]
    assert lines[0].split() == ["recall@1", "–", "0"]
    results, unlocated = evaluated(cases=CASES[3:4])
    summary = summary_of(results, unlocated)
    assert "–" in as_text(summary)
    json.dumps(summary, allow_nan=False)
