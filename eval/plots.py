"""Plots as inline SVG. Pure: numbers in, markup out, the same to the byte.

Colours and fonts are the page's: the classes line, area, bar, faint, axis and quiet are styled in report.css.
A point that has no number is left out; a plot without any point says so.
"""

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from eval.figures import NOTHING, kind_measure, number, percent, present

WIDTH = 400
ROW = 26
LEFT, RIGHT, TOP, SIDE = 44, 388, 14, 240  # of the square plots: the axes' ends, and the height of the plotting area
BAR_LEFT, BAR_RIGHT = 122, 282  # of the bars; their labels stand left, their figures right
STAGES = ("search", "read", "write", "total")


def risk_coverage(calibration: Mapping[str, Any]) -> str:
    """Risk (share of wrong answers) of the answers given when only the surest share of questions is answered.

    El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification".
    """
    points = [(x, y) for x, y in calibration.get("risk_coverage") or () if present(x) and present(y)]
    title = f"Risk and coverage: area under the curve {number(calibration.get('area'), 3)}, less is better"
    if not points:
        return _empty("Risk and coverage")
    top = _ceiling(max(y for _, y in points))
    path = " ".join(f"{_x(x)},{_y(y, top)}" for x, y in points)
    area = f"{_x(points[0][0])},{_y(0, top)} {path} {_x(points[-1][0])},{_y(0, top)}"
    marks = [f'<polygon class="area" points="{area}"/>', f'<polyline class="line" points="{path}"/>']
    return _svg(TOP + SIDE + 42, title, [*_axes("share of questions answered", "of these, wrong", top), *marks])


def calibration_diagram(calibration: Mapping[str, Any]) -> str:
    """How often answers of each confidence are right; on the diagonal, as often as it says.

    The reliability diagram of Guo et al. 2017, "On Calibration of Modern Neural Networks", with how many cases
    each bin holds below it: a bin of three says little.
    """
    bins = [one for one in calibration.get("bins") or () if one["count"]]
    bins = [one for one in bins if present(one["confidence"]) and present(one["right"])]
    if not bins:
        return _empty("Calibration")
    title = f"Calibration: expected error {number(calibration.get('error'), 3)}, less is better"
    diagonal = f'<line class="faint dashed" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    most = max(one["count"] for one in bins)
    parts = [*_axes("confidence", "right", 1.0), diagonal]
    parts += [part for one in bins for part in _bin(one, most)]
    foot = TOP + SIDE + 112
    parts.append(_text((LEFT + RIGHT) / 2, foot - 6, "cases in each bin", "quiet", "middle"))
    return _svg(foot, title, parts)


def _bin(one: Mapping[str, Any], most: int) -> list[str]:
    """A bin's point, its way to the diagonal, and its count as a small bar on a line under the axis."""
    x, y, due = _x(one["confidence"]), _y(one["right"]), _y(one["confidence"])
    left, right = _x(one["from"]), _x(one["to"])
    height, base = max(1.0, round(30 * one["count"] / most, 1)), TOP + SIDE + 88
    says = f"confidence {number(one['confidence'])}, right {percent(one['right'])}, {one['count']} cases"
    return [
        f'<line class="gap" x1="{x}" y1="{due}" x2="{x}" y2="{y}"/>',
        f'<circle class="dot" cx="{x}" cy="{y}" r="5"><title>{says}</title></circle>',
        f'<rect class="faint-bar" x="{left + 1:.1f}" y="{base - height:.1f}" width="{right - left - 2:.1f}" '
        f'height="{height}"/>',
        _text((left + right) / 2, base - height - 4, str(one["count"]), "small", "middle"),
    ]


@dataclass(frozen=True)
class Bar:
    """A bar with the text beside it and the one that shows where it is pointed at; `ends` are its interval's."""

    label: str
    value: float | None
    says: str
    note: str
    ends: tuple[float | None, ...] = ()
    pale: bool = False


def kind_bars(kinds: Mapping[str, Any], title: str) -> str:
    """One bar a kind (or trap) of question, with its interval as a thin line and over how many cases it is."""
    if not kinds:
        return _empty(title)
    bars = [_kind_bar(name, *kind_measure(values)) for name, values in kinds.items()]
    rows = [_bar_row(ROW * index, bar, whole=1.0) for index, bar in enumerate(bars)]
    return _svg(ROW * len(kinds) + 4, title, rows)


def _kind_bar(name: str, label: str, mean: Mapping[str, Any]) -> Bar:
    says = f"{percent(mean.get('value'))} of {number(mean.get('count'), 0)}" if mean else NOTHING
    return Bar(name, mean.get("value"), says, f"{name}: {says} {label}".rstrip(), (mean.get("low"), mean.get("high")))


def latency_bars(seconds: Mapping[str, Any]) -> str:
    """Median and 95th percentile of each stage, in seconds."""
    title = "Latency by stage: median (p50) and 95th percentile (p95) in seconds"
    pairs = [(stage, name) for stage in STAGES if stage in seconds for name in ("p50", "p95")]
    longest = max((value for stage, name in pairs if present(value := seconds[stage][name])), default=0)
    if not longest:
        return _empty(title)
    bars = [_latency_bar(stage, name, seconds[stage]) for stage, name in pairs]
    rows = [_bar_row(ROW * index + 8 * (index // 2), bar, longest) for index, bar in enumerate(bars)]
    return _svg(ROW * len(pairs) + 4 * len(pairs), title, rows)


def _latency_bar(stage: str, name: str, values: Mapping[str, Any]) -> Bar:
    taken = f"{number(values[name], 3)} s of {number(values['count'], 0)}" if present(values[name]) else NOTHING
    return Bar(f"{stage}, {name}", values[name], taken, f"{stage}: {name} {taken}", pale=name == "p95")


def _bar_row(y: float, bar: Bar, whole: float) -> str:
    """A row of ROW units whose top is `y`; a value of `whole` fills the track."""
    width = BAR_RIGHT - BAR_LEFT
    parts = [f"<title>{escape(bar.note)}</title>", _text(BAR_LEFT - 10, y + 17, _shortened(bar.label), "label", "end")]
    parts.append(f'<rect class="track" x="{BAR_LEFT}" y="{y + 6}" width="{width}" height="14" rx="2"/>')
    if present(bar.value):
        shape = f'width="{width * bar.value / whole:.1f}" height="14" rx="2"'
        kind = "bar pale" if bar.pale else "bar"
        parts.append(f'<rect class="{kind}" x="{BAR_LEFT}" y="{y + 6}" {shape}/>')
    if bar.ends and all(map(present, bar.ends)):
        low, high = (f"{BAR_LEFT + width * end / whole:.1f}" for end in bar.ends)
        line = f'x1="{low}" y1="{y + 13}" x2="{high}" y2="{y + 13}"'
        parts.append(f'<line class="halo" {line}/><line class="whisker" {line}/>')
    parts.append(_text(BAR_RIGHT + 10, y + 17, bar.says, "figure", "start"))
    return f"<g>{''.join(parts)}</g>"


def _shortened(text: str, limit: int = 16) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _y(value: float, top: float = 1.0) -> float:
    return round(TOP + SIDE * (1 - value / top), 1)


def _ceiling(value: float) -> float:
    """The least of 0.2, 0.4 … 1 that is not below the value, so that ticks are round."""
    return min(1.0, max(1, math.ceil(round(value / 0.2, 6))) / 5)


def _axes(across: str, up: str, top: float) -> Iterable[str]:
    """Four steps of each axis with light lines, and what each axis is."""
    for step in range(5):
        x, y = _x(step / 4), _y(top * step / 4, top)
        yield f'<line class="faint" x1="{LEFT}" y1="{y}" x2="{RIGHT}" y2="{y}"/>'
        yield _text(LEFT - 7, y + 4, f"{100 * top * step / 4:.0f}", "small", "end")
        yield _text(x, TOP + SIDE + 17, f"{100 * step / 4:.0f}", "small", "end" if step == 4 else "middle")
    yield f'<line class="axis" x1="{LEFT}" y1="{_y(0)}" x2="{RIGHT}" y2="{_y(0)}"/>'
    yield _text((LEFT + RIGHT) / 2, TOP + SIDE + 35, f"{across}, %", "quiet", "middle")
    turned = f'transform="translate(11 {TOP + SIDE / 2:.0f}) rotate(-90)" text-anchor="middle"'
    yield f'<text class="quiet" {turned}>{up}, %</text>'


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(height: float, title: str, parts: Iterable[str]) -> str:
    """`role="img"` so that a screen reader reads the title and not each of the labels."""
    attributes = f'class="plot" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}"'
    return f"<svg {attributes}>{''.join(itertools.chain([f'<title>{escape(title)}</title>'], parts))}</svg>"


def _empty(title: str) -> str:
    return _svg(48, f"{title}: nothing to show", [_text(0, 28, "No case has a number for this.", "quiet", "start")])
