"""What a field table is made of."""

from __future__ import annotations

from typing import Any, NamedTuple

from lcabridge_olca.kinds import Kind


class Row(NamedTuple):
    """One field.

    Attributes:
        key: name in openLCA 2.
        attr: model attribute; ``time.valid_from`` is an attribute of the struct ``time``. One with ``@`` is for a step
            of ``finish``, and not written.
        kind: kind of the value.
        old: name in openLCA 1, where it was another.
    """

    key: str
    attr: str
    kind: Kind
    old: str = ""


class Shape:
    """A JSON class and the struct that it is.

    Args:
        name: its ``@type``, "" if it is written without.
        model: the struct; None for an inline shape.
        rows: its fields, in the order they are written in.
        groups: structs of attributes with a dot.
        absent: values of attributes that the format gives a meaning when they are absent.
        finish: name of the step after reading (``finish.STEPS``).
        fill: name of the step after writing (``fill.STEPS``).
        many: there are so many of them that they are read by ``fastpath``.
    """

    def __init__(
        self,
        name: str,
        model: Any,
        *rows: Row,
        groups: dict[str, Any] | None = None,
        absent: dict[str, Any] | None = None,
        finish: str = "",
        fill: str = "",
        many: bool = False,
    ) -> None:
        self.name = name
        self.model = model
        self.rows = rows
        self.groups = groups or {}
        self.absent = absent or {}
        self.finish = finish
        self.fill = fill
        self.many = many
