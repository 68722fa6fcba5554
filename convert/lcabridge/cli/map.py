"""``lcabridge map``: flow lists, maps between them, matching, application, undoing and comparison."""

from __future__ import annotations

import click

from lcabridge.cli.language import Command
from lcabridge.cli.mapapply import apply_command, undo_command
from lcabridge.cli.mapmatch import list_command, match_command
from lcabridge.cli.maptables import check_command, compare_command, compose_command, convert_command, invert_command


class Group(click.Group, Command):
    """A group with help in two languages."""


@click.group(
    "map",
    cls=Group,
    help="Map elementary flows between lists: match, review, apply, undo, compare.",
    help_zh="在不同清单之间映射基本流：匹配、审核、应用、撤销、比较。",
)
def command() -> None:
    """Group of the mapping commands."""


for _command in (
    apply_command,
    check_command,
    compare_command,
    compose_command,
    convert_command,
    invert_command,
    list_command,
    match_command,
    undo_command,
):
    command.add_command(_command)
