"""python -m eval peers SET: the same questions answered by Footnote and by what else there is, side by side."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from eval import record
from eval.cases import load_cases
from eval.evaluation import DEFAULT_OUTPUT, add_set_argument
from eval.folder import as_json
from eval.peers import NAMES, Peer, open_peers
from eval.peers_run import Reply, chosen, in_turn, summarised, timings
from eval.peers_table import as_markdown
from eval.types import Case
from index.command import DEFAULT_INDEX, Bar, status
from index.embedder import MiniLM
from index.errors import ConfigError
from index.search import open_files
from rag.assemble import add_pipeline_arguments, pipeline_from
from rag.generator import open_generator
from rag.pipeline import Pipeline


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_set_argument(parser)
    questions_help = "how many to ask, half of them answerable (default: 20)"
    parser.add_argument("--questions", type=_count, default=20, metavar="N", help=questions_help)
    names_help = f"those to ask beside Footnote, with commas between them (default: {','.join(NAMES)})"
    parser.add_argument("--peers", type=_names, default=NAMES, metavar="NAMES", help=names_help)
    output_help = f"where peers.json, peers-timings.json and peers.md go (default: {DEFAULT_OUTPUT})"
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, metavar="DIR", help=output_help)
    add_pipeline_arguments(parser)


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 up")
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    names = tuple(value.split(","))
    if unknown := [name for name in names if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(NAMES)}")
    return names


def run(arguments: argparse.Namespace) -> int:
    if arguments.model == "none" or arguments.model.startswith(("ollama:", "http://", "https://")):
        raise ConfigError("peers needs a model on this machine; leave --model out or name a GGUF file")
    cases = load_cases(arguments.set)
    asked = chosen(cases, arguments.questions)
    if not asked:
        raise ConfigError(f"{arguments.set}: only follow-ups and small talk; peers needs questions that stand alone")
    arguments.output.mkdir(parents=True, exist_ok=True)
    pipeline = pipeline_from(arguments)
    provenance = record.provenance(arguments.set, len(cases), pipeline, arguments.model)
    replies = _replies(_opened(arguments, pipeline), asked)
    summary = {**provenance, **summarised(replies)}
    seconds = {**timings(replies), "machine": record.machine(), "git": record.git_state()}
    table = as_markdown(summary, seconds)
    texts = {"peers.json": as_json(summary, 1), "peers-timings.json": as_json(seconds, 1), "peers.md": table}
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
            arguments.peers, pipeline, MiniLM(), store, lambda: open_generator(arguments.model, config, taught=False).unsteered()
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
