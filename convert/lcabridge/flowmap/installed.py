"""The maps of the package ``randonneur_data`` (Brightway's), read in place where it is installed.

The tables that conversions use by themselves are shipped, so that they work offline and never change under a user. The
others of that collection (versions of ecoinvent, Agribalyse, AGRIFOOTPRINT, technosphere) belong to its authors' releases:
they are asked for by name, and copying them would only make them older.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lcabridge.errors import UsageError
from lcabridge.sources import load_json

PREFIX = "randonneur:"
PACKAGE = "randonneur_data"


def installed_names() -> dict[str, dict[str, Any]]:
    """Return what the installed collection has, by name with prefix; nothing where it is not installed."""
    folder = _folder()
    if folder is None or not (folder / "registry.json").is_file():
        return {}
    listed = load_json((folder / "registry.json").read_bytes(), f"{PACKAGE}/registry.json")
    return {f"{PREFIX}{name}": facts for name, facts in sorted(listed.items())}


def table_path(name: str) -> Path:
    """Return the file of a table that is named on the command line: a path, or ``randonneur:`` and a name.

    Raises:
        UsageError: the collection is not installed, or has no such table.
    """
    if not name.startswith(PREFIX):
        return Path(name)
    folder, known = _folder(), installed_names()
    if folder is None:
        raise UsageError(
            f"{name}: the package {PACKAGE} is not installed",
            f"{name}：未安装软件包 {PACKAGE}",
            hint_en=f"pip install {PACKAGE}",
            hint_zh=f"请运行 pip install {PACKAGE}",
        )
    file = Path(str(known.get(name, {}).get("filename", "")))
    if not file.name or len(file.parts) != 1:
        raise UsageError(
            f"{PACKAGE} has no table {name.removeprefix(PREFIX)!r}",
            f"{PACKAGE} 中没有表 {name.removeprefix(PREFIX)!r}",
            hint_en="lcabridge map list names them all",
            hint_zh="用 lcabridge map list 查看全部",
        )
    return folder / file


def _folder() -> Path | None:
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent / "data" if spec is not None and spec.origin else None
