"""Facts of the mapping tables that checks ask for: which flows are EF 3.1's, which GWPs a set has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lcabridge_mappings import tables


@lru_cache(maxsize=1)
def ef31_flows() -> frozenset[str]:
    """Return the UUIDs of the elementary flows of EF 3.1, the nomenclature of the national profile."""
    return frozenset(row["uuid"] for row in tables.rows("flows/ef31-flows.csv.gz"))


@lru_cache(maxsize=1)
def gwp_sets() -> Mapping[str, Mapping[str, float]]:
    """Return the GWPs for 100 years (kg CO2-equivalent per kg) of every set, by gas: ``gwp_sets()["ar6"]["N2O"]``."""
    found: dict[str, dict[str, float]] = {}
    for row in tables.rows("gwp/factors.csv"):
        if row["horizon"] == "100":
            found.setdefault(row["set"], {})[row["gas"]] = float(row["gwp"])
    return found
