"""The diagram of a mapping: what goes from which substance of the source to which of the target, as wide as it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from lcabridge.flowmap.render.labels import STATES

TOP = 9
"""Substances on either side; what weighs less is one group."""

WIDTH = 900
_LEFT, _RIGHT, _NODE = 310.0, 580.0, 10.0
_FULL = 300.0
"""Height of all ribbons together."""

_PITCH, _GAP, _LEAST = 17.0, 5.0, 1.5
_LONGEST = 40
Weight = Literal["impact", "exchanges", "flows"]
Pair = tuple[str, str]


class Node(NamedTuple):
    """A bar with its label: place, height, colour class, text in both languages, share of the whole."""

    y: float
    height: float
    kind: str
    label: Pair
    whole: Pair
    share: str


class Ribbon(NamedTuple):
    """A band between two bars: path, colour class, what it says."""

    path: str
    kind: str
    says: Pair


class Sankey(NamedTuple):
    """The diagram.

    Attributes:
        weight: what the widths are: impact, exchanges or flows.
        height: of the drawing; its width is ``WIDTH``.
        left: bars of the source.
        right: bars of the target, and of what has none.
        ribbons: between them.
    """

    weight: Weight
    height: float
    left: list[Node]
    right: list[Node]
    ribbons: list[Ribbon]


def sankey(report: Mapping[str, Any]) -> Sankey | None:
    """Return the diagram of a mapping report, None where there is nothing to draw."""
    flows = report["flows"]
    weights: tuple[Weight, ...] = ("impact", "exchanges")
    weight: Weight = next((w for w in weights if any(flow[w] for flow in flows)), "flows")
    bands: dict[tuple[str, str, str], float] = {}
    for flow in flows:
        size = abs(flow[weight]) if weight != "flows" else 1
        for target, kind, part in _ends(flow) if size else ():
            key = (flow["name"] or flow["uuid"], target, kind)
            bands[key] = bands.get(key, 0.0) + size * part
    if not bands:
        return None
    return _drawn(weight, bands)


def _ends(flow: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    """Return the ends of a flow: target or state (with a leading ``!``), colour class, part of the amount."""
    state = flow["state"]
    if state == "already":
        return [(flow["name"], "already", 1.0)]
    if state != "mapped":
        return [(f"!{state}", state.replace(" ", "-"), 1.0)]
    parts = [abs(float(t["share"] or t["factor"] or 1)) if len(flow["targets"]) > 1 else 1.0 for t in flow["targets"]]
    kinds = ["mapped" if t["condition"] == "=" else "unequal" for t in flow["targets"]]
    names = [t["name"] or t["uuid"] for t in flow["targets"]]
    return [(name, kind, part / sum(parts)) for name, kind, part in zip(names, kinds, parts, strict=True)]


def _drawn(weight: Weight, bands: dict[tuple[str, str, str], float]) -> Sankey:
    total = sum(bands.values())
    left = _ranked({}, bands, 0)
    right = _ranked({key[1]: key[2] for key in bands if key[1].startswith("!")}, bands, 1)
    grouped: dict[tuple[str, str, str], float] = {}
    for (source, target, kind), size in bands.items():
        key = (source if source in left else "", target if target in right else "", kind)
        grouped[key] = grouped.get(key, 0.0) + size
    scale = _FULL / total
    lefts, bottom = _bars(grouped, 0, left, scale, total, _rest(bands, left, 0))
    rights, other = _bars(grouped, 1, right, scale, total, _rest(bands, right, 1))
    used = {name: node.y for name, node in lefts.items()}, {name: node.y for name, node in rights.items()}
    order = {name: i for i, name in enumerate(rights)}
    ribbons = []
    for (source, target, kind), size in sorted(
        grouped.items(), key=lambda item: (list(lefts).index(item[0][0]), order[item[0][1]], item[0][2])
    ):
        high = size * scale
        y, z = used[0][source], used[1][target]
        used[0][source] += high
        used[1][target] += high
        says = tuple(f"{lefts[source].whole[i]} → {rights[target].whole[i]}: {_percent(size / total)}" for i in (0, 1))
        ribbons.append(Ribbon(_path(y, z, high), kind, (says[0], says[1])))
    return Sankey(weight, max(bottom, other), list(lefts.values()), list(rights.values()), ribbons)


def _ranked(always: Mapping[str, str], bands: Mapping[tuple[str, str, str], float], end: int) -> dict[str, str]:
    sums: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for key, size in bands.items():
        sums[key[end]] = sums.get(key[end], 0.0) + size
        kinds.setdefault(key[end], key[2] if end else "mapped")
    names = sorted((name for name in sums if name not in always), key=lambda name: (-sums[name], name))
    shown = names if len(names) <= TOP + 1 else names[:TOP]  # a group of one would be a name hidden
    return {**{name: kinds[name] for name in shown}, **always}


def _rest(bands: Mapping[tuple[str, str, str], float], shown: Mapping[str, str], end: int) -> int:
    return len({key[end] for key in bands} - set(shown))


def _bars(
    bands: Mapping[tuple[str, str, str], float],
    end: int,
    names: Mapping[str, str],
    scale: float,
    total: float,
    rest: int,
) -> tuple[dict[str, Node], float]:
    sums: dict[str, float] = {}
    for key, size in bands.items():
        sums[key[end]] = sums.get(key[end], 0.0) + size
    ordered = [name for name in names if not name.startswith("!")]
    ordered += [""] * ("" in sums) + [name for name in names if name.startswith("!")]
    nodes: dict[str, Node] = {}
    y = 4.0
    for name in ordered:
        high = max(sums[name] * scale, _LEAST)
        label: Pair = STATES[name[1:]] if name.startswith("!") else (name, name)
        if not name:
            label = (f"{rest} others", f"其余 {rest} 种")
        top = y + max(0.0, _PITCH - high) / 2
        short = _short(label[0]), _short(label[1])
        kind = names.get(name, "mapped")
        nodes[name] = Node(round(top, 2), round(high, 2), kind, short, label, _percent(sums[name] / total))
        y += max(high, _PITCH) + _GAP
    return nodes, round(y, 2)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %" if share >= 5e-5 else "< 0.01 %"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _path(y: float, z: float, high: float) -> str:
    start, end = _LEFT + _NODE, _RIGHT
    middle = (start + end) / 2
    high = max(high, 0.4)
    return (
        f"M{start:g},{y:.2f}C{middle:g},{y:.2f} {middle:g},{z:.2f} {end:g},{z:.2f}"
        f"V{z + high:.2f}C{middle:g},{z + high:.2f} {middle:g},{y + high:.2f} {start:g},{y + high:.2f}Z"
    )
