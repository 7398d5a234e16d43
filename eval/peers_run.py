"""The same questions asked of Footnote and of its peers in one run, measured side by side."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import case_row
from eval.peers import Footnote, Peer, PeerAnswer
from eval.peers_scores import MEASURES, is_refusal, scores
from eval.types import Case
from index.errors import FootnoteError


@dataclass(frozen=True)
class Reply:
    """What a peer said to a case, and after how many seconds; `error` is why it gave no answer."""

    case: Case
    peer: str
    answer: PeerAnswer | None
    error: str | None
    seconds: float


def chosen(cases: Sequence[Case], count: int) -> list[Case]:
    """At most `count` cases in the order of the set: half of them answerable (the greater half), half not.

    Each half is spread evenly, so that every kind has its share. Follow-ups are left out, since the engines
    have no memory, and small talk, to which a refusal is neither right nor wrong.
    """
    alone = [case for case in cases if not case.history and not case.reply]
    yes, no = ([case for case in alone if case.answerable is wanted] for wanted in (True, False))
    ids = {case.id for case in (*spread(yes, (count + 1) // 2), *spread(no, count // 2))}
    return [case for case in alone if case.id in ids]


def spread(cases: Sequence[Case], count: int) -> list[Case]:
    """`count` cases at equal distances, or all where there are no more."""
    count = min(count, len(cases))
    return [cases[position * len(cases) // count] for position in range(count)]


def in_turn(peers: Sequence[Peer], cases: Sequence[Case]) -> Iterator[list[Reply]]:
    """The replies to each case, by peer: each is asked of all in turn, so that the machine's noise hits all alike.

    The last case warms all up first. It is the last, so that no model still has the first one's prompt in mind.
    """
    for case in cases[-1:]:
        _ = [ask(peer, case) for peer in peers]
    for case in cases:
        yield [ask(peer, case) for peer in peers]


def ask(peer: Peer, case: Case) -> Reply:
    """A question that fails is a reply with an error; it never ends the run."""
    begin = time.perf_counter()
    try:
        answer, error = peer.answer(case.question, case.history), None
    except FootnoteError as failure:
        answer, error = None, str(failure)
    return Reply(case, peer.name, answer, error, time.perf_counter() - begin)


def summarised(replies: Sequence[Sequence[Reply]]) -> dict[str, Any]:
    """Measures by peer and every answer, as JSON; nothing in it depends on the clock."""
    return {
        "questions": {"all": len(replies), "answerable": sum(asked[0].case.answerable for asked in replies)},
        "peers": {name: _measures(own) for name, own in by_peer(replies).items()},
        "cases": [_case_row(asked) for asked in replies],
    }


def by_peer(replies: Sequence[Sequence[Reply]]) -> dict[str, list[Reply]]:
    return {own[0].peer: list(own) for own in zip(*replies)}


def _measures(replies: Sequence[Reply]) -> dict[str, Any]:
    scored = [scores(reply.case, reply.answer) for reply in replies]
    return {
        **{name: _mean([score[name] for score in scored]) for name in MEASURES},
        "failures": {reply.case.id: reply.error for reply in replies if reply.error is not None},
    }


def _mean(values: Sequence[float | None]) -> dict[str, float | int | None]:
    """Over those that are there."""
    present = [value for value in values if value is not None]
    return {"value": statistics.fmean(present) if present else None, "count": len(present)}


def _case_row(replies: Sequence[Reply]) -> dict[str, Any]:
    return {
        **case_row(replies[0].case),
        "peers": {reply.peer: _reply_row(reply) for reply in replies},
    }


def _reply_row(reply: Reply) -> dict[str, Any]:
    scored = {"scores": scores(reply.case, reply.answer)}
    if reply.answer is None:
        return {"error": reply.error, **scored}
    answer = reply.answer
    return {"text": answer.text, "cited": list(answer.cited), "refused": is_refusal(answer), **scored}


def timings(replies: Sequence[Sequence[Reply]]) -> dict[str, Any]:
    """Median seconds by peer, and how many times as long Footnote takes; failures have no time.

    `quotation` are Footnote's seconds until the quotation is shown, of the questions it does not refuse.
    """
    seconds = {
        name: median([reply.seconds for reply in own if reply.error is None]) for name, own in by_peer(replies).items()
    }
    shown = [
        reply.answer.shown for asked in replies for reply in asked if reply.answer and reply.answer.shown is not None
    ]
    ours = seconds.get(Footnote.name, median([]))["median"]
    return {
        "seconds": seconds,
        "quotation": median(shown),
        "ratio": {name: _ratio(ours, theirs["median"]) for name, theirs in seconds.items()},
        "cases": {asked[0].case.id: {reply.peer: round(reply.seconds, 3) for reply in asked} for asked in replies},
    }


def median(values: Sequence[float]) -> dict[str, float | int | None]:
    return {"median": round(statistics.median(values), 4) if values else None, "count": len(values)}


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return round(ours / theirs, 3) if ours is not None and theirs else None
