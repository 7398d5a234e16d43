"""What the pipeline takes and gives. Data only: markup is made in `ui.render`."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Turn:
    """An earlier question of the conversation, with its answer where it is known."""

    question: str
    answer: str | None = None


@dataclass(frozen=True)
class Citation:
    """A quotation: `document_text[start:end] == quote`, offsets in Unicode code points.

    `document` is the document's id, `passage` the text of the passage around the quotation and
    `score` the reader's confidence in that passage, 0..1.
    """

    number: int
    document: str
    title: str
    quote: str
    start: int
    end: int
    passage: str
    score: float


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations that back it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """An answer, or a refusal.

    `standalone` is the question as understood: it differs from `question` only in follow-ups.
    `short` is the bare answer: a span, several, or "Yes" or "No". `confidence` is the probability that the
    documents answer the question: high in an answer, low in a refusal, whose citations are the nearest
    passages. A reply to small talk is no refusal and has no citation. `phrased` says whether the sentences
    are a language model's, `unsupported` how many of its sentences were dropped because no quotation backs
    them. `seconds` has the stages search, read, write and their total.
    """

    question: str
    standalone: str
    sentences: tuple[Sentence, ...]
    short: str
    citations: tuple[Citation, ...]
    confidence: float
    refused: bool
    seconds: dict[str, float] = field(default_factory=dict)
    phrased: bool = False
    unsupported: int = 0

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Stage:
    """What the pipeline is doing now, in words for the user."""

    text: str


@dataclass(frozen=True)
class Draft:
    """What may be shown so far: the quotation first, then one verified sentence after the other."""

    answer: Answer


@dataclass(frozen=True)
class Final:
    """The last event of every question."""

    answer: Answer


Event = Stage | Draft | Final
