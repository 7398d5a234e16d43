"""Step 4: how likely each span is a right answer, and so whether to answer at all.

A logistic model over what is known of a candidate (`features`), fitted by `python -m rag.fit` on search
results for questions that the reader was not trained on, never on the eval set.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.errors import ModelError
from rag.candidates import Pointed
from rag.features import NAMES

WEIGHTS = Path(__file__).parent / "decision.json"
FAR = 6.0  # standard deviations: nothing counts for more than this
MEND = "restore it: git checkout -- rag/decision.json"


@dataclass(frozen=True)
class Judged:
    """A candidate and the probability that it is a right answer, 0..1."""

    pointed: Pointed
    probability: float


class Judge:
    """Logistic regression: p = 1 / (1 + exp(-(bias + weight . z))), where z are the features, standardised.

    The reader's own word is only some of them: names and numbers of the question that are missing in the
    evidence count against an answer however sure the reader is. Below `threshold` there is no answer.
    """

    def __init__(self, mean: np.ndarray, scale: np.ndarray, weight: np.ndarray, bias: float, threshold: float) -> None:
        self.threshold = threshold
        self._mean, self._scale, self._weight, self._bias = mean, scale, weight, bias

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        """(candidates,) for (candidates, features)."""
        return 1 / (1 + np.exp(-(np.clip((values - self._mean) / self._scale, -FAR, FAR) @ self._weight + self._bias)))

    def as_json(self) -> dict:
        return {
            "mean": np.round(self._mean, 5).tolist(),
            "scale": np.round(self._scale, 5).tolist(),
            "weight": np.round(self._weight, 4).tolist(),
            "bias": round(self._bias, 4),
        }

    def ranked(self, pointed: Sequence[Pointed], values: np.ndarray) -> list[Judged]:
        """The candidates, best first, of each sentence only the best."""
        if not pointed:
            return []
        probabilities = self.probabilities(values)
        best: dict[tuple[str, int], Judged] = {}
        for row in np.argsort(-probabilities, kind="stable"):
            one = pointed[row]
            best.setdefault((one.reading.passage.document_id, one.left), Judged(one, float(probabilities[row])))
        return list(best.values())


@cache
def shipped_judge() -> Judge:
    """The judge in decision.json; a ModelError where the file is missing or of other features."""
    try:
        content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        if tuple(content["features"]) != NAMES:
            raise ValueError("made for other features")
        mean, scale, weight = (np.array(content[name], dtype=np.float32) for name in ("mean", "scale", "weight"))
        return Judge(mean, scale, weight, float(content["bias"]), float(content["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{WEIGHTS.name} is missing or damaged ({error!r:.60}); {MEND}") from None
