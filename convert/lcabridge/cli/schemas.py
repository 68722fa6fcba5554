"""``lcabridge schemas``: the official schemas that we may not ship, and where lcabridge finds them."""

from __future__ import annotations

from pathlib import Path

import click

from lcabridge.cli.language import Command, say
from lcabridge.cli.shared import as_json, print_json, print_table
from lcabridge.sources import schemas


class _Group(click.Group, Command):
    """A group with help in both languages."""


@click.group(
    "schemas",
    cls=_Group,
    help="List or add official schemas (XSD, JSON Schema) that validate uses.",
    help_zh="列出或添加 validate 所用的官方模式（XSD、JSON Schema）。",
)
def command() -> None:
    """Group of the schema commands."""


@command.command(
    "list", cls=Command, help="Say which schemas are there, and where.", help_zh="说明已有哪些模式及其位置。"
)
@as_json
def list_schemas(json_output: bool) -> None:
    """List the schema families."""
    found = schemas.listing()
    if json_output:
        print_json(
            [
                {"id": known.id, "title": known.title, "origin": there.origin if there else None}
                for known, there in found
            ]
        )
        return
    none = say(
        "not found: lcabridge schemas add FOLDER-OR-ZIP with {}",
        "未找到：请用 lcabridge schemas add 添加含 {} 的文件夹或 zip",
    )
    print_table(
        ["id", say("schemas", "模式"), say("where", "位置")],
        [[known.id, known.title, there.origin if there else none.format(known.marker)] for known, there in found],
    )


@command.command(
    "add",
    cls=Command,
    help="Copy the schemas in a folder or zip to the user's store.",
    help_zh="把文件夹或 zip 中的模式复制到用户目录。",
)
@click.argument("path", type=click.Path(path_type=Path))
def add_schemas(path: Path) -> None:
    """Add schemas to the store."""
    for one in schemas.add(path):
        click.echo(say(f"{one.family}: {len(one.files)} files added", f"{one.family}：已添加 {len(one.files)} 个文件"))
