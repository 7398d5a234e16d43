"""The peers over the toy index: real llama-index engines, a toy embedder, a scripted language model."""

import json
import sys

import pytest
from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
from llama_index.core.llms import CustomLLM

from eval import __main__ as command
from eval import beside
from eval.peers import (
    NAMES,
    BestSentence,
    CitationEngine,
    Footnote,
    ModelAlone,
    QueryEngine,
    open_peers,
    vector_index,
)
from index.errors import ModelError
from index.search import open_files
from rag.types import Turn

BUILT = "Who built the lighthouse?"


class ScriptedLLM(CustomLLM):
    """Says what it was told to, or raises it, and remembers its prompts."""

    reply: str = ""
    prompts: list[str] = []
    failure: type[Exception] | None = None

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=2048, num_output=256)

    def complete(self, prompt, formatted=False, **options) -> CompletionResponse:
        self.prompts.append(prompt)
        if self.failure is not None:
            raise self.failure("Requested tokens (2100) exceed\ncontext window of 2048")
        return CompletionResponse(text=self.reply)

    def stream_complete(self, prompt, formatted=False, **options):
        yield self.complete(prompt)


def scripted_llm(reply="", failure=None):
    def as_prompt(messages):
        return "".join(f"<{message.role.value}>{message.content}" for message in messages)

    return ScriptedLLM(reply=reply, prompts=[], failure=failure, messages_to_prompt=as_prompt)


@pytest.fixture
def source_index(searcher, toy_embedder):
    return vector_index(searcher.documents(), toy_embedder)


@pytest.fixture
def store(searcher, tmp_path):
    return open_files(tmp_path / "index")[1]


def test_footnote_shows_its_quotations_and_says_itself_whether_it_refuses(make_pipeline):
    answer = Footnote(make_pipeline()).answer(BUILT)
    assert answer.cited == ("The lighthouse was built by Karl Osten.",)
    assert answer.refused is False and answer.shown > 0
    refusal = Footnote(make_pipeline()).answer("What did the volcano cost in pesos?")
    assert refusal.refused is True and refusal.shown is None


def test_footnote_understands_a_follow_up(make_pipeline):
    peer = Footnote(make_pipeline())
    follow_up, alone = peer.answer("How tall is it?", [Turn(BUILT)]), peer.answer("How tall is it?")
    assert "lighthouse" in follow_up.text and "lighthouse" not in alone.text


@pytest.mark.parametrize(
    ("marker", "cited"),
    [("[1]", ("Velm",)), ("[2][2]", ("apple",)), ("[1, 2]", ("Velm", "apple")), ("", ()), ("[0][7]", ())],
)
def test_the_citation_engine_cites_what_its_markers_point_to(source_index, marker, cited):
    engine = CitationEngine(source_index, scripted_llm(f"Karl Osten {marker}."))
    answer = engine.answer("Velm harbour lighthouse master")
    assert answer.text == f"Karl Osten {marker}." and answer.refused is None
    assert len(answer.cited) == len(cited)
    assert all(word in text and not text.startswith("Source") for word, text in zip(cited, answer.cited))


def test_the_query_engine_shows_its_sources_and_is_told_to_say_that_it_does_not_know(source_index):
    llm = scripted_llm("Karl Osten.")
    answer = QueryEngine(source_index, llm).answer(BUILT)
    assert answer.text == "Karl Osten." and len(answer.cited) == 2
    assert any("built by Karl Osten" in text for text in answer.cited)
    prompt = llm.prompts[0]
    assert prompt.startswith("<system>") and "say that you don't know" in prompt
    assert "built by Karl Osten" in prompt and prompt.endswith(f"Question: {BUILT}")


def test_the_model_alone_sees_no_document(source_index):
    llm = scripted_llm("Karl Osten.")
    answer = ModelAlone(llm).answer("And when?", [Turn(BUILT, "Karl Osten"), Turn("Why?")])
    assert (answer.text, answer.cited) == ("Karl Osten.", ())
    assert llm.prompts[0].endswith("<user>Who built the lighthouse?<assistant>Karl Osten<user>Why?<user>And when?")
    assert "31 metres" not in llm.prompts[0]


def test_the_best_sentence_of_what_bm25_finds(store):
    answer = BestSentence(store, 5).answer("How tall does the lighthouse stand in metres?")
    assert answer.text == "It stands 31 metres tall and was never automated."
    assert answer.cited == (answer.text,) and answer.refused is False


def test_bm25_refuses_only_where_it_finds_nothing(store):
    answer = BestSentence(store, 5).answer("Which volcano erupted?")
    assert (answer.text, answer.cited, answer.refused) == ("", (), True)


@pytest.mark.parametrize("failure", [ValueError, RuntimeError])
def test_what_the_libraries_raise_is_named_in_one_line(source_index, failure):
    for peer in (
        CitationEngine(source_index, scripted_llm(failure=failure)),
        QueryEngine(source_index, scripted_llm(failure=failure)),
        ModelAlone(scripted_llm(failure=failure)),
    ):
        with pytest.raises(ModelError, match=rf"^{peer.name} did not answer \(Requested .* exceed context"):
            peer.answer(BUILT)


def test_an_empty_answer_is_what_the_engines_call_an_empty_response(source_index):
    assert QueryEngine(source_index, scripted_llm("")).answer(BUILT).text == "Empty Response"


def test_a_question_too_long_for_the_context_is_named_too(source_index):
    with pytest.raises(ModelError, match="^query-engine did not answer"):
        QueryEngine(source_index, scripted_llm("Karl Osten.")).answer(" lighthouse" * 3000)


def test_other_errors_are_not_hidden(source_index):
    with pytest.raises(KeyError):
        ModelAlone(scripted_llm(failure=KeyError)).answer(BUILT)


def test_bare_prompts_are_put_in_the_models_chat_form(source_index):
    llm = scripted_llm("Osten [1].")
    CitationEngine(source_index, llm).answer(BUILT)
    assert llm.prompts[0].startswith("<user>Please provide an answer based solely on the provided sources.")


def test_all_peers_are_opened_with_a_model_each(make_pipeline, store, toy_embedder):
    opened = []

    def open_llm():
        opened.append(scripted_llm("Osten."))
        return opened[-1]

    peers = open_peers(NAMES, make_pipeline(), toy_embedder, store, open_llm)
    assert [peer.name for peer in peers] == ["footnote", *NAMES]
    assert len(opened) == 3 and all(peer.answer(BUILT).text for peer in peers)
    assert all(len(llm.prompts) == 1 for llm in opened)


def test_peers_can_be_left_out(make_pipeline, store, toy_embedder):
    peers = open_peers(["bm25"], make_pipeline(), toy_embedder, store, lambda: pytest.fail("no model is needed"))
    assert [peer.name for peer in peers] == ["footnote", "bm25"]


@pytest.mark.parametrize("model", ["none", "ollama:x", "http://127.0.0.1:1/v1#x"])
def test_the_command_needs_a_model_on_this_machine(run_footnote, one_line_error, model):
    error = one_line_error(run_footnote("eval", "peers", "--model", model))
    assert error == "error: peers needs a model on this machine; leave --model out or name a GGUF file"


@pytest.mark.parametrize("option", [("--peers", "bm25,google"), ("--questions", "0"), ("--questions", "few")])
def test_wrong_use_is_status_2(run_footnote, option):
    result = run_footnote("eval", "peers", *option)
    assert result.returncode == 2 and option[1].split(",")[-1] in result.stderr


def test_a_set_of_follow_ups_alone_is_one_error_line(run_footnote, one_line_error, tmp_path):
    row = '{"id": "a", "kind": "small-talk", "question": "Hello", "answerable": false, "reply": true}'
    row = row.replace("}", ', "answers": [], "quotes": []}')
    (tmp_path / "set.jsonl").write_text(row + "\n")
    assert "questions that stand alone" in one_line_error(run_footnote("eval", "peers", "set.jsonl"))


class FreeGenerator:
    """What `open_generator` gives for a GGUF, as far as the peers use it."""

    def unsteered(self):
        return scripted_llm("It was Karl Osten [1].")


def test_the_command_prints_and_writes_what_it_measured(make_pipeline, toy_embedder, tmp_path, monkeypatch, capsys):
    rows = [
        {"id": "who-01", "kind": "who", "question": BUILT, "answerable": True, "answers": ["Karl Osten"],
         "quotes": ["The lighthouse was built by Karl Osten."]},
        {"id": "no-01", "kind": "unanswerable", "question": "What did the volcano cost in pesos?",
         "answerable": False, "answers": [], "quotes": []},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.setattr(beside, "pipeline_from", lambda arguments: make_pipeline())
    monkeypatch.setattr(beside, "MiniLM", lambda: toy_embedder)
    monkeypatch.setattr(beside, "open_generator", lambda model, config, taught: FreeGenerator())
    arguments = ["peers", str(tmp_path / "set.jsonl"), "--index", str(tmp_path / "index"), "--output", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["eval", *arguments])
    assert command.main() == 0
    printed = capsys.readouterr().out
    assert printed == (tmp_path / "peers.md").read_text("utf-8") and "CitationQueryEngine" in printed
    text = (tmp_path / "peers.json").read_text("utf-8")
    summary, seconds = json.loads(text), json.loads((tmp_path / "peers-timings.json").read_text("utf-8"))
    assert list(summary["peers"]) == list(seconds["seconds"]) == ["footnote", *NAMES]
    assert summary["peers"]["footnote"]["right_and_cited"] == {"value": 1.0, "count": 1}
    assert summary["peers"]["footnote"]["refused"] == {"value": 1.0, "count": 1}
    assert summary["peers"]["model-alone"]["right"]["value"] == 1.0
    assert summary["peers"]["model-alone"]["refused"]["value"] == 0.0
    assert seconds["quotation"]["count"] == 1
    assert command.main() == 0 and (tmp_path / "peers.json").read_text("utf-8") == text
