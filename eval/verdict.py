"""What is to be said of a case in a word and a sentence, for people who read a report."""

from eval.types import Result

RIGHT, WRONG, REFUSED, UNREFUSED, ERROR = "right", "wrong", "refused", "answered", "error"


def verdict(result: Result) -> tuple[str, str]:
    """`refused` is a refusal of an answerable question, `answered` an answer to an unanswerable one."""
    case, score = result.case, result.score
    if score.error:
        return ERROR, f"The question could not be answered: {result.row['error']}"
    if case.reply:
        return (RIGHT, "Replied to without a citation.") if score.reply else (WRONG, "Taken for a question.")
    if not case.answerable:
        return (RIGHT, "Refused, rightly.") if score.refused else (UNREFUSED, "Answered, though the documents do not.")
    if score.refused:
        return REFUSED, "Refused, though the documents answer it."
    if score.polarity_wrong:
        return WRONG, f"Says {result.row['short']}; expected {case.polarity}."
    held = max(score.answer_contains or 0.0, score.exact_match or 0.0, score.right_and_cited or 0.0)
    if score.right_and_cited is None:
        unscored = "Holds a gold answer; its quotes are not in the index, so its citations are not scored."
        return (RIGHT, unscored) if held else (WRONG, "Holds no gold answer.")
    if score.right_and_cited:
        return RIGHT, "Holds a gold answer and cites a quotation that has it."
    if held:
        return WRONG, "Holds a gold answer, but no citation is of a gold quote."
    return WRONG, "Holds no gold answer, though it cites a gold quote." if score.citation_correct else (
        "Holds no gold answer and cites something else."
    )
