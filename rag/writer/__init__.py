"""The built-in language model's adapter: what taught it to phrase answers, and to ask questions."""

import re
from pathlib import Path

ADAPTER = Path(__file__).parent / "adapter.gguf"
ADAPTER_SHA256 = "0cea6f01cf6ea7a91c6b696989c916035cf715b23f8fb245a3fda375efd009f4"
SENTENCES = Path(__file__).parent / "sentences.jsonl"
ANSWER = "Answer the question in one sentence, in the words of the text."
ASK = "Write the question that the answer answers. Name what it is about."
# A question with one of these is about something that it does not name. US and IT are no such words.
_POINTING = "he she it they we you him her them us me his hers its their our your my this these those here".split()
POINTS_ELSEWHERE = re.compile(rf"\b(?:{'|'.join([*_POINTING, *map(str.capitalize, _POINTING)])})\b")


def to_answer(text: str, question: str, short: str) -> tuple[str, str]:
    """Instructions and request for the sentence that answers a question from its evidence."""
    return ANSWER, f"Text: {text}\nQuestion: {question}\nAnswer: {short}"


def to_ask(title: str, text: str, short: str) -> tuple[str, str]:
    """Instructions and request for the question that `short`, a stretch of the text, answers."""
    return ASK, f"Title: {title}\nText: {text}\nAnswer: {short}"
