import re
from xml.etree import ElementTree

import pytest

from eval.plots import calibration_diagram, kind_bars, latency_bars, risk_coverage

NAN = float("nan")
SVG = ElementTree.fromstring


def texts(svg: str) -> list[str]:
    return [text.text for text in SVG(svg).iter("text")]


def test_the_curve_goes_through_its_points():
    svg = risk_coverage({"risk_coverage": [[0.5, 0.0], [1.0, 0.2]], "area": 0.05, "error": None, "bins": []})
    assert SVG(svg).find("polyline").get("points") == "216.0,254.0 388.0,14.0", "0.2 is the top of the axis"
    assert "0.050" in SVG(svg).find("title").text
    assert "20" in texts(svg) and "100" in texts(svg)


@pytest.mark.parametrize(("risk", "top"), [(0.0, "20"), (0.2, "20"), (0.21, "40"), (0.6, "60"), (1.0, "100")])
def test_the_axis_of_risk_ends_above_the_curve(risk, top):
    svg = risk_coverage({"risk_coverage": [[1.0, risk]], "area": 0.1})
    assert [text for text in texts(svg) if text.isdigit()][8] == top


def test_the_diagram_has_a_point_and_a_count_for_each_bin_that_holds_cases():
    bins = [
        {"from": 0.0, "to": 0.5, "confidence": None, "right": None, "count": 0},
        {"from": 0.5, "to": 1.0, "confidence": 0.75, "right": 0.5, "count": 37},
    ]
    svg = calibration_diagram({"bins": bins, "error": 0.25})
    (dot,) = SVG(svg).iter("circle")
    assert (dot.get("cx"), dot.get("cy")) == ("302.0", "134.0")
    assert "37" in texts(svg) and "37 cases" in dot.find("title").text


def test_bars_have_intervals_and_counts():
    kinds = {
        "who": {"right_and_cited": {"value": 0.5, "count": 8, "low": 0.25, "high": 0.75}},
        "no": {"right_and_cited": {"value": None, "count": 0}, "refusal_recall": {"value": 1.0, "count": 3}},
        "other": {"right_and_cited": {"value": None, "count": 0}},
    }
    svg = kind_bars(kinds, "Kinds")
    bars = [bar.get("width") for bar in SVG(svg).iter("rect") if bar.get("class") == "bar"]
    assert bars == ["80.0", "160.0"]
    (whisker,) = [line for line in SVG(svg).iter("line") if line.get("class") == "whisker"]
    assert (whisker.get("x1"), whisker.get("x2")) == ("162.0", "242.0")
    assert texts(svg)[1::2] == ["50.0\u00a0% of 8", "100.0\u00a0% of 3", "–"]
    assert "no: 100.0\u00a0% of 3 refused" in svg


def test_latency_has_both_percentiles_of_each_stage():
    seconds = {
        "search": {"p50": 0.1, "p95": 0.5, "count": 9},
        "write": {"p50": None, "p95": None, "count": 0},
        "total": {"p50": 0.25, "p95": 1.0, "count": 9},
    }
    svg = latency_bars(seconds)
    widths = [bar.get("width") for bar in SVG(svg).iter("rect") if bar.get("class").startswith("bar")]
    assert widths == ["16.0", "80.0", "40.0", "160.0"]
    assert texts(svg)[:6] == ["search, p50", "0.100 s of 9", "search, p95", "0.500 s of 9", "write, p50", "–"]


@pytest.mark.parametrize(
    "svg",
    [
        risk_coverage({"risk_coverage": [], "area": None}),
        risk_coverage({"risk_coverage": [[NAN, NAN], [0.5, None]], "area": NAN}),
        calibration_diagram({"bins": [], "error": None}),
        calibration_diagram({"bins": [dict.fromkeys(("from", "to", "confidence", "right"), NAN) | {"count": 2}]}),
        kind_bars({}, "Kinds"),
        kind_bars({"who": {"right_and_cited": {"value": NAN, "count": 1, "low": NAN, "high": None}}}, "Kinds"),
        latency_bars({}),
        latency_bars({"read": {"p50": None, "p95": NAN, "count": 0}}),
    ],
)
def test_what_is_missing_is_left_out(svg):
    assert SVG(svg).find("title").text
    assert not re.search("nan|None|inf", svg)


def test_names_are_escaped_and_long_ones_shortened():
    name = '"><script>alert(1)</script>'
    svg = kind_bars({name: {"reply": {"value": 1.0, "count": 1}}}, "<b>")
    assert "<script" not in svg and "<b>" not in svg
    assert name[:15] + "…" in texts(svg)
    assert name in SVG(svg).find("g").find("title").text
