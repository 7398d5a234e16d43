"""Whether a sentence holds a gold answer: pure functions of two texts. SQuAD's measures are the reader's."""

import re

from rag.reader.measures import normalised

ITEM_ENDS = re.compile(r"[,;](?!\d)|\band\b", re.IGNORECASE)
LISTED = re.compile(r";")


def contains(said: str, gold: str) -> float:
    """1 where the normalised tokens of the gold answer stand in a row in what was said, else 0.

    The string match of open-domain QA (Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain
    Questions", section 5.2), over whole tokens. It is lenient: a whole sentence that happens to name
    the gold answer passes, so it means most together with the citation (`right_and_cited`).
    """
    wanted = normalised(gold)
    return float(bool(wanted) and f" {wanted} " in f" {normalised(said)} ")


def items_held(said: str, gold: str) -> float:
    """The share of the items of a gold list that are said, in any order.

    Instance recall of TREC's list questions (Voorhees 2003, "Overview of the TREC 2003 Question
    Answering Track"). Items end at semicolons; where there is none, at commas and "and".
    """
    ends = LISTED if LISTED.search(gold) else ITEM_ENDS
    items = [item for item in ends.split(gold) if normalised(item)]
    return sum(contains(said, item) for item in items) / len(items) if items else 0.0


def contains_items(said: str, gold: str) -> float:
    """`contains` for a list: 1 where each item of the gold answer is said, else 0."""
    return float(items_held(said, gold) == 1.0)
