"""Measures of what was said, against the gold answers: pure functions of two texts.

Exact match and F1 are SQuAD's, as in its official evaluation script (evaluate-v2.0.py): Rajpurkar et
al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", section 6.1.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

ARTICLES = re.compile(r"\b(?:a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)
ITEM_ENDS = re.compile(r"[,;]|\band\b", re.IGNORECASE)


def normalised(text: str) -> str:
    """The official normalisation: lower case, then no ASCII punctuation, no articles, single spaces.

    Its oddities stay, so that figures compare with published ones: "U.S." becomes "us", "long-range"
    one word, and a curly quotation mark is kept.
    """
    return " ".join(ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split())


def exact_match(said: str, gold: str) -> float:
    """1 where both are equal once normalised, else 0 (Rajpurkar et al. 2016)."""
    return float(normalised(said) == normalised(gold))


def f1(said: str, gold: str) -> float:
    """The harmonic mean of precision and recall over bags of normalised tokens (Rajpurkar et al. 2016).

    Where a side has no token it is 1 if neither has one, else 0, as in the official script.
    """
    said_tokens, gold_tokens = normalised(said).split(), normalised(gold).split()
    if not said_tokens or not gold_tokens:
        return float(said_tokens == gold_tokens)
    common = (Counter(said_tokens) & Counter(gold_tokens)).total()
    # 2PR / (P + R) with P = common / said and R = common / gold
    return 2 * common / (len(said_tokens) + len(gold_tokens))


def best(measure: Callable[[str, str], float], said: str, alternatives: Sequence[str]) -> float:
    """The maximum over the gold answers, as in SQuAD."""
    return max(measure(said, gold) for gold in alternatives)


def contains(said: str, gold: str) -> float:
    """1 where the normalised tokens of the gold answer stand in a row in what was said, else 0.

    The string match of open-domain QA (Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain
    Questions", section 5.2), over whole tokens. It is lenient: a whole sentence that happens to name
    the gold answer passes, so it means most together with the citation (`right_and_cited`).
    """
    wanted = normalised(gold)
    return float(bool(wanted) and f" {wanted} " in f" {normalised(said)} ")


def contains_items(said: str, gold: str) -> float:
    """`contains` for a list: 1 where each item of the gold answer is said, in any order, else 0.

    This is full instance recall of TREC's list questions (Voorhees 2003, "Overview of the TREC 2003
    Question Answering Track"). Items end at commas, semicolons and "and".
    """
    items = [item for item in ITEM_ENDS.split(gold) if normalised(item)]
    return float(bool(items) and all(contains(said, item) for item in items))
