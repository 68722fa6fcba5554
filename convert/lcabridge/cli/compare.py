"""``lcabridge compare A B``: whether two databases are consistent, where they differ, whether the difference converts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lcabridge import __version__
from lcabridge.cli.language import Command, Option, current, say
from lcabridge.cli.mapapply import map_options
from lcabridge.cli.shared import as_json, limits_of, print_json, print_table, progress_bar
from lcabridge.errors import ExitCode
from lcabridge.pipeline import open_package
from lcabridge.registry import registry
from lcabridge.report import Report

if TYPE_CHECKING:
    from lcabridge.assess.compare import Comparison
    from lcabridge.pipeline.opened import Opened

F = TypeVar("F", bound=Callable[..., Any])
GWP_SET = "cn-inventory"
SHOWN = 20
FAIL: dict[str, tuple[str, ...]] = {
    "never": (),
    "not-convertible": ("not convertible",),
    "unknown": ("not convertible", "unknown"),
    "convertible": ("not convertible", "unknown", "convertible"),
}


def _option(*names: str, en: str, zh: str, **rest: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, help=en, help_zh=zh, **rest)


@click.command(
    "compare",
    cls=Command,
    help="Compare databases A and B (or releases of one): 27 points with evidence, factors side by side, what changed.",
    help_zh="比较数据库 A 与 B（或同一数据库的两个版本）：27 个要点及证据、因子并列、变化内容。",
)
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@_option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    en="Write the comparison to this .html, .xlsx or .json file; repeatable.",
    zh="将比较结果写入此 .html、.xlsx 或 .json 文件，可重复。",
)
@_option(
    "--summary",
    type=click.Path(path_type=Path),
    en="Write a summary of one page to this .html file.",
    zh="将一页摘要写入此 .html 文件。",
)
@_option(
    "--gwp",
    "gwp",
    default=GWP_SET,
    show_default=True,
    metavar="SET",
    en="GWP set of both sides.",
    zh="两侧采用的 GWP 系数集。",
)
@_option("--gwp-a", metavar="SET", en="GWP set of A, if another.", zh="A 的 GWP 系数集（如不同）。")
@_option("--gwp-b", metavar="SET", en="GWP set of B, if another.", zh="B 的 GWP 系数集（如不同）。")
@_option(
    "--allocation-a",
    default="declared",
    show_default=True,
    metavar="RULE",
    en="Allocation rule of A (calc --allocation).",
    zh="A 的分配规则（同 calc --allocation）。",
)
@_option(
    "--allocation-b",
    default="declared",
    show_default=True,
    metavar="RULE",
    en="Allocation rule of B.",
    zh="B 的分配规则。",
)
@_option(
    "--map",
    "maps",
    multiple=True,
    metavar="TABLE",
    en="List or flow map that both sides are brought to (default: ef31); repeatable.",
    zh="两侧共同映射到的清单或映射表（默认 ef31），可重复。",
)
@_option("--no-map", is_flag=True, en="Leave the flows as they are.", zh="不映射基本流。")
@_option(
    "--releases/--no-releases",
    default=None,
    en="Compare data set by data set; default: if processes share UUIDs.",
    zh="逐数据集比较；默认：有共同 UUID 的过程时进行。",
)
@_option(
    "--details",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    en="Products for which is shown what moved the factor.",
    zh="显示变化来源的产品数。",
)
@_option(
    "--fail-on",
    type=click.Choice(list(FAIL)),
    default="never",
    show_default=True,
    en="Exit code 1 if a point is judged so, or worse.",
    zh="若有要点达到此结论或更差，退出码为 1。",
)
@_option("--from-a", metavar="FORMAT", en="Format of A, instead of detection.", zh="A 的格式，代替自动识别。")
@_option("--from-b", metavar="FORMAT", en="Format of B.", zh="B 的格式。")
@_option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=VALUE",
    en="Raise a safety limit (docs/safety.md); repeatable.",
    zh="调整安全限制（见 docs/safety.md），可重复。",
)
@_option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    en="Worker processes for indexing.",
    zh="索引用的工作进程数。",
)
@as_json
def command(
    *,
    a: Path,
    b: Path,
    outputs: tuple[Path, ...],
    summary: Path | None,
    gwp: str,
    gwp_a: str | None,
    gwp_b: str | None,
    allocation_a: str,
    allocation_b: str,
    maps: tuple[str, ...],
    no_map: bool,
    releases: bool | None,
    details: int,
    fail_on: str,
    from_a: str | None,
    from_b: str | None,
    limits: tuple[str, ...],
    workers: int,
    json_output: bool,
) -> int:
    """Compare two packages."""
    # numpy and scipy load here, not at the start of every command.
    from lcabridge.assess.pages.comparepage import compare_sheet, compare_summary  # noqa: PLC0415
    from lcabridge.assess.pages.output import check_output, write_output  # noqa: PLC0415
    from lcabridge.pipeline.comparing import COMMON_LIST, compare_packages  # noqa: PLC0415

    for path in outputs:
        check_output(path)
    if summary is not None:
        check_output(summary, (".html", ".htm"))
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        opened: list[Opened] = []
        for path, name in ((a, from_a), (b, from_b)):
            package = stack.enter_context(
                open_package(path, registry(), format_id=name, limits=limits_of(limits), report=Report())
            )
            package.build_index(workers, progress)
            opened.append(package)
        result = compare_packages(
            opened[0],
            opened[1],
            gwp=(gwp_a or gwp, gwp_b or gwp),
            allocation=(allocation_a, allocation_b),
            maps=[] if no_map else map_options(maps or (COMMON_LIST,)),
            release=releases,
            detailed=details,
            progress=progress,
        )
    made = f"lcabridge {__version__}"
    for path in outputs:
        write_output(path, result.to_dict(), compare_sheet(result, made), current())
    if summary is not None:
        write_output(summary, result.to_dict(), compare_summary(result, made), current())
    if json_output:
        print_json(result.to_dict())
    else:
        _print(result)
    bad = sum(count for verdict, count in result.counts().items() if verdict in FAIL[fail_on])
    return ExitCode.FINDINGS if bad else ExitCode.DONE


def _print(result: Comparison) -> None:
    from lcabridge.assess.compare.model import VERDICTS  # noqa: PLC0415  # as above
    from lcabridge.assess.compare.products import RULES  # noqa: PLC0415

    lang = current()
    click.echo(f"A: {result.a.name} ({result.a.format}), GWP {result.a.gwp}")
    click.echo(f"B: {result.b.name} ({result.b.format}), GWP {result.b.gwp}")
    print_table(
        ["#", say("point", "要点"), say("verdict", "结论"), say("why", "理由"), say("converts by", "转换规则")],
        [
            [str(p.number), p.title[lang], VERDICTS[p.verdict][lang], p.reason.get(lang, ""), p.rule.get(lang, "")]
            for p in result.points
        ],
    )
    known = [p for p in result.pairs if p.factor_a is not None and p.factor_b is not None]
    if known:
        click.echo()
        print_table(
            [say("product", "产品"), say("matched by", "匹配依据"), say("unit", "单位"), "A", "B", "B ÷ A", "GWP", say("allocation", "分配"), say("mapping", "映射"), say("data", "数据")],
            [
                [
                    next(iter(p.a.product.values()), p.a.uuid), RULES[p.by][lang], p.unit,
                    *(_number(x) for x in (p.factor_a, p.factor_b, p.ratio)),
                    *(_number(x) for x in ((p.split.gwp, p.split.allocation, p.split.mapping, p.split.data) if p.split else ())),
                ]
                for p in known[:SHOWN]
            ],
        )  # fmt: skip
        if len(known) > SHOWN:
            more = len(known) - SHOWN
            click.echo(
                say(
                    f"… and {more} more (-o report.html, .xlsx, .json)",
                    f"……另有 {more} 个（-o report.html、.xlsx、.json）",
                )
            )
    if result.release is not None:
        click.echo()
        print_table(
            [say("data sets", "数据集"), "A", "B", say("the same", "相同"), say("changed", "变更"), say("removed", "删除"), say("added", "新增")],
            [[t.type, *(str(n) for n in (t.a, t.b, t.same, t.changed, t.removed, t.added))] for t in result.release.types],
        )  # fmt: skip
    for note in result.notes:
        click.echo(note.get(lang, ""))
    counts = result.counts()
    click.echo(", ".join(f"{VERDICTS[v][lang]}: {counts[v]}" for v in VERDICTS))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"
