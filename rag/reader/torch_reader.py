"""The network read with PyTorch, as it is while it is trained: slow, but at full precision if wanted."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import torch

from index.embedder import package_directory
from rag.reader.decode import Found, read_passages, read_window
from rag.reader.network import Network
from rag.reader.weights import SHIPPED, WEIGHTS, load_weights
from rag.reader.windows import Pair, Window, WordPieces, padded


class TorchReader:
    def __init__(self, network: Network, pieces: WordPieces, precision: str = "f32") -> None:
        self._network, self._pieces, self._precision = network, pieces, precision

    @classmethod
    def shipped(cls, precision: str = "f32", directory: Path = SHIPPED) -> "TorchReader":
        network = Network.from_embedder(package_directory())
        tensors = load_weights(directory / WEIGHTS)
        network.load_state_dict({name: torch.from_numpy(value) for name, value in tensors.items()}, strict=False)
        return cls(network, WordPieces(package_directory() / "tokenizer.json"), precision)

    @torch.inference_mode()
    def found(self, pairs: Sequence[Pair]) -> list[Found]:
        """What is found for each pair, uncalibrated."""
        return read_passages(self._pieces.windows(pairs), self._read)

    def _read(self, windows: Sequence[Window]) -> list[Found]:
        made = padded(windows)
        with torch.autocast("cpu", torch.bfloat16) if self._precision == "bf16" else nullcontext():
            outputs = self._network(*(torch.from_numpy(a) for a in (made.ids, made.types, made.mask, made.passage)))
        logits = zip(windows, outputs.start.numpy(), outputs.end.numpy(), outputs.verdict.numpy())
        return [read_window(window, *of_window) for window, *of_window in logits]
