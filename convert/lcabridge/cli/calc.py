"""``lcabridge calc SRC``: scores of products, what they are made of, and factors to publish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from lcabridge import __version__
from lcabridge.cli.language import Command, Option
from lcabridge.cli.shared import as_json, open_source, pairs, reading_options, source_argument
from lcabridge.errors import UsageError
from lcabridge.report import Report
from lcabridge.report.render import check_report_path

F = TypeVar("F", bound=Callable[..., Any])

# The calculator is imported when it is used only: numpy and scipy take longer to load than the rest of the command line.
GWP_SET = "cn-inventory"
LINKINGS = ("default", "declared", "unique", "location", "market")


def _option(*names: str, en: str, zh: str, **rest: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, help=en, help_zh=zh, **rest)


@click.command(
    "calc",
    cls=Command,
    help="Calculate the products of SRC: scores by a GWP set or an impact method, and what they are made of.",
    help_zh="计算 SRC 中的产品：按 GWP 系数集或影响评价方法给出结果及其构成。",
)
@source_argument
@_option(
    "--gwp",
    "gwp_name",
    metavar="SET",
    en=f"GWP set (default {GWP_SET}): cn-inventory, ar4, ar5, ar5-ccf, ar6-7.15, ar6-7sm7.",
    zh=f"GWP 系数集（默认 {GWP_SET}）：cn-inventory、ar4、ar5、ar5-ccf、ar6-7.15、ar6-7sm7。",
)
@_option(
    "--horizon",
    type=click.Choice(["20", "100", "500"]),
    default="100",
    show_default=True,
    en="Years.",
    zh="时间尺度（年）。",
)
@_option(
    "--method",
    "methods",
    multiple=True,
    metavar="NAME|UUID",
    en="Impact method or category of the package; repeatable.",
    zh="数据包中的影响评价方法或类别，可重复。",
)
@_option(
    "--methods-from",
    type=click.Path(path_type=Path),
    en="Package that has the methods, if not SRC.",
    zh="提供方法的数据包（若不在 SRC 中）。",
)
@_option(
    "--process",
    "processes",
    multiple=True,
    metavar="NAME|UUID",
    en="Only these processes; repeatable.",
    zh="仅计算这些过程，可重复。",
)
@_option(
    "--model",
    "model",
    metavar="NAME|UUID|all",
    en="Calculate a life cycle model (or all) instead of the linked package.",
    zh="计算生命周期模型（或全部），代替连接后的数据包。",
)
@_option(
    "--amount",
    type=float,
    default=1.0,
    show_default=True,
    en="Reference units of the product, for contributions and inventory.",
    zh="产品的参考单位数量，用于贡献与清单。",
)
@_option(
    "--linking",
    type=click.Choice(LINKINGS),
    default="default",
    show_default=True,
    en="Rule that finds suppliers.",
    zh="供应过程的连接规则。",
)
@_option(
    "--allocation",
    default="declared",
    show_default=True,
    metavar="RULE",
    en="declared, physical, economic, causal, substitution, none, or property:UUID.",
    zh="declared、physical、economic、causal、substitution、none 或 property:UUID。",
)
@_option(
    "--formulas",
    type=click.Choice(["evaluate", "stated"]),
    default="evaluate",
    show_default=True,
    en="Whether formulas or stated amounts count.",
    zh="以公式还是所注数值为准。",
)
@_option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    en="Value of a parameter; repeatable.",
    zh="参数取值，可重复。",
)
@_option(
    "--compare-with",
    "scenario",
    multiple=True,
    metavar="NAME=VALUE",
    en="Second scenario: these parameter values; repeatable.",
    zh="第二情景的参数取值，可重复。",
)
@_option(
    "--compare-to", type=click.Path(path_type=Path), en="Second scenario: another package.", zh="第二情景：另一数据包。"
)
@_option(
    "--split",
    is_flag=True,
    en="Show fossil, biogenic, land-use change and aircraft.",
    zh="分列化石、生物源、土地利用变化与航空。",
)
@_option(
    "--contributions",
    "by",
    type=click.Choice(["process", "flow", "stage"]),
    multiple=True,
    en="Show what the score is made of; repeatable.",
    zh="显示结果构成，可重复。",
)
@_option("--inventory", is_flag=True, en="Show the inventory, cradle to gate.", zh="显示从摇篮到大门的清单。")
@_option(
    "--tree",
    type=float,
    metavar="SHARE",
    en="Show the upstream tree down to this part of the score (0.01).",
    zh="显示上游树，截至占结果的此比例（如 0.01）。",
)
@_option(
    "--monte-carlo",
    "runs",
    type=click.IntRange(1),
    metavar="N",
    en="Sample the uncertainties N times.",
    zh="对不确定性抽样 N 次。",
)
@_option("--seed", type=int, default=0, show_default=True, en="Seed of the sampling.", zh="抽样种子。")
@_option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    en="Write the results to this .csv, .json, .xlsx or .html file.",
    zh="将结果写入此 .csv、.json、.xlsx 或 .html 文件。",
)
@_option(
    "--publish",
    type=click.Path(path_type=Path),
    en="Write factor data sets (LCI results with their factor) to this package.",
    zh="将因子数据集（含因子的 LCI 结果）写入此数据包。",
)
@_option(
    "--to",
    "target",
    default="national",
    show_default=True,
    metavar="FORMAT",
    en="Format of the published package.",
    zh="所发布数据包的格式。",
)
@_option(
    "--aggregated",
    is_flag=True,
    en="Publish the results only, without the unit processes.",
    zh="仅发布汇总结果，不含单元过程。",
)
@_option(
    "--development-report",
    "document",
    type=click.Path(path_type=Path),
    en="Write the bilingual development report to this .html or .docx file.",
    zh="将双语研制报告写入此 .html 或 .docx 文件。",
)
@_option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    en="Write all findings to this .json, .html or .txt file.",
    zh="将全部发现写入此 .json、.html 或 .txt 文件。",
)
@reading_options
@as_json
def command(
    *,
    src: Path,
    methods_from: Path | None,
    compare_to: Path | None,
    report_path: Path | None,
    from_: str | None,
    read_options: tuple[str, ...],
    limits: tuple[str, ...],
    workers: int,
    horizon: str,
    values: tuple[str, ...],
    scenario: tuple[str, ...],
    **rest: Any,
) -> int:
    """Calculate a package."""
    from lcabridge.cli.calcshow import Request, run  # noqa: PLC0415  # see above

    if report_path is not None:
        check_report_path(report_path)
    request = Request(
        horizon=int(horizon),
        values=_numbers(values, "--set"),
        scenario=_numbers(scenario, "--compare-with"),
        report_path=report_path,
        version=__version__,
        **rest,
    )
    request.check()
    report = Report()
    with open_source(src, from_, read_options, limits, report) as (opened, progress):
        opened.build_index(workers, progress)
        return run(request, opened, methods_from, compare_to)


def _numbers(given: tuple[str, ...], option: str) -> dict[str, float]:
    found = {}
    for name, value in pairs(given, option).items():
        try:
            found[name.lower()] = float(str(value))
        except ValueError:
            raise UsageError(
                f"{option} {name}: {value!r} is no number", f"{option} {name}：{value!r} 不是数值"
            ) from None
    return found
