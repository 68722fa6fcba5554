"""``lcabridge map list`` and ``lcabridge map match``."""

from __future__ import annotations

from pathlib import Path

import click

from lcabridge.cli.language import Command, Option, say
from lcabridge.cli.mapshared import out_option, report_losses
from lcabridge.cli.shared import as_json, print_json, print_table
from lcabridge.errors import UsageError
from lcabridge.flowmap import FlowMap, MapRow, write_map
from lcabridge.flowmap.installed import installed_names
from lcabridge.flowmap.lists import SHIPPED, SourceFlow, shipped
from lcabridge.flowmap.review import write_review
from lcabridge.flowmap.shipped import about, names
from lcabridge.pipeline.mapping import plan_of, read_clean, source_flows
from lcabridge.pipeline.opened import open_package
from lcabridge.registry import registry

_TABLES = (".csv", ".tsv", ".xlsx")


@click.command(
    "list",
    cls=Command,
    help="List the flow lists and maps that come with lcabridge, or the elementary flows of a package (--from).",
    help_zh="列出随附的流清单与映射表，或某数据包的基本流（--from）。",
)
@click.option(
    "--from",
    "from_",
    type=click.Path(path_type=Path),
    metavar="SRC",
    cls=Option,
    help="Package whose elementary flows are listed.",
    help_zh="要列出基本流的数据包。",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write the list to a table.",
    help_zh="将清单写入表格。",
)
@as_json
def list_command(*, from_: Path | None, out: Path | None, json_output: bool) -> None:
    """List flow lists and maps, or a package's flows."""
    if from_ is not None:
        _list_package(from_, out, json_output=json_output)
        return
    lists = [{"id": id_, "title": shipped(id_).title, "flows": len(shipped(id_)), "kind": "list"} for id_ in SHIPPED]
    maps = [
        {"id": name, "title": facts["title"], "rows": facts["rows"], "licence": facts["licence"], "kind": "map"}
        for name in names()
        for facts in (about(name),)
    ]
    maps += [
        {"id": name, "title": facts["description"], "rows": "", "licence": facts["licenses"][0]["name"], "kind": "map"}
        for name, facts in installed_names().items()
    ]
    if json_output:
        print_json([*lists, *maps])
        return
    rows = [
        [str(e["kind"]), str(e["id"]), str(e["title"]), str(e.get("flows", e.get("rows"))), str(e.get("licence", ""))]
        for e in [*lists, *maps]
    ]
    print_table(
        [say("kind", "类型"), "id", say("title", "标题"), say("flows or rows", "流或行"), say("licence", "许可")], rows
    )


def _list_package(src: Path, out: Path | None, *, json_output: bool) -> None:
    flows = _flows(src)
    if out is not None:
        rows = [MapRow(source=flow.side, condition="none", comment="; ".join(flow.synonyms)) for flow in flows]
        report_losses(write_map(FlowMap(id=src.stem, source_list=src.name, rows=rows), out), out)
    cells = [[f.side.name, f.side.context, f.side.unit, f.side.cas, f.side.uuid] for f in flows]
    if json_output:
        print_json([dict(zip(("name", "context", "unit", "cas", "uuid"), line, strict=True)) for line in cells])
    elif out is None:
        print_table([say("flow", "流"), say("compartment", "排放去向"), say("unit", "单位"), "CAS", "UUID"], cells)


def _flows(src: Path) -> list[SourceFlow]:
    """Return the flows of a package, or of the source side of a table."""
    if src.suffix.lower() in _TABLES:
        table = read_clean(src)
        sides = {row.source.key: row.source for row in table.rows}
        return [SourceFlow(side=side) for side in sides.values()]
    with open_package(src, registry()) as opened:
        opened.build_index()
        return source_flows(opened)


@click.command(
    "match",
    cls=Command,
    help="Match the elementary flows of SRC (package or table) to a list and write a map, or a review workbook (.xlsx).",
    help_zh="将 SRC（数据包或表格）的基本流匹配到清单，写出映射表或审核工作簿（.xlsx）。",
)
@click.argument("src", type=click.Path(path_type=Path))
@click.option("--to", required=True, metavar="LIST", cls=Option, help="ef31 or fedefl.", help_zh="ef31 或 fedefl。")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="TABLE",
    cls=Option,
    help="Tables that are asked first; repeatable.",
    help_zh="优先使用的映射表，可重复。",
)
@out_option
def match_command(*, src: Path, to: str, maps: tuple[str, ...], out: Path) -> None:
    """Match flows to a list."""
    id_ = to.lower()
    if id_ not in SHIPPED:
        raise UsageError(
            f"there is no flow list {to!r}",
            f"没有流清单 {to!r}",
            hint_en="lists: " + ", ".join(SHIPPED),
            hint_zh="可用清单：" + "、".join(SHIPPED),
        )
    plan = plan_of(_flows(src), [*maps, id_])
    if out.suffix.lower() == ".xlsx":
        write_review(plan, out, shipped(id_))
    else:
        report_losses(write_map(plan.as_map(), out), out)
    states: dict[str, int] = {}
    for decision in plan.decisions.values():
        states[decision.state] = states.get(decision.state, 0) + 1
    print_table([say("state", "状态"), say("flows", "流")], [[state, str(n)] for state, n in states.items()])
