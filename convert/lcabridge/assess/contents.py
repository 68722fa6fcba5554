"""What one reference unit of a flow contains: mass, water, carbon by origin, elements, energy; and how it is known.

The package's own flow properties come first; then composition by formula (a pure substance of that name), then defaults for
fuels. Whatever is not known stays unknown: nothing is taken as zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lcabridge.calc.gwp import plain
from lcabridge.model import Index, Summary
from lcabridge.units import reference
from lcabridge_mappings import tables

Known = Literal["package", "formula", "default", ""]
ENERGY = "length^2 mass time^-2"
_WEIGHTLESS = frozenset(
    {"length^2 time", "time", "activity", "length mass", "length persons", "length vehicles"}
    | {"length time", "length^3 time", "mass time", ENERGY}
)
"""Dimensions of flows that bring no material: services, time, transport, radioactivity, and energy that is no fuel."""
_LAND = frozenset({"length^2", "length"})
"""Weightless in nature (land), but not among products, where sheets and pipes are counted so."""
_CARRIER = re.compile(
    r"electric|\bpower\b|\bheat\b|\bsteam\b|电|热|蒸汽|solar|wind|hydro|geotherm|太阳能|风能|水能", re.IGNORECASE
)
_LOST_HEAT = re.compile(r"waste heat|heat, waste|heat loss|废热|热损失", re.IGNORECASE)
_STATED_NCV = re.compile(r";\s*([0-9]+(?:\.[0-9]+)?)\s*MJ/kg\Z")
"""ILCD names of energy resources: ``hard coal; 26.3 MJ/kg``."""


@dataclass(slots=True)
class Content:
    """Contents per reference unit of a flow; None where not known.

    Attributes:
        mass: kg, wet as it is.
        weightless: True for what brings no material (energy, transport, land, radioactivity).
        water: kg.
        fossil: kg of fossil carbon (carbonates too).
        biogenic: kg of biogenic carbon.
        unspecified: kg of carbon whose origin the name does not tell.
        carbon: kg of carbon in all.
        spread: relative half width of ``carbon``, 0 for what is stated or follows from a formula.
        ncv: MJ, net calorific value.
        energy: MJ of energy as such (electricity, heat).
        is_lost: True for waste heat.
        elements: symbol to kg.
        complete: True if all elements are known (by formula).
        by: how composition is known.
        substance: id of the row of the property tables.
    """

    mass: float | None = None
    weightless: bool = False
    water: float | None = None
    fossil: float | None = None
    biogenic: float | None = None
    unspecified: float = 0.0
    carbon: float | None = None
    spread: float = 0.0
    ncv: float | None = None
    energy: float = 0.0
    is_lost: bool = False
    elements: dict[str, float] = field(default_factory=dict)
    complete: bool = False
    by: Known = ""
    substance: str = ""


@lru_cache(maxsize=1)
def atomic_weights() -> Mapping[str, float]:
    """Return g/mol by symbol."""
    return {row["symbol"]: float(row["weight"]) for row in tables.rows("properties/atomic-weights.csv")}


@lru_cache(maxsize=256)
def composition(formula: str) -> Mapping[str, float]:
    """Return kg of each element per kg of a substance: ``CO2`` gives C 0.2729, O 0.7271."""
    weights = atomic_weights()
    masses: dict[str, float] = {}
    for symbol, count in re.findall(r"([A-Z][a-z]?)([0-9]*)", formula):
        masses[symbol] = masses.get(symbol, 0.0) + weights[symbol] * int(count or 1)
    total = sum(masses.values())
    return {symbol: mass / total for symbol, mass in masses.items()}


@dataclass(slots=True, frozen=True)
class _Material:
    """A row of the property tables, per kg."""

    id: str
    formula: str
    origin: str
    ncv: float | None
    carbon: float | None
    spread: float


@lru_cache(maxsize=1)
def _materials() -> Mapping[str, _Material]:
    found: dict[str, _Material] = {}
    for row in tables.rows("properties/substances.csv"):
        made = composition(row["formula"])
        entry = _Material(row["id"], row["formula"], row["origin"], float(row["ncv"]), made.get("C", 0.0), 0.0)
        found |= dict.fromkeys(map(plain, row["names"].split(";")), entry)
    for row in tables.rows("properties/fuels.csv"):
        ncv, carbon = float(row["ncv"]), float(row["carbon"])
        low = float(row["ncv_low"]) * float(row["carbon_low"]) / 1000.0
        high = float(row["ncv_high"]) * float(row["carbon_high"]) / 1000.0
        share = ncv * carbon / 1000.0
        entry = _Material(row["id"], "", row["origin"], ncv, share, (high - low) / 2.0 / share)
        found |= dict.fromkeys(map(plain, row["names"].split(";")), entry)
    return found


@lru_cache(maxsize=1)
def _elements() -> Mapping[str, str]:
    """Names of element-content properties to symbols: ``sulfur content`` to S."""
    found = {}
    for row in tables.rows("properties/atomic-weights.csv"):
        for name in (
            row["name_en"],
            {"sulfur": "sulphur", "aluminium": "aluminum"}.get(row["name_en"], row["name_en"]),
        ):
            found[f"{name} content"] = row["symbol"]
            found[f"{name} content (mass)"] = row["symbol"]
        found[f"{row['name_zh']}含量"] = row["symbol"]
    del found["carbon content"]
    return found


_ROLES: Mapping[str, str] = {
    "93a60a56-a3c8-11da-a746-0800200b9a66": "mass",
    "93a60a56-a3c8-11da-a746-0800200c9a66": "ncv",
    "7ec8d70e-4ffc-4024-86b7-6141cc0a2bf5": "water",
    "64b8e725-b0ba-4837-abb9-62dc0e7b9f6f": "fossil",
    "62e503ce-544a-4599-b2ad-bcea15a7bf20": "biogenic",
    "mass": "mass",
    "wet mass": "mass",
    "dry mass": "dry",
    "water content": "water",
    "water content (mass)": "water",
    "water in wet mass": "water",
    "carbon content": "carbon",
    "carbon content (fossil)": "fossil",
    "carbon content, fossil": "fossil",
    "carbon content (biogenic)": "biogenic",
    "carbon content, biogenic": "biogenic",
    "carbon content, non-fossil": "biogenic",
    "net calorific value": "ncv",
    "质量": "mass",
    "含水量": "water",
    "碳含量": "carbon",
    "化石碳含量": "fossil",
    "生物碳含量": "biogenic",
    "净热值": "ncv",
    "低位发热量": "ncv",
}
"""Flow properties by UUID (ILCD, EF 3.1) or name, to what they tell. Mass and energy by name only if their unit says so too."""


class Contents:
    """Works out contents, once a flow.

    Args:
        index: of the package.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._known: dict[str, Content] = {}
        self._roles: dict[str, tuple[str, float]] = {}

    def of(self, flow: Summary) -> Content:
        """Return the content of one reference unit of a flow."""
        found = self._known.get(flow.uuid)
        if found is None:
            found = self._known[flow.uuid] = self._make(flow)
        return found

    def _make(self, flow: Summary) -> Content:
        content = Content()
        stated, unit = self._stated(flow)
        kind = dimension(unit)
        material, ncv = _material_of(flow)
        names = " ".join(flow.name.values())
        content.mass = stated.get("mass")
        if content.mass is None and kind == ENERGY and (ncv or (material and material.ncv)):
            # a fuel that is counted by its energy: kg per MJ
            content.mass = (_factor(unit) or 1.0) / (ncv or (material.ncv if material else 0.0) or 1.0)
            content.by = "default"
        if content.mass is None and material is not None and material.id == "water" and kind == "length^3":
            content.mass = 1000.0 * (_factor(unit) or 1.0)  # water: 1000 kg/m3
        in_nature = flow.flow_type == "elementary" and kind in _LAND
        if content.mass is None and (kind in _WEIGHTLESS or in_nature):
            known_energy = flow.flow_type == "elementary" or bool(_CARRIER.search(names))
            content.weightless = kind != ENERGY or known_energy
            if kind == ENERGY and known_energy:
                content.energy = _factor(unit) or 1.0
                content.is_lost = bool(_LOST_HEAT.search(names))
        self._compose(content, stated, material, ncv)
        return content

    def _stated(self, flow: Summary) -> tuple[dict[str, float], str]:
        """Return what the flow's properties say per reference unit, in kg or MJ, and the reference unit."""
        group = self.index.unit_group_of(flow.reference) if flow.reference else None
        unit = group.units[0].name if group and group.units else ""
        own = next((p.factor for p in flow.properties if p.is_reference), 1.0) or 1.0
        stated: dict[str, float] = {}
        for prop in flow.properties:
            role, factor = self._role(prop.uuid)
            if role:
                stated.setdefault(role, prop.factor / own * factor)
        if "mass" not in stated and dimension(unit) == "mass":
            stated["mass"] = _factor(unit) or 1.0
        return stated, unit

    def _role(self, uuid: str) -> tuple[str, float]:
        """Return what a property tells, and kg or MJ per its reference unit."""
        found = self._roles.get(uuid)
        if found is None:
            known = self.index.get("flow_property", uuid) or (
                self.index.fallback.get("flow_property", uuid) if self.index.fallback else None
            )
            names = [name.strip().casefold() for name in known.name.values()] if known else []
            role = _ROLES.get(uuid) or _first(names, _ROLES) or _first(names, _elements()) or ""
            group = self.index.unit_group_of(uuid)
            unit = group.units[0].name if group and group.units else ""
            wanted = ENERGY if role == "ncv" else "mass"
            if role and dimension(unit) != wanted:
                role = ""
            found = self._roles[uuid] = (role, _factor(unit) or 1.0)
        return found

    def _compose(
        self, content: Content, stated: Mapping[str, float], material: _Material | None, ncv: float | None
    ) -> None:
        mass = content.mass
        self._compose_stated(content, stated)
        if "ncv" in stated:
            content.ncv = stated["ncv"]
        elif mass is not None and (ncv is not None or (material and material.ncv is not None)):
            content.ncv = mass * (ncv if ncv is not None else (material.ncv if material else None) or 0.0)
        if mass is None or material is None:
            return
        content.substance = material.id
        if material.formula:
            made = composition(material.formula)
            for symbol, share in made.items():
                content.elements.setdefault(symbol, mass * share)
            content.complete = True
            if content.water is None:
                content.water = mass if material.id == "water" else 0.0
        if content.carbon is None and material.carbon is not None:
            carbon = mass * material.carbon
            content.by = content.by or ("formula" if material.formula else "default")
            content.carbon, content.spread = carbon, material.spread
            if material.origin == "fossil" or carbon == 0.0:
                content.fossil, content.biogenic = carbon, 0.0
            elif material.origin == "biogenic":
                content.fossil, content.biogenic = 0.0, carbon
            else:
                content.unspecified = carbon

    @staticmethod
    def _compose_stated(content: Content, stated: Mapping[str, float]) -> None:
        _carbon(content, stated.get("fossil"), stated.get("biogenic"), stated.get("carbon"))
        if content.carbon is not None:
            content.by = "package"
            content.elements["C"] = content.carbon
        if "water" in stated:
            content.water = stated["water"]
        elif "dry" in stated and content.mass is not None:
            content.water = content.mass - stated["dry"]
        for role, value in stated.items():
            if role not in _OWN:
                content.elements[role] = value


def _carbon(content: Content, fossil: float | None, biogenic: float | None, carbon: float | None) -> None:
    """Fill carbon from what is stated of it in all and by origin."""
    if fossil is None and biogenic is None:
        if carbon is not None:
            content.carbon, content.unspecified = carbon, carbon
            if carbon == 0.0:
                content.fossil = content.biogenic = 0.0
        return
    # One origin stated and not the other: a package that tells origins tells the one that is there.
    rest = 0.0 if carbon is None else carbon - (fossil or 0.0) - (biogenic or 0.0)
    content.fossil = rest if fossil is None else fossil
    content.biogenic = rest if biogenic is None else biogenic
    content.carbon = content.fossil + content.biogenic


_OWN = frozenset(_ROLES.values())


def _first(names: Iterable[str], table: Mapping[str, str]) -> str:
    return next((table[name] for name in names if name in table), "")


def _material_of(flow: Summary) -> tuple[_Material | None, float | None]:
    """Return the material of a flow's name, and the net calorific value that the name states (MJ/kg)."""
    known = _materials()
    for name in flow.name.values():
        stated = _STATED_NCV.search(name)
        word = plain(name[: stated.start()] if stated else name)
        found = known.get(word)
        if found is not None or stated:
            return found, float(stated[1]) if stated else None
    if flow.flow_type == "elementary" and any(n.casefold().startswith(("water", "水")) for n in flow.name.values()):
        return known["water"], None
    return None, None


@lru_cache(maxsize=1024)
def dimension(unit: str) -> str:
    """Return the dimension of a unit's name, "" where it is not one thing."""
    table = reference()
    hits = table.find(unit) if unit else ()
    if len(hits) != 1:
        return ""
    found = table.group(hits[0].group).dimension
    return str(found) if found is not None else ""


@lru_cache(maxsize=1024)
def _factor(unit: str) -> float | None:
    """Return kg, MJ, m3 … per one unit."""
    hits = reference().find(unit) if unit else ()
    return hits[0].factor if len(hits) == 1 else None
