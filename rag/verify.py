"""Step 7: align each sentence of the model's to the evidence, and release it only when it holds.

Citations come from this alignment; the model is never asked to write markers.
"""

import re
from collections.abc import Sequence

from index.words import WORD, content_stems, content_words
from rag.antecedents import names

# The share of a sentence's content words that its evidence and the question must hold between them.
SUPPORT = 0.8
NEGATION = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without)\b|n['’]t\b", re.IGNORECASE)
QUOTED = re.compile(r"[\"“]([^\"“”]+?)[.,]?[\"”]")
SENTENCE_ENDS = (".", "!", "?", '."', ".”", ".)")
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}


def align(sentence: str, question: str, quotations: Sequence[str]) -> int | None:
    """The index of the quotation that backs the sentence, or None where none does.

    A quotation backs a whole sentence when it holds each of its numbers and names, its quoted words,
    enough of the rest, something the question did not say already, and the same negation.
    """
    if not sentence.rstrip().endswith(SENTENCE_ENDS):
        return None
    best, best_share = None, 0.0
    for position, quotation in enumerate(quotations):
        share = support(sentence, question, quotation)
        if share >= SUPPORT and share > best_share and holds(sentence, question, quotation):
            best, best_share = position, share
    return best


def support(sentence: str, question: str, quotation: str) -> float:
    """The share of the sentence's content stems found in the quotation or the question, 0..1."""
    said = content_stems(sentence)
    return len(said & (content_stems(quotation) | content_stems(question))) / len(said) if said else 0.0


def holds(sentence: str, question: str, quotation: str) -> bool:
    """Whether the quotation leaves no number, name, quoted word or negation of the sentence unexplained.

    A number or name of the question's does not count: the question may have it wrong.
    """
    new = content_stems(sentence) - content_stems(question)
    return (
        numbers(sentence) <= numbers(quotation)
        and name_words(sentence) <= set(map(str.lower, WORD.findall(_plain(quotation))))
        and all(words in _spaced(quotation) for words in QUOTED.findall(_spaced(sentence)))
        and bool(new & content_stems(quotation))
        and negated(sentence) <= negated(quotation)
        and negated(quotation) & content_stems(sentence) <= negated(sentence)
    )


def negated(text: str) -> set[str]:
    """The stem that each negation of a text is about: the next content word after it."""
    after = (content_words(text[match.end() :])[:1] for match in NEGATION.finditer(text))
    return {stem for words in after for stem in content_stems(" ".join(words))}


def numbers(text: str) -> set[str]:
    """The numbers of a text, in figures: twelve is 12 and 1,000 is 1000. "one" is too often a pronoun."""
    found = {match.replace(",", "") for match in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}
    words = (word.lower() for word in re.findall(r"[A-Za-z]+", text))
    return found | {NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS and word != "one"}


def name_words(text: str) -> set[str]:
    """The lower-cased words of the names of a text; its first word counts only inside a longer name."""
    first = re.match(r"\W*(\w+)", text)
    found = {word.lower() for name in names(_plain(text)) for word in WORD.findall(name)}
    alone = first and not re.match(r"\W*\w+[\w-]*\s+[A-Z]", text)
    return found - {first.group(1).lower()} if alone else found


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return re.sub(r"['’]s\b", "", text)
