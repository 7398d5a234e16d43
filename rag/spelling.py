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

    Words that texts write only with a capital get one, since a name is told by it.
    """
    texts = list(texts)
    written = Counter(word for text in texts for word in WORD.findall(text))
    known = {word.lower() for word in written}
    roots = frozenset().union(*map(content_stems, texts))

    def mended(match: re.Match) -> str:
        word = match.group()
        lower = word.lower()
        if not content_stems(word):
            return word
        bare = re.sub(r"['’]s$", "", lower)
        if lower in known or bare in known or stems(word) & roots:
            return _as_written(word, written)
        if len(bare) < SHORTEST or bare in _known_words():
            return word
        slack = max(1, len(bare) // LONGER)
        likely = [
            other for other in known
            if (other[0] == bare[0] or sorted(other) == sorted(bare)) and abs(len(other) - len(bare)) <= slack
        ]
        near = get_close_matches(bare, likely, n=1, cutoff=ALIKE)
        if not near:
            return word
        return _as_written(near[0], written) + word[len(bare) :]

    return WORD.sub(mended, question)


def _as_written(word: str, written: Counter) -> str:
    """With a capital where the texts never write it without one, most of all for names."""
    lower, capital = word.lower(), word[:1].upper() + word[1:]
    if word == lower and not written[lower] and written[capital]:
        return capital
    return word
