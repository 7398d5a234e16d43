from rag.pipeline import Pipeline
from rag.rows import turns
from rag.types import Turn


def test_a_pronoun_means_whom_the_reader_found_whatever_the_model_made_of_it(make_pipeline, scripted):
    pipeline: Pipeline = make_pipeline(scripted("The first master served for twelve years."))
    first = pipeline.answer("Who was its first master?")
    assert "Ada Brunn" in first.text and first.unsupported == 1 and "Ada Brunn" in first.short
    assert turns([first]) == [Turn("Who was its first master?", first.short)]
    assert pipeline.answer("How many years did she serve?", turns([first])).standalone == (
        "How many years did Ada Brunn serve?"
    )
