"""Step 6: the language model phrases the answer from the evidence, sentence by sentence.

How it is asked was measured (eval/LOG.md). The built-in model was taught and needs no examples. Others get some; one on
this machine also begins with the short answer, and has one more try without where it strays. No model on this machine has
other words than those of the evidence and names of the question.
"""

import re
from collections.abc import Iterator
from contextlib import closing

from index.sentences import sentence_spans
from rag.evidence import Composed, plain
from rag.generator import Generator, Prompt
from rag.verify import brought
from rag.writer import to_answer

SYSTEM = (
    "You answer questions from a text. Answer in one short, complete sentence. "
    "Use only words and facts of the text and change no name, number or date."
)
EXAMPLES = (
    (
        "Text: The bridge at Orrin, a town of 4,000, was opened on 3 May 1911 by Lena Marsk, the governor.\n"
        "Question: Who opened the bridge?\nAnswer: Lena Marsk",
        "Lena Marsk opened the bridge at Orrin.",
    ),
    (
        "Text: Heavy rain had washed out the track, so all trains were stopped for nine days.\n"
        "Question: How long did no trains run?\nAnswer: nine days",
        "Nine days is how long all trains were stopped.",
    ),
    (
        "Text: According to the union, 350 of the 900 workers joined the strike on Friday.\n"
        "Question: What number of people took part in the strike?\nAnswer: 350",
        "350 workers joined the strike on Friday, according to the union.",
    ),
)
# A span that can begin a sentence: a name, a number, a noun with its article.
BEGINS = re.compile(
    r"^(?:[A-Z0-9$€£]"
    r"|(?:the|an?|over|about|around|roughly|nearly|more|less|at|only|some|two|three|four|five|six|seven|eight|nine|ten"
    r"|\w+teen|\w+ty|his|her|its|their)\b)"
)
LONGEST_START = 12  # words


def prompts(generator: Generator, question: str, composed: Composed) -> list[Prompt]:
    """What to try, one after the other, until a sentence holds."""
    text = " ".join(plain(one.text) for one in composed.evidence)
    names = brought(question, " ".join(one.passage.text for one in composed.evidence))
    words = " ".join((text, *names))
    if generator.taught:
        return [Prompt(*to_answer(text, question, composed.short), words=words)]
    user = f"Text: {text}\nQuestion: {question}\nAnswer: {composed.short}"
    free = Prompt(SYSTEM, user, EXAMPLES, words=words)
    if not generator.steerable or not BEGINS.match(composed.short) or len(composed.short.split()) > LONGEST_START:
        return [free]
    begun = Prompt(SYSTEM, user, EXAMPLES, composed.short[:1].upper() + composed.short[1:], free.words)
    return [begun, free]


def sentences(generator: Generator, prompt: Prompt, limit: int) -> Iterator[str]:
    """At most `limit` sentences of the model's, each as soon as the next one begins."""
    buffer, given = "", 0
    with closing(generator.stream(prompt)) as stream:
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
