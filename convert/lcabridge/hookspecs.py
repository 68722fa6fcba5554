"""The hooks: each returns objects, none dispatches (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
import pluggy

from lcabridge.format import Format

hookspec = pluggy.HookspecMarker("lcabridge")


@hookspec
def lcabridge_register_formats() -> Iterable[Format]:  # type: ignore[empty-body]  # a specification has no body
    """Return the formats of the plugin, one object each."""


@hookspec
def lcabridge_register_mappings() -> Iterable[Any]:  # type: ignore[empty-body]
    """Return flow maps and flow lists."""


@hookspec
def lcabridge_register_checks() -> Iterable[Any]:  # type: ignore[empty-body]
    """Return checks for ``validate`` and ``assess``."""


@hookspec
def lcabridge_register_commands() -> Iterable[click.Command]:  # type: ignore[empty-body]
    """Return further commands of the command line."""
