"""Every case through the pipeline, scored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.retrieval import CUTOFFS
from eval.score import failed, score
from eval.spans import locate
from eval.types import Case, Gold, Result
from index.errors import FootnoteError
from index.search import Searcher
from rag.pipeline import Pipeline
from rag.rows import answer_row


@dataclass(frozen=True)
class Reference:
    """What answers are held against: document texts by id, and the gold spans of each case that has them."""

    texts: Mapping[str, str]
    gold: Mapping[str, Gold]

    def unlocated(self, cases: Sequence[Case]) -> list[str]:
        """Ids of answerable cases whose quotes are not in the documents."""
        return [case.id for case in cases if case.answerable and case.id not in self.gold]


def reference(cases: Sequence[Case], searcher: Searcher) -> Reference:
    documents = searcher.documents()
    gold = {case.id: spans for case in cases if (spans := locate(case, documents)) is not None}
    return Reference({document.id: document.text for document in documents}, gold)


def run(cases: Sequence[Case], known: Reference, pipeline: Pipeline) -> Iterator[Result]:
    """The results in the order of the cases, each as soon as it is there."""
    for case in cases:
        yield evaluate(case, known, pipeline)


def evaluate(case: Case, known: Reference, pipeline: Pipeline) -> Result:
    """One case. A question that fails becomes an error with a score; it never ends the run.

    Search is scored apart from the answer, with the question as it was understood and as many
    passages as the last cutoff, however many the pipeline reads.
    """
    gold = known.gold.get(case.id)
    try:
        answer = pipeline.answer(case.question, case.history)
        hits = pipeline.searcher.search(answer.standalone, CUTOFFS[-1])
    except FootnoteError as error:
        return Result(case, {"question": case.question, "error": str(error)}, failed(case, gold))
    return Result(case, answer_row(answer), score(case, gold, answer, hits, known.texts))


def result_row(result: Result) -> dict[str, Any]:
    """A result as a line of results.jsonl: the case, its batch row, and the measures."""
    case = result.case
    trap = {} if case.trap is None else {"trap": case.trap}
    identity = {"id": case.id, "kind": case.kind, **trap}
    scores = {name: value for name, value in asdict(result.score).items() if name not in ("id", "kind", "trap")}
    return {**identity, "answers": list(case.answers), "row": result.row, "scores": scores}
