"""What EcoSpold 2 calls things: namespaces, ids that every data set shares, defaults that say nothing."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache
from typing import Final

from lcabridge.codes import keygen

FORMAT: Final = "ecospold2"
NS: Final = "http://www.EcoInvent.org/EcoSpold02"
CHILD_NS: Final = "http://www.EcoInvent.org/EcoSpold02Child"
EXTENSION_NS: Final = "https://lcabridge.org/ns/ecospold2-extension/1"
EXTENSION: Final = f"{{{EXTENSION_NS}}}dataset"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
Q: Final = f"{{{NS}}}"
"""Prefix of a qualified tag."""

ROOT: Final = "ecoSpold"
DATASETS: Final = ("activityDataset", "childActivityDataset")
ACTIVITY_ALIAS: Final = "EcoSpold 2 activity"
ID_ALIAS: Final = "EcoSpold 2 id"
COMPARTMENTS: Final = "ecoinvent compartment"
"""Name of the classification system that compartment and subcompartment are."""
COMPARTMENT_IDS: Final = {
    ("air", "urban air close to ground"): "e8d7772c-55ca-4dd7-b605-fee5ae764578",
    ("air", "non-urban air or from high stacks"): "be7e06e9-0bf5-462e-99dc-fe4aee383c48",
    ("air", "unspecified"): "7011f0aa-f5f9-4901-8c10-884ad8296812",
}
"""Subcompartment ids that published data sets use."""
OURS: Final = "lcabridge"
"""``originalSource`` of the MasterData files that lcabridge makes."""
SIDE_FOLDER: Final = "lcabridge"
"""Folder of data sets that EcoSpold 2 has no place for."""

UNIT_IDS: Final = {
    "kg": "487df68b-4994-4027-8fdc-a4dc298257b7",
    "MJ": "980b811e-3905-4797-82a5-173f5568bc7e",
    "kWh": "77ae64fa-7e74-4252-9c3b-889c1cd20bfc",
    "m3": "de5b3c87-0e35-4fb0-9765-4f3ba34c99e5",
    "m2": "1017f68a-f818-4f9d-a34d-a31e7386f628",
    "m": "f2aaa4ba-fb58-49a7-a552-e7f64366f379",
    "km": "ae252091-811b-461b-8e89-8f3075639eb1",
    "l": "86b0e4a2-57e5-48b8-a43d-22c7f8490dca",
    "ha": "86bbe475-8a8f-44d8-914c-e398787e7121",
    "unit": "5b972631-34e3-4db7-a615-f6931770a0cb",
    "kBq": "4923348e-591b-4772-b224-d19df86f04c9",
    "h": "e32b56ef-fa80-4487-9796-f3c1476c27b3",
    "dimensionless": "577e242a-461f-44a7-922c-d8e1c3d2bf45",
    "EUR2005": "7b75baf0-cbee-45e6-bf66-af119da06553",
    "m3*year": "481b9712-c417-44f1-bfba-38d58088173c",
}
"""Unit ids that published data sets use; other units get an id derived from their name."""

UNITS: Final = {
    "metric ton*km": "t*km", "tkm": "t*km", "m2*year": "m2*a", "m3*year": "m3*a", "m*year": "m*a", "km*year": "km*a",
    "person*km": "p*km", "person km": "p*km", "hour": "h", "year": "a", "litre": "l",
    "Item(s)": "Item(s)", "guest night": "Item(s)",
}  # fmt: skip
"""EcoSpold 2 unit names whose openLCA name differs (olca-io, UnitMap; reference openlca §1.3)."""

SCENARIO: Final = ("d9f57f0a-a01f-42eb-a57b-8f18d6635801", "Business-as-Usual")
"""Macro-economic scenario of a data set that says nothing else (required by the XSD)."""
SYSTEM_MODEL: Final = ("8b738ea0-f89e-4627-8679-433616064e82", "Undefined")
PEDIGREE: Final = keygen("ecospold2", "pedigree matrix")
"""UUID of the data quality system that ``pedigreeMatrix`` stands for."""
INDICATORS: Final = (
    "reliability", "completeness", "temporalCorrelation", "geographicalCorrelation", "furtherTechnologyCorrelation",
)  # fmt: skip

BY_PRODUCT_ID: Final = "39b0f0ab-1a2f-401b-9f4d-6e39400760a4"
BY_PRODUCT: Final = "By-product classification"
WASTE: Final = "Waste"

PLACEHOLDER: Final = "lcabridge: not stated in the source"
"""Text of required fields that the source has nothing for; our reader removes it."""
PLACEHOLDER_SHORT: Final = "lcabridge: not stated"
PLACEHOLDER_EMAIL: Final = "not-stated@lcabridge.invalid"
NOBODY: Final = keygen("ecospold2", "nobody")
NO_DATES: Final = ("0001-01-01", "9999-12-31")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_SPACE = uuid.UUID("5b7c8f52-6a34-5d8e-9d0f-3c1e6f0a2b47")


def is_uuid(text: str) -> bool:
    """Tell whether a text is a lower-case UUID."""
    return _UUID(text) is not None


@lru_cache(maxsize=1 << 16)
def uuid_of(text: str) -> str:
    """Return the UUID of an id: itself in lower case, or one derived from a text that is none."""
    lower = text.strip().lower()
    return lower if _UUID(lower) else str(uuid.uuid5(_SPACE, lower))


def derived(*parts: str) -> str:
    """Return the id of a thing that the source gives none: the same for the same words."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


@lru_cache(maxsize=4096)
def unit_id(name: str) -> str:
    """Return the id of a unit that comes without one."""
    return UNIT_IDS.get(name) or derived("unit", name)


def exchange_id(process: str, number: int) -> str:
    """Return the id of an exchange that comes without one."""
    return derived("exchange", process, str(number))
