"""From the span a reader points at to the words that are given: whole figures, whole lists, whole clauses.

Pure functions of a sentence and a span in it, (start, end) in its characters.
"""

import re

WORDS_OF_A_FACT = 40
BEFORE_A_NUMBER = re.compile(
    r"(?:\b"
    r"(?:(?:not|no) (?:more|less|fewer|later|earlier) than|more than|less than|fewer than|at least|at most|up to"
    r"|as many as|as much as|as few as|close to|over|under|about|around|roughly|approximately|nearly|almost|some"
    r"|only|exactly|between|well over|just over|just under|an estimated|or so)\s+)+$",
    re.IGNORECASE,
)
FIGURE = re.compile(
    r"^(?:[$€£]\s?)?\d"
    r"|^(?:"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|half|hundreds?|thousands?"
    r"|dozens?|millions?)\b"
    r"|^an?\s+(?:"
    r"hundred|thousand|million|billion|dozen|half|third|quarter|few|couple|second|minute|hour|day|week|fortnight"
    r"|month|year|decade|century|mile)\b",
    re.IGNORECASE,
)
RANGE = re.compile(
    r"^\s+and\s+(?:[$€£]\s?)?"
    r"(?:\d[\d.,]*\d|\d|[a-z]+(?:ty|teen)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?:(?:\s+|-)(?:hundred|thousand|million|billion|trillion|dozen|percent|per cent)\b|\s?%)?",
    re.IGNORECASE,
)
SCALE = re.compile(
    r"^(?:\s+|-)(?:hundred|thousand|million|billion|trillion|dozen|percent|per cent|%)\b"
    r"|^\s?%",
    re.IGNORECASE,
)
CURRENCY = re.compile(r"[$€£]\s?$")
LINK = re.compile(r"(?:,\s*(?:and|or|as well as)\s+|,\s*|\s+(?:and|or|as well as)\s+|\s*;\s*)")
# How a piece ends in which an item like the others is the last thing.
_NAME = r"(?:the\s+)?[A-Z][\w.'’-]*(?:\s+(?:(?:of|de|van|von|the)\s+)*[A-Z][\w.'’-]*)*"
NAMED = re.compile(rf"\b{_NAME}$")
DETERMINED = re.compile(
    r"(?:\b(?:an?|the|his|her|its|their|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+"
    r"(?:(?!\b(?:an?|the|his|her|its|their)\b).)+)$",
    re.IGNORECASE,
)
BARE = re.compile(r"\b[\w-]+$")
PREPOSITION = re.compile(r"\s+(?:in|at|on|from|for|during|by|with|to)\s.*", re.DOTALL)
# Where a coordination cannot go on: a verb or a new clause begins.
CLAUSE_WORDS = re.compile(
    r"\b(?:"
    r"is|are|was|were|has|have|had|will|would|could|can|may|might|should|must|did|does|do|said|says|that|which"
    r"|who|whom|whose|where|when|while|because|although|but|if|since|after|before|he|she|it|they|we|I)\b",
    re.IGNORECASE,
)
BOUNDARY = re.compile(
    r"[;:—]\s*"
    r"|,\s+"
    r"(?=(?:and|but|or|which|who|whom|whose|where|while|because|although|though|since|after|before|as|so|if|when)\b)"
    r"|\s+(?=(?:because|although|though|whereas|while)\b)"
    r"|\s*[()]\s*",
    re.IGNORECASE,
)


def figure(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A number with what qualifies it: "over 40" for "40", "1.3 million" for "1.3"."""
    if not FIGURE.match(sentence[start:end]):
        return start, end
    for pattern in (CURRENCY, BEFORE_A_NUMBER):
        if before := pattern.search(sentence[:start]):
            start = before.start()
    if after := SCALE.match(sentence[end:]):
        end += after.end()
    if re.match(r"between\b", sentence[start:], re.IGNORECASE) and (after := RANGE.match(sentence[end:])):
        end += after.end()
    return start, end


def listed(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The whole enumeration that the span is an item of; the span where there is none."""
    pieces = _pieces(sentence)
    touched = [number for number, (left, right) in enumerate(pieces) if left < end and start < right]
    if not touched:
        return start, end
    first, last = touched[0], touched[-1]
    # A list ends with the item after its "and": what another "and" joins is something else.
    ended = any(_joined(sentence, pieces, number) for number in touched[1:])
    while last + 1 < len(pieces) and not ended and _is_item(sentence, pieces, last + 1, head=False):
        last += 1
        ended = _joined(sentence, pieces, last)
    while (
        first > 0
        and not (_joined(sentence, pieces, first) and first < last)
        and _is_item(sentence, pieces, first - 1, head=True)
    ):
        first -= 1
    if first == last or not re.search(
        r"\b(?:and|or|as well as)\b|;", sentence[min(start, pieces[first][0]) : max(end, pieces[last][1])]
    ):
        return start, end
    item = sentence[slice(*pieces[touched[0] if touched[0] > first else last])]
    left = start if first == touched[0] else _first_item(sentence, *pieces[first], item)
    right = _item_end(sentence, *pieces[last])
    return min(start, left), max(end, _last_item(sentence, pieces[last][0], right, item))


def _first_item(sentence: str, left: int, right: int, item: str) -> int:
    """Where the first item begins: the part of its piece that looks like another `item`.

    It is a name like that one, a noun after an article ("the chapel"), or a bare word ("eggs").
    """
    left = _without_lead(sentence, left, right)
    like = (
        NAMED
        if item[:1].isupper()
        else DETERMINED
        if DETERMINED.match(item)
        else BARE
        if " " not in item.strip(" .")
        else None
    )
    found = like.search(sentence[left:right]) if like else None
    return left + found.start() if found else left


def _last_item(sentence: str, left: int, right: int, item: str) -> int:
    """Where the last item ends: a name with its last capital, a bare word before a preposition."""
    if item[:1].isupper():
        found = re.match(_NAME, sentence[left:right])
        return left + found.end() if found else right
    found = PREPOSITION.search(sentence[left:right]) if " " not in item.strip(" .") else None
    return left + found.start() if found else right


def _pieces(sentence: str) -> list[tuple[int, int]]:
    cuts, left = [], 0
    for link in LINK.finditer(sentence):
        cuts.append((left, link.start()))
        left = link.end()
    return [(a, b) for a, b in [*cuts, (left, len(sentence))] if a < b]


def _joined(sentence: str, pieces: list[tuple[int, int]], number: int) -> bool:
    """Whether a piece is linked to the one before by "and" or "or"."""
    return (
        bool(re.search(r"\b(?:and|or|as well as)\b", sentence[pieces[number - 1][1] : pieces[number][0]]))
        if number
        else False
    )


def _is_item(sentence: str, pieces: list[tuple[int, int]], number: int, head: bool) -> bool:
    """Whether a piece goes on with the list: short, and no clause of its own but for the first and last."""
    left, right = pieces[number]
    text = sentence[left:right]
    if head:
        lead = CLAUSE_WORDS.split(text)[-1]
        return 0 < len(lead.split()) <= 6 and number + 1 < len(pieces) and (number > 0 or bool(lead.strip()))
    return len(_cut(text).split()) <= 8 and not CLAUSE_WORDS.match(text.strip())


def _without_lead(sentence: str, left: int, right: int) -> int:
    """Where the first item begins, after the verb before it."""
    found = list(CLAUSE_WORDS.finditer(sentence, left, right))
    start = found[-1].end() if found else left
    return start + len(sentence[start:right]) - len(sentence[start:right].lstrip())


def _cut(text: str) -> str:
    found = CLAUSE_WORDS.search(text)
    return text[: found.start()] if found else text


def _item_end(sentence: str, left: int, right: int) -> int:
    return left + len(_cut(sentence[left:right]).rstrip(" .!?"))


def clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause around the span, without the sentence's closing mark."""
    cuts = [0, *(match.end() for match in BOUNDARY.finditer(sentence)), len(sentence)]
    left = max(cut for cut in cuts if cut <= start)
    right = min(cut for cut in cuts if cut >= end)
    text = sentence[left:right].rstrip(" ,;:—(")
    if text.count(")") > text.count("("):
        text = text.rstrip(" )")
    return left, max(end, left + len(text.rstrip(".!? ")))


def brief(sentence: str, start: int, end: int, limit: int = WORDS_OF_A_FACT) -> tuple[int, int]:
    """The sentence, or of a longer one as many whole clauses around the span as fit `limit` words."""
    if len(sentence.split()) <= limit:
        return 0, len(sentence)
    cuts = sorted({0, *(match.end() for match in re.finditer(r"[;:—]\s+|,\s+", sentence)), len(sentence)})
    left = max(cut for cut in cuts if cut <= start)
    right = min(cut for cut in cuts if cut >= end)
    while True:
        wider = [
            (max((c for c in cuts if c < left), default=left), right),
            (left, min((c for c in cuts if c > right), default=right)),
        ]
        wider = [place for place in wider if place != (left, right) and len(sentence[slice(*place)].split()) <= limit]
        if not wider:
            break
        left, right = wider[0]
    kept = sentence[left:right]
    return left + len(kept) - len(kept.lstrip()), left + len(kept.rstrip(" ,;:—"))
