"""``mathematicalRelation``: EcoSpold 2's formulas in openLCA's dialect, and back."""

from __future__ import annotations

from functools import lru_cache

from lcabridge.errors import LcabridgeError
from lcabridge.formula import translate
from lcabridge_ecospold.spold2.signs import negated


@lru_cache(maxsize=1 << 14)
def to_model(relation: str, *, turned: bool = False) -> tuple[str, str]:
    """Return a formula in openLCA's dialect, and why there is none ("" where there is one)."""
    try:
        found = translate(relation, "ecospold2", "openlca")
    except LcabridgeError as error:
        return "", error.en
    return (negated(found) if turned else found), ""


@lru_cache(maxsize=1 << 14)
def to_relation(formula: str, *, turned: bool = False) -> str:
    """Return a formula of the model as EcoSpold 2 writes it; one that it cannot say stays as it is."""
    said = negated(formula) if turned else formula
    try:
        return translate(said, "openlca", "ecospold2")
    except LcabridgeError:
        return said
