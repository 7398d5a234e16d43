"""One case and its answer into a Score. Pure: all it needs to know of the documents is passed in."""

from collections.abc import Mapping, Sequence

from eval import answers, citations, retrieval
from eval.types import Case, Gold, Score, Span
from index.types import Hit
from rag.reader.measures import best, exact_match, f1
from rag.types import Answer


def score(case: Case, gold: Gold | None, answer: Answer, hits: Sequence[Hit], texts: Mapping[str, str]) -> Score:
    """`gold` is None where the case's quotes are not in the documents, `texts` are these by id."""
    holds = _holds(case, answer) if case.answerable else None
    return Score(
        **_identity(case),
        error=False,
        refused=answer.refused,
        **search_scores(gold, [Span(hit.passage.document_id, hit.passage.start, hit.passage.end) for hit in hits]),
        **short_scores(case, answer),
        **refusal_scores(case.answerable, answer.refused),
        **citation_scores(gold, answer),
        answer_contains=holds,
        **right_and_cited_scores(case, gold, answer),
        citations=len(answer.citations),
        invalid_citations=citations.invalid(answer.citations, texts),
    )


def failed(case: Case, gold: Gold | None) -> Score:
    """A case that ended in an error: wrong in everything that it is eligible for.

    It was neither refused nor answered, so precision of refusal and the measures of citations, which
    are over refusals and over answers, do not count it.
    """
    return Score(
        **_identity(case),
        error=True,
        refused=False,
        **search_scores(gold, []),
        exact_match=0.0,
        f1=0.0,
        **refusal_scores(case.answerable, refused=False),
        **citation_scores(None, None),
        answer_contains=0.0 if case.answerable else None,
        **right_and_cited_scores(case, gold, None),
        citations=0,
        invalid_citations=0,
    )


def _identity(case: Case) -> dict:
    return {"id": case.id, "kind": case.kind, "trap": case.trap, "answerable": case.answerable}


def search_scores(gold: Gold | None, found: Sequence[Span]) -> dict[str, float | None]:
    """Only of answerable cases whose quotes are in the documents."""
    if gold is None:
        return {**{f"recall_at_{k}": None for k in retrieval.CUTOFFS}, "reciprocal_rank": None}
    recalls = {f"recall_at_{k}": retrieval.recall_at(k, gold, found) for k in retrieval.CUTOFFS}
    return {**recalls, "reciprocal_rank": retrieval.reciprocal_rank(gold, found)}


def short_scores(case: Case, answer: Answer) -> dict[str, float]:
    """Exact match and F1 of the short answer, over all cases.

    As in SQuAD 2.0 (Rajpurkar, Jia and Liang 2018, "Know What You Don't Know", section 5) a refusal
    scores 1 on an unanswerable question and 0 on any other, and an answer to an unanswerable one 0.
    """
    if not case.answerable or answer.refused:
        right = float(answer.refused and not case.answerable)
        return {"exact_match": right, "f1": right}
    return {
        "exact_match": best(exact_match, answer.short, case.answers),
        "f1": best(f1, answer.short, case.answers),
    }


def refusal_scores(answerable: bool, refused: bool) -> dict[str, float | None]:
    """Refusal as a classifier whose positive class is "refused" (Manning et al. 2008, section 8.3).

    The means of these are precision (over the refused), recall (over the unanswerable) and the false
    positive rate, here called over-refusal (over the answerable).
    """
    return {
        "refusal_precision": float(not answerable) if refused else None,
        "refusal_recall": float(refused) if not answerable else None,
        "over_refusal": float(refused) if answerable else None,
    }


def citation_scores(gold: Gold | None, answer: Answer | None) -> dict[str, float | None]:
    """Only of answerable cases that were answered and whose quotes are in the documents."""
    if gold is None or answer is None or answer.refused:
        return {"citation_correct": None, "citation_precision": None, "citation_recall": None}
    cited = citations.spans_of(answer.citations)
    return {
        "citation_correct": citations.correct(gold, cited),
        "citation_precision": citations.precision(gold, cited),
        "citation_recall": citations.recall(gold, cited),
    }


def right_and_cited_scores(case: Case, gold: Gold | None, answer: Answer | None) -> dict[str, float | None]:
    """Of answerable cases whose quotes are in the documents: a gold answer was given and a citation is correct.

    `right_and_cited` takes it from the phrased or the short answer, and so does not see a model that
    phrases a right short answer wrongly. `answer_right_and_cited` takes it from the phrased answer
    alone, and so misses one in other words than any gold answer.
    """
    if gold is None:
        return {"right_and_cited": None, "answer_right_and_cited": None}
    if answer is None or answer.refused or not citations.correct(gold, citations.spans_of(answer.citations)):
        return {"right_and_cited": 0.0, "answer_right_and_cited": 0.0}
    phrased, short = _contains(case, answer.text), _contains(case, answer.short)
    return {"right_and_cited": max(phrased, short), "answer_right_and_cited": phrased}


def _holds(case: Case, answer: Answer) -> float:
    """Whether the phrased answer holds a gold answer. The words of a refusal hold none."""
    return 0.0 if answer.refused else _contains(case, answer.text)


def _contains(case: Case, said: str) -> float:
    """Whether a gold answer is in what was said; of a list question's, each item."""
    measure = answers.contains_items if case.kind == "list" else answers.contains
    return best(measure, said, case.answers)
