"""``lcabridge formats``: what can be read and written, with which options."""

from __future__ import annotations

from typing import Any

import click

from lcabridge.cli.language import Command, say
from lcabridge.cli.shared import as_json, print_json, print_table
from lcabridge.format import Format
from lcabridge.registry import registry


def describe(fmt: Format) -> dict[str, Any]:
    """Return what there is to know of a format."""
    return {
        "id": fmt.id,
        "title": fmt.title,
        "versions": list(fmt.versions),
        "suffixes": list(fmt.suffixes),
        "reads": fmt.can_read,
        "writes": fmt.can_write,
        "options": {
            name: {"default": field.default, "description": field.description or ""}
            for name, field in fmt.Options.model_fields.items()
        },
    }


@click.command("formats", cls=Command, help="List the formats, with their options.", help_zh="列出各格式及其选项。")
@as_json
def command(json_output: bool) -> None:
    """List the formats."""
    found = [describe(fmt) for fmt in registry().formats.values()]
    if json_output:
        print_json(found)
        return
    yes, no = say("yes", "是"), "-"
    print_table(
        [say("id", "标识"), say("format", "格式"), say("versions", "版本"), say("reads", "读"), say("writes", "写")],
        [
            [f["id"], f["title"], ", ".join(f["versions"]), yes if f["reads"] else no, yes if f["writes"] else no]
            for f in found
        ],
    )
    for f in found:
        for name, option in f["options"].items():
            click.echo(f"{f['id']}: {name}={option['default']}  {option['description']}")
