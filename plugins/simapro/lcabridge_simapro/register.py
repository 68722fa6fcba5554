"""What all blocks of a file share: units, products, substances, parameters, documents. SimaPro links by name."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from lcabridge.codes import keygen, place
from lcabridge.formula import Definition
from lcabridge.model import FlowProperty, Parameter, Ref, Unit, UnitGroup, UnitRef, untagged
from lcabridge.report import EntityKey, Report
from lcabridge.units import flow_property_entity, reference, reference_properties, unit_group_entity
from lcabridge_simapro.issues import UNIT_ODD, UNIT_UNKNOWN
from lcabridge_simapro.tables import NO_SUB
from lcabridge_simapro.values import uuid_of

_PLACE = re.compile(r"\{([^{}]{1,40})\}")
_TRAILING = re.compile(r"(.*\S) \{([^{}]{1,40})\}", re.DOTALL)
_NEAR = 1e-3
"""How much a unit factor may differ from the known one: SimaPro rounds (1 lb = 0.4535924 kg)."""


class Measure(msgspec.Struct):
    """A quantity: its unit group, its flow property, its units.

    Attributes:
        quantity: SimaPro's name.
        property: UUID of the flow property.
        property_name: its name.
        group: UUID of the unit group.
        group_name: its name.
        units: its units.
        dimension: what the file says in ``Quantities`` beside the name, "" if nothing.
        made_of: reference unit group that stands for it, because the file does not define the unit; "" if it does.
    """

    quantity: str
    property: str
    property_name: str
    group: str
    group_name: str
    units: list[Unit]
    dimension: str = ""
    made_of: str = ""

    def property_ref(self) -> Ref:
        """Return a reference to the flow property."""
        return Ref(type="flow_property", uuid=self.property)

    def unit_ref(self, name: str) -> UnitRef:
        """Return a reference to one of the units."""
        return UnitRef(name=name, uuid=next((unit.uuid for unit in self.units if unit.name == name), ""))


class UnitRow(msgspec.Struct, frozen=True):
    """A row of the block of units."""

    name: str
    quantity: str
    factor: float
    reference: str
    line: int
    file: str


class Product(msgspec.Struct):
    """Something that is bought by name: a product, a waste treatment, a scenario, an assembly.

    Attributes:
        name: as rows name it.
        unit: of the first row that names it.
        is_waste: whether it takes waste.
        platform: id of SimaPro's platform, as written.
        category: path.
        process: UUID of the process that has it; "" where none does.
        supply: category type of that process.
        flow: UUID.
        line: of that row.
    """

    name: str
    unit: str
    is_waste: bool = False
    platform: str = ""
    category: tuple[str, ...] = ()
    process: str = ""
    supply: str = ""
    flow: str = ""
    line: int = 0


class Substance(msgspec.Struct, frozen=True):
    """A row of a block of substances; ``is_factor`` where only a row of an impact method names it."""

    name: str
    unit: str
    cas: str = ""
    comment: str = ""
    platform: str = ""
    line: int = 0
    is_factor: bool = False


class Elementary(msgspec.Struct, frozen=True):
    """An elementary flow: a substance in a sub-compartment, measured in a quantity."""

    uuid: str
    section: str
    sub: str
    name: str
    quantity: str
    cas: str = ""
    platform: str = ""


class Document(msgspec.Struct, frozen=True):
    """A literature reference, an external document or a system description.

    Attributes:
        kind: ``literature``, ``external`` or ``system``.
        name: as rows name it.
        uuid: of the Source.
        block: part key of its block, "" where only rows name it.
    """

    kind: str
    name: str
    uuid: str
    block: str = ""


class GlobalRow(msgspec.Struct):
    """A parameter of the database or the project, with its place."""

    scope: str
    parameter: Parameter
    uuid: str
    hidden: bool
    line: int
    file: str


ElementaryKey = tuple[str, str, str, str]


class Register(msgspec.Struct, dict=True):
    """Everything that rows refer to by name; filled by ``scan``, then settled once."""

    quantities: dict[str, str] = {}
    unit_rows: dict[str, UnitRow] = {}
    used_units: dict[str, tuple[int, str]] = {}
    products: dict[str, Product] = {}
    substances: dict[tuple[str, str], Substance] = {}
    named: dict[ElementaryKey, str] = {}
    documents: dict[tuple[str, str], Document] = {}
    contacts: dict[str, str] = {}
    parameters: list[GlobalRow] = []
    processes: dict[str, str] = {}
    methods: dict[str, str] = {}
    measures: dict[str, Measure] = {}
    unit_quantity: dict[str, str] = {}
    elementary: dict[ElementaryKey, Elementary] = {}
    flow_names: dict[str, str] = {}

    def measure(self, unit: str) -> Measure | None:
        """Return the quantity of a unit."""
        quantity = self.unit_quantity.get(unit)
        return self.measures.get(quantity) if quantity is not None else None

    def flow_of(self, section: str, sub: str, name: str, unit: str) -> Elementary | None:
        """Return the elementary flow that a row names."""
        quantity = self.unit_quantity.get(unit, "")
        return self.elementary.get((section, "" if sub.strip().lower() in NO_SUB else sub.strip(), name, quantity))

    def definitions(self) -> list[Definition]:
        """Return the parameters of database and project; those of the project hold where both define a name."""
        ordered = sorted(self.parameters, key=lambda row: row.scope != "database")
        return [
            Definition(name=row.parameter.name, value=row.parameter.value, formula=row.parameter.formula)
            for row in ordered
        ]

    def use_unit(self, unit: str, line: int, file: str) -> None:
        """Note that a row is measured in a unit."""
        if unit and unit not in self.used_units:
            self.used_units[unit] = (line, file)

    def settle(self, report: Report) -> None:
        """Work out units and flows, when every block is known."""
        self._settle_units(report)
        for product in self.products.values():
            product.flow = self._flow_uuid(product)
        by_flow: dict[str, list[str]] = {}
        for product in self.products.values():
            by_flow.setdefault(product.flow, []).append(product.name)
        self.flow_names = {flow: base_name(names) for flow, names in by_flow.items()}
        used = {(section, name) for section, _, name, _ in self.named}
        for (section, name), listed in self.substances.items():
            if (section, name) not in used:
                self.named[section, "", name, listed.unit] = ""
        for (section, sub, name, unit), platform in self.named.items():
            quantity = self.unit_quantity.get(unit, "")
            measure = self.measures.get(quantity)
            substance = self.substances.get((section, name))
            self.elementary[section, sub, name, quantity] = Elementary(
                uuid=keygen("elementary flow", section, sub, name, measure.property if measure else ""),
                section=section,
                sub=sub,
                name=name,
                quantity=quantity,
                cas=substance.cas if substance else "",
                platform=(substance.platform if substance else "") or platform,
            )

    def _flow_uuid(self, product: Product) -> str:
        measure = self.measure(product.unit)
        kind = "waste" if product.is_waste else "product"
        return uuid_of(product.platform) or keygen(kind, product.name, measure.property if measure else "")

    def _settle_units(self, report: Report) -> None:
        by_quantity: dict[str, list[UnitRow]] = {name: [] for name in self.quantities}
        for row in self.unit_rows.values():
            by_quantity.setdefault(row.quantity, []).append(row)
            self.unit_quantity[row.name] = row.quantity
        for quantity, rows in by_quantity.items():
            self.measures[quantity] = _measure(quantity, rows, self.quantities.get(quantity, ""), report)
        for unit, (line, file) in self.used_units.items():
            if unit not in self.unit_quantity:
                self._assume(unit, line, file, report)
        taken: dict[str, str] = {}
        for measure in self.measures.values():
            if taken.setdefault(measure.group, measure.quantity) != measure.quantity:
                # Two quantities of the same known units: the second keeps its own name.
                _name_apart(measure)

    def _assume(self, unit: str, line: int, file: str, report: Report) -> None:
        hits = reference().find(unit)
        if len(hits) == 1:
            group = reference().groups[hits[0].group]
            quantity = next((m.quantity for m in self.measures.values() if m.group == group.uuid), group.name)
            if quantity not in self.measures:
                self.measures[quantity] = _reference_measure(quantity, group.uuid)
            measure = self.measures[quantity]
            if all(entry.name != unit for entry in measure.units):
                base = next((u for u in measure.units if u.is_reference), None)
                known = group.find(base.name) if base else None
                scale = known.factor if known and known.factor else 1.0
                measure.units.append(
                    Unit(name=unit, factor=(hits[0].factor or 1.0) / scale, uuid=keygen(measure.group, unit))
                )
            shown = measure.property_name
        else:
            quantity = unit
            self.measures[quantity] = measure = _own_measure(
                quantity, [Unit(name=unit, is_reference=True)], name=f"Units of {unit}"
            )
            shown = measure.group_name
        self.unit_quantity[unit] = quantity
        report.add(
            UNIT_UNKNOWN, entity=EntityKey("unit_group", measure.group), file=file, line=line, value=shown, unit=unit
        )


def unit_group(measure: Measure) -> UnitGroup:
    """Return the unit group of a quantity."""
    return UnitGroup(
        uuid=measure.group,
        name=untagged(measure.group_name),
        units=list(measure.units),
        default_property=measure.property_ref(),
    )


def flow_property(measure: Measure) -> FlowProperty:
    """Return the flow property of a quantity."""
    known = flow_property_entity(measure.property)
    return FlowProperty(
        uuid=measure.property,
        name=untagged(measure.property_name),
        unit_group=Ref(type="unit_group", uuid=measure.group),
        property_type=known.property_type if known else None,
    )


def base_name(names: Iterable[str]) -> str:
    """Return the name of a flow from the names of the products that share its id.

    ``Steel {US}| mill A`` and ``Steel {CN}| mill B`` are both ``Steel``; a single name loses the place at its end.
    """
    listed = list(names)
    if len(listed) > 1:
        heads = {_head(name) for name in listed}
        if len(heads) == 1:
            return heads.pop()
        return listed[0]
    found = _TRAILING.fullmatch(listed[0])
    return found[1] if found and place(found[2]) is not None else listed[0]


def _head(name: str) -> str:
    head = name.partition("| ")[0]
    found = _TRAILING.fullmatch(head)
    return found[1] if found and place(found[2]) is not None else head


def place_in(name: str) -> str:
    """Return the code of the place that a product name has in braces, "" if it has none that is known."""
    found = _PLACE.search(name)
    return found[1] if found and place(found[1]) is not None else ""


def _measure(quantity: str, rows: list[UnitRow], dimension: str, report: Report) -> Measure:
    base = next((row.reference for row in rows if row.reference), rows[0].name if rows else "")
    units = [Unit(name=row.name, factor=row.factor, is_reference=row.name == base) for row in rows]
    if base and not any(unit.is_reference for unit in units):
        units.insert(0, Unit(name=base, is_reference=True))
    hits = reference().find(base) if base else ()
    if len(hits) != 1:
        return _own_measure(quantity, units, dimension=dimension)
    group = reference().groups[hits[0].group]
    scale = hits[0].factor or 1.0
    odd = []
    for row in rows:
        known = group.find(row.name)
        if known is not None and known.factor and abs(known.factor / scale - row.factor) > _NEAR * row.factor:
            odd.append((row, known.factor / scale))
    made = Measure(
        quantity=quantity,
        property=group.default_property,
        property_name=quantity,
        group=group.uuid,
        group_name=group.name,
        units=units,
        dimension=dimension,
    )
    for row, factor in odd:
        report.add(
            UNIT_ODD, entity=EntityKey("unit_group", group.uuid), file=row.file, line=row.line, value=row.factor,
            unit=row.name, reference=base, known=factor,
        )  # fmt: skip
    _fill_uuids(made)
    return made


def _fill_uuids(measure: Measure) -> None:
    known = unit_group_entity(measure.group)
    uuids = {unit.name: unit.uuid for unit in known.units} if known else {}
    for unit in measure.units:
        unit.uuid = uuids.get(unit.name) or keygen(measure.group, unit.name)


def _own_measure(quantity: str, units: list[Unit], *, name: str = "", dimension: str = "") -> Measure:
    group = keygen("simapro.csv/unit group", quantity)
    made = Measure(
        quantity=quantity,
        property=keygen("simapro.csv/quantity", quantity),
        property_name=quantity,
        group=group,
        group_name=name or f"Units of {quantity}",
        units=units,
        dimension=dimension,
    )
    _fill_uuids(made)
    return made


def _name_apart(measure: Measure) -> None:
    own = _own_measure(measure.quantity, measure.units)
    measure.property, measure.group, measure.group_name = own.property, own.group, own.group_name
    measure.units = own.units


def _reference_measure(quantity: str, group: str) -> Measure:
    known = unit_group_entity(group)
    prop = reference().groups[group].default_property
    units = [
        Unit(name=unit.name, factor=unit.factor, is_reference=unit.is_reference, uuid=unit.uuid)
        for unit in (known.units if known else [])
        if unit.is_reference
    ]
    return Measure(
        quantity=quantity,
        property=prop,
        property_name=reference_properties()[prop].name,
        group=group,
        group_name=reference().groups[group].name,
        units=units,
        made_of=group,
    )
