"""What only the calculation shows: processes that cannot be calculated, and what nobody supplies."""

from __future__ import annotations

from lcabridge.assess.look import ProcessLook, declare
from lcabridge.calc import issues as calc_issues
from lcabridge.model import Process, pick
from lcabridge.report import CATALOGUE, Severity, message

_OWN = frozenset({calc_issues.NO_REFERENCE.code, calc_issues.ZERO_REFERENCE.code, calc_issues.AMOUNT_MISSING.code})
"""Found by checks of the data sets themselves."""
_OFTEN = frozenset({calc_issues.FORMULA_DIFFERS.code})
"""A warning of the calculation that is a finding here, beside its errors."""


class _Calculable(ProcessLook):
    def process(self, process: Process) -> None:
        self.tally.seen += 1 if process.exchanges else 0

    def close(self) -> None:
        solved = self.setting.calculated
        if solved is None:
            self.tally.seen = 0
            return
        if not solved.scores.check.is_good:
            self.tally.add(
                None,
                "",
                solved.scores.check.forward,
                "the solution is uncertain: relative error {value:.1e}",
                "求解不准确：相对误差 {value:.1e}",
            )
        for issue in solved.calculator.system.report.issues:
            serious = CATALOGUE[issue.code].severity is Severity.ERROR or issue.code in _OFTEN
            if not serious or issue.code in _OWN or not issue.code.startswith("CALC"):
                continue
            key = issue.entity
            self.tally.add(
                self.index.get(key.type, key.uuid, key.version) if key else None,
                issue.path,
                None,
                "{said}",
                "{said_zh}",
                said=message(issue, "en"),
                said_zh=message(issue, "zh"),
            )

    @property
    def missing(self) -> tuple[str, str]:  # type: ignore[override]  # what is missing is known at the end only
        """The reason why there is no calculation."""
        why = self.setting.why_not
        return why.get("en", "processes with exchanges"), why.get("zh", "带交换的过程")


class _CutOffs(_Calculable):
    """Inputs and wastes that nobody in the package supplies or treats; ``seen`` counts all of them, of every product."""

    def close(self) -> None:
        solved = self.setting.calculated
        if solved is None:
            self.tally.seen = 0
            return
        system = solved.calculator.system
        # diagonal cells are the products themselves
        self.tally.seen = len(system.technosphere_entries.rows) - len(system.products) + len(system.cut_offs)
        for cut in system.cut_offs:
            activity = system.activities[system.products[cut.product].activity]
            self.tally.add(
                self.index.get("process", activity.uuid, activity.version),
                "exchanges",
                pick(cut.name, "en") or cut.flow,
                "{amount:.6g} {unit} of {value}: {why}",
                "{value} {amount:.6g} {unit}：{why_zh}",
                amount=cut.amount,
                unit=cut.unit,
                why=cut.reason["en"],
                why_zh=cut.reason["zh"],
            )


CHECKS = (
    declare(
        _Calculable,
        "structure.calculable",
        ("Every process can be calculated", "每个过程均可计算"),
        clause="A4; A5",
        rationale=(
            "A process that cannot be calculated falsifies the result of everything that uses it.",
            "无法计算的过程会使所有使用它的结果失真。",
        ),
        mend=("Correct the formula, unit or amount named.", "更正所指的公式、单位或数值。"),
        severity="block",
        needs=("scores",),
    ),
    declare(
        _CutOffs,
        "structure.cut-offs",
        ("Every input is supplied, every waste is treated", "每项输入都有供应，每项废物都有处理"),
        clause="A1; A4",
        rationale=(
            "What nobody supplies is left out of the result; the cut-off rule must cover it.",
            "无人供应的输入不计入结果，须符合取舍准则。",
        ),
        mend=(
            "Add the supplier or name the provider, or state the cut-off in the documentation.",
            "补充供应过程或注明供应者，或在文档中说明取舍。",
        ),
        severity="inform",
        needs=("scores",),
    ),
)
