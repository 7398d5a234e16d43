"""The state of a training run: kept on disk, so that a run that was cut off goes on where it was."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save

from index.durable import replace_file

AVERAGE = 0.998  # of the averaged weights that each step keeps
STATE, LOG = "state.safetensors", "log.jsonl"


class Checkpoint:
    """The network, its averaged weights, the optimizer and how far they are."""

    def __init__(self, directory: Path, network: torch.nn.Module, stage: int = 0) -> None:
        """`stage` is the one to begin with where nothing was saved."""
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._network = network
        self._trained = {name: value for name, value in network.named_parameters() if value.requires_grad}
        self._average = {name: value.detach().clone() for name, value in self._trained.items()}
        self.stage, self.step = stage, 0
        self._optimizer = self._new_optimizer()
        if (directory / STATE).is_file():
            self._load()

    def _new_optimizer(self) -> torch.optim.AdamW:
        return torch.optim.AdamW(self._trained.values(), lr=0.0, fused=True)

    def update(self, loss: torch.Tensor, rate: float, weight_decay: float, clip: float) -> float:
        """One step down the gradient of `loss`; its value."""
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._trained.values(), clip)
        for group in self._optimizer.param_groups:
            group.update(lr=rate, weight_decay=weight_decay)
        self._optimizer.step()
        with torch.no_grad():
            for name, value in self._trained.items():
                self._average[name].lerp_(value, 1 - AVERAGE)
        self.step += 1
        return float(loss.detach())

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The network with the averaged weights."""
        held = {name: value.detach().clone() for name, value in self._trained.items()}
        self._assign(self._average)
        try:
            yield
        finally:
            self._assign(held)

    @torch.no_grad()
    def _assign(self, values: dict[str, torch.Tensor]) -> None:
        for name, value in self._trained.items():
            value.copy_(values[name])

    def next_stage(self) -> None:
        """A stage begins with the averaged weights of the one before, and a fresh optimizer.

        After the last the network is what ships.
        """
        self._assign(self._average)
        self.stage, self.step = self.stage + 1, 0
        self._optimizer = self._new_optimizer()
        self.save()

    def save(self) -> None:
        """All that is needed to go on as if nothing had happened, in one file that is replaced whole."""
        names = list(self._trained)
        moments = self._optimizer.state_dict()["state"]
        tensors = {f"network.{name}": value.detach() for name, value in self._trained.items()}
        tensors |= {f"average.{name}": value for name, value in self._average.items()}
        for number, state in moments.items():
            tensors |= {f"optimizer.{key}.{names[number]}": value for key, value in state.items()}
        place = {"stage": str(self.stage), "step": str(self.step)}
        replace_file(self._directory / STATE, save(tensors, place))

    def _load(self) -> None:
        with safe_open(self._directory / STATE, "pt") as file:
            place = file.metadata()
            tensors = {key: file.get_tensor(key) for key in file.keys()}
        self.stage, self.step = int(place["stage"]), int(place["step"])
        self._assign({name: tensors[f"network.{name}"] for name in self._trained})
        self._average = {name: tensors[f"average.{name}"] for name in self._trained}
        held = self._optimizer.state_dict()
        for number, name in enumerate(self._trained):
            keys = [key for key in ("step", "exp_avg", "exp_avg_sq") if f"optimizer.{key}.{name}" in tensors]
            if keys:
                held["state"][number] = {key: tensors[f"optimizer.{key}.{name}"] for key in keys}
        self._optimizer.load_state_dict(held)

    def log(self, line: dict) -> None:
        """Appends to the log at once, so that a run that is cut off can be followed up to there."""
        with open(self._directory / LOG, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
