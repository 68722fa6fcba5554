"""The Python API: ``lcabridge.read``, ``write``, ``convert``, ``assess_package`` and ``compare`` with the installed formats."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcabridge.model import Entity, Index, summarise
from lcabridge.pipeline import Conversion, Opened, open_package, write_entities
from lcabridge.pipeline import convert as convert_package
from lcabridge.registry import registry
from lcabridge.report import Report

if TYPE_CHECKING:
    from lcabridge.assess.compare import Comparison
    from lcabridge.assess.model import Assessment


def read(path: str | Path, *, format: str | None = None, workers: int = 1, **options: object) -> Opened:  # noqa: A002  # the word that users look for
    """Open a package of any installed format.

    The result is iterated for its entities (read lazily, again at each iteration), has ``index`` and ``report``, and is
    a context manager that closes the files.

    Args:
        path: file, folder or zip.
        format: id of the format, instead of detection by content.
        workers: processes for the indexing pass.
        **options: options of the format.

    Raises:
        LcabridgeError: the source cannot be read.

    Example:
        >>> with lcabridge.read("uslci.zip") as package:  # doctest: +SKIP
        ...     for process in package.entities("process"):
        ...         print(process.name["en"], len(process.exchanges))
    """
    opened = open_package(path, registry(), format_id=format, options=options)
    try:
        opened.build_index(workers)
    except BaseException:
        opened.source.close()
        raise
    return opened


def write(
    entities: Iterable[Entity] | Opened, path: str | Path, *, to: str, overwrite: bool = False, **options: object
) -> Report:
    """Write entities into a package of format ``to`` and return the account.

    Args:
        entities: any iterable, or what ``read`` returned.
        path: target; ``.zip`` makes a zip, another name a folder or file as the format has it.
        to: id of the target format.
        overwrite: replace a folder that is not empty.
        **options: options of the format.

    Raises:
        LcabridgeError: the target cannot be written.
    """
    if isinstance(entities, Opened):
        index, members = entities.index, list(entities)
    else:
        members = list(entities)
        index = Index(summarise(entity) for entity in members)
    return write_entities(members, index, path, registry=registry(), to=to, write_options=options, overwrite=overwrite)


def convert(src: str | Path, dst: str | Path | None, *, to: str, **arguments: Any) -> Conversion:
    """Convert a package with the installed formats; arguments as ``lcabridge.pipeline.convert``.

    Example:
        >>> result = lcabridge.convert("uslci.zip", "uslci-national.zip", to="national")  # doctest: +SKIP
        >>> result.report.losses()  # doctest: +SKIP
    """
    return convert_package(src, dst, registry=registry(), to=to, **arguments)


def compare(a: str | Path, b: str | Path, **arguments: Any) -> Comparison:
    """Compare two packages: points with evidence, factors side by side; arguments as ``pipeline.comparing.compare_packages``.

    Raises:
        LcabridgeError: a package cannot be read, or no such GWP set or rule.

    Example:
        >>> found = lcabridge.compare("ours.zip", "theirs.zip", gwp=("ar5", "cn-inventory"))  # doctest: +SKIP
        >>> found.counts()  # doctest: +SKIP
    """
    from lcabridge.pipeline.comparing import compare_packages  # noqa: PLC0415  # numpy and scipy load with it

    with read(a) as first, read(b) as second:
        return compare_packages(first, second, **arguments)


def assess_package(src: str | Path, **arguments: Any) -> Assessment:
    """Assess a package: findings and verdicts of every check; arguments as ``pipeline.assess.assess_package``.

    (``lcabridge.assess`` is the room of the checks.)

    Raises:
        LcabridgeError: the package cannot be opened, or no such profile or check.

    Example:
        >>> found = lcabridge.assess_package("uslci.zip", profile="ilcd-entry-level")  # doctest: +SKIP
        >>> [o.check for o in found.outcomes if o.verdict == "finding"]  # doctest: +SKIP
    """
    from lcabridge.pipeline.assess import assess_package as assess_opened  # noqa: PLC0415  # numpy and scipy load with it

    installed = registry()
    with open_package(src, installed) as opened:
        return assess_opened(opened, installed, **arguments)
