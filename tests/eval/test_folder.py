"""A run that was cut off goes on; one of something else begins again."""

import pytest

from eval.folder import ROWS, RUN, SUMMARY, RunFolder, as_json
from eval.run import evaluate, reference, result_row
from eval.types import Case

CASES = [
    Case("who-01", "who", "Who built the lighthouse?", True, ("Karl Osten",), ("The lighthouse was built by Karl Osten.",)),
    Case("no-01", "unanswerable", "What did the volcano cost in pesos?", False, trap="not-stated"),
    Case("how-many-01", "how-many", "How many apple trees are there?", True, ("240",), ("The orchard holds 240 apple trees.",)),
]
PROVENANCE = {"configuration": "toy", "code": "abc"}


@pytest.fixture
def results(make_pipeline):
    pipeline = make_pipeline()
    known = reference(CASES, pipeline.searcher)
    return [evaluate(case, known, pipeline) for case in CASES]


@pytest.fixture
def cut_off(tmp_path, results):
    """A run's folder with the first two of three rows."""
    folder = RunFolder(tmp_path / "run")
    assert folder.begin(PROVENANCE, CASES, restart=False) == []
    for result in results[:2]:
        folder.append(result)
    return folder


def rows(results):
    return [result_row(result) for result in results]


def test_a_run_that_was_cut_off_keeps_its_rows(cut_off, results):
    kept = cut_off.begin(PROVENANCE, CASES, restart=False)
    assert rows(kept) == rows(results[:2]) and all(result.seconds is None for result in kept)
    cut_off.append(results[2])
    lines = (cut_off.path / ROWS).read_text(encoding="utf-8").splitlines()
    assert lines == [as_json(row) for row in rows(results)]


@pytest.mark.parametrize("torn", [b'{"id": "no-', b"\xff\xfe\n", b"{}\n", b"null\n"])
def test_a_torn_or_foreign_row_goes_and_what_is_before_it_stays(cut_off, results, torn):
    path = cut_off.path / ROWS
    first = path.read_bytes().split(b"\n")[0]
    path.write_bytes(first + b"\n" + torn)
    assert rows(cut_off.begin(PROVENANCE, CASES, restart=False)) == rows(results[:1])
    assert path.read_bytes() == first + b"\n"


@pytest.mark.parametrize(
    ("provenance", "restart"), [({**PROVENANCE, "code": "changed"}, False), (PROVENANCE, True)], ids=["other", "restart"]
)
def test_a_run_of_something_else_begins_again(cut_off, provenance, restart):
    assert cut_off.begin(provenance, CASES, restart) == []
    assert (cut_off.path / ROWS).read_bytes() == b""


def test_rows_of_other_cases_are_not_taken(cut_off):
    assert cut_off.begin(PROVENANCE, CASES[1:], restart=False) == []


def test_what_was_made_of_other_rows_goes(cut_off):
    cut_off.write(SUMMARY, {"cases": 2})
    cut_off.begin(PROVENANCE, CASES, restart=False)
    assert not (cut_off.path / SUMMARY).exists() and (cut_off.path / RUN).exists()


def test_what_is_no_number_cannot_be_written(cut_off):
    with pytest.raises(ValueError):
        cut_off.write(SUMMARY, {"mean": float("nan")})
