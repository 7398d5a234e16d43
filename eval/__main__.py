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
from eval.peers import NAMES, Peer, open_peers
from eval.peers_run import Reply, chosen, in_turn, summarised, timings
from eval.peers_table import as_markdown
from eval.run import Reference, reference, result_row, run
from eval.summary import latency, summarise
from eval.table import as_text
from eval.types import Case, Result
from index.command import DEFAULT_INDEX, Bar, run_command, status
from index.embedder import MiniLM
from index.errors import ConfigError
from index.search import open_files
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

    command = commands.add_parser("peers", help="answer the same questions with Footnote and with what else there is")
    command.add_argument("set", type=Path, nargs="?", default=DEFAULT_SET, metavar="SET.jsonl", help=cases_help)
    questions_help = "how many to ask, half of them answerable (default: 20)"
    command.add_argument("--questions", type=_count, default=20, metavar="N", help=questions_help)
    names_help = f"those to ask beside Footnote, with commas between them (default: {','.join(NAMES)})"
    command.add_argument("--peers", type=_names, default=NAMES, metavar="NAMES", help=names_help)
    output_help = f"where peers.json, peers-timings.json and peers.md go (default: {DEFAULT_OUTPUT})"
    command.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, metavar="DIR", help=output_help)
    add_pipeline_arguments(command)
    command.set_defaults(run=_peers)
    return parser


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 up")
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    names = tuple(value.split(","))
    if unknown := [name for name in names if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(NAMES)}")
    return names


def _peers(arguments: argparse.Namespace) -> int:
    if arguments.model == "none" or arguments.model.startswith(("ollama:", "http://", "https://")):
        raise ConfigError("peers needs a model on this machine; leave --model out or name a GGUF file")
    cases = load_cases(arguments.set)
    asked = chosen(cases, arguments.questions)
    if not asked:
        raise ConfigError(f"{arguments.set}: only follow-ups and small talk; peers needs questions that stand alone")
    arguments.output.mkdir(parents=True, exist_ok=True)
    pipeline = pipeline_from(arguments)
    provenance = _provenance(arguments, cases, pipeline)
    replies = _replies(_opened(arguments, pipeline), asked)
    summary = {**provenance, **summarised(replies)}
    seconds = {**timings(replies), "machine": record.machine(), "git": provenance["git"]}
    table = as_markdown(summary, seconds)
    texts = {"peers.json": _json(summary, indent=2), "peers-timings.json": _json(seconds, indent=2), "peers.md": table}
    for name, text in texts.items():
        (arguments.output / name).write_text(text + "\n", encoding="utf-8")
    print(table)
    return 0


def _opened(arguments: argparse.Namespace, pipeline: Pipeline) -> list[Peer]:
    """The peers, their model free to say as many tokens as llama-index lets one say unless told otherwise."""
    from llama_index.core.constants import DEFAULT_NUM_OUTPUTS

    config = pipeline.config.model_copy(update={"answer_tokens": DEFAULT_NUM_OUTPUTS})
    _, store, _ = open_files(arguments.index or DEFAULT_INDEX)
    with status("Opening the peers"):
        return open_peers(
            arguments.peers, pipeline, MiniLM(), store, lambda: open_generator(arguments.model, config).unsteered()
        )


def _replies(peers: Sequence[Peer], cases: Sequence[Case]) -> list[list[Reply]]:
    replies: list[list[Reply]] = []
    bar = Bar("Asking all in turn", "questions")
    try:
        for asked in in_turn(peers, cases):
            replies.append(asked)
            bar(len(replies), len(cases))
    finally:
        bar.close()
    return replies


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
