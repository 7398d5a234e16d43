"""python -m eval draft: cases proposed from a user's own documents, for the user to read and mend."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

from eval.cases import save_cases
from eval.near_misses import Mention, exchanged, mentions, replacements, stands_in
from eval.templates import Proposal, proposals
from eval.types import Case
from index.command import Bar, add_config_argument
from index.config import IndexConfig, load_index_config
from index.errors import ConfigError, SourceError
from index.passages import split_document
from index.sentences import sentence_spans
from index.sources import read_sources
from index.types import Document, Passage
from rag.facts import name_words
from rag.reader import Reader, Reading
from rag.reader.measures import f1
from rag.reader.span import SpanReader
from rag.readable import readable

CASES = 20
CONFIDENT = 0.5  # a question is kept where the reader is more likely right than not
SAME = 0.5  # token F1 from which the reader's span is the template's: "240 apple trees" for "240"
UNREVIEWED = "these cases are unreviewed: read and mend each, and set its \"reviewed\" to true, before they count"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Draft:
    """A question that the reader answers as its template does, from passage number `place` of `passages`."""

    proposal: Proposal
    sentence: str
    answers: tuple[str, ...]
    passages: tuple[Passage, ...]
    place: int
    confidence: float = 0.0


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
    reader = SpanReader()
    reader.load()
    bar = Bar("Reading", "questions")
    try:
        cases = drafted(documents, config, reader, arguments.cases, bar)
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
    documents: Sequence[Document], config: IndexConfig, reader: Reader, count: int, progress: Progress
) -> list[Case]:
    """At most `count` cases, kinds in turn and the surest first, each followed by its near-miss where it has one."""
    proposed = [draft for document in documents for draft in _proposed(document, config)]
    asked = Counter(draft.proposal.question.lower() for draft in proposed)
    proposed = [draft for draft in proposed if asked[draft.proposal.question.lower()] == 1]
    kept = []
    for number, draft in enumerate(proposed, 1):
        if agreed := _agreed(draft, reader):
            kept.append(agreed)
        progress(number, len(proposed))
    cases: list[Case] = []
    for draft in _in_turn(_one_a_sentence(kept)):
        if len(cases) >= count:
            break
        cases += [_case(draft, cases), *_near_miss(draft, reader, cases)]
    return cases[:count]


def _proposed(document: Document, config: IndexConfig) -> list[Draft]:
    """What the templates ask of the document's prose, as far as it may serve as evidence."""
    passages = tuple(_passages(document, config))
    sentences = [[passage.text[start:end] for start, end in sentence_spans(passage.text)] for passage in passages]
    known = frozenset().union(*(name_words(sentence) for sentence in chain(*sentences)))
    return [
        Draft(proposal, sentence, _answers(proposal, sentence), passages, place)
        for place, of_passage in enumerate(sentences)
        for sentence in of_passage
        if sentence in document.text
        for proposal in proposals(sentence, known)
    ]


def _passages(document: Document, config: IndexConfig) -> Iterator[Passage]:
    for number, span in enumerate(split_document(document, config.passage_tokens)):
        text = readable(document.text[span.start : span.end])
        yield Passage(number, document.id, document.title, text, span.start, span.end)


def _answers(proposal: Proposal, sentence: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in (sentence[proposal.start : proposal.end], *proposal.also))


def _agreed(draft: Draft, reader: Reader) -> Draft | None:
    """The draft with the reader's confidence, where it points at the same words of the passage."""
    passage = draft.passages[draft.place]
    (reading,) = reader.read(draft.proposal.question, [passage])
    if reading.confidence < CONFIDENT or not _same(draft, reading):
        return None
    return replace(draft, confidence=reading.confidence)


def _same(draft: Draft, reading: Reading) -> bool:
    """Whether both spans share characters and most of their words."""
    begin = reading.passage.start + reading.passage.text.index(draft.sentence)
    overlap = reading.start < begin + draft.proposal.end and begin + draft.proposal.start < reading.end
    return overlap and max(f1(reading.text, answer) for answer in draft.answers) >= SAME


def _one_a_sentence(drafts: Sequence[Draft]) -> list[Draft]:
    """Of each sentence the question that the reader is surest of."""
    best: dict[str, Draft] = {}
    for draft in drafts:
        known = best.setdefault(draft.sentence, draft)
        if draft.confidence > known.confidence:
            best[draft.sentence] = draft
    return list(best.values())


def _in_turn(drafts: Sequence[Draft]) -> list[Draft]:
    """Kinds in turn, the surest of each first."""
    kinds: dict[str, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda draft: -draft.confidence):
        kinds.setdefault(draft.proposal.kind, []).append(draft)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    return [draft for turn in turns for draft in turn if draft is not None]


def _case(draft: Draft, before: Sequence[Case]) -> Case:
    kind = draft.proposal.kind
    name, question = _name(kind, before), draft.proposal.question
    return Case(name, kind, question, True, draft.answers, (draft.sentence,), reviewed=False)


def _near_miss(draft: Draft, reader: Reader, before: Sequence[Case]) -> list[Case]:
    """The question with one value changed, as a list of one, or of none where no change is surely wrong."""
    question = draft.proposal.question
    sentences = (passage.text[start:end] for passage in draft.passages for start, end in sentence_spans(passage.text))
    pool = [mention for sentence in sentences for mention in mentions(" ".join(sentence.split()))]
    for mention in mentions(question):
        for value in replacements(mention, pool):
            changed = exchanged(question, mention, value)
            if not _may_hold(changed, mention, value, draft, reader):
                name = _name("unanswerable", before)
                return [Case(name, "unanswerable", changed, False, trap=mention.trap, reviewed=False)]
    return []


def _may_hold(question: str, mention: Mention, value: str, draft: Draft, reader: Reader) -> bool:
    """Whether the value stands in the passage or beside it, or the reader finds an answer where else it stands."""
    holding = [place for place, passage in enumerate(draft.passages) if stands_in(value, mention, passage.text)]
    if any(abs(place - draft.place) <= 1 for place in holding):
        return True
    readings = reader.read(question, [draft.passages[place] for place in holding]) if holding else []
    return any(reading.confidence >= CONFIDENT for reading in readings)


def _name(kind: str, before: Sequence[Case]) -> str:
    return f"draft-{kind}-{1 + sum(case.kind == kind for case in before):02}"
