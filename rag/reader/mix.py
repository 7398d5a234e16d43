"""What each stage of training reads: which questions, which made negatives, in which batches."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.sentences import sentence_spans
from rag.asked import Kind, asked
from rag.reader.negatives import Example, Makers, original
from rag.reader.squad import Question, Span, mixed_domains
from rag.reader.windows import Pair, Window, WordPieces, token_span

BATCH_TOKENS = 4096
TITLED = 0.85  # share of the passages that are read with their article's title
POOL = 50 * BATCH_TOKENS  # batches are cut from this many tokens sorted by length
# How often each kind of negative is tried first; where it does not apply, another is.
KINDS = {
    "retrieved": 0.15,
    "same article": 0.15,
    "sentence removed": 0.15,
    "mention swapped": 0.15,
    "passage changed": 0.1,
    "condition": 0.08,
    "opposite": 0.1,
    "negated": 0.06,
    "other question word": 0.06,
}
# Of a yes-no question: a changed one may well be answered, the other way.
ELSEWHERE = ("retrieved", "same article", "sentence removed")


@dataclass(frozen=True)
class Stage:
    """`copies`: times each question of a file that has unanswerable ones is read; `share`: times those of
    the other files; `made` negatives for each answerable question; `cropped` share of contexts, to `characters`.
    The loss is that of the verdict plus `span_weight` times that of the span.
    """

    name: str
    learning_rate: float
    last_rate: float
    copies: int
    share: float
    made: float
    cropped: float
    characters: int
    span_weight: float

    def described(self) -> str:
        return (
            f"learning rate {self.learning_rate} falling to {self.last_rate}; {self.copies} times each question of "
            f"files with unanswerable ones, {self.share:g} times the others; {self.made} made negatives for an "
            f"answerable question; {self.cropped:.0%} of passages cropped to {self.characters} characters; "
            f"the span's loss weighs {self.span_weight:g} times the verdict's"
        )


STAGES = (
    Stage("broad", 2e-4, 6e-5, copies=2, share=0.8, made=1.0, cropped=0.9, characters=420, span_weight=1.0),
    Stage("narrow", 1e-4, 0.0, copies=3, share=0.4, made=0.6, cropped=0.5, characters=600, span_weight=1.0),
    Stage("pointing", 1.5e-4, 0.0, copies=2, share=1.4, made=0.4, cropped=0.5, characters=560, span_weight=4.0),
    Stage("written", 1e-4, 0.0, copies=1, share=0.15, made=0.2, cropped=0.5, characters=640, span_weight=2.0),
)


@dataclass(frozen=True)
class Item:
    """One window to learn from; `target` is its (first, last) answer token or None."""

    window: Window
    target: tuple[int, int] | None
    answerable: bool


def stage_examples(stage: Stage, questions: Sequence[Question], makers: Makers, rng: random.Random) -> list[Example]:
    mixed = mixed_domains(questions)
    rest = [question for question in questions if question.domain not in mixed]
    chosen = rest * int(stage.share) + rng.sample(rest, round(stage.share % 1 * len(rest)))
    chosen += [question for question in questions if question.domain in mixed] * stage.copies
    examples = []
    for question in chosen:
        made = _made(question, makers, rng) if question.answerable and rng.random() < stage.made else []
        for example in (original(question), *made):
            title = makers.title(example, question) if rng.random() < TITLED else ""
            examples.append(replace(example, title=title))
    return [cropped(e, stage.characters, rng) if rng.random() < stage.cropped else e for e in examples]


def _made(question: Question, makers: Makers, rng: random.Random) -> list[Example]:
    kinds = ELSEWHERE if asked(question.text).kind is Kind.YES_NO else tuple(KINDS)
    weights = [KINDS[kind] for kind in kinds]
    for kind in rng.choices(kinds, weights, k=4):
        example = makers.all[kind](question, rng)
        if example:
            return [example]
    return []


def cropped(example: Example, characters: int, rng: random.Random) -> Example:
    """The example with its context cut to whole sentences, about `characters` in all, around its span."""
    spans = sentence_spans(example.context)
    span = example.span
    if len(example.context) <= characters or len(spans) < 2:
        return example
    if span is None:
        first = last = rng.randrange(len(spans))
    else:
        touched = [n for n, (start, end) in enumerate(spans) if start < span.end and span.start < end]
        first, last = touched[0], touched[-1]
    while first > 0 or last < len(spans) - 1:
        left = last == len(spans) - 1 or (first > 0 and rng.random() < 0.5)
        wider = (first - 1, last) if left else (first, last + 1)
        if spans[wider[1]][1] - spans[wider[0]][0] > characters:
            break
        first, last = wider
    start, end = spans[first][0], spans[last][1]
    moved = Span(span.text, span.start - start) if span else None
    return replace(example, context=example.context[start:end], span=moved)


def items(examples: Sequence[Example], pieces: WordPieces) -> Iterator[Item]:
    """One window an example: the one that holds the span, or the first."""
    for example, windows in zip(examples, pieces.windows([Pair(e.question, e.context, e.title) for e in examples])):
        if example.span is None:
            yield Item(windows[0], None, example.answerable)
            continue
        for window in windows:
            target = token_span(window, example.span.start, example.span.end)
            if target:
                yield Item(window, target, example.answerable)
                break


def batches(read: Sequence[Item], rng: random.Random) -> list[list[Item]]:
    """Shuffled, and of like length within a batch, so that little is computed for padding."""
    shuffled = list(read)
    rng.shuffle(shuffled)
    pools, size = [[]], 0
    for item in shuffled:
        if size > POOL:
            pools.append([])
            size = 0
        pools[-1].append(item)
        size += len(item.window.ids)
    cut = []
    for pool in pools:
        of_pool = list(_by_length(pool))
        rng.shuffle(of_pool)
        cut.extend(of_pool)
    return cut


def _by_length(pool: Sequence[Item]) -> Iterator[list[Item]]:
    batch = []
    for item in sorted(pool, key=lambda item: len(item.window.ids)):
        if batch and len(item.window.ids) * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
