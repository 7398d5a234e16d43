"""The real parts put together: what every command answers questions with."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from index.command import add_config_argument, add_index_argument, naming_settings, status
from index.default import open_index
from index.embedder import MiniLM
from rag import entities
from rag.config import Config, load_config
from rag.decide import shipped_judge
from rag.generator import SPECS, open_generator
from rag.pipeline import Pipeline
from rag.reader.span import SpanReader

BUILTIN, NO_MODEL = "builtin", "none"


def add_pipeline_arguments(parser: argparse.ArgumentParser, several_models: bool = False) -> None:
    """--index, --config and --model, the same for every command; the page takes --model several times."""
    add_index_argument(parser)
    add_config_argument(parser)
    if several_models:
        several = f"{SPECS} (default: builtin); given several times, the page offers the choice, the first by default"
        parser.add_argument("--model", action="append", dest="models", metavar="MODEL", help=several)
    else:
        parser.add_argument("--model", default=BUILTIN, metavar="MODEL", help=f"{SPECS} (default: builtin)")


def open_pipeline(directory: Path | None, model: str, config: Config, api_key: str = "none") -> Pipeline:
    """The index, the reader and the language model, loaded and verified.

    Anything missing, damaged or unfit is a FootnoteError before the first question.
    """
    return open_pipelines(directory, [model], config, api_key)[model]


def open_pipelines(
    directory: Path | None, models: Sequence[str], config: Config, api_key: str = "none"
) -> dict[str, Pipeline]:
    """One pipeline for each model; they have all else in common."""
    embedder = MiniLM()
    with status("Loading the language model"):
        generators = {model: open_generator(model, config, api_key) for model in models}
    judge = shipped_judge()
    entities.check()
    searcher = open_index(directory, config.index, embedder)
    reader = SpanReader()
    with status("Loading the embedder and the reader"):
        embedder.load()
        reader.load()
    return {model: Pipeline(searcher, reader, judge, generator, config) for model, generator in generators.items()}


def pipeline_from(arguments: argparse.Namespace) -> Pipeline:
    """The pipeline that a command's arguments ask for. A server's key is read from FOOTNOTE_API_KEY."""
    return pipelines_from(arguments, [arguments.model])[arguments.model]


def pipelines_from(arguments: argparse.Namespace, models: Sequence[str]) -> dict[str, Pipeline]:
    """The same for several models."""
    key = os.environ.get("FOOTNOTE_API_KEY", "none")
    with naming_settings(arguments.config):
        return open_pipelines(arguments.index, models, load_config(arguments.config), key)


def configuration(pipeline: Pipeline, model: str) -> dict:
    """What the answers of a run depend on, questions aside."""
    return {
        "model": model,
        "reader": pipeline.reader.name,
        "config": pipeline.config.model_dump(),
        "index": pipeline.searcher.fingerprint,
    }
