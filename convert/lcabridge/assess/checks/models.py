"""Life cycle models: do their links lead somewhere, and do suppliers run as often as consumers need."""

from __future__ import annotations

from collections import Counter, defaultdict

from lcabridge.assess.lines import ModelFlows
from lcabridge.assess.look import Look, declare
from lcabridge.model import Entity, LifeCycleModel, ProcessInstance, ProcessLink, pick

_TOLERANCE = 0.01
"""Relative: multiplication factors are often written with three digits."""


class _Links(Look):
    missing = ("life cycle models", "生命周期模型")

    def prepare(self) -> None:
        self._kept = ModelFlows(self.setting.lines, self.index)

    def see(self, entity: Entity) -> None:
        self._kept.take(entity)

    def close(self) -> None:
        for model in self._kept.models:
            self.tally.seen += 1
            self._model(model)

    def _model(self, model: LifeCycleModel) -> None:
        instances = {instance.id: instance for instance in model.instances}
        if model.reference_instance not in instances:
            self.tally.add(
                model,
                "reference_instance",
                model.reference_instance,
                "its reference process is none of its instances",
                "参考过程不在其实例之中",
            )
        for number, link in enumerate(model.links):
            for end, id_ in (("provider", link.provider), ("consumer", link.consumer)):
                if id_ not in instances:
                    self.tally.add(
                        model,
                        f"links[{number}].{end}",
                        id_,
                        "a link names instance {value}, which is not there",
                        "连接所指的实例 {value} 不存在",
                    )
        self._runs(model, instances)

    def _runs(self, model: LifeCycleModel, instances: dict[int, ProcessInstance]) -> None:
        """Compare what each instance supplies with what those linked to it take."""
        taken: dict[tuple[int, str], float] = defaultdict(float)
        open_: set[tuple[int, str]] = set()
        shared = Counter((link.consumer, link.flow.uuid) for link in model.links if link.flow)
        for link in model.links:
            key, amount = self._taken(link, instances)
            if key is None:
                continue
            if (
                amount is None or shared[link.consumer, key[1]] > 1
            ):  # several suppliers: who brings how much is not said
                open_.add(key)
            else:
                taken[key] += amount
        for (id_, flow), amount in taken.items():
            supplied = self._net(instances[id_], flow)
            if supplied is None or (id_, flow) in open_ or id_ == model.reference_instance:
                continue
            # net flows have inputs positive: a supplier of a product has it negative, a treatment of a waste positive
            if abs(supplied + amount) > _TOLERANCE * max(abs(supplied), abs(amount)):
                known = self.index.get("flow", flow)
                self.tally.add(
                    model,
                    "instances",
                    abs(supplied),
                    "instance {id} supplies {value:.6g} of {flow}; those linked to it take {amount:.6g}",
                    "实例 {id} 供应 {flow} {value:.6g}，与其连接者共需 {amount:.6g}",
                    id=id_,
                    flow=pick(known.name, "en") if known else flow,
                    amount=abs(amount),
                )

    def _taken(
        self, link: ProcessLink, instances: dict[int, ProcessInstance]
    ) -> tuple[tuple[int, str] | None, float | None]:
        if link.provider not in instances or link.consumer not in instances or link.flow is None:
            return None, None
        flow = link.consumer_flow.uuid if link.consumer_flow else link.flow.uuid
        return (link.provider, link.flow.uuid), self._net(instances[link.consumer], flow)

    def _net(self, instance: ProcessInstance, flow: str) -> float | None:
        flows = self._kept.flows.get(instance.process.uuid) if instance.process else None
        if flows is None or instance.factor is None or flow not in flows:
            return None
        return flows[flow] * instance.factor


CHECKS = (
    declare(
        _Links,
        "structure.models",
        ("Life cycle models link what is there, in the amounts needed", "生命周期模型的连接有效且数量相符"),
        clause="A4",
        rationale=(
            "A model records how the factor was made; if its parts do not fit, the factor cannot be made again.",
            "模型记录因子的由来；各部分不相符，则因子无法重现。",
        ),
        mend=("Correct the link or the multiplication factor.", "更正连接或乘数因子。"),
        types=("process", "model"),
    ),
)
