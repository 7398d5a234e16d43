import copy
import re

import pytest

from eval.markdown import CHARACTERS, SHOWN, escaped, markdown

MARKED = re.compile(r"<!-- timings -->.*?<!-- /timings -->", re.DOTALL)


def report(run, rows=None) -> str:
    return markdown(run.summary, run.timings, run.rows if rows is None else rows)


def test_the_headline_table_has_values_intervals_and_counts(evaluated):
    lines = report(evaluated).split("\n")
    assert "| **Right and cited** | 50.0\u00a0% | 25.0 to 75.0\u00a0% | 4 answerable questions |" in lines
    assert "| **F1 of the short answer** | 60.0\u00a0% | – | 5 questions |" in lines
    assert "| **Over-refusal** | – | – | 0 answerable questions |" in lines
    assert "| **Invalid citations** | 0 | – | 4 citations |" in lines


def test_kinds_and_traps_have_a_row_each(evaluated):
    lines = report(evaluated).split("\n")
    assert "| who | 5 | 50.0\u00a0% of 4 | 60.0\u00a0% of 5 | – | 100.0\u00a0% of 1 | – | – |" in lines
    assert "| talk | 5 | – | – | – | – | – | 100.0\u00a0% of 1 |" in lines
    assert "| not-stated | 5 | 100.0\u00a0% of 1 | 100.0 to 100.0\u00a0% |" in lines
    evaluated.summary["by_trap"] = {}
    assert "By trap" not in report(evaluated)


def test_every_table_row_has_as_many_cells_as_its_head(evaluated):
    blocks = [block.split("\n") for block in report(evaluated).split("\n\n") if block.startswith("| ")]
    assert len(blocks) == 4
    for lines in blocks:
        assert len({line.count("|") for line in lines}) == 1


def test_what_is_not_right_is_listed_in_details(evaluated):
    text = report(evaluated)
    folded = text[text.index("<details>") : text.index("</details>")]
    assert "<summary>Cases that are not right: 3</summary>\n\n- " in folded
    assert "- **who-02** (wrong): Who built the lighthouse?<br>→ Ada Brunn<br>It ended so." in folded
    assert "**who-03** (refused, wrongly)" in folded
    assert "**who-05** (error): Who was the first master?<br>→ broken" in folded
    assert "no-04" not in folded and "who-01" not in folded
    assert "No case is wrong." in report(evaluated, evaluated.rows[:1])


def test_a_long_list_ends_with_how_many_more(evaluated):
    many = [evaluated.row(f"who-{number}", "wrong", question="w " * 999) for number in range(SHOWN + 3)]
    text = report(evaluated, many)
    assert "- and 3 more, in report.html" in text
    assert max(map(len, text.split("\n"))) < 3 * CHARACTERS
    assert len(text) < 65536


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("a | b\n\n# c", r"a \| b # c"),
        ("![x](http://e.org/x.png)", r"!\[x\](http://e.org/x.png)"),
        ("*a* _b_ `c` ~d~ $e$ \\", r"\*a\* \_b\_ \`c\` \~d\~ \$e\$ \\"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("thanks @ann, see #12", "thanks @<!-- -->ann, see #<!-- -->12"),
        ("</details><!-- /timings -->", r"\</details\>\<!-- /timings --\>"),
        ("a\0b", "a\ufffdb"),
    ],
)
def test_text_is_never_markup(evaluated, text, expected):
    assert escaped(text) == expected
    wrong = evaluated.row(text, "wrong", question=text, why=text, answer={"short": text})
    evaluated.summary["by_kind"] = {text: evaluated.summary["by_kind"]["who"]}
    evaluated.summary["set"]["name"] = evaluated.timings["machine"]["platform"] = text
    page = report(evaluated, [wrong])
    assert page.count(expected) == 7
    assert page.count("</details>") == 1 if "details" not in text else page.count("\n</details>") == 1


def test_nulls_and_nan_are_dashes(evaluated):
    text = markdown(*map(evaluated.nothing, (evaluated.summary, evaluated.timings, evaluated.rows)))
    assert not re.search(r"\b(nan|none|null|inf)\b", text.replace("Model none", ""), re.IGNORECASE)


def test_what_depends_on_clock_machine_and_commit_stands_in_one_section(evaluated):
    text = report(evaluated)
    assert len(MARKED.findall(text)) == 1
    rest = MARKED.sub("", text)
    for value in ("77.7", "Toylinux", "2026-01-02", "c0ffee", "512", "0.250"):
        assert value in MARKED.search(text)[0] and value not in rest
    other = copy.deepcopy(evaluated)
    other.timings = other.nothing(other.timings) | {"git": None}
    other.summary |= {"git": None, "command": "other"}
    assert MARKED.sub("", report(other)) == rest
    assert report(copy.deepcopy(evaluated)) == text
