"""A made negative has to differ from its question in the way it claims, or not to be made."""

import random

import pytest

from rag.reader.negatives import Makers, mentions, negated, opposite, original, other_question_word, sentence_removed
from rag.reader.negatives import usual_answer
from rag.reader.squad import Question, Span

VELM = "The harbour of Velm opened in 1904. Ada Brunn ran it before the war. It was larger than Port Sund, which closed in 1890."
SUND = "Port Sund was dug by Karl Osten in 1851. Its lighthouse is 31 metres tall and was painted in spring."
APPLES = "Mira Holt planted 240 apple trees. The pears had died after a frost."


def question(text, context, answer, number=0, article="Harbours"):
    return Question(str(number), "notes", article, context, text, (Span(answer, context.index(answer)),))


QUESTIONS = [
    question("Who ran the harbour of Velm before the war?", VELM, "Ada Brunn", 0),
    question("When did Port Sund close after the boom?", VELM, "1890", 1),
    question("Who dug Port Sund in 1851?", SUND, "Karl Osten", 2),
    question("How tall is the lighthouse?", SUND, "31 metres", 3),
    question("Who planted the apple trees?", APPLES, "Mira Holt", 4, "Orchards"),
    question("Why did Mira Holt plant apple trees in spring?", APPLES, "The pears had died", 5, "Orchards"),
]


@pytest.fixture
def makers(toy_embedder):
    return Makers(QUESTIONS, toy_embedder)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.text)
def test_every_maker_keeps_its_promises(makers, asked, seed):
    rng = random.Random(seed)
    for kind, make in makers.all.items():
        example = make(asked, rng)
        if example is None:
            continue
        assert (example.kind, example.answerable) == (kind, False)
        assert (example.question, example.context) != (asked.text, asked.context)
        if example.span:
            assert example.context[example.span.start : example.span.end] == example.span.text
        if kind in {"retrieved", "same article", "sentence removed"}:
            assert example.question == asked.text and asked.answers[0].text.lower() not in example.context.lower()
        if kind == "same article":
            assert example.context in {VELM, SUND}
        if kind in {"mention swapped", "condition", "opposite", "negated"}:
            assert example.context == asked.context and example.question.endswith("?")


def test_each_maker_makes_something_of_these(makers):
    rng = random.Random(0)
    made = {kind for kind, make in makers.all.items() for asked in QUESTIONS for _ in range(10) if make(asked, rng)}
    assert made == set(makers.all)


def test_the_same_seed_makes_the_same(makers):
    def run():
        rng = random.Random(5)
        return [make(asked, rng) for asked in QUESTIONS for make in makers.all.values()]

    assert run() == run()


def test_mentions_are_names_numbers_and_dates_but_no_question_words():
    assert mentions("Who did the Port of Velm fire in May 1904, after 31 days?") == [
        ("name", "Port of Velm"), ("month", "May"), ("year", "1904"), ("number", "31"),
    ]
    assert mentions("What is the first one?") == [("ordinal", "first")]


@pytest.mark.parametrize(
    ("make", "asked", "made"),
    [
        (opposite, "Who ran it before dawn?", "Who ran it after dawn?"),
        (negated, "Who was invited?", {"Who was not invited?", "Who was never invited?"}),
        (negated, "What did Ada run?", {"What did Ada not run?", "What did Ada never run?"}),
        (negated, "Who was not invited?", None),
        (opposite, "Who ran it?", None),
    ],
)
def test_turned_questions(make, asked, made):
    example = make(question(asked, VELM, "Ada Brunn"), random.Random(1))
    expected = made if isinstance(made, set) else {made}
    assert (example.question if example else None) in expected


def test_asking_for_a_time_only_where_the_sentence_has_none():
    where = question("Where did Ada Brunn work?", "Ada Brunn worked at the quay. It opened in 1904.", "the quay")
    assert other_question_word(where, random.Random(0)).question.endswith(" did Ada Brunn work?")
    dated = question("Where did Ada Brunn work?", "Ada Brunn worked at the quay in 1904.", "the quay")
    assert other_question_word(dated, random.Random(0)) is None


def test_a_passage_that_still_names_the_answer_is_no_negative():
    twice = question("Who ran it?", "Ada Brunn ran it. It was big. Later Ada Brunn left.", "Ada Brunn")
    assert sentence_removed(twice, random.Random(0)) is None


def test_an_unanswerable_original_points_at_its_plausible_span():
    asked = Question("1", "notes", "Harbours", VELM, "Who sank Velm?", (), (Span("Ada Brunn", VELM.index("Ada")),))
    assert (original(asked).span.text, original(asked).answerable) == ("Ada Brunn", False)


def test_the_usual_answer_is_what_most_chose_then_the_shortest():
    long, short = Span("in 1904", 0), Span("1904", 3)
    assert usual_answer((long, short)) == short
    assert usual_answer((long, long, short)) == long
