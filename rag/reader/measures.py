"""SQuAD's measures: of one answer, and of a set of them with and without answers.

Definitions as in the official script evaluate-v2.0.py: Rajpurkar et al. 2016, "SQuAD: 100,000+
Questions for Machine Comprehension of Text", section 6.1; for the unanswerable, Rajpurkar et al. 2018,
"Know What You Don't Know: Unanswerable Questions for SQuAD".
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

RIGHT = 0.5  # an answer whose F1 is at least so much counts as right where confidence is concerned
ARTICLES = re.compile(r"\b(?:a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalised(text: str) -> str:
    """The official normalisation: lower case, then no ASCII punctuation, no articles, single spaces.

    Its oddities stay, so that figures compare with published ones: "U.S." becomes "us", "long-range"
    one word, and a curly quotation mark is kept.
    """
    return " ".join(ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split())


def exact_match(said: str, gold: str) -> float:
    """1 where both are equal once normalised, else 0 (Rajpurkar et al. 2016)."""
    return float(normalised(said) == normalised(gold))


def f1(said: str, gold: str) -> float:
    """The harmonic mean of precision and recall over bags of normalised tokens (Rajpurkar et al. 2016).

    Where a side has no token it is 1 if neither has one, else 0, as in the official script.
    """
    said_tokens, gold_tokens = normalised(said).split(), normalised(gold).split()
    if not said_tokens or not gold_tokens:
        return float(said_tokens == gold_tokens)
    common = (Counter(said_tokens) & Counter(gold_tokens)).total()
    # 2PR / (P + R) with P = common / said and R = common / gold
    return 2 * common / (len(said_tokens) + len(gold_tokens))


def best(measure: Callable[[str, str], float], said: str, alternatives: Sequence[str]) -> float:
    """The maximum over the gold answers, as in SQuAD."""
    return max(measure(said, gold) for gold in alternatives)


@dataclass(frozen=True)
class Figures:
    """Per cent. None where there is no such question.

    `forced` is the F1 on answerable questions when every question must be answered.
    """

    overall: float | None
    answerable: float | None
    unanswerable: float | None
    forced: float | None
    questions: int


def figures(scores: np.ndarray, answerable: np.ndarray, confidence: np.ndarray, threshold: float) -> Figures:
    """(questions,) `scores` of the spans (0 for an unanswerable question), answered from `threshold` up."""
    answered = confidence >= threshold
    got = np.where(answerable, scores * answered, ~answered)
    return Figures(
        _mean(got), _mean(got[answerable]), _mean(got[~answerable]), _mean(scores[answerable]), len(scores)
    )


def _mean(values: np.ndarray) -> float | None:
    return 100 * float(values.mean()) if len(values) else None


def best_threshold(scores: np.ndarray, answerable: np.ndarray, confidence: np.ndarray) -> float:
    """The confidence from which to answer so that the overall score is highest (official `find_best_thresh`).

    It lies half-way between two confidences, so that it holds for neither of them by chance.
    """
    order = np.argsort(-confidence, kind="stable")
    gains = np.where(answerable, scores, -1.0)[order]
    count = int(np.argmax(np.concatenate([[0.0], np.cumsum(gains)])))
    ranked = confidence[order]
    if count == 0:
        return float(ranked[0]) + 1e-6
    return float(ranked[count - 1] if count == len(ranked) else (ranked[count - 1] + ranked[count]) / 2)


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: |mean confidence - share right| over bins of equal width, weighted by their size.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2.
    """
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((confidence - right)[number == one].sum()) for one in range(bins)]
    return float(sum(gaps) / len(confidence))


def risk_coverage(confidence: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) coverage and (n,) risk: the share of the n surest that are answered, and of these that are wrong.

    El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification"; its area is
    the mean of the risks (Geifman and El-Yaniv 2017).
    """
    ranked = right[np.argsort(-confidence, kind="stable")]
    counts = np.arange(1, len(ranked) + 1)
    return counts / len(ranked), 1 - np.cumsum(ranked) / counts
