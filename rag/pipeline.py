"""A question's way to its answer. Read it top to bottom: follow-up, search, read, decide, quote, write, verify."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from index.errors import QuestionError
from index.search import Searcher
from index.types import Hit
from index.words import is_utf8
from rag import write
from rag.config import Config
from rag.decide import Decision, Evidence, decide
from rag.followup import standalone
from rag.generator import Generator
from rag.reader import Reader, Reading
from rag.types import Answer, Citation, Draft, Event, Final, Sentence, Stage, Turn
from rag.verify import align

REFUSAL = "The documents do not answer this question."


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self._begin = self._mark = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = round(now - self._mark, 4)
        self._mark = now

    def total(self) -> dict[str, float]:
        return {**self.seconds, "total": round(time.perf_counter() - self._begin, 4)}

    def without_writing(self) -> dict[str, float]:
        self.seconds["write"] = 0.0
        return self.total()


@dataclass(frozen=True)
class Pipeline:
    """The parts that answer questions. `generator` None stops at the quotation."""

    searcher: Searcher
    reader: Reader
    generator: Generator | None
    config: Config = field(default_factory=Config)

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The final answer. QuestionError for a question that cannot be asked, ModelError from the model."""
        for event in self.stream(question, history):
            last = event
        return last.answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Stages, then drafts that are safe to show, then the final answer."""
        self._check(question)
        clock = Clock()
        yield Stage("searching")
        understood = standalone(question, history, self._short_answer)
        hits = self.searcher.search(understood, self.config.passages)
        clock.lap("search")
        yield Stage(f"reading {len(hits)} passages")
        readings, decision = self._read(understood, hits)
        clock.lap("read")
        if not decision.evidence:
            seconds = clock.without_writing()
            yield Final(refusal(question, understood, decision, readings, self.config.quotations, seconds))
            return
        draft = quoted(question, understood, decision, clock.total())
        yield Draft(draft)
        if self.generator is None:
            yield Final(replace(draft, seconds=clock.without_writing()))
            return
        yield Stage("writing")
        answer = draft
        for answer in self._written(draft, decision.evidence):
            yield Draft(answer)
        clock.lap("write")
        yield Final(replace(answer, seconds=clock.total()))

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError("the question is empty; ask something")
        if not is_utf8(question):
            raise QuestionError("the question is not valid UTF-8; type it again")
        if len(question) > self.config.question_characters:
            raise QuestionError(
                f"the question has {len(question):,} characters and at most {self.config.question_characters:,} "
                "are read; shorten it"
            )

    def _read(self, question: str, hits: Sequence[Hit]) -> tuple[list[Reading], Decision]:
        readings = self.reader.read(question, [hit.passage for hit in hits])
        return readings, decide(readings, self.config.refuse_below, self.config.quotations)

    def _short_answer(self, question: str) -> str | None:
        """What an earlier question of the conversation was answered with."""
        _, decision = self._read(question, self.searcher.search(question, self.config.passages))
        return decision.evidence[0].reading.text if decision.evidence else None

    def _written(self, draft: Answer, evidence: Sequence[Evidence]) -> Iterator[Answer]:
        """The draft with the quotation replaced by the sentences of the model's that hold."""
        quotations = [item.text for item in evidence]
        written: list[tuple[str, int]] = []
        replies = write.sentences(self.generator, draft.standalone, evidence, self.config.answer_sentences)
        with closing(replies):
            for text in replies:
                backed_by = align(text, draft.standalone, quotations)
                if backed_by is not None and text not in [said for said, _ in written]:
                    written.append((text, backed_by))
                    yield phrased(draft, written, evidence)


def quoted(question: str, understood: str, decision: Decision, seconds: dict[str, float]) -> Answer:
    """The answer before the model has said a word: the best quotation."""
    best = decision.evidence[0]
    return Answer(
        question=question,
        standalone=understood,
        sentences=(Sentence(" ".join(best.text.split()), (1,)),),
        short=" ".join(best.reading.text.split()),
        citations=(cite(1, best),),
        confidence=round(decision.confidence, 4),
        refused=False,
        seconds=seconds,
    )


def phrased(draft: Answer, written: Sequence[tuple[str, int]], evidence: Sequence[Evidence]) -> Answer:
    """The draft in the model's words. The best quotation stays citation 1; others follow in order of use."""
    order = list(dict.fromkeys([0, *(position for _, position in written)]))
    return replace(
        draft,
        sentences=tuple(Sentence(text, (order.index(position) + 1,)) for text, position in written),
        citations=tuple(cite(number, evidence[position]) for number, position in enumerate(order, 1)),
    )


def refusal(
    question: str,
    understood: str,
    decision: Decision,
    readings: Sequence[Reading],
    nearest: int,
    seconds: dict[str, float],
) -> Answer:
    """One plain sentence and the nearest passages."""
    best_first = sorted(readings, key=lambda reading: -reading.confidence)[:nearest]
    whole = [Evidence(reading, reading.passage.start, reading.passage.end) for reading in best_first]
    return Answer(
        question=question,
        standalone=understood,
        sentences=(Sentence(REFUSAL, ()),),
        short="",
        citations=tuple(cite(number, item) for number, item in enumerate(whole, 1)),
        confidence=round(decision.confidence, 4),
        refused=True,
        seconds=seconds,
    )


def cite(number: int, evidence: Evidence) -> Citation:
    passage = evidence.reading.passage
    return Citation(
        number=number,
        document=passage.document_id,
        title=passage.title,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
        passage=passage.text,
        score=round(evidence.reading.confidence, 4),
    )
