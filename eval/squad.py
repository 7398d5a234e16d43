"""python -m eval squad: SQuAD's figures of the reader alone, and of the whole pipeline through search."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval import record
from eval.cases import save_cases
from eval.folder import as_json
from eval.overlap import overlap
from eval.run import reference
from eval.run import run as evaluated
from eval.squad_file import cases_of, drawn, load_questions, write_paragraphs
from eval.squad_table import as_text
from eval.summary import aggregate
from eval.types import Result
from index.build import build_index
from index.command import Bar, add_config_argument, printable
from index.embedder import MiniLM
from index.errors import ConfigError
from index.types import Passage
from rag.assemble import pipeline_from
from rag.config import load_config
from rag.generator import SPECS
from rag.pipeline import Pipeline
from rag.reader import SURE, Reader
from rag.reader.measures import best, best_threshold, exact_match, f1, figures
from rag.reader.squad import Question

MEASURES = {"exact_match": exact_match, "f1": f1}
RETRIEVAL = ("recall_at_1", "recall_at_5", "recall_at_10", "reciprocal_rank", "right_and_cited")
NOISY = (
    'end to end, "unanswerable" is noisy: it holds for one paragraph, and another may answer the question, '
    "so an answer that counts as wrong may be right"
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Said:
    """What was answered, and the confidence, 0..1, in it."""

    text: str
    confidence: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """As of every command with a pipeline, but for --index: the index is made of FILE."""
    parser.add_argument("file", type=Path, metavar="FILE", help="questions in the JSON form of SQuAD 1.1 or 2.0")
    output_help = "where squad.json, cases.jsonl, the paragraphs and their index go"
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help=output_help)
    parser.add_argument("--questions", type=int, metavar="N", help="ask N of them, drawn at random (default: all)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="what they are drawn with (default: 0)")
    add_config_argument(parser)
    parser.add_argument("--model", default="builtin", metavar="MODEL", help=f"{SPECS} (default: builtin)")


def run(arguments: argparse.Namespace) -> int:
    """0, or 1 where a question could not be asked."""
    if arguments.questions is not None and arguments.questions < 1:
        raise ConfigError(f"--questions {arguments.questions}: must be at least 1")
    questions = load_questions(arguments.file)
    asked = drawn(questions, arguments.questions, arguments.seed)
    warning = overlap(questions)
    if warning:
        print(printable(f"warning: {warning}"), file=sys.stderr)
    (arguments.output / "squad.json").unlink(missing_ok=True)  # an earlier one is not of these questions
    paragraphs = write_paragraphs(questions, arguments.output / "paragraphs")
    save_cases(cases_of(asked), arguments.output / "cases.jsonl")
    pipeline = _pipeline(arguments)
    report = {
        **record.provenance(arguments.file, len(questions), pipeline, arguments.model, arguments.seed),
        "questions": {"all": len(asked), "answerable": sum(question.answerable for question in asked)},
        "paragraphs": paragraphs,
        "warning": warning,
        "unit": "per cent",
        **measured(asked, pipeline, lambda label: Bar(label, "questions")),
    }
    (arguments.output / "squad.json").write_text(as_json(report, indent=2) + "\n", encoding="utf-8")
    print(printable(as_text(report)))
    return 1 if report["end_to_end"]["errors"] else 0


def _pipeline(arguments: argparse.Namespace) -> Pipeline:
    """The pipeline over the paragraphs, of whose index only what changed is made again."""
    arguments.index = arguments.output / "index"
    bar = Bar("Embedding", "passages")
    try:
        config = load_config(arguments.config).index
        build_index([arguments.output / "paragraphs"], arguments.index, config, MiniLM(), progress=bar)
    finally:
        bar.close()
    return pipeline_from(arguments)


def measured(questions: Sequence[Question], pipeline: Pipeline, bar: Callable[[str], Bar]) -> dict[str, Any]:
    """Both halves of the report, in per cent."""
    reading, answering = bar("Reading"), bar("Answering")
    try:
        read = read_own(questions, pipeline.reader, reading)
        reading.close()
        results = answered(questions, pipeline, answering)
    finally:
        reading.close()
        answering.close()
    return {
        "reading": {
            "threshold": SURE,
            **{name: split(questions, read, name, SURE) for name in MEASURES},
            "best": {name: at_best(questions, read, name) for name in MEASURES},
        },
        "end_to_end": {"note": NOISY, **end_to_end(results)},
    }


def read_own(questions: Sequence[Question], reader: Reader, progress: Progress) -> list[Said]:
    """What the reader points at in each question's own paragraph."""
    said = []
    for number, question in enumerate(questions, 1):
        passage = Passage(number, question.id, "", question.context, 0, len(question.context))
        (reading,) = reader.read(question.text, [passage])
        said.append(Said(reading.text, reading.confidence))
        progress(number, len(questions))
    return said


def answered(questions: Sequence[Question], pipeline: Pipeline, progress: Progress) -> list[Result]:
    """Each question through the whole pipeline, which has to find the paragraph."""
    cases = cases_of(questions)
    results = []
    for result in evaluated(cases, reference(cases, pipeline.searcher), pipeline):
        results.append(result)
        progress(len(results), len(cases))
    return results


def end_to_end(results: Sequence[Result]) -> dict[str, Any]:
    """SQuAD's measures of the short answers, and whether search found the sentence."""
    means = {name: _figure(_per_cent(mean.value), mean.count) for name, mean in aggregate(results).items()}
    halves = {"all": "", "has_answer": "_has_answer", "no_answer": "_no_answer"}
    return {
        **{name: {half: means[name + end] for half, end in halves.items()} for name in MEASURES},
        **{name: means[name] for name in RETRIEVAL},
        "refused": sum(result.score.refused for result in results),
        "errors": {result.case.id: result.row["error"] for result in results if result.score.error},
    }


def _per_cent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def split(questions: Sequence[Question], said: Sequence[Said], measure: str, threshold: float) -> dict[str, Any]:
    """One measure over all questions, those with an answer and those without, refused below `threshold`.

    `forced` is over those with an answer when none is refused.
    """
    scores, answerable, confidence = _arrays(questions, said, measure)
    got = figures(scores, answerable, confidence, threshold)
    with_answer = int(answerable.sum())
    return {
        "all": _figure(got.overall, got.questions),
        "has_answer": _figure(got.answerable, with_answer),
        "no_answer": _figure(got.unanswerable, got.questions - with_answer),
        "forced": _figure(got.forced, with_answer),
    }


def at_best(questions: Sequence[Question], said: Sequence[Said], measure: str) -> dict[str, Any]:
    """The same at the threshold that is best for these very questions: a bound, as SQuAD's script prints it."""
    threshold = best_threshold(*_arrays(questions, said, measure))
    return {"threshold": round(threshold, 4), **split(questions, said, measure, threshold)}


def _arrays(questions: Sequence[Question], said: Sequence[Said], measure: str) -> tuple[np.ndarray, ...]:
    """(questions,) scores of the answers, 0 where there is none; which have an answer; confidence."""
    scores = [
        best(MEASURES[measure], one.text, [answer.text for answer in question.answers]) if question.answers else 0.0
        for question, one in zip(questions, said)
    ]
    answerable = np.array([question.answerable for question in questions], dtype=bool)
    return np.array(scores), answerable, np.array([one.confidence for one in said])


def _figure(value: float | None, count: int) -> dict[str, Any]:
    return {"value": None if value is None else round(value, 2), "count": count}
