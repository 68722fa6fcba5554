"""The example of the template: one process chain in a handful of rows. All figures are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "processes": (
        {
            "uuid": "P1", "name en": "Cold rolling of steel", "name zh": "钢材冷轧", "process_type": "unit_process",
            "functional_unit en": "1 t of cold rolled steel", "functional_unit zh": "1 吨冷轧钢", "time.reference_year": 2024,
            "geography.place.code": "CN", "classifications": "GB/T 4754-2017: 制造业 [C] > 钢压延加工 [3130]",
            "description en": "Example, made up.", "description zh": "示例，数值为虚构。",
            "technology.description en": "Reversing mill.", "technology.description zh": "可逆轧机。",
            "data_sources.sources": "Example study 2024",
        },
        {
            "uuid": "P2", "name en": "Electricity, grid mix", "name zh": "电网电力", "process_type": "lci_result",
            "functional_unit en": "1 kWh at the customer", "functional_unit zh": "用户侧 1 kWh", "time.reference_year": 2024,
            "geography.place.code": "CN", "description en": "Example, made up.", "description zh": "示例，数值为虚构。",
        },
    ),
    "exchanges": (
        {"@name en": "Cold rolling of steel", "@name zh": "钢材冷轧", "direction": "output", "flow.name en": "Steel, cold rolled",
         "flow.name zh": "冷轧钢", "amount": 1, "unit.name": "t", "is_reference": True},
        {"@name en": "Cold rolling of steel", "@name zh": "钢材冷轧", "direction": "input", "flow.name en": "Electricity",
         "flow.name zh": "电力", "amount": 150, "unit.name": "kWh", "provider.name en": "Electricity, grid mix",
         "provider.name zh": "电网电力", "formula": "120 * load", "uncertainty.distribution": "lognormal", "uncertainty.gsd": 1.1,
         "comment en": "Metered.", "comment zh": "电表实测。"},
        {"@name en": "Cold rolling of steel", "@name zh": "钢材冷轧", "direction": "output", "flow.name en": "Carbon dioxide, fossil",
         "flow.name zh": "二氧化碳（化石）", "amount": 41, "unit.name": "kg"},
        {"@name en": "Electricity, grid mix", "@name zh": "电网电力", "direction": "output", "flow.name en": "Electricity",
         "flow.name zh": "电力", "amount": 1, "unit.name": "kWh", "is_reference": True},
        {"@name en": "Electricity, grid mix", "@name zh": "电网电力", "direction": "output", "flow.name en": "Carbon dioxide, fossil",
         "flow.name zh": "二氧化碳（化石）", "amount": 0.6, "unit.name": "kg"},
    ),
    "flows": (
        {"uuid": "F1", "name en": "Steel, cold rolled", "name zh": "冷轧钢", "flow_type": "product", "": "kg",
         "classifications": "Metals > Steel"},
        {"uuid": "F2", "name en": "Electricity", "name zh": "电力", "flow_type": "product", "": "kWh"},
        {"uuid": "F3", "name en": "Carbon dioxide, fossil", "name zh": "二氧化碳（化石）", "flow_type": "elementary", "": "kg",
         "classifications": "Elementary flows > Emission to air > unspecified", "cas": "124-38-9", "formula": "CO2"},
    ),
    "parameters": (
        {"@name en": "Cold rolling of steel", "@name zh": "钢材冷轧", "name": "load", "value": 1.25,
         "description en": "Load factor of the mill.", "description zh": "轧机负荷系数。"},
    ),
    "sources": (
        {"uuid": "S1", "name en": "Example study 2024", "name zh": "示例研究 2024", "citation en": "Example study. 2024.",
         "citation zh": "示例研究。2024。", "year": 2024, "url": "https://example.org/study"},
    ),
    "contacts": (
        {"uuid": "C1", "name en": "Example institute", "name zh": "示例研究所", "full_name en": "Example institute of examples",
         "full_name zh": "示例研究所（虚构）", "address en": "1 Example Road", "address zh": "示例路 1 号", "email": "office@example.org"},
    ),
    "results": (
        {"@name en": "Electricity, grid mix", "@name zh": "电网电力", "category.name en": "Carbon footprint, GWP 100",
         "category.name zh": "碳足迹，GWP 100", "amount": 0.6},
    ),
    "impact_categories": (
        {"uuid": "I1", "name en": "Carbon footprint, GWP 100", "name zh": "碳足迹，GWP 100", "unit": "kg CO2e"},
    ),
}  # fmt: skip
"""Cells of each sheet by column and language."""
