"""python -m rag.reader.train DATA... --output DIR: trains the evidence reader.

Each DATA is a folder of files in SQuAD's JSON form; `rag/reader/written` is one, of our own questions. The state
is saved in DIR every few minutes, and the same command goes on from there; what it read, lost and measured
is in DIR/log.jsonl.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from tqdm import tqdm

from index.checksum import sha256_file
from index.command import run_command, status
from index.embedder import MiniLM, package_directory
from index.errors import FootnoteError
from rag.reader import publish, squad
from rag.reader.card import card
from rag.reader.checkpoint import LOG, Checkpoint
from rag.reader.measures import best_threshold, figures
from rag.reader.mix import BATCH_TOKENS, STAGES, Item, Stage, batches, items, stage_examples
from rag.reader.negatives import Makers
from rag.reader.network import Network
from rag.reader.report import report
from rag.reader.span import SpanReader
from rag.reader.torch_reader import TorchReader
from rag.reader.weights import PARAGRAPHS, WEIGHTS, load_facts, load_weights
from rag.reader.windows import WordPieces, padded

WARM_UP = 0.06  # of a stage's steps
WEIGHT_DECAY = 0.01
CLIP = 1.0
SAVE_EVERY = 150  # steps
MEASURE_EVERY = 450
NAME = "footnote-reader"
COMPARED = 500  # questions


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m rag.reader.train", description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="+", metavar="DATA", help="folders of files in SQuAD's JSON form")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the state and the weights go")
    parser.add_argument("--start", type=Path, metavar="WEIGHTS", help="begin the last stage with these weights instead")
    only_help = "read those files alone whose names, without .json, match one of these; all are measured (default: *)"
    parser.add_argument("--only", nargs="+", default=["*"], metavar="PATTERN", help=only_help)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    split = squad.read_folders(arguments.data)
    reading = only(split, arguments.only)
    if not squad.mixed_domains(split.held_out):
        raise FootnoteError("no file has unanswerable questions; thresholds need them")
    network = Network.from_embedder(package_directory())
    if arguments.start:
        weights = load_weights(arguments.start / WEIGHTS)
        network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()}, strict=False)
    pieces = WordPieces(package_directory() / "tokenizer.json")
    state = Checkpoint(arguments.output, network, stage=len(STAGES) - 1 if arguments.start else 0)
    if state.stage < len(STAGES):
        train(network, state, pieces, reading, arguments.seed)
    publish_to(arguments.output / "weights", network, pieces, reading, arguments)
    return 0


def only(split: squad.Split, patterns: Sequence[str]) -> squad.Split:
    """The same held out, and to train on only what is in the files that match. A FootnoteError where that is nothing."""
    train = tuple(one for one in split.train if any(fnmatch(one.domain, pattern) for pattern in patterns))
    if not train:
        raise FootnoteError(f"--only {' '.join(patterns)}: no file of the data matches")
    return squad.Split(train, split.held_out)


def publish_to(
    directory: Path, network: Network, pieces: WordPieces, split: squad.Split, arguments: argparse.Namespace
) -> None:
    """The weights, what is to be known of them and their model card, ready to be copied to rag/reader/weights."""
    with status("Writing the weights and measuring them on held-out questions"):
        publish.ship(network, NAME, directory)
        known = arguments.start / PARAGRAPHS if arguments.start else None
        squad.save_fingerprints(split.train, directory / PARAGRAPHS, known)
        made = report(SpanReader(directory), split.held_out, MiniLM())
        publish.write_facts(directory, NAME, made.calibration)
        same = fidelity(network, pieces, directory, split.held_out[:COMPARED])
    files = [path for directory in arguments.data for path in squad.squad_files(directory)]
    checksums = {path.name: sha256_file(path) for path in files}
    log = [json.loads(line) for line in (arguments.output / LOG).read_text(encoding="utf-8").splitlines()]
    trained = [line for line in log if "loss" in line]
    training = {
        "questions": f"{len(split.train)} to train on, {len(split.held_out)} held out",
        "measured on": f"{len(squad.sampled(split.held_out, random.Random(0)))} of those held out, at most {squad.SAMPLED} of a file",
        **{f"stage {stage.name}": stage.described() for stage in STAGES},
        "weights": "the average over the last batches of the last stage",
        "started from": _start(arguments.start),
        "files read": " ".join(arguments.only),
        "batches": f"{sum(line['of'] for line in trained if line['last'])} of at most {BATCH_TOKENS} word pieces",
        "time": f"{sum(line['seconds'] * line['steps'] for line in trained) / 60:.0f} minutes",
        "seed": arguments.seed,
        **{f"same answer as at full precision, {name}": f"{share:.1%} of {COMPARED}" for name, share in same.items()},
    }
    (directory / "README.md").write_text(card(made, load_facts(directory), checksums, training), encoding="utf-8")
    print(f"{directory}: copy its files over rag/reader/weights to use them")


def _start(weights: Path | None) -> str:
    return f"weights with SHA-256 {sha256_file(weights / WEIGHTS)}" if weights else "the embedder"


def fidelity(
    network: Network, pieces: WordPieces, directory: Path, questions: Sequence[squad.Question]
) -> dict[str, float]:
    """The share of questions with the same answer as the trained network's, from the file and as it is run."""
    pairs = [question.pair for question in questions]
    expected = TorchReader(network, pieces).found(pairs)
    return {
        "by the file, in float32": publish.same_answers(expected, SpanReader(directory, "f32").found(pairs)),
        "as it is run, in bfloat16": publish.same_answers(expected, SpanReader(directory).found(pairs)),
    }


def train(network: Network, state: Checkpoint, pieces: WordPieces, split: squad.Split, seed: int) -> None:
    """All stages that `state` has not finished."""
    with status("Looking for passages that do not answer"):
        makers = Makers([question for question in split.train if question.answerable], MiniLM())
    mixed = squad.mixed_domains(split.held_out)
    held_out = [question for question in squad.sampled(split.held_out, random.Random(seed)) if question.domain in mixed]
    for stage in STAGES[state.stage :]:
        rng = random.Random(f"{seed} {stage.name}")
        examples = stage_examples(stage, split.train, makers, rng)
        read = batches(list(items(examples, pieces)), rng)
        for line in train_stage(stage, read, network, state, pieces, held_out):
            state.log({"stage": stage.name, **line})
        state.next_stage()


def train_stage(
    stage: Stage,
    read: Sequence[list[Item]],
    network: Network,
    state: Checkpoint,
    pieces: WordPieces,
    held_out: Sequence[squad.Question],
) -> Iterator[dict]:
    """Lines for the log: the mean loss and the seconds a step since the last, and now and then the figures."""
    began, losses = time.perf_counter(), []
    bar = tqdm(total=len(read), initial=state.step, desc=stage.name, unit=" batches")
    for batch in read[state.step :]:
        lost = loss(network, batch, stage.span_weight)
        losses.append(state.update(lost, rate(stage, state.step, len(read)), WEIGHT_DECAY, CLIP))
        bar.update(1)
        last = state.step == len(read)
        if state.step % SAVE_EVERY == 0 or last:
            seconds = (time.perf_counter() - began) / len(losses)
            line = {"step": state.step, "of": len(read), "loss": round(float(np.mean(losses)), 4)}
            bar.set_postfix(loss=line["loss"])
            yield {**line, "steps": len(losses), "seconds": round(seconds, 2), "last": last}
            state.save()
            if state.step % MEASURE_EVERY == 0 or last:
                with state.averaged():
                    yield {"step": state.step, "held out": measured(network, pieces, held_out)}
            began, losses = time.perf_counter(), []
    bar.close()


def rate(stage: Stage, step: int, steps: int) -> float:
    """The learning rate: up in a line, then down in a line to the stage's last."""
    warm = max(1, round(WARM_UP * steps))
    if step < warm:
        return stage.learning_rate * (step + 1) / warm
    left = (steps - step) / max(1, steps - warm)
    return stage.last_rate + (stage.learning_rate - stage.last_rate) * left


def loss(network: Network, batch: Sequence[Item], span_weight: float) -> torch.Tensor:
    """Cross-entropy of the verdict, plus that of the span's two ends where there is one to point at."""
    made = padded([item.window for item in batch])
    with torch.autocast("cpu", torch.bfloat16):
        outputs = network(*(torch.from_numpy(array) for array in (made.ids, made.types, made.mask, made.passage)))
    answerable = torch.tensor([float(item.answerable) for item in batch])
    verdict = binary_cross_entropy_with_logits(outputs.verdict, answerable)
    rows = [row for row, item in enumerate(batch) if item.target]
    if not rows:
        return verdict
    first, last = torch.tensor([batch[row].target for row in rows]).unbind(-1)
    ends = (cross_entropy(outputs.start[rows], first) + cross_entropy(outputs.end[rows], last)) / 2
    return span_weight * ends * len(rows) / len(batch) + verdict


def measured(network: Network, pieces: WordPieces, questions: Sequence[squad.Question]) -> dict:
    """SQuAD's figures on `questions`, by the kind of file they are from, at their best threshold."""
    read = TorchReader(network, pieces, "bf16").found
    said = publish.readings(read, [(question, question.pair) for question in questions])
    confidence = said.verdict + said.span
    kinds = np.array([squad.family(question.domain) for question in questions])
    out = {}
    for kind in dict.fromkeys(kinds.tolist()):
        rows = said.part(kinds == kind), confidence[kinds == kind]
        threshold = best_threshold(rows[0].score, rows[0].answerable, rows[1])
        out[kind] = asdict(figures(rows[0].score, rows[0].answerable, rows[1], threshold))
    return out


if __name__ == "__main__":
    run_command(main)
