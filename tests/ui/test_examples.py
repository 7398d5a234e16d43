"""Example questions come from the documents in hand and are answered from where they came from."""

from index.errors import ModelError
from index.types import Document
from ui.examples import RELATED, TRIED_MORE, WANTED, candidates, example_questions, related_questions, varied

TEXT = (
    "Nora Vance, the keeper of the light, wrote to the council. At least 12 people died in the flood. "
    "The crew used 117 lamps. Nora Vance said that the tower had shaken. Nora Vance left in May."
)


def document(text: str) -> Document:
    return Document("notes.md", "Notes", text, "", "", "")


def examples(pipeline):
    return example_questions(pipeline, pipeline.searcher.documents())


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
    found = examples(pipeline)
    assert 0 < len(found) <= WANTED
    assert not [question for question in found if pipeline.answer(question).refused]


def test_what_is_refused_is_no_example(make_pipeline):
    assert examples(make_pipeline(refuse_below=1.0)) == []


def test_only_few_are_tried(make_pipeline, monkeypatch):
    asked = []
    monkeypatch.setattr("rag.pipeline.Pipeline.answer", lambda self, question: asked.append(question) or refuse())
    assert examples(make_pipeline()) == []
    assert len(asked) <= WANTED + TRIED_MORE


def test_an_index_that_fails_costs_the_examples_only(make_pipeline, monkeypatch):
    def fail(self, question):
        raise ModelError("gone")

    monkeypatch.setattr("rag.pipeline.Pipeline.answer", fail)
    assert examples(make_pipeline()) == []


def test_the_examples_of_one_document_are_about_it(make_pipeline):
    pipeline = make_pipeline()
    document = pipeline.searcher.document("orchard.md")
    found = example_questions(pipeline, [document])
    assert found and all(pipeline.answer(question).citations[0].document == document.id for question in found)


def test_a_refusal_leads_to_questions_that_are_answered(make_pipeline):
    pipeline = make_pipeline()
    refusal = pipeline.answer("Who painted the harbour's gate crimson in winter?")
    assert refusal.refused
    found = related_questions(pipeline, refusal)
    assert 0 < len(found) <= RELATED and len(set(found)) == len(found)
    assert not [question for question in found if pipeline.answer(question).refused]


def refuse():
    from rag.types import Answer

    return Answer("", "", (), "", (), 0.0, True)
