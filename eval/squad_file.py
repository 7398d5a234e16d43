"""A SQuAD file as what the harness works on: checked questions, a corpus of its paragraphs, cases."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.types import Case
from index.errors import FootnoteError
from index.sentences import sentence_spans
from index.words import is_utf8
from rag.reader.measures import normalised
from rag.reader.squad import Question, Span, read_squad

PREFIX = "paragraph-"


def load_questions(path: Path) -> list[Question]:
    """The questions of a file of SQuAD 1.1 or 2.0. A FootnoteError names the first that is wrong.

    Answers whose offsets are off are taken where they stand first. Where nothing is left of an answer once
    normalised, as of "the", it could match anything and is dropped, with its question where it was the only one.
    """
    try:
        questions = [_checked(question, path) for question in read_squad(path)]
    except (AttributeError, RecursionError):  # an article that is no object, a question that is no string
        raise FootnoteError(f"{path} is not in SQuAD's JSON form; see data[].paragraphs[].qas[]") from None
    if not questions:
        raise FootnoteError(f"{path} holds no question; see data[].paragraphs[].qas[]")
    repeated = [name for name, times in Counter(question.id for question in questions).items() if times > 1]
    if repeated:
        raise FootnoteError(f"{path}: the id {repeated[0]!r} is used more than once; give each question its own")
    return [scorable for question in questions if (scorable := _scorable(question))]


def _checked(question: Question, path: Path) -> Question:
    """The question with its answers where they stand."""
    def require(right: bool, message: str) -> None:
        if not right:
            raise FootnoteError(f"{path}: question {question.id!r}: {message}")

    texts = (question.id, question.text, question.context)
    require(all(isinstance(text, str) and is_utf8(text) for text in texts), "its texts must be UTF-8 strings")
    require(all(text.strip() for text in texts), "its id, its text or its paragraph is blank")
    require("\0" not in question.context, "its paragraph is binary, not text")
    for answer in question.answers:
        right = isinstance(answer.text, str) and isinstance(answer.start, int) and answer.text in question.context
        require(right, "an answer does not stand in its paragraph")
    return replace(question, answers=tuple(_placed(answer, question.context) for answer in question.answers))


def _placed(answer: Span, context: str) -> Span:
    stands = context[answer.start : answer.end] == answer.text
    return answer if stands else Span(answer.text, context.index(answer.text))


def _scorable(question: Question) -> Question | None:
    answers = tuple(answer for answer in question.answers if normalised(answer.text))
    return None if question.answers and not answers else replace(question, answers=answers)


def drawn(questions: Sequence[Question], count: int | None, seed: int) -> list[Question]:
    """`count` of them at random, in the order of the file; all where that many are not there."""
    if count is None or count >= len(questions):
        return list(questions)
    return [questions[place] for place in sorted(random.Random(seed).sample(range(len(questions)), count))]


def cases_of(questions: Sequence[Question]) -> list[Case]:
    """As cases of kind "squad": `python -m eval run` can answer them from an index of the paragraphs.

    Unanswerable is meant of one paragraph: another may answer the question.
    """
    return [
        Case(
            id=question.id,
            kind="squad",
            question=question.text,
            answerable=question.answerable,
            answers=tuple(dict.fromkeys(answer.text for answer in question.answers)),
            quotes=_quotes(question),
        )
        for question in questions
    ]


def _quotes(question: Question) -> tuple[str, ...]:
    """The sentences that an answer stands in: of several answers those of most, and of the first of as many."""
    if not question.answerable:
        return ()
    spans = sentence_spans(question.context)
    held = Counter(
        tuple((start, end) for start, end in spans if start < answer.end and answer.start < end)
        for answer in question.answers
    )
    return tuple(question.context[start:end] for start, end in held.most_common(1)[0][0])


def write_paragraphs(questions: Sequence[Question], directory: Path) -> int:
    """Each paragraph as a text file of its own, and how many there are; those of an earlier file go.

    A name says nothing of the text, since names are embedded with it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    paragraphs = {f"{PREFIX}{number:05}.txt": text for number, text in enumerate(_paragraphs(questions), 1)}
    for path in directory.glob(f"{PREFIX}*.txt"):
        if path.name not in paragraphs:
            path.unlink()
    for name, text in paragraphs.items():
        (directory / name).write_text(text, encoding="utf-8", newline="")
    return len(paragraphs)


def _paragraphs(questions: Sequence[Question]) -> list[str]:
    return list(dict.fromkeys(question.context for question in questions))
