"""Hand-made packages for the tests of the audit, and the losses planted in them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from tests.audit.audit import Result, audit_files

Documents = dict[str, Any]

MASS, ENERGY = "93a60a56-a3c8-11da-a746-0800200b9a66", "f6811440-ee37-11de-8a39-0800200c9a66"
MASS_UNITS, ENERGY_UNITS = "93a60a57-a4c8-11da-a746-0800200c9a66", "93a60a57-a3c8-11da-a746-0800200c9a66"
KG, GRAM, MJ = (
    "20aadc24-a391-41cf-b340-3e4529f44bde", "d0df84af-37d8-48f2-8a7c-6eb5d6e8d2e2", "52765a6c-3896-43c2-b2f4-c679acf13efe",
)  # fmt: skip
STEEL, SLAG, CO2 = (
    "0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000002", "0a000000-0000-4000-8000-000000000003",
)  # fmt: skip
PROCESS, SUPPLIER = "0b000000-0000-4000-8000-000000000001", "0b000000-0000-4000-8000-000000000002"
ACTOR = "0c000000-0000-4000-8000-000000000001"


def ref(kind: str, identity: str, **shown: object) -> dict[str, object]:
    """Write a reference."""
    return {"@type": kind, "@id": identity, **shown}


def _unit_groups() -> Documents:
    return {
        f"unit_groups/{MASS_UNITS}.json": {
            "@type": "UnitGroup", "@id": MASS_UNITS, "name": "Units of mass", "version": "01.00.000",
            "defaultFlowProperty": ref("FlowProperty", MASS),
            "units": [
                {"@type": "Unit", "@id": KG, "name": "kg", "conversionFactor": 1.0, "isRefUnit": True},
                {"@type": "Unit", "@id": GRAM, "name": "g", "conversionFactor": 0.001, "synonyms": ["gram", "grm"]},
            ],
        },
        f"unit_groups/{ENERGY_UNITS}.json": {
            "@type": "UnitGroup", "@id": ENERGY_UNITS, "name": "Units of energy",
            "units": [{"@type": "Unit", "@id": MJ, "name": "MJ", "conversionFactor": 1.0, "isRefUnit": True}],
        },
        f"flow_properties/{MASS}.json": {
            "@type": "FlowProperty", "@id": MASS, "name": "Mass", "unitGroup": ref("UnitGroup", MASS_UNITS),
        },
        f"flow_properties/{ENERGY}.json": {
            "@type": "FlowProperty", "@id": ENERGY, "name": "Energy", "unitGroup": ref("UnitGroup", ENERGY_UNITS),
        },
    }  # fmt: skip


def _flow(identity: str, name: str, kind: str) -> Documents:
    factors = [
        {"flowProperty": ref("FlowProperty", MASS), "conversionFactor": 1.0, "isRefFlowProperty": True},
        {"flowProperty": ref("FlowProperty", ENERGY), "conversionFactor": 10.0, "isRefFlowProperty": False},
    ]
    document = {"@type": "Flow", "@id": identity, "name": name, "flowType": kind, "category": "Goods/Metals",
                "isInfrastructureFlow": False, "flowProperties": factors}  # fmt: skip
    return {f"flows/{identity}.json": document}


def _exchange(number: int, flow: str, amount: float, **more: object) -> dict[str, object]:
    base = {
        "internalId": number, "amount": amount, "isInput": False, "isAvoidedProduct": False,
        "flow": ref("Flow", flow, category="Goods/Metals"), "unit": ref("Unit", KG, name="kg"),
        "flowProperty": ref("FlowProperty", MASS),
    }  # fmt: skip
    return base | more


def package() -> Documents:
    """A small package of layout 2 with one of everything that the tests lose."""
    supplier = ref("Process", SUPPLIER, name="Scrap collection")
    exchanges = [
        _exchange(1, STEEL, 1.0, isQuantitativeReference=True),
        _exchange(2, SLAG, 0.3, description="sold to cement works"),
        _exchange(3, CO2, 1.8, uncertainty={"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 1.8, "geomSd": 1.1}),
        _exchange(4, STEEL, 0.123456789012, isInput=True, defaultProvider=supplier),
        _exchange(5, STEEL, 0.25, isInput=True, description="own scrap"),
    ]  # fmt: skip
    factors = [
        {"allocationType": "PHYSICAL_ALLOCATION", "product": ref("Flow", STEEL), "value": 0.75},
        {"allocationType": "CAUSAL_ALLOCATION", "product": ref("Flow", STEEL), "value": 0.5, "exchange": {"internalId": 3}},
        {"allocationType": "CAUSAL_ALLOCATION", "product": ref("Flow", SLAG), "value": 0.5, "exchange": {"internalId": 3}},
    ]  # fmt: skip
    documentation = {
        "creationDate": "2020-01-13T14:09:45.323-07:00", "validFrom": "2019-01-01", "isCopyrightProtected": False,
        "technologyDescription": "Electric arc furnace", "dataGenerator": ref("Actor", ACTOR, name="Bureau"),
        "reviews": [{"details": "checked", "reviewers": [ref("Actor", ACTOR)]}],
    }  # fmt: skip
    parameters = [
        {"@type": "Parameter", "@id": "p1", "name": "eta", "value": 0.9, "isInputParameter": True},
        {"@type": "Parameter", "@id": "p2", "name": "loss", "formula": "1-eta", "isInputParameter": False},
    ]
    process = {
        "@type": "Process", "@id": PROCESS, "name": "Steel", "category": "Metals/Steel", "version": "00.00.003",
        "processType": "UNIT_PROCESS", "defaultAllocationMethod": "PHYSICAL_ALLOCATION", "exchanges": exchanges,
        "allocationFactors": factors, "processDocumentation": documentation, "parameters": parameters,
    }  # fmt: skip
    return {
        "olca-schema.json": {"version": 2},
        **_unit_groups(),
        **_flow(STEEL, "Steel", "PRODUCT_FLOW"),
        **_flow(SLAG, "Slag", "PRODUCT_FLOW"),
        **_flow(CO2, "Carbon dioxide", "ELEMENTARY_FLOW"),
        f"actors/{ACTOR}.json": {"@type": "Actor", "@id": ACTOR, "name": "Bureau", "email": ""},
        f"processes/{SUPPLIER}.json": {"@type": "Process", "@id": SUPPLIER, "name": "Scrap collection", "exchanges": []},
        f"processes/{PROCESS}.json": process,
        f"bin/processes/{PROCESS}/note.txt": b"a side file",
    }  # fmt: skip


def write(path: Path, documents: Documents) -> Path:
    """Write documents as a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, document in documents.items():
            archive.writestr(name, document if isinstance(document, bytes) else json.dumps(document))
    return path


def compare(
    tmp_path: Path, source: Documents, back: Documents, *issues: dict[str, Any], stripped: bool = False
) -> Result:
    """Audit `source` against `back` with one report."""
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"report_version": 1, "issues": list(issues)}), encoding="utf-8")
    places = write(tmp_path / "source.zip", source), write(tmp_path / "back.zip", back)
    return audit_files(*places, [report], stripped=stripped)


def lost_paths(result: Result) -> list[str]:
    """List `type path` of the unexplained leaves."""
    return sorted({f"{item.key[0]} {item.leaf.path}" for item in result.unexplained})


def the_process(documents: Documents) -> Any:
    """Return the main process of the package."""
    return documents[f"processes/{PROCESS}.json"]


def issue(**more: Any) -> dict[str, Any]:
    """An issue about the main process."""
    return {
        "code": "dropped-text", "severity": "warning", "loss": "DROPPED", "stage": "WRITE",
        "entity": {"type": "Process", "uuid": PROCESS, "version": "00.00.003"}, "path": "", "at": None,
    } | more  # fmt: skip


def old_package() -> tuple[Documents, Documents]:
    """A package of layout 1, and the same package rewritten by hand in layout 2."""
    top, sub, flow_id = (
        # openLCA derives the ids of categories: UUID 3 of the MD5 of "process/metals" and "process/metals/steel".
        "f0795787-0845-3fbd-8c18-b47161a075a4", "2f64f627-b88f-3db0-875a-0d5d0abbfa1d", STEEL,
    )  # fmt: skip
    category = {"@type": "Category", "@id": sub, "name": "Steel", "categoryPath": ["Metals"], "categoryType": "Process"}
    shown = {"@type": "Flow", "@id": flow_id, "name": "Steel", "categoryPath": ["Goods"], "refUnit": "kg"}
    old = {
        "@context": "http://greendelta.github.io/olca-schema/context.jsonld", "@type": "Process", "@id": PROCESS,
        "name": "Steel", "category": category, "infrastructureProcess": False,
        "processDocumentation": {
            "@type": "ProcessDocumentation", "copyright": False, "reviewDetails": "checked",
            "reviewer": ref("Actor", ACTOR, name="Bureau"),
        },
        "exchanges": [
            {"@type": "Exchange", "internalId": 1, "input": False, "avoidedProduct": False, "amount": 1,
             "quantitativeReference": True, "flow": shown, "unit": ref("Unit", KG, name="kg")},
        ],
        "allocationFactors": [
            {"@type": "AllocationFactor", "allocationType": "CAUSAL_ALLOCATION", "value": 1.0, "product": shown,
             "exchange": {"@type": "Exchange", "internalId": 1, "flow": shown}},
        ],
    }  # fmt: skip
    shown_new = {"@type": "Flow", "@id": flow_id, "name": "Steel", "category": "Goods", "refUnit": "kg"}
    new = {
        "@type": "Process", "@id": PROCESS, "name": "Steel", "category": "Metals/Steel", "isInfrastructureProcess": False,
        "processDocumentation": {
            "isCopyrightProtected": False, "reviews": [{"details": "checked", "reviewers": [ref("Actor", ACTOR, name="Bureau")]}],
        },
        "exchanges": [
            {"internalId": 1, "isInput": False, "isAvoidedProduct": False, "amount": 1.0, "isQuantitativeReference": True,
             "flow": shown_new, "unit": ref("Unit", KG, name="kg")},
        ],
        "allocationFactors": [
            {"allocationType": "CAUSAL_ALLOCATION", "value": 1.0, "product": shown_new, "exchange": {"internalId": 1}},
        ],
    }  # fmt: skip
    units = {"@type": "UnitGroup", "@id": MASS_UNITS, "name": "Units of mass"}
    unit = {"@id": KG, "name": "kg", "conversionFactor": 1.0}
    factor = {"flowProperty": ref("FlowProperty", MASS), "conversionFactor": 1.0}
    flow = {"@type": "Flow", "@id": flow_id, "name": "Steel", "flowType": "PRODUCT_FLOW"}
    property_ = {"@type": "FlowProperty", "@id": MASS, "name": "Mass", "unitGroup": ref("UnitGroup", MASS_UNITS)}
    goods = ref("Category", "016b873a-ba8b-3af0-8f44-0e88f5da88f5", name="Goods", categoryType="Flow")
    shared = {f"actors/{ACTOR}.json": {"@type": "Actor", "@id": ACTOR, "name": "Bureau"}, f"fp/{MASS}.json": property_}
    before = {
        **shared,
        f"categories/{top}.json": {"@type": "Category", "@id": top, "name": "Metals", "modelType": "PROCESS"},
        f"categories/{sub}.json": {
            "@type": "Category", "@id": sub, "name": "Steel", "modelType": "PROCESS",
            "category": ref("Category", top, name="Metals", categoryType="Process"),
        },
        f"unit_groups/{MASS_UNITS}.json": {**units, "units": [{**unit, "@type": "Unit", "referenceUnit": True}]},
        f"flows/{flow_id}.json": {
            **flow, "category": goods, "infrastructureFlow": False,
            "flowProperties": [{"@type": "FlowPropertyFactor", **factor, "referenceFlowProperty": True}],
        },
        f"processes/{PROCESS}.json": old,
    }  # fmt: skip
    after = {
        **shared,
        f"unit_groups/{MASS_UNITS}.json": {**units, "units": [{**unit, "isRefUnit": True}]},
        f"flows/{flow_id}.json": {
            **flow, "category": "Goods", "isInfrastructureFlow": False,
            "flowProperties": [{**factor, "isRefFlowProperty": True}],
        },
        f"processes/{PROCESS}.json": new,
    }  # fmt: skip
    return before, after


def drop_exchange(d: Documents) -> None:
    """Plant the loss: drop exchange."""
    del the_process(d)["exchanges"][1]


def flip(d: Documents) -> None:
    """Plant the loss: flip."""
    the_process(d)["exchanges"][1]["isAvoidedProduct"] = True


def drop_false(d: Documents) -> None:
    """Plant the loss: drop false."""
    del the_process(d)["processDocumentation"]["isCopyrightProtected"]


def twelfth_digit(d: Documents) -> None:
    """Plant the loss: twelfth digit."""
    the_process(d)["exchanges"][3]["amount"] = 0.123456789013


def swap_flows(d: Documents) -> None:
    """Plant the loss: swap flows."""
    exchanges = the_process(d)["exchanges"]
    exchanges[1]["amount"], exchanges[2]["amount"] = exchanges[2]["amount"], exchanges[1]["amount"]


def swap_same_flow(d: Documents) -> None:
    """Plant the loss: swap same flow."""
    exchanges = the_process(d)["exchanges"]
    exchanges[3]["amount"], exchanges[4]["amount"] = exchanges[4]["amount"], exchanges[3]["amount"]


def drop_text(d: Documents) -> None:
    """Plant the loss: drop text."""
    del the_process(d)["processDocumentation"]["technologyDescription"]


def drop_factor(d: Documents) -> None:
    """Plant the loss: drop factor."""
    del the_process(d)["allocationFactors"][1]


def move_factor(d: Documents) -> None:
    """Plant the loss: move factor."""
    the_process(d)["allocationFactors"][1]["exchange"]["internalId"] = 2


def drop_provider(d: Documents) -> None:
    """Plant the loss: drop provider."""
    del the_process(d)["exchanges"][3]["defaultProvider"]


def provider_type(d: Documents) -> None:
    """Plant the loss: provider type."""
    the_process(d)["exchanges"][3]["defaultProvider"]["@type"] = "ProductSystem"


def drop_formula(d: Documents) -> None:
    """Plant the loss: drop formula."""
    del the_process(d)["parameters"][1]["formula"]


def drop_empty_text(d: Documents) -> None:
    """Plant the loss: drop empty text."""
    del d[f"actors/{ACTOR}.json"]["email"]


def drop_synonym(d: Documents) -> None:
    """Plant the loss: drop synonym."""
    del d[f"unit_groups/{MASS_UNITS}.json"]["units"][1]["synonyms"][0]


def unit_factor(d: Documents) -> None:
    """Plant the loss: unit factor."""
    d[f"unit_groups/{MASS_UNITS}.json"]["units"][1]["conversionFactor"] = 0.01


def other_instant(d: Documents) -> None:
    """Plant the loss: other instant."""
    the_process(d)["processDocumentation"]["creationDate"] = "2020-01-13T14:09:45.323Z"


def drop_category(d: Documents) -> None:
    """Plant the loss: drop category."""
    the_process(d)["category"] = "Metals"


def number_to_text(d: Documents) -> None:
    """Plant the loss: number to text."""
    the_process(d)["exchanges"][1]["amount"] = "0.3"


def drop_side_file(d: Documents) -> None:
    """Plant the loss: drop side file."""
    del d[f"bin/processes/{PROCESS}/note.txt"]


def drop_data_set(d: Documents) -> None:
    """Plant the loss: drop data set."""
    del d[f"actors/{ACTOR}.json"]
