"""python -m ui: the page"""

import argparse

from index.command import run_command, status
from rag.assemble import add_pipeline_arguments, pipeline_from
from ui.background import started
from ui.examples import example_questions
from ui.listen import bind


def main() -> int:
    arguments = _parser().parse_args()
    with bind(arguments.host, arguments.port) as listening:
        pipeline = pipeline_from(arguments)
        with status("Making the page"):
            # Gradio takes seconds to import, so what can fail comes first.
            from ui.page import build_page
            from ui.server import serve

            page = build_page(pipeline, started(lambda: example_questions(pipeline)))
        serve(page, listening, arguments.host)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ui", description="The page: questions, cited answers, documents.")
    parser.add_argument("--host", default="127.0.0.1", help="listen on this address (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=7860, help="listen on this port (default: 7860; 0: any free one)")
    add_pipeline_arguments(parser)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return int(text)


if __name__ == "__main__":
    run_command(main)
