"""A self-contained HTML page of one product's score: bars of contributions, Sankey of the upstream tree, table. No scripts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lcabridge.calc.contributions import Contribution, Node, tree_rows
from lcabridge.errors import Language
from lcabridge.model import pick

SHOWN = 15
_COLUMN = 210
_WIDTH = 14
_HEIGHT = 420
_LEAST = 1.5

_STYLE = """
:root { color-scheme: light dark; --ground: #f6f6f3; --sheet: #fff; --ink: #1b1f24; --soft: #59616c; --line: #dcdedb;
  --plus: #0a5f59; --minus: #2a5a9b; --flow: #0a5f5940; --back: #2a5a9b40; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --sheet: #1c2024; --ink: #e7e9ea; --soft: #a4adb5;
  --line: #343a40; --plus: #6cc9bf; --minus: #8fbcf5; --flow: #6cc9bf40; --back: #8fbcf540; } }
body { margin: 0 auto; max-width: 1200px; padding: 24px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 24px; } h2 { font-size: 16px; margin-top: 28px; }
.score { font-size: 20px; font-weight: 650; } .soft { color: var(--soft); }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } td, th { padding: 3px 10px 3px 0; text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.b { width: 30%; } .track { display: block; background: var(--line); height: 12px; border-radius: 3px; }
.fill { display: block; height: 12px; border-radius: 3px; background: var(--plus); } .fill.minus { background: var(--minus); }
svg text { fill: var(--ink); font-size: 12px; } svg .link { fill: none; stroke: var(--flow); } svg .link.minus { stroke: var(--back); }
svg rect { fill: var(--plus); } svg rect.minus { fill: var(--minus); }
"""


def number(value: float) -> str:
    """Return a number for people: five significant digits."""
    return f"{value:.5g}"


def bars(parts: Sequence[Contribution], lang: Language = "en", shown: int = SHOWN) -> str:
    """Return contributions as an HTML table with bars; the smaller ones are summed in the last row."""
    listed = list(parts[:shown])
    largest = max((abs(part.score) for part in listed), default=0.0)
    rows = [_bar(pick(part.name, lang) or part.id, part.place, part.score, part.share, largest) for part in listed]
    if len(parts) > shown:
        rest = parts[shown:]
        word = {"en": f"{len(rest)} others", "zh": f"其他 {len(rest)} 项"}[lang]
        score = sum(part.score for part in rest)
        rows.append(_bar(word, "", score, sum(part.share for part in rest), largest))
    return f"<table>{''.join(rows)}</table>"


def _bar(name: str, place: str, score: float, share: float, largest: float) -> str:
    width = 100.0 * min(1.0, abs(score) / largest) if largest else 0.0
    kind = "fill minus" if score < 0 else "fill"
    where = f' <span class="soft">{escape(place)}</span>' if place else ""
    return (
        f'<tr><td>{escape(name)}{where}</td><td class="b"><span class="track"><span class="{kind}" '
        f'style="width:{width:.1f}%"></span></span></td><td class="n">{number(score)}</td>'
        f'<td class="n">{share:.1%}</td></tr>'
    )


def sankey(root: Node, unit: str) -> str:
    """Return the upstream tree as an SVG Sankey diagram: the product at the left, its supply chain to the right."""
    rows = tree_rows(root)
    depth = max(level for level, _ in rows)
    scale = _HEIGHT / (_weight(root) or 1.0)
    gap = 6.0
    places: dict[int, tuple[float, float]] = {}
    bottoms = [0.0] * (depth + 1)
    for level, node in rows:
        height = max(_LEAST, abs(node.score) * scale)
        places[id(node)] = (bottoms[level], height)
        bottoms[level] += height + gap
    parts = []
    for level, node in rows:
        top, height = places[id(node)]
        x = level * _COLUMN
        at = top
        for child in node.children:
            y, thick = places[id(child)]
            start, end = at + thick / 2, y + thick / 2
            at += thick
            kind = "link minus" if child.score < 0 else "link"
            near, far = x + _WIDTH, x + _COLUMN
            bend = (near + far) / 2
            parts.append(
                f'<path class="{kind}" stroke-width="{thick:.1f}" '
                f'd="M{near},{start:.1f} C{bend},{start:.1f} {bend},{end:.1f} {far},{end:.1f}"/>'
            )
        kind = ' class="minus"' if node.score < 0 else ""
        title = f"{node.name}: {number(node.score)} {unit}"
        parts.append(
            f'<rect x="{x}" y="{top:.1f}" width="{_WIDTH}" height="{height:.1f}"{kind}><title>{escape(title)}</title></rect>'
        )
        if height > 9:
            short = node.name if len(node.name) < 30 else node.name[:28] + "…"
            parts.append(f'<text x="{x + _WIDTH + 4}" y="{top + height / 2 + 4:.1f}">{escape(short)}</text>')
    width, high = (depth + 1) * _COLUMN, max(bottoms)
    return (
        f'<svg viewBox="0 0 {width} {high:.0f}" width="{width}" height="{high:.0f}" role="img">{"".join(parts)}</svg>'
    )


def _weight(root: Node) -> float:
    by_level: dict[int, float] = {}
    for level, node in tree_rows(root):
        by_level[level] = by_level.get(level, 0.0) + abs(node.score)
    return max(by_level.values())


def page(
    title: str,
    score: float,
    unit: str,
    about: Sequence[tuple[str, str]],
    charts: Sequence[tuple[str, str]],
    lang: Language = "en",
) -> str:
    """Return the page.

    Args:
        title: product.
        score: of it.
        unit: of the score.
        about: (word, value) pairs: method, rule, check.
        charts: (heading, HTML of ``bars`` or ``sankey``).
        lang: language of the page.
    """
    facts = "".join(f"<tr><td class='soft'>{escape(word)}</td><td>{escape(value)}</td></tr>" for word, value in about)
    body = "".join(f"<h2>{escape(heading)}</h2><section>{chart}</section>" for heading, chart in charts)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style></head><body>'
        f'<h1>{escape(title)}</h1><p class="score">{number(score)} {escape(unit)}</p>'
        f"<section><table>{facts}</table></section>{body}</body></html>\n"
    )
