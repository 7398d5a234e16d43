"""Whether a SQuAD file holds what the reader was trained on, which would flatter its figures."""

import re
from collections.abc import Sequence
from pathlib import Path

from index.checksum import sha256_file
from rag.reader.squad import Question, read_squad, squad_files
from rag.reader.weights import SHIPPED

CARD = SHIPPED / "README.md"
WRITTEN = SHIPPED.parent / "written"
LISTED = re.compile(r"^\|\s*(\S+\.json)\s*\|\s*`([0-9a-f]{64})`", re.MULTILINE)
# Of published data the card lists files, and a user is likely to have the whole set instead: these are the titles of
# the eleven articles of squad2-11-articles.json. SQuAD 1.1 and 2.0 share them.
TRAINED_ARTICLES = frozenset(
    ("1973 oil crisis", "Computational complexity theory", "European Union law", "French and Indian War", "Huguenot")
    + ("Immune system", "Imperialism", "Islamism", "Normans", "Packet switching", "Yuan dynasty")
)


def overlap(path: Path, questions: Sequence[Question]) -> str | None:
    """One line that says what the file shares with the training data; None where nothing is known to be shared.

    Known are the checksums of the training files, the paragraphs of those that were written for the reader, and
    the titles of SQuAD's own articles among them.
    """
    listed = {sha256: name for name, sha256 in LISTED.findall(CARD.read_text(encoding="utf-8"))}
    if name := listed.get(sha256_file(path)):
        return f"the reader was trained on this file ({name}); its figures say nothing about new text"
    paragraphs = {question.context for question in questions}
    if shared := len(paragraphs & written_paragraphs()):
        return (
            f"{shared} of {len(paragraphs)} paragraphs are in rag/reader/written, which the reader was trained on; "
            "its figures are too good"
        )
    titles = sorted(TRAINED_ARTICLES & {question.article for question in questions})
    if titles:
        return (
            f"the reader was trained on SQuAD's articles {', '.join(titles)}; "
            "leave them out of the file or take its figures as too good"
        )
    return None


def written_paragraphs() -> set[str]:
    return {question.context for path in squad_files(WRITTEN) for question in read_squad(path)}
