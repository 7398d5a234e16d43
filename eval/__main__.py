"""python -m eval run | peers"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval import record
from eval.cases import load_cases
from eval.peers import timings
from eval.run import Reference, reference, result_row, run
from eval.summary import latency, summarise
from eval.table import as_text
from eval.types import Case, Result
from index.command import Bar, run_command
from index.errors import ConfigError
from rag.assemble import add_pipeline_arguments, configuration, pipeline_from
from rag.generator import open_generator
from rag.pipeline import Pipeline

DEFAULT_SET = Path(__file__).resolve().parent / "sets" / "istanbul-talks.jsonl"
DEFAULT_OUTPUT = Path(".footnote/eval")


def main() -> int:
    arguments = _parser().parse_args()
    return arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="How good the answers are, on a set of cases.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("run", help="answer every case of a set and score the answers")
    cases_help = f"the cases (default: eval/sets/{DEFAULT_SET.name})"
    command.add_argument("set", type=Path, nargs="?", default=DEFAULT_SET, metavar="SET.jsonl", help=cases_help)
    output_help = f"where results.jsonl and summary.json go (default: {DEFAULT_OUTPUT})"
    command.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, metavar="DIR", help=output_help)
    add_pipeline_arguments(command)
    command.set_defaults(run=_run)

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
        taken = timings(pipeline, peer, questions[::every][: arguments.questions], bar)
    finally:
        bar.close()
    for name, label in (("quotation", "quotation shown"), ("answer", "whole answer"), ("peer", "CitationQueryEngine")):
        if name in taken:
            print(f"{label:<22}{taken[name]['median']:8.3f} s, median of {taken[name]['count']}")
    print(f"whole answer / CitationQueryEngine: {taken['answer']['median'] / taken['peer']['median']:.2f}")
    return 0


def _run(arguments: argparse.Namespace) -> int:
    cases = load_cases(arguments.set)
    arguments.output.mkdir(parents=True, exist_ok=True)
    pipeline = pipeline_from(arguments)
    known = reference(cases, pipeline.searcher)
    provenance = _provenance(arguments, cases, pipeline)
    begin = time.perf_counter()
    results = _results(cases, known, pipeline, arguments.output)
    timings = {
        "seconds": latency(results),
        "run_seconds": round(time.perf_counter() - begin, 1),
        "peak_memory_mib": record.peak_memory(),
    }
    summary = {
        **provenance,
        **summarise(results, known.unlocated(cases)),
        "timings": timings,
        "machine": record.machine(),
    }
    _summary_path(arguments.output).write_text(_json(summary, indent=2) + "\n", encoding="utf-8")
    print(as_text(summary))
    return 1 if summary["errors"] else 0


def _results(cases: Sequence[Case], known: Reference, pipeline: Pipeline, output: Path) -> list[Result]:
    """The results, each written as soon as it is there. An earlier summary goes first: it is not of these."""
    _summary_path(output).unlink(missing_ok=True)
    results: list[Result] = []
    bar = Bar("Evaluating", "cases")
    try:
        with open(output / "results.jsonl", "w", encoding="utf-8") as file:
            for result in run(cases, known, pipeline):
                file.write(_json(result_row(result)) + "\n")
                file.flush()
                results.append(result)
                bar(len(results), len(cases))
    finally:
        bar.close()
    return results


def _summary_path(output: Path) -> Path:
    return output / "summary.json"


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _provenance(arguments: argparse.Namespace, cases: Sequence[Case], pipeline: Pipeline) -> dict[str, Any]:
    """Everything that the figures depend on, taken before the first case: files may change during a long run."""
    return {
        "command": record.command(sys.argv[1:]),
        "git": record.git_state(),
        "configuration": configuration(pipeline, record.portable(arguments.model)),
        "set": record.set_record(arguments.set, len(cases)),
        "seed": record.SEED,
        "python": sys.version.split()[0],
        "libraries": record.libraries(),
    }


if __name__ == "__main__":
    run_command(main)
