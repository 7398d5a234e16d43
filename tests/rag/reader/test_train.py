"""Training is seeded, goes on where it was cut off, and ends in weights that the reader loads."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from index.errors import FootnoteError
from rag.reader.checkpoint import STATE, Checkpoint
from rag.reader.mix import STAGES
from rag.reader.span import SpanReader
from rag.reader.squad import read_folders
from rag.reader.train import only, rate
from rag.reader.windows import Pair

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["Ada Brunn", "Karl Osten", "Mira Holt", "Jon Vale", "Ines Roth", "Olaf Teer"]
PLACES = ["Velm", "Sund", "Orra", "Tiel", "Marn", "Leth"]


def test_the_rate_rises_then_falls_to_the_last():
    stage = STAGES[0]
    rates = [rate(stage, step, 100) for step in range(101)]
    top = rates.index(max(rates))
    assert rates[:top] == sorted(rates[:top]) and rates[top:] == sorted(rates[top:], reverse=True)
    assert (max(rates), rates[-1]) == (stage.learning_rate, pytest.approx(stage.last_rate))


def small_network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))


def steps(state: Checkpoint, network: torch.nn.Module, count: int) -> None:
    for _ in range(count):
        generator = torch.Generator().manual_seed(state.step)
        loss = network(torch.randn(16, 4, generator=generator)).pow(2).mean()
        state.update(loss, rate=0.01, weight_decay=0.01, clip=1.0)


def test_a_run_that_was_cut_off_ends_as_one_that_was_not(tmp_path):
    whole = small_network()
    steps(Checkpoint(tmp_path / "whole", whole), whole, 30)
    cut = small_network()
    state = Checkpoint(tmp_path / "cut", cut)
    steps(state, cut, 12)
    state.save()
    again = small_network()
    state = Checkpoint(tmp_path / "cut", again)
    assert state.step == 12
    steps(state, again, 18)
    for one, other in zip(whole.parameters(), again.parameters()):
        assert torch.equal(one, other)


def test_the_average_is_put_back(tmp_path):
    network = small_network()
    state = Checkpoint(tmp_path, network)
    steps(state, network, 5)
    trained = [value.clone() for value in network.parameters()]
    with state.averaged():
        assert not torch.equal(trained[0], next(network.parameters()))
    assert all(torch.equal(one, other) for one, other in zip(trained, network.parameters()))


def test_a_stage_begins_with_the_average_of_the_one_before_also_after_a_cut(tmp_path):
    network = small_network()
    state = Checkpoint(tmp_path, network)
    steps(state, network, 5)
    with state.averaged():
        end = next(network.parameters()).clone()
    state.next_stage()
    assert (state.stage, state.step) == (1, 0) and torch.equal(next(network.parameters()), end)
    again = small_network()
    assert Checkpoint(tmp_path, again).stage == 1 and torch.equal(next(again.parameters()), end)


def test_a_run_can_begin_with_a_later_stage(tmp_path):
    assert Checkpoint(tmp_path, small_network(), stage=2).stage == 2


def toy_data(folder: Path) -> Path:
    """A few paragraphs of two files, one of which has questions without an answer."""
    rng = random.Random(0)
    folder.mkdir()
    for name, impossible in (("mixed", True), ("plain", False)):
        articles = []
        for article in range(4):
            paragraphs = []
            for number in range(3):
                people, places = rng.sample(NAMES, 2), rng.sample(PLACES, 2)
                context = " ".join(f"{who} built the pier of {where} in {rng.randint(1800, 1990)}." for who, where in zip(people, places))
                answer = {"text": people[0], "answer_start": context.index(people[0])}
                qas = [{"id": f"{name}{article}{number}a", "question": f"Who built the pier of {places[0]}?", "answers": [answer]}]
                if impossible:
                    qas.append(
                        {"id": f"{name}{article}{number}b", "question": f"Who burnt the pier of {places[0]}?", "answers": [],
                         "plausible_answers": [answer], "is_impossible": True}
                    )
                paragraphs.append({"context": f"{context} It was {article}{number} metres long.", "qas": qas})
            articles.append({"title": f"{name} {article}", "paragraphs": paragraphs})
        (folder / f"{name}.json").write_text(json.dumps({"data": articles}), encoding="utf-8")
    return folder


def test_files_that_do_not_match_are_measured_and_not_read(tmp_path):
    split = read_folders([toy_data(tmp_path / "data")])
    assert {question.domain for question in split.train} == {"mixed", "plain"}
    chosen = only(split, ["pl*", "other"])
    assert {question.domain for question in chosen.train} == {"plain"} and chosen.held_out == split.held_out
    assert only(split, ["*"]) == split
    with pytest.raises(FootnoteError, match="--only other: no file of the data matches"):
        only(split, ["other"])


def train(data: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "rag.reader.train", str(data), "--output", str(output), "--seed", "3"]


@pytest.mark.real_models
def test_the_command_trains_survives_a_kill_and_writes_a_reader_with_its_card(tmp_path):
    data, output = toy_data(tmp_path / "data"), tmp_path / "run"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(train(data, output), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (output / STATE).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert (output / STATE).exists()
    done = subprocess.run(train(data, output), env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr and "copy its files over rag/reader/weights" in done.stdout
    stages = [json.loads(line)["stage"] for line in (output / "log.jsonl").read_text().splitlines()]
    assert set(stages) == {stage.name for stage in STAGES}
    reader = SpanReader(output / "weights")
    (found,) = reader.found([Pair("Who built the pier of Velm?", "Ada Brunn built the pier of Velm in 1904.")])
    assert 0 <= found.best.start < found.best.end <= 41 and 0 <= reader.confidence(found) <= 1
    card = (output / "weights" / "README.md").read_text(encoding="utf-8")
    for expected in ("mixed.json", "plain.json", "CC BY-SA 4.0", "| mixed |", "seed: 3", reader.facts.sha256):
        assert expected in card
    again = subprocess.run(train(data, output), env=environment, capture_output=True, text=True, timeout=300)
    assert again.returncode == 0
    assert (output / "weights" / "README.md").read_text(encoding="utf-8") == card


@pytest.mark.real_models
@pytest.mark.parametrize("content", [None, "{}", '{"data": []}'])
def test_no_data_is_one_clear_line(run_footnote, tmp_path, content):
    (tmp_path / "data").mkdir()
    if content:
        (tmp_path / "data" / "odd.json").write_text(content, encoding="utf-8")
    done = run_footnote("rag.reader.train", tmp_path / "data", "--output", tmp_path / "run")
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and done.stderr.startswith("error: ")
