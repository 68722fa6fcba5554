"""Exchanges: the part of a data set that is read 300,000 times. What the model has no field for is kept per exchange.

``extra["ecospold2"]["exchanges"][id]`` holds, under the names of EcoSpold 2: attributes (``@productionVolumeAmount``),
``group`` where direction and role do not tell it (``o2`` is output group 2), ``property`` as ``[number in the data set's
table, amount, rest]``, ``classification`` as numbers in the data set's table, ``uncertainty`` (what the model's
distribution does not give back), and other elements as trees.
"""

from __future__ import annotations

from typing import Any

from lcabridge.model import Direction, Exchange, Json, Ref
from lcabridge.report import catalogue
from lcabridge_ecospold.spold2 import distributions as dist
from lcabridge_ecospold.spold2.context import Context, Extra
from lcabridge_ecospold.spold2.formulas import to_model
from lcabridge_ecospold.spold2.issues import DESCRIBED_TWICE, FORMULA, GROUP, MISSING, NO_DIRECTION
from lcabridge_ecospold.spold2.names import NOBODY, XML_LANG, Q, exchange_id, uuid_of
from lcabridge_ecospold.spold2.numbers import number
from lcabridge_ecospold.spold2.signs import default_group, turn
from lcabridge_ecospold.spold2.spread import DISTRIBUTIONS, lognormal_of, pedigree, read_uncertainty
from lcabridge_ecospold.spold2.tables import FlowFacts, unit_ref
from lcabridge_ecospold.spold2.trees import Element, attributes, tree

INTERMEDIATE, ELEMENTARY = f"{Q}intermediateExchange", f"{Q}elementaryExchange"
_NAME, _UNIT, _COMMENT, _PROPERTY = f"{Q}name", f"{Q}unitName", f"{Q}comment", f"{Q}property"
_UNCERTAINTY, _CLASSIFICATION, _COMPARTMENT = f"{Q}uncertainty", f"{Q}classification", f"{Q}compartment"
_INPUT, _OUTPUT, _SYNONYM = f"{Q}inputGroup", f"{Q}outputGroup", f"{Q}synonym"
_SIDES, _NAMED = frozenset({_INPUT, _OUTPUT}), frozenset({_NAME, _UNIT})
_SYSTEM, _VALUE = f"{Q}classificationSystem", f"{Q}classificationValue"
_CLASSIFIED = frozenset({_SYSTEM, _VALUE})
_PEDIGREE, _LOG = f"{Q}pedigreeMatrix", f"{Q}lognormal"
_TREES = {
    Q + name: name for name in ("transferCoefficient", "tag", "productionVolumeComment", "productionVolumeUncertainty")
}

_EN, _COMPARTMENT_KEYS = ["en"], ["subcompartmentId"]
_GROUPS = {"i1", "i2", "i3", "i5", "o0", "o2", "o3", "o5"}
_ELEMENTARY_GROUPS = ("i4", "o4")
_DIRECTIONS: dict[str, Direction] = {"i": "input", "o": "output"}
_ATTRIBUTES = frozenset(
    {"unitContextId", "variableName", "isCalculatedAmount", "mathematicalRelation", "sourceIdOverwrittenByChild"}
    | {"sourceContextId", "sourceYear", "sourceFirstAuthor", "pageNumbers", "specificAllocationPropertyId"}
    | {"specificAllocationPropertyIdOverwrittenByChild", "specificAllocationPropertyContextId"}
    | {"intermediateExchangeContextId", "activityLinkIdOverwrittenByChild", "activityLinkContextId"}
    | {"productionVolumeAmount", "productionVolumeVariableName", "productionVolumeMathematicalRelation"}
    | {"productionVolumeSourceId", "productionVolumeSourceIdOverwrittenByChild", "productionVolumeSourceContextId"}
    | {"productionVolumeSourceYear", "productionVolumeSourceFirstAuthor", "elementaryExchangeContextId"}
)
_PROPERTY_ATTRIBUTES = frozenset(
    {"propertyContextId", "variableName", "isDefiningValue", "mathematicalRelation", "isCalculatedAmount"}
    | {"unitContextId", "sourceId", "sourceIdOverwrittenByChild", "sourceContextId", "sourceYear", "sourceFirstAuthor"}
)
_NUMBERS = frozenset({"productionVolumeAmount"})


class Exchanges:
    """Reading the exchanges of one data set.

    Args:
        context: state of reading the data set.
        process: UUID of the process.
    """

    def __init__(self, context: Context, process: str) -> None:
        self.context = context
        self.process = process
        self.found: list[Exchange] = []
        self.rest: dict[str, Extra] = {}
        self.properties: dict[tuple[Any, ...], int] = {}
        self.classifications: dict[tuple[Any, ...], int] = {}
        self._refs: dict[tuple[Any, ...], Ref] = {}
        self.variables: list[tuple[Exchange | None, str, Any, str | None]] = []
        """Exchange (None for a property or volume), name, amount and formula of what formulas can name."""
        self._strange: set[str] = set()
        self._path = ""

    def read(self, node: Element) -> None:  # the hot path: no calls for what is seldom there
        """Read one exchange."""
        context = self.context
        order = len(self.found) + 1
        path = self._path = f"exchanges[{order - 1}]"
        elementary = node.tag == ELEMENTARY
        attrs: dict[str, str] = attributes(node)
        key = "elementaryExchangeId" if elementary else "intermediateExchangeId"
        raw = attrs.pop(key, "")
        if raw == NOBODY:
            return  # stands in for no exchange: the XSD wants at least one
        facts = context.tables.flows.get(raw)
        rest: Extra = {}
        exchange = Exchange(id=order)
        given = attrs.pop("id", None)
        if given is None:
            context.issue(MISSING, node, path, name="id")
        elif given[14:15] != "5" or given != exchange_id(self.process, order):
            rest["@id"] = given
        said = attrs.pop("amount", None)
        if said is None:
            context.issue(MISSING, node, f"{path}.amount", name="amount")
        else:
            exchange.amount = number(said)
            if exchange.amount is None:
                context.bad(node, "amount", f"{path}.amount", said, "a number")
        unit_id = attrs.pop("unitId", None)
        if facts is None:
            self._unknown_flow(node, key, raw)
        elif facts.raw != facts.ref.uuid:
            self._no_uuid(node, key, raw, f"{path}.flow.uuid")
        group = self._children(node, exchange, rest, facts, unit_id, raw, said)
        if attrs:
            self.attributes(node, exchange, rest, attrs, facts)
        self.finish(exchange, rest, facts, group)

    def finish(self, exchange: Exchange, rest: Extra, facts: FlowFacts | None, group: str) -> None:
        """Add an exchange and what the model has no field for."""
        if facts is not None and facts.waste and exchange.amount is not None and exchange.amount < 0.0:
            turn(exchange)
        if group != default_group(exchange, facts):
            rest["group"] = group
        self.found.append(exchange)
        if rest:
            self.rest[str(exchange.id)] = rest

    def _unknown_flow(self, node: Element, key: str, raw: str) -> None:
        if not raw:
            self.context.issue(MISSING, node, f"{self._path}.flow", name=key)

    def _no_uuid(self, node: Element | None, key: str, raw: str, path: str) -> None:
        """Report an id that is no UUID, once in a data set."""
        if raw not in self._strange:
            self._strange.add(raw)
            self.context.issue(catalogue.NOT_UUID, node, path, key, raw, uuid=uuid_of(raw))

    def _link(self, node: Element | None, exchange: Exchange, rest: Extra, link: str, facts: FlowFacts | None) -> None:
        activity = uuid_of(link)
        process = self.context.tables.process(activity, facts.ref.uuid if facts is not None else "")
        key = ("process", process)
        ref = self._refs.get(key)
        if ref is None:
            ref = self._refs[key] = Ref(type="process", uuid=process)
        exchange.provider = ref
        if process != link:
            rest["@activityLinkId"] = link
            if activity != link.lower():
                self._no_uuid(node, "activityLinkId", link, f"{self._path}.provider.uuid")

    def _source(self, exchange: Exchange, rest: Extra, attrs: dict[str, str], source: str) -> None:
        uuid = uuid_of(source)
        pages = attrs.pop("pageNumbers", None)
        exchange.sources = [Ref(type="source", uuid=uuid, sections=(pages,) if pages else ())]
        if uuid != source:
            rest["@sourceId"] = source
        year, author = self.context.tables.sources.get(uuid, ("", ""))
        for name, known in (("sourceYear", year), ("sourceFirstAuthor", author)):
            if attrs.get(name) == known and known:
                del attrs[name]

    def attributes(
        self, node: Element | None, exchange: Exchange, rest: Extra, attrs: dict[str, str], facts: FlowFacts | None
    ) -> None:
        """Take the attributes beside ids, unit and amount; ``node`` may be None where none of them can be wrong."""
        link = attrs.pop("activityLinkId", None)
        if link:
            self._link(node, exchange, rest, link, facts)
        cas, formula = attrs.pop("casNumber", None), attrs.pop("formula", None)
        if cas is not None and (facts is None or cas.strip() != facts.cas):
            rest["@casNumber"] = cas
        if formula is not None and (facts is None or formula != facts.formula):
            rest["@formula"] = formula
        source = attrs.pop("sourceId", None)
        if source:
            self._source(exchange, rest, attrs, source)
        self._calculated(node, exchange, attrs)
        for name, value in attrs.items():
            if name not in _ATTRIBUTES:
                self.context.issue(catalogue.CARRIED, node, self._path, name, value)
            if name in _NUMBERS:
                found_number = self.context.number(node, name, f"{self._path}.{name}", value)
                if found_number is not None:
                    rest[f"@{name}"] = found_number
            else:
                rest[f"@{name}"] = value

    def _calculated(self, node: Element | None, exchange: Exchange, attrs: dict[str, str]) -> None:
        """Read the formula of the amount, and what formulas can name."""
        relation = attrs.get("mathematicalRelation")
        if relation:
            exchange.formula, reason = to_model(relation)
            if reason:
                path = f"{self._path}.formula"
                self.context.issue(FORMULA, node, path, "mathematicalRelation", relation, reason=reason)
        if "variableName" in attrs:
            self.variables.append((exchange, attrs["variableName"], None, relation))
        if "productionVolumeVariableName" in attrs:
            volume = number(attrs.get("productionVolumeAmount", ""))
            formula = attrs.get("productionVolumeMathematicalRelation")
            self.variables.append((None, attrs["productionVolumeVariableName"], volume, formula))

    def _children(  # noqa: C901, PLR0912  # the same: one branch per element
        self,
        node: Element,
        exchange: Exchange,
        rest: Extra,
        facts: FlowFacts | None,
        unit_id: str | None,
        raw: str,
        said: str | None,
    ) -> str:
        names: list[Element] = []
        units: list[Element] = []
        comments: list[Element] = []
        classified: list[int] = []
        properties: list[Json] = []
        synonyms: list[Json] = []
        group = ""
        for child in node:
            tag = child.tag
            if tag == _PROPERTY:
                properties.append(self._property(child, len(properties)))
            elif tag == _NAME:
                names.append(child)
            elif tag == _UNIT:
                units.append(child)
            elif tag == _COMMENT:
                comments.append(child)
            elif tag == _CLASSIFICATION:
                classified.append(self._classification(child))
            elif tag == _UNCERTAINTY:
                self._uncertainty(child, exchange, rest, said)
            elif tag in _SIDES:
                group += ("i" if tag == _INPUT else "o") + (child.text or "").strip()
            elif tag == _COMPARTMENT:
                self._compartment(child, rest, facts)
            elif tag == _SYNONYM:
                if child.text:
                    synonyms.append([child.get(XML_LANG) or "en", child.text])
                else:
                    self.context.empty(child, f"{self._path}.synonym")
            elif isinstance(tag, str):
                self._other(child, tag, rest)
        self._flow(node, exchange, rest, facts, names, raw)
        self._unit(node, exchange, rest, facts, units, unit_id)
        if comments:
            exchange.comment = self.context.text_of(comments, f"{self._path}.comment")
        if properties:
            rest["property"] = properties
        if classified:
            rest["classification"] = classified
        if synonyms and (facts is None or synonyms != facts.synonyms):
            rest["synonym"] = synonyms
        self._direct(node, exchange, group, intermediate=node.tag == INTERMEDIATE)
        return group

    def _flow(
        self, node: Element, exchange: Exchange, rest: Extra, facts: FlowFacts | None, names: list[Element], raw: str
    ) -> None:
        if not names:
            self.context.issue(MISSING, node, f"{self._path}.flow.name", name="name")
            if facts is not None:
                exchange.flow = facts.ref
            return
        if facts is not None:
            only = names[0]
            if len(names) == 1 and only.text == facts.english and only.values() == _EN:
                exchange.flow = facts.ref
                return
        text = self.context.text_of(names, f"{self._path}.flow.name")
        if facts is not None and facts.name == text:
            exchange.flow = facts.ref
            return
        if not raw:
            rest["name"] = text
            return
        key = (raw, tuple(text.items()))
        ref = self._refs.get(key)
        if ref is None:
            ref = self._refs[key] = Ref(type="flow", uuid=facts.ref.uuid if facts else uuid_of(raw), name=text)
            if facts is not None:
                known = next(iter(facts.name.values()), "")
                self.context.issue(
                    DESCRIBED_TWICE, node, f"{self._path}.flow.name", value=next(iter(text.values()), ""), known=known
                )
        exchange.flow = ref

    def _unit(
        self,
        node: Element,
        exchange: Exchange,
        rest: Extra,
        facts: FlowFacts | None,
        units: list[Element],
        given: str | None,
    ) -> None:
        unit = (units[0].text or "") if len(units) == 1 and units[0].values() == _EN else ""
        if unit:
            pass  # one unit in English, as nearly always
        elif units:
            text = self.context.text_of(units, f"{self._path}.unit")
            unit = text.get("en") or next(iter(text.values()), "")
            if len(text) > 1 or (text and "en" not in text):
                rest["unitName"] = text
        else:
            self.context.issue(MISSING, node, f"{self._path}.unit", name="unitName")
            unit = facts.unit if facts is not None else ""
        if unit:
            exchange.unit = unit_ref(unit)
            if facts is not None and unit != facts.unit and facts.unit:
                self.context.issue(DESCRIBED_TWICE, node, f"{self._path}.unit", value=unit, known=facts.unit)
        if given:
            if self.context.units.setdefault(unit, given) != given:
                rest["@unitId"] = given
        else:
            self.context.issue(MISSING, node, f"{self._path}.unit.uuid", name="unitId")

    def _direct(self, node: Element | None, exchange: Exchange, group: str, *, intermediate: bool) -> None:
        side = _DIRECTIONS.get(group[:1])
        exchange.direction = side
        exchange.is_reference = intermediate and group == "o0"
        if side is None:
            self.context.issue(NO_DIRECTION, node, f"{self._path}.direction")
        elif group not in (_GROUPS if intermediate else _ELEMENTARY_GROUPS):
            self.context.issue(GROUP, node, f"{self._path}.direction", value=group[1:])

    def _property(self, node: Element, position: int) -> Json:
        quick = self._plain_property(node)
        return quick if quick is not None else self._any_property(node, position)

    def _plain_property(self, node: Element) -> Json:
        """Return a property with id, amount and unit, and name and unit in English, as nearly all are; None for another."""
        items = node.items()
        if len(items) != 3 or (items[0][0], items[1][0], items[2][0]) != _PLAIN_PROPERTY:
            return None
        parts = list(node)
        count = len(parts)
        if not 2 <= count <= 3:
            return None
        name, unit = parts[0], parts[1]
        amount = number(items[1][1])  # type: ignore[arg-type]  # attributes are texts
        if amount is None or name.tag != _NAME or unit.tag != _UNIT or name.values() != _EN or unit.values() != _EN:
            return None
        table = self.properties
        key = (items[0][1], items[2][1], name.text, unit.text)
        there = table.get(key)
        if there is None:
            there = table[key] = len(table)
        if count == 2:
            return [there, amount]
        comment = parts[2]
        text = comment.text
        if comment.tag != _COMMENT or not text or comment.values() != _EN:
            return None
        return [there, amount, {"comment": {"en": text}}]

    def _any_property(self, node: Element, position: int) -> Json:  # noqa: C901  # one branch per element
        attrs: dict[str, str] = attributes(node)
        said = attrs.pop("amount", None)
        amount = number(said) if said is not None else None
        path = self._path
        if amount is None:
            path = f"{self._path}.property[{position}]"
            if said is None:
                self.context.issue(MISSING, node, path, name="amount")
            else:
                self.context.bad(node, "amount", path, said, "a number")
        key: list[Any] = [attrs.pop("propertyId", ""), attrs.pop("unitId", "")]
        rest: Extra = {}
        comments: list[Element] = []
        for child in node:
            tag = child.tag
            if tag in _NAMED:
                key.append((tag == _NAME, child.get(XML_LANG), child.text))
            elif tag == _COMMENT:
                comments.append(child)
            elif tag == _UNCERTAINTY:
                rest["uncertainty"] = tree(child)
                self._check_numbers(child, path)
            elif isinstance(tag, str):
                rest.setdefault("*", []).append(self.context.carry(child, path))
        if comments:
            rest["comment"] = self.context.text_of(comments, path)
        if "variableName" in attrs:
            self.variables.append((None, attrs["variableName"], amount, attrs.get("mathematicalRelation")))
        for name, value in attrs.items():
            if name not in _PROPERTY_ATTRIBUTES:
                self.context.issue(catalogue.CARRIED, node, path, name, value)
            rest[f"@{name}"] = value
        table = self.properties
        number_there = table.setdefault(_flat(key), len(table))
        return [number_there, amount, rest] if rest else [number_there, amount]

    def _check_numbers(self, node: Element, path: str) -> None:
        for child in node:
            kind = DISTRIBUTIONS.get(child.tag) if isinstance(child.tag, str) else None
            for name in dist.REQUIRED.get(kind or "", ()):
                if child.get(name) is not None:
                    self.context.number(child, name, path, child.get(name))

    def _classification(self, node: Element) -> int:
        key: list[Any] = [tuple(node.items())]
        for child in node:
            if child.tag in _CLASSIFIED:
                key.append((child.tag == _SYSTEM, child.get(XML_LANG), child.text))
            elif isinstance(child.tag, str):
                self.context.issue(catalogue.UNREAD, child, self._path, value=child.text)
        table = self.classifications
        return table.setdefault(tuple(key), len(table))

    def _compartment(self, node: Element, rest: Extra, facts: FlowFacts | None) -> None:
        if facts is not None and len(node) == 2 and facts.compartment:
            top, sub = node
            known = facts.compartment
            if (
                sub.text == known[2]
                and top.text == known[1]
                and node.values() == [known[0]]
                and node.keys() == _COMPARTMENT_KEYS
                and top.values() == _EN
                and sub.values() == _EN
            ):
                return
        said = (node.get("subcompartmentId") or "", *(child.text or "" for child in node if isinstance(child.tag, str)))
        plain = len(node.attrib) == 1 and all(child.get(XML_LANG) == "en" for child in node)
        if facts is None or not plain or said != facts.compartment:
            rest["compartment"] = tree(node)

    def _other(self, node: Element, tag: str, rest: Extra) -> None:
        name = _TREES.get(tag)
        if name is None:
            rest.setdefault("*", []).append(self.context.carry(node, self._path))
            return
        rest.setdefault(name, []).append(tree(node))
        if name == "transferCoefficient":
            self.context.number(node, "amount", f"{self._path}.{name}", node.get("amount"))
        for child in node if name == "transferCoefficient" else [node] if name.endswith("Uncertainty") else ():
            self._check_numbers(child, f"{self._path}.{name}")

    def _uncertainty(self, node: Element, exchange: Exchange, rest: Extra, said: str | None) -> None:
        kept: Extra = {}
        parts = list(node)
        count = len(parts)
        if 2 <= count <= 3 and parts[0].tag == _LOG and parts[1].tag == _PEDIGREE and len(parts[0]) == 0:
            # Nearly all distributions of published data sets: lognormal, with pedigree, and perhaps a comment.
            comment = parts[2] if count == 3 else None
            items = tuple(parts[1].items())
            entry = pedigree(items)
            plain = comment is None or (comment.tag == _COMMENT and comment.values() == _EN and comment.text)
            found = lognormal_of(parts[0], kept, exchange.amount, said) if entry and plain else None
            if found is not None and entry is not None:
                exchange.uncertainty, exchange.base_uncertainty = found
                exchange.dq_entry = entry
                if comment is not None:
                    kept["comment"] = {"en": comment.text}
                if kept:
                    rest["uncertainty"] = kept
                return
            kept = {}
        exchange.uncertainty, exchange.base_uncertainty, exchange.dq_entry = read_uncertainty(
            self.context, node, f"{self._path}.uncertainty", kept
        )
        if kept:
            rest["uncertainty"] = kept

    def tables(self) -> tuple[list[Json], list[Json]]:
        """Return the tables that exchanges point into: properties and classifications."""
        properties = [
            [key[0], key[1], [[lang, text] for is_name, lang, text in _parts_of(key) if is_name],
             [[lang, text] for is_name, lang, text in _parts_of(key) if not is_name]]
            for key in self.properties
        ]  # fmt: skip
        classifications = [
            [dict(key[0]), [[lang, text] for is_system, lang, text in key[1:] if is_system],
             [[lang, text] for is_system, lang, text in key[1:] if not is_system]]
            for key in self.classifications
        ]  # fmt: skip
        return properties, classifications


_PLAIN_PROPERTY = ("propertyId", "amount", "unitId")


def _flat(key: list[Any]) -> tuple[Any, ...]:
    """Return the table's key of a property: the short form where name and unit are in English and nothing else."""
    if len(key) == 4 and key[2][:2] == (True, "en") and key[3][:2] == (False, "en"):
        return (key[0], key[1], key[2][2], key[3][2])
    return tuple(key)


def _parts_of(key: tuple[Any, ...]) -> tuple[tuple[bool, str | None, str | None], ...]:
    """Return name and unit of a table's key as (is name, language, text)."""
    if len(key) == 4 and not isinstance(key[2], tuple) and not isinstance(key[3], tuple):
        return ((True, "en", key[2]), (False, "en", key[3]))
    return key[2:]
