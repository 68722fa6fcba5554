"""A sample of results that data sets declare themselves: an EPD by module, and openLCA's Epd and Result."""

from __future__ import annotations

from lcabridge.model import Epd, EpdModule, Exchange, Flow, ImpactCategory, ImpactResult, ModuleValue, Process, Result
from lcabridge.testing.basics import VERSION, sample_id, text


def declared(product: Flow, indicator: Flow, category: ImpactCategory) -> list[Process | Epd | Result]:
    """Return an EPD of a product with an indicator of its inventory and one of its impacts, and another as openLCA has it."""
    reference = Exchange(id=1, flow=product.ref(), amount=1.0, direction="output", is_reference=True)
    epd = Process(
        uuid=sample_id("process", "declared"),
        version=VERSION,
        name=text("Steel, declared", "钢材，环境产品声明"),
        process_type="epd",
        epd_type="specific",
        exchanges=[
            reference,
            Exchange(
                id=2,
                flow=indicator.ref(),
                direction="output",
                modules=(
                    ModuleValue(module="A1-A3", amount=1.5),
                    ModuleValue(module="C3", scenario="Recycling", amount=-0.25),
                    ModuleValue(module="B6", text="ND"),
                ),
            ),
        ],
        last_exchange_id=2,
        impact_results=[
            ImpactResult(
                category=category.ref(),
                amount=2.5,
                comment=text("Cradle to gate."),
                modules=(ModuleValue(module="A1-A3", amount=2.5), ModuleValue(module="D", amount=-1.0)),
            )
        ],
    )
    result = Result(
        uuid=sample_id("result", "declared"),
        version=VERSION,
        name=text("Steel, A1-A3"),
        exchanges=[Exchange(flow=product.ref(), amount=1.0, direction="output", is_reference=True)],
        impact_results=[ImpactResult(category=category.ref(), amount=2.5)],
    )
    other = Epd(
        uuid=sample_id("epd", "declared"),
        version=VERSION,
        name=text("Steel, declared by openLCA"),
        epd_type="average",
        product=Exchange(flow=product.ref(), amount=1.0),
        modules=[EpdModule(name="A1-A3", result=result.ref(), multiplier=1.0)],
        urn="example:steel",
        valid_until="2029-12-31",
    )
    return [epd, result, other]
