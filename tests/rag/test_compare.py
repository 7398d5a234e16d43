from dataclasses import dataclass

import pytest

from index.types import Hit, Passage
from rag.candidates import at
from rag.compare import compared, sides
from rag.decide import Judged
from rag.reader import Reading


@dataclass
class Findings:
    hits: list
    ranked: list


def reading_of(*notes, probability=0.9):
    """A reader that points, in each note (text, span), at the span."""
    passages = [Passage(number, "n.md", "Notes", text, 0, len(text)) for number, (text, _) in enumerate(notes)]
    spans = [(text.index(span), text.index(span) + len(span)) for text, span in notes]
    pointed = [at(Reading(passage, *span, probability), *span) for passage, span in zip(passages, spans)]
    return lambda question: Findings([Hit(one, 1.0) for one in passages], [Judged(one, probability) for one in pointed])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which boat is heavier, Tern or Plover?", ("Which boat is heavier", "Tern", "Plover")),
        ("Who is older: Ada or Karl?", ("Who is older", "Ada", "Karl")),
        ("Did Tern or Plover use more power?", ("use more power", "Tern", "Plover")),
        ("Was Ada Brunn or Karl Osten born earlier?", ("born earlier", "Ada Brunn", "Karl Osten")),
        ("Does the new ferry or the old ferry cost more?", ("cost more", "the new ferry", "the old ferry")),
        ("Do cats or dogs live longer?", ("live longer", "cats", "dogs")),
        # three sides, sides that are no things, no sides
        ("Which burns more fuel, Tern, Plover or Grey Heron?", None),
        ("Did more people drown in Velm or in Orsel?", None),
        ("Which boat is the heaviest?", None),
    ],
)
def test_the_two_sides_of_a_comparison(question, expected):
    assert sides(question) == expected


TERN = ("Tern weighs 212 tonnes and sailed first in 1990.", "212 tonnes")
PLOVER = ("Plover weighs 236 tonnes and sailed first in 1985.", "236 tonnes")


@pytest.mark.parametrize(
    ("question", "notes", "short"),
    [
        ("Which boat is heavier, Tern or Plover?", (TERN, PLOVER), "Plover"),
        ("Which boat is lighter, Tern or Plover?", (TERN, PLOVER), "Tern"),
        ("Which boat sailed earlier, Tern or Plover?", (TERN, PLOVER), "Plover"),
        ("Which boat sailed last, Tern or Plover?", (TERN, PLOVER), "Tern"),
        # not the years, though "first" is in the question
        ("Which was heavier in the first test, Tern or Plover?", (TERN, PLOVER), "Plover"),
        # figures that cannot be compared, or are alike, leave it to the quotations
        ("Which took longer, Tern or Plover?", (("Tern took 30 days.", "30 days"), ("Plover took 5 weeks.", "5 weeks")), "30 days; 5 weeks"),
        ("Which cost more, Tern or Plover?", (("Tern cost $3 million.", "3"), ("Plover cost €2 million.", "2")), "3; 2"),
        ("Which took longer, Tern or Plover?", (("Tern took 5 days.", "5 days"), ("Plover took 5 days.", "5 days")), "5 days; 5 days"),
    ],
)
def test_the_side_that_the_figures_speak_for(question, notes, short):
    composed = compared(question, reading_of(*notes), 0.5)
    assert composed.short == short
    assert {one.text for one in composed.evidence} == {text for text, _ in notes}


@pytest.mark.parametrize("notes", [(TERN,), (TERN, ("The quay is 40 metres long.", "40 metres"))])
def test_no_comparison_where_nothing_is_said_of_one_side(notes):
    assert compared("Which boat is heavier, Tern or Plover?", reading_of(*notes), 0.5) is None


def test_no_comparison_from_evidence_that_is_not_believed():
    assert compared("Which boat is heavier, Tern or Plover?", reading_of(TERN, PLOVER, probability=0.1), 0.5) is None
