"""The EcoSpold plugin: EcoSpold 1 and EcoSpold 2."""

from __future__ import annotations

from collections.abc import Iterable

from lcabridge import hookimpl
from lcabridge.format import Format
from lcabridge_ecospold.spold1.format import EcoSpold1
from lcabridge_ecospold.spold2.format import EcoSpold2


@hookimpl
def lcabridge_register_formats() -> Iterable[Format]:
    """Return the formats of the plugin; readers and writers load when they are wanted."""
    return [EcoSpold1(), EcoSpold2()]
