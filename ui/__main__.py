"""python -m ui: the page"""

import argparse
import re
from pathlib import Path

from index.command import DEFAULT_INDEX, run_command, status
from index.library import Library
from rag.assemble import BUILTIN, NO_MODEL, add_pipeline_arguments, pipelines_from
from ui.background import started
from ui.examples import example_questions
from ui.listen import bind

FEEDBACK = Path(".footnote/feedback.jsonl")
FILE_BYTES = 2_000_000
WAITING = 64
UNITS = {"b": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}


def main() -> int:
    arguments = _parser().parse_args()
    with bind(arguments.host, arguments.port) as listening:
        models = list(dict.fromkeys([*(arguments.models or [BUILTIN]), NO_MODEL]))
        pipelines = pipelines_from(arguments, models)
        pipeline = pipelines[models[0]]
        with status("Making the page"):
            # Gradio takes seconds to import, so what can fail comes first.
            from ui.handlers import Handlers
            from ui.page import build_page
            from ui.server import Limits, serve

            library = Library(arguments.index or DEFAULT_INDEX, pipeline.searcher)
            examples = started(lambda: example_questions(pipeline, pipeline.searcher.documents()))
            handlers = Handlers(pipelines, library, examples, arguments.feedback, arguments.max_file_size)
            page = build_page(handlers, models, pipeline.config, arguments.max_file_size, arguments.max_queue)
        serve(page, listening, arguments.host, Limits(arguments.auth, arguments.max_file_size))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ui", description="The page: questions, cited answers, documents.")
    parser.add_argument("--host", default="127.0.0.1", help="listen on this address (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=7860, help="listen on this port (default: 7860; 0: any free one)")
    parser.add_argument(
        "--auth", type=_person, action="append", metavar="NAME:PASSWORD",
        help="let in only who gives this name and password; may be given several times",
    )
    parser.add_argument(
        "--max-file-size", type=_size, default=FILE_BYTES, metavar="SIZE",
        help="of a document that is added on the page: 500kb, 2mb (the default), 1gb",
    )
    parser.add_argument(
        "--max-queue", type=_count, default=WAITING, metavar="N",
        help=f"so many questions may wait, further ones are turned away (default: {WAITING})",
    )
    parser.add_argument(
        "--feedback", type=Path, default=FEEDBACK, metavar="FILE",
        help=f"where judgements of answers are appended, as cases for python -m eval (default: {FEEDBACK})",
    )
    add_pipeline_arguments(parser, several_models=True)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return int(text)


def _person(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not (name and colon and password):
        raise argparse.ArgumentTypeError("must be NAME:PASSWORD, neither of them empty")
    return name, password


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?", text.strip().lower())
    count = int(float(match[1]) * UNITS[match[2] or "b"]) if match else 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 500kb or 2mb")
    return count


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)


if __name__ == "__main__":
    run_command(main)
