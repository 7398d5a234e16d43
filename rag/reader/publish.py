"""The last part of training: the weights as they are shipped, and their calibration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.checksum import sha256_file
from index.embedder import MINILM_SHA256, Embedder
from rag.reader.decode import Found
from rag.reader.measures import RIGHT, best, f1
from rag.reader.network import Network
from rag.reader.squad import Question
from rag.reader.weights import FACTS, WEIGHTS, Calibration, Facts, save_facts, save_weights
from rag.reader.windows import Pair

UNCALIBRATED = Calibration(0.0, 1.0, 0.0)


@dataclass(frozen=True)
class Readings:
    """What the reader says of (question, passage) pairs: (pairs,) arrays.

    `score` is the F1 of the span, 0 where the passage does not answer; `answerable` whether it does.
    """

    verdict: np.ndarray
    span: np.ndarray
    score: np.ndarray
    answerable: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """What calibration predicts: whether the answer may be shown, not how well it is cut."""
        return self.score >= RIGHT

    def part(self, rows: np.ndarray) -> "Readings":
        """Those of `rows` alone: figures are of each kind of file by itself."""
        return Readings(**{name: values[rows] for name, values in vars(self).items()})


def readings(
    read: Callable[[Sequence[Pair]], Sequence[Found]], pairs: Sequence[tuple[Question, Pair]]
) -> Readings:
    """`pairs` of a question and what to read; any passage but its own does not answer it."""
    found = read([pair for _, pair in pairs])
    own = [question.answerable and pair.passage == question.context for question, pair in pairs]
    scores = [
        best(f1, pair.passage[one.best.start : one.best.end], [answer.text for answer in question.answers])
        if answers
        else 0.0
        for (question, pair), one, answers in zip(pairs, found, own)
    ]
    return Readings(
        np.array([one.verdict for one in found]),
        np.array([one.best.score for one in found]),
        np.array(scores),
        np.array(own),
    )


def fit_calibration(said: Readings, weight: np.ndarray) -> Calibration:
    """Logistic regression of being right on verdict and span score (Platt scaling with two inputs).

    Where all are right, or all wrong, there is nothing to fit.
    """
    from sklearn.linear_model import LogisticRegression

    if said.right.all() or not said.right.any():
        return UNCALIBRATED
    model = LogisticRegression(C=100.0)
    model.fit(np.column_stack([said.verdict, said.span]), said.right, sample_weight=weight)
    (verdict, span), bias = model.coef_[0], model.intercept_[0]
    return Calibration(round(float(bias), 4), round(float(verdict), 4), round(float(span), 4))


def with_retrieved(questions: Sequence[Question], embedder: Embedder, nearest: int) -> list[tuple[Question, Pair]]:
    """Each question with the `nearest` passages of its domain that the embedder finds, and always its own."""
    pairs = []
    for domain in dict.fromkeys(question.domain for question in questions):
        asked = [question for question in questions if question.domain == domain]
        articles = {question.context: question.article for question in asked}
        contexts = list(articles)
        similarity = embedder.embed([q.text for q in asked]) @ embedder.embed(contexts).T
        for question, row in zip(asked, np.argsort(-similarity, axis=1, kind="stable")[:, :nearest]):
            found = [contexts[column] for column in row if contexts[column] != question.context]
            pairs.extend(
                (question, Pair(question.text, context, articles[context]))
                for context in [question.context, *found[: nearest - 1]]
            )
    return pairs


def ship(network: Network, name: str, directory: Path) -> None:
    """The network's weights into `directory`, with a calibration that says nothing yet."""
    directory.mkdir(parents=True, exist_ok=True)
    tensors = {key: value.numpy() for key, value in network.state_dict().items() if "word_embeddings" not in key}
    save_weights(tensors, directory / WEIGHTS)
    write_facts(directory, name, UNCALIBRATED)


def write_facts(directory: Path, name: str, calibration: Calibration) -> None:
    """Beside the weights their checksum, which is checked before they are used, and the embedder's."""
    facts = Facts(name, sha256_file(directory / WEIGHTS), MINILM_SHA256, calibration)
    save_facts(facts, directory / FACTS)


def same_answers(one: Sequence[Found], other: Sequence[Found]) -> float:
    """The share of passages in which both point at the same characters."""
    return sum((a.best.start, a.best.end) == (b.best.start, b.best.end) for a, b in zip(one, other)) / len(one)
