"""Whether quotations support what is said, by the project's own reader: a proxy, and named as one."""

from statistics import fmean

from index.types import Passage
from rag.reader import SURE, Reader
from rag.types import Answer


def support(answer: Answer, reader: Reader) -> float | None:
    """The share of an answer's sentences whose quotations, read alone and together, answer the question.

    Citation recall of ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations",
    section 3), with the reader in the place of a model of entailment. The reader also chose the quotations, so this
    says whether they still hold the answer when the passage around them is gone, not more. None where nothing is cited.
    """
    cited = {citation.number: citation for citation in answer.citations}
    sentences = [[cited[number] for number in sentence.citations] for sentence in answer.sentences if sentence.citations]
    if answer.refused or not sentences:
        return None
    texts = [" ".join(citation.quote for citation in citations) for citations in sentences]
    passages = [
        Passage(number, citations[0].document, citations[0].title, text, 0, len(text))
        for number, (citations, text) in enumerate(zip(sentences, texts))
    ]
    return fmean(reading.confidence >= SURE for reading in reader.read(answer.standalone, passages))
