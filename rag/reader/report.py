"""What the shipped reader does on questions held out of training: the figures of the model card.

Whatever is chosen on held-out questions (the calibration, the threshold) is chosen on one half of
them and reported on the other, both ways; what is shipped is chosen on both halves.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import Embedder
from rag.reader.measures import Figures, best_threshold, calibration_error, figures, risk_coverage
from rag.reader.publish import Readings, fit_calibration, readings, with_retrieved
from rag.reader.span import SpanReader
from rag.reader.squad import Question, mixed_domains, sampled
from rag.reader.weights import Calibration

NEAREST = 8  # passages of a search result
SEARCHED = 700  # questions at most that are searched for
COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class DomainReport:
    """`gold` is with the question's own passage. `refused` is the share of passages refused that search found
    and that do not hold the answer. `error` is the expected calibration error over both."""

    domain: str
    gold: Figures
    refused: float | None
    error: float
    risks: tuple[float, ...]  # at COVERAGES


@dataclass(frozen=True)
class Report:
    """`threshold` is for one given passage, `search_threshold` for the best of a search result's."""

    domains: tuple[DomainReport, ...]
    searched: Figures
    calibration: Calibration
    threshold: float
    search_threshold: float


def report(reader: SpanReader, held_out: Sequence[Question], embedder: Embedder) -> Report:
    chosen = sampled(held_out, random.Random(0))
    mixed = mixed_domains(chosen)
    asked = [question for question in chosen if question.domain in mixed]
    pairs = [(question, question.pair) for question in asked]
    pairs += with_retrieved([question for question in chosen if question.domain not in mixed], embedder, 2)
    said = readings(reader.found, pairs)
    half = halves([question for question, _ in pairs], mixed)
    domain = np.array([question.domain for question, _ in pairs])
    own = np.array([pair.passage == question.context for question, pair in pairs])
    to_choose = np.isin(domain, list(mixed))
    weight = np.where(to_choose, 0.5 / max(1, to_choose.sum()), 0.5 / max(1, (~to_choose).sum())) * len(pairs)
    confidence, answered = np.zeros(len(pairs)), np.zeros(len(pairs), dtype=bool)
    for one in (0, 1):
        rest = half != one
        calibration = fit_calibration(said.part(rest), weight[rest])
        sure = calibration.probability(said.verdict, said.span)
        threshold = _threshold(said, sure, rest & to_choose)
        confidence[~rest], answered[~rest] = sure[~rest], sure[~rest] >= threshold
    calibration = fit_calibration(said, weight)
    sure = calibration.probability(said.verdict, said.span)
    searched, search_threshold = _searched(reader, asked, embedder, calibration)
    return Report(
        tuple(
            _domain(name, said, confidence, answered, own, domain == name) for name in dict.fromkeys(domain.tolist())
        ),
        searched,
        calibration,
        round(_threshold(said, sure, to_choose), 3),
        round(search_threshold, 3),
    )


def halves(questions: Sequence[Question], mixed: set[str]) -> np.ndarray:
    """(questions,) 0 or 1: whole articles of the files in `mixed`, whole paragraphs of the others."""
    groups = [(q.domain, q.article if q.domain in mixed else q.context) for q in questions]
    number = {group: position % 2 for position, group in enumerate(dict.fromkeys(groups))}
    return np.array([number[group] for group in groups])


def _threshold(said: Readings, confidence: np.ndarray, rows: np.ndarray) -> float:
    return best_threshold(said.score[rows], said.answerable[rows], confidence[rows])


def _domain(
    name: str, said: Readings, confidence: np.ndarray, answered: np.ndarray, own: np.ndarray, rows: np.ndarray
) -> DomainReport:
    gold, other = rows & own, rows & ~own
    risks = risk_coverage(confidence[rows], said.right[rows].astype(float))[1]
    return DomainReport(
        name,
        figures(said.score[gold], said.answerable[gold], answered[gold].astype(float), 0.5),
        float(100 * (~answered[other]).mean()) if other.any() else None,
        calibration_error(confidence[rows], said.right[rows].astype(float)),
        tuple(float(risks[max(0, round(coverage * len(risks)) - 1)]) for coverage in COVERAGES),
    )


def _searched(
    reader: SpanReader, asked: Sequence[Question], embedder: Embedder, calibration: Calibration
) -> tuple[Figures, float]:
    """The figures when the reader chooses among the passages that search found, and the best threshold there."""
    asked = asked[:: -(-len(asked) // SEARCHED)]
    pairs = with_retrieved(asked, embedder, NEAREST)
    said = readings(reader.found, pairs)
    sure = calibration.probability(said.verdict, said.span)
    best: dict[str, int] = {}
    for row, (question, _) in enumerate(pairs):
        if question.id not in best or sure[row] > sure[best[question.id]]:
            best[question.id] = row
    rows = np.array([best[question.id] for question in asked])
    answerable = np.array([question.answerable for question in asked])
    threshold = best_threshold(said.score[rows], answerable, sure[rows])
    return figures(said.score[rows], answerable, sure[rows], threshold), threshold
