import copy
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.report import case, html, parts

VOID = {"meta", "input", "link", "br", "img"}
MARKED = re.compile(r"<!-- timings -->.*?<!-- /timings -->", re.DOTALL)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</details></script></style><svg/onload=alert(1)>",
    "<!-- /timings --> --><b>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt; &amp;",
)


class Page(HTMLParser):
    """The elements of a page, the text of each kind of element, and whether tags balance."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]} at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def said(self, tag: str) -> list[str]:
        return [text for within, text in self.texts if within == tag]


def page_of(run, rows=None, changed=frozenset()) -> str:
    return html(run.summary, run.timings, run.rows if rows is None else rows, changed)


@pytest.mark.parametrize("none", [False, True])
def test_every_tag_is_closed(evaluated, none):
    page = Page(page_of(evaluated, [] if none else None))
    assert page.open == []
    assert sum(tag == "details" for tag, _ in page.elements) == (0 if none else 5)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_is_never_markup(evaluated, payload):
    spot = {"quote": payload, "passage": f"Before {payload} after", "title": payload, "document": payload}
    answer = {"answer": payload, "short": payload, "standalone": payload, "citations": [evaluated.citation(**spot)]}
    texts = {"kind": payload, "trap": payload, "question": payload, "why": payload}
    bad = evaluated.row(payload, answers=[payload], quotes=[payload], answer=answer, **texts)
    failed = {**evaluated.row("who-09", "error"), "row": {"question": payload, "error": payload}}
    run = evaluated
    known = {tag for tag, _ in Page(page_of(run)).elements}
    run.summary["set"]["name"] = run.summary["configuration"]["model"] = run.timings["machine"]["platform"] = payload
    run.summary["by_kind"] = {payload: run.summary["by_kind"]["who"]}
    run.summary["by_trap"] = {payload: run.summary["by_trap"]["not-stated"]}
    run.summary["errors"], run.summary["not_in_index"] = {payload: payload}, [payload]
    page = Page(page_of(run, [bad, failed]))
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= known
    assert sum(tag == "script" for tag, _ in page.elements) == 1
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert sum(text.count(payload) for _, text in page.texts) >= 15
    assert page.said("mark") == [payload]


@pytest.mark.parametrize(
    ("passage", "quote"),
    [
        ("\U0001f6a2\U0001f468\u200d\U0001f469 It opened in 1904. Then it closed.", "It opened in 1904."),
        ("e\u0301te\u0301 \u2013 A <b>& c, twice A <b>& c", "A <b>& c"),
        ("whole", "whole"),
        ("Line one.\nLine two.\n\nLine three.", "two.\n\nLine"),
    ],
)
def test_exactly_the_quote_is_highlighted(evaluated, passage, quote):
    cited = evaluated.row(answer={"citations": [evaluated.citation(passage=passage, quote=quote)]})
    page = Page(page_of(evaluated, [cited]))
    assert page.said("mark") == [quote]
    within = [text for tag, text in page.texts if tag in ("mark", "blockquote")]
    assert passage in "".join(within), "nothing is lost or added around it"


def test_a_quote_that_does_not_stand_in_its_passage_is_said_to_be_amiss(evaluated):
    cited = evaluated.row(answer={"citations": [evaluated.citation(quote="Ada Brunn left.")]})
    page = page_of(evaluated, [cited])
    assert Page(page).said("mark") == []
    assert "This quotation does not stand in the passage: Ada Brunn left." in page
    assert parts("passage", "") == ("passage", "", "")
    assert parts("a, b, a", "a") == ("", "a", ", b, a"), "of several places the first"


def test_the_passages_of_a_refusal_are_the_nearest_and_no_quotation(evaluated):
    page = page_of(evaluated, [evaluated.row("no-01", "right", answerable=False)])
    assert "Nearest passages" in page and "<mark>" not in page
    assert "A refusal: the documents do not answer it." in page


@pytest.mark.parametrize(
    ("verdict", "answerable", "more", "filters", "ending"),
    [
        ("right", True, {}, ["all", "right"], "right"),
        ("wrong", True, {}, ["all", "wrong"], "wrong"),
        ("wrong", False, {}, ["all", "wrong"], "wrong"),
        ("answered", False, {}, ["all", "wrong"], "answered"),
        ("error", True, {}, ["all", "wrong"], "error"),
        ("refused", True, {}, ["all", "refused"], "refused, wrongly"),
        ("right", False, {}, ["all", "right", "refused"], "refused, rightly"),
        ("wrong", False, {"reply": True, "answer": {"refused": True}}, ["all", "refused"], "refused, wrongly"),
        ("right", False, {"reply": True, "answer": {"refused": False}}, ["all", "right"], "right"),
    ],
)
def test_which_filters_hold_a_case(evaluated, verdict, answerable, more, filters, ending):
    shown = case(evaluated.row("a", verdict, answerable, **more))
    assert (shown["filters"], shown["ending"]) == (filters, ending)


def test_filters_count_their_cases_and_the_empty_are_off(evaluated):
    page = page_of(evaluated, changed=frozenset({"who-02", "gone"}))
    counts = re.findall(r'value="(\w+)"([^>]*)><span>\w+ <small>(\d+)</small>', page)
    assert [(name, count) for name, _, count in counts] == [
        ("all", "5"), ("wrong", "2"), ("refused", "2"), ("right", "2"), ("changed", "1")
    ]
    assert 'value="changed" disabled' in page_of(evaluated) and 'value="changed" disabled' not in page
    assert page.count('data-filters="all wrong changed"') == 1


def test_headline_figures_have_intervals_and_denominators(evaluated):
    page = page_of(evaluated)
    assert "50.0\u00a0%</p>" in page
    assert "interval 25.0 to 75.0\u00a0%</span>" in page
    assert "of 4 answerable questions" in page
    assert "Intervals are 95 % bootstrap intervals over 2 clusters by document." in page
    assert re.search(r'Over-refusal</h3>\s*<p class="value">–</p>', page), "null is a dash"
    assert re.search(r'Unsupported names and numbers</h3>\s*<p class="value">1</p>', page)


def test_nulls_and_nan_are_dashes(evaluated):
    summary, timings, rows = map(evaluated.nothing, (evaluated.summary, evaluated.timings, evaluated.rows))
    summary["calibration"] |= {"risk_coverage": [], "bins": []}
    rows.append(evaluated.row(answer={"confidence": None, "short": "", "citations": []}))
    text = re.sub(r"<(style|script)>.*?</\1>", "", html(summary, timings, rows), flags=re.DOTALL)
    assert not re.search(r"\b(nan|none|null|inf|undefined)\b", text.replace("Model none", ""), re.IGNORECASE)
    assert "<dd>–</dd>" in text


def test_a_run_without_confidences_and_without_optional_timings(evaluated):
    evaluated.summary |= {"calibration": None, "thresholds": None, "by_kind": {}, "by_trap": {}, "overall": {}}
    del evaluated.timings["index_bytes"], evaluated.timings["cases"]
    page = page_of(evaluated, [])
    assert page.count("No case has a number for this.") == 3
    assert "The most that any threshold" not in page and "95&nbsp;% interval " not in page


def test_what_depends_on_clock_machine_and_commit_stands_in_one_section(evaluated):
    page = page_of(evaluated)
    assert len(MARKED.findall(page)) == 1
    rest = MARKED.sub("", page)
    for text in ("77.7", "Toylinux", "2026-01-02", "c0ffee", "512", "0.25 s", "3.11.7"):
        assert text not in rest
    section = MARKED.search(page)[0]
    for text in ("77.7", "Toylinux-6", "2026-01-02T03:04:05+00:00", "c0ffeec0ffee", "3.0\u00a0MiB"):
        assert text in section
    timings = evaluated.nothing(evaluated.timings) | {"git": None, "machine": dict(cpus=9, platform="b", date="c")}
    summary = evaluated.summary | {"git": None, "python": "4", "command": "other"}
    assert MARKED.sub("", html(summary, timings, evaluated.rows)) == rest


def test_the_same_to_the_byte_when_run_again(evaluated):
    assert page_of(evaluated) == page_of(copy.deepcopy(evaluated))


def test_nothing_is_loaded(evaluated):
    page = page_of(evaluated)
    assert not re.search(r"https?://|url\(|@import|src=|<link", page)
    row = evaluated.row(answer={"answer": "See https://example.org/x.png"})
    loaded = [attributes for _, attributes in Page(page_of(evaluated, [row])).elements if "://" in str(attributes)]
    assert loaded == []


def test_plots_and_controls_are_labelled(evaluated):
    page = Page(page_of(evaluated))
    plots = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(plots) == 5 and all(one["aria-label"] and one["role"] == "img" for one in plots)
    assert "Search the text of the cases" in page.said("span")
    identities = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    pointed = [value for _, attributes in page.elements if (value := attributes.get("aria-labelledby"))]
    assert len(identities) == len(set(identities)) and set(pointed) <= set(identities)
    assert ("form", {"class": "filters", "hidden": None}) in page.elements, "without JavaScript there is no filter"


def test_nul_does_not_vanish(evaluated):
    assert "a\ufffdb" in page_of(evaluated, [evaluated.row(question="a\0b")])


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_that_of_wcag_aa(scheme):
    css = Path(__file__).parents[2].joinpath("eval", "report.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    light, dark = (dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in blocks)
    colours = light if scheme == "light" else light | dark
    backs = {"ink": ("ground", "paper", "mark"), "quiet": ("ground", "paper", "soft"), "ground": ("ink", "accent")}
    backs["accent"] = ("ground", "paper", "soft")
    for front, back in ((front, back) for front, known in backs.items() for back in known):
        high, low = sorted((_luminance(colours[front]) + 0.05, _luminance(colours[back]) + 0.05), reverse=True)
        assert high / low >= 4.5, f"{front} on {back}: {high / low:.2f}"
