import random

import pytest

from index.passages import split_document
from index.sentences import sentence_spans
from index.types import Document


def document(text: str) -> Document:
    return Document("a.txt", "A", text, "", "", "")


WORDS = ["harbour", "🙂", "cafe\u0301", "the", "U.S.", "12", "«так»", "wide", "\n", "\n\n", "end.", "Why?", "<|endoftext|>"]


@pytest.mark.parametrize("seed", range(20))
def test_passages_cover_the_text_in_order_without_overlap(seed):
    random_words = random.Random(seed)
    text = " ".join(random_words.choice(WORDS) for _ in range(400))
    spans = split_document(document(text), 32)
    cursor = 0
    for span in spans:
        assert not text[cursor : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        cursor = span.end
    assert not text[cursor:].strip()


def test_sentences_are_kept_whole():
    text = " ".join(f"Sentence number {n} says a little about ship {n}." for n in range(60))
    spans = split_document(document(text), 64)
    assert len(spans) > 5
    ends = {end for _, end in sentence_spans(text)}
    assert all(span.end in ends for span in spans)


def test_a_repeated_sentence_keeps_its_places():
    text = "The same again and again and again.\n" * 40
    spans = split_document(document(text), 32)
    assert [text[span.start : span.end] for span in spans]
    assert sum(text[span.start : span.end].count("same") for span in spans) == 40
