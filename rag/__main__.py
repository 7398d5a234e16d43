"""python -m rag ask | batch"""

import argparse
import json
import sys
from pathlib import Path

from index.command import Bar, printable, run_command, status
from rag.assemble import add_pipeline_arguments, configuration, pipeline_from
from rag.batch import run_batch
from rag.rows import answer_row
from rag.types import Answer, Citation


def main() -> int:
    arguments = _parser().parse_args()
    return arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag", description="Answers with their citations, or a refusal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="one answer with its citations")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print a batch row instead of text")
    ask.set_defaults(run=_ask)

    batch = commands.add_parser("batch", help="a JSONL of questions into a JSONL of answers, resumable")
    batch.add_argument("input", type=Path, metavar="IN.jsonl", help='rows {"id": …, "question": "…", "history": […]}')
    batch.add_argument("--output", type=Path, required=True, metavar="OUT.jsonl")
    batch.add_argument("--restart", action="store_true", help="begin the output again")
    batch.set_defaults(run=_batch)

    for command in (ask, batch):
        add_pipeline_arguments(command)
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    pipeline = pipeline_from(arguments)
    with status("Answering"):
        answer = pipeline.answer(arguments.question)
    if arguments.json:
        # Escaped for a terminal, which control characters of a document could command.
        print(json.dumps(answer_row(answer), ensure_ascii=sys.stdout.isatty()))
    else:
        print(printable(as_text(answer)))
    return 0


def as_text(answer: Answer) -> str:
    """An answer for a terminal: sentences with citation numbers, then the quotations."""
    said = " ".join(
        sentence.text + "".join(f" [{number}]" for number in sentence.citations) for sentence in answer.sentences
    )
    heading = "\n\nNearest passages:" if answer.refused and answer.citations else "\n"
    return said + heading + "".join(_quotation(citation) for citation in answer.citations)


def _quotation(citation: Citation) -> str:
    place = f"{citation.document} {citation.start}–{citation.end}"
    return f"\n[{citation.number}] {place}\n    “{' '.join(citation.quote.split())}”"


def _batch(arguments: argparse.Namespace) -> int:
    pipeline = pipeline_from(arguments)
    settings = configuration(pipeline, arguments.model)
    bar = Bar("Answering", "questions")
    try:
        report = run_batch(arguments.input, arguments.output, settings, pipeline, arguments.restart, bar)
    finally:
        bar.close()
    print(
        f"{arguments.output}: {report.rows} rows, {report.kept} kept from an earlier run, {report.failed} failed",
        file=sys.stderr,
    )
    return 1 if report.failed else 0


if __name__ == "__main__":
    run_command(main)
