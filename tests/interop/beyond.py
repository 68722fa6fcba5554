"""What a tool stored besides exchanges: allocation, parameters, formulas, texts, data quality, product systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from lcabridge.model import AllocationFactor, Entity, LifeCycleModel, Process, Text, pick
from tests.interop.judge import Stored
from tests.interop.stored import Expected, rounded
from tests.interop.verdict import Tally

Row = tuple[Any, ...]
Look = Callable[[Process, dict[str, Any], Stored, Expected], tuple[Counter[Row], Counter[Row]]]


def allocation(
    process: Process, row: dict[str, Any], stored: Stored, expected: Expected
) -> tuple[Counter[Row], Counter[Row]]:
    """Return the allocation factors: method, product, the exchange's flow and whether it is an input, value."""
    del stored, expected
    flows = {e.id: (e.flow.uuid, e.direction == "input") for e in process.exchanges if e.flow}
    there = {e["id"]: (e["flow"], e["input"]) for e in row["exchanges"]}
    ours = Counter(
        (f.method, f.product.uuid, _of(f, flows), rounded(f.value))
        for f in process.allocation
        if f.product and f.method
    )
    theirs = Counter(
        (f["method"].lower(), f["product"], there.get(f["exchange"]), rounded(f["value"])) for f in row["allocation"]
    )
    return ours, theirs


def _of(factor: AllocationFactor, flows: dict[int | None, tuple[str, bool]]) -> tuple[str, bool] | None:
    if factor.exchange_id is None and factor.exchange_flow is not None:
        return next((one for one in flows.values() if one[0] == factor.exchange_flow.uuid), None)
    return flows.get(factor.exchange_id) if factor.exchange_id is not None else None


def one_allocation(
    process: Process, row: dict[str, Any], stored: Stored, expected: Expected
) -> tuple[Counter[Row], Counter[Row]]:
    """Return the factors as ILCD has them: one set for the whole process, which openLCA takes as physical and economic."""
    ours, theirs = allocation(process, row, stored, expected)
    present = {method for method, _, flow, _ in ours if flow is None}
    chosen = process.default_allocation
    if chosen not in ("physical", "economic") or chosen not in present:
        chosen = "economic" if present == {"economic"} else "physical"
    wanted: Counter[Row] = Counter()
    for (method, product, flow, value), count in ours.items():
        if flow is None and method == chosen:
            wanted["physical", product, None, value] += count
            wanted["economic", product, None, value] += count
        elif flow is not None and flow != (product, False):
            wanted[method, product, flow, value] += count
        elif flow is not None and chosen not in present:
            # A share on the product's own exchange, where the process has none.
            wanted["physical", product, None, value] += count
            wanted["economic", product, None, value] += count
    return wanted, theirs


def parameters(
    process: Process, row: dict[str, Any], stored: Stored, expected: Expected
) -> tuple[Counter[Row], Counter[Row]]:
    """Return the parameters: name, input or calculated, formula, value of those that are input."""
    del stored, expected
    ours = Counter(
        (p.name, p.is_input, p.formula or "", rounded(p.value) if p.is_input else None) for p in process.parameters
    )
    theirs = Counter(
        (p["name"], p["input"], p["formula"] or "", rounded(p["value"]) if p["input"] else None)
        for p in row["parameters"]
    )
    return ours, theirs


def formulas(
    process: Process, row: dict[str, Any], stored: Stored, expected: Expected
) -> tuple[Counter[Row], Counter[Row]]:
    """Return the formulas of exchanges by flow."""
    known = expected.flows.keys() | stored.of("flow").keys()
    ours = Counter((e.flow.uuid, e.formula) for e in process.exchanges if e.flow and e.formula and e.flow.uuid in known)
    return ours, Counter((e["flow"], e["formula"]) for e in row["exchanges"] if e["formula"])


def quality(
    process: Process, row: dict[str, Any], stored: Stored, expected: Expected
) -> tuple[Counter[Row], Counter[Row]]:
    """Return base uncertainty and data quality entries of exchanges by flow."""
    known = expected.flows.keys() | stored.of("flow").keys()
    ours = Counter(
        (e.flow.uuid, e.dq_entry or None, rounded(e.base_uncertainty or 0.0) or None)
        for e in process.exchanges
        if e.flow and e.flow.uuid in known
    )
    theirs = Counter(
        (e["flow"], e["dq_entry"] or None, rounded(e["base_uncertainty"] or 0.0) or None) for e in row["exchanges"]
    )
    return ours, theirs


def texts(
    process: Process, row: dict[str, Any], stored: Stored, expected: Expected
) -> tuple[Counter[Row], Counter[Row]]:
    """Return the texts that openLCA has fields for, in English; whatever else it has is no difference."""
    del stored, expected
    ours = {_words(pick(text, "en")) for text in _texts(process)} - {""}
    theirs = {_words(text) for text in row["texts"].values()} | {_words(row["description"] or "")}
    return Counter((text,) for text in ours), Counter((text,) for text in ours & theirs)


def _words(text: str) -> str:
    return " ".join(text.split())


def _texts(process: Process) -> Iterator[Text]:
    yield process.description
    for part, names in (
        (process.time, ("description",)),
        (process.geography, ("description",)),
        (process.technology, ("description",)),
        (process.modelling, ("description", "constants")),
        (process.data_sources, ("selection", "treatment", "sampling", "collection_period", "use_advice")),
    ):
        for name in names if part is not None else ():
            yield getattr(part, name)


LOOKS: dict[str, Look] = {
    "allocation": allocation,
    "parameters": parameters,
    "formulas": formulas,
    "quality": quality,
    "texts": texts,
}


def compare(
    expected: Expected,
    stored: Stored,
    looks: dict[str, Look],
    excuses: dict[str, Callable[[Process], str]],
) -> Tally:
    """Compare process by process and look by look; each is one thing compared.

    Args:
        expected: the source.
        stored: what the tool has.
        looks: by name.
        excuses: by name of a look, what gives the limit that explains a difference in a process, or "".
    """
    tally = Tally()
    for uuid, process in sorted(expected.processes.items()):
        row = stored.of("process").get(uuid)
        if row is None:
            continue  # counted with the exchanges
        for name, look in looks.items():
            ours, theirs = look(process, row, stored, expected)
            tally.compared += 1
            if ours == theirs:
                tally.equal += 1
            elif limit := excuses.get(name, lambda _: "")(process):
                tally.excused[limit] += 1
            else:
                tally.failed.append(
                    f"{uuid} {name}: not stored {_some(ours - theirs)}; stored besides {_some(theirs - ours)}"
                )
    return tally


def _some(rows: Counter[Row]) -> str:
    return str(sorted(rows, key=str)[:3])[:300]


def systems(entities: Iterable[Entity], stored: Stored) -> Tally:
    """Compare the life cycle models with the product systems: reference and links (consumer, flow, provider)."""
    tally = Tally()
    for model in entities:
        if not isinstance(model, LifeCycleModel):
            continue
        tally.compared += 1
        row = stored.of("product_system").get(model.uuid)
        used = {i.id: i.process.uuid for i in model.instances if i.process}
        ours = {
            (used.get(link.consumer), link.flow.uuid if link.flow else None, used.get(link.provider))
            for link in model.links
        }
        theirs = {tuple(link) for link in row["links"]} if row else set()
        reference = used.get(model.reference_instance)
        if row is not None and (row["process"], theirs) == (reference, ours):
            tally.equal += 1
        else:
            tally.failed.append(
                f"model {model.uuid}: {row and row['process']}, {_links(theirs)}; not {reference}, {_links(ours)}"
            )
    return tally


def _links(links: Sequence[Row] | set[Row]) -> str:
    return f"{len(links)} links {sorted(links, key=str)[:2]}"


def own_flow_taken_in(process: Process) -> str:
    """Return a limit where a process allocates an input of a flow that it also makes."""
    products = {f.product.uuid for f in process.allocation if f.product}
    taken = {e.flow.uuid for e in process.exchanges if e.flow and e.direction == "input"}
    return "ilcd-own-flow" if products & taken else ""
