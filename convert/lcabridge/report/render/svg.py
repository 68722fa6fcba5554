"""Charts as SVG inside a page: bars, radar, scatter. Attributes only, no inline styles (the page's policy forbids them).

Every text carries both languages (``data-en``, ``data-zh``), so that the page's switch changes charts too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import NamedTuple

Words = Mapping[str, str]
"""Text in ``en`` and ``zh``."""

_ROW = 24
_CHAR = 6.6
"""Width of a Latin character at the charts' font size, for label columns."""


def words(text: Words, x: float, y: float, kind: str = "", anchor: str = "start", extra: str = "") -> str:
    """Return a text element in both languages."""
    en, zh = text.get("en", ""), text.get("zh", "") or text.get("en", "")
    attributes = f' class="{kind}"' if kind else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{attributes}{extra} '
        f'data-en="{escape(en)}" data-zh="{escape(zh)}">{escape(en)}</text>'
    )


def title(text: Words) -> str:
    """Return what shows when the pointer rests on a mark; both languages."""
    parts = dict.fromkeys(part for part in (text.get("en", ""), text.get("zh", "")) if part)
    return f"<title>{escape(' / '.join(parts))}</title>"


class Segment(NamedTuple):
    """A part of a bar: its length, the tone (class ``tone-…``) and what it is."""

    value: float
    tone: str
    label: Words


class Bar(NamedTuple):
    """A bar: label, parts, and the text at its end."""

    label: Words
    parts: Sequence[Segment]
    text: str


def bars(
    rows: Sequence[Bar], name: Words, *, most: float = 0.0, lines: Sequence[tuple[float, Words]] = (), width: int = 860
) -> str:
    """Return horizontal stacked bars.

    Args:
        rows: top down.
        name: of the chart, for those who cannot see it.
        most: value at the right end; the longest bar if not given.
        lines: upright lines at values, with their labels (tolerance).
        width: of the picture in pixels.
    """
    longest = max((_length(lang, row.label) for row in rows for lang in ("en", "zh")), default=10)
    left = min(340.0, 12 + longest * _CHAR)
    end = most or max((sum(abs(p.value) for p in row.parts) for row in rows), default=1.0) or 1.0
    scale = (width - left - 96) / end
    top = 18 if lines else 2
    parts = []
    for k, row in enumerate(rows):
        y = top + k * _ROW
        parts.append(words(_short(row.label), left - 8, y + 15, "", "end"))
        x = left
        parts.append(f'<rect class="track" x="{left:.1f}" y="{y + 3}" width="{end * scale:.1f}" height="16"/>')
        for part in row.parts:
            wide = max(0.0, min(abs(part.value), end) * scale)
            parts.append(
                f'<rect class="tone-{part.tone}" x="{x:.1f}" y="{y + 3}" width="{wide:.2f}" height="16">{title(part.label)}</rect>'
            )
            x += wide
        parts.append(f'<text x="{left + end * scale + 8:.1f}" y="{y + 15}" class="n">{escape(row.text)}</text>')
    high = top + len(rows) * _ROW + 4
    for value, label in lines:
        x = left + min(value, end) * scale
        parts.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 2}" y2="{high - 4}"/>')
        parts.append(words(label, x, top - 6, "soft", "middle"))
    return _picture(width, high, name, parts)


def _length(lang: str, label: Words) -> float:
    text = _short(label).get(lang, "")
    return sum(1.9 if ord(c) > 0x2E80 else 1.0 for c in text)


def _short(label: Words, most: int = 48) -> dict[str, str]:
    return {lang: text if len(text) <= most else text[: most - 1] + "…" for lang, text in label.items()}


def radar(axes: Sequence[tuple[Words, float | None]], name: Words, *, least: float = 1.0, most: float = 5.0) -> str:
    """Return a radar of scores: the rim is the best (``least``), the centre the worst; an axis without a score has no corner."""
    size, centre, reach = 380, 190.0, 118.0

    def at(k: int, part: float) -> tuple[float, float]:
        angle = 2 * math.pi * k / len(axes) - math.pi / 2
        return centre + reach * part * math.cos(angle), centre + reach * part * math.sin(angle)

    parts = []
    steps = int(most - least)
    for ring in range(1, steps + 1):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(k, ring / steps) for k in range(len(axes))))
        parts.append(f'<polygon class="grid" points="{points}"/>')
        parts.append(
            f'<text class="soft" x="{centre + 4}" y="{centre - reach * ring / steps + 11:.1f}">{most - ring:g}</text>'
        )
    corners = []
    for k, (label, score) in enumerate(axes):
        x, y = at(k, 1.0)
        parts.append(f'<line class="grid" x1="{centre}" y1="{centre}" x2="{x:.1f}" y2="{y:.1f}"/>')
        lx, ly = at(k, 1.17)
        anchor = "middle" if abs(lx - centre) < 20 else "start" if lx > centre else "end"
        shown = {lang: f"{text} {score:.2f}" if score is not None else f"{text} –" for lang, text in label.items()}
        parts.append(words(shown, lx, ly + 4, "", anchor))
        if score is not None:
            corners.append((at(k, (most - min(max(score, least), most)) / (most - least)), shown))
    if len(corners) > 2:
        outline = " ".join(f"{x:.1f},{y:.1f}" for (x, y), _ in corners)
        parts.append(f'<polygon class="area" points="{outline}"/>')
    parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4">{title(t)}</circle>' for (x, y), t in corners]
    return _picture(size + 180, size, name, [f'<g transform="translate(90 0)">{"".join(parts)}</g>'])


class Dot(NamedTuple):
    """A point of a scatter: values of both sides, tone, what it is."""

    x: float
    y: float
    tone: str
    label: Words


def scatter(dots: Sequence[Dot], name: Words, x_name: Words, y_name: Words, *, band: float = 0.1) -> str:
    """Return a scatter on logarithmic axes with the 1:1 line and a band around it; only positive values can stand there.

    Args:
        dots: points.
        name: of the chart.
        x_name: of the horizontal axis.
        y_name: of the upright axis.
        band: relative distance from the 1:1 line that is shaded.
    """
    shown = [dot for dot in dots if dot.x > 0 and dot.y > 0]
    if not shown:
        return ""
    size, left, top = 520.0, 78.0, 14.0
    low = math.floor(math.log10(min(min(d.x, d.y) for d in shown)))
    high = math.ceil(math.log10(max(max(d.x, d.y) for d in shown)))
    low, high = (low - 1, high + 1) if low == high else (low, high)

    def place(x: float, y: float) -> tuple[float, float]:
        scale = size / (high - low)
        return left + (math.log10(x) - low) * scale, top + size - (math.log10(y) - low) * scale

    parts = [f'<rect class="track" x="{left}" y="{top}" width="{size}" height="{size}"/>']
    every = max(1, (high - low) // 8)
    for power in range(low, high + 1, every):
        x, y = place(10.0**power, 10.0**power)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + size}"/>')
        parts.append(f'<line class="grid" x1="{left}" x2="{left + size}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="soft" x="{x:.1f}" y="{top + size + 16}" text-anchor="middle">{10.0**power:g}</text>'
        )
        parts.append(f'<text class="soft" x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    parts.append(_band(place, low, high, band))
    (x1, y1), (x2, y2) = place(10.0**low, 10.0**low), place(10.0**high, 10.0**high)
    parts.append(f'<line class="mark" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    for dot in shown:
        x, y = place(dot.x, dot.y)
        parts.append(f'<circle class="tone-{dot.tone}" cx="{x:.1f}" cy="{y:.1f}" r="3.6">{title(dot.label)}</circle>')
    parts.append(words(x_name, left + size / 2, top + size + 36, "", "middle"))
    middle = top + size / 2
    parts.append(words(y_name, 16, middle, "", "middle", f' transform="rotate(-90 16 {middle:.1f})"'))
    return _picture(left + size + 20, top + size + 46, name, parts)


def _band(at: Callable[[float, float], tuple[float, float]], low: int, high: int, band: float) -> str:
    if band <= 0:
        return ""
    bottom, ceiling = 10.0**low, 10.0**high
    corners = [
        at(bottom, bottom), at(bottom, bottom * (1 + band)), at(ceiling / (1 + band), ceiling), at(ceiling, ceiling),
        at(ceiling, ceiling / (1 + band)), at(bottom * (1 + band), bottom),
    ]  # fmt: skip
    return f'<polygon class="band" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}"/>'


def _picture(width: float, height: float, name: Words, parts: Sequence[str]) -> str:
    label = escape(" / ".join(dict.fromkeys(text for text in (name.get("en", ""), name.get("zh", "")) if text)))
    return (
        f'<svg class="chart" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" role="img" '
        f'aria-label="{label}">{"".join(parts)}</svg>'
    )
