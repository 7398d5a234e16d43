import random
from dataclasses import replace

import pytest

from index.embedder import package_directory
from rag.reader.mix import BATCH_TOKENS, ELSEWHERE, KINDS, STAGES, TITLED, Item, batches, cropped, items, stage_examples
from rag.reader.negatives import Example, Makers
from rag.reader.squad import Question, Span
from rag.reader.windows import Window, WordPieces

TEXT = "The harbour opened in 1904. Ada Brunn ran it. It has two piers. A storm took one. Karl Osten rebuilt it in 1931."


def example(answer: str | None) -> Example:
    span = Span(answer, TEXT.index(answer)) if answer else None
    return Example("Who ran it?", TEXT, span, answer is not None, "original")


@pytest.mark.parametrize("answer", ["Ada Brunn", "1904", "1931", None])
@pytest.mark.parametrize("seed", range(8))
def test_a_crop_is_whole_sentences_and_keeps_the_span(answer, seed):
    cut = cropped(example(answer), 60, random.Random(seed))
    assert cut.context in TEXT and len(cut.context) <= 60 and cut.context[0].isupper() and cut.context[-1] == "."
    if answer:
        assert cut.context[cut.span.start : cut.span.end] == answer


def test_a_short_context_is_left_as_it_is():
    assert cropped(example("1904"), 500, random.Random(0)) == example("1904")


def test_an_item_points_at_the_answer():
    pieces = WordPieces(package_directory() / "tokenizer.json")
    (item,) = items([example("Ada Brunn")], pieces)
    first, last = (token - item.window.first for token in item.target)
    assert TEXT[item.window.offsets[first][0] : item.window.offsets[last][1]] == "Ada Brunn"


def test_every_item_is_in_one_batch_and_no_batch_is_too_large():
    rng = random.Random(3)
    read = [Item(Window(tuple(range(rng.randint(20, 380))), 5, ((0, 1),)), None, False) for _ in range(700)]
    cut = batches(read, random.Random(0))
    assert sorted(id(item) for batch in cut for item in batch) == sorted(map(id, read))
    for batch in cut:
        assert len(batch) * max(len(item.window.ids) for item in batch) <= BATCH_TOKENS
    padding = sum(len(b) * max(len(i.window.ids) for i in b) for b in cut) / sum(len(i.window.ids) for i in read)
    assert padding < 1.1


def test_a_stage_reads_what_it_says(toy_embedder):
    def asked(number, domain, answerable=True):
        span = Span("Ada Brunn", TEXT.index("Ada"))
        spans = {"answers": (span,)} if answerable else {"answers": (), "plausible": (span,)}
        return Question(str(number), domain, f"article {number}", f"{TEXT} {number}", "Who ran it in 1904?", **spans)

    questions = [asked(n, "mixed", n % 2 == 0) for n in range(80)] + [asked(n, "other") for n in range(80, 480)]
    makers = Makers([question for question in questions if question.answerable], toy_embedder)
    for stage in STAGES:
        made = stage_examples(stage, questions, makers, random.Random(0))
        kept = [one for one in made if one.kind == "original"]
        assert len(kept) == 80 * stage.copies + round(400 * stage.share)
        assert {one.kind for one in made} - {"original"} <= set(KINDS)
        answerable = 40 * stage.copies + round(400 * stage.share)
        assert stage.made / 2 < (len(made) - len(kept)) / answerable < stage.made + 0.1
        assert made == stage_examples(stage, questions, makers, random.Random(0))


def test_a_passage_is_read_with_the_title_of_its_own_article(toy_embedder):
    questions = [
        Question(str(n), "mixed", f"article {n // 2}", f"{TEXT} {n}", "Who ran it?", (Span("Ada Brunn", TEXT.index("Ada")),))
        for n in range(200)
    ]
    made = stage_examples(replace(STAGES[-1], copies=1, share=1, made=1.0), questions, Makers(questions, toy_embedder), random.Random(0))
    article = {question.context: question.article for question in questions}
    titled = [one for one in made if one.title]
    assert all(one.title == article[one.context] for one in titled if one.context in article)
    assert TITLED - 0.1 < len(titled) / len(made) < TITLED + 0.1


def test_a_yes_no_question_is_not_turned_round(toy_embedder):
    span = (Span("Ada Brunn ran it", TEXT.index("Ada")),)
    asked = [
        Question(str(n), "mixed", f"article {n}", f"{TEXT} {n}", "Did Ada Brunn run it before 1931?", span)
        for n in range(100)
    ]
    made = stage_examples(STAGES[-1], asked, Makers(asked, toy_embedder), random.Random(0))
    assert {one.kind for one in made} <= {"original", *ELSEWHERE}


def test_the_shares_of_the_kinds_add_up():
    assert sum(KINDS.values()) == pytest.approx(1.0)
