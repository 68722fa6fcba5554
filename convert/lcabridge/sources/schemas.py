"""Schemas that we may not ship: found in the package itself, in the user's store, or in an installed package (DESIGN §5).

The store is a folder of the user (``LCABRIDGE_SCHEMAS`` overrides it), one folder a family; ``lcabridge schemas add`` fills it.
Nothing is fetched from a network.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lcabridge.errors import Location, ReadError, UsageError
from lcabridge.sources.opening import open_source
from lcabridge.sources.source import Source

ENVIRONMENT: Final = "LCABRIDGE_SCHEMAS"
SUFFIXES: Final = (".xsd", ".json")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of schemas that belong together, told by one file that only it has.

    Attributes:
        id: name of its folder in the store.
        title: for people.
        marker: file name.
        packages: importable packages that are known to bring it.
    """

    id: str
    title: str
    marker: str
    packages: tuple[str, ...] = ()


FAMILIES: Final = (
    Family("tidas", "TIDAS JSON Schema", "tidas_processes.json", ("tidas_tools", "tidas_sdk")),
    Family("ilcd", "ILCD 1.1 / eILCD XSD", "ILCD_LifeCycleModelDataSet.xsd", ("tidas_tools",)),
    Family("ilcd-epd", "ILCD+EPD XSD", "EPD_DataSet.xsd"),
    Family("ecospold1", "EcoSpold 1 XSD", "EcoSpold01Dataset.xsd"),
    Family("ecospold2", "EcoSpold 2 XSD", "EcoSpold02.xsd"),
)


@dataclass(frozen=True)
class SchemaSet:
    """The files of one family.

    Attributes:
        family: which.
        origin: where they were found, for the output.
        files: content by base name.
    """

    family: str
    origin: str
    files: Mapping[str, bytes] = field(repr=False)

    def __hash__(self) -> int:
        return hash((self.family, self.origin))


def family(id_: str) -> Family:
    """Return a family by id.

    Raises:
        UsageError: there is none of that id.
    """
    for known in FAMILIES:
        if known.id == id_:
            return known
    names = ", ".join(known.id for known in FAMILIES)
    raise UsageError(f"no schema family {id_!r}; there are {names}", f"没有模式族 {id_!r}；现有 {names}")


def store() -> Path:
    """Return the folder of the user's schemas; it need not exist."""
    if told := os.environ.get(ENVIRONMENT):
        return Path(told)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "lcabridge" / "schemas"


def add(path: Path) -> list[SchemaSet]:
    """Copy the schemas in a folder or zip into the store; return what was found.

    Raises:
        ReadError: the path does not exist, or holds no schema that we know.
    """
    found: list[SchemaSet] = []
    with open_source(path) as source:
        found = [one for known in FAMILIES if (one := _in_source(known, source)) is not None]
    if not found:
        markers = ", ".join(known.marker for known in FAMILIES)
        raise ReadError(
            "no schema that lcabridge knows is in it", "其中没有 lcabridge 认识的模式",
            at=Location(file=str(path)),
            hint_en=f"give a folder or zip that holds one of {markers}", hint_zh=f"请给出含有以下之一的文件夹或 zip：{markers}",
        )  # fmt: skip
    for one in found:
        folder = store() / one.family
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in one.files.items():
            beside = folder / f".{name}.new"
            beside.write_bytes(data)
            beside.replace(folder / name)
    return found


def find(id_: str, source: Source | None = None) -> SchemaSet | None:
    """Return the schemas of a family: the package's own, else those of the store, else of an installed package."""
    known = family(id_)
    if source is not None and (inside := _in_source(known, source)) is not None:
        return inside
    return _in_folder(known, store() / known.id) or _installed(known)


def listing() -> list[tuple[Family, SchemaSet | None]]:
    """Return every family with the schemas that are there without a package."""
    return [(known, find(known.id)) for known in FAMILIES]


def _in_source(known: Family, source: Source) -> SchemaSet | None:
    marker = next((name for name in source.names() if name.rpartition("/")[2] == known.marker), None)
    if marker is None:
        return None
    folder = marker[: len(marker) - len(known.marker)]
    names = [n for n in source.names() if n.startswith(folder) and "/" not in n[len(folder) :] and n.endswith(SUFFIXES)]
    return SchemaSet(known.id, source.locate(marker), {name[len(folder) :]: source.read(name) for name in names})


def _in_folder(known: Family, folder: Path) -> SchemaSet | None:
    if not (folder / known.marker).is_file():
        return None
    files = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    return SchemaSet(known.id, str(folder), {path.name: path.read_bytes() for path in files})


def _installed(known: Family) -> SchemaSet | None:
    for package in known.packages:
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            marker = next(Path(place).rglob(known.marker), None)
            if marker is not None:
                return _in_folder(known, marker.parent)
    return None
