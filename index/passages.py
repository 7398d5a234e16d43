"""A document into passages of whole sentences, with exact offsets."""

from dataclasses import dataclass
from functools import cache

import tiktoken

from index.sentences import sentence_spans
from index.types import Document

TOKENIZER = "cl100k_base"


@dataclass(frozen=True)
class Span:
    """Where a passage lies in its document."""

    start: int
    end: int


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(TOKENIZER)


def _tokens(text: str) -> list[int]:
    return _encoding().encode(text, disallowed_special=())


def token_count(text: str) -> int:
    return len(_tokens(text))


def _sentences(text: str) -> list[str]:
    """The text cut before each sentence; the pieces join to the whole."""
    starts = [start for start, _ in sentence_spans(text)]
    cuts = [0, *starts[1:], len(text)]
    return [text[left:right] for left, right in zip(cuts, cuts[1:])]


def split_document(document: Document, passage_tokens: int) -> list[Span]:
    """The document's passages in order: disjoint, and together all of it but whitespace.

    llama-index's splitter fills each passage with whole sentences up to `passage_tokens` and cuts
    inside one only where it alone is longer. It returns text without offsets; since passages do not
    overlap, each begins at the first non-space after the one before.
    """
    from llama_index.core.node_parser import SentenceSplitter  # a second of import that only a build needs

    splitter = SentenceSplitter(
        chunk_size=passage_tokens,
        chunk_overlap=0,
        tokenizer=_tokens,
        chunking_tokenizer_fn=_sentences,
        paragraph_separator="\n\n",
    )
    spans, cursor = [], 0
    for chunk in splitter.split_text(document.text):
        chunk = chunk.strip()
        start = document.text.index(chunk, cursor)
        if document.text[cursor:start].strip():
            raise AssertionError(f"{document.id}: text lost between passages at {cursor}")
        cursor = start + len(chunk)
        spans.append(Span(start, cursor))
    return spans
