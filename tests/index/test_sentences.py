import pytest

from index.sentences import BLOCK_CHARACTERS, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("U.S. President Ann Day met the U.K. envoy. He left.", ["U.S. President Ann Day met the U.K. envoy.", "He left."]),
        ("Dr. Lee paid $3.5 million, e.g. in cash. It was 5 p.m. then.", ["Dr. Lee paid $3.5 million, e.g. in cash.", "It was 5 p.m. then."]),
        ("He said: “It is over.” Then he left.", ["He said: “It is over.”", "Then he left."]),
        ("# A heading\n\nIts text follows.", ["# A heading", "Its text follows."]),
        ("A headline without a stop\nA first line of the article that is much longer than any line that was wrapped by hand, as it goes on beyond that.", 2),
        ("A line wrapped by hand goes\non here. And another\nfollows.", ["A line wrapped by hand goes\non here.", "And another\nfollows."]),
        ("- first item\n- second item", ["- first item", "- second item"]),
        ("Emoji 🙂 first. Cafe\u0301 second.", ["Emoji 🙂 first.", "Cafe\u0301 second."]),
    ],
)
def test_boundaries(text, expected):
    found = sentences(text)
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize("text", ["lorem ipsum " * 3000, "x" * (3 * BLOCK_CHARACTERS), "a. b? " * 2000, "(((\n\n)))\n\n--", "Records.\n\x1e1. First record.\n\x1f2. Second."])
def test_everything_but_whitespace_is_in_exactly_one_sentence(text):
    covered = [0] * len(text)
    for start, end in sentence_spans(text):
        for position in range(start, end):
            covered[position] += 1
    assert all(count == 1 for count, character in zip(covered, text) if not character.isspace())
    assert max(covered) == 1
