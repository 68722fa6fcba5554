"""Exchanges of a process as ``intermediateExchange`` and ``elementaryExchange``."""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec

from lcabridge.errors import UnitError
from lcabridge.model import Exchange, Index, Json, Process, Ref, Text, Uncertainty
from lcabridge.report import Report, catalogue
from lcabridge_ecospold.spold2 import distributions as dist
from lcabridge_ecospold.spold2.formulas import to_model, to_relation
from lcabridge_ecospold.spold2.issues import UNWRITABLE
from lcabridge_ecospold.spold2.names import (
    BY_PRODUCT,
    BY_PRODUCT_ID,
    FORMAT,
    NOBODY,
    WASTE,
    exchange_id,
    unit_id,
    uuid_of,
)
from lcabridge_ecospold.spold2.signs import OTHER, default_group, turn
from lcabridge_ecospold.spold2.tables import FlowFacts, Tables
from lcabridge_ecospold.spold2.texts import write_texts
from lcabridge_ecospold.spold2.trees import written
from lcabridge_ecospold.spold2.xmlout import cut, element, escape, texts

VARIABLE = re.compile(r"\w\S{0,39}").fullmatch


class Writer:
    """Writes the exchanges of one process.

    Args:
        process: the process.
        tables: of the package.
        index: for amounts in other units.
        activities: activity id of processes whose UUID is not the activity's.
        report: takes the issues.
    """

    def __init__(
        self, process: Process, tables: Tables, index: Index, activities: dict[str, str], report: Report
    ) -> None:
        self.process = process
        self.tables = tables
        self.index = index
        self.activities = activities
        self.report = report
        extra = process.extra.get(FORMAT, {})
        self.rest: dict[str, Any] = extra.get("exchanges") or {}
        self.units: dict[str, str] = extra.get("units") or {}
        self.properties: list[Any] = extra.get("properties") or []
        self.classifications: list[Any] = extra.get("classifications") or []
        self.variables: set[str] = set()
        self.position = 0

    def write(self) -> tuple[str, list[int]]:
        """Return the XML, and for each exchange written its position in the process."""
        parts: dict[bool, list[tuple[int, str]]] = {False: [], True: []}
        for position, exchange in enumerate(self.process.exchanges):
            facts = self.facts(exchange)
            if facts is None or exchange.amount is None or exchange.direction is None:
                self.report.add(UNWRITABLE, path=f"exchanges[{position}]")
                continue
            parts[facts.elementary].append((position, ""))
        order = [position for kind in (False, True) for position, _ in parts[kind]]
        out = []
        for number, position in enumerate(order, 1):
            exchange = self.process.exchanges[position]
            facts = self.facts(exchange)
            if facts is not None:
                self.position = position
                out.append(self.exchange(exchange, facts, number))
        if not parts[False]:
            out.insert(0, placeholder(self.process.uuid))
        return "".join(out), order

    def facts(self, exchange: Exchange) -> FlowFacts | None:
        """Return what the package knows of the exchange's flow."""
        return self.tables.flows.get(exchange.flow.uuid) if exchange.flow is not None else None

    def exchange(self, exchange: Exchange, facts: FlowFacts, number: int) -> str:
        """Return one exchange."""
        rest: dict[str, Any] = self.rest.get(str(exchange.id), {})
        if exchange.flow is not None:
            self.index.find(exchange.flow)
        exchange, unit = self._native(exchange, facts.unit)
        group = str(rest.get("group") or "")
        if len(group) < 2 or group[0] not in "io":
            group = default_group(exchange, facts)
        side = "input" if group[0] == "i" else "output"
        turned = exchange.direction is not None and side != exchange.direction
        if exchange.is_avoided and not facts.elementary:
            # Credited: an input of −1 of a product; of waste, whose treatment is a product of −1, an input of +1.
            group, turned = "i5", not facts.waste
        if turned:
            exchange = msgspec.structs.replace(exchange)
            turn(exchange)
        name = "elementaryExchange" if facts.elementary else "intermediateExchange"
        attrs: dict[str, Any] = {
            "id": rest.get("@id") or exchange_id(self.process.uuid, number),
            "unitId": rest.get("@unitId") or self.units.get(unit) or unit_id(unit),
            "variableName": rest.get("@variableName"),
            "casNumber": rest.get("@casNumber") or facts.cas or None,
            "amount": exchange.amount,
            f"{name}Id": facts.raw,
        }
        self._formula(exchange, rest, attrs)
        self._source(exchange, rest, attrs)
        if facts.elementary:
            attrs["formula"] = rest.get("@formula") or facts.formula or None
        elif exchange.provider is not None:
            attrs["activityLinkId"] = self._link(exchange.provider, facts, rest)
        for key, value in rest.items():
            if key.startswith("@"):
                attrs.setdefault(key[1:], value)
        return element(name, attrs, self._content(exchange, facts, rest, unit, group))

    def _native(self, exchange: Exchange, unit: str) -> tuple[Exchange, str]:
        """Return the exchange in the flow's own unit (DESIGN §2, amounts), and that unit.

        An exchange that EcoSpold 2 gave a unit keeps it, and so does one whose unit cannot be converted.
        """
        given = exchange.unit.name if exchange.unit else ""
        if exchange.flow is None or (given and (not unit or str(exchange.id) in self.rest)):
            return exchange, given or unit
        flow = self.index.get("flow", exchange.flow.uuid)
        prop = exchange.property.uuid if exchange.property else ""
        own = flow.reference if flow else ""
        # No unit means the reference unit of the property, which need not be the one EcoSpold 2 uses.
        if flow is None or (given == unit and prop in ("", own)):
            return exchange, unit
        try:
            factor = self.index.reference_scale(flow.uuid, prop, given)
            if unit:
                factor /= self.index.reference_scale(flow.uuid, own, unit) if own else 1.0
        except UnitError as error:
            if prop not in ("", own):
                path = f"exchanges[{self.position}].amount"
                self.report.add(catalogue.FACTOR_MISSING, path=path, value=exchange.amount, reason=error.en)
            return exchange, given or unit
        found = exchange if factor == 1.0 else scaled(exchange, factor)
        return (found, unit) if found is not None else (exchange, given or unit)

    def _formula(self, exchange: Exchange, rest: dict[str, Any], attrs: dict[str, Any]) -> None:
        said = rest.get("@mathematicalRelation")
        variable = rest.get("@variableName")
        if variable is not None:
            self.variables.add(str(variable).lower())
        if not exchange.formula or (variable and exchange.formula.lower() == str(variable).lower()):
            attrs["mathematicalRelation"] = said
            return
        if isinstance(said, str) and to_model(said)[0] == exchange.formula:
            attrs["mathematicalRelation"] = said
            return
        relation = to_relation(exchange.formula)
        attrs["mathematicalRelation"] = relation if len(relation) <= 32000 else None

    def _source(self, exchange: Exchange, rest: dict[str, Any], attrs: dict[str, Any]) -> None:
        if not exchange.sources:
            return
        ref = exchange.sources[0]
        self.index.find(ref)
        said = rest.get("@sourceId")
        attrs["sourceId"] = said if isinstance(said, str) and uuid_of(said) == ref.uuid else ref.uuid
        year, author = self.tables.sources.get(ref.uuid, ("", ""))
        attrs["sourceYear"] = rest.get("@sourceYear") or cut(year, 30) or None
        attrs["sourceFirstAuthor"] = rest.get("@sourceFirstAuthor") or cut(author, 40) or None
        if len(author) > 40:
            path = f"exchanges[{self.position}].sources[0].name"
            self.report.add(catalogue.DEGRADED_VALUE, path=path, value=author, native=cut(author, 40))
        attrs["pageNumbers"] = rest.get("@pageNumbers") or (cut(ref.sections[0], 30) if ref.sections else None)

    def _link(self, provider: Ref, facts: FlowFacts, rest: dict[str, Any]) -> str:
        self.index.find(provider)
        said = rest.get("@activityLinkId")
        if isinstance(said, str) and self.tables.process(uuid_of(said), facts.ref.uuid) == provider.uuid:
            return said
        return self.activities.get(provider.uuid, provider.uuid)

    def _content(self, exchange: Exchange, facts: FlowFacts, rest: dict[str, Any], unit: str, group: str) -> str:
        ref_name: Text = exchange.flow.name if exchange.flow is not None else {}
        name = rest.get("name") or ref_name or facts.name or {"en": facts.ref.uuid}
        synonyms = rest.get("synonym") or facts.synonyms or []
        kept = rest.get("uncertainty") or {}
        out = [
            texts("name", name, 120) or texts("name", {"en": facts.ref.uuid}),
            texts("unitName", rest.get("unitName") or {"en": unit or "unit"}, 40),
            write_texts("comment", exchange.comment),
            uncertainty("uncertainty", exchange.uncertainty, exchange.base_uncertainty, exchange.dq_entry, kept),
            "".join(f'<synonym xml:lang="{lang}">{escape(cut(text, 80))}</synonym>' for lang, text in synonyms if text),
            "".join(self._property(entry) for entry in rest.get("property", ())),
            _trees(rest, "transferCoefficient"), _trees(rest, "tag"),
        ]  # fmt: skip
        if not facts.elementary:
            out += [_trees(rest, "productionVolumeComment"), _trees(rest, "productionVolumeUncertainty")]
            out += [self._classification(number) for number in rest.get("classification", ())]
            if facts.waste and not self._says_waste(rest):
                out.append(_WASTE)
        elif "compartment" in rest:
            out.append(written(rest["compartment"]))
        else:
            out.append(compartment(facts.compartment))
        tag = "inputGroup" if group[0] == "i" else "outputGroup"
        out.append(f"<{tag}>{escape(group[1:])}</{tag}>")
        out.append(_trees(rest, "*"))
        return "".join(out)

    def _says_waste(self, rest: dict[str, Any]) -> bool:
        return any(
            0 <= number < len(self.classifications)
            and self.classifications[number][0].get("classificationId") == BY_PRODUCT_ID
            for number in rest.get("classification", ())
        )

    def _property(self, entry: list[Any]) -> str:
        number, amount, *more = entry
        if not 0 <= number < len(self.properties):
            return ""
        uuid, unit, names, units = self.properties[number]
        rest: dict[str, Any] = more[0] if more else {}
        attrs = {"propertyId": uuid or None, "amount": amount, "unitId": unit or None}
        attrs.update({key[1:]: value for key, value in rest.items() if key.startswith("@")})
        if rest.get("@variableName"):
            self.variables.add(str(rest["@variableName"]).lower())
        content = [_said("name", names), _said("unitName", units)]
        if "uncertainty" in rest:
            content.append(written(rest["uncertainty"]))
        content += [write_texts("comment", rest.get("comment") or {}), _trees(rest, "*")]
        return element("property", attrs, content)

    def _classification(self, number: int) -> str:
        if not 0 <= number < len(self.classifications):
            return ""
        attrs, systems, values = self.classifications[number]
        return element(
            "classification", attrs, (_said("classificationSystem", systems), _said("classificationValue", values))
        )


_WASTE = element(
    "classification",
    {"classificationId": BY_PRODUCT_ID},
    texts("classificationSystem", {"en": BY_PRODUCT}) + texts("classificationValue", {"en": WASTE}),
)


def scaled(exchange: Exchange, factor: float) -> Exchange | None:
    """Return the exchange in another unit, None where a number would be beyond the range of a float."""
    found = msgspec.structs.replace(exchange)
    found.amount = exchange.amount * factor if exchange.amount is not None else None
    if exchange.uncertainty is not None:
        found.uncertainty = dist.scaled(exchange.uncertainty, factor)
    if exchange.formula:
        found.formula = f"({exchange.formula})*{factor!r}"
    numbers = [found.amount, *dist.values(found.uncertainty)]
    return found if all(number is None or math.isfinite(number) for number in numbers) else None


def _said(name: str, said: list[Any]) -> str:
    return "".join(element(name, {"xml:lang": lang}, escape(text or "")) for lang, text in said)


def _trees(rest: dict[str, Any], name: str) -> str:
    return "".join(written(entry) for entry in rest.get(name, ()))


def compartment(said: tuple[str, ...]) -> str:
    """Return the compartment of an elementary exchange."""
    uuid, *names = said or ("", "unspecified", "unspecified")
    top, sub = (*names, "unspecified", "unspecified")[:2]
    content = texts("compartment", {"en": top}, 40) + texts("subcompartment", {"en": sub}, 40)
    return element("compartment", {"subcompartmentId": uuid}, content)


def uncertainty(name: str, found: Uncertainty | None, base: float | None, entry: str, kept: dict[str, Any]) -> str:
    """Return an ``uncertainty`` element; "" where EcoSpold 2 cannot say the distribution (the extension has it then)."""
    kind = str(kept.get("kind") or (found.distribution if found is not None else ""))
    if kind not in dist.REQUIRED:
        return ""
    given: dict[str, float] = kept.get("numbers") or {}
    numbers = dict(given) if found is None else dist.exact_numbers(found, base, given)
    if any(word not in numbers for word in dist.REQUIRED[kind]):
        return ""
    attrs: dict[str, Any] = {**numbers}
    if kind == "binomial" and float(numbers["n"]).is_integer():
        attrs["n"] = int(numbers["n"])
    out = [element(kind, attrs, "".join(written(t) for t in kept.get("in", ())))]
    scores = kept.get("pedigreeMatrix") or dist.pedigree_scores(entry)
    if scores:
        out.append(element("pedigreeMatrix", scores))
    out += [write_texts("comment", kept.get("comment") or {}), _trees(kept, "*")]
    return element(name, {}, out)


def placeholder(process: str) -> str:
    """Return the exchange that stands for none: the XSD wants at least one intermediate exchange; our reader removes it."""
    attrs = {"id": exchange_id(process, 0), "unitId": unit_id("unit"), "amount": 0.0, "intermediateExchangeId": NOBODY}
    content = texts("name", {"en": "lcabridge: no exchange"}) + texts("unitName", {"en": "unit"})
    return element("intermediateExchange", attrs, f"{content}<inputGroup>5</inputGroup>")


__all__ = ["OTHER", "VARIABLE", "Json", "Writer", "compartment", "uncertainty"]
