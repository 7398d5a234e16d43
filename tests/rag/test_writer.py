"""What the language model's adapter is trained on, and that it is there."""

import json

import pytest

from index.errors import ModelError
from rag import generator
from rag.config import Config
from rag.generator import Prompt, open_generator
from rag.reader.squad import Question, Span
from rag.verify import align
from rag.writer import SENTENCES, to_answer, to_ask
from rag.writer.train import IGNORED, QUESTIONS, asking, learned, padded, phrasing

CONTEXT = "The harbour opened in 1904. Its first master was Ada Brunn, a pilot from Sund."


def question(text, answer, article="The harbour of Velm"):
    answers = (Span(answer, CONTEXT.index(answer)),) if answer else ()
    return Question("1", "written", article, CONTEXT, text, answers)


def test_a_question_is_learned_with_the_sentence_that_answers_it():
    (example,) = asking([question("Who was the first master of Velm's harbour?", "Ada Brunn")])
    sentence = "Its first master was Ada Brunn, a pilot from Sund."
    assert example.prompt == Prompt(*to_ask("The harbour of Velm", sentence, "Ada Brunn"))
    assert example.reply == "Who was the first master of Velm's harbour?"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Who was its first master?", "Ada Brunn"),  # points elsewhere
        ("Who was the first master in Orra?", "Ada Brunn"),  # names what neither title nor sentence has
        ("first master velm", "Ada Brunn"),  # no question in form
        ("Who was the first owner?", None),  # not answered
        ("What is told of the harbour?", CONTEXT[:70]),  # over two sentences
    ],
)
def test_other_questions_are_not_learned(text, answer):
    assert list(asking([question(text, answer)])) == []


def test_what_verification_would_drop_is_not_learned(tmp_path):
    row = {"text": CONTEXT, "question": "When did it open?", "short": "1904", "sentence": "The harbour opened in 1904."}
    rows = [row, {**row, "sentence": "The harbour opened in 1905."}, {**row, "sentence": "The harbour opened."}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [example.reply for example in phrasing(tmp_path / "rows.jsonl")] == [row["sentence"]]


def test_one_in_nine_is_held_out():
    examples, read = set(phrasing(SENTENCES)), set(learned(0))
    asked = len(read - examples) / QUESTIONS
    assert len(examples) > 2000 and 0.85 < len(examples & read) / len(examples) < 0.92 and 0.85 < asked < 0.92


def test_a_batch_is_of_one_length_and_what_is_added_is_not_learned():
    batch = padded([{"input_ids": [5, 6, 7], "labels": [IGNORED, 6, 7]}, {"input_ids": [8], "labels": [8]}])
    assert batch["input_ids"].tolist() == [[5, 6, 7], [8, 0, 0]]
    assert batch["labels"].tolist() == [[IGNORED, 6, 7], [8, IGNORED, IGNORED]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1], [1, 0, 0]]


@pytest.mark.real_models
def test_the_built_in_model_answers_and_asks_as_it_was_taught():
    writer = open_generator("builtin", Config())
    text = "The treaty, which ended the war, was signed by Karl Osten in the old mill at Velm in 1904."
    said = "".join(writer.stream(Prompt(*to_answer(text, "Who signed the treaty?", "Karl Osten"))))
    assert writer.taught and align(said, "Who signed the treaty?", [text], [text]) is not None
    assert "".join(writer.stream(Prompt(*to_ask("Velm", text, "1904")))).endswith("?")


@pytest.mark.real_models
def test_a_damaged_adapter_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "adapter.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(generator, "ADAPTER", tmp_path / "adapter.gguf")
    with pytest.raises(ModelError, match="not the published one .* git checkout -- rag/writer"):
        open_generator("builtin", Config())
    assert not open_generator("builtin", Config(), taught=False).taught
