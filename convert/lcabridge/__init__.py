"""lcabridge: LCA data between the world's formats and the Chinese national structure, with a full account."""

import pluggy

__version__ = "0.1.0"

hookimpl = pluggy.HookimplMarker("lcabridge")
"""Marks a plugin's hook functions."""

__all__ = ["__version__", "hookimpl"]
