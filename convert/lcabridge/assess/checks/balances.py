"""Balances of unit processes and life cycle models (A8): mass wet and dry, carbon by origin, energy, elements."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

from lcabridge.assess.balances import QUANTITY_ZH, Balance, Entry, Ledger, Reason, element
from lcabridge.assess.lines import ModelFlows
from lcabridge.assess.look import Look, Pair, ProcessLook, declare, is_unit_process
from lcabridge.assess.model import Check
from lcabridge.codes import ilcd_compartment
from lcabridge.model import Entity, LifeCycleModel, Process

_MOST = 5
"""Flows that a reason names."""


def ledger_of(look: Look, process: Process) -> Ledger:
    """Return the ledger of a process; the last one is kept, since every balance asks for it."""
    return look.setting.ledgers.of(process, lambda: _make(look, process))


def _make(look: Look, process: Process) -> Ledger:
    contents = look.setting.contents
    entries = []
    for line in look.setting.lines.of(process):
        if line.direction is None:
            continue
        amount = line.amount
        if amount is None:
            entries.append(Entry(None, 1.0, line.direction == "input", line.known or line.exchange.flow))
            continue
        content = contents.of(line.known) if line.known is not None else None
        # A product that is avoided is made; a negative amount stands on the other side.
        is_input = (line.direction == "input") != (amount < 0.0) and not line.exchange.is_avoided
        elementary = line.kind == "elementary"
        flow = line.known or line.exchange.flow
        in_air = elementary and line.known is not None and _is_air(line.known.category)
        entries.append(Entry(content, abs(amount), is_input, flow, in_air, elementary))
    return Ledger.of(entries)


@lru_cache(maxsize=4096)
def _is_air(category: tuple[str, ...]) -> bool:
    place = ilcd_compartment("/".join(category))
    return place is not None and place.medium == "air"


class _Balance(ProcessLook):
    """One quantity of every unit process."""

    quantity = ""
    missing: Pair = (
        "unit processes in which mass and content are known for enough of the flows",
        "质量与含量已知的流占比足够的单元过程",
    )
    partly = (
        "mass or content is not known for enough of their flows; the table not_assessable has them with the reasons",
        "其流的质量或含量已知占比不足，原因见 not_assessable 表",
    )

    def prepare(self) -> None:
        self._lacking: Counter[str] = Counter()

    def process(self, process: Process) -> None:
        if not is_unit_process(process):
            return
        ledger = ledger_of(self, process)
        if not ledger.has_mass and self.quantity != "energy":
            return
        self.judge(process, ledger.balance(self.quantity, self.profile.tolerance("coverage")))

    def judge(self, owner: Process | LifeCycleModel, found: Balance | Reason | None) -> None:
        """Take a balance or the reason why there is none."""
        if found is None:
            return
        if isinstance(found, Reason):
            self.tally.skipped += 1
            self._lacking.update(found.names)
            self.tally.row(
                "not_assessable",
                type=owner.type,
                uuid=owner.uuid,
                name=owner.name,
                reason=found.text,
                flows=list(found.names[:_MOST]),
            )
            return
        self.tally.seen += 1
        self.tally.row(
            "closure",
            type=owner.type,
            uuid=owner.uuid,
            name=owner.name,
            quantity=found.quantity,
            inputs=found.inputs,
            outputs=found.outputs,
            closure=None if found.inputs == 0.0 else found.closure,
            coverage=found.coverage,
            defaults=list(found.defaults[:_MOST]),
        )
        if not self.closes(found):
            self._report(owner, found)

    def closes(self, found: Balance) -> bool:
        """Tell whether a balance closes."""
        return found.closes(self.profile.tolerance("closure"))

    def _report(self, owner: Process | LifeCycleModel, found: Balance) -> None:
        unit = "MJ" if found.quantity == "energy" else "kg"
        name = QUANTITY_ZH.get(found.quantity, found.quantity)
        used = f"; default contents: {', '.join(found.defaults[:_MOST])}" if found.defaults else ""
        used_zh = f"；采用默认含量：{'、'.join(found.defaults[:_MOST])}" if found.defaults else ""
        self.tally.add(
            owner,
            "exchanges",
            found.closure if found.inputs else None,
            "{inputs:.6g} {unit} of {quantity} go in, {outputs:.6g} {unit} come out ({closure}); {coverage:.0%} of the mass "
            "is covered{used}",
            "{name}输入 {inputs:.6g} {unit}，输出 {outputs:.6g} {unit}（{closure}）；覆盖 {coverage:.0%} 的质量{used_zh}",
            inputs=found.inputs,
            outputs=found.outputs,
            unit=unit,
            quantity=found.quantity,
            name=name,
            closure=f"out/in = {found.closure:.4g}" if found.inputs else "in = 0",
            coverage=found.coverage,
            used=used,
            used_zh=used_zh,
        )

    def close(self) -> None:
        for name, count in self._lacking.most_common(50):
            if name:
                self.tally.row("lacking", flow=name, processes=count)


class _Mass(_Balance):
    quantity = "mass"


class _Dry(_Balance):
    quantity = "dry mass"


class _Carbon(_Balance):
    quantity = "carbon"


class _Fossil(_Balance):
    quantity = "fossil carbon"


class _Biogenic(_Balance):
    quantity = "biogenic carbon"


class _Energy(_Balance):
    quantity = "energy"

    def process(self, process: Process) -> None:
        if not is_unit_process(process):
            return
        ledger = ledger_of(self, process)
        self._lost = any(e.content is not None and e.content.is_lost and not e.is_input for e in ledger.entries)
        self.judge(process, ledger.balance(self.quantity, self.profile.tolerance("coverage")))

    def closes(self, found: Balance) -> bool:
        # Where no waste heat is stated, what is lost is simply not there: only more out than in is wrong.
        return super().closes(found) or (not self._lost and found.outputs < found.inputs)


class _Elements(_Balance):
    quantity = "element"

    def process(self, process: Process) -> None:
        if not is_unit_process(process):
            return
        ledger = ledger_of(self, process)
        for symbol in sorted(ledger.symbols() - {"C"}):  # carbon has balances of its own
            found = ledger.balance(symbol, self.profile.tolerance("coverage"), element(symbol))
            if isinstance(found, Balance):
                self.judge(process, found)
            elif found is not None:
                self.tally.skipped += 1


class _Models(_Balance):
    """The net flows of a model: Σ factor x process, internal flows cancelling."""

    quantity = "mass"
    missing = ("life cycle models with multiplication factors", "带乘数因子的生命周期模型")

    def prepare(self) -> None:
        super().prepare()
        self._kept = ModelFlows(self.setting.lines, self.index)

    def see(self, entity: Entity) -> None:
        self._kept.take(entity)

    def close(self) -> None:
        for model in self._kept.models:
            self._model(model)
        super().close()

    def _model(self, model: LifeCycleModel) -> None:
        net: dict[str, float] = defaultdict(float)
        gross: dict[str, float] = defaultdict(float)
        for instance in model.instances:
            flows = self._kept.flows.get(instance.process.uuid) if instance.process else None
            if flows is None or instance.factor is None:
                self.judge(
                    model,
                    Reason(
                        {
                            "en": "a process of the model is not in the package, or has no multiplication factor",
                            "zh": "模型中的过程不在数据包中，或没有乘数因子",
                        }
                    ),
                )
                return
            for uuid, amount in flows.items():
                net[uuid] += amount * instance.factor
                gross[uuid] += abs(amount * instance.factor)
        entries = []
        for uuid, amount in net.items():
            if abs(amount) <= 1e-9 * gross[uuid]:
                continue
            flow = self.index.get("flow", uuid) if uuid else None
            content = self.setting.contents.of(flow) if flow else None
            in_air = flow is not None and flow.flow_type == "elementary" and _is_air(flow.category)
            entries.append(Entry(content, abs(amount), amount > 0.0, flow, in_air))
        ledger = Ledger.of(entries)
        if not ledger.has_mass:
            return
        for quantity in ("mass", "carbon", "fossil carbon", "biogenic carbon"):
            self.judge(model, ledger.balance(quantity, self.profile.tolerance("coverage")))


_WHY = (
    "What goes in comes out: a gap is a flow that is missing, an amount that is wrong, or a unit that was mixed up.",
    "进出应当守恒：缺口意味着流缺失、数值有误或单位混淆。",
)
_MEND = (
    "Look for the flow that closes the gap; give flows their mass, water, carbon and energy contents as flow properties.",
    "查找弥补缺口的流；以流属性给出各流的质量、含水量、碳含量和热值。",
)


def _declare(look: type[Look], word: str, en: str, zh: str, rationale: Pair = _WHY) -> Check:
    return declare(look, f"balance.{word}", (en, zh), clause="A8", rationale=rationale, mend=_MEND)


CHECKS = (
    _declare(_Mass, "mass", "Mass is balanced (as it is, wet)", "质量平衡（湿基）"),
    _declare(_Dry, "dry-mass", "Dry mass is balanced", "质量平衡（干基）"),
    _declare(_Carbon, "carbon", "Carbon is balanced", "碳平衡"),
    _declare(
        _Fossil,
        "carbon-fossil",
        "Fossil carbon is balanced",
        "化石碳平衡",
        (
            "Carbon that changes its origin on the way moves emissions between what counts and what does not.",
            "碳的来源在过程中改变，会使排放在计入与不计入之间转移。",
        ),
    ),
    _declare(
        _Biogenic,
        "carbon-biogenic",
        "Biogenic carbon is balanced",
        "生物碳平衡",
        (
            "Uptake without release, or release without uptake, makes a product look better or worse than it is.",
            "只计吸收不计释放（或相反）会使产品碳足迹失真。",
        ),
    ),
    _declare(
        _Energy,
        "energy",
        "Energy is balanced (net calorific value)",
        "能量平衡（净热值）",
        (
            "More energy out than in cannot be; where waste heat is stated, both sides must agree.",
            "输出能量不可能多于输入；注明废热时两侧应一致。",
        ),
    ),
    _declare(_Elements, "elements", "Elements whose contents are known are balanced", "含量已知的元素平衡"),
    declare(
        _Models,
        "balance.models",
        ("Mass and carbon of life cycle models are balanced", "生命周期模型的质量与碳平衡"),
        clause="A8",
        rationale=_WHY,
        mend=_MEND,
        types=("process", "model"),
    ),
)
