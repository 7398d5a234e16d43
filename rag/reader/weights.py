"""The reader's weights as a file: half precision, without the word embeddings, which the embedder's package holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save

from index.checksum import verify_model
from index.durable import replace_file
from index.errors import ModelError

WORDS = "embeddings.word_embeddings.weight"  # the embedder's name for it
WEIGHTS, FACTS = "reader.safetensors", "reader.json"
PARAGRAPHS = "paragraphs.txt"  # fingerprints of what the reader was trained on
SHIPPED = Path(__file__).parent / "weights"
MEND = "restore it: git checkout -- rag/reader/weights"


@dataclass(frozen=True)
class Calibration:
    """From what the network says of a passage to the probability that it is right.

    p = 1 / (1 + exp(-(bias + verdict * v + span * s))), fitted on questions held out of training.
    """

    bias: float
    verdict: float
    span: float

    def probability(self, verdict: np.ndarray, span: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.bias + self.verdict * verdict + self.span * span)))


@dataclass(frozen=True)
class Facts:
    """What is known of a weights file: its SHA-256, the embedder's that it goes with, its calibration."""

    name: str
    sha256: str
    embedder_sha256: str
    calibration: Calibration


def save_weights(tensors: Mapping[str, np.ndarray], path: Path) -> None:
    """`tensors` by the network's names."""
    replace_file(path, save({name: np.ascontiguousarray(value, dtype=np.float16) for name, value in tensors.items()}))


def load_weights(path: Path) -> dict[str, np.ndarray]:
    """What was saved, as float32."""
    return {name: value.astype(np.float32) for name, value in load_file(path).items()}


def load_words(embedder_weights: Path) -> np.ndarray:
    """(vocabulary, width) float32: the word embeddings of the embedder."""
    with safe_open(embedder_weights, "np") as file:
        return file.get_tensor(WORDS)


def save_facts(facts: Facts, path: Path) -> None:
    content = {
        "name": facts.name,
        "sha256": facts.sha256,
        "embedder_sha256": facts.embedder_sha256,
        "calibration": vars(facts.calibration),
    }
    replace_file(path, (json.dumps(content, indent=1) + "\n").encode())


def load_facts(directory: Path) -> Facts:
    """The facts of the weights in `directory`, whose checksum is verified; a ModelError where they are damaged."""
    try:
        content = json.loads((directory / FACTS).read_text(encoding="utf-8"))
        calibration = Calibration(**content.pop("calibration"))
        facts = Facts(**content, calibration=calibration)
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"{directory / FACTS} is missing or damaged; {MEND}") from None
    verify_model(directory / WEIGHTS, facts.sha256, MEND)
    return facts
