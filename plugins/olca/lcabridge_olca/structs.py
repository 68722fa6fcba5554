"""A list that was decoded into structs (``fastpath``), in the place of a list of dicts."""

from __future__ import annotations

from typing import Any


class Structs(list[Any]):
    """Decoded members of a list."""
