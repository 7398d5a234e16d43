"""Cases drafted from a document, with a writer that has a question for each fact and a reader that points at it."""

import argparse
import json
import re

import pytest

from eval import draft
from eval.cases import load_cases
from eval.near_misses import exchanged, mentions, replacements, stands_in
from index.config import IndexConfig
from index.errors import ConfigError, SourceError
from index.sentences import sentence_spans
from index.sources import read_sources
from index.words import content_stems
from rag.asked import Type, type_of
from rag.reader import Reading

TEXT = """# Velm

The harbour of Velm opened in 1904. The lighthouse was built by Karl Osten. It was never automated.

The orchard holds 240 apple trees. Mira Holt planted the pears in 1987.

The museum was founded in 1931 by the widow of a captain. It closed twice.

The school employed forty teachers. The mill was sold by Ada Brunn after the flood.
"""
FACTS = {Type.TIME: r"\b\d{4}\b", Type.NUMBER: r"\b(?:240|forty)\b", Type.PERSON: r"[A-Z]\w+ [A-Z]\w+"}


# What the writer asks for each fact.
QUESTIONS = {
    "1904": "When did the harbour of Velm open?",
    "1911": "When did the harbour of Velm open?",
    "Karl Osten": "Who was the lighthouse built by?",
    "240": "How many apple trees does the orchard hold?",
    "Mira Holt": "Who planted the pears in 1987?",
    "1931": "When was the museum founded by a widow?",
    "forty": "How many teachers did the school employ?",
    "Ada Brunn": "Who sold the mill after the flood?",
    "1950": "When did the bakery of Velm close?",
}


class Writer:
    """Asks for the fact in the request as it was told to."""

    def __init__(self, questions=QUESTIONS):
        self.questions, self.facts = questions, []

    def stream(self, prompt):
        self.facts.append(prompt.user.rpartition("Answer: ")[2])
        yield self.questions.get(self.facts[-1], "I do not know.")


class FactReader:
    """In the sentence with most of the question's stems, the fact of the type that is asked for.

    Numbers and names of the question that the passage lacks do not trouble it: near-misses are made for such readers.
    """

    name = "facts"

    def __init__(self, confidence=0.9, facts=FACTS):
        self.confidence, self.facts = confidence, facts

    def load(self):
        pass

    def read(self, question, passages):
        return [self._read(question, passage) for passage in passages]

    def _read(self, question, passage):
        asked = content_stems(question)
        spans = sentence_spans(passage.text)
        start, end = max(spans, key=lambda span: len(asked & content_stems(passage.text[span[0] : span[1]])))
        found = re.search(self.facts.get(type_of(question), "$^"), passage.text[start:end])
        left, right = found.span() if found else (0, end - start)
        near = len(asked & content_stems(passage.text[start:end])) / len(asked)
        return Reading(passage, passage.start + start + left, passage.start + start + right, self.confidence * near)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "velm.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def drafted(source):
    def make(count=50, reader=None, text=TEXT, writer=Writer()):
        source.write_text(text, encoding="utf-8")
        documents, _ = read_sources([source])
        config, reader = IndexConfig(passage_tokens=32), reader or FactReader()
        return draft.drafted(documents, config, writer, reader, count, lambda *_: None)

    return make


def test_answerable_cases_have_exact_quotes_that_hold_their_answers(drafted):
    cases = [case for case in drafted() if case.answerable]
    found = {case.question: case for case in cases}
    assert found["When did the harbour of Velm open?"].answers == ("1904",)
    assert found["How many apple trees does the orchard hold?"].answers == ("240",)
    assert found["Who was the lighthouse built by?"].quotes == ("The lighthouse was built by Karl Osten.",)
    for case in cases:
        assert len(case.quotes) == 1 and TEXT.count(case.quotes[0]) == 1
        assert all(answer in case.quotes[0] for answer in case.answers)


def test_near_misses_ask_for_what_stands_nowhere_near(drafted):
    missed = [case for case in drafted() if not case.answerable]
    assert missed and {case.trap for case in missed} <= {"wrong-number", "wrong-name", "wrong-date"}
    assert all(case.answers == case.quotes == () and case.kind == "unanswerable" for case in missed)
    answerable = {case.question for case in drafted() if case.answerable}
    assert not answerable & {case.question for case in missed}


def test_a_year_gives_way_to_another_year_of_the_document_that_is_not_near(drafted):
    text = "Mira Holt planted the pears in 1987. Rain fell in 1950." + "\n\nNothing of note happened on the farm." * 9
    (_, missed) = drafted(text=text + "\n\nThe mill burnt in 1931 and it was not mended at all.")
    assert (missed.question, missed.trap) == ("Who planted the pears in 1931?", "wrong-date")


def test_a_change_that_the_reader_can_answer_elsewhere_is_no_near_miss(drafted):
    far = "\n\nNothing of note happened on the farm in the long and quiet years that went by." * 9
    text = "Mira Holt planted the pears in 1987." + far + "\n\nKarl Osten also planted the pears in 1931."
    questions = [case.question for case in drafted(text=text) if not case.answerable]
    assert "Who planted the pears in 1988?" in questions and "Who planted the pears in 1931?" not in questions


def test_only_what_the_reader_points_at_too_is_kept(drafted):
    assert drafted(reader=FactReader(confidence=0.4)) == []
    elsewhere = FactReader(facts={**FACTS, Type.NUMBER: "orchard|school"})
    kinds = {case.kind for case in drafted(reader=elsewhere)}
    assert "who" in kinds and "how-many" not in kinds


def test_a_question_with_two_answers_is_not_asked(drafted):
    text = "The harbour of Velm opened in 1904. Rain fell.\n\nThe harbour of Velm opened in 1911."
    assert drafted(text=text) == []
    assert len(drafted(text=text.replace("1911", "May"))) == 1


def test_kinds_take_turns_and_are_numbered(drafted):
    cases = drafted(count=6)
    assert len(cases) == 6
    ids = [case.id for case in drafted()]
    assert len(set(ids)) == len(ids) and "draft-who-01" in ids and "draft-unanswerable-01" in ids
    assert len({case.kind for case in cases if case.answerable}) == 3


def test_hidden_text_is_not_asked_about(drafted):
    bakery = "The bakery of Velm closed in 1950."
    assert any("bakery" in case.question for case in drafted(text=f"{TEXT}\n{bakery}\n"))
    assert not any("bakery" in case.question for case in drafted(text=f"{TEXT}\n<!-- {bakery} -->\n"))


def test_what_the_reader_points_at_is_right_too(drafted):
    (case,) = drafted(text="The orchard holds 240 trees.", reader=FactReader(facts={Type.NUMBER: "240 trees"}))
    assert case.answers == ("240", "240 trees")


def test_of_a_long_document_facts_at_equal_distances_are_tried(drafted, monkeypatch):
    monkeypatch.setattr(draft, "TRIED", 1)
    few, all_of_them = Writer(), Writer()
    drafted(count=3, writer=few)
    drafted(writer=all_of_them)
    assert few.facts == [all_of_them.facts[place] for place in (0, 3, 6)] and len(all_of_them.facts) == 10


@pytest.mark.parametrize(
    "asked",
    [
        "How many apple trees does the orchard hold",
        "How many trees does it hold?",
        "How many of its 240 trees are apple trees?",
        "How many apple trees does the orchard of Orsa hold?",
        "How many apple trees did the orchard hold in 1850?",
        "How many?",
        "I do not know.",
    ],
)
def test_questions_that_do_not_stand_alone_are_not_asked(drafted, asked):
    assert drafted(writer=Writer({"240": asked})) == []
    assert drafted(writer=Writer({"240": "How many apple trees does the orchard hold?"})) != []


def arguments(source, output, *more):
    parser = argparse.ArgumentParser()
    draft.add_arguments(parser)
    return parser.parse_args([str(source), "--output", str(output), *more])


@pytest.fixture
def reader(monkeypatch):
    monkeypatch.setattr(draft, "SpanReader", FactReader)
    monkeypatch.setattr(draft, "open_generator", lambda spec, config: Writer())


def test_the_command_marks_every_case_as_unreviewed_and_says_so_last(reader, source, tmp_path, capsys):
    outputs = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for output in outputs:
        assert draft.run(arguments(source, output)) == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert capsys.readouterr().out.splitlines()[-1] == draft.UNREVIEWED
    rows = [json.loads(line) for line in outputs[0].read_text("utf-8").splitlines()]
    assert rows and all(row["reviewed"] is False for row in rows)
    cases = load_cases(outputs[0])
    assert len(cases) == len(rows) and not any(case.reviewed for case in cases)


def test_reviewed_cases_are_never_overwritten(reader, source, tmp_path):
    output = tmp_path / "cases.jsonl"
    output.write_text("mine")
    with pytest.raises(ConfigError, match="may hold reviewed cases; give --output another name"):
        draft.run(arguments(source, output))
    assert output.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "more", "error", "says"),
    [
        (TEXT, ("--cases", "0"), ConfigError, "--cases 0: must be at least 1"),
        ("Nothing to ask about.", (), SourceError, "write the cases by hand"),
        (None, (), SourceError, "no such file or folder"),
    ],
)
def test_what_cannot_be_drafted_is_one_line(reader, source, tmp_path, text, more, error, says):
    source.unlink() if text is None else source.write_text(text)
    with pytest.raises(error, match=says):
        draft.run(arguments(source, tmp_path / "out.jsonl", *more))
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("question", "text", "trap", "first"),
    [
        ("Who came in 1987?", "1987", "wrong-date", "Who came in 1988?"),
        ("Who came on Sunday?", "Sunday", "wrong-date", "Who came on Monday?"),
        ("Who came on May 28?", "May 28", "wrong-date", "Who came on May 27?"),
        ("Who sold 240 trees?", "240", "wrong-number", "Who sold 241 trees?"),
        ("Who sold forty trees?", "forty", "wrong-number", None),
        ("Who sold twelve trees?", "twelve", "wrong-number", "Who sold thirteen trees?"),
        ("When did Mira Holt come?", "Mira Holt", "wrong-name", None),
    ],
)
def test_values_and_those_beside_them(question, text, trap, first):
    (mention,) = mentions(question)
    assert (mention.text, mention.trap) == (text, trap)
    assert next((exchanged(question, mention, value) for value in replacements(mention, ())), None) == first


def test_another_of_the_same_form_in_the_document_comes_first():
    (mention,) = mentions("When did Mira Holt come?")
    pool = mentions("In Velm the mayor met Karl Osten and the Old Guard Of Orsa on May 3 and sold 240 trees.")
    assert list(replacements(mention, pool)) == ["Karl Osten"]


def test_a_name_gives_way_to_one_that_fits_in_its_place():
    mention = mentions("Who is Ukraine's envoy?")[0]
    pool = mentions("The envoys of Moscow met Kyiv's, a Russian, TASS, and some of Ukrainians' friends.")
    assert list(replacements(mention, pool)) == ["Kyiv"]


def test_a_number_stands_in_a_text_in_whatever_form():
    (mention,) = mentions("Who sold 12 trees?")
    assert stands_in("12", mention, "Twelve trees were sold.") and not stands_in("12", mention, "120 trees")
