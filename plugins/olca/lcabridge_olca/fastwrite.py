"""Straight-line writers for the structs that come by the ten thousand, generated from their tables.

For the attributes ``id, direction, formula, flow`` and ``variable``, which has no row, this is generated::

    def write(o):
        d = {"@type": "Exchange"}
        v = o.id
        if v is not None:
            d["internalId"] = v
        v = o.direction
        if v is not None:
            d["isInput"] = write1(v)
        v = o.formula
        if v:
            d["amountFormula"] = v
        v = o.flow
        if v is not None:
            d["flow"] = write3(v)
        if o.variable:
            w.inexact = True
        return d
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from lcabridge_olca.kinds import EnumKind, InlineKind, Kind, Write
from lcabridge_olca.shapes import Row, Shape

if TYPE_CHECKING:
    from lcabridge_olca.writing import Writing


class _Text:
    """The text of a generated function in the making."""

    def __init__(self, w: Writing, shape: Shape) -> None:
        self.w = w
        self.scope: dict[str, Any] = {"w": w}
        self.lines = ["def write(o):", f"    d = {{'@type': {shape.name!r}}}"]
        self.defaults: dict[str, Any] = {}
        for field in msgspec.structs.fields(shape.model):
            factory = field.default_factory
            self.defaults[field.name] = field.default if factory is msgspec.NODEFAULT else factory()

    def says(self, attr: str, value: str) -> str:
        """Return the test that a value says something: text and lists if not empty, others if not None."""
        return value if isinstance(self.defaults.get(attr), str | dict | list | tuple) else f"{value} is not None"

    def row(self, row: Row, n: str, target: str) -> None:
        """Add a row that goes into the dict ``target``."""
        self.lines += [f"    v = o.{row.attr}", f"    if {self.says(row.attr, 'v')}:"]
        write = row.kind.writer(self.w, row.attr)
        if type(row.kind).writer is Kind.writer:
            self.lines.append(f"        {target}[{row.key!r}] = v")
            return
        self.scope[f"write{n}"] = write
        if isinstance(row.kind, EnumKind):
            self.lines += [
                f"        r = write{n}(v)",
                "        if r is not None:",
                f"            {target}[{row.key!r}] = r",
            ]
        else:
            self.lines.append(f"        {target}[{row.key!r}] = write{n}(v)")

    def inline(self, row: Row, kind: InlineKind, n: str) -> None:
        """Add an inline object."""
        self.lines.append(f"    x = {{'@type': {kind.shape.name!r}}}")
        for i, inner in enumerate(kind.shape.rows):
            self.row(inner, f"{n}_{i}", "x")
        self.lines += ["    if len(x) > 1:", f"        d[{row.key!r}] = x"]


def struct_writer(w: Writing, shape: Shape, silent: list[str], slow: Write, step: Any) -> Write:
    """Return the function that writes structs of a shape.

    Args:
        w: the writing state.
        shape: the table.
        silent: attributes without a row.
        slow: the general writer, for structs that have one of the shape's groups.
        step: see ``fill``; None if there is none.
    """
    text = _Text(w, shape)
    for group in shape.groups:
        text.lines += [f"    if o.{group} is not None:", "        return slow(o)"]
    for i, row in enumerate(shape.rows):
        if isinstance(row.kind, InlineKind):
            text.inline(row, row.kind, f"{i}")
        elif "." not in row.attr and not row.attr.startswith("@"):
            text.row(row, f"{i}", "d")
    if silent:
        tests = " or ".join(text.says(attr, f"o.{attr}") for attr in silent)
        text.lines += [f"    if {tests}:", "        w.inexact = True"]
    if step is not None:
        text.lines.append("    step(o, d, w)")
    text.lines.append("    return d")
    scope = {**text.scope, "slow": slow, "step": step}
    # The text holds names and keys of our own tables only.
    exec("\n".join(text.lines), scope)  # noqa: S102  # see the module's docstring
    made: Write = scope["write"]
    return made
