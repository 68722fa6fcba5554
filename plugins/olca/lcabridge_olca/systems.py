"""Product systems: openLCA's list of processes with links by process ↔ our instances with links by instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lcabridge.model import (
    Json,
    LifeCycleModel,
    ModelGroup,
    ParameterSet,
    ProcessInstance,
    ProcessLink,
    Ref,
    pick,
)
from lcabridge_olca.context import At
from lcabridge_olca.kinds import INTEGER, NUMBER, STRING, TEXT, UNIT, InlineKind, ListKind, ObjectKind
from lcabridge_olca.results import EPD, RESULT
from lcabridge_olca.shapes import Row, Shape
from lcabridge_olca.tables import (
    ENTITIES,
    FLOW_REF,
    PARAMETER_SET,
    PROPERTY_REF,
    PROVIDER,
    REDEFINITION,
    ROOT,
)

if TYPE_CHECKING:
    from lcabridge_olca.finish import Found
    from lcabridge_olca.reading import Reading
    from lcabridge_olca.writing import Writing

BASELINE = "Baseline"
"""Name that openLCA gives to the one parameter set of a product system from openLCA 1."""

_EXCHANGE = Shape(
    "ExchangeRef", None,
    Row("internalId", "exchange_id", INTEGER),
    # openLCA 1 repeats the name of the flow.
    Row("name", "exchange_name", STRING),
)  # fmt: skip
_REF_EXCHANGE = Shape(
    "ExchangeRef", None,
    Row("internalId", "reference_exchange", INTEGER),
    Row("name", "@exchange_name", STRING),
)  # fmt: skip
LINK = Shape(
    "ProcessLink", dict,
    Row("provider", "provider", PROVIDER),
    Row("flow", "flow", FLOW_REF),
    Row("process", "consumer", PROVIDER),
    Row("exchange", "", InlineKind(_EXCHANGE)),
)  # fmt: skip
GROUP = Shape(
    "AnalysisGroup", dict,
    Row("name", "name", TEXT),
    Row("color", "color", STRING),
    Row("processes", "processes", ListKind(PROVIDER)),
)  # fmt: skip
SYSTEM = Shape(
    "ProductSystem", LifeCycleModel, *ROOT,
    Row("refProcess", "@ref_process", PROVIDER, "referenceProcess"),
    Row("refExchange", "", InlineKind(_REF_EXCHANGE), "referenceExchange"),
    Row("targetAmount", "target_amount", NUMBER),
    Row("targetUnit", "target_unit", UNIT),
    Row("targetFlowProperty", "target_property", PROPERTY_REF),
    Row("processes", "@processes", ListKind(PROVIDER)),
    Row("processLinks", "@links", ListKind(ObjectKind(LINK))),
    Row("parameterSets", "parameter_sets", ListKind(ObjectKind(PARAMETER_SET))),
    Row("parameterRedefs", "@redefinitions", ListKind(ObjectKind(REDEFINITION))),
    Row("analysisGroups", "@groups", ListKind(ObjectKind(GROUP))),
    finish="system", fill="system",
)  # fmt: skip


class _Instances:
    """The instances of a system, numbered as they are met: openLCA uses each process once."""

    def __init__(self) -> None:
        self.all: list[ProcessInstance] = []
        self._by_process: dict[str, ProcessInstance] = {}

    def add(self, process: Ref) -> ProcessInstance:
        """Add an instance."""
        instance = ProcessInstance(id=len(self.all) + 1, process=process)
        self.all.append(instance)
        self._by_process.setdefault(process.uuid, instance)
        return instance

    def of(self, process: Ref | None) -> ProcessInstance | None:
        """Return the instance of a process, made if it is not there."""
        if process is None:
            return None
        return self._by_process.get(process.uuid) or self.add(process)

    def id_of(self, process: Ref | None) -> int | None:
        """Return the id of the instance of a process."""
        instance = self.of(process)
        return None if instance is None else instance.id


def finish(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    """Make instances, links and groups of openLCA's lists."""
    instances = _Instances()
    for process in found.pop("@processes", ()):
        instances.add(process)
    reference = found.pop("@ref_process", None)
    found["reference_instance"] = instances.id_of(reference)
    key = "refExchange" if "refExchange" in document else "referenceExchange"
    _reference_name(found.pop("@exchange_name", None), reference, c, (at, key, ""))
    found["links"] = [
        _link(link, instances, c, ((at, "processLinks", "links"), i, ""))
        for i, link in enumerate(found.pop("@links", ()))
    ]
    found["groups"] = groups = []
    for number, told in enumerate(found.pop("@groups", ()), 1):
        groups.append(ModelGroup(id=number, name=told.get("name", {}), color=told.get("color", "")))
        for process in told.get("processes", ()):
            instance = instances.of(process)
            if instance is not None:
                instance.groups.append(number)
    old = found.pop("@redefinitions", None)
    if old:
        # openLCA 1 has one set without a name.
        baseline = ParameterSet(name=BASELINE, is_baseline=True, parameters=old)
        found["parameter_sets"] = [baseline, *found.get("parameter_sets", ())]
    found["instances"] = instances.all
    return True


def _reference_name(name: str | None, process: Ref | None, c: Reading, at: At) -> None:
    target = c.index.get("process", process.uuid) if process else None
    flow = c.index.get("flow", target.reference) if target else None
    if name is not None and (flow is None or name not in flow.name.values()):
        c.carry(at, "name", name)


def _link(told: dict[str, Any], instances: _Instances, c: Reading, at: At) -> ProcessLink:
    flow, name = told.get("flow"), told.get("exchange_name")
    target = c.index.get("flow", flow.uuid) if flow else None
    if name is not None and (target is None or name not in target.name.values()):
        c.carry((at, "exchange", ""), "name", name)
    return ProcessLink(
        provider=instances.id_of(told.get("provider")),
        consumer=instances.id_of(told.get("consumer")),
        flow=flow,
        exchange_id=told.get("exchange_id"),
    )


def fill(model: LifeCycleModel, document: dict[str, Any], w: Writing) -> None:
    """Write instances, links and groups as openLCA's lists."""
    # Instances of one process become one process natively; what that loses, the side file has.
    w.inexact = True
    by_id = {instance.id: instance for instance in model.instances}
    reference = by_id.get(model.reference_instance or 0)
    if reference is not None and reference.process is not None:
        document["refProcess"] = w.ref(reference.process)
    if model.reference_exchange is not None:
        document["refExchange"] = {"@type": "ExchangeRef", "internalId": model.reference_exchange}
    seen: set[str] = set()
    processes = []
    for instance in model.instances:
        if instance.process is not None and instance.process.uuid not in seen:
            seen.add(instance.process.uuid)
            processes.append(w.ref(instance.process))
    if processes:
        document["processes"] = processes
    if model.links:
        document["processLinks"] = [_write_link(link, by_id, w) for link in model.links]
    if model.groups:
        document["analysisGroups"] = [_write_group(group, model, w) for group in model.groups]


def _write_link(link: ProcessLink, by_id: dict[int, ProcessInstance], w: Writing) -> dict[str, Any]:
    written: dict[str, Any] = {"@type": "ProcessLink"}
    for key, number in (("provider", link.provider), ("process", link.consumer)):
        instance = by_id.get(number) if number is not None else None
        if instance is not None and instance.process is not None:
            written[key] = w.ref(instance.process)
    if link.flow is not None:
        written["flow"] = w.ref(link.flow)
    if link.exchange_id is not None:
        written["exchange"] = {"@type": "ExchangeRef", "internalId": link.exchange_id}
    return written


def _write_group(group: ModelGroup, model: LifeCycleModel, w: Writing) -> dict[str, Any]:
    written: dict[str, Any] = {"@type": "AnalysisGroup"}
    if group.name:
        written["name"] = pick(group.name, w.lang, "zh")
    if group.color:
        written["color"] = group.color
    members = [i.process for i in model.instances if group.id in i.groups and i.process is not None]
    if members:
        written["processes"] = [w.ref(process) for process in members]
    return written


SHAPES: dict[str, Shape] = {**ENTITIES, "model": SYSTEM, "result": RESULT, "epd": EPD}
"""The shape of every type of data set."""
