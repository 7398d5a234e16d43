"""python -m rag.reader.fit SQUAD.json: the baseline reader's weights and the threshold for refusing.

Fits on SQuAD 2.0 articles, holds the last quarter of them out to report on, and prints what goes into
`rag/reader/sentence.py` and `rag/config.py`. Nothing is random.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.command import run_command
from index.embedder import Embedder, MiniLM
from index.sentences import sentence_spans
from index.words import content_stems

HELD_OUT = 0.25


@dataclass(frozen=True)
class Example:
    """One question: the (sentences, 2) features of all sentences of its article, and which hold a gold answer."""

    features: np.ndarray
    gold: np.ndarray
    answerable: bool


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m rag.reader.fit", description=__doc__.split("\n")[0])
    parser.add_argument("squad", type=Path, metavar="SQUAD.json")
    articles = json.loads(parser.parse_args().squad.read_text(encoding="utf-8"))["data"]
    examples = [list(article_examples(article, MiniLM())) for article in articles]
    kept = len(articles) - round(HELD_OUT * len(articles))
    train, held = sum(examples[:kept], []), sum(examples[kept:], [])
    direction, scale, bias = fit(train)
    cosine, overlap = scale * direction
    print(f"Weights(bias={bias:.3f}, cosine={cosine:.3f}, overlap={overlap:.3f})")
    threshold = best_threshold(probabilities(train, direction, scale, bias), train)
    print(f"refuse_below = {threshold:.2f}")
    for name, part in (("fitted", train), ("held out", held)):
        print(report(name, part, probabilities(part, direction, scale, bias), direction, threshold))
    return 0


def article_examples(article: dict, embedder: Embedder):
    """The questions of one article, each against every sentence of it, as search over it would meet them."""
    contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
    spans = [(number, start, end) for number, text in enumerate(contexts) for start, end in sentence_spans(text)]
    texts = [contexts[number][start:end] for number, start, end in spans]
    vectors, stems = embedder.embed(texts), [content_stems(text) for text in texts]
    asked = [(number, qa) for number, paragraph in enumerate(article["paragraphs"]) for qa in paragraph["qas"]]
    questions = embedder.embed([qa["question"] for _, qa in asked])
    for (number, qa), question in zip(asked, questions):
        words = content_stems(qa["question"])
        overlaps = [len(words & found) / len(words) if words else 0.0 for found in stems]
        gold = np.zeros(len(spans), dtype=bool)
        for answer in qa["answers"]:
            where = answer["answer_start"]
            gold |= np.array([n == number and start <= where < end for n, start, end in spans])
        yield Example(np.column_stack([vectors @ question, overlaps]), gold, not qa["is_impossible"])


def fit(examples: Sequence[Example]) -> tuple[np.ndarray, float, float]:
    """(2,) direction that ranks sentences, and the scale and bias that make its best score a probability.

    Two logistic regressions: gold sentences against the others of answerable questions for the
    direction, then whether the best sentence is gold, over all questions (Platt scaling).
    """
    from sklearn.linear_model import LogisticRegression

    answerable = [example for example in examples if example.answerable]
    ranking = LogisticRegression(class_weight="balanced", C=100.0)
    ranking.fit(np.vstack([e.features for e in answerable]), np.concatenate([e.gold for e in answerable]))
    direction = ranking.coef_[0]
    scores, right = top(examples, direction)
    calibration = LogisticRegression(C=100.0).fit(scores.reshape(-1, 1), right)
    return direction, float(calibration.coef_[0, 0]), float(calibration.intercept_[0])


def top(examples: Sequence[Example], direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) the best sentence's score for each question, and whether that sentence holds a gold answer."""
    ranked = [example.features @ direction for example in examples]
    best = [int(np.argmax(scores)) for scores in ranked]
    return (
        np.array([scores[row] for scores, row in zip(ranked, best)]),
        np.array([example.gold[row] for example, row in zip(examples, best)]),
    )


def probabilities(examples: Sequence[Example], direction: np.ndarray, scale: float, bias: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(scale * top(examples, direction)[0] + bias)))


def best_threshold(confidence: np.ndarray, examples: Sequence[Example]) -> float:
    """The threshold, in hundredths, with the highest mean of answerable answered and unanswerable refused."""
    answerable = np.array([example.answerable for example in examples])
    steps = np.arange(1, 100) / 100
    means = [(np.mean(confidence[answerable] >= t) + np.mean(confidence[~answerable] < t)) / 2 for t in steps]
    return float(steps[int(np.argmax(means))])


def report(
    name: str, examples: Sequence[Example], confidence: np.ndarray, direction: np.ndarray, threshold: float
) -> str:
    answerable = np.array([example.answerable for example in examples])
    right = top(examples, direction)[1]
    return (
        f"{name}: {len(examples)} questions; best sentence holds the answer {right[answerable].mean():.3f}; "
        f"answerable answered {np.mean(confidence[answerable] >= threshold):.3f}; "
        f"unanswerable refused {np.mean(confidence[~answerable] < threshold):.3f}"
    )


if __name__ == "__main__":
    run_command(main)
