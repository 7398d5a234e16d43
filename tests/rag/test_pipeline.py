"""The pipeline on toy parts: what it shows, and when."""

import pytest

from index.errors import ModelError, QuestionError
from rag.pipeline import ENGLISH_ONLY, REFUSAL
from rag.types import Draft, Final, Stage, Turn

QUESTION = "Who built the lighthouse?"


def exact(pipeline, answer):
    """Every citation is what the stored text holds at its offsets."""
    for citation in answer.citations:
        text = pipeline.searcher.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote
    return True


def test_the_quotation_comes_before_the_model_speaks(make_pipeline, scripted):
    generator = scripted("Karl Osten built the lighthouse.")
    events = make_pipeline(generator).stream(QUESTION)
    for event in events:
        if isinstance(event, Draft):
            break
    assert generator.prompts == []
    assert event.answer.text == event.answer.citations[0].quote == "The lighthouse was built by Karl Osten."
    events.close()


def test_a_backed_sentence_of_the_models_is_shown_with_its_citation(make_pipeline, scripted):
    pipeline = make_pipeline(scripted("Karl Osten built the lighthouse."))
    answer = pipeline.answer(QUESTION)
    assert answer.text == "Karl Osten built the lighthouse."
    assert answer.sentences[0].citations == (1,)
    assert answer.citations[0].quote == "The lighthouse was built by Karl Osten."
    assert set(answer.seconds) == {"search", "read", "write", "total"}
    assert exact(pipeline, answer)


@pytest.mark.parametrize("invention", ["Ada Brunn built the lighthouse.", "Karl Osten built it in 1955.", "I do not know.", "", "Karl Osten built"])
def test_an_invention_is_never_shown_and_the_quotation_stands(make_pipeline, invention, scripted):
    pipeline = make_pipeline(scripted(invention))
    shown = [event.answer.text for event in pipeline.stream(QUESTION) if isinstance(event, (Draft, Final))]
    assert set(shown) == {"The lighthouse was built by Karl Osten."}


def test_what_is_dropped_is_counted(make_pipeline, scripted):
    answer = make_pipeline(scripted("Ada Brunn built the lighthouse.")).answer(QUESTION)
    assert (answer.unsupported, answer.phrased) == (1, False)
    answer = make_pipeline(scripted("Karl Osten built the lighthouse.")).answer(QUESTION)
    assert (answer.unsupported, answer.phrased) == (0, True)


@pytest.mark.parametrize("said", ["Hello!", "thanks a lot", "What can you do?"])
def test_small_talk_gets_a_reply_that_says_nothing_of_the_documents(make_pipeline, scripted, said):
    generator = scripted("Karl Osten.")
    answer = make_pipeline(generator).answer(said)
    assert not answer.refused and not answer.citations and answer.text and answer.short == ""
    assert generator.prompts == []


def test_a_greeting_before_a_question_is_not_in_its_way(make_pipeline):
    assert "Karl Osten" in make_pipeline(None).answer(f"Hello, {QUESTION}").text


def test_a_question_in_another_language_is_refused_and_told_why(make_pipeline):
    answer = make_pipeline(None).answer("Wer hat den Leuchtturm von Velm gebaut, und wann war das?")
    assert answer.refused and answer.text == ENGLISH_ONLY


def test_a_misspelt_name_is_understood_and_shown(make_pipeline):
    answer = make_pipeline(None).answer("Who built the lighthose?")
    assert answer.standalone == QUESTION and "Karl Osten" in answer.text


def test_an_overview_is_sentences_each_with_its_own_citation(make_pipeline):
    pipeline = make_pipeline(None)
    answer = pipeline.answer("What are the harbour notes about?")
    assert len(answer.sentences) > 1 and exact(pipeline, answer)
    assert [sentence.citations for sentence in answer.sentences] == [(n,) for n in range(1, len(answer.sentences) + 1)]


def test_the_model_is_stopped_after_the_sentences_asked_for(make_pipeline, scripted):
    generator = scripted("Karl Osten built the lighthouse. " + "It stands. " * 100)
    make_pipeline(generator, answer_sentences=1).answer(QUESTION)
    assert len(generator.said) < 60


def test_what_the_documents_do_not_say_is_refused_with_the_nearest_passages(make_pipeline, scripted):
    generator = scripted("Paris.")
    pipeline = make_pipeline(generator)
    answer = pipeline.answer("What is the capital of France?")
    assert answer.refused and answer.text == REFUSAL and answer.short == ""
    assert answer.citations and exact(pipeline, answer)
    assert answer.confidence < 0.5
    assert generator.prompts == []


def test_without_a_model_the_quotation_is_the_answer(make_pipeline):
    answer = make_pipeline(None).answer(QUESTION)
    assert answer.text == answer.short == answer.citations[0].quote
    assert answer.seconds["write"] == 0.0


def test_a_follow_up_shows_how_it_was_understood(make_pipeline):
    answer = make_pipeline(None).answer("How many years did she serve?", [Turn("Who was the harbour's first master?", "Ada Brunn")])
    assert answer.standalone == "How many years did Ada Brunn serve?"
    assert "twelve years" in answer.text


def test_stages_are_announced_in_order(make_pipeline, scripted):
    stages = [e.text for e in make_pipeline(scripted("x")).stream(QUESTION) if isinstance(e, Stage)]
    assert [stage.split()[0] for stage in stages] == ["searching", "reading", "writing"]


@pytest.mark.parametrize(("question", "says"), [("", "empty"), (" \n", "empty"), ("half \ud800?", "not valid UTF-8"), ("x" * 100_000, "100,000 characters.*shorten")])
def test_a_question_that_cannot_be_asked(make_pipeline, question, says):
    with pytest.raises(QuestionError, match=says):
        make_pipeline(None).answer(question)


def test_a_model_that_fails_is_an_error_after_the_quotation(make_pipeline, scripted):
    seen = []
    with pytest.raises(ModelError):
        for event in make_pipeline(scripted(error=ModelError("down"))).stream(QUESTION):
            seen.append(event)
    assert isinstance(seen[-2], Draft)
