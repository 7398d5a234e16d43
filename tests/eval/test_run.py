"""The harness over the toy index: real pipeline, deterministic models."""

import dataclasses
import json

import pytest

from eval.run import reference, result_row, run, unlocated
from eval.summary import latency, summarise
from eval.table import as_text
from eval.types import Case
from eval.verdict import verdict
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
        return list(run(cases, known, pipeline)), unlocated(cases, known)

    return evaluate


def summary_of(results, missing):
    """A summary as `python -m eval run` writes it, its provenance made short."""
    provenance = {"configuration": {"model": "none", "reader": "toy"}, "set": {"name": "toy.jsonl"}}
    return {**provenance, **summarise(results, missing, "source passage or conversation")}


def text_of(results, missing):
    timings = {"seconds": latency(results), "peak_memory_mib": 1.0}
    return as_text(summary_of(results, missing), timings)


def test_every_case_has_a_result_in_order(evaluated):
    results, missing = evaluated()
    assert [result.case for result in results] == CASES
    assert missing == ["lost-01"]
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
    assert summary_of(*first) == summary_of(*second)
    assert [result_row(one) for one in first[0]] == [result_row(one) for one in second[0]]


def test_errors_are_scored_as_wrong_and_shown(evaluated, scripted):
    results, missing = evaluated(scripted(error=ModelError("the model\nhas gone; start it")))
    failed = [result.case.id for result in results if result.score.error]
    assert failed == ["who-01", "how-many-01", "lost-01", "follow-up-01"]
    assert results[0].row == {"question": CASES[0].question, "error": "the model\nhas gone; start it"}
    overall = summary_of(results, missing)["overall"]
    assert (overall["exact_match"]["value"], overall["exact_match"]["count"]) == (0.2, 5)
    assert (overall["recall_at_10"]["value"], overall["recall_at_10"]["count"]) == (0.0, 3)
    text = text_of(results, missing)
    assert "Errors, counted as wrong: 4 of 5 cases" in text
    assert "\n  who-01: the model has gone; start it" in text


def test_a_broken_citation_is_counted(evaluated, make_pipeline):
    pipeline = make_pipeline()
    known = reference(CASES, pipeline.searcher)
    moved = dataclasses.replace(known, texts={name: " " + text for name, text in known.texts.items()})
    results = list(run(CASES[:1], moved, pipeline))
    assert results[0].score.invalid_citations == results[0].score.citations == 1


def test_the_table_shows_counts_and_never_a_nan(evaluated):
    text = text_of(*evaluated())
    assert "toy.jsonl: 5 cases, 4 of them answerable" in text
    assert "warning: the quotes of 1 answerable cases are not in the index" in text and "lost-01" in text
    assert [line.split() for line in text.splitlines() if "right and cited, phrased or" in line][0][-1] == "3"
    assert "nan" not in text.lower().split()


def test_a_table_over_nothing(evaluated):
    text = text_of([], [])
    lines = [line for line in text.splitlines() if line.startswith("  recall@1 ")]
    assert lines[0].split() == ["recall@1", "–", "–", "0"]
    results, missing = evaluated(cases=CASES[3:4])
    assert "–" in text_of(results, missing)
    json.dumps(summary_of(results, missing), allow_nan=False)


def test_what_a_refusal_kept_back_is_measured(evaluated):
    asked = answerable("who-02", "Who built the tall lighthouse?", "Karl Osten", "The lighthouse was built by Karl Osten.")
    (result,) = evaluated(cases=[asked], refuse_below=0.99)[0]
    assert result.score.refused and result.score.f1 == 0.0 and result.score.forced_f1 > 0.0
    assert result.score.confidence < 0.99


def test_cases_about_one_passage_are_a_cluster(evaluated):
    results = evaluated()[0]
    clusters = {result.case.id: result.cluster for result in results}
    assert clusters["who-01"] == clusters["follow-up-01"] != clusters["how-many-01"]
    assert clusters["no-01"] == "no-01", "it stands for itself"


def test_the_verdict_says_why(evaluated):
    said = {result.case.id: verdict(result) for result in evaluated()[0]}
    assert said["who-01"] == ("right", "Holds a gold answer and cites a quotation that has it.")
    assert said["no-01"] == ("right", "Refused, rightly.")
    assert "not in the index" in said["lost-01"][1]


def test_support_is_the_readers_word_on_the_quotations_alone(evaluated):
    scores = {result.case.id: result.score.support for result in evaluated()[0]}
    assert scores["who-01"] == 1.0 and scores["no-01"] is None


def test_unreviewed_drafts_are_told(evaluated):
    drafted = [dataclasses.replace(case, reviewed=False) for case in CASES[:2]]
    assert "warning: 2 cases are unreviewed" in text_of(*evaluated(cases=drafted))
    assert "unreviewed" not in text_of(*evaluated())


def test_the_model_begins_each_case_with_nothing_said_before(evaluated, scripted):
    generator = scripted("Karl Osten built the lighthouse.")
    evaluated(generator)
    assert generator.resets == len(CASES)
