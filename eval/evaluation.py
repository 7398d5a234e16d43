"""python -m eval run SET: every case answered and scored, and the report of it."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from eval import record
from eval.cache import Cache, cached
from eval.cases import load_cases
from eval.compare import as_text as comparison_text
from eval.compare import compare, got_worse, read_rows
from eval.folder import SUMMARY, TIMINGS, RunFolder
from eval.markdown import markdown
from eval.report import html
from eval.run import by_document, reference, result_row, unlocated
from eval.run import run as run_cases
from eval.summary import latency, summarise
from eval.table import as_text
from eval.types import Case, Reference, Result
from index.command import DEFAULT_INDEX, Bar
from index.manifest import read_manifest
from index.search import index_size
from rag.assemble import add_pipeline_arguments, pipeline_from
from rag.pipeline import Pipeline

DEFAULT_SET = Path(__file__).resolve().parent / "sets" / "istanbul-talks.jsonl"
DEFAULT_OUTPUT = Path(".footnote/eval")
DEFAULT_CACHE = Path(".footnote/eval-cache.sqlite")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_set_argument(parser)
    output_help = f"where the results and the report go (default: {DEFAULT_OUTPUT})"
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, metavar="DIR", help=output_help)
    against_help = "the folder of an earlier run; end in status 1 where a measure became significantly worse"
    parser.add_argument("--against", type=Path, metavar="DIR", help=against_help)
    parser.add_argument("--restart", action="store_true", help="begin again, also where a like run was cut off")
    cache_help = f"what earlier runs computed (default: {DEFAULT_CACHE})"
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, metavar="FILE", help=cache_help)
    parser.add_argument("--no-cache", action="store_true", help="compute and time everything")
    add_pipeline_arguments(parser)


def add_set_argument(parser: argparse.ArgumentParser) -> None:
    help_text = f"the cases (default: eval/sets/{DEFAULT_SET.name})"
    parser.add_argument("set", type=Path, nargs="?", default=DEFAULT_SET, metavar="SET.jsonl", help=help_text)


def run(arguments: argparse.Namespace) -> int:
    begin, directory = time.perf_counter(), arguments.index or DEFAULT_INDEX
    cases = load_cases(arguments.set)
    before = read_rows(arguments.against) if arguments.against else None
    folder = RunFolder(arguments.output)
    kept = None if arguments.no_cache else Cache(arguments.cache)
    pipeline = pipeline_from(arguments)
    pipeline = cached(pipeline, kept, record.replies_of(arguments.model))
    known = reference(cases, pipeline.searcher)
    provenance = record.provenance(arguments.set, len(cases), pipeline, arguments.model)
    done = folder.begin(provenance, cases, arguments.restart)
    results = _results(cases, known, pipeline, folder, kept, done)
    by = "document" if by_document(known) else "source passage or conversation"
    summary = {**provenance, **summarise(results, unlocated(cases, known), by)}
    timings = {
        "seconds": latency(results),
        "run_seconds": round(time.perf_counter() - begin, 1),
        "peak_memory_mib": record.peak_memory(),
        "index_bytes": index_size(directory, read_manifest(directory)),
        "machine": record.machine(),
        "git": record.git_state(),
        "cases": {result.case.id: result.seconds for result in results if result.seconds},
    }
    rows = [result_row(result) for result in results]
    made = compare(before, rows) if before else None
    _write(folder, summary, timings, rows, frozenset(row["id"] for _, row in made.changed) if made else frozenset())
    print(as_text(summary, timings))
    print(f"\n{folder.path / 'report.html'}: the report, with every case")
    if made:
        print(f"\nAgainst {arguments.against}: {comparison_text(made)}")
    return 1 if summary["errors"] or made and got_worse(made) else 0


def _results(
    cases: Sequence[Case],
    known: Reference,
    pipeline: Pipeline,
    folder: RunFolder,
    kept: Cache | None,
    done: Sequence[Result],
) -> list[Result]:
    """The results, each written as soon as it is there, after those that are `done`."""
    results = list(done)
    bar = Bar("Evaluating", "cases")
    try:
        for result in run_cases(cases[len(done) :], known, pipeline, kept):
            folder.append(result)
            results.append(result)
            bar(len(results), len(cases))
    finally:
        bar.close()
    return results


def _write(
    folder: RunFolder, summary: dict, timings: dict, rows: Sequence[dict], changed: frozenset[str]
) -> None:
    folder.write(SUMMARY, summary)
    folder.write(TIMINGS, timings)
    folder.write_text("report.html", html(summary, timings, rows, changed))
    folder.write_text("report.md", markdown(summary, timings, rows))
