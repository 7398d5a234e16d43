"""python -m eval draft: cases proposed from a user's own documents, for the user to read and mend."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from eval.cases import save_cases
from eval.near_misses import Mention, exchanged, mentions, replacements, stands_in
from eval.questions import Fact, facts, kind, question
from eval.types import Case
from index.command import Bar, add_config_argument
from index.config import IndexConfig, load_index_config
from index.errors import ConfigError, SourceError
from index.passages import split_document
from index.sentences import sentence_spans
from index.sources import read_sources
from index.types import Document, Passage
from rag.config import Config
from rag.generator import Generator, open_generator
from rag.reader import SURE, Reader, Reading
from rag.reader.measures import f1
from rag.reader.span import SpanReader
from rag.readable import readable

CASES = 20
TRIED = 10  # facts for each case that is wanted: not every question is well asked, and few are answered surely
SAME = 0.5  # token F1 from which the reader's span is the fact: "240 apple trees" for "240"
UNREVIEWED = "these cases are unreviewed: read and mend each, and set its \"reviewed\" to true, before they count"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Draft:
    """A question to which the reader gives the fact that it was made from; `passages` are all of its document."""

    question: str
    fact: Fact
    answers: tuple[str, ...]
    passages: tuple[Passage, ...]
    confidence: float

    @property
    def kind(self) -> str:
        return kind(self.question)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="SOURCE", help="a text or Markdown file, or a folder of them")
    output_help = "where the cases go; a file that exists is left alone"
    parser.add_argument("--output", type=Path, required=True, metavar="CASES.jsonl", help=output_help)
    parser.add_argument(
        "--cases", type=int, default=CASES, metavar="N", help=f"at most so many cases (default: {CASES})"
    )
    add_config_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.cases < 1:
        raise ConfigError(f"--cases {arguments.cases}: must be at least 1")
    if arguments.output.exists():
        raise ConfigError(f"{arguments.output} exists and may hold reviewed cases; give --output another name")
    if not arguments.output.parent.is_dir():
        raise ConfigError(f"{arguments.output.parent}: no such folder; make it first")
    config = load_index_config(arguments.config)
    documents, _ = read_sources([arguments.source])
    writer, reader = open_generator("builtin", Config()), SpanReader()
    reader.load()
    bar = Bar("Asking", "facts")
    try:
        cases = drafted(documents, config, writer, reader, arguments.cases, bar)
    finally:
        bar.close()
    if not cases:
        raise SourceError(
            f"{arguments.source}: no sentence gives a question that the reader answers; write the cases by hand"
        )
    save_cases(cases, arguments.output)
    answerable = sum(case.answerable for case in cases)
    print(f"{arguments.output}: {answerable} answerable cases and {len(cases) - answerable} near-misses")
    print(UNREVIEWED)
    return 0


def drafted(
    documents: Sequence[Document], config: IndexConfig, writer: Generator, reader: Reader, count: int, progress: Progress
) -> list[Case]:
    """At most `count` cases, kinds in turn, each followed by its near-miss where it has one."""
    tried = _spread([found for document in documents for found in _facts(document, config)], TRIED * count)
    kept, times = [], Counter()
    for number, (fact, passages) in enumerate(tried, 1):
        asked = question(fact, writer)
        times[asked] += 1
        if asked and (draft := _agreed(asked, fact, passages, reader)):
            kept.append(draft)
        progress(number, len(tried))
    cases: list[Case] = []
    for draft in _in_turn(_one_a_sentence([draft for draft in kept if times[draft.question] == 1])):
        if len(cases) >= count:
            break
        cases += [_case(draft, cases), *_near_miss(draft, reader, cases)]
    return cases[:count]


def _spread(found: Sequence, most: int) -> list:
    """At most so many, at equal distances."""
    step = max(1.0, len(found) / most)
    return [found[int(step * number)] for number in range(min(most, len(found)))]


def _facts(document: Document, config: IndexConfig) -> Iterator[tuple[Fact, tuple[Passage, ...]]]:
    """What the document's prose may be asked for, as far as it may serve as evidence, each with all passages."""
    passages = tuple(_passages(document, config))
    for passage in passages:
        yield from ((fact, passages) for fact in facts(passage) if fact.sentence in document.text)


def _passages(document: Document, config: IndexConfig) -> Iterator[Passage]:
    for number, span in enumerate(split_document(document, config.passage_tokens)):
        text = readable(document.text[span.start : span.end])
        yield Passage(number, document.id, document.title, text, span.start, span.end)


def _agreed(asked: str, fact: Fact, passages: tuple[Passage, ...], reader: Reader) -> Draft | None:
    """The question as a draft, where the reader is sure and points at the fact; what it points at is right too."""
    (reading,) = reader.read(asked, [fact.passage])
    if reading.confidence < SURE or not _same(fact, reading):
        return None
    answers = dict.fromkeys((fact.mention.text, " ".join(reading.text.split())))
    return Draft(asked, fact, tuple(answers), passages, reading.confidence)


def _same(fact: Fact, reading: Reading) -> bool:
    """Whether both spans share characters and most of their words."""
    overlap = reading.start < fact.end and fact.start < reading.end
    return overlap and f1(reading.text, fact.mention.text) >= SAME


def _one_a_sentence(drafts: Sequence[Draft]) -> list[Draft]:
    """Of each sentence the question that the reader is surest of."""
    best: dict[str, Draft] = {}
    for draft in drafts:
        known = best.setdefault(draft.fact.sentence, draft)
        if draft.confidence > known.confidence:
            best[draft.fact.sentence] = draft
    return list(best.values())


def _in_turn(drafts: Sequence[Draft]) -> list[Draft]:
    """Kinds in turn; of each the questions that name something first, since they are clear and can be missed nearly,
    and of these the surest."""
    kinds: dict[str, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda draft: (not mentions(draft.question), -draft.confidence)):
        kinds.setdefault(draft.kind, []).append(draft)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    return [draft for turn in turns for draft in turn if draft is not None]


def _case(draft: Draft, before: Sequence[Case]) -> Case:
    name = _name(draft.kind, before)
    return Case(name, draft.kind, draft.question, True, draft.answers, (draft.fact.sentence,), reviewed=False)


def _near_miss(draft: Draft, reader: Reader, before: Sequence[Case]) -> list[Case]:
    """The question with one value changed, as a list of one, or of none where no change is surely wrong."""
    sentences = (passage.text[start:end] for passage in draft.passages for start, end in sentence_spans(passage.text))
    pool = [mention for sentence in sentences for mention in mentions(" ".join(sentence.split()))]
    for mention in mentions(draft.question):
        for value in replacements(mention, pool):
            changed = exchanged(draft.question, mention, value)
            if not _may_hold(changed, mention, value, draft, reader):
                name = _name("unanswerable", before)
                return [Case(name, "unanswerable", changed, False, trap=mention.trap, reviewed=False)]
    return []


def _may_hold(asked: str, mention: Mention, value: str, draft: Draft, reader: Reader) -> bool:
    """Whether the value stands in the passage or beside it, or the reader finds an answer where else it stands."""
    holding = [place for place, passage in enumerate(draft.passages) if stands_in(value, mention, passage.text)]
    if any(abs(place - draft.fact.passage.id) <= 1 for place in holding):
        return True
    readings = reader.read(asked, [draft.passages[place] for place in holding]) if holding else []
    return any(reading.confidence >= SURE for reading in readings)


def _name(kind: str, before: Sequence[Case]) -> str:
    return f"draft-{kind}-{1 + sum(case.kind == kind for case in before):02}"
