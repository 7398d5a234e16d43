"""The reading side as HTML: the list of documents, and one document's text with its quotations marked.

Pure functions. Whatever comes from a document or a person goes through `escaped`.
"""

import re
from collections.abc import Iterator, Sequence

from index.types import Document
from rag.evidence import plain
from ui.render import escaped

HEADING = re.compile(r"^(#{1,6})(?!#).*$", re.MULTILINE)

PRIVATE = '<span class="private">only yours</span>'

Span = tuple[int, int]
Use = tuple[int, int, int]  # start, end, position of the exchange whose answer quotes it


def document_html(document: Document | None, marked: Span | None = None, uses: Sequence[Use] = ()) -> str:
    """A document's whole text, with one quotation marked and those of all answers underlined."""
    if document is None:
        return '<p class="nothing">This document is not here any more.</p>'
    start, end = marked or (0, 0)
    return (
        f'<div class="text" data-document="{escaped(document.id)}" data-start="{start}" data-end="{end}">'
        f"{text_html(document.text, marked, uses)}</div>"
    )


def text_html(text: str, marked: Span | None = None, uses: Sequence[Use] = ()) -> str:
    """The text, every character of it in order, so that what the browser shows is what offsets count.

    Headings get a style and keep their marks. All offsets are in code points.
    """
    span = marked or (0, 0)
    cuts = sorted({*span, *(offset for start, end, _ in uses for offset in (start, end))})

    def pieces(start: int, end: int) -> str:
        inside = [start, *(cut for cut in cuts if start < cut < end), end]
        return "".join(piece_html(text, left, right, span, uses) for left, right in zip(inside, inside[1:]))

    return "".join(
        f'<span class="heading level-{level}"><span class="hashes">{pieces(start, start + level)}</span>'
        f"{pieces(start + level, end)}</span>"
        if level
        else pieces(start, end)
        for start, end, level in blocks(text)
    )


def piece_html(text: str, start: int, end: int, marked: Span, uses: Sequence[Use]) -> str:
    """`text[start:end]`, which lies wholly inside or outside of each span."""
    content = escaped(text[start:end])
    if start >= end:
        return ""
    answers = sorted({position for left, right, position in uses if left <= start and end <= right})
    is_marked = marked[0] <= start and end <= marked[1]
    if not answers:
        return f"<mark>{content}</mark>" if is_marked else content
    element = "mark" if is_marked else "span"
    numbers = ", ".join(str(position + 1) for position in answers)
    return (
        f'<{element} class="used" role="button" tabindex="0" data-answers="{" ".join(map(str, answers))}" '
        f'title="Used in the answer to question {numbers}">{content}</{element}>'
    )


def blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, heading level or 0) of the headings and of what lies between them; together the whole text."""
    done = 0
    for heading in HEADING.finditer(text):
        yield done, heading.start(), 0
        yield heading.start(), heading.end(), len(heading.group(1))
        done = heading.end()
    yield done, len(text), 0


def shelf_html(
    library: Sequence[Document], own: Sequence[Document], removable: Sequence[str], shown: str | None
) -> str:
    """The bar above the text: which document it is, and the list of all, with one's own first."""
    titles = {document.id: document.title for document in (*own, *library)}
    private = {document.id for document in own}
    items = "".join(
        item_html(document, document.id == shown, document.id in private, document.id in removable)
        for document in (*own, *library)
    )
    current = shown if shown in titles else "No document"
    badge = PRIVATE if shown in private else ""
    count = len(titles)
    return (
        f'<div class="bar"><button type="button" class="current" aria-expanded="false" aria-controls="documents" '
        f'title="{escaped(titles.get(shown, ""))}"><span class="name">{escaped(current)}</span>{badge}'
        f'<span class="count">{count} document{"" if count == 1 else "s"}</span></button>'
        '<button type="button" class="add" aria-expanded="false" aria-controls="adding">Add a document</button></div>'
        '<div id="documents" hidden><input type="search" placeholder="Find a document" aria-label="Find a document">'
        f'<ul>{items}</ul><p class="none" hidden>No document is called that.</p></div>'
    )


def item_html(document: Document, is_shown: bool, is_private: bool, is_removable: bool) -> str:
    """A document in the list: opened by a click; one's own can be added to the library, and removed."""
    name = escaped(document.id)
    keep = f'<button type="button" data-act="keep" data-document="{name}">Add to library</button>' if is_private else ""
    remove = ""
    if is_private or is_removable:
        remove = (
            f'<button type="button" data-act="remove" data-document="{name}" aria-label="Remove {name}">Remove</button>'
        )
    return (
        f'<li><button type="button" class="open" data-act="choose" data-document="{name}"'
        f'{" aria-current=true" if is_shown else ""}><span class="title">{escaped(document.title)}</span>'
        f'<span class="name">{name}{PRIVATE if is_private else ""}</span></button>{keep}{remove}</li>'
    )


def progress_html(label: str, done: int, total: int) -> str:
    """What is being done with a document, as a bar."""
    return (
        f'<p class="progress"><span>{escaped(label)}</span><progress max="{max(total, 1)}" value="{done}" '
        f'aria-label="{escaped(label)}"></progress></p>'
    )


def note_html(text: str, is_error: bool = False) -> str:
    """One line about documents; nothing where there is nothing to say."""
    kind = 'class="error" role="alert"' if is_error else 'class="note" role="status"'
    return f'<p {kind}>{escaped(plain(text))}</p>' if text else ""
