"""Step 6: the language model phrases the answer from the evidence, sentence by sentence."""

from collections.abc import Iterator, Sequence

from index.sentences import sentence_spans
from rag.decide import Evidence
from rag.generator import Generator

SYSTEM = (
    "You answer questions from a text. Answer in one short, complete sentence. "
    "Use only words and facts of the text and change no name, number or date."
)


def sentences(generator: Generator, question: str, evidence: Sequence[Evidence], limit: int) -> Iterator[str]:
    """At most `limit` sentences of the model's, each as soon as the next one begins."""
    buffer, given = "", 0
    stream = generator.stream(SYSTEM, prompt(question, evidence))
    try:
        for piece in stream:
            buffer += piece
            while given < limit and len(spans := sentence_spans(buffer)) > 1:
                start, end = spans[0]
                yield buffer[start:end]
                given += 1
                buffer = buffer[spans[1][0] :]
            if given == limit:
                return
        if buffer.strip():
            yield buffer.strip()
    finally:
        stream.close()


def prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """The instructions stand in the system message, so that their cached prefix serves every question."""
    text = " ".join(" ".join(item.text.split()) for item in evidence)
    return f"Text: {text}\n\nQuestion: {question}"
