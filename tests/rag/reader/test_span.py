"""The shipped reader: what it finds, that it is what was published, that rounding does not change what it says."""

import json
import shutil
import threading

import pytest

from index.checksum import sha256_file
from index.embedder import MINILM_SHA256
from index.errors import ModelError
from index.types import Passage
from rag.reader.publish import same_answers
from rag.reader.span import SpanReader
from rag.reader.torch_reader import TorchReader
from rag.reader.weights import FACTS, SHIPPED, WEIGHTS, Calibration, load_facts
from rag.reader.windows import Pair

pytestmark = pytest.mark.real_models

HARBOUR = (
    "The harbour of Velm opened in 1904. Its first master was Ada Brunn, who served for twelve years. "
    "The lighthouse was built by Karl Osten. It stands 31 metres tall and was never automated."
)
ORCHARD = "The orchard holds 240 apple trees. Mira Holt planted them in 1987 because the pears had died."
TALKS = "Delegations met for an hour on Monday. The visitors were led by the minister, the hosts by his aide."
QUESTIONS = [
    ("Who built the lighthouse?", HARBOUR, "Karl Osten"),
    ("When did the harbour open?", HARBOUR, "1904"),
    ("How tall is the lighthouse?", HARBOUR, "31 metres"),
    ("Who was the first master of the harbour?", HARBOUR, "Ada Brunn"),
    ("How many apple trees are there?", ORCHARD, "240"),
    ("Who planted the apple trees?", ORCHARD, "Mira Holt"),
    ("When were the trees planted?", ORCHARD, "1987"),
    ("How long did the delegations meet?", TALKS, "an hour"),
]


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader()


@pytest.mark.parametrize(("question", "text", "answer"), QUESTIONS, ids=[question for question, _, _ in QUESTIONS])
def test_it_points_at_the_answer(reader, question, text, answer):
    (found,) = reader.found([Pair(question, text)])
    best = found.best
    assert answer in text[best.start : best.end] and best.end - best.start <= len(answer) + 12


def test_the_passage_that_answers_is_the_surest(reader):
    texts = [HARBOUR, ORCHARD, TALKS]
    for question, text, _ in QUESTIONS:
        sure = [reader.confidence(found) for found in reader.found([Pair(question, other) for other in texts])]
        assert texts[sure.index(max(sure))] == text


def test_a_passage_reads_the_same_alone_and_beside_others(reader):
    pairs = [Pair(question, text) for question, text, _ in QUESTIONS]
    together = reader.found(pairs)
    for pair, found in zip(pairs, together):
        (alone,) = reader.found([pair])
        assert (alone.best.start, alone.best.end) == (found.best.start, found.best.end)
        assert reader.confidence(alone) == pytest.approx(reader.confidence(found), abs=0.03)


def test_an_answer_at_the_end_of_a_long_passage_is_found(reader):
    text = " ".join(f"Pier {number} is {number} metres long." for number in range(200)) + " " + HARBOUR
    (reading,) = reader.read("Who built the lighthouse?", [Passage(1, "a.md", "A", text, 50, 50 + len(text))])
    assert "Karl Osten" in reading.text


def test_it_can_be_used_from_several_threads(reader):
    pairs = [Pair(question, text) for question, text, _ in QUESTIONS]
    expected, results = [(f.best.start, f.best.end) for f in reader.found(pairs)], []

    def work():
        results.extend([(f.best.start, f.best.end) for f in reader.found(pairs)] == expected for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 12


def test_the_shipped_weights_are_small_and_the_published_ones():
    facts = load_facts(SHIPPED)
    assert (SHIPPED / WEIGHTS).stat().st_size <= 25_000_000
    assert facts.sha256 == sha256_file(SHIPPED / WEIGHTS) and facts.sha256 in (SHIPPED / "README.md").read_text()
    assert facts.embedder_sha256 == MINILM_SHA256


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        (WEIGHTS, lambda content: content[:-1] + bytes([content[-1] ^ 1])),
        (WEIGHTS, lambda content: content[:1000]),
        (FACTS, lambda content: content[:20]),
        (FACTS, lambda content: json.dumps({**json.loads(content), "sha256": "0" * 64}).encode()),
        (FACTS, lambda content: b"{}"),
        (FACTS, lambda content: b"[]"),
        (FACTS, None),
        (WEIGHTS, None),
    ],
)
def test_damaged_weights_are_one_line_that_says_what_to_do(tmp_path, file, damage):
    copy = shutil.copytree(SHIPPED, tmp_path / "weights")
    if damage is None:
        (copy / file).unlink()
    else:
        (copy / file).write_bytes(damage((copy / file).read_bytes()))
    with pytest.raises(ModelError, match="git checkout -- rag/reader/weights") as caught:
        SpanReader(copy)
    assert "\n" not in str(caught.value)


def test_the_name_tells_one_set_of_weights_from_another(reader):
    assert reader.name == f"footnote-reader-{reader.facts.sha256[:12]}"


def test_calibration_is_a_logistic_curve():
    curve = Calibration(bias=-1.0, verdict=0.5, span=0.25)
    assert curve.probability(2.0, 0.0) == pytest.approx(0.5)
    assert curve.probability(2.0, -4.0) == pytest.approx(1 / (1 + 2.718281828))
