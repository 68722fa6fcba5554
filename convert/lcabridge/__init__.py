"""lcabridge: LCA data between the world's formats and the Chinese national structure, with a full account."""

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from lcabridge.api import assess_package, compare, convert, read, write

__version__ = "0.1.0"

hookimpl = pluggy.HookimplMarker("lcabridge")
"""Marks a plugin's hook functions."""

__all__ = ["__version__", "assess_package", "compare", "convert", "hookimpl", "read", "write"]


def __getattr__(name: str) -> Any:
    # Plugins import hookimpl from here while the registry loads them: the API must come later, on demand.
    if name in __all__:
        from lcabridge import api  # noqa: PLC0415  # see above

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
