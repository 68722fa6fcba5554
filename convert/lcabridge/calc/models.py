"""Life cycle models: calculated by their own links and instances, and made of a package's links."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from lcabridge.calc import issues
from lcabridge.calc.amounts import Amounts, Formulas
from lcabridge.calc.assemble import finish, global_parameters
from lcabridge.calc.collect import Collector, Demand
from lcabridge.calc.system import CutOff, System
from lcabridge.codes import keygen
from lcabridge.errors import UsageError
from lcabridge.format import Package
from lcabridge.model import (
    LifeCycleModel,
    ParameterRedefinition,
    Process,
    ProcessInstance,
    ProcessLink,
    Ref,
    Text,
    UnitRef,
    pick,
)
from lcabridge.report import EntityKey, IssueType, Report, Stage


@dataclass(kw_only=True)
class ModelSystem:
    """A life cycle model as a system.

    Attributes:
        model: the model.
        system: one activity an instance.
        column: of the reference product, None where the model names none.
        amount: reference units of it that the model stands for.
    """

    model: LifeCycleModel
    system: System
    column: int | None
    amount: float


def find_models(package: Package, wanted: str = "all") -> list[LifeCycleModel]:
    """Return the life cycle models of a package: all, or the one of that name or UUID.

    Raises:
        UsageError: there is none.
    """
    models = [m for m in package.entities("model") if isinstance(m, LifeCycleModel)]
    if wanted != "all":
        word = wanted.casefold()
        models = [m for m in models if word == m.uuid or word in (t.casefold() for t in m.name.values())]
    if not models:
        raise UsageError(
            f"there is no life cycle model {wanted!r}" if wanted != "all" else "there is no life cycle model",
            f"没有生命周期模型 {wanted!r}" if wanted != "all" else "没有生命周期模型",
            hint_en="convert --models makes models of the links",
            hint_zh="convert --models 可由连接生成模型",
        )
    return models


def assemble_model(
    package: Package,
    model: LifeCycleModel,
    *,
    allocation: str = "declared",
    formulas: Formulas = "evaluate",
    report: Report | None = None,
) -> ModelSystem:
    """Link a life cycle model by its own links; each instance is an activity of its own.

    Parameters: the baseline set of the model, then the instance's own values. An input that no link of the model supplies
    is a cut-off, even if the package has a supplier: the model is the boundary.

    Args:
        package: that has the model's processes.
        model: the model.
        allocation: rule.
        formulas: whether formulas or stated amounts count.
        report: takes the findings.
    """
    system = System(report=report if report is not None else Report())
    system.report.stage = Stage.CHECK
    system.rules = {"linking": "models", "allocation": allocation, "formulas": formulas}
    amounts = Amounts(package.index, global_parameters(package), _baseline(model), formulas)
    collector = Collector(system, amounts, allocation)
    processes = _processes(package, model)
    groups: dict[int, str] = {g.id: pick(g.name, "en", "zh") or str(g.id) for g in model.groups}
    for instance in model.instances:
        process = processes.get(instance.process.uuid) if instance.process else None
        if process is None:
            _tell(
                system.report,
                issues.MODEL_LINK,
                model,
                f"the process of instance {instance.id} is not in the package",
                f"实例 {instance.id} 的过程不在数据包中",
            )
            continue
        stages = tuple(groups[g] for g in instance.groups if g in groups)
        collector.take(process, instance.id, _values(instance.parameters), stages)
    finish(system, collector)
    _ModelLinker(system, collector, model).run()
    column = _reference(system, model)
    return ModelSystem(model=model, system=system, column=column, amount=_target(system, amounts, model, column))


def _tell(report: Report, kind: IssueType, model: LifeCycleModel, en: str, zh: str) -> None:
    key = EntityKey("model", model.uuid, model.version)
    report.add(kind, entity=key, file="", name=pick(model.name, "en") or model.uuid, reason=en, reason_zh=zh)


def _processes(package: Package, model: LifeCycleModel) -> dict[str, Process]:
    wanted = {i.process.uuid for i in model.instances if i.process}
    found: dict[str, Process] = {}
    for process in package.entities("process"):
        if isinstance(process, Process) and process.uuid in wanted:
            found[process.uuid] = process
    return found


def _values(redefinitions: list[ParameterRedefinition]) -> dict[str, float]:
    return {r.name.lower(): r.value for r in redefinitions if r.value is not None}


def _baseline(model: LifeCycleModel) -> dict[str, dict[str, float]]:
    chosen = next((s for s in model.parameter_sets if s.is_baseline), None)
    found: dict[str, dict[str, float]] = {}
    for redefinition in chosen.parameters if chosen else ():
        context = redefinition.context.uuid if redefinition.context else ""
        if redefinition.value is not None:
            found.setdefault(context, {})[redefinition.name.lower()] = redefinition.value
    return found


class _ModelLinker:
    """Links demands by the links of a model."""

    def __init__(self, system: System, collector: Collector, model: LifeCycleModel) -> None:
        self.system, self.collector, self.model = system, collector, model
        self._columns: dict[tuple[int, str], int] = {}
        for column, product in enumerate(system.products):
            self._columns.setdefault((system.activities[product.activity].instance, product.flow), column)
        self._links: dict[tuple[int, str], list[ProcessLink]] = {}
        for link in model.links:
            flow = link.consumer_flow or link.flow
            if link.consumer is not None and link.provider is not None and flow is not None:
                self._links.setdefault((link.consumer, flow.uuid), []).append(link)

    def run(self) -> None:
        """Link every demand or cut it off."""
        for demand in self.collector.demands:
            instance = self.system.activities[self.system.products[demand.column].activity].instance
            column, code = self._supplier(instance, demand)
            if column is not None:
                entries = self.system.technosphere_entries
                entries.add(column, demand.column, -demand.coefficient, demand.exchange)
            elif demand.maybe_elementary and code == "none":
                row = self.collector.elementary(demand.flow, dict(demand.name), demand.direction, "")
                self.system.intervention_entries.add(row, demand.column, demand.coefficient, demand.exchange)
            else:
                self._cut(demand, code)

    def _supplier(self, instance: int, demand: Demand) -> tuple[int | None, str]:
        links = self._links.get((instance, demand.flow), [])
        exact = [link for link in links if link.exchange_id is not None and link.exchange_id == demand.number]
        links = exact or [link for link in links if link.exchange_id is None]
        if not links:
            return None, "none"
        providers = {link.provider for link in links}
        if len(providers) > 1:
            return None, "several"
        link = links[0]
        flow = link.flow.uuid if link.flow else demand.flow
        found = self._columns.get((link.provider or 0, flow))
        return found, "other"

    def _cut(self, demand: Demand, code: str) -> None:
        reasons: dict[str, Text] = {
            "none": {"en": "no link of the model supplies it", "zh": "模型中没有供应它的连接"},
            "several": {"en": "several links of the model supply it", "zh": "模型中有多条连接供应它"},
            "other": {"en": "the linked instance does not supply this flow", "zh": "所连接的实例不供应该流"},
        }
        amount = demand.coefficient * float(self.system.amounts[demand.exchange])
        if amount == 0.0:
            return
        self.system.cut_offs.append(
            CutOff(
                product=demand.column,
                flow=demand.flow,
                name=dict(demand.name),
                amount=amount,
                unit=self.collector.amounts.reference_unit(demand.flow),
                direction=demand.direction,
                code=code,
                reason=reasons[code],
            )
        )
        activity = self.system.activities[self.system.products[demand.column].activity]
        self.system.report.add(
            issues.CUT_OFF,
            entity=EntityKey("process", activity.uuid, activity.version),
            file="",
            name=pick(activity.name, "en") or activity.uuid,
            exchange=f"{demand.number} ({pick(dict(demand.name), 'en') or demand.flow})",
            reason=reasons[code]["en"],
            reason_zh=reasons[code]["zh"],
            value=code,
        )


def _reference(system: System, model: LifeCycleModel) -> int | None:
    candidates = [
        column
        for column, product in enumerate(system.products)
        if system.activities[product.activity].instance == model.reference_instance
    ]
    if model.reference_exchange is not None:
        exact = [c for c in candidates if system.products[c].exchange == model.reference_exchange]
        candidates = exact or candidates
    return next((c for c in candidates if system.products[c].is_reference), candidates[0] if candidates else None)


def _target(system: System, amounts: Amounts, model: LifeCycleModel, column: int | None) -> float:
    if column is None:
        return 0.0
    product = system.products[column]
    if model.target_amount is None:
        instance = next((i for i in model.instances if i.id == model.reference_instance), None)
        return abs(product.amount) * (1.0 if instance is None or instance.factor is None else instance.factor)
    unit = (model.target_unit.uuid or model.target_unit.name) if model.target_unit else ""
    spelled = model.target_unit.name if model.target_unit else ""
    return model.target_amount * amounts.scale_of(product.flow, model.target_property, unit, spelled)


Which = Literal["each", "reference"]
LARGEST = 500
"""Most instances of a model that is made of links."""


def models_of_links(
    system: System, which: Which = "each", largest: int = LARGEST, only: Collection[int] | None = None
) -> Iterator[LifeCycleModel]:
    """Yield life cycle models of a linked system: each process with its direct suppliers, as scaled instances.

    The first instance is the process itself (factor 1, one run); every supplier follows with the runs it needs. UUIDs are
    derived from the process, so that the same package gives the same models.

    Args:
        system: linked.
        which: ``each`` process that has suppliers, or ``reference``: those that supply nobody else.
        largest: suppliers beyond this are left out of a model, the largest amounts kept.
        only: these columns.
    """
    matrix = system.technosphere()
    diagonal = matrix.diagonal()
    used = set()
    for column in range(len(system.products)):
        here = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]
        used |= {int(row) for row in here if row != column}
    for column, product in enumerate(system.products):
        if (
            (only is not None and column not in only)
            or not product.is_reference
            or (which == "reference" and column in used)
        ):
            continue
        cells = [
            (int(matrix.indices[k]), -float(matrix.data[k]))
            for k in range(int(matrix.indptr[column]), int(matrix.indptr[column + 1]))
            if matrix.indices[k] != column and matrix.data[k] != 0.0
        ]
        if not cells:
            continue
        runs = sorted(((row, need / float(diagonal[row])) for row, need in cells), key=lambda cell: cell[0])
        if len(runs) >= largest:
            runs = sorted(sorted(runs, key=lambda cell: -abs(cell[1]))[: largest - 1])
        yield _model(system, column, runs)


def _model(system: System, column: int, runs: list[tuple[int, float]]) -> LifeCycleModel:
    product = system.products[column]
    activity = system.activities[product.activity]
    instances = [ProcessInstance(id=1, process=_process_ref(system, column), factor=1.0)]
    links = []
    for number, (row, factor) in enumerate(runs, 2):
        supplied = system.products[row]
        instances.append(ProcessInstance(id=number, process=_process_ref(system, row), factor=factor))
        flow = Ref(type="flow", uuid=supplied.flow, name=supplied.flow_name)
        links.append(ProcessLink(provider=number, consumer=1, flow=flow))
    return LifeCycleModel(
        uuid=keygen("lcabridge", "model of links", activity.uuid, activity.version),
        version=activity.version,
        name=activity.name,
        description={
            "en": "Made of the links between processes: the process and its direct suppliers.",
            "zh": "由过程间连接生成：该过程及其直接供应过程。",
        },
        reference_instance=1,
        reference_exchange=product.exchange or None,
        target_amount=product.amount / product.stated_scale,
        target_unit=UnitRef(name=product.stated_unit) if product.stated_unit else None,
        resulting_processes=[],
        instances=instances,
        links=links,
    )


def _process_ref(system: System, column: int) -> Ref:
    activity = system.activities[system.products[column].activity]
    return Ref(type="process", uuid=activity.uuid, version=activity.version, name=activity.name)
