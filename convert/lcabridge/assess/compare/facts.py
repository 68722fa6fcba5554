"""What one side says on every point, counted in one pass over its data sets; nothing of the package is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from lcabridge.assess.compare.model import Example
from lcabridge.assess.compare.signals import EVERYWHERE, documentation, found
from lcabridge.calc import gwp
from lcabridge.codes import Place, PlaceSystem, ilcd_compartment, resolve, resolve_openlca_uuid
from lcabridge.format import Package
from lcabridge.model import (
    Entity,
    Exchange,
    Flow,
    ImpactCategory,
    Index,
    LifeCycleModel,
    Process,
    Ref,
    Summary,
    Text,
    pick,
)

MOST = 2_000
"""Distinct values that a tally holds; more are counted under ``OTHERS``."""
OTHERS = "…"
SYSTEMS: tuple[PlaceSystem, ...] = ("iso", "ilcd", "tidas", "openlca", "ecoinvent", "gbt2260", "tiangong", "openlca1")
_ELECTRICITY = re.compile(r"\belectricity\b|电力|(?:^|[^a-z])power, at", re.IGNORECASE)
_NET = re.compile(r"net calorific|lower heating|低位|净热", re.IGNORECASE)
_GROSS = re.compile(r"gross calorific|higher heating|upper heating|高位", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


class Tally:
    """How many processes (or exchanges) say what, with the first place of each.

    Attributes:
        asked: how many were asked.
        counts: statement to how many make it.
        examples: statement to the first place.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.stated = 0
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, Example] = {}

    def add(self, word: str, example: Example | None = None, times: int = 1) -> None:
        """Count a statement."""
        if word not in self.counts and len(self.counts) >= MOST:
            word = OTHERS
        self.counts[word] += times
        if example is not None and word not in self.examples:
            self.examples[word] = example

    def ask(self, words: Iterable[str], example: Example | None = None) -> None:
        """Count one that was asked, and what it says."""
        self.asked += 1
        said = False
        for word in words:
            self.add(word, example)
            said = True
        self.stated += said

    @property
    def share(self) -> float:
        """Part of those asked that say anything."""
        return self.stated / self.asked if self.asked else 0.0


class ElementaryFlow(msgspec.Struct, frozen=True, gc=False):
    """What is kept of an elementary flow: gas, origin and uptake as ``calc.gwp`` tells them, and its compartment."""

    name: str
    gas: str
    origin: str
    uptake: bool
    compartment: str
    land: str


FIELDS: tuple[tuple[str, Text], ...] = (
    ("name", {"en": "name", "zh": "名称"}),
    ("classifications", {"en": "classification", "zh": "分类"}),
    ("functional_unit", {"en": "functional unit", "zh": "功能单位"}),
    ("description", {"en": "description", "zh": "描述"}),
    ("time", {"en": "reference year or validity", "zh": "参考年或有效期"}),
    ("geography.place", {"en": "place", "zh": "地点"}),
    ("technology.description", {"en": "technology", "zh": "技术描述"}),
    ("process_type", {"en": "type of data set", "zh": "数据集类型"}),
    ("modelling", {"en": "modelling principle or description", "zh": "建模原则或说明"}),
    ("data_sources.cut_off", {"en": "cut-off rule", "zh": "取舍准则"}),
    ("data_sources.sources", {"en": "sources", "zh": "数据来源"}),
    ("data_sources.treatment", {"en": "data treatment", "zh": "数据处理"}),
    ("completeness", {"en": "completeness statement", "zh": "完整性声明"}),
    ("reviews", {"en": "review", "zh": "审查"}),
    ("compliance", {"en": "compliance declaration", "zh": "合规声明"}),
    ("administration.intended_applications", {"en": "intended applications", "zh": "预期用途"}),
    ("administration.owner", {"en": "owner", "zh": "所有者"}),
    ("licence", {"en": "licence or access", "zh": "许可或访问限制"}),
)
"""Documentation that the guideline (A1, A2, A7–A9) and the ILCD entry level ask of a process; the point 23 counts them."""


class Facts:
    """Counts of one side.

    Args:
        package: opened, with its index.
    """

    def __init__(self, package: Package) -> None:
        self.index: Index = package.index
        self.processes = 0
        self.exchanges = 0
        self.uncertain = 0
        self.tallies: dict[str, Tally] = {}
        self.uses: Counter[str] = Counter()
        self.flows: dict[str, ElementaryFlow] = {}
        self.filled: Counter[str] = Counter()
        self.in_language: dict[str, Counter[str]] = {"en": Counter(), "zh": Counter()}
        self.years: Counter[int] = Counter()
        self.properties: Counter[str] = Counter()
        self.first_use: dict[str, Example] = {}
        self.gwp_values: dict[str, dict[str, float]] = {}
        self._codes: dict[str, str] = {}
        for entity in package.entities("flow", "process", "model", "impact_category", "dq_system", "impact_method"):
            self.see(entity)

    def tally(self, topic: str) -> Tally:
        """Return the tally of a topic."""
        return self.tallies.setdefault(topic, Tally())

    def see(self, entity: Entity) -> None:
        """Count one data set."""
        if isinstance(entity, Process):
            self._process(entity)
        elif isinstance(entity, Flow):
            self._flow(entity)
        elif isinstance(entity, LifeCycleModel):
            self.tally("stages").ask(["with stages"] if entity.groups else [], _at(entity, "groups"))
        elif isinstance(entity, ImpactCategory):
            self._category(entity)
        elif entity.type == "dq_system":
            self.tally("dq_system").add(pick(entity.name, "en") or entity.uuid, _at(entity, "name"))

    def _flow(self, flow: Flow) -> None:
        for factor in flow.properties:
            summary = self.index.get("flow_property", factor.property.uuid)
            name = pick(summary.name if summary else factor.property.name, "en")
            self.properties[name or factor.property.uuid] += 1
            basis = "net" if _NET.search(name) else "gross" if _GROSS.search(name) else ""
            if basis and flow.flow_type != "elementary":
                self.tally("calorific_property").add(f"{basis} calorific value", _at(flow, "properties"))
        if flow.flow_type != "elementary":
            return
        path = [entry.name for entry in flow.classifications[0].classes] if flow.classifications else []
        if flow.classifications and not path:
            return
        names = [*flow.name.values(), *flow.synonyms.values()]
        matched = gwp.match(names, flow.cas, path, len(flow.name))
        where = ilcd_compartment("/".join(path))
        gas = matched.gas.id if matched and matched.gas else ""
        self.flows[flow.uuid] = ElementaryFlow(
            pick(flow.name, "en") or flow.uuid,
            gas,
            matched.origin if matched else "",
            bool(matched and matched.uptake),
            where.id if where else "",
            where.ids[-1] if where is not None and where.medium == "land" else "",
        )
        self.tally("compartment").ask([where.medium or where.names[0]] if where else [])

    def _category(self, category: ImpactCategory) -> None:
        if "co2" not in category.unit.casefold():
            return
        values = {}
        for factor in category.factors:
            known = self.flows.get(factor.flow.uuid) if factor.flow else None
            if known is not None and known.gas and factor.value is not None:
                values[known.gas] = factor.value
        if values:
            self.gwp_values[pick(category.name, "en") or category.uuid] = values

    def _process(self, process: Process) -> None:
        self.processes += 1
        texts = list(documentation(process))
        for topic in EVERYWHERE:
            hits = found(topic, texts)
            tally = self.tally(topic)
            tally.asked += 1
            tally.stated += bool(hits)
            for word, (path, text) in hits.items():
                tally.add(word, _at(process, path, text))
        self._documentation(process)
        self._statements(process)
        self._exchanges(process)

    def _documentation(self, process: Process) -> None:
        values = dict(_documented(process))
        for key, value in values.items():
            self.filled[key] += bool(value)
        for lang, counter in self.in_language.items():
            counter["name"] += lang in process.name
            counter["description"] += lang in process.description

    def _statements(self, process: Process) -> None:
        admin, modelling, where = process.administration, process.modelling, process.geography
        self.tally("process_type").ask(
            [process.process_type] if process.process_type else [], _at(process, "process_type")
        )
        self.tally("principle").ask(
            [modelling.principle] if modelling and modelling.principle else [], _at(process, "modelling.principle")
        )
        uses = list(_pairs("administration.intended_applications", admin.intended_applications if admin else {}))
        self._said("use", process, uses)
        described = process.technology.description if process.technology else {}
        self._said("technology", process, list(_pairs("technology.description", described)))
        self.tally("technology_text").ask(["described"] if described else [])
        self.tally("share_covered").ask(
            [f"{process.data_sources.share_covered:g} %"]
            if process.data_sources and process.data_sources.share_covered is not None
            else []
        )
        self._review(process)
        self._licence(process)
        self._quality(process)
        self.tally("infrastructure").ask(["data set of infrastructure"] if process.is_infrastructure else [])
        self._time(process)
        self._place(process, where.place if where else None)
        classes = [c for c in process.classifications if c.classes]
        self.tally("classification").ask(dict.fromkeys(c.system or "system not named" for c in classes))
        self.tally("class").ask(dict.fromkeys(c.classes[0].name for c in classes))
        version = re.sub(r"\d+", "9", process.version)
        self.tally("version").ask([version] if version else [])
        self.tally("permanent_uri").ask(["stated"] if admin and admin.permanent_uri else [])

    def _said(self, topic: str, process: Process, texts: list[tuple[str, str]]) -> None:
        hits = found(topic, texts)
        tally = self.tally(topic)
        tally.asked += 1
        tally.stated += bool(hits)
        for word, (path, text) in hits.items():
            tally.add(word, _at(process, path, text))

    def _review(self, process: Process) -> None:
        words: dict[str, None] = {}
        for review in process.reviews:
            if review.type:
                words[review.type] = None
            else:
                texts = list(_pairs("reviews.details", review.details))
                hits = list(found("review", texts))
                words.update(
                    dict.fromkeys(f"{word} (by its text)" for word in hits) if hits else {"kind not stated": None}
                )
        self.tally("review").ask(words, _at(process, "reviews"))

    def _licence(self, process: Process) -> None:
        admin = process.administration
        words = []
        if admin is not None:
            if admin.license_type:
                words.append(admin.license_type)
            if admin.copyright is not None:
                words.append("copyright" if admin.copyright else "no copyright")
            if admin.access_restrictions:
                words.append("access: " + (pick(admin.access_restrictions, "en")[:60] or "-"))
        self.tally("licence").ask(words, _at(process, "administration"))

    def _quality(self, process: Process) -> None:
        words = []
        if process.dq_entry:
            words.append(f"process entry, {process.dq_entry.count(';') + 1} indicators")
        scored = [e.dq_entry for e in process.exchanges if e.dq_entry]
        if scored:
            words.append(f"exchange entries, {scored[0].count(';') + 1} indicators")
        words += sorted({f"review: {i.name}" for review in process.reviews for i in review.indicators})
        self.tally("quality").ask(words, _at(process, "dq_entry"))

    def _time(self, process: Process) -> None:
        time = process.time
        year = None
        if time is not None:
            year = time.reference_year or next(
                (int(hit.group()) for text in (time.valid_until, time.valid_from) if (hit := _YEAR.match(text))), None
            )
        self.tally("year").ask([str(year)] if year else [], _at(process, "time"))
        if year:
            self.years[year] += 1
        self.tally("validity").ask(["end stated"] if time is not None and time.valid_until else [])

    def _place(self, process: Process, place: Any) -> None:
        code = self.index.place_code(place)
        self.tally("place").ask([code] if code else [], _at(process, "geography.place"))
        resolved = self.resolved(code, place.ref.uuid if place is not None and place.ref is not None else "")
        self.tally("place_kind").ask([resolved.kind] if resolved else [])
        for system in SYSTEMS:
            self.tally(f"places {system}").ask([system] if code and resolve(code, system) else [])

    def resolved(self, code: str, uuid: str = "") -> Place | None:
        """Return the place of a code or of an openLCA location."""
        found_ = resolve_openlca_uuid(uuid) if uuid else None
        return found_ or next((p for s in SYSTEMS if (p := resolve(code, s)) is not None), None)

    def _exchanges(self, process: Process) -> None:
        roles = _Roles()
        for exchange in process.exchanges:
            self.exchanges += 1
            if exchange.uncertainty is not None:
                self.uncertain += exchange.uncertainty.distribution not in ("none", "undefined")
                self.tally("distribution").add(exchange.uncertainty.distribution)
            if exchange.flow is None:
                continue
            known = self.index.get("flow", exchange.flow.uuid, exchange.flow.version)
            self._use(process, exchange.flow, known)
            kind = known.flow_type if known else (exchange.flow.summary.flow_type if exchange.flow.summary else None)
            roles.see(exchange, kind)
            name = pick(known.name if known else exchange.flow.name, "en")
            if kind != "elementary" and exchange.direction == "input" and _ELECTRICITY.search(name):
                roles.electricity[self._grid(name, exchange, known)] = None
        at = _at(process, "exchanges")
        self.tally("multifunctional").ask(["several products"] if roles.products > 1 else [], at)
        if roles.products > 1:
            self.tally("allocation").ask([_method(process, roles.avoided)], _at(process, "allocation"))
        self.tally("avoided").ask(["avoided products"] if roles.avoided else [], at)
        sent = "waste sent to treatment" if roles.treated else "waste output"
        self.tally("waste").ask([sent] if roles.waste else [], at)
        self.tally("linked").ask(["declared provider"] if any(e.provider for e in process.exchanges) else [])
        if roles.electricity:
            self.tally("electricity_input").ask(roles.electricity, at)
        self._reference(process, roles.reference)

    def _use(self, process: Process, flow: Ref, known: Summary | None) -> None:
        self.uses[flow.uuid] += 1
        if flow.uuid not in self.first_use:
            self.first_use[flow.uuid] = _at(process, "exchanges", pick(known.name if known else flow.name, "en"))

    def _grid(self, name: str, exchange: Exchange, known: Summary | None) -> str:
        provider = exchange.provider
        summary = self.index.get("process", provider.uuid, provider.version) if provider else None
        where = self.resolved(summary.place if summary else "", summary.place if summary else "") if summary else None
        if where is None and known is not None and known.place:
            where = self.resolved(known.place)
        if re.search(r"egrid|regional|provinc|区域|省", name, re.IGNORECASE):
            return "regional grid"
        if where is not None:
            return {"country": "national", "province": "regional grid", "grid": "regional grid"}.get(
                where.kind, "larger than a country"
            )
        return "not stated"

    def _reference(self, process: Process, reference: Exchange | None) -> None:
        words = []
        if reference is not None and reference.flow is not None:
            flow = self.index.get("flow", reference.flow.uuid, reference.flow.version)
            prop = reference.property.uuid if reference.property else (flow.reference if flow else "")
            summary = self.index.get("flow_property", prop) if prop else None
            words = [pick(summary.name, "en") if summary else "property unknown"]
        self.tally("reference").ask(words, _at(process, "exchanges"))
        self.tally("functional_unit").ask(
            ["stated in words"] if process.functional_unit else [],
            _at(process, "functional_unit", pick(process.functional_unit, "en")),
        )

    def gas_uses(self) -> dict[str, dict[str, int]]:
        """Return gas to direction word (``emission``, ``uptake``) to number of exchanges."""
        found_: dict[str, dict[str, int]] = {}
        for uuid, count in self.uses.items():
            flow = self.flows.get(uuid)
            if flow is not None and flow.gas:
                word = "uptake" if flow.uptake else "emission"
                entry = found_.setdefault(flow.gas, {"emission": 0, "uptake": 0})
                entry[word] += count
        return found_

    def gas_example(self, *gases: str, uptake: bool | None = None) -> Example | None:
        """Return where one of the gases is used first."""
        for uuid, at in self.first_use.items():
            flow = self.flows.get(uuid)
            if flow is not None and flow.gas in gases and (uptake is None or flow.uptake is uptake):
                return at
        return None


class _Roles:
    """What the exchanges of one process do."""

    def __init__(self) -> None:
        self.products = 0
        self.avoided = self.waste = self.treated = False
        self.reference: Exchange | None = None
        self.electricity: dict[str, None] = {}

    def see(self, exchange: Exchange, kind: str | None) -> None:
        """Look at one exchange of a flow of a kind."""
        if exchange.is_reference and self.reference is None:
            self.reference = exchange
        if kind == "elementary":
            return
        self.avoided = self.avoided or exchange.is_avoided
        if not exchange.is_avoided and (exchange.amount or 0.0) > 0.0:
            self.products += (kind, exchange.direction) in (("product", "output"), ("waste", "input"))
        if kind == "waste":
            self.treated = self.treated or exchange.provider is not None
            self.waste = self.waste or exchange.direction == "output"


def _method(process: Process, avoided: bool) -> str:
    declared = process.default_allocation
    if declared and declared != "default":
        return declared
    methods = sorted({factor.method or "unnamed" for factor in process.allocation})
    return "+".join(methods) if methods else ("substitution" if avoided else "not stated")


def _at(entity: Entity, path: str, text: str = "") -> Example:
    return Example(type=entity.type, uuid=entity.uuid, name=entity.name, path=path, text=text)


def _pairs(path: str, text: Text) -> Iterator[tuple[str, str]]:
    return ((f"{path}['{tag}']", value) for tag, value in text.items() if value)


def _documented(process: Process) -> Iterator[tuple[str, object]]:
    """Yield the fields of ``FIELDS`` with what the process says in each."""
    admin, data, modelling = process.administration, process.data_sources, process.modelling
    time, where, technology = process.time, process.geography, process.technology
    yield "name", process.name
    yield "classifications", process.classifications
    yield "functional_unit", process.functional_unit
    yield "description", process.description
    yield "time", time is not None and (time.reference_year or time.valid_from or time.valid_until)
    yield "geography.place", where is not None and where.place
    yield "technology.description", technology is not None and technology.description
    yield "process_type", process.process_type
    yield "modelling", modelling is not None and (modelling.principle or modelling.description or modelling.approaches)
    yield "data_sources.cut_off", data is not None and (data.cut_off or data.cut_off_deviations)
    yield "data_sources.sources", data is not None and data.sources
    yield "data_sources.treatment", data is not None and data.treatment
    yield "completeness", process.completeness
    yield "reviews", process.reviews
    yield "compliance", process.compliance
    yield "administration.intended_applications", admin is not None and admin.intended_applications
    yield "administration.owner", admin is not None and admin.owner
    yield (
        "licence",
        admin is not None and (admin.license_type or admin.access_restrictions or admin.copyright is not None),
    )
