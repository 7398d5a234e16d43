"""What a build has to do: the documents found held against those the index has."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.sources import clash
from index.types import Document


@dataclass(frozen=True)
class Plan:
    """What has to happen to the store."""

    put: list[Document]
    moved: list[Document]
    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: list[str]


def plan_build(
    documents: Sequence[Document], stored: Sequence[Document], sources: Sequence[Path], rebuild: bool
) -> Plan:
    """Put what is new or changed, drop what was under a source given now and is gone, keep the rest.

    `rebuild` puts everything again. A SourceError where two files would bear one name.
    """
    known = {document.id: document for document in stored}
    found = {document.id for document in documents}
    paths = {document.path for document in documents}
    for document in documents:
        before = known.get(document.id)
        if before and before.path != document.path and not _is_gone(before.path):
            raise clash(before, document)
    changed = [d for d in documents if d.id in known and known[d.id].sha256 != d.sha256]
    same = [d for d in documents if d.id in known and known[d.id].sha256 == d.sha256]
    added = [d for d in documents if d.id not in known]
    # What was under a source given now and is not there any more, or is there under another name.
    gone = [
        d for d in stored
        if d.id not in found and (d.path in paths or (_is_under(d, sources) and _is_gone(d.path)))
    ]
    others = [d for d in stored if d.id not in found and d not in gone]
    return Plan(
        put=[*added, *changed, *(same + others if rebuild else [])],
        moved=[d for d in same if not rebuild and d != known[d.id]],
        added=[d.id for d in added],
        changed=[d.id for d in changed],
        removed=[d.id for d in gone],
        unchanged=[d.id for d in [*same, *others]],
    )


def _is_under(document: Document, sources: Sequence[Path]) -> bool:
    return any(Path(document.path).is_relative_to(source) for source in sources)


def _is_gone(path: str) -> bool:
    """Whether there is no such file; one that cannot be looked at may still be there."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
