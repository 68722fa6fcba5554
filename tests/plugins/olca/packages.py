"""Small packages written by hand, and the calls that the tests share."""

import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from lcabridge.model import Entity, Index
from lcabridge.pipeline import convert, open_package
from lcabridge.registry import Registry
from lcabridge.report import Issue, Report

UNITS, MASS, STEEL, ORE, MILL, MINE = (f"{digit}0000000-0000-4000-8000-000000000000" for digit in "123456")
KG, TONNE = "11000000-0000-4000-8000-000000000000", "12000000-0000-4000-8000-000000000000"


class Read(NamedTuple):
    """What reading a package gives."""

    entities: dict[str, Entity]
    report: Report
    index: Index

    def issues(self, code: str) -> list[Issue]:
        return [issue for issue in self.report if issue.code == code]

    def pointers(self, code: str) -> list[str]:
        return [issue.pointer for issue in self.issues(code)]


class Workshop:
    """Writes, reads and converts packages below one folder."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self.folder = folder
        self.registry = registry
        self.count = 0

    def write(self, files: dict[str, Any]) -> Path:
        """Write a package: name to JSON value, or to text as it is."""
        self.count += 1
        path = self.folder / f"package{self.count}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, value in files.items():
                archive.writestr(name, value if isinstance(value, str | bytes) else json.dumps(value))
        return path

    def read(self, package: Path | dict[str, Any], **options: Any) -> Read:
        """Read a package whole."""
        path = self.write(package) if isinstance(package, dict) else package
        with open_package(path, self.registry, options=options) as opened:
            opened.build_index()
            return Read({entity.uuid: entity for entity in opened}, opened.report, opened.index)

    def rewrite(self, package: Path | dict[str, Any], **options: Any) -> tuple[Path, Report]:
        """Convert a package into openLCA JSON-LD."""
        path = self.write(package) if isinstance(package, dict) else package
        self.count += 1
        target = self.folder / f"back{self.count}.zip"
        done = convert(path, target, registry=self.registry, to="olca-jsonld", write_options=options)
        return target, done.report


def documents(path: Path) -> dict[str, Any]:
    """Return the JSON files of a package by name; of attached files only our own."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith("/lcabridge.json") or not n.startswith("bin/")]
        return {name: json.loads(archive.read(name)) for name in names if name.endswith(".json")}


def ref(type_: str, uuid: str, **more: Any) -> dict[str, Any]:
    return {"@type": type_, "@id": uuid, **more}


def base() -> dict[str, Any]:
    """Return a package of openLCA 2: mass in kg and t, steel and ore, a mill that turns ore into steel."""
    return {
        "olca-schema.json": {"version": 2},
        f"unit_groups/{UNITS}.json": {
            "@type": "UnitGroup", "@id": UNITS, "name": "Units of mass", "version": "01.00.000",
            "defaultFlowProperty": ref("FlowProperty", MASS, name="Mass"),
            "units": [
                {"@type": "Unit", "@id": TONNE, "name": "t", "conversionFactor": 1000.0, "isRefUnit": False},
                {"@type": "Unit", "@id": KG, "name": "kg", "conversionFactor": 1.0, "isRefUnit": True,
                 "synonyms": ["kilogram"]},
            ],
        },
        f"flow_properties/{MASS}.json": {
            "@type": "FlowProperty", "@id": MASS, "name": "Mass", "flowPropertyType": "PHYSICAL_QUANTITY",
            "unitGroup": ref("UnitGroup", UNITS, name="Units of mass"),
        },
        f"flows/{STEEL}.json": flow(STEEL, "Steel", "PRODUCT_FLOW"),
        f"flows/{ORE}.json": flow(ORE, "Ore", "ELEMENTARY_FLOW"),
        f"processes/{MILL}.json": {
            "@type": "Process", "@id": MILL, "name": "Mill", "processType": "UNIT_PROCESS",
            "exchanges": [exchange(1, STEEL, 1.0, isInput=False, isQuantitativeReference=True), exchange(2, ORE, 1.6)],
        },
    }  # fmt: skip


def flow(uuid: str, name: str, type_: str) -> dict[str, Any]:
    factor = {"@type": "FlowPropertyFactor", "conversionFactor": 1.0, "isRefFlowProperty": True}
    return {
        "@type": "Flow", "@id": uuid, "name": name, "flowType": type_, "category": "materials/metals",
        "flowProperties": [{**factor, "flowProperty": ref("FlowProperty", MASS, name="Mass")}],
    }  # fmt: skip


def exchange(number: int, uuid: str, amount: float, **more: Any) -> dict[str, Any]:
    return {
        "@type": "Exchange", "internalId": number, "flow": ref("Flow", uuid), "amount": amount, "isInput": True,
        "isAvoidedProduct": False, "isQuantitativeReference": False, "unit": ref("Unit", KG, name="kg"),
        "flowProperty": ref("FlowProperty", MASS, name="Mass"), **more,
    }  # fmt: skip
