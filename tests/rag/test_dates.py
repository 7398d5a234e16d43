import pytest

from rag.dates import parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour opened on Sunday, June 1.", {"sunday", "june", "1"}),
        ("It opened on 16 May 1904.", {"16", "may", "1904"}),
        ("May 16th, 1904 was wet.", {"may", "16", "1904"}),
        ("on the 3rd of may", {"3", "may"}),
        ("what happened on may 5?", {"may", "5"}),
        ("Mira Holt planted them in March.", {"march"}),
        ("since October 1987", {"october", "1987"}),
        ("the harbour of the 1990s", {"1990s"}),
        ("Ada Brunn served 1904-1916.", {"1904", "1916"}),
        ("It was built in mid-1904.", {"1904"}),
        ("The orchard is open over the weekend.", {"weekend"}),
    ],
)
def test_dates_are_taken_apart(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The harbour may open soon.",
        "Only 12 may enter the lighthouse.",
        "Up to 20 may be kept.",
        "They march 12 miles along the quay.",
        "The quay is 1500 metres long.",
        "The orchard bore 1,904 apples.",
        "It holds 2000 people.",
        "A berth costs $1900 a season.",
        "The valve opens at 1904.5.",
        "Call 555-1904.",
        "31 trees, 240 apples.",
        "",
    ],
)
def test_other_numbers_and_verbs_are_no_dates(text):
    assert not parts(text)
