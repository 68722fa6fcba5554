"""Unit groups with units, and conversion between units: within a group by its factors, across groups by dimension."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lcabridge.errors import UnitError
from lcabridge.model import UnitGroup
from lcabridge.units.dimensions import Dimension


@dataclass(frozen=True, slots=True)
class TableUnit:
    """A unit of a group.

    Attributes:
        name: symbol or name.
        factor: reference units of the group per one of this unit; None where no certain one is known.
        group: UUID of its group.
        uuid: its own UUID, or "".
        synonyms: other spellings.
    """

    name: str
    factor: float | None
    group: str
    uuid: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableGroup:
    """Units that convert into each other.

    Attributes:
        uuid: of the group.
        name: of the group.
        units: all of them; the reference unit has the factor 1.
        reference: the reference unit.
        dimension: where it is known.
        default_property: UUID of the flow property a flow in this group has unless it says otherwise, or "".
    """

    uuid: str
    name: str
    units: tuple[TableUnit, ...]
    reference: TableUnit
    dimension: Dimension | None = None
    default_property: str = ""

    @cached_property
    def _found(self) -> Mapping[str, TableUnit]:
        found: dict[str, TableUnit] = {}
        for unit in self.units:
            found.setdefault(unit.name, unit)
        for unit in self.units:
            if unit.uuid:
                found.setdefault(unit.uuid, unit)
            for synonym in unit.synonyms:
                found.setdefault(synonym, unit)
        return found

    def find(self, unit: str) -> TableUnit | None:
        """Return a unit by name, then UUID, then synonym; case counts (``Mg`` is no ``mg``)."""
        return self._found.get(unit) or self._found.get(unit.strip())

    def unit(self, unit: str) -> TableUnit:
        """Return a unit by name, UUID or synonym.

        Raises:
            UnitError: the group has no such unit; the message lists those it has.
        """
        found = self.find(unit)
        if found is None:
            known = ", ".join(entry.name for entry in self.units)
            raise UnitError(
                f"Unit group {self.name!r} has no unit {unit!r}.",
                f"单位组 {self.name!r} 中没有单位 {unit!r}。",
                hint_en=f"it has: {known}",
                hint_zh=f"可用：{known}",
            )
        return found


@dataclass(frozen=True)
class UnitTable:
    """Unit groups by UUID.

    Attributes:
        groups: UUID to group.
        fallback: table that knows the dimensions of units by name (``reference()``), for conversions across groups.
    """

    groups: Mapping[str, TableGroup] = field(default_factory=dict)
    fallback: UnitTable | None = None

    @classmethod
    def of(cls, groups: Iterable[UnitGroup], fallback: UnitTable | None = None) -> UnitTable:
        """Build a table from unit groups of a package.

        Raises:
            UnitError: a group has no reference unit, or a factor is not a positive finite number.
        """
        return cls({group.uuid: _group(group) for group in groups}, fallback)

    def group(self, uuid: str) -> TableGroup:
        """Return a group by UUID, of this table or the fallback.

        Raises:
            UnitError: neither has it.
        """
        found = self.groups.get(uuid)
        if found is None and self.fallback is not None:
            found = self.fallback.groups.get(uuid)
        if found is None:
            raise UnitError(f"There is no unit group {uuid}.", f"没有单位组 {uuid}。")
        return found

    def unit(self, unit: str, group: str = "") -> TableUnit:
        """Return a unit.

        Args:
            unit: name, synonym or UUID.
            group: UUID of its group; without it the unit must mean one thing in the whole table.

        Raises:
            UnitError: there is none, or its name means several.
        """
        if group:
            return self.group(group).unit(unit)
        hits = self.find(unit)
        if not hits and self.fallback is not None:
            hits = self.fallback.find(unit)
        if len(hits) == 1:
            return hits[0]
        if not hits:
            raise UnitError(f"Unknown unit {unit!r}.", f"未知单位 {unit!r}。")
        where = ", ".join(sorted(self.group(hit.group).name for hit in hits))
        raise UnitError(
            f"Unit {unit!r} means several things: {where}.",
            f"单位 {unit!r} 含义不唯一：{where}。",
            hint_en="say its unit group",
            hint_zh="请指明单位组",
        )

    def find(self, unit: str) -> tuple[TableUnit, ...]:
        """Return every unit of that UUID, or else name, or else synonym; one a group."""
        return self._found.get(unit, ()) or self._found.get(unit.strip(), ())

    @cached_property
    def _found(self) -> Mapping[str, tuple[TableUnit, ...]]:
        ways: tuple[dict[str, list[TableUnit]], ...] = ({}, {}, {})
        for group in self.groups.values():
            for unit in group.units:
                if unit.uuid:
                    ways[0].setdefault(unit.uuid, []).append(unit)
                ways[1].setdefault(unit.name, []).append(unit)
                for synonym in unit.synonyms:
                    ways[2].setdefault(synonym, []).append(unit)
        found: dict[str, tuple[TableUnit, ...]] = {}
        for way in ways:
            for key, units in way.items():
                found.setdefault(key, tuple(units))
        return found

    def dimension(self, unit: TableUnit) -> Dimension | None:
        """Return what the unit measures: its group's dimension, or that of the group's reference unit by its name."""
        scaled = self._in_reference(unit)
        return None if scaled is None else scaled[0]

    def convert(self, amount: float, source: TableUnit, target: TableUnit) -> float:
        """Convert an amount.

        Args:
            amount: in ``source``.
            source: unit of this table or the fallback.
            target: likewise; in the same group, or in one of the same dimension whose reference unit is known.

        Returns:
            The amount in ``target``: 2 t are 2000 kg.

        Raises:
            UnitError: a factor is unknown, or the two do not measure the same.
        """
        if source == target:
            return amount
        if source.group == target.group:
            return amount * known_factor(source) / known_factor(target)
        first, second = self._in_reference(source), self._in_reference(target)
        if first is None or second is None or first[0] != second[0]:
            kinds = tuple("?" if found is None else str(found[0]) for found in (first, second))
            raise UnitError(
                f"{source.name!r} ({kinds[0]}) does not convert into {target.name!r} ({kinds[1]}).",
                f"{source.name!r}（{kinds[0]}）不能换算为 {target.name!r}（{kinds[1]}）。",
            )
        return amount * (known_factor(source) * first[1]) / (known_factor(target) * second[1])

    def _in_reference(self, unit: TableUnit) -> tuple[Dimension, float] | None:
        """Return the dimension, and what the group's reference unit is worth in the fallback's reference unit."""
        group = self.group(unit.group)
        if group.dimension is not None:
            return group.dimension, 1.0
        if self.fallback is None:
            return None
        hits = self.fallback.find(group.reference.name)
        if len(hits) != 1 or hits[0].factor is None:
            return None
        dimension = self.fallback.group(hits[0].group).dimension
        return None if dimension is None else (dimension, hits[0].factor)


def known_factor(unit: TableUnit) -> float:
    """Return the factor of a unit.

    Raises:
        UnitError: no certain one is known.
    """
    if unit.factor is None:
        raise UnitError(
            f"No certain factor is known for unit {unit.name!r}.",
            f"单位 {unit.name!r} 没有可靠的换算系数。",
            hint_en="give the unit group in the package",
            hint_zh="请在数据包中提供单位组",
        )
    return unit.factor


def _group(group: UnitGroup) -> TableGroup:
    name = next(iter(group.name.values()), group.uuid)
    reference = next((unit for unit in group.units if unit.is_reference), None)
    if reference is None:
        raise UnitError(f"Unit group {name!r} has no reference unit.", f"单位组 {name!r} 没有参考单位。")
    units = []
    for unit in group.units:
        if not (math.isfinite(unit.factor) and unit.factor > 0):
            raise UnitError(
                f"Unit {unit.name!r} of {name!r} has the factor {unit.factor}.",
                f"{name!r} 的单位 {unit.name!r} 换算系数为 {unit.factor}。",
            )
        units.append(TableUnit(unit.name, unit.factor, group.uuid, unit.uuid, tuple(unit.synonyms)))
    default = group.default_property.uuid if group.default_property else ""
    position = next(number for number, unit in enumerate(group.units) if unit is reference)
    return TableGroup(group.uuid, name, tuple(units), units[position], None, default)
