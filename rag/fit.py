"""python -m rag.fit DATA...: fits the judge, which decides whether to answer and with which span.

Each DATA is a folder of files in SQuAD's JSON form, the same as the reader was trained with. Only questions
held out of its training are used. Each is searched for and read as a user's question would be,
once in an index that holds its paragraph and once in one that lacks it, and a logistic regression learns
from all spans found which are right. Figures are of each half of the articles, by the weights of the other.
"""

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.build import build_index
from index.command import run_command
from index.config import IndexConfig
from index.durable import replace_file
from index.embedder import MiniLM
from index.search import HybridSearcher, open_searcher
from index.types import Hit
from rag.candidates import candidates
from rag.config import Config
from rag.decide import WEIGHTS, Judge
from rag.features import NAMES
from rag.reader import Reader
from rag.reader.measures import RIGHT, best, calibration_error, f1
from rag.reader.span import SpanReader
from rag.reader.squad import Question, family, read_folders, sampled

REGULARISATION = 1.0
# Of the answers that are right so many are given up for those that would be made up.
RIGHT_REFUSED = 0.1


@dataclass(frozen=True)
class Asked:
    """One question's candidates: (candidates, features) `values`, and the F1 of each against the gold answers."""

    domain: str
    group: str
    answerable: bool
    adversarial: bool
    values: np.ndarray
    scores: np.ndarray


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m rag.fit", description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="+", metavar="DATA", help="folders of files in SQuAD's JSON form")
    parser.add_argument("--output", type=Path, default=WEIGHTS, metavar="FILE", help=f"default: rag/{WEIGHTS.name}")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    held_out = read_folders(arguments.data).held_out
    asked = list(gathered(sampled(held_out, random.Random(arguments.seed)), SpanReader()))
    figures = cross_fitted(asked)
    judge = fitted(asked)
    made = {
        "features": list(NAMES),
        **judge.as_json(),
        "threshold": round(threshold(asked, confidences(asked, judge)), 3),
        "fitted on": f"{len(asked)} searches for questions held out of the reader's training, seed {arguments.seed}",
        "figures": figures,
    }
    replace_file(arguments.output, (json.dumps(made, indent=1) + "\n").encode())
    print(json.dumps(figures, indent=1))
    return 0


def gathered(questions: Sequence[Question], reader: Reader) -> Iterator[Asked]:
    """Each question searched for with its own paragraph and without: among those of its document where
    it was written with that in view, so that "Who drove it?" has one answer, else among those of its file.
    """
    embedder = MiniLM()
    together: dict[str, list[Question]] = {}
    for question in questions:
        written = family(question.domain) == "written"
        together.setdefault(f"{question.domain} {question.article if written else ''}", []).append(question)
    bar = tqdm(total=len(questions), unit=" questions")
    for group in together.values():
        with tempfile.TemporaryDirectory() as folder:
            searcher = _indexed(group, Path(folder), embedder)
            for question in group:
                yield from _asked(question, searcher, reader)
                bar.update(1)
    bar.close()


def _name(question: Question) -> str:
    return hashlib.sha256(question.context.encode()).hexdigest()[:16] + ".txt"


def _indexed(questions: Sequence[Question], folder: Path, embedder: MiniLM) -> HybridSearcher:
    (folder / "texts").mkdir()
    for question in questions:
        (folder / "texts" / _name(question)).write_text(f"# {question.article}\n\n{question.context}", encoding="utf-8")
    build_index([folder / "texts"], folder / "index", IndexConfig(), embedder)
    return open_searcher(folder / "index", IndexConfig(), embedder)


def _asked(question: Question, searcher: HybridSearcher, reader: Reader) -> Iterator[Asked]:
    hits = searcher.search(question.text, Config().passages)
    read = list(zip(hits, reader.read(question.text, [hit.passage for hit in hits])))
    own = _name(question)
    yield _one(question, read, own)
    if question.answerable:
        yield _one(question, [(hit, reading) for hit, reading in read if hit.passage.document_id != own], own)


def _one(question: Question, read: Sequence[tuple[Hit, object]], own: str) -> Asked:
    places, values = candidates(question.text, [hit for hit, _ in read], [reading for _, reading in read])
    golds = [answer.text for answer in question.answers]
    scores = [
        best(f1, place.text, golds) if golds and place.reading.passage.document_id == own else 0.0 for place in places
    ]
    present = any(hit.passage.document_id == own for hit, _ in read)
    group = question.context if family(question.domain) == "squadshifts" else question.article
    answerable = question.answerable and present
    return Asked(question.domain, group, answerable, not question.answerable, values, np.array(scores))


def fitted(asked: Sequence[Asked]) -> Judge:
    """Logistic regression of a span being right; each file counts the same, each question within it too."""
    from sklearn.linear_model import LogisticRegression

    values = np.concatenate([one.values for one in asked])
    right = np.concatenate([one.scores >= RIGHT for one in asked])
    families = [family(one.domain) for one in asked]
    weight = np.concatenate(
        [np.full(len(one.values), 1 / families.count(family)) for one, family in zip(asked, families)]
    )
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    model.fit((values - mean) / scale, right, sample_weight=weight * len(weight) / weight.sum())
    return Judge(mean, scale, model.coef_[0].astype(np.float32), float(model.intercept_[0]), 0.5)


def confidences(asked: Sequence[Asked], judge: Judge) -> np.ndarray:
    """(asked, 2): of each question's best candidate the probability and the F1."""
    out = np.zeros((len(asked), 2))
    for row, one in enumerate(asked):
        if len(one.values):
            probabilities = judge.probabilities(one.values)
            place = int(np.argmax(probabilities))
            out[row] = probabilities[place], one.scores[place]
    return out


def threshold(asked: Sequence[Asked], confidence: np.ndarray) -> float:
    """The probability below which RIGHT_REFUSED of the right answers lie, each family of files counting the same."""
    families = np.array([family(one.domain) for one in asked])
    right = confidence[:, 1] >= RIGHT
    limits = [
        np.quantile(confidence[right & (families == name), 0], RIGHT_REFUSED) for name in sorted(set(families))
    ]
    return float(np.mean(limits))


def cross_fitted(asked: Sequence[Asked]) -> dict:
    """The figures by family of files: what each half of the articles gives with weights and threshold of the other."""
    half = np.array([int(hashlib.sha256(one.group.encode()).hexdigest(), 16) % 2 for one in asked])
    confidence, limit = np.zeros((len(asked), 2)), np.zeros(len(asked))
    for one in (0, 1):
        train = [case for case, side in zip(asked, half) if side != one]
        judge = fitted(train)
        rows = half == one
        confidence[rows] = confidences([case for case, side in zip(asked, half) if side == one], judge)
        limit[rows] = threshold(train, confidences(train, judge))
    families = np.array([family(case.domain) for case in asked])
    return {name: _figures(asked, confidence, limit, families == name) for name in sorted(set(families))}


def _figures(asked: Sequence[Asked], confidence: np.ndarray, limit: np.ndarray, rows: np.ndarray) -> dict:
    answerable = np.array([case.answerable for case in asked])
    adversarial = np.array([case.adversarial for case in asked])
    sure, score = confidence[:, 0], confidence[:, 1]
    answered, right = sure >= limit, score >= RIGHT
    with_answer, without, feigned = rows & answerable, rows & ~answerable & ~adversarial, rows & adversarial

    def share(values: np.ndarray, of: np.ndarray) -> float | None:
        return round(float(values[of].mean()), 3) if of.any() else None

    return {
        "answerable": int(with_answer.sum()),
        "forced F1": share(100 * score, with_answer),
        "F1 of answerable": share(100 * score * answered, with_answer),
        "answerable refused": share(~answered, with_answer),
        "right answers refused": share(~answered, with_answer & right),
        "refused where the paragraph is missing": share(~answered, without),
        "refused where the question is unanswerable": share(~answered, feigned),
        "calibration error": round(calibration_error(sure[rows], right[rows].astype(float)), 3),
    }


if __name__ == "__main__":
    run_command(main)
