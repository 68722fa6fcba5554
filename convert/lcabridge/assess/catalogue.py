"""Every check there is: the shipped ones in the order of reports, then those of plug-ins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lcabridge.assess.checks import (
    balances,
    completeness,
    flows,
    linked,
    models,
    plausibility,
    processes,
    quality,
    quantities,
    references,
    texts,
)
from lcabridge.assess.model import GROUPS, Check
from lcabridge.errors import PluginError, UsageError

_MODULES = (
    references,
    processes,
    quantities,
    models,
    linked,
    balances,
    completeness,
    quality,
    flows,
    texts,
    plausibility,
)
SHIPPED: tuple[Check, ...] = tuple(
    sorted(
        (check for module in _MODULES for check in module.CHECKS), key=lambda check: [*GROUPS].index(check.info.group)
    )
)
"""In the order of ``GROUPS``."""


def catalogue(registered: Iterable[object] = ()) -> tuple[Check, ...]:
    """Return the shipped checks and those among ``registered`` that are for ``assess``.

    Args:
        registered: what plug-ins returned for ``lcabridge_register_checks``; checks of ``validate`` are left out.

    Raises:
        PluginError: two checks have one id.
    """
    found: dict[str, Check] = {}
    for check in (*SHIPPED, *(c for c in registered if isinstance(c, Check))):
        if found.setdefault(check.id, check) is not check:
            raise PluginError(f"two checks are called {check.id!r}", f"有两个检查都叫 {check.id!r}")
    return tuple(found.values())


def select(checks: Sequence[Check], only: Sequence[str]) -> tuple[Check, ...]:
    """Return the checks that ``only`` names by id or group; all if it names none.

    Raises:
        UsageError: a word names no check.
    """
    for word in only:
        if not any(word in (check.id, check.info.group) for check in checks):
            known = ", ".join(check.id for check in checks)
            raise UsageError(
                f"there is no check {word!r}",
                f"没有检查 {word!r}",
                hint_en=f"checks: {known}",
                hint_zh=f"可用：{known}",
            )
    return tuple(c for c in checks if not only or c.id in only or c.info.group in only)
