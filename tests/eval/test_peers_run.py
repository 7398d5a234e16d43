import json
from dataclasses import dataclass, field, replace

import pytest

from eval.peers import PeerAnswer
from eval.peers_run import Reply, chosen, in_turn, spread, summarised, timings
from eval.peers_table import as_markdown
from eval.types import Case
from index.errors import ModelError
from rag.types import Turn

QUOTE = "The lighthouse was built by Karl Osten."
WHO = Case("who-01", "who", "Who built the lighthouse?", True, ("Karl Osten",), (QUOTE,))
COST = Case("no-01", "unanswerable", "What did it cost?", False, trap="not-stated")
RIGHT = PeerAnswer("It was Karl Osten.", (QUOTE,), refused=False, shown=0.1)
UNSURE = PeerAnswer("I don't know.")
PROVENANCE = {
    "set": {"name": "toy.jsonl"},
    "configuration": {"model": "builtin"},
    "command": "python -m eval peers",
}
GIT = {"git": {"commit": "0123456789abcdef", "dirty": True}}


@dataclass
class ScriptedPeer:
    """Says to each question what it was told to; without an answer it fails."""

    name: str
    said: dict[str, PeerAnswer]
    log: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, question, history=()):
        self.log.append((self.name, question))
        if question not in self.said:
            raise ModelError(f"{self.name} did not answer\n(too long)")
        return self.said[question]


def question(name, answerable, **more):
    return Case(name, "who", f"{name}?", answerable, ("a",) if answerable else (), ("a",) if answerable else (), **more)


def test_questions_are_half_answerable_and_spread_over_the_set():
    cases = [question(f"q{number}", number < 20) for number in range(30)]
    assert [case.id for case in chosen(cases, 8)] == ["q0", "q5", "q10", "q15", "q20", "q22", "q25", "q27"]
    assert chosen(cases, 8) == chosen(cases, 8)
    assert [case.answerable for case in chosen(cases, 5)] == [True] * 3 + [False] * 2
    assert [case.answerable for case in chosen(cases, 1)] == [True]
    assert chosen(cases, 1000) == cases


def test_follow_ups_and_small_talk_are_not_asked():
    cases = [question("a", True), question("b", True, history=(Turn("c?"),)), question("d", False, reply=True)]
    assert chosen(cases, 10) == cases[:1]
    assert chosen(cases[1:], 10) == []


def test_spread_of_nothing_is_nothing():
    assert spread([], 3) == []


def test_each_question_is_asked_of_all_in_turn_after_one_to_warm_up():
    log = []
    peers = [ScriptedPeer(name, {}, log) for name in ("x", "y")]
    replies = list(in_turn(peers, [WHO, COST]))
    assert [name for name, _ in log] == ["x", "y"] * 3
    assert [asked for _, asked in log[::2]] == [COST.question, WHO.question, COST.question]
    assert [[(reply.peer, reply.case) for reply in asked] for asked in replies] == [
        [("x", WHO), ("y", WHO)], [("x", COST), ("y", COST)]
    ]


def test_only_named_errors_are_caught():
    class Broken:
        name = "broken"

        def answer(self, question, history=()):
            raise KeyError(question)

    with pytest.raises(KeyError):
        list(in_turn([Broken()], [WHO]))


@pytest.fixture
def replies():
    footnote = ScriptedPeer("footnote", {WHO.question: RIGHT, COST.question: UNSURE})
    alone = ScriptedPeer("model-alone", {COST.question: PeerAnswer("It cost 12 crowns.")})
    return list(in_turn([footnote, alone], [WHO, COST]))


def test_measures_by_peer_and_every_answer(replies):
    summary = json.loads(json.dumps(summarised(replies), allow_nan=False))
    assert summary["questions"] == {"all": 2, "answerable": 1}
    ours, alone = summary["peers"]["footnote"], summary["peers"]["model-alone"]
    assert ours["right_and_cited"] == ours["refused"] == {"value": 1.0, "count": 1}
    assert ours["unsupported"] == {"value": 0.0, "count": 1} and ours["failures"] == {}
    assert alone["right"] == alone["refused"] == {"value": 0.0, "count": 1}
    assert alone["unsupported"] == {"value": 1.0, "count": 1}
    assert alone["failures"] == {"who-01": "model-alone did not answer\n(too long)"}
    who, cost = summary["cases"]
    assert who["peers"]["footnote"]["text"] == RIGHT.text and who["peers"]["footnote"]["cited"] == [QUOTE]
    assert who["peers"]["model-alone"]["error"] == "model-alone did not answer\n(too long)"
    assert cost["peers"]["footnote"]["refused"] is True
    assert "seconds" not in json.dumps(summary)


def reply(peer, seconds, answer=RIGHT, case=WHO):
    return Reply(case, peer, answer, None if answer else "gone", seconds)


def test_median_seconds_and_their_ratio_leave_failures_out():
    taken = timings(
        [
            [reply("footnote", 1.0), reply("bm25", 0.5), reply("model-alone", 9.0, None)],
            [reply("footnote", 3.0), reply("bm25", 0.5), reply("model-alone", 4.0)],
            [reply("footnote", 2.0, UNSURE), reply("bm25", 0.1), reply("model-alone", 9.0, None)],
        ]
    )
    assert taken["seconds"]["footnote"] == {"median": 2.0, "count": 3}
    assert taken["seconds"]["model-alone"] == {"median": 4.0, "count": 1}
    assert taken["ratio"] == {"footnote": 1.0, "bm25": 4.0, "model-alone": 0.5}


def test_seconds_until_the_quotation_are_footnotes_where_it_shows_one():
    later = PeerAnswer("Osten.", shown=0.3)
    taken = timings([[reply("footnote", 1.0)], [reply("footnote", 1.0, later)], [reply("footnote", 1.0, UNSURE)]])
    assert taken["quotation"] == {"median": 0.2, "count": 2}


def test_times_where_all_failed_are_none():
    taken = timings([[reply("footnote", 1.0), reply("bm25", 1.0, None)]])
    assert taken["seconds"]["bm25"] == {"median": None, "count": 0} and taken["ratio"]["bm25"] is None


def test_the_table_stands_side_by_side(replies):
    seconds = {"footnote": 1.0, "model-alone": 0.25}
    timed = [[replace(one, seconds=seconds[one.peer]) for one in asked] for asked in replies]
    text = as_markdown({**PROVENANCE, **summarised(timed)}, {**timings(timed), **GIT})
    assert "toy.jsonl: 2 questions, 1 of them answerable" in text
    assert "commit 0123456789 with changes" in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(set(map(len, lines))) == 1
    table = {cells[0]: cells[1:] for cells in ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines)}
    assert table[""] == ["Footnote", "model alone"]
    assert table["answerable: answer holds a gold answer"] == ["1.00 (1)", "0.00 (1)"]
    assert table["failed to answer"] == ["0", "1"]
    assert table["seconds until the quotation"] == ["0.100", "–"]
    assert table["seconds"] == ["1.000", "0.250"]
    assert table["Footnote takes … times as long"] == ["1.00", "4.00"]
    assert text.endswith("- counted as wrong: model alone, who-01: model-alone did not answer (too long)")


def test_a_table_without_refusals_times_or_git():
    replies = [[reply("footnote", 1.0), reply("bm25", 1.0, None)]]
    text = as_markdown({**PROVENANCE, **summarised(replies)}, {**timings(replies), "git": None})
    refused = next(line for line in text.splitlines() if line.startswith("| unanswerable: refused"))
    assert [cell.strip() for cell in refused.split("|")[2:4]] == ["–", "–"]
    assert "commit" not in text and "nan" not in text.lower().replace("unanswerable", "")
