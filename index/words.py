"""The words a text is about: what lexical search and overlap measures compare."""

import re
from functools import cache

from nltk.corpus import stopwords
from nltk.stem import PorterStemmer

WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(word for entry in stopwords.words("english") for word in (entry, entry.replace("'", "’")))


@cache
def _stem(word: str) -> str:
    return PorterStemmer().stem(word)


def content_words(text: str) -> list[str]:
    """The words that are no stop words, in order and as written; NLTK's English list, as llama-index ships it."""
    return [word for word in WORD.findall(text) if word.lower() not in _stopwords()]


def content_stems(text: str) -> set[str]:
    """The Porter stems of the content words, possessive 's dropped."""
    return {_stem(re.sub(r"['’]s$", "", word.lower())) for word in content_words(text)}
