import json
import random

import pytest

from index.errors import FootnoteError
from rag.reader.squad import SAMPLED, Question, Span, read_folders, read_squad, sampled, split_file


def qa(number, answers=("red",), impossible=False):
    spans = [{"text": text, "answer_start": "The door is red.".index(text)} for text in answers]
    row = {"id": str(number), "question": f"What  colour is door {number}?", "answers": spans}
    return {**row, "answers": [], "plausible_answers": spans, "is_impossible": True} if impossible else row


def written(path, articles, impossible=False):
    data = [
        {"title": f"Doors {n}", "paragraphs": [{"context": f"The door is red. {n}", "qas": [qa(n), qa(n + 100, impossible=impossible)]}]}
        for n in range(articles)
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def test_spans_stand_in_their_context(tmp_path):
    for question in read_squad(written(tmp_path / "doors.json", 3, impossible=True)):
        for span in question.answers + question.plausible:
            assert question.context[span.start : span.end] == span.text == "red"
        assert question.answerable == (not question.plausible)
        assert (question.domain, question.text[:12]) == ("doors", "What colour ")


def test_two_articles_of_a_file_with_unanswerable_questions_are_held_out_whole(tmp_path):
    split = split_file(read_squad(written(tmp_path / "doors.json", 5, impossible=True)))
    assert {question.article for question in split.held_out} == {"Doors 3", "Doors 4"}
    assert {question.article for question in split.train} == {"Doors 0", "Doors 1", "Doors 2"}


def test_a_tenth_of_the_paragraphs_of_another_file_is_held_out_whole(tmp_path):
    split = split_file(read_squad(written(tmp_path / "doors.json", 400)))
    held = {question.context for question in split.held_out}
    assert 20 <= len(held) <= 60
    assert not held & {question.context for question in split.train}
    assert len(split.held_out) == 2 * len(held)


def test_a_span_ends_after_its_text():
    assert Span("red", 12).end == 15


@pytest.mark.parametrize("content", ["", "[]", '{"data": [{}]}', '{"data": [{"paragraphs": [{"qas": []}], "title": 1}]}', "\x00"])
def test_a_file_in_another_form_is_one_clear_line(tmp_path, content):
    (tmp_path / "odd.json").write_text(content, encoding="utf-8")
    if "qas" in content:
        assert read_squad(tmp_path / "odd.json") == []
        return
    with pytest.raises(FootnoteError, match="odd.json is not in SQuAD's JSON form"):
        read_squad(tmp_path / "odd.json")


def test_a_folder_without_data_says_so(tmp_path):
    with pytest.raises(FootnoteError, match="holds no .json file"):
        read_folders([tmp_path])


def test_no_file_counts_for_more_questions_than_its_share():
    questions = [Question(str(n), f"written-{n % 2}", "a", f"text {n}", "Who?", ()) for n in range(500)]
    assert len(sampled(questions, random.Random(0))) == 2 * SAMPLED["written"]
    assert sampled(questions[:50], random.Random(0)) == sampled(questions[:50], random.Random(0))
