from copy import deepcopy

import pytest

from eval.compare import BETTER, UNKNOWN, WORSE, as_text, compare, read_rows
from eval.run import evaluate, reference, result_row
from eval.summary import NAMES
from eval.table import LABELS
from eval.types import Case
from index.errors import ConfigError

CASE = Case("who-01", "who", "Who built the lighthouse?", True, ("Karl Osten",), ("The lighthouse was built by Karl Osten.",))


@pytest.fixture
def row(make_pipeline):
    pipeline = make_pipeline()
    return result_row(evaluate(CASE, reference([CASE], pipeline.searcher), pipeline))


def run_of(row, right):
    """One row a value: a right answer (1) or a wrong one (0), each its own cluster."""
    rows = []
    for number, value in enumerate(right):
        one = deepcopy(row)
        one |= {"id": f"who-{number}", "cluster": str(number), "verdict": "right" if value else "wrong"}
        one["scores"] |= {"f1": value, "right_and_cited": value, "words": 5 + value, "over_refusal": 1 - value}
        one["row"]["answer"] = "Karl Osten." if value else "Ada Brunn."
        rows.append(one)
    return rows


def changes(before, after):
    return {change.measure: change for change in compare(before, after).changes}


def test_what_is_clearly_better_or_worse_is_said(row):
    before, after = run_of(row, [1.0] * 20 + [0.0] * 20), run_of(row, [1.0] * 32 + [0.0] * 8)
    found = changes(before, after)
    assert found["f1"].verdict == BETTER and (found["f1"].before, found["f1"].after) == (0.5, 0.8)
    assert 0 < found["f1"].low < 0.3 < found["f1"].high
    assert found["f1"].p == pytest.approx(2 * 0.5**12)
    assert found["over_refusal"].verdict == BETTER, "of refusals less is better"
    assert found["words"].verdict == UNKNOWN, "more words are neither"
    assert changes(after, before)["f1"].verdict == WORSE


def test_what_may_be_chance_is_not(row):
    found = changes(run_of(row, [1.0, 0.0] * 20), run_of(row, [1.0, 0.0] * 19 + [1.0, 1.0]))
    assert found["f1"].verdict == UNKNOWN and found["f1"].p == 1.0


def test_the_same_run_has_not_changed(row):
    rows = run_of(row, [1.0, 0.0, 1.0])
    made = compare(rows, rows)
    assert made.changed == () and {change.verdict for change in made.changes} == {UNKNOWN}
    assert "3 cases in both runs, 0 of them answered differently" in as_text(made)


def test_only_shared_cases_are_compared_and_the_others_named(row):
    before, after = run_of(row, [1.0, 0.0, 1.0]), run_of(row, [1.0, 1.0])
    made = compare(before, after)
    assert (made.cases, made.left_out) == (2, ("who-2",))
    text = as_text(made)
    assert "1 cases are in one run alone" in text
    assert "who-1: Who built the lighthouse?" in text and "wrong    Ada Brunn." in text and "right    Karl Osten." in text


def test_a_case_that_is_eligible_in_one_run_alone_is_left_out_of_that_measure(row):
    before, after = run_of(row, [1.0, 1.0]), run_of(row, [1.0, 0.0])
    after[1]["scores"]["citation_recall"] = None
    assert changes(before, after)["citation_recall"].count == 1


def test_runs_without_a_common_case_are_one_clear_line(row):
    other = [{**row, "id": "other"}]
    with pytest.raises(ConfigError, match="no case in common"):
        compare([row], other)


@pytest.mark.parametrize(("content", "says"), [(None, "cannot be read"), ("{", "not the rows of an eval run")])
def test_a_folder_without_rows_is_one_clear_line(tmp_path, content, says):
    if content is not None:
        (tmp_path / "results.jsonl").write_text(content)
    with pytest.raises(ConfigError, match=says):
        read_rows(tmp_path)


def test_every_measure_has_a_name_of_its_own():
    assert all(name in LABELS for name in NAMES) and len({LABELS[name] for name in NAMES}) == len(NAMES)
