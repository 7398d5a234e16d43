"""python -m eval run | compare | peers"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval import record
from eval.cache import Cache, cached, code_of, fresh
from eval.cases import load_cases
from eval.compare import WORSE, compare, read_rows
from eval.compare import as_text as comparison_text
from eval.folder import SUMMARY, TIMINGS, RunFolder
from eval.peers import timings as peer_timings
from eval.run import by_document, evaluate, reference, unlocated
from eval.summary import latency, summarise
from eval.table import LABELS, as_text
from eval.types import Case, Reference, Result
from index.command import Bar, run_command
from index.errors import ConfigError
from rag.assemble import add_pipeline_arguments, configuration, pipeline_from
from rag.generator import open_generator
from rag.pipeline import Pipeline

DEFAULT_SET = Path(__file__).resolve().parent / "sets" / "istanbul-talks.jsonl"
DEFAULT_OUTPUT = Path(".footnote/eval")
DEFAULT_CACHE = Path(".footnote/eval-cache.sqlite")


def main() -> int:
    arguments = _parser().parse_args()
    return arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="How good the answers are, on a set of cases.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("run", help="answer every case of a set and score the answers")
    cases_help = f"the cases (default: eval/sets/{DEFAULT_SET.name})"
    command.add_argument("set", type=Path, nargs="?", default=DEFAULT_SET, metavar="SET.jsonl", help=cases_help)
    output_help = f"where the results and the report go (default: {DEFAULT_OUTPUT})"
    command.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, metavar="DIR", help=output_help)
    command.add_argument("--restart", action="store_true", help="begin again, also where a like run was cut off")
    cache_help = f"what earlier runs computed (default: {DEFAULT_CACHE})"
    command.add_argument("--cache", type=Path, default=DEFAULT_CACHE, metavar="FILE", help=cache_help)
    command.add_argument("--no-cache", action="store_true", help="compute and time everything")
    add_pipeline_arguments(command)
    command.set_defaults(run=_run)

    command = commands.add_parser("compare", help="what became better or worse from one run to another")
    command.add_argument("before", type=Path, metavar="A", help="the folder of a run")
    command.add_argument("after", type=Path, metavar="B", help="the folder of another")
    command.add_argument("--all", action="store_true", help="list every case that is answered differently")
    command.add_argument("--gate", action="store_true", help="end in status 1 where anything became worse")
    command.set_defaults(run=_compare)

    command = commands.add_parser("peers", help="time answers beside llama-index's CitationQueryEngine")
    command.add_argument("set", type=Path, nargs="?", default=DEFAULT_SET, metavar="SET.jsonl", help=cases_help)
    command.add_argument("--questions", type=int, default=20, metavar="N", help="answerable ones to ask (default: 20)")
    add_pipeline_arguments(command)
    command.set_defaults(run=_peers)
    return parser


def _peers(arguments: argparse.Namespace) -> int:
    from llama_index.core.constants import DEFAULT_NUM_OUTPUTS

    questions = [case.question for case in load_cases(arguments.set) if case.answerable and not case.history]
    pipeline = pipeline_from(arguments)
    if pipeline.generator is None or not pipeline.generator.steerable:
        raise ConfigError("peers needs a model on this machine; leave --model out or name a GGUF file")
    # as many tokens as llama-index lets a model say unless told otherwise
    peer = open_generator(arguments.model, pipeline.config.model_copy(update={"answer_tokens": DEFAULT_NUM_OUTPUTS}))
    every = max(1, len(questions) // max(1, arguments.questions))
    bar = Bar("Asking both", "questions")
    try:
        taken = peer_timings(pipeline, peer, questions[::every][: arguments.questions], bar)
    finally:
        bar.close()
    for name, label in (("quotation", "quotation shown"), ("answer", "whole answer"), ("peer", "CitationQueryEngine")):
        if name in taken:
            print(f"{label:<22}{taken[name]['median']:8.3f} s, median of {taken[name]['count']}")
    print(f"whole answer / CitationQueryEngine: {taken['answer']['median'] / taken['peer']['median']:.2f}")
    return 0


def _run(arguments: argparse.Namespace) -> int:
    cases = load_cases(arguments.set)
    folder = RunFolder(arguments.output)
    kept = None if arguments.no_cache else Cache(arguments.cache)
    pipeline = pipeline_from(arguments)
    pipeline = cached(pipeline, kept) if kept else fresh(pipeline)
    known = reference(cases, pipeline.searcher)
    provenance = _provenance(arguments, cases, pipeline)
    begin = time.perf_counter()
    results = _results(cases, known, pipeline, folder, kept, folder.begin(provenance, cases, arguments.restart))
    by = "document" if by_document(known) else "source passage or conversation"
    summary = {**provenance, **summarise(results, unlocated(cases, known), by)}
    timings = {
        "seconds": latency(results),
        "run_seconds": round(time.perf_counter() - begin, 1),
        "peak_memory_mib": record.peak_memory(),
        "machine": record.machine(),
        "git": record.git_state(),
        "cases": {result.case.id: result.seconds for result in results if result.seconds},
    }
    folder.write(SUMMARY, summary)
    folder.write(TIMINGS, timings)
    print(as_text(summary, timings))
    return 1 if summary["errors"] else 0


def _results(
    cases: Sequence[Case], known: Reference, pipeline: Pipeline, folder: RunFolder, kept: Cache | None, done: list[Result]
) -> list[Result]:
    """The results, each written as soon as it is there, after those that are `done`."""
    results = list(done)
    bar = Bar("Evaluating", "cases")
    bar(len(results), len(cases))
    try:
        for case in cases[len(results) :]:
            hits = kept.hits if kept else 0
            result = evaluate(case, known, pipeline)
            if kept and kept.hits > hits:
                result = replace(result, seconds=None)
            folder.append(result)
            results.append(result)
            bar(len(results), len(cases))
    finally:
        bar.close()
    return results


def _compare(arguments: argparse.Namespace) -> int:
    made = compare(read_rows(arguments.before), read_rows(arguments.after))
    print(comparison_text(made, LABELS, listed=len(made.changed) if arguments.all else 20))
    return 1 if arguments.gate and any(change.verdict == WORSE for change in made.changes) else 0


def _provenance(arguments: argparse.Namespace, cases: Sequence[Case], pipeline: Pipeline) -> dict[str, Any]:
    """Everything that the figures depend on, taken before the first case: files may change during a long run."""
    return {
        "command": record.command(sys.argv[1:]),
        "configuration": configuration(pipeline, record.portable(arguments.model)),
        "models": record.models(arguments.model),
        "code": code_of("index", "rag", "eval", "rag/decision.json"),
        "set": record.set_record(arguments.set, len(cases)),
        "seed": record.SEED,
        "python": sys.version.split()[0],
        "libraries": record.libraries(),
    }


if __name__ == "__main__":
    run_command(main)
