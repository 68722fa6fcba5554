"""Greenhouse gases and their global warming potentials: named sets, and which gas a flow is.

Tables and sources: ``lcabridge_mappings/gwp``. A value belongs to a set and a horizon (methane lies between 21 and 36 by
report, feedback and origin), so every score names both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lcabridge.codes import ilcd_compartment
from lcabridge.errors import UsageError
from lcabridge.model import Text
from lcabridge_mappings import tables

DEFAULT_SET = "cn-inventory"
ALIASES = {"ar6": "ar6-7.15"}
"""Short names of sets on the command line."""

Origin = Literal["fossil", "biogenic", "luc", "aircraft"]
ORIGINS: tuple[Origin, ...] = ("fossil", "biogenic", "luc", "aircraft")

_UPPER_AIR = "1.3.3"
"""ILCD category "Emissions to lower stratosphere and upper troposphere": what aircraft emit in flight."""


@dataclass(frozen=True, slots=True)
class Gas:
    """A greenhouse gas.

    Attributes:
        id: such as ``CH4 fossil`` or ``HFC-134a``.
        group: ``co2``, ``ch4``, ``hfc`` …
        origin: of carbon dioxide and methane; "" for the others.
        cas: CAS number or "".
        cas_unique: True if the CAS number alone tells the gas.
        name: English and Chinese.
    """

    id: str
    group: str
    origin: str
    cas: str
    cas_unique: bool
    name: Text


@dataclass(frozen=True, slots=True)
class GwpSet:
    """A set of global warming potentials over one horizon.

    Attributes:
        id: such as ``ar6-7.15``.
        horizon: years.
        title: English and Chinese.
        source: report and table.
        values: gas id to kg CO2 equivalents per kg.
    """

    id: str
    horizon: int
    title: Text
    source: str
    values: dict[str, float]


@lru_cache(maxsize=1)
def gases() -> dict[str, Gas]:
    """Return every gas by id."""
    return {
        row["gas"]: Gas(
            row["gas"],
            row["group"],
            row["origin"],
            row["cas"],
            row["cas_unique"] == "1",
            {"en": row["name_en"], "zh": row["name_zh"] or row["gas"]},
        )
        for row in tables.rows("gwp/gases.csv")
    }


@lru_cache(maxsize=1)
def gwp_sets() -> dict[tuple[str, int], GwpSet]:
    """Return every set by id and horizon."""
    found: dict[tuple[str, int], GwpSet] = {}
    for row in tables.rows("gwp/sets.csv"):
        for years in row["horizons"].split(";"):
            title = {"en": row["title_en"], "zh": row["title_zh"]}
            found[row["set"], int(years)] = GwpSet(row["set"], int(years), title, row["source"], {})
    for row in tables.rows("gwp/factors.csv"):
        found[row["set"], int(row["horizon"])].values[row["gas"]] = float(row["gwp"])
    return found


def gwp_set(name: str = DEFAULT_SET, horizon: int = 100) -> GwpSet:
    """Return a set by id or short name.

    Raises:
        UsageError: no such set, or it has no such horizon.
    """
    known = gwp_sets()
    found = known.get((ALIASES.get(name, name), horizon))
    if found is None:
        choice = ", ".join(f"{id_} ({years})" for id_, years in known)
        raise UsageError(
            f"there is no GWP set {name!r} over {horizon} years",
            f"没有 {horizon} 年的 GWP 系数集 {name!r}",
            hint_en=f"sets: {choice}",
            hint_zh=f"可用：{choice}",
        )
    return found


_SIGNS = re.compile(r"[^a-z0-9\u3400-\u9fff]")


def plain(name: str) -> str:
    """Return a name without case, spaces and punctuation, as names of gases are compared."""
    return _SIGNS.sub("", name.casefold())


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {plain(row["name"]): row["gas"] for row in tables.rows("gwp/names.csv")}


@lru_cache(maxsize=1)
def _by_cas() -> dict[str, str]:
    return {gas.cas: gas.id for gas in gases().values() if gas.cas_unique}


_LOOKS_LIKE_GAS = re.compile(
    r"\b(hfc|hcfc|cfc|pfc|hfe|hcfe|hfo|halon)[- ]?\d|perfluoro|fluoro(methane|ethane|propane)|greenhouse gas"
    r"|carbon dioxide[ -]equivalent|co2[- ]?(e\b|eq)|二氧化碳当量|温室气体",
    re.IGNORECASE,
)


_NO_ORIGIN = frozenset({"carbondioxide", "co2", "二氧化碳"})
"""Carbon dioxide that a flow list takes from the air without saying more is what plants take up."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which gas a flow is.

    Attributes:
        gas: the gas, None for one that is not in the table.
        by: how it was recognised: ``name``, ``cas``, ``look``.
        origin: what the emission counts as in the split.
        uptake: True for a removal from the air (a resource from air).
    """

    gas: Gas | None
    by: str
    origin: Origin
    uptake: bool = False


def match(names: Sequence[str], cas: str, category: Sequence[str], names_only: int | None = None) -> Match | None:
    """Tell which gas an elementary flow is, whatever its list; None if it is none, or does not go to or come from the air.

    Every air compartment counts. The name decides; the CAS number only where no name is known and it is unambiguous.
    Only carbon compounds by name are taken up from the air.

    Args:
        names: the flow's name in its languages, then synonyms.
        cas: CAS number or "", leading zeros allowed.
        category: its category path.
        names_only: how many of ``names`` are no synonyms: only these make an unknown flow look like a gas.
    """
    place = ilcd_compartment("/".join(category))
    if place is None or place.medium != "air":
        return None
    uptake = not place.is_emission
    gas, by = _gas(names, cas.lstrip("0"))
    if gas is None:
        looks = not uptake and any(_LOOKS_LIKE_GAS.search(name) for name in names[:names_only])
        return Match(None, "look", "fossil") if looks else None
    if uptake and gas.group != "co2":
        return None
    if uptake and any(plain(name) in _NO_ORIGIN for name in names):
        gas = gases()["CO2 biogenic"]
    origin: Origin = "fossil"
    if gas.origin == "biogenic":
        origin = "biogenic"
    elif gas.origin == "luc":
        origin = "luc"
    elif place.id == _UPPER_AIR:
        origin = "aircraft"
    return Match(gas, by, origin, uptake)


def _gas(names: Sequence[str], cas: str) -> tuple[Gas | None, str]:
    known = _by_name()
    for name in names:
        # SimaPro puts the code last: "Ethane, 1,1,1,2-tetrafluoro-, HFC-134a".
        for part in (name, name.rpartition(",")[2]):
            found = known.get(plain(part))
            if found is not None:
                return gases()[found], "name"
    found = _by_cas().get(cas)
    if found is not None:
        return gases()[found], "cas"
    return None, ""


def total_factor(matched: Match, chosen: GwpSet) -> float | None:
    """Return kg CO2 equivalents per kg in the total, None where the set has no factor.

    Biogenic carbon dioxide is 0 in both directions. Taking up carbon dioxide of land use change counts −1; fossil carbon
    dioxide taken from the air is a resource and counts 0, as in EF 3.1.
    """
    if matched.gas is None:
        return None
    value = chosen.values.get(matched.gas.id)
    if value is None or not matched.uptake:
        return value
    return -value if matched.origin == "luc" else 0.0


def split_factor(matched: Match, chosen: GwpSet) -> tuple[str, float] | None:
    """Return (column, kg CO2 equivalents per kg) in the split of ISO 14067 and GB/T 24067; None without a factor.

    Biogenic carbon dioxide stands with −1 (uptake) and +1 (release) in columns of its own, which are not in the total;
    everything else stands as in the total: fossil, biogenic (methane and others), land use change, aircraft.
    """
    total = total_factor(matched, chosen)
    if total is None or matched.gas is None:
        return None
    if matched.gas.group == "co2" and matched.origin == "biogenic":
        return ("biogenic_uptake", -1.0) if matched.uptake else ("biogenic_release", 1.0)
    return matched.origin, total


SPLIT = ("fossil", "biogenic", "luc", "aircraft", "biogenic_uptake", "biogenic_release")
"""Columns of the split; the first four sum to the total."""
