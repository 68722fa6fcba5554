"""How the values of an element's rows become a model struct, and back: the general shape and the small special ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lcabridge.model import Aspect, ClassEntry, Compliance
from lcabridge_ilcd.reading import Reading, Values
from lcabridge_ilcd.rows import Shape
from lcabridge_ilcd.writing import Writing

COMPLIANCE_ASPECTS = (
    "approvalOfOverallCompliance",
    "nomenclatureCompliance",
    "methodologicalCompliance",
    "reviewCompliance",
    "documentationCompliance",
    "qualityCompliance",
)


class NotBuildableError(ValueError):
    """The values of an element are not enough for a struct; says what is missing."""


def fields(struct: Any) -> Values:
    """Return the attributes of a struct by name (shallow)."""
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def struct_shape(cls: type[Any], *, parts: Mapping[str, type[Any]] | None = None, needs: tuple[str, ...] = ()) -> Shape:
    """Return the shape of a struct whose rows name its attributes.

    Args:
        cls: the struct.
        parts: attributes that are structs of their own and whose members rows name as ``part.member``.
        needs: attributes without which there is no such struct.
    """
    inner = dict(parts or {})

    def build(values: Values, _reading: Reading) -> Any:
        for need in needs:
            if need not in values:
                raise NotBuildableError(f"complete without {need}")
        return cls(**gather(values, inner))

    def split(struct: Any, _writing: Writing) -> Values:
        return spread(struct, inner)

    return Shape(build, split)


def gather(values: Values, parts: Mapping[str, type[Any]]) -> Values:
    """Return values with those named ``part.member`` gathered into structs."""
    if not parts:
        return values
    out: Values = {}
    inner: dict[str, Values] = {}
    for name, value in values.items():
        part, member = _halves(name)
        if member:
            inner.setdefault(part, {})[member] = value
        else:
            out[name] = value
    for part, members in inner.items():
        out[part] = parts[part](**members)
    return out


@cache
def _halves(name: str) -> tuple[str, str]:
    """Return part and member of a name of the field table."""
    part, _, member = name.partition(".")
    return part, member


def spread(struct: Any, parts: Mapping[str, type[Any]]) -> Values:
    """Return the attributes of a struct by name, those of its parts as ``part.member``."""
    values = fields(struct)
    for part in parts:
        inner = values.pop(part)
        if inner is not None:
            values.update((f"{part}.{name}", getattr(inner, name)) for name in inner.__struct_fields__)
    return values


def value_shape(name: str) -> Shape:
    """Return the shape of an element that is one value, in a list of plain values."""

    def build(values: Values, _reading: Reading) -> Any:
        if name not in values:
            raise NotBuildableError(f"complete without {name}")
        return values[name]

    return Shape(build, lambda value, _writing: {name: value})


def _build_class(values: Values, reading: Reading) -> ClassEntry:
    level = values.pop("level", None)
    if level is not None and level != str(reading.members[-1][1]):
        reading.carry("@level", level)
    return ClassEntry(name=values.get("name", ""), id=values.get("id", ""))


def _split_class(entry: ClassEntry, writing: Writing) -> Values:
    return {"level": str(writing.members[-1][1]), "name": entry.name, "id": entry.id}


CLASS = Shape(_build_class, _split_class)


def _build_compliance(values: Values, _reading: Reading) -> Compliance:
    aspects = [Aspect(name=name, value=values.pop(name)) for name in COMPLIANCE_ASPECTS if name in values]
    return Compliance(aspects=aspects, **values)


def _split_compliance(compliance: Compliance, _writing: Writing) -> Values:
    values: Values = {"system": compliance.system}
    values.update((aspect.name, aspect.value) for aspect in compliance.aspects)
    return values


COMPLIANCE = Shape(_build_compliance, _split_compliance)


def chained(shape: Shape, after: Callable[[Values, Reading], None], before: Callable[[Values, Writing], None]) -> Shape:
    """Return a shape that changes the values after they are read and before they are written."""

    def build(values: Values, reading: Reading) -> Any:
        after(values, reading)
        return shape.build(values, reading)

    def split(struct: Any, writing: Writing) -> Values:
        values = shape.split(struct, writing)
        before(values, writing)
        return values

    return Shape(build, split)
