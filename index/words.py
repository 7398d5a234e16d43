"""The words a text is about: what lexical search and overlap measures compare."""

import re
from functools import cache, lru_cache

import snowballstemmer

from index.offline import static_files

WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


@cache
def _stopwords() -> frozenset[str]:
    entries = (static_files() / "nltk_cache/corpora/stopwords/english").read_text(encoding="utf-8").split()
    return frozenset(word for entry in entries for word in (entry, entry.replace("'", "’")))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # A stemmer keeps its word in itself, so threads must not share one.
    return snowballstemmer.stemmer("porter").stemWord(word)


def is_utf8(text: str) -> bool:
    """False for a text with lone surrogates: bytes from outside that were no UTF-8, or half an escaped pair."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def content_words(text: str) -> list[str]:
    """The words that are no stop words, in order and as written; NLTK's English list, as llama-index ships it."""
    return [word for word in WORD.findall(text) if word.lower() not in _stopwords()]


@lru_cache(maxsize=20_000)
def content_stems(text: str) -> frozenset[str]:
    """The Porter stems of the content words, possessive 's dropped. A question looks at the same texts many times."""
    return stems(*content_words(text))


def stems(*words: str) -> frozenset[str]:
    """Their Porter stems, possessive 's dropped."""
    return frozenset(_stem(re.sub(r"['’]s$", "", word.lower())) for word in words)
