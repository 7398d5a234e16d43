"""A question's way to its answer. Read it top to bottom: follow-up, search, read, decide, quote, write, verify."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from index.errors import QuestionError
from index.search import Searcher
from index.types import Hit
from index.words import is_utf8
from rag import smalltalk, write
from rag.abbreviations import expanded
from rag.asked import Kind, asked
from rag.candidates import candidates
from rag.collect import collected
from rag.compare import compared
from rag.compose import compose
from rag.config import Config
from rag.decide import Judge, Judged
from rag.evidence import Composed, Evidence
from rag.followup import standalone
from rag.generator import Generator
from rag.language import is_english
from rag.reader import Reader
from rag.readable import readable
from rag.spelling import respelt
from rag.types import Answer, Citation, Draft, Event, Final, Sentence, Stage, Turn
from rag.verify import align, says

REFUSAL = "The documents do not answer this question."
ENGLISH_ONLY = "Footnote understands questions in English only; please ask in English."


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
        stages = {stage: self.seconds.get(stage, 0.0) for stage in ("search", "read", "write")}
        return {**stages, "total": round(time.perf_counter() - self._begin, 4)}


@dataclass(frozen=True)
class Found:
    """What search and reader found: the hits, and the judged spans in them, best first."""

    hits: list[Hit]
    ranked: list[Judged]


@dataclass(frozen=True)
class Pipeline:
    """The parts that answer questions. `generator` None stops at the quotation."""

    searcher: Searcher
    reader: Reader
    judge: Judge
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
        if (reply := smalltalk.reply(question)) is not None:
            yield Final(replied(question, reply, clock.total()))
            return
        yield Stage("searching")
        understood, hits = self._searched(question, history)
        clock.lap("search")
        if not is_english(question):
            yield Final(refusal(question, question, hits, 0.0, self.config.quotations, clock.total(), ENGLISH_ONLY))
            return
        yield Stage(f"reading {len(hits)} passages")
        composed, confidence = self._composed(understood, hits)
        clock.lap("read")
        if composed is None:
            yield Final(refusal(question, understood, hits, confidence, self.config.quotations, clock.total()))
            return
        draft = quoted(question, understood, composed, clock.total())
        yield Draft(draft)
        answer = draft
        if self.generator is not None and composed.phrasing:
            yield Stage("writing")
            for answer in self._written(draft, composed):
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

    def _searched(self, question: str, history: Sequence[Turn]) -> tuple[str, list[Hit]]:
        """The question as understood, and what search finds for it."""
        bare = smalltalk.without_opening(question)
        understood = standalone(bare, history, self._short_answer)
        hits = self.searcher.search(understood, self.config.passages)
        spelt = respelt(understood, [hit.passage.text for hit in hits])
        if spelt.lower() != understood.lower():
            hits = self.searcher.search(spelt, self.config.passages)
        return spelt, hits

    def _composed(self, question: str, hits: Sequence[Hit]) -> tuple[Composed | None, float]:
        """The answer in the documents' words, or None to refuse, and the confidence that there is one."""
        wanted = asked(question)
        if abbreviation := expanded(question, hits):
            return abbreviation, abbreviation.confidence
        if wanted.kind in (Kind.OVERVIEW, Kind.EVENTS, Kind.MENTIONED):
            if gathered := collected(question, wanted.kind, hits, self.searcher):
                return gathered, gathered.confidence
        if wanted.kind is Kind.COMPARISON:
            if comparison := compared(question, lambda part: self._found(part, hits), self._enough):
                return comparison, comparison.confidence
        found = self._found(question, hits)
        if not found.ranked or found.ranked[0].probability < self._enough:
            return None, found.ranked[0].probability if found.ranked else 0.0
        originals = {hit.passage.id: hit.passage for hit in hits}
        return compose(question, wanted, found.ranked, self._enough, originals), found.ranked[0].probability

    @property
    def _enough(self) -> float:
        return self.judge.threshold if self.config.refuse_below is None else self.config.refuse_below

    def _found(self, question: str, hits: Sequence[Hit]) -> Found:
        """What the reader points at in the hits, judged. Of a passage it sees only what may serve as evidence."""
        passages = [replace(hit.passage, text=readable(hit.passage.text)) for hit in hits]
        readings = self.reader.read(question, passages)
        pointed, values = candidates(question, hits, readings)
        return Found(list(hits), self.judge.ranked(pointed, values))

    def _short_answer(self, question: str) -> str | None:
        """What an earlier question of the conversation was answered with."""
        found = self._found(question, self.searcher.search(question, self.config.passages))
        if not found.ranked or found.ranked[0].probability < self._enough:
            return None
        return found.ranked[0].pointed.text

    def _written(self, draft: Answer, composed: Composed) -> Iterator[Answer]:
        """The draft with the quotation replaced by the sentences of the model's that hold; the others are counted."""
        evidence = composed.evidence
        quotations, around = [one.text for one in evidence], [one.passage.text for one in evidence]
        written: list[tuple[str, int]] = []
        dropped = 0
        for prompt in write.prompts(self.generator, draft.standalone, composed):
            with closing(write.sentences(self.generator, prompt, self.config.answer_sentences)) as replies:
                for text in replies:
                    backed_by = align(text, draft.standalone, quotations, around)
                    if backed_by is None or not (written or says(text, composed.short)):
                        dropped += 1
                    elif text not in [said for said, _ in written]:
                        written.append((text, backed_by))
                    yield phrased(draft, written, evidence, dropped)
            if written:
                return


def quoted(question: str, understood: str, composed: Composed, seconds: dict[str, float]) -> Answer:
    """The answer before the model has said a word: the short answer and the quotations."""
    evidence = composed.evidence
    number = {one: position for position, one in enumerate(evidence, 1)}
    return Answer(
        question=question,
        standalone=understood,
        sentences=tuple(Sentence(part.text, tuple(number[one] for one in part.evidence)) for part in composed.parts),
        short=composed.short,
        citations=tuple(cite(position, one) for position, one in enumerate(evidence, 1)),
        confidence=round(composed.confidence, 4),
        refused=False,
        seconds=seconds,
    )


def phrased(draft: Answer, written: Sequence[tuple[str, int]], evidence: Sequence[Evidence], dropped: int) -> Answer:
    """The draft in the model's words, where any of them held.

    The best quotation stays citation 1; others follow in order of use.
    """
    if not written:
        return replace(draft, unsupported=dropped)
    order = list(dict.fromkeys([0, *(position for _, position in written)]))
    return replace(
        draft,
        sentences=tuple(Sentence(text, (order.index(position) + 1,)) for text, position in written),
        citations=tuple(cite(number, evidence[position]) for number, position in enumerate(order, 1)),
        unsupported=dropped,
        phrased=True,
    )


def replied(question: str, reply: str, seconds: dict[str, float]) -> Answer:
    """An answer to small talk: it says nothing of the documents and cites nothing."""
    return Answer(question, question, (Sentence(reply, ()),), "", (), 1.0, False, seconds)


def refusal(
    question: str,
    understood: str,
    hits: Sequence[Hit],
    confidence: float,
    nearest: int,
    seconds: dict[str, float],
    text: str = REFUSAL,
) -> Answer:
    """One plain sentence and the nearest passages."""
    whole = [
        Evidence(hit.passage, hit.passage.start, hit.passage.end, hit.passage.text, round(hit.score, 4))
        for hit in hits[:nearest]
    ]
    return Answer(
        question=question,
        standalone=understood,
        sentences=(Sentence(text, ()),),
        short="",
        citations=tuple(cite(number, item) for number, item in enumerate(whole, 1)),
        confidence=round(confidence, 4),
        refused=True,
        seconds=seconds,
    )


def cite(number: int, evidence: Evidence) -> Citation:
    """The quotation as it stands in the document."""
    passage = evidence.passage
    return Citation(
        number=number,
        document=passage.document_id,
        title=passage.title,
        quote=passage.text[evidence.start - passage.start : evidence.end - passage.start],
        start=evidence.start,
        end=evidence.end,
        passage=passage.text,
        score=evidence.score,
    )
