"""Processes as they stand: reference, amounts, allocation, direction and sign, doubles."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

from lcabridge.assess.lines import Line
from lcabridge.assess.look import ProcessLook, declare
from lcabridge.codes import ilcd_compartment
from lcabridge.model import Process, Summary, pick


def flow_name(line: Line) -> str:
    """Return the name of a line's flow for a message."""
    name = line.known.name if line.known and line.known.name else line.exchange.flow.name if line.exchange.flow else {}
    return pick(name, "en") or line.uuid


class _Reference(ProcessLook):
    def process(self, process: Process) -> None:
        self.tally.seen += 1
        if not process.exchanges:
            self.tally.add(process, "exchanges", None, "has no exchange at all", "没有任何交换")
            return
        references = [line for line in self.setting.lines.of(process) if line.exchange.is_reference]
        if not references:
            self.tally.add(
                process,
                "exchanges",
                None,
                "no exchange is the quantitative reference: it stands for no amount of anything",
                "没有定量参考交换，无法说明其代表何物的多少",
            )
        for line in references:
            self._one(process, line)

    def _one(self, process: Process, line: Line) -> None:
        amount, name = line.exchange.amount, flow_name(line)
        if amount is None and not line.exchange.formula:
            self.tally.add(
                process,
                f"{line.path}.amount",
                None,
                "the reference {name} has no amount",
                "参考流 {name} 没有数值",
                name=name,
            )
        elif amount is not None and (amount == 0.0 or not math.isfinite(amount)):
            self.tally.add(
                process,
                f"{line.path}.amount",
                amount,
                "the reference amount of {name} is {value}",
                "参考流 {name} 的数值为 {value}",
                name=name,
            )
        elif line.kind == "elementary":
            self.tally.add(
                process, line.path, name, "the reference {value} is an elementary flow", "参考流 {value} 是基本流"
            )
        elif line.direction == "input" and line.kind == "product" and (amount or 0.0) > 0.0:
            self.tally.add(
                process,
                f"{line.path}.direction",
                name,
                "the reference {value} is a product on the input side: nothing is produced",
                "参考流 {value} 是输入侧的产品，过程没有产出",
            )


class _Amounts(ProcessLook):
    missing = ("exchanges", "交换")

    def process(self, process: Process) -> None:
        for number, exchange in enumerate(process.exchanges):
            self.tally.seen += 1
            path = f"exchanges[{number}]"
            if exchange.flow is None:
                self.tally.add(process, f"{path}.flow", None, "an exchange names no flow", "有交换未注明流")
            elif exchange.direction is None:
                self.tally.add(
                    process,
                    f"{path}.direction",
                    None,
                    "{name} is neither input nor output",
                    "{name} 未注明为输入或输出",
                    name=pick(exchange.flow.name, "en") or exchange.flow.uuid,
                )
            elif exchange.amount is None and not exchange.formula:
                self.tally.add(
                    process,
                    f"{path}.amount",
                    None,
                    "{name} has no amount",
                    "{name} 没有数值",
                    name=pick(exchange.flow.name, "en") or exchange.flow.uuid,
                )
            elif exchange.amount is not None and not math.isfinite(exchange.amount):
                self.tally.add(
                    process, f"{path}.amount", str(exchange.amount), "an amount is {value}", "数值为 {value}"
                )


class _Zeros(ProcessLook):
    missing = ("exchanges with an amount", "有数值的交换")

    def process(self, process: Process) -> None:
        for line in self.setting.lines.of(process):
            if line.exchange.amount is None:
                continue
            self.tally.seen += 1
            if line.exchange.amount == 0.0 and not line.exchange.formula and not line.exchange.is_reference:
                self.tally.add(
                    process,
                    f"{line.path}.amount",
                    0.0,
                    "the amount of {name} is 0: measured as zero, or not known?",
                    "{name} 的数值为 0：实测为零，还是未知？",
                    name=flow_name(line),
                )


class _Direction(ProcessLook):
    missing = ("elementary flows whose compartment is known", "环境介质已知的基本流")
    partly = ("the compartment of their flow is not known", "其流的环境介质未知")

    def prepare(self) -> None:
        self._natural: dict[str, str] = {}

    def process(self, process: Process) -> None:
        for line in self.setting.lines.of(process):
            if line.kind != "elementary" or line.known is None:
                continue
            natural = self._natural.get(line.uuid)
            if natural is None:
                natural = self._natural[line.uuid] = natural_direction(line.known)
            if not natural:
                self.tally.skipped += 1
                continue
            self.tally.seen += 1
            amount = line.exchange.amount
            if line.direction is None or amount is None or amount == 0.0:
                continue
            if line.direction != natural:
                if natural == "output" and not _says_emission(line.known.category):
                    continue  # "air" alone may be where a resource comes from
                self.tally.add(
                    process,
                    f"{line.path}.direction",
                    line.direction,
                    "{name} belongs to {category} and stands as {value}",
                    "{name} 属于 {category}，却列为 {direction_zh}",
                    name=flow_name(line),
                    category="/".join(line.known.category),
                    direction_zh="输入" if line.direction == "input" else "输出",
                )
            elif amount < 0.0:
                self.tally.add(
                    process,
                    f"{line.path}.amount",
                    amount,
                    "{name} is an elementary flow with a negative amount ({value})",
                    "{name} 是基本流，数值为负（{value}）",
                    name=flow_name(line),
                )


@lru_cache(maxsize=4096)
def _says_emission(category: tuple[str, ...]) -> bool:
    return any("emission" in word.casefold() or "排放" in word for word in category)


def natural_direction(flow: Summary) -> str:
    """Return the direction that an elementary flow's compartment says, "" where it is not known."""
    place = ilcd_compartment("/".join(flow.category))
    if place is None or (not place.is_emission and not place.medium):
        return ""
    return "output" if place.is_emission else "input"


class _Allocation(ProcessLook):
    missing = ("processes with several products", "多产品过程")

    def process(self, process: Process) -> None:
        products = [line for line in self.setting.lines.of(process) if is_product(line)]
        if process.allocation:
            self.tally.seen += 1
            self._sums(process)
        elif len(products) > 1:
            self.tally.seen += 1
            self.tally.add(
                process,
                "allocation",
                len(products),
                "has {value} products and states neither allocation factors nor that one product is avoided",
                "有 {value} 个产品，既无分配因子，也未注明被替代的产品",
            )

    def _sums(self, process: Process) -> None:
        sums: dict[tuple[str, int | None], float] = defaultdict(float)
        for number, factor in enumerate(process.allocation):
            if factor.value is None:
                return  # a formula without its value: the calculation judges it
            key = (factor.method or "", factor.exchange_id)
            sums[key] += factor.value
            if not 0.0 <= factor.value <= 1.0 + 1e-9:
                self.tally.add(
                    process,
                    f"allocation[{number}].value",
                    factor.value,
                    "an allocation factor is {value}",
                    "分配因子为 {value}",
                )
        for (method, exchange), total in sums.items():
            if abs(total - 1.0) > self.profile.tolerance("allocation"):
                self.tally.add(
                    process,
                    "allocation",
                    total,
                    "the {method} factors{what} sum to {value:.6g}, not to 1",
                    "{method} 分配因子{what}之和为 {value:.6g}，不为 1",
                    method=method or "allocation",
                    what="" if exchange is None else f" (exchange {exchange})",
                )


def is_product(line: Line) -> bool:
    """Tell whether a line is a product of its process: an output product, or a waste that it takes in."""
    exchange = line.exchange
    if exchange.is_avoided or (line.amount if line.amount is not None else exchange.amount or 0.0) < 0.0:
        return exchange.is_reference
    return (line.kind == "product" and line.direction == "output") or (
        line.kind == "waste" and line.direction == "input"
    )


class _Doubles(ProcessLook):
    """Fingerprint: flows, directions and amounts per reference amount, to nine digits; three exchanges or more."""

    def prepare(self) -> None:
        self._first: dict[int, tuple[str, str]] = {}
        self._labels: dict[int, str] = {}

    def process(self, process: Process) -> None:
        self.tally.seen += 1
        self._label(process)
        if len(process.exchanges) < 3:
            return
        scale = next((abs(e.amount) for e in process.exchanges if e.is_reference and e.amount), 1.0)
        mark = hash(
            tuple(
                sorted(
                    (e.flow.uuid if e.flow else "", e.direction or "", f"{(e.amount or 0.0) / scale:.9g}", e.formula)
                    for e in process.exchanges
                )
            )
        )
        uuid, name = self._first.setdefault(mark, (process.uuid, pick(process.name, "en") or process.uuid))
        if uuid != process.uuid:
            self.tally.add(
                process,
                "exchanges",
                uuid,
                "has the same exchanges with the same amounts as {name} ({value})",
                "与 {name}（{value}）的交换及数值完全相同",
                name=name,
            )

    def _label(self, process: Process) -> None:
        place = process.geography.place if process.geography else None
        reference = next((e.flow.uuid for e in process.exchanges if e.is_reference and e.flow), "")
        when = process.time
        time = (when.reference_year, when.valid_from, when.valid_until) if when else ()
        words = (process.name, process.treatment, process.mix_and_location, process.quantitative_properties)
        if not process.name:
            return
        # one label: every name part, place, product, year and kind
        mark = hash((repr(words), self.index.place_code(place), reference, time, process.process_type))
        uuid = self._labels.setdefault(mark, process.uuid)
        if uuid != process.uuid:
            self.tally.add(
                process,
                "name",
                uuid,
                "has the same name, place, product and year as process {value}",
                "与过程 {value} 的名称、地点、产品和年份相同",
            )


class _Circles(ProcessLook):
    def process(self, process: Process) -> None:
        self.tally.seen += 1
        lines = self.setting.lines.of(process)
        made = {line.uuid: line.amount for line in lines if line.exchange.is_reference and line.amount}
        for line in lines:
            if line.exchange.is_reference or line.uuid not in made or line.direction != "input" or not line.amount:
                continue
            produced = made[line.uuid] or 0.0
            if line.kind == "product" and line.exchange.provider and line.exchange.provider.uuid == process.uuid:
                share = line.amount / produced
                if share >= 1.0:
                    self.tally.add(
                        process,
                        line.path,
                        line.amount,
                        "takes in {value:.6g} of its own product for {made:.6g} made: the loop never ends",
                        "每产出 {made:.6g} 自身产品消耗 {value:.6g}，循环无法收敛",
                        made=produced,
                    )
        administration = process.administration
        held = [
            *(process.technology.included_processes if process.technology else ()),
            *(administration.preceding_versions if administration else ()),
        ]
        for ref in held:
            if ref.uuid == process.uuid and ref.type == "process" and (ref.version or "") == process.version:
                self.tally.add(
                    process, "", ref.uuid, "refers to itself as its part or predecessor", "将自身引为其组成或前一版本"
                )


CHECKS = (
    declare(
        _Reference,
        "structure.reference-flow",
        ("Every process has a reference flow with an amount", "每个过程都有带数值的参考流"),
        clause="A3",
        rationale=(
            "All amounts are per reference flow; without it a data set stands for nothing and supplies nobody.",
            "所有数值均以参考流为基准；没有参考流，数据集不代表任何产品，也不能供应他人。",
        ),
        mend=(
            "Mark the product (or the waste that is treated) as quantitative reference, as output, with its amount.",
            "将产品（或被处理的废物）标为定量参考，列为输出并给出数值。",
        ),
        severity="block",
    ),
    declare(
        _Amounts,
        "structure.amounts",
        ("Every exchange has flow, direction and amount", "每个交换都有流、方向和数值"),
        clause="A2",
        rationale=("An exchange without one of them cannot count.", "缺少其中之一的交换无法计入。"),
        mend=("Fill it in, or remove the exchange.", "补全，或删除该交换。"),
        severity="block",
    ),
    declare(
        _Zeros,
        "structure.zero-amounts",
        ("No amount is zero", "数值不为零"),
        clause="A2",
        rationale=(
            "Zero may mean measured and nothing found, or not known: the reader cannot tell.",
            "零可能表示实测为零，也可能表示未知，读者无从分辨。",
        ),
        mend=("Say in a comment that it was measured, or remove the exchange.", "在备注中说明实测为零，或删除该交换。"),
        severity="inform",
    ),
    declare(
        _Direction,
        "structure.direction",
        (
            "Elementary flows stand on the side and with the sign that their compartment says",
            "基本流的方向和符号与其环境介质一致",
        ),
        clause="A2; A9",
        rationale=(
            "An emission on the input side, or with a minus, is counted with the wrong sign or not at all.",
            "列在输入侧或带负号的排放会以错误符号计入，或不被计入。",
        ),
        mend=(
            "Turn direction or sign, or choose the flow of the right compartment.",
            "更正方向或符号，或改用正确介质的流。",
        ),
    ),
    declare(
        _Allocation,
        "structure.allocation",
        ("Allocation factors are stated and sum to 1", "分配因子已注明且之和为 1"),
        clause="A3",
        rationale=(
            "Shares that do not sum to 1 lose part of the process, or count it twice.",
            "份额之和不为 1 会遗漏或重复计算部分过程。",
        ),
        mend=("Correct the factors, or state which product is avoided.", "更正因子，或注明被替代的产品。"),
    ),
    declare(
        _Doubles,
        "structure.doubles",
        ("No process stands twice under different identifiers", "同一过程不以不同标识重复出现"),
        clause="A9",
        rationale=(
            "Doubles make linking ambiguous and are updated one without the other.",
            "重复过程使连接产生歧义，且容易只更新其一。",
        ),
        mend=("Keep one, or say in name, place or year how they differ.", "保留其一，或在名称、地点或年份中说明区别。"),
    ),
    declare(
        _Circles,
        "structure.circular",
        (
            "No process needs more of its product than it makes, or is part of itself",
            "过程不消耗超过产出的自身产品，也不包含自身",
        ),
        clause="A4",
        rationale=("Such a loop has no finite result.", "此类循环没有有限结果。"),
        mend=("Correct the amount or the reference.", "更正数值或引用。"),
        severity="block",
    ),
)
