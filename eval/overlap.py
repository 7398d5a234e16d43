"""Whether a SQuAD file holds what the reader was trained on, which would flatter its figures."""

from collections.abc import Sequence

from rag.reader.squad import Question, fingerprint
from rag.reader.weights import PARAGRAPHS, SHIPPED


def overlap(questions: Sequence[Question]) -> str | None:
    """One line that says how many paragraphs the reader was trained on; None where it was on none."""
    trained = frozenset((SHIPPED / PARAGRAPHS).read_text(encoding="utf-8").split())
    paragraphs = {question.context for question in questions}
    if shared := sum(fingerprint(paragraph) in trained for paragraph in paragraphs):
        return (
            f"the reader was trained on {shared} of {len(paragraphs)} paragraphs; "
            "leave them out of the file or take its figures as too good"
        )
    return None
