"""Tiny openLCA packages made in the test: one fact each."""

import json
import zipfile

UNITS = "93a60a57-a4c8-11da-a746-0800200c9a66"
KG = "20aadc24-a391-41cf-b340-3e4529f44bde"
MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
STEEL = "11111111-1111-4111-8111-111111111111"
MILL = "22222222-2222-4222-8222-222222222222"


def entries():
    """Return a valid package: one process that makes 1 kg of steel."""
    return {
        "olca-schema.json": {"version": 2},
        f"unit_groups/{UNITS}.json": {
            "@type": "UnitGroup", "@id": UNITS, "name": "Units of mass",
            "units": [{"@type": "Unit", "@id": KG, "name": "kg", "conversionFactor": 1.0, "isRefUnit": True}],
        },
        f"flow_properties/{MASS}.json": {
            "@type": "FlowProperty", "@id": MASS, "name": "Mass",
            "unitGroup": {"@type": "UnitGroup", "@id": UNITS, "name": "Units of mass"},
        },
        f"flows/{STEEL}.json": {
            "@type": "Flow", "@id": STEEL, "name": "Steel", "flowType": "PRODUCT_FLOW",
            "flowProperties": [
                {"isRefFlowProperty": True, "conversionFactor": 1.0,
                 "flowProperty": {"@type": "FlowProperty", "@id": MASS, "name": "Mass"}}
            ],
        },
        f"processes/{MILL}.json": {
            "@type": "Process", "@id": MILL, "name": "Steel mill", "version": "01.00.000",
            "exchanges": [
                {"internalId": 1, "amount": 1.0, "isInput": False, "isQuantitativeReference": True,
                 "flow": {"@type": "Flow", "@id": STEEL, "name": "Steel"},
                 "unit": {"@type": "Unit", "@id": KG, "name": "kg"},
                 "flowProperty": {"@type": "FlowProperty", "@id": MASS, "name": "Mass"}}
            ],
        },
    }  # fmt: skip


def write(path, files):
    """Write entries (JSON values, text or bytes) as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, value in files.items():
            data = value if isinstance(value, str | bytes) else json.dumps(value)
            package.writestr(name, data)
    return path
