"""``lcabridge plugins``: what is installed, and what is broken."""

from __future__ import annotations

import click
import msgspec

from lcabridge.cli.language import Command, say
from lcabridge.cli.shared import as_json, print_json, print_table
from lcabridge.errors import ExitCode
from lcabridge.registry import registry


@click.command(
    "plugins",
    cls=Command,
    help="List the plugins; exit code 1 if one is broken.",
    help_zh="列出插件；有插件损坏时退出码为 1。",
)
@as_json
def command(json_output: bool) -> int:
    """List the plugins."""
    found = registry()
    infos = [found.plugins[name] for name in sorted(found.plugins)]
    if json_output:
        print_json([msgspec.to_builtins(info) for info in infos])
    else:
        print_table(
            [say("plugin", "插件"), say("from", "来自"), say("formats", "格式"), say("state", "状态")],
            [
                [i.name, i.distribution or i.module, ", ".join(i.formats), i.error or say("works", "正常")]
                for i in infos
            ],
        )
    return ExitCode.FINDINGS if found.broken() else ExitCode.DONE
