"""A conversation over the pipeline's events: what is shown when, and that Stop stops."""

import time
from concurrent.futures import CancelledError
from threading import Event

import pytest

from index.errors import ModelError
from rag.generator import Prompt
from rag.rows import turns
from rag.types import Turn
from ui.background import Ended, in_background, started
from ui.session import BROKEN, Conversation, converse
from ui.stopping import StoppableGenerator

QUESTION = "Who was the first master?"


class EndlessGenerator:
    """Never finishes a sentence; notes whether it was closed."""

    name = "endless"
    steerable = taught = False

    def __init__(self) -> None:
        self.begun, self.closed = Event(), Event()

    def stream(self, prompt):
        try:
            while True:
                self.begun.set()
                time.sleep(0.005)
                yield "and "
        finally:
            self.closed.set()


def all_of(pipeline, question, before=Conversation()):
    return list(converse(pipeline, before, question, Event()))


def test_stages_come_first_and_the_quotation_before_the_model_has_said_a_word(make_pipeline, scripted):
    pipeline = make_pipeline(scripted("Ada Brunn was its first master."))
    steps = [step.exchanges[-1] for step in all_of(pipeline, QUESTION)]
    stages = [step.stage for step in steps]
    assert stages[0] == "starting" and "searching" in stages and "writing" in stages and stages[-1] is None
    first_shown = next(step for step in steps if step.answer)
    assert first_shown.answer.citations[0].quote in first_shown.answer.text
    assert "Brunn" in steps[-1].answer.text and steps[-1].error is None


def test_an_earlier_exchange_is_history(make_pipeline):
    before = all_of(make_pipeline(), QUESTION)[-1]
    after = all_of(make_pipeline(), "How long did she serve?", before)[-1]
    assert len(after.exchanges) == 2
    assert "Ada Brunn" in after.exchanges[-1].answer.standalone


def test_a_question_that_cannot_be_asked_is_one_line(make_pipeline):
    (exchange,) = all_of(make_pipeline(), "   ")[-1].exchanges
    assert exchange.error == "the question is empty; ask something" and exchange.answer is None
    assert all_of(make_pipeline(), "   ")[-1].exchanges[-1].stage is None


def test_a_model_that_fails_leaves_the_quotation(make_pipeline, scripted):
    last = all_of(make_pipeline(scripted(error=ModelError("the model is gone; start it"))), QUESTION)[-1].exchanges[-1]
    assert last.error == "the model is gone; start it"
    assert "Ada Brunn" in last.answer.text


def test_a_bug_is_said_plainly_and_its_traceback_stays_in_the_terminal(make_pipeline, scripted, monkeypatch):
    noted = []
    monkeypatch.setattr("threading.excepthook", noted.append)
    last = all_of(make_pipeline(scripted(error=ZeroDivisionError("secret"))), QUESTION)[-1].exchanges[-1]
    assert last.error == BROKEN and last.stage is None
    assert noted[0].exc_type is ZeroDivisionError


def test_stop_ends_at_once_closes_the_model_and_keeps_the_quotation(make_pipeline):
    generator, stop = EndlessGenerator(), Event()
    steps = converse(make_pipeline(generator), Conversation(), QUESTION, stop)
    for step in steps:
        if step.exchanges[-1].stage == "writing":
            break
    assert generator.begun.wait(5)
    stop.set()
    *_, last = steps
    assert last.exchanges[-1].stopped and last.exchanges[-1].stage is None
    assert "Ada Brunn" in last.exchanges[-1].answer.text
    assert generator.closed.wait(5)


def test_a_browser_that_goes_away_stops_the_model(make_pipeline):
    generator = EndlessGenerator()
    steps = converse(make_pipeline(generator), Conversation(), QUESTION, Event())
    while not generator.begun.is_set():
        next(steps)
        time.sleep(0.05)
    steps.close()
    assert generator.closed.wait(5)


def test_a_stopped_exchange_is_history_too(make_pipeline):
    generator, stop = EndlessGenerator(), Event()
    for step in converse(make_pipeline(generator), Conversation(), QUESTION, stop):
        if step.exchanges[-1].stage == "writing":
            stop.set()
    assert step.answers[0].question == QUESTION


def test_items_come_in_order_and_then_how_they_ended():
    assert list(in_background(iter_of(1, 2, 3), Event())) == [1, 2, 3, Ended.WHOLE]


def test_nothing_is_given_after_a_stop():
    stop = Event()
    stop.set()
    assert list(in_background(iter_of(1, 2, 3), stop)) == [Ended.STOPPED]


def test_silence_is_broken_so_that_a_lost_browser_is_noticed():
    def slow():
        time.sleep(1.5)
        yield "late"

    assert list(in_background(slow(), Event())) == [None, "late", Ended.WHOLE]


def test_a_result_is_waited_for_and_a_bug_is_not(monkeypatch):
    monkeypatch.setattr("threading.excepthook", lambda noted: None)
    assert started(lambda: 7).result(5) == 7
    with pytest.raises(CancelledError):
        started(lambda: 1 / 0).result(5)


def iter_of(*items):
    yield from items


def test_a_stoppable_generator_says_what_the_other_says():
    class Two:
        name = "two"
        steerable = taught = False

        def stream(self, prompt):
            yield from (prompt.system, prompt.user)

    stoppable = StoppableGenerator(Two(), Event())
    assert stoppable.name == "two" and list(stoppable.stream(Prompt("a", "b"))) == ["a", "b"]


def test_refusals_are_history_without_an_answer(make_pipeline):
    last = all_of(make_pipeline(), "What does a submarine weigh?")[-1]
    assert last.exchanges[-1].answer.refused
    assert turns(last.answers) == [Turn("What does a submarine weigh?", None)]
