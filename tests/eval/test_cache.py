"""A stage is run again only where something that it depends on has changed."""

import pytest

from eval.cache import Cache, cached, code_of
from index.errors import ConfigError

QUESTION = "Who built the lighthouse?"
MODEL = "checksum of a model"


class Counted:
    """Counts how often it is asked."""

    def __init__(self, part):
        self.part, self.asked = part, 0

    def __getattr__(self, name):
        return getattr(self.part, name)

    def read(self, *arguments):
        self.asked += 1
        return self.part.read(*arguments)

    def search(self, *arguments):
        self.asked += 1
        return self.part.search(*arguments)


@pytest.fixture
def kept(tmp_path):
    return Cache(tmp_path / "cache.sqlite")


@pytest.fixture
def counted(make_pipeline):
    """A pipeline whose searcher and reader count."""

    def make(generator=None, **settings):
        made = make_pipeline(generator, **settings)
        object.__setattr__(made, "searcher", Counted(made.searcher))
        object.__setattr__(made, "reader", Counted(made.reader))
        return made

    return make


def without_times(answer):
    return {**vars(answer), "seconds": None}


def test_the_second_time_nothing_is_computed_and_all_is_the_same(counted, scripted, kept):
    generator = scripted("Karl Osten built the lighthouse.")
    pipeline = counted(generator)
    first = cached(pipeline, kept, MODEL).answer(QUESTION)
    asked, prompts, hits = (pipeline.searcher.asked, pipeline.reader.asked), len(generator.prompts), kept.hits
    second = cached(pipeline, kept, MODEL).answer(QUESTION)
    assert without_times(first) == without_times(second) and first.phrased
    assert (pipeline.searcher.asked, pipeline.reader.asked) == asked and len(generator.prompts) == prompts
    assert hits == 0 and kept.hits >= 3


def test_another_threshold_reads_nothing_anew(counted, kept):
    cached(counted(), kept, MODEL).answer(QUESTION)
    other = counted(refuse_below=0.999)
    assert cached(other, kept, MODEL).answer(QUESTION).refused
    assert (other.searcher.asked, other.reader.asked) == (0, 0)


def test_another_number_of_passages_searches_and_reads_anew(counted, kept):
    cached(counted(), kept, MODEL).answer(QUESTION)
    other = counted(passages=2)
    cached(other, kept, MODEL).answer(QUESTION)
    assert other.searcher.asked == other.reader.asked == 1


def test_another_question_is_computed(counted, kept):
    pipeline = counted()
    cached(pipeline, kept, MODEL).answer(QUESTION)
    asked = pipeline.reader.asked
    cached(pipeline, kept, MODEL).answer("How many apple trees are there?")
    assert pipeline.reader.asked > asked


def test_a_reply_that_was_not_read_to_its_end_goes_on_where_it_was_left(make_pipeline, scripted, kept):
    from rag.generator import Prompt

    generator = scripted("One. Two. Three.")
    prompt = Prompt("system", "user")
    first = cached(make_pipeline(generator), kept, MODEL).generator.stream(prompt)
    begun = [next(first), next(first)]
    first.close()
    again = "".join(cached(make_pipeline(generator), kept, MODEL).generator.stream(prompt))
    assert "".join(begun) == "One. T" and again == "One. Two. Three."
    third = "".join(cached(make_pipeline(generator), kept, MODEL).generator.stream(prompt))
    assert third == again and len(generator.prompts) == 2


def test_without_a_cache_tokens_are_counted_all_the_same(make_pipeline, scripted):
    pipeline = cached(make_pipeline(scripted("Karl Osten built the lighthouse.")), None, None)
    assert pipeline.answer(QUESTION).phrased and pipeline.generator.tokens > 20
    assert cached(make_pipeline(), None, None).generator is None


def test_a_file_that_is_no_cache_is_one_clear_line(tmp_path):
    (tmp_path / "cache.sqlite").write_text("not a database at all, but long enough to be looked at" * 100)
    with pytest.raises(ConfigError, match="cannot be used as a cache .* pass --no-cache"):
        Cache(tmp_path / "cache.sqlite")


def test_the_code_of_other_parts_is_another():
    assert code_of("index") != code_of("rag") and code_of("index") == code_of("index")


@pytest.mark.parametrize("other", ["checksum of another", None])
def test_what_another_model_said_is_not_looked_up(make_pipeline, scripted, kept, other):
    generator = scripted("Karl Osten built the lighthouse.")
    cached(make_pipeline(generator), kept, MODEL).answer(QUESTION)
    prompts = len(generator.prompts)
    cached(make_pipeline(generator), kept, other).answer(QUESTION)
    assert len(generator.prompts) == 2 * prompts
