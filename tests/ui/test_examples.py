"""Example questions come from the documents in hand and are answered from where they came from."""

from index.errors import ModelError
from index.types import Document
from ui.examples import TRIED, WANTED, candidates, example_questions, varied

TEXT = (
    "Nora Vance, the keeper of the light, wrote to the council. At least 12 people died in the flood. "
    "The crew used 117 lamps. Nora Vance said that the tower had shaken. Nora Vance left in May."
)


def document(text: str) -> Document:
    return Document("notes.md", "Notes", text, "", "", "")


def test_questions_are_made_from_sentences_that_answer_them():
    made = {item.question: TEXT[item.start : item.end] for _, item in candidates([document(TEXT)])}
    assert "the keeper of the light" in made["Who is Nora Vance?"]
    assert made["How many people died?"] == "At least 12 people died in the flood."
    assert made["How many lamps were used?"] == "The crew used 117 lamps."
    assert "had shaken" in made["What did Nora Vance say?"]


def test_one_of_each_kind_comes_before_a_second_of_any():
    names = " ".join(f"{first} Vance, the keeper, came." for first in ("Nora", "Mila", "Oona", "Ruth"))
    asked = [item.question for item in varied(list(candidates([document(names + " " + TEXT)])))]
    assert len(asked) == len(set(asked))
    assert len({question.split()[1] for question in asked[:4]}) >= 3


def test_a_text_without_names_or_numbers_has_none():
    assert not list(candidates([document("it rained. then it stopped.")]))


def test_the_examples_of_an_index_are_answered(make_pipeline):
    pipeline = make_pipeline()
    found = example_questions(pipeline)
    assert 0 < len(found) <= WANTED
    assert not [question for question in found if pipeline.answer(question).refused]


def test_what_is_refused_is_no_example(make_pipeline):
    assert example_questions(make_pipeline(refuse_below=1.0)) == []


def test_only_few_are_tried(make_pipeline, monkeypatch):
    asked = []
    monkeypatch.setattr("rag.pipeline.Pipeline.answer", lambda self, question: asked.append(question) or refuse())
    assert example_questions(make_pipeline()) == []
    assert len(asked) <= TRIED


def test_an_index_that_fails_costs_the_examples_only(make_pipeline, monkeypatch):
    def fail(self, question):
        raise ModelError("gone")

    monkeypatch.setattr("rag.pipeline.Pipeline.answer", fail)
    assert example_questions(make_pipeline()) == []


def refuse():
    from rag.types import Answer

    return Answer("", "", (), "", (), 0.0, True)
