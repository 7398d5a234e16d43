"""The model card that lies beside the weights."""

from collections.abc import Mapping

from rag.reader.report import COVERAGES, DomainReport, Report
from rag.reader.weights import Facts

COLUMNS = (
    *("domain", "questions", "F1 all", "answerable", "unanswerable", "forced"),
    *("other passages refused", "calibration error"),
)
CREDIT = """\
| what | licence | credit |
| --- | --- | --- |
| starting weights: all-MiniLM-L6-v2 | Apache 2.0 | Reimers and Gurevych 2019, after Wang et al. 2020 (MiniLM) |
| SQuADShifts: new Wikipedia, Reddit, Amazon | CC BY 4.0 | Miller, Krauth, Recht and Schmidt 2020 |
| SQuAD 2.0: eleven articles of its development set | CC BY-SA 4.0 | Rajpurkar, Jia and Liang 2018 |
| written-*: questions on invented documents | Apache 2.0 | ours, synthetic: see rag/reader/written/README.md |
"""
LIMITS = """\
- English, and plain prose. Tables, lists of figures and dialogue were not in the training data.
- It points at one span of a passage; an answer that stands in two places is found by half.
- A question that is wrong in one word (another name, a number, an opposite) is told apart much less well than one
  whose subject the passage does not treat: compare "unanswerable" with "other passages refused" above.
- It reads at most 384 word pieces at a time; a longer passage is read in overlapping parts, each by itself.
- "Right" is by token F1 with an annotator's answer of at least 0.5; confidence does not measure exact limits.
"""


def card(report: Report, facts: Facts, checksums: Mapping[str, str], training: Mapping[str, object]) -> str:
    """Markdown. `checksums` are the data files' SHA-256 by name, `training` what else is to be told of the run."""
    lines = [
        f"# {facts.name}: the evidence reader",
        "",
        "For a question and a passage: the span that answers it, and the probability that it does. MiniLM-L6 (22",
        "million parameters, of which the 11.7 million of the word embeddings are the embedder's own), with a head for",
        "the span and a head for whether it is an answer. Made by "
        "`python -m rag.reader.train DATA rag/reader/written --output DIR`.",
        "",
        "## Figures, on questions held out of training",
        "",
        "As shipped (bfloat16 on OpenVINO). The threshold and the calibration of one half of the questions come",
        "from the other half. F1 as in SQuAD 2.0's official script, with the question's own passage; *forced*: on",
        "answerable questions when it must answer.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"| {' | '.join('---' for _ in COLUMNS)} |",
        *(_row(domain) for domain in report.domains),
        "",
        "The best of a search result of eight passages instead of the own one, at the best threshold of these same "
        f"{report.searched.questions} questions: F1 {_cell(report.searched.overall)}, answerable "
        f"{_cell(report.searched.answerable)}, unanswerable {_cell(report.searched.unanswerable)}.",
        "",
        "Share of answers that are wrong, if only the surest are given:",
        "",
        f"| domain | {' | '.join(f'{coverage:.0%} answered' for coverage in COVERAGES)} |",
        f"| --- |{' --- |' * len(COVERAGES)}",
        *(f"| {d.domain} | {' | '.join(f'{risk:.3f}' for risk in d.risks)} |" for d in report.domains),
        "",
        f"Answer from a probability of {report.threshold} for a given passage, of {report.search_threshold} for the "
        "best of a search result.",
        "",
        "## Training",
        "",
        *(f"- {name}: {value}" for name, value in training.items()),
        "",
        "## Data, licences and credit",
        "",
        CREDIT,
        "| file | SHA-256 |",
        "| --- | --- |",
        *(f"| {name} | `{value}` |" for name, value in checksums.items()),
        f"| reader.safetensors | `{facts.sha256}` |",
        f"| the embedder's model.safetensors | `{facts.embedder_sha256}` |",
        "",
        "## Limits",
        "",
        LIMITS,
    ]
    return "\n".join(lines)


def _row(report: DomainReport) -> str:
    gold = report.gold
    cells = [_cell(value) for value in (gold.overall, gold.answerable, gold.unanswerable, gold.forced, report.refused)]
    return f"| {report.domain} | {gold.questions} | {' | '.join(cells)} | {report.error:.3f} |"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
