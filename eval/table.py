"""A summary as text for a terminal. Only formatting: every number comes from `summary`."""

from collections.abc import Iterator, Sequence
from typing import Any

NOTHING = "–"
SECTIONS = {
    "Retrieval, of answerable questions": {
        "recall_at_1": "recall@1",
        "recall_at_3": "recall@3",
        "recall_at_5": "recall@5",
        "recall_at_10": "recall@10",
        "reciprocal_rank": "MRR",
        "ndcg_at_10": "nDCG@10",
    },
    "Short answers": {
        "exact_match": "exact match",
        "exact_match_has_answer": "  of answerable (HasAns)",
        "exact_match_no_answer": "  of unanswerable (NoAns)",
        "f1": "F1",
        "f1_has_answer": "  of answerable (HasAns)",
        "f1_no_answer": "  of unanswerable (NoAns)",
        "forced_f1": "F1 if nothing could be refused",
    },
    "Refusal": {
        "refusal_precision": "precision",
        "refusal_recall": "recall",
        "refusal_f1": "F1",
        "over_refusal": "over-refusal",
    },
    "Citations, of answered answerable questions": {
        "citation_correct": "correct",
        "citation_precision": "character precision",
        "citation_recall": "character recall",
        "support": "sentence support, by the reader (a proxy)",
    },
    "Answers, of answerable questions": {
        "answer_contains": "phrased answer holds a gold answer",
        "right_and_cited": "right and cited, phrased or short",
        "answer_right_and_cited": "right and cited, phrased alone",
        "items": "items of a list that are said",
        "polarity_stated": "yes or no said where it is settled",
        "polarity_wrong": "wrong yes or no",
        "words": "words of an answer",
        "survived": "model's phrasing kept",
        "tokens": "tokens of its prompts and replies",
    },
    "Small talk": {"reply": "replied to"},
}
# A measure by itself, where no heading says what it is of.
LABELS = {
    **{name: label.strip() for measures in SECTIONS.values() for name, label in measures.items()},
    **{f"{name}_{half}": f"{label} of {words}" for name, label in (("exact_match", "exact match"), ("f1", "F1"))
       for half, words in (("has_answer", "answerable (HasAns)"), ("no_answer", "unanswerable (NoAns)"))},
    "forced_exact_match": "exact match if nothing could be refused",
    "forced_right": "right if nothing could be refused",
    "refusal_precision": "refusal: precision",
    "refusal_recall": "refusal: recall",
    "refusal_f1": "refusal: F1",
    "citation_correct": "citations: correct",
    "citation_precision": "citations: character precision",
    "citation_recall": "citations: character recall",
    "reply": "small talk replied to",
}
KIND_COLUMNS = {
    "recall_at_1": "recall@1",
    "reciprocal_rank": "MRR",
    "exact_match": "exact",
    "f1": "F1",
    "answer_contains": "holds",
    "citation_correct": "cited",
    "right_and_cited": "right+cited",
    "refusal_recall": "refused",
    "over_refusal": "over-refused",
}


def as_text(summary: dict[str, Any], timings: dict[str, Any]) -> str:
    """The whole report, ending in what went wrong."""
    return "\n".join(
        [
            *_heading(summary),
            *_measures(summary["overall"]),
            *_calibration(summary),
            *_kinds(summary["by_kind"]),
            *_traps(summary["by_trap"]),
            *_latency(timings),
            *_problems(summary),
        ]
    )


def figure(mean: dict[str, Any]) -> str:
    """A mean, or – where it is over nothing."""
    return NOTHING if mean["value"] is None else f"{mean['value']:.3f}"


def _ends(mean: dict[str, Any]) -> str:
    return NOTHING if mean["low"] is None else f"{mean['low']:.3f}–{mean['high']:.3f}"


def _calibration(summary: dict[str, Any]) -> Iterator[str]:
    """Over the answers where none is refused."""
    made, best = summary["calibration"], summary["thresholds"]
    if made is not None:
        yield f"\nConfidence, if nothing could be refused{made['count']:>30} cases"
        yield f"  {'expected calibration error':<43}{made['error']:>8.3f}"
        yield f"  {'area under risk-coverage':<43}{made['area']:>8.3f}"
        yield f"  {'best-threshold F1':<43}{best['f1']:>8.3f}  from {best['f1_threshold']:.3f}"
        yield f"  {'best-threshold exact match':<43}{best['exact_match']:>8.3f}  from {best['exact_match_threshold']:.3f}"


def _heading(summary: dict[str, Any]) -> Iterator[str]:
    configuration, counts = summary["configuration"], summary["cases"]
    yield f"{summary['set']['name']}: {counts['all']} cases, {counts['answerable']} of them answerable"
    yield f"model {configuration['model']}, reader {configuration['reader']}"
    clusters = summary["clusters"]
    yield f"intervals: 95 %, bootstrap over {clusters['count']} clusters of cases by {clusters['by']}"


def _measures(overall: dict[str, Any]) -> Iterator[str]:
    for title, names in SECTIONS.items():
        yield f"\n{title:<45}{'mean':>8}{'95 % interval':>16}{'cases':>8}"
        for name, label in names.items():
            one = overall[name]
            yield f"  {label:<43}{figure(one):>8}{_ends(one):>16}{one['count']:>8}"


def _kinds(kinds: dict[str, Any]) -> Iterator[str]:
    rows = [[name, *(_with_count(values[column]) for column in KIND_COLUMNS)] for name, values in kinds.items()]
    yield "\nBy kind: mean (cases)"
    yield from _columns([["", *KIND_COLUMNS.values()], *rows])


def _with_count(mean: dict[str, Any]) -> str:
    return NOTHING if mean["value"] is None else f"{mean['value']:.2f} ({mean['count']})"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows with their first column to the left and the others to the right, each as wide as it must be."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:]))
        yield "  " + "  ".join([first.ljust(widths[0]), *cells])


def _traps(traps: dict[str, Any]) -> Iterator[str]:
    if traps:
        yield "\nUnanswerable questions by what they feign"
        rows = [[name, _with_count(values["refusal_recall"])] for name, values in traps.items()]
        yield from _columns([["", "refused"], *rows])


def _latency(timings: dict[str, Any]) -> Iterator[str]:
    yield f"\n{'Seconds':<29}{'p50':>8}{'p95':>8}{'cases':>8}"
    for stage, values in timings["seconds"].items():
        p50, p95 = (NOTHING if values[name] is None else f"{values[name]:.3f}" for name in ("p50", "p95"))
        yield f"  {stage:<27}{p50:>8}{p95:>8}{values['count']:>8}"
    yield f"Peak resident memory {timings['peak_memory_mib']:,.0f} MiB"


def _problems(summary: dict[str, Any]) -> Iterator[str]:
    citations, missing, errors = summary["citations"], summary["not_in_index"], summary["errors"]
    yield f"Citations that are not what stands at their offsets: {citations['invalid']} of {citations['count']}"
    yield f"Names and numbers of answers that stand in no quotation and not in the question: {summary['unsupported']}"
    yield f"Sentences of the model's that were dropped: {summary['dropped_sentences']}"
    if summary["unreviewed"]:
        yield f"warning: {summary['unreviewed']} cases are unreviewed; read them before their figures count"
    if missing:
        yield (
            f"warning: the quotes of {len(missing)} answerable cases are not in the index, so their retrieval and "
            f"citations have no score: {_some(missing)}"
        )
    if errors:
        yield f"\nErrors, counted as wrong: {len(errors)} of {summary['cases']['all']} cases"
        yield from (f"  {name}: {' '.join(message.split())}" for name, message in errors.items())


def _some(names: Sequence[str], limit: int = 5) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
