"""Every case through the pipeline, scored."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from eval.cache import Cache
from eval.cases import case_row
from eval.retrieval import CUTOFFS
from eval.score import failed, score
from eval.spans import locate
from eval.support import support
from eval.types import Case, Observed, Reference, Result, Score, Span
from eval.verdict import verdict
from index.errors import FootnoteError
from index.search import Searcher
from rag.pipeline import Pipeline
from rag.rows import answer_row

IDENTITY = ("id", "kind", "trap", "answerable")  # of a score that are its case's
DOCUMENTS = 10  # from which on cases are clustered by document


def reference(cases: Sequence[Case], searcher: Searcher) -> Reference:
    documents = searcher.documents()
    gold = {case.id: spans for case in cases if (spans := locate(case, documents)) is not None}
    asked = {place.document for spans in gold.values() for quote in spans for place in quote}
    passages = {
        name: tuple(Span(name, passage.start, passage.end) for passage in searcher.passages(name)) for name in asked
    }
    return Reference({document.id: document.text for document in documents}, passages, gold)


def unlocated(cases: Sequence[Case], known: Reference) -> list[str]:
    """Ids of answerable cases whose quotes are not in the documents."""
    return [case.id for case in cases if case.answerable and case.id not in known.gold]


def run(
    cases: Sequence[Case], known: Reference, pipeline: Pipeline, kept: Cache | None = None
) -> Iterator[Result]:
    """The results in the order of the cases, each as soon as it is there."""
    for case in cases:
        yield evaluate(case, known, pipeline, kept)


def evaluate(case: Case, known: Reference, pipeline: Pipeline, kept: Cache | None = None) -> Result:
    """One case. A question that fails becomes an error with a score; it never ends the run.

    Search is scored apart from the answer, with the question as it was understood and as many
    passages as the last cutoff, however many the pipeline reads. The language model begins each case with nothing said
    before, so that its answer does not depend on which came first. An answer of which something was looked up
    in `kept` has no seconds: they would say nothing of the time that it takes.
    """
    cluster = cluster_of(case, known)
    spent, hits = getattr(pipeline.generator, "tokens", 0), kept.hits if kept else 0
    if pipeline.generator:
        pipeline.generator.reset()
    try:
        answer = pipeline.answer(case.question, case.history)
        computed = not kept or kept.hits == hits
        observed = Observed(
            answer,
            forced(pipeline).answer(case.question, case.history) if answer.refused else answer,
            tuple(pipeline.searcher.search(answer.standalone, CUTOFFS[-1])),
            support(answer, pipeline.reader),
            getattr(pipeline.generator, "tokens", 0) - spent or None,
        )
    except FootnoteError as error:
        return Result(case, {"question": case.question, "error": str(error)}, failed(case, known), cluster)
    row = answer_row(answer)
    seconds = row.pop("seconds")
    return Result(case, row, score(case, known, observed), cluster, seconds if computed else None)


def forced(pipeline: Pipeline) -> Pipeline:
    """The same, refusing nothing and phrasing nothing."""
    return replace(pipeline, generator=None, config=pipeline.config.model_copy(update={"refuse_below": 0.0}))


def cluster_of(case: Case, known: Reference) -> str:
    """What a case shares with others that go right or wrong with it: its document where there are at least ten, else
    the passage of its first quote, else its conversation. A case that has none of these stands for itself.
    """
    if case.id in known.gold:
        place = known.gold[case.id][0][0]
        if by_document(known):
            return place.document
        around = next((p for p in known.passages[place.document] if p.start <= place.start < p.end), place)
        return f"{place.document} {around.start}"
    return case.history[0].question if case.history else case.id


def by_document(known: Reference) -> bool:
    """From ten documents up they are what varies; with fewer, too little could be drawn."""
    return len(known.texts) >= DOCUMENTS


def result_row(result: Result) -> dict[str, Any]:
    """A result as a line of results.jsonl: the case, its batch row without times, the measures, and the verdict."""
    said, why = verdict(result)
    return {
        **case_row(result.case),
        "cluster": result.cluster,
        "verdict": said,
        "why": why,
        "row": result.row,
        "scores": {name: value for name, value in asdict(result.score).items() if name not in IDENTITY},
    }


def score_of(row: dict[str, Any]) -> Score:
    """The score of a line of results.jsonl. A KeyError or TypeError where it is no such line."""
    return Score(**{name: row.get(name) for name in IDENTITY}, **row["scores"])
