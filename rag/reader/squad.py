"""Questions in SQuAD's JSON form, and which of them are held out of training."""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.durable import replace_file
from index.errors import FootnoteError
from rag.reader.windows import Pair

HELD_OUT_ARTICLES = 9  # one in nine, at least two
SAMPLED = {"squadshifts": 200, "written": 60}  # questions of a file that are measured, by its family; of others all
HELD_OUT_PARAGRAPHS = 10  # one in ten


@dataclass(frozen=True)
class Span:
    """A stretch of a context: its text and where it begins, in code points."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Question:
    """One question about one paragraph.

    `answers` is empty where the paragraph does not answer it. `plausible` then holds what SQuAD 2.0
    gives as the span that a careless reader would take.
    """

    id: str
    domain: str
    article: str
    context: str
    text: str
    answers: tuple[Span, ...]
    plausible: tuple[Span, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    @property
    def pair(self) -> Pair:
        return Pair(self.text, self.context, self.article)


@dataclass(frozen=True)
class Split:
    """`held_out` is never trained on: thresholds and calibration are chosen on it, and figures reported."""

    train: tuple[Question, ...]
    held_out: tuple[Question, ...]


def read_squad(path: Path) -> list[Question]:
    """The questions of one file; its domain is the file's name without its ending."""
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        return list(_questions(articles, path.stem))
    except (ValueError, KeyError, TypeError) as error:
        raise FootnoteError(f"{path} is not in SQuAD's JSON form ({error!r:.80}); see data[].paragraphs[]") from None


def _questions(articles: Sequence[dict], domain: str) -> Iterator[Question]:
    for number, article in enumerate(articles):
        title = str(article.get("title") or f"{domain} {number}").replace("_", " ")
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield Question(
                    id=str(qa["id"]),
                    domain=domain,
                    article=title,
                    context=paragraph["context"],
                    text=" ".join(qa["question"].split()),
                    answers=_spans(qa.get("answers", ())),
                    plausible=_spans(qa.get("plausible_answers", ())) if qa.get("is_impossible") else (),
                )


def _spans(answers: Sequence[dict]) -> tuple[Span, ...]:
    return tuple(Span(answer["text"], answer["answer_start"]) for answer in answers)


def mixed_domains(questions: Sequence[Question]) -> set[str]:
    """The domains that have unanswerable questions."""
    return {question.domain for question in questions if not question.answerable}


def split_file(questions: Sequence[Question]) -> Split:
    """One file's questions in two.

    A file with unanswerable questions gives up its last articles, one in nine and at least two, so that what
    is reported was measured on subjects never seen; any other file one paragraph in ten, chosen by its SHA-256.
    """
    if mixed_domains(questions):
        articles = list(dict.fromkeys(question.article for question in questions))
        held = set(articles[-max(2, len(articles) // HELD_OUT_ARTICLES) :])
        return _split(questions, [question.article in held for question in questions])
    return _split(questions, [_bucket(question.context) == 0 for question in questions])


def _bucket(context: str) -> int:
    return int(hashlib.sha256(context.encode("utf-8")).hexdigest(), 16) % HELD_OUT_PARAGRAPHS


def _split(questions: Sequence[Question], held_out: Sequence[bool]) -> Split:
    return Split(
        tuple(question for question, held in zip(questions, held_out) if not held),
        tuple(question for question, held in zip(questions, held_out) if held),
    )


def read_folders(directories: Sequence[Path]) -> Split:
    """All SQuAD files of the folders, in the order of their names."""
    splits = [split_file(read_squad(path)) for directory in directories for path in squad_files(directory)]
    return Split(
        tuple(question for part in splits for question in part.train),
        tuple(question for part in splits for question in part.held_out),
    )


def family(domain: str) -> str:
    """What the files of one source have in common: the first part of their names."""
    return domain.split("-")[0]


def sampled(questions: Sequence[Question], rng: random.Random) -> list[Question]:
    """At most SAMPLED questions of each file, so that the large ones do not take most of the time."""
    chosen = []
    for domain in dict.fromkeys(question.domain for question in questions):
        of_domain = [question for question in questions if question.domain == domain]
        chosen += rng.sample(of_domain, min(SAMPLED.get(family(domain), len(of_domain)), len(of_domain)))
    return chosen


def fingerprint(context: str) -> str:
    """The first ten figures of the SHA-256 of a paragraph, however its white space is laid."""
    return hashlib.sha256(" ".join(context.split()).encode("utf-8")).hexdigest()[:10]


def save_fingerprints(questions: Sequence[Question], path: Path, before: Path | None = None) -> None:
    """A line for each paragraph, so that it is known again without being shown; those of the file `before` too."""
    known = before.read_text(encoding="utf-8").split() if before and before.exists() else ()
    lines = sorted({*known, *(fingerprint(question.context) for question in questions)})
    replace_file(path, "".join(f"{line}\n" for line in lines).encode())


def squad_files(directory: Path) -> list[Path]:
    """A FootnoteError where there is none."""
    paths = sorted(directory.glob("*.json"))
    if not paths:
        raise FootnoteError(f"{directory} holds no .json file; give the folder with the training data")
    return paths
