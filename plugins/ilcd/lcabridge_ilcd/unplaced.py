"""What TIDAS has no place for at all: elements that no schema knows, and names of classification systems.

The extension holds it, so that nothing is lost; a reader without our extension misses it, so that the report names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lcabridge.report import Report
from lcabridge_ilcd import extension
from lcabridge_ilcd.overlay import TOLD
from lcabridge_ilcd.profile import NO_PLACE
from lcabridge_ilcd.reading import EXTRA

_CARRIED: Final = f"extra/{EXTRA}/"
_OPENLCA: Final = "openLCA"
"""System of openLCA's category trees: said by our reader, not by the source."""


def tell_unplaced(patch: extension.Patch, root: str, report: Report) -> None:
    """Name each value of an extension that TIDAS has no field for, and ILCD has (or the source put there all the same).

    Args:
        patch: the extension of a JSON document.
        root: name of the root element.
        report: gets one issue per value.
    """
    for path, _, exact in patch.get("set", ()):
        if not path.startswith(_CARRIED):
            continue
        pointer = path.removeprefix(_CARRIED).replace("~1", "/").replace("~0", "~")
        if pointer.rpartition("/")[2] not in TOLD and not pointer.startswith("/@"):
            for below, value in _scalars(exact):
                _tell(report, f"{pointer}{below}".lstrip("/"), root, value)
    for path, name, entries in patch.get("columns", ()):
        if path == "classifications" and name in ("system", "uri"):
            for _, exact, _ in entries:
                if exact and exact != _OPENLCA:
                    _tell(report, f"{path}[*].{name}", root, exact)


def _tell(report: Report, path: str, root: str, value: Any) -> None:
    report.add(NO_PLACE, path=path, pointer=f"/{root}/{path}", value=value)


def _scalars(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            for below, scalar in _scalars(member):
                yield f"/{key}{below}", scalar
    elif isinstance(value, list):
        for n, member in enumerate(value):
            for below, scalar in _scalars(member):
                yield f"[{n}]{below}", scalar
    elif value not in (None, ""):
        yield "", value
