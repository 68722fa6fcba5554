"""Which model fields survive, computed from the tables."""

from __future__ import annotations

from functools import cache

from lcabridge.format import Capabilities
from lcabridge_olca.kinds import InlineKind, Kind, ListKind, ObjectKind
from lcabridge_olca.names import BY_TYPE
from lcabridge_olca.shapes import Shape
from lcabridge_olca.systems import SHAPES

_SYSTEM = (
    "reference_instance", "reference_exchange", "instances.id", "instances.process", "instances.groups",
    "links.provider", "links.consumer", "links.flow", "links.exchange_id", "groups.id", "groups.name", "groups.color",
)  # fmt: skip
"""What ``systems`` writes of a model without rows."""

_PARTLY = {"classifications": ("classes.id", "uri"), "place": ("code",)}
"""What a row's field holds and openLCA's own has no place for: a category has no code, a location is a data set."""


_SIDE_FILE = {
    "process.last_exchange_id",  # openLCA counts anew
    "process.geography.place.code",  # a location is a data set of its own there
}
_OF_ANY_TYPE = ("classifications.classes.id",)
"""What a row reads into several fields, of which the writer needs the side file for these."""


@cache
def capabilities() -> Capabilities:
    """Return what has a row (native), and the types as a whole (carried: the side file has the rest)."""
    native = {f"{type_}.{path}" for type_, shape in SHAPES.items() for path in _paths(shape)}
    native |= {f"model.{path}" for path in _SYSTEM}
    native |= {"category.path", "parameter.name", "process.allocation.exchange_id"}
    native.discard("process.allocation.exchange_flow")  # the exchange is named by its id
    carried = set(BY_TYPE) | {f"{path}.{part}" for path in native for part in _PARTLY.get(path.rpartition(".")[2], ())}
    return Capabilities(native=frozenset(native), carried=frozenset(carried))


def _paths(shape: Shape) -> set[str]:
    found: set[str] = set()
    for row in shape.rows:
        if isinstance(row.kind, InlineKind):
            found |= _paths(row.kind.shape)
        elif not row.attr.startswith("@"):
            inner = _inner(row.kind)
            found |= {f"{row.attr}.{path}" for path in _paths(inner)} if inner else {row.attr}
    return found


def _inner(kind: Kind) -> Shape | None:
    if isinstance(kind, ListKind):
        return _inner(kind.member)
    return kind.shape if isinstance(kind, ObjectKind) else None
