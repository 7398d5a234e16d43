"""One case and its answer into a Score. Pure: all it needs to know of the documents is passed in."""

from collections.abc import Sequence

from eval import answers, citations, retrieval
from eval.types import Case, Gold, Observed, Reference, Score, Span
from rag.reader.measures import RIGHT, best, exact_match, f1, normalised
from rag.types import Answer

# Kinds whose gold answer is a list of items, all of which must be said.
LISTS = frozenset(("list", "disagreement", "overview", "events", "mentioned"))


def score(case: Case, known: Reference, observed: Observed) -> Score:
    """What a question was met with, measured against what was expected."""
    answer, gold = observed.answer, known.gold.get(case.id)
    holds = _holds(case, answer) if case.answerable else None
    answered = case.answerable and not answer.refused
    return Score(
        **_identity(case),
        error=False,
        refused=answer.refused,
        **search_scores(gold, [Span(h.passage.document_id, h.passage.start, h.passage.end) for h in observed.hits], known),
        **short_scores(case, answer),
        **forced_scores(case, observed.forced),
        **refusal_scores(case, answer.refused),
        **citation_scores(gold, answer),
        support=observed.support,
        answer_contains=holds,
        items=_items(case, answer) if case.kind in LISTS else None,
        **polarity_scores(case, answer),
        reply=float(not answer.refused and not answer.citations) if case.reply else None,
        **right_and_cited_scores(case, gold, answer),
        citations=len(answer.citations),
        invalid_citations=citations.invalid(answer.citations, known.texts),
        unsupported=len(citations.unsupported(answer)),
        dropped=answer.unsupported,
        survived=float(answer.phrased) if answer.phrased or answer.unsupported else None,
        words=len(answer.text.split()) if answered else None,
        tokens=observed.tokens,
    )


def failed(case: Case, known: Reference) -> Score:
    """A case that ended in an error: wrong in everything that it is eligible for.

    It was neither refused nor answered, so precision of refusal and the measures of citations, which
    are over refusals and over answers, do not count it.
    """
    gold = known.gold.get(case.id)
    return Score(
        **_identity(case),
        error=True,
        refused=False,
        **search_scores(gold, [], known),
        exact_match=None if case.reply else 0.0,
        f1=None if case.reply else 0.0,
        **forced_scores(case, None),
        **refusal_scores(case, refused=False),
        **citation_scores(None, None),
        support=None,
        answer_contains=0.0 if case.answerable else None,
        items=0.0 if case.kind in LISTS else None,
        polarity_stated=None,
        polarity_wrong=None,
        reply=0.0 if case.reply else None,
        **right_and_cited_scores(case, gold, None),
        citations=0,
        invalid_citations=0,
        unsupported=0,
        dropped=0,
        survived=None,
        words=None,
        tokens=None,
    )


def _identity(case: Case) -> dict:
    return {"id": case.id, "kind": case.kind, "trap": case.trap, "answerable": case.answerable}


def search_scores(gold: Gold | None, found: Sequence[Span], known: Reference) -> dict[str, float | None]:
    """Only of answerable cases whose quotes are in the documents."""
    if gold is None:
        return {**{f"recall_at_{k}": None for k in retrieval.CUTOFFS}, "reciprocal_rank": None, "ndcg_at_10": None}
    documents = {place.document for quote in gold for place in quote}
    passages = [passage for document in sorted(documents) for passage in known.passages[document]]
    return {
        **{f"recall_at_{k}": retrieval.recall_at(k, gold, found) for k in retrieval.CUTOFFS},
        "reciprocal_rank": retrieval.reciprocal_rank(gold, found),
        "ndcg_at_10": retrieval.ndcg_at(10, gold, found, passages),
    }


def short_scores(case: Case, answer: Answer) -> dict[str, float | None]:
    """Exact match and F1 of the short answer, over all cases but small talk.

    As in SQuAD 2.0 (Rajpurkar, Jia and Liang 2018, "Know What You Don't Know", section 5) a refusal
    scores 1 on an unanswerable question and 0 on any other, and an answer to an unanswerable one 0.
    """
    if case.reply:
        return {"exact_match": None, "f1": None}
    if not case.answerable or answer.refused:
        right = float(answer.refused and not case.answerable)
        return {"exact_match": right, "f1": right}
    return {
        "exact_match": best(exact_match, answer.short, case.answers),
        "f1": best(f1, answer.short, case.answers),
    }


def forced_scores(case: Case, forced: Answer | None) -> dict[str, float | None]:
    """Exact match and F1 of what would be said if nothing could be refused, whether it is right, and how sure of it
    Footnote is.

    0 on an unanswerable question. SQuAD 2.0's best-threshold figures, calibration and risk-coverage are of these. Right
    is an F1 of at least RIGHT, or of a list's items as many: such an answer is of several sentences.
    """
    if case.reply:
        return dict.fromkeys(("forced_exact_match", "forced_f1", "forced_right", "confidence"))
    said = forced if forced and case.answerable else None
    shared = best(f1, said.short, case.answers) if said else 0.0
    items = _items(case, said) if said and case.kind in LISTS else 0.0
    return {
        "forced_exact_match": best(exact_match, said.short, case.answers) if said else 0.0,
        "forced_f1": shared,
        "forced_right": float(max(shared, items) >= RIGHT),
        "confidence": forced.confidence if forced else 0.0,
    }


def refusal_scores(case: Case, refused: bool) -> dict[str, float | None]:
    """Refusal as a classifier whose positive class is "refused" (Manning et al. 2008, section 8.3).

    The means of these are precision (over the refused), recall (over the unanswerable) and the false
    positive rate, here called over-refusal (over the answerable). Small talk is neither.
    """
    if case.reply:
        return {"refusal_precision": None, "refusal_recall": None, "over_refusal": None}
    return {
        "refusal_precision": float(not case.answerable) if refused else None,
        "refusal_recall": float(refused) if not case.answerable else None,
        "over_refusal": float(refused) if case.answerable else None,
    }


def polarity_scores(case: Case, answer: Answer) -> dict[str, float | None]:
    """Of the yes/no questions that were answered: whether a yes or no was said, and whether a wrong one.

    Where the documents leave it open any yes or no is wrong.
    """
    if case.polarity is None or answer.refused:
        return {"polarity_stated": None, "polarity_wrong": None}
    said = normalised(answer.short) if normalised(answer.short) in ("yes", "no") else None
    settled = case.polarity != "open"
    return {
        "polarity_stated": float(said is not None) if settled else None,
        "polarity_wrong": float(said not in (None, case.polarity)),
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
    if polarity_scores(case, answer)["polarity_wrong"]:
        return {"right_and_cited": 0.0, "answer_right_and_cited": 0.0}
    phrased, short = gold_held(case, answer.text), gold_held(case, answer.short)
    return {"right_and_cited": max(phrased, short), "answer_right_and_cited": phrased}


def _items(case: Case, answer: Answer) -> float:
    """The share of a list's items that are said. The words of a refusal are none of them."""
    return 0.0 if answer.refused else best(answers.items_held, answer.text, case.answers)


def _holds(case: Case, answer: Answer) -> float:
    """Whether the phrased answer holds a gold answer. The words of a refusal hold none."""
    return 0.0 if answer.refused else gold_held(case, answer.text)


def gold_held(case: Case, said: str) -> float:
    """Whether a gold answer is in what was said; of a list question's, each item."""
    measure = answers.contains_items if case.kind in LISTS else answers.contains
    return best(measure, said, case.answers)
