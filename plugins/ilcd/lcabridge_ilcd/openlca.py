"""What openLCA's ILCD export gets wrong, told by the file itself and repaired: openLCA 2.0 to 2.6, never any other file.

* ``relativeStandardDeviation95In`` holds the deviation itself, not gsd² or 2 · sd, and it and the bounds stand in the
  exchange's own unit (UncertaintyConverter).
* ``multiplicationFactor`` of every instance of a model is 0: openLCA calculates the factors and does not store them
  (SystemExport).

The amount that is multiplied by the property factor is told by itself, see ``exchanges.py``.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from lcabridge.errors import UnitError
from lcabridge.model import Entity, Exchange, Index, LifeCycleModel, Process, Uncertainty
from lcabridge.report import Report
from lcabridge_ilcd import issues

_HEAD = 4096
_PROCESS = re.compile(rb'<\?xml[^>]*standalone="yes"[^>]*\?>\s*<processDataSet[^>]*"http://openlca\.org/epd_ilcd"')
"""openLCA's library declares its EPD name space on every process, used or not."""
_MODEL = re.compile(rb'<(?:\w+:)?lifeCycleModelDataSet[^>]*:origin="openLCA"')


def repair(entity: Entity, data: bytes, index: Index, report: Report) -> None:
    """Repair an entity in place if its file was written by openLCA; each repair is an issue.

    Args:
        entity: as it was read.
        data: its file.
        index: of the package.
        report: gets the issues.
    """
    if isinstance(entity, Process) and _PROCESS.search(data, 0, _HEAD):
        for position, exchange in enumerate(entity.exchanges):
            _spread_of(exchange, f"exchanges[{position}]", index, report)
        for position, parameter in enumerate(entity.parameters):
            if parameter.uncertainty is not None:
                path = f"parameters[{position}]"
                parameter.uncertainty = _repaired(parameter.uncertainty, 1.0, path, report)
    elif isinstance(entity, LifeCycleModel) and _MODEL.search(data, 0, _HEAD):
        _factors(entity, report)


def _spread_of(exchange: Exchange, path: str, index: Index, report: Report) -> None:
    found = exchange.uncertainty
    if found is None or exchange.flow is None or exchange.property is None or exchange.unit is None:
        return
    try:
        # What the reader divided by, taking the values for values in the reference unit.
        scale = index.reference_scale(exchange.flow.uuid, exchange.property.uuid, exchange.unit.uuid)
    except UnitError:
        return
    exchange.uncertainty = _repaired(found, scale or 1.0, path, report)


def _repaired(found: Uncertainty, scale: float, path: str, report: Report) -> Uncertainty:
    changes: dict[str, float] = {}
    if found.distribution == "lognormal" and found.gsd is not None:
        changes["gsd"] = _plain(found.gsd * found.gsd)
    elif found.distribution == "normal" and found.sd is not None:
        changes["sd"] = _plain(found.sd * 2 * scale)
    for bound in ("minimum", "maximum"):
        value = getattr(found, bound)
        if value is not None and scale != 1.0:
            changes[bound] = _plain(value * scale)
    for name, value in changes.items():
        report.add(issues.OPENLCA_SPREAD, path=f"{path}.uncertainty.{name}", value=getattr(found, name), repaired=value)
    return replace(found, **changes)


def _plain(value: float) -> float:
    """Return the decimal number that a root or a quotient was made of."""
    return float(f"{value:.14g}")


def _factors(model: LifeCycleModel, report: Report) -> None:
    if not model.instances or any(instance.factor != 0.0 for instance in model.instances):
        return
    for position, instance in enumerate(model.instances):
        report.add(issues.OPENLCA_FACTOR, path=f"instances[{position}].factor", value=instance.factor)
        instance.factor = None
