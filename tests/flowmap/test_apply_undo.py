"""Mapping applied to exchanges and factors, by hand-checked numbers, and undone."""

import uuid

import msgspec
import pytest

import lcabridge
from lcabridge.cli.main import run
from lcabridge.flowmap import FlowMap, MapRow, Side, read_map
from lcabridge.flowmap.apply import Application
from lcabridge.flowmap.entities import target_entities
from lcabridge.flowmap.lists import of_flows
from lcabridge.flowmap.original import MARK, spelled
from lcabridge.flowmap.plan import make_plan
from lcabridge.flowmap.undo import Undo, is_added
from lcabridge.model import (
    AllocationFactor,
    ClassEntry,
    Classification,
    Exchange,
    Flow,
    FlowPropertyFactor,
    ImpactCategory,
    ImpactFactor,
    Index,
    Process,
    Ref,
    Uncertainty,
    UnitRef,
    pick,
    summarise,
)
from lcabridge.pipeline.mapping import source_flows
from lcabridge.report import Report
from lcabridge.units import flow_property_entity, unit_group_entity

MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
MASS_UNITS = "93a60a57-a4c8-11da-a746-0800200c9a66"
ENERGY = "93a60a56-a3c8-11da-a746-0800200c9a66"
ENERGY_UNITS = "93a60a57-a3c8-11da-a746-0800200c9a66"
A = "00000000-0000-4000-8000-00000000000a"
B = "00000000-0000-4000-8000-00000000000b"
C = "00000000-0000-4000-8000-00000000000c"


def flow(uuid, name, properties=((MASS, 1.0),)):
    factors = [
        FlowPropertyFactor(property=Ref(type="flow_property", uuid=p), factor=f, is_reference=i == 0)
        for i, (p, f) in enumerate(properties)
    ]
    return Flow(uuid=uuid, name={"en": name}, flow_type="elementary", properties=factors)


def world(*flows):
    measures = [
        unit_group_entity(MASS_UNITS),
        unit_group_entity(ENERGY_UNITS),
        flow_property_entity(MASS),
        flow_property_entity(ENERGY),
    ]
    return Index(summarise(e) for e in [*measures, *flows])


def applied(rows, process, *flows):
    table = FlowMap(id="t", target_list="T", rows=rows)
    index = world(*flows)
    plan = make_plan(of_flows(flows, "S", {f.uuid: "kg" for f in flows}), [table])
    application = Application(plan)
    return application.apply(process, index, Report()), index, application


def row(target=B, **fields):
    sides = {
        "source": Side(uuid=A, name="a", unit="kg"),
        "target": Side(uuid=target, name="b", unit="kg", flow_property=MASS),
    }
    return MapRow(**{**sides, **fields})


def exchange(**fields):
    return Exchange(
        **{"flow": Ref(type="flow", uuid=A, name={"en": "a"}), "amount": 3.0, "direction": "output", "id": 1, **fields}
    )


def undo(entity, report):
    return Undo().apply(entity, Index(), report)


def process(*exchanges, **fields):
    return Process(uuid=C, exchanges=list(exchanges), **fields)


def test_factor_multiplies_the_amount():
    got, _, _ = applied([row(factor="2.5")], process(exchange(unit=UnitRef(name="kg"))), flow(A, "a"))
    assert got.exchanges[0].amount == 7.5
    assert got.exchanges[0].flow.uuid == B


def test_unit_of_the_exchange_goes_into_the_unit_of_the_row():
    # 3 t = 3000 kg; the row counts kg.
    got, _, _ = applied([row()], process(exchange(unit=UnitRef(name="t"))), flow(A, "a"))
    assert (got.exchanges[0].amount, got.exchanges[0].unit.name) == (3000.0, "kg")


def test_property_of_the_exchange_is_resolved():
    # 1 kg has 10 MJ: 30 MJ are 3 kg, and the row turns 1 kg into 2 kg of the target.
    source = flow(A, "a", ((MASS, 1.0), (ENERGY, 10.0)))
    given = exchange(amount=30.0, unit=UnitRef(name="MJ"), property=Ref(type="flow_property", uuid=ENERGY))
    got, _, _ = applied([row(factor="2")], process(given), source)
    assert got.exchanges[0].amount == pytest.approx(6.0, rel=1e-15)
    assert got.exchanges[0].property.uuid == MASS


def test_unknown_unit_keeps_the_flow():
    got, _, application = applied([row()], process(exchange(unit=UnitRef(name="bushel"))), flow(A, "a"))
    assert got.exchanges[0].flow.uuid == A
    assert application.counts.flows[A].unscaled == 1


def test_uncertainty_scales_but_not_gsd():
    given = exchange(uncertainty=Uncertainty(distribution="lognormal", median=3.0, gsd=1.2))
    got, _, _ = applied([row(factor="4")], process(given), flow(A, "a"))
    assert got.exchanges[0].uncertainty == Uncertainty(distribution="lognormal", median=12.0, gsd=1.2)


def test_negative_factor_with_uncertainty_is_not_guessed():
    given = exchange(uncertainty=Uncertainty(distribution="normal", mean=3.0, sd=1.0))
    got, _, _ = applied([row(factor="-1")], process(given), flow(A, "a"))
    assert got.exchanges[0] == given


def test_formula_is_scaled():
    got, _, _ = applied([row(factor="2")], process(exchange(formula="x + 1")), flow(A, "a"))
    assert got.exchanges[0].formula == "(x + 1) * 2.0"


def test_split_divides_the_amount():
    rows = [row(share="0.25"), row(target=C, share="0.75")]
    got, _, _ = applied(rows, process(exchange()), flow(A, "a"))
    assert [(e.flow.uuid, e.amount) for e in got.exchanges] == [(B, 0.75), (C, 2.25)]
    assert len({e.id for e in got.exchanges}) == 2


def test_fan_out_is_refused_for_exchanges_and_serves_factors():
    rows = [row(), row(target=C)]
    got, index, application = applied(rows, process(exchange()), flow(A, "a"))
    assert got.exchanges[0].flow.uuid == A
    assert application.plan.decisions[A].state == "fan-out"
    category = ImpactCategory(uuid=C, factors=[ImpactFactor(flow=Ref(type="flow", uuid=A), value=28.0)])
    factors = application.apply(category, index, Report()).factors
    assert [(f.flow.uuid, f.value) for f in factors] == [(B, 28.0), (C, 28.0)]
    report = Report()
    application.report_flows(report)
    assert report.issue_counts["MAP-007"] == 1


def test_factor_is_divided():
    # 1 source unit = 4 target units: what weighs 28 per source unit weighs 7 per target unit.
    _, index, application = applied([row(factor="4")], process(exchange()), flow(A, "a"))
    category = ImpactCategory(uuid=C, factors=[ImpactFactor(flow=Ref(type="flow", uuid=A), value=28.0)])
    assert application.apply(category, index, Report()).factors[0].value == 7.0


def test_two_factors_on_one_target_are_named():
    rows = [row(), MapRow(source=Side(uuid=C, name="c", unit="kg"), target=Side(uuid=B, name="b", unit="kg"))]
    _, index, application = applied(rows, process(exchange()), flow(A, "a"), flow(C, "c"))
    factors = [ImpactFactor(flow=Ref(type="flow", uuid=u), value=v) for u, v in ((A, 1.0), (C, 2.0))]
    report = Report()
    got = application.apply(ImpactCategory(uuid=B, factors=factors), index, report)
    assert [f.value for f in got.factors] == [1.0]
    assert report.issue_counts["MAP-010"] == 1


def test_not_convertible_keeps_the_flow():
    got, _, application = applied([row(factor="N/A")], process(exchange()), flow(A, "a"))
    assert got.exchanges[0].flow.uuid == A
    assert application.plan.decisions[A].state == "not convertible"


@pytest.mark.parametrize(
    "given",
    [
        exchange(),
        exchange(comment={"zh": "注释"}),
        exchange(comment={"en": "two\nlines"}),
        exchange(unit=UnitRef(name="t", uuid="u"), formula="a*b", mean_amount=1.0 / 3.0),
        exchange(
            amount=0.1,
            unit=UnitRef(name="g"),
            uncertainty=Uncertainty(distribution="uniform", minimum=0.0, maximum=0.3),
        ),
        exchange(amount=None),
        exchange(
            flow=Ref(type="flow", uuid=A, version="01.00", name={"en": "a", "zh": "甲"}, uri="x", sections=("p. 3",))
        ),
    ],
)
@pytest.mark.parametrize("rows", [[row(factor="3.7")], [row()], [row(share="0.1"), row(target=C, share="0.9")]])
def test_undo_gives_the_very_exchange(given, rows):
    refs = (given.flow, msgspec.structs.replace(given.flow, name={}))
    before = process(given, allocation=[AllocationFactor(exchange_id=1, exchange_flow=r, value=0.5) for r in refs])
    got, _, _ = applied(rows, before, flow(A, "a"))
    assert got != before
    for mapped in (got, spelled(got, Index())):  # as a field, and as text where a format has no place for it
        after = undo(mapped, Report())
        assert after.exchanges == before.exchanges
        assert after.allocation == before.allocation


def test_text_is_only_for_formats_without_a_place():
    got, _, _ = applied([row(factor="2")], process(exchange(comment={"zh": "注释"})), flow(A, "a"))
    assert got.exchanges[0].comment == {"zh": "注释"}
    comment = spelled(got, world(flow(A, "a"))).exchanges[0].comment["zh"]
    assert comment.startswith("注释\n" + MARK)
    assert A in comment


@pytest.mark.parametrize("changed", [0, 1])
def test_what_was_changed_since_stays_and_is_named(changed):
    rows = [row(share="0.25"), row(target=C, share="0.75")]
    got, _, _ = applied(rows, process(exchange()), flow(A, "a"))
    got.exchanges[changed].amount = 5.0
    report = Report()
    assert undo(got, report).exchanges == got.exchanges
    assert [(i.code, i.path, i.value) for i in report] == [("MAP-011", f"exchanges[{changed}].amount", 5.0)]


def test_a_split_that_lost_its_first_part_stays():
    rows = [row(share="0.25"), row(target=C, share="0.75")]
    got, _, _ = applied(rows, process(exchange()), flow(A, "a"))
    del got.exchanges[0]
    report = Report()
    assert undo(got, report).exchanges == got.exchanges
    assert report.issue_counts["MAP-011"] == 1


def test_factors_of_a_category_come_back_merged_or_not():
    # Two sources become one target: the second factor has no place, and is there again after undo, in its order.
    rows = [row(factor="4"), MapRow(source=Side(uuid=C, name="c", unit="kg"), target=Side(uuid=B, name="b", unit="kg"))]
    _, index, application = applied(rows, process(exchange()), flow(A, "a"), flow(C, "c"))
    factors = [ImpactFactor(flow=Ref(type="flow", uuid=u), value=v) for u, v in ((C, 2.0), (A, 28.0))]
    category = ImpactCategory(uuid=B, factors=factors)
    mapped = application.apply(category, index, Report())
    assert len(mapped.factors) == 1
    assert undo(mapped, Report()) == category


def test_a_mark_that_is_no_json_stays():
    given = process(exchange(comment={"en": MARK + "{broken"}))
    assert undo(given, Report()) == given


def test_added_data_sets_go_again():
    added = target_entities([Side(uuid=B, name="b", unit="kg", context="air/unspecified")], Index())
    assert [e.type for e in added] == ["flow", "flow_property", "unit_group"]
    assert all(is_added(e) for e in added)


@pytest.mark.slow
def test_uslci_keeps_its_footprints(corpus, tmp_path):
    """Mapped to EF 3.1 by default, every linked footprint is the one of the package that kept its flows."""
    from lcabridge.calc import Calculator

    scores = []
    for mapping in (False, True):
        target = tmp_path / f"{mapping}.zip"
        result = lcabridge.convert(corpus / "jsonld" / "uslci-2020q3.zip", target, to="national", mapping=mapping)
        with lcabridge.read(target) as package:
            scores.append(Calculator(package).gwp("cn-inventory").values)
    assert sum(d.state == "mapped" for d in result.mapped.plan.decisions.values()) > 2200
    assert (scores[0] != 0.0).sum() > 700
    assert scores[1] == pytest.approx(scores[0], rel=1e-6)


def table_of(source):
    """Return a map of every elementary flow of a package: times 2.5, every third one split."""
    rows = []
    with lcabridge.read(source) as package:
        for number, given in enumerate(source_flows(package)):
            side = given.side
            factors = [("2.5", "")] if number % 3 else [("", "0.4"), ("", "0.6")]
            for factor, share in factors:
                ident = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{side.uuid}{share}"))
                target = msgspec.structs.replace(side, uuid=ident, name=f"{side.name} {share}", cas="", location="")
                rows.append(MapRow(source=side, target=target, factor=factor, share=share))
    return FlowMap(id="t", target_list="T", rows=rows)


def mapped_and_undone(source, folder, to, maps):
    """Return the package as it is without mapping, and as it is mapped and undone."""
    plain, mapped, undone = (folder / f"{name}.zip" for name in ("plain", "mapped", "undone"))
    lcabridge.convert(source, plain, to=to, mapping=False)
    result = lcabridge.convert(source, mapped, to=to, maps=maps)
    assert sum(d.state == "mapped" for d in result.mapped.plan.decisions.values()) >= 10
    account = lcabridge.convert(mapped, undone, to=to, undo=True)
    assert not {code for code in account.report.issue_counts if code.startswith("MAP")}
    return plain, undone


@pytest.mark.parametrize("to", ["olca-jsonld", "national", "ilcd", "tidas", "ecospold2"])
def test_undone_is_the_very_package(corpus, tmp_path, to):
    source = corpus / "jsonld" / "beef-cattle.zip"
    plain, undone = mapped_and_undone(source, tmp_path, to, [table_of(source)])
    assert undone.read_bytes() == plain.read_bytes()


def test_the_result_of_undoing_does_not_depend_on_workers(corpus, tmp_path):
    source = corpus / "jsonld" / "beef-cattle.zip"
    lcabridge.convert(source, tmp_path / "mapped.zip", to="olca-jsonld", maps=[table_of(source)])
    written = []
    for workers in (1, 2):
        target = tmp_path / f"{workers}.zip"
        lcabridge.convert(tmp_path / "mapped.zip", target, to="olca-jsonld", undo=True, workers=workers)
        written.append(target.read_bytes())
    assert written[0] == written[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "to"),
    [
        *(("jsonld/uslci-2020q3.zip", to) for to in ("national", "olca-jsonld")),
        *(("jsonld/flcac-rail.zip", to) for to in ("national", "ilcd", "tidas", "ecospold2", "olca-jsonld")),
        *(("ilcd/tiangong-dev.zip", to) for to in ("national", "ilcd", "olca-jsonld")),
    ],
)
def test_large_packages_are_undone(corpus, tmp_path, name, to):
    source = corpus / name
    maps = ["ef31"] if name.startswith("jsonld") else [table_of(source)]  # TianGong's flows are those of EF 3.1
    plain, undone = mapped_and_undone(source, tmp_path, to, maps)
    if name.startswith("ilcd"):  # reading takes the names of placeholders away, mapped or not
        again = tmp_path / "again.zip"
        lcabridge.convert(plain, again, to=to, mapping=False)
        plain = again
    assert undone.read_bytes() == plain.read_bytes()


def test_tables_have_columns_for_what_was(corpus, tmp_path):
    source, target = corpus / "jsonld" / "beef-cattle.zip", tmp_path / "mapped.xlsx"
    lcabridge.convert(source, target, to="tables", maps=[table_of(source)])
    with lcabridge.read(target) as package:
        exchanges = [e for p in package.entities("process") for e in p.exchanges if e.mapped_from is not None]
    assert exchanges
    assert all(e.mapped_from.flow.uuid != e.flow.uuid and MARK not in e.comment.get("en", "") for e in exchanges)


def test_formats_without_a_place_say_it_in_comments(corpus, tmp_path):
    source = corpus / "jsonld" / "beef-cattle.zip"
    lcabridge.convert(source, tmp_path / "mapped.csv", to="simapro", maps=[table_of(source)])
    lcabridge.convert(source, tmp_path / "plain.csv", to="simapro", mapping=False)
    lcabridge.convert(tmp_path / "mapped.csv", tmp_path / "undone.csv", to="simapro", undo=True)
    amounts = []
    for name in ("plain", "undone"):
        with lcabridge.read(tmp_path / f"{name}.csv") as package:
            names = {e.uuid: pick(e.name, "en") for e in package.entities("flow")}
            exchanges = [e for p in package.entities("process") for e in p.exchanges]
            amounts.append(
                sorted((names[e.flow.uuid], e.amount, e.direction, e.comment.get("en", "")) for e in exchanges)
            )
    assert amounts[0] == amounts[1]


def test_coverage_and_application_are_one_object():
    _, _, application = applied([row()], process(exchange(), exchange(id=2, amount=-1.0)), flow(A, "a"))
    tally = application.counts.flows[A]
    assert (tally.exchanges, tally.amount) == (2, 4.0)
    assert msgspec.structs.asdict(tally)["unscaled"] == 0


def test_the_real_ipcc_table_is_refused_for_exchanges_and_serves_factors(corpus, tmp_path, capsys):
    """EPA's IPCC.csv gives each gas every compartment with factor 1: applied to an emission it would multiply it."""
    gas = flow(A, "Nitrous oxide")
    gas.classifications = [Classification(system="S", classes=[ClassEntry(name="air")])]
    emission = exchange(unit=UnitRef(name="kg"))
    category = ImpactCategory(
        uuid=B, factors=[ImpactFactor(flow=Ref(type="flow", uuid=A), value=265.0, unit=UnitRef(name="kg"))]
    )
    measures = [flow_property_entity(MASS), unit_group_entity(MASS_UNITS)]
    source, target = tmp_path / "s.zip", tmp_path / "t.zip"
    lcabridge.write([gas, process(emission), category, *measures], source, to="olca-jsonld")
    table = corpus / "mappings" / "fedefl" / "IPCC.csv"
    places = len([r for r in read_map(table)[0].rows if r.source.name == "Nitrous oxide"])
    assert run(["map", "apply", str(source), str(target), "--map", str(table), "--to", "olca-jsonld"]) == 0
    said = capsys.readouterr().out
    assert "Fan-out row refused for exchanges" in said
    with lcabridge.read(target) as package:
        by_type = {e.type: e for e in package.entities("process", "impact_category")}
    assert [(e.flow.uuid, e.amount) for e in by_type["process"].exchanges] == [(A, 3.0)]
    factors = by_type["impact_category"].factors
    assert {f.value for f in factors} == {265.0}
    assert len(factors) == places > 10
