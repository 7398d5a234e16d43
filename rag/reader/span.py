"""The evidence reader: a small network that points at the answer in a passage and says whether it is one."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.checksum import reinstall, verify_model
from index.embedder import MINILM_SHA256, PACKAGE, package_directory
from index.types import Passage
from rag.reader import Reading, Span
from rag.reader.decode import Found, read_passages, read_window
from rag.reader.weights import SHIPPED, WEIGHTS, load_facts, load_weights, load_words
from rag.reader.windows import OFF, Batch, Pair, Window, WordPieces, padded

STEP = 8  # lengths are rounded up to a multiple, so that few shapes have to be prepared


class SpanReader:
    """Reads all passages of a question together. Weights are verified and loaded at first use."""

    def __init__(self, directory: Path = SHIPPED, precision: str = "bf16") -> None:
        self.facts = load_facts(directory)
        self.name = f"{self.facts.name}-{self.facts.sha256[:12]}"
        self._directory, self._precision = directory, precision
        self._network: _Network | None = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """A ModelError where the embedder's files, which the reader shares, are not the published ones."""
        with self._lock:
            if self._network is None:
                self._network = _Network(self._directory, self._precision)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        found = self.found([Pair(question, passage.text, passage.title) for passage in passages])
        return [self._reading(passage, one) for passage, one in zip(passages, found)]

    def _reading(self, passage: Passage, found: Found) -> Reading:
        best, *others = (Span(passage.start + s.start, passage.start + s.end, s.score) for s in found.spans)
        return Reading(passage, best.start, best.end, self.confidence(found), found.verdict, best.score, tuple(others))

    def confidence(self, found: Found) -> float:
        return float(self.facts.calibration.probability(found.verdict, found.best.score))

    def found(self, pairs: Sequence[Pair]) -> list[Found]:
        """What is found for each pair, uncalibrated."""
        self.load()
        with self._lock:
            return self._network.found(pairs)


class _Network:
    """The compiled graph, and the embeddings that go into it."""

    def __init__(self, directory: Path, precision: str) -> None:
        from rag.reader.graph import compile_network  # OpenVINO takes half a second to import

        package = package_directory()
        words = verify_model(package / "model.safetensors", MINILM_SHA256, reinstall(PACKAGE))
        tensors = load_weights(directory / WEIGHTS)
        self._words = load_words(words)
        self._positions = tensors["encoder.embeddings.position_embeddings.weight"]
        self._types = tensors["encoder.embeddings.token_type_embeddings.weight"]
        self._pieces = WordPieces(package / "tokenizer.json")
        self._request = compile_network(tensors, precision).create_infer_request()

    def found(self, pairs: Sequence[Pair]) -> list[Found]:
        return read_passages(self._pieces.windows(pairs), self._read)

    def _read(self, windows: Sequence[Window]) -> Iterator[Found]:
        made = padded(windows, STEP)
        masks = [np.where(kept == 0, np.float32(OFF), np.float32(0)) for kept in (made.mask, made.passage)]
        inputs = [self._embedded(made), masks[0][:, None, None, :], masks[1][:, :, None]]
        outputs = self._request.infer(inputs)
        for window, span, (verdict,) in zip(windows, outputs[0], outputs[1]):
            yield read_window(window, span[:, 0], span[:, 1], verdict)

    def _embedded(self, made: Batch) -> np.ndarray:
        """(windows, tokens, width): word, position and type embeddings summed."""
        return self._words[made.ids] + self._positions[: made.ids.shape[1]] + self._types[made.types]
