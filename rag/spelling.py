"""Misspelt names and words put right with the words of the documents themselves."""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from tokenizers import Tokenizer

from index.embedder import package_directory
from index.words import content_stems, stems

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SHORTEST = 4  # letters of a word that is looked at
ALIKE = 0.75  # difflib's ratio from which on a word is taken for another
LONGER = 4  # one letter in so many may be missing or too many, else it is another word


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """The words of the embedder's vocabulary: common enough to be meant as they stand."""
    vocabulary = Tokenizer.from_file(str(package_directory() / "tokenizer.json")).get_vocab()
    return frozenset(word for word in vocabulary if word.isalpha())


def respelt(question: str, texts: Iterable[str]) -> str:
    """The question with each word that is in no vocabulary replaced by the one of `texts` that it resembles.

    In a question without capitals, words that texts write only with one get it, since a name is told by it.
    """
    texts = list(texts)
    written = Counter(word for text in texts for word in WORD.findall(text))
    known = {word.lower() for word in written}
    roots = frozenset().union(*map(content_stems, texts))

    sloppy = question[1:] == question[1:].lower()

    def mended(match: re.Match) -> str:
        word = match.group()
        lower = word.lower()
        if not content_stems(word):
            return word
        bare = re.sub(r"['’]s$", "", lower)
        if lower in known or bare in known or stems(word) & roots:
            beside = (question[: match.start()].split() or [""])[-1], (question[match.end() :].split() or [""])[0]
            return _as_written(word, written, beside) if sloppy else word
        if len(bare) < SHORTEST or bare in _known_words():
            return word
        slack = max(1, len(bare) // LONGER)
        likely = [
            other for other in known
            if (other[0] == bare[0] or sorted(other) == sorted(bare)) and abs(len(other) - len(bare)) <= slack
        ]
        near = get_close_matches(bare, likely, n=1, cutoff=ALIKE)
        if not near or (word[0].isupper() and match.start() and written[near[0]]):
            return word  # nothing resembles it, or a name would become a word
        return _as_written(near[0], written, (word,)) + word[len(bare) :]

    return WORD.sub(mended, question)


def _as_written(word: str, written: Counter, beside: Iterable[str]) -> str:
    """With a capital where the texts never write it without one: a name. A common word is one only beside another."""
    if not _only_capital(word, written) or (word in _known_words() and not any(_is_name(b, written) for b in beside)):
        return word
    return word[:1].upper() + word[1:]


def _is_name(word: str, written: Counter) -> bool:
    bare = re.sub(r"['’]s$", "", word.lower().strip("?.,!"))
    return bare not in _known_words() and bool(bare) and (_only_capital(bare, written) or bare not in written)


def _only_capital(word: str, written: Counter) -> bool:
    return word == word.lower() and not written[word] and bool(written[word[:1].upper() + word[1:]])
