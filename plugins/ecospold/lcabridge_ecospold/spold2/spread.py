"""The ``uncertainty`` element: distribution, pedigree, and what the model does not give back of them."""

from __future__ import annotations

import math
from typing import Any

from lcabridge.model import Uncertainty
from lcabridge.report import catalogue
from lcabridge_ecospold.spold2 import distributions as dist
from lcabridge_ecospold.spold2.context import Context, Extra
from lcabridge_ecospold.spold2.issues import DISTRIBUTION, MISSING
from lcabridge_ecospold.spold2.names import Q
from lcabridge_ecospold.spold2.numbers import number
from lcabridge_ecospold.spold2.trees import Element, attributes, tree

_COMMENT, _PEDIGREE = f"{Q}comment", f"{Q}pedigreeMatrix"
DISTRIBUTIONS = {Q + kind: kind for kind in dist.KINDS}
"""Tag to distribution."""


def read_uncertainty(  # one branch per element
    context: Context, node: Element, path: str, kept: Extra
) -> tuple[Uncertainty | None, float | None, str]:
    """Return distribution, base uncertainty and pedigree of an ``uncertainty`` element; what else it says goes into ``kept``."""
    found: Uncertainty | None = None
    base: float | None = None
    entry = ""
    comments: list[Element] = []
    for child in node:
        tag = child.tag
        kind = DISTRIBUTIONS.get(tag)
        if kind is not None:
            found, base = _distribution(context, child, kind, path, kept)
        elif tag == _PEDIGREE:
            items = tuple(child.items())
            entry = pedigree(items)
            if not entry:
                context.issue(catalogue.CARRIED, child, path, value=None)
                kept["pedigreeMatrix"] = attributes(child)
        elif tag == _COMMENT:
            comments.append(child)
        elif isinstance(tag, str):
            kept.setdefault("*", []).append(context.carry(child, path))
    if comments:
        text = context.text_of(comments, path)
        if text:
            kept["comment"] = text
    return found, base, entry


def _distribution(  # noqa: C901  # what is missing is named number by number
    context: Context, node: Element, kind: str, path: str, kept: Extra
) -> tuple[Uncertainty | None, float | None]:
    if kind == "lognormal" and len(node) == 0:
        quick = lognormal_of(node, kept, None, None)
        if quick is not None:
            return quick
    said: dict[str, float] = {}
    for name, text in attributes(node).items():
        value = number(text)
        if value is None:
            context.bad(node, name, path, text, "a number")
        else:
            said[name] = value
    for name in dist.REQUIRED[kind]:
        if name not in said and node.get(name) is None:
            context.issue(MISSING, node, path, name=f"{kind}/@{name}")
    if any(name not in said for name in dist.REQUIRED[kind]):
        # A distribution without one of its numbers is none; what it says all the same is named.
        for name in said:
            context.issue(catalogue.UNREAD, node, path, name, node.get(name))
        return None, None
    if len(node):
        kept["in"] = [tree(child) for child in node if isinstance(child.tag, str)]
    found, base, rest = dist.to_model(kind, said)
    if found is None:
        context.issue(DISTRIBUTION, node, path, value=kind)
        kept["kind"] = kind
    if rest:
        kept["numbers"] = rest
    return found, base


_LOGNORMAL = ("meanValue", "mu", "variance", "varianceWithPedigreeUncertainty")


def lognormal_of(
    node: Element, kept: Extra, amount: float | None, said: str | None
) -> tuple[Uncertainty, float] | None:
    """Return the distribution of a ``lognormal`` element, as ``lognormal`` does."""
    items = node.items()
    if len(items) != 4:
        return None
    (k1, mean), (k2, mu), (k3, variance), (k4, spread) = items
    if (k1, k2, k3, k4) != _LOGNORMAL:
        return None
    return lognormal(str(mean), str(mu), str(variance), str(spread), kept, amount, said)


def lognormal(
    mean_text: str, mu_text: str, variance: str, spread: str, kept: Extra, amount: float | None, said: str | None
) -> tuple[Uncertainty, float] | None:
    """Return a complete lognormal distribution, as ``dist.to_model`` does; None for any other, which takes the long way.

    Args:
        mean_text: meanValue as written.
        mu_text: mu as written.
        variance: variance as written.
        spread: varianceWithPedigreeUncertainty as written.
        kept: takes what the model does not give back.
        amount: of the exchange.
        said: the amount as written.
    """
    known = _SPREADS.get((variance, spread)) or _spread(variance, spread)
    mean = amount if mean_text == said else number(mean_text)
    mu = number(mu_text)
    if known is None or not mean or mu is None:
        return None
    own = math.log(abs(mean))
    gsd, base, rest = known
    if own != mu:
        if abs(own - mu) > 0.5:
            return None
        kept["numbers"] = {"mu": mu, **rest} if rest else {"mu": mu}
    elif rest:
        kept["numbers"] = dict(rest)
    return Uncertainty(distribution="lognormal", median=mean, gsd=gsd), base


def _spread(variance_text: str, spread_text: str) -> tuple[float, float, dict[str, float]] | None:
    """Return gsd, base uncertainty, and the variances that these do not give back; None where they are no variances."""
    variance, spread = number(variance_text), number(spread_text)
    gsd = dist.gsd_of(spread) if spread is not None else None
    base = dist.base_of(variance) if variance is not None else None
    if gsd is None or base is None or variance is None or spread is None:
        return None
    rest = {}
    if dist.base_variance(base) != variance:
        rest["variance"] = variance
    if dist.log_variance(gsd) != spread:
        rest["varianceWithPedigreeUncertainty"] = spread
    if len(_SPREADS) > _SPREADS_KEPT:
        _SPREADS.clear()
    found = _SPREADS[variance_text, spread_text] = (gsd, base, rest)
    return found


_PEDIGREES: dict[tuple[Any, ...], str] = {}
"""Attributes of a pedigree matrix to its entry: 3,125 at most in the usual order."""


def pedigree(items: tuple[Any, ...]) -> str:
    """Return the entry of a pedigree matrix by its attributes, "" where they are no five scores."""
    known = _PEDIGREES.get(items)
    if known is not None:
        return known
    entry = dist.pedigree_entry(dict(items)) if len(items) == 5 else ""
    if entry and len(_PEDIGREES) < _SPREADS_KEPT:
        _PEDIGREES[items] = entry
    return entry


_SPREADS: dict[tuple[Any, Any], tuple[float, float, dict[str, float]]] = {}
"""Variances without and with pedigree: a few hundred pairs in a whole database."""
_SPREADS_KEPT = 100_000
