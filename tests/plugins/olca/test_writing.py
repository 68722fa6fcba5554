"""Writing: openLCA's own fields, what is completed for openLCA, and the side file for the rest."""

import json
import zipfile

import msgspec
import pytest

from lcabridge.format import Part
from lcabridge.model import (
    Alias,
    ClassEntry,
    Classification,
    Exchange,
    Flow,
    FlowPropertyFactor,
    Geography,
    Index,
    Place,
    Process,
    Ref,
    Time,
    Unit,
    UnitGroup,
    UnitRef,
    diff,
    summarise,
)
from lcabridge.pipeline import write_entities
from tests.plugins.olca.packages import KG, MASS, MILL, MINE, ORE, STEEL, TONNE, UNITS, base, documents, exchange, ref

OTHER = "91111111-0000-4000-8000-000000000000"
SIDE = f"bin/processes/{MILL}/lcabridge.json"


def entities_of(workshop):
    return dict(workshop.read(base()).entities)


def written(workshop, entities, **options):
    """Write entities; return the path of the package."""
    workshop.count += 1
    target = workshop.folder / f"written{workshop.count}.zip"
    index = Index(summarise(entity) for entity in entities.values())
    write_entities(
        entities.values(), index, target, registry=workshop.registry, to="olca-jsonld", write_options=options
    )
    return target


def edited(workshop, package, change):
    """Return a copy of a package with its files changed: ``change`` gets name → JSON."""
    files = documents(package)
    change(files)
    return workshop.write(files)


def test_a_package_that_json_can_say_has_no_side_file(workshop):
    target, report = workshop.rewrite(base())
    files = documents(target)
    assert not [name for name in files if name.startswith("bin/")]
    assert files["olca-schema.json"] == {"version": 2}
    assert files[f"processes/{MILL}.json"]["exchanges"][1] == {
        "@type": "Exchange", "internalId": 2, "isInput": True, "isQuantitativeReference": False,
        "isAvoidedProduct": False, "amount": 1.6,
        "flow": {"@type": "Flow", "@id": ORE, "name": "Ore", "category": "materials/metals",
                 "flowType": "ELEMENTARY_FLOW", "refUnit": "kg"},
        "unit": {"@type": "Unit", "@id": KG, "name": "kg"},
        "flowProperty": {"@type": "FlowProperty", "@id": MASS, "name": "Mass", "refUnit": "kg"},
    }  # fmt: skip
    assert report.written == report.read


def test_what_json_can_say_is_not_read_back(workshop, monkeypatch):
    def read_back(*_):
        raise AssertionError("reading back is for what JSON cannot say: it costs a third of writing")

    monkeypatch.setattr("lcabridge_olca.writer.from_document", read_back)
    workshop.rewrite(base())


def test_same_bytes_again(workshop):
    first, second = (workshop.rewrite(base())[0].read_bytes() for _ in range(2))
    assert first == second


def test_carried_content_is_put_back_where_it_stood(workshop):
    package = base()
    process = package[f"processes/{MILL}.json"]
    process["library"] = "lib 1.0"
    process["exchanges"][1]["colour"] = {"a/b": [1, None]}
    process["exchanges"][1]["flow"]["description"] = "grey"
    package[f"bin/processes/{MILL}/notes.txt"] = "read me"
    target, _ = workshop.rewrite(package)
    back = documents(target)[f"processes/{MILL}.json"]
    assert back["library"] == "lib 1.0"
    assert back["exchanges"][1]["colour"] == {"a/b": [1, None]}
    assert back["exchanges"][1]["flow"]["description"] == "grey"
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"bin/processes/{MILL}/notes.txt") == b"read me"


def test_projects_results_and_epds_are_carried_whole(workshop):
    project = {"@type": "Project", "@id": OTHER, "name": "P", "variants": [{"name": "V", "amount": 2.0}], "goal": "g"}
    target, report = workshop.rewrite({f"projects/{OTHER}.json": project})
    assert documents(target)[f"projects/{OTHER}.json"] == project
    assert report.issue_counts["READ-002"] == 2


def test_a_missing_data_set_gets_a_marked_stub_that_reading_removes(workshop):
    package = base()
    package[f"processes/{MILL}.json"]["exchanges"][1]["defaultProvider"] = ref(
        "Process", MINE, name="Mine", category="mining", processType="LCI_RESULT"
    )
    target, report = workshop.rewrite(package)
    stub = documents(target)[f"processes/{MINE}.json"]
    assert (stub["@id"], stub["name"], stub["category"], stub["processType"]) == (MINE, "Mine", "mining", "LCI_RESULT")
    assert stub["tags"] == ["lcabridge:missing"]
    assert "Placeholder" in stub["description"]
    assert "占位" in stub["description"]
    assert [issue.value for issue in report if issue.code == "WRITE-001"] == [MINE]
    read = workshop.read(target)
    assert MINE not in read.entities
    assert read.index.get("process", MINE) is None
    assert not diff(workshop.read(package).entities[MILL], read.entities[MILL])


def test_a_stub_that_was_filled_in_is_a_data_set(workshop):
    package = base()
    package[f"processes/{MILL}.json"]["exchanges"][1]["defaultProvider"] = ref("Process", MINE, name="Mine")
    target, _ = workshop.rewrite(package)

    def fill_in(files):
        files[f"processes/{MINE}.json"]["exchanges"] = [exchange(1, ORE, 1.0, isInput=False)]

    assert MINE in workshop.read(edited(workshop, target, fill_in)).entities


def test_missing_reference_units_are_openlcas_own(workshop):
    mass, units = "93a60a56-a3c8-11da-a746-0800200b9a66", "93a60a57-a4c8-11da-a746-0800200c9a66"
    package = base()
    del package[f"unit_groups/{UNITS}.json"], package[f"flow_properties/{MASS}.json"]
    text = json.dumps(package).replace(MASS, mass)
    target, report = workshop.rewrite(json.loads(text))
    files = documents(target)
    group = files[f"unit_groups/{units}.json"]
    factors = {unit["name"]: unit["conversionFactor"] for unit in group["units"]}
    assert (factors["kg"], factors["t"], factors["g"]) == (1.0, 1000.0, 0.001)
    assert files[f"flow_properties/{mass}.json"]["unitGroup"]["@id"] == units
    assert sorted(i.value for i in report if i.code == "WRITE-002") == sorted([mass, units])
    assert not {mass, units} & workshop.read(target).entities.keys()


def test_unit_and_property_of_an_amount_in_reference_units_are_written(workshop):
    entities = entities_of(workshop)
    entities[MILL].exchanges[1].unit = entities[MILL].exchanges[1].property = None
    target = written(workshop, entities)
    row = documents(target)[f"processes/{MILL}.json"]["exchanges"][1]
    assert (row["unit"]["@id"], row["flowProperty"]["@id"]) == (KG, MASS)
    assert workshop.read(target).entities[MILL].exchanges[1] == entities[MILL].exchanges[1]


def test_units_without_uuid_get_one_that_exchanges_use(workshop):
    entities = entities_of(workshop)
    for unit in entities[UNITS].units:
        unit.uuid = ""
    for row in entities[MILL].exchanges:
        row.unit = UnitRef(name="t")
    target = written(workshop, entities)
    files = documents(target)
    tonne = next(u["@id"] for u in files[f"unit_groups/{UNITS}.json"]["units"] if u["name"] == "t")
    assert files[f"processes/{MILL}.json"]["exchanges"][0]["unit"] == {"@type": "Unit", "@id": tonne, "name": "t"}
    back = workshop.read(target).entities
    assert not diff(back[UNITS], entities[UNITS])
    assert not diff(back[MILL], entities[MILL])


def test_a_place_by_code_becomes_openlcas_location(workshop):
    entities = entities_of(workshop)
    entities[MILL].geography = Geography(place=Place(code="DE"))
    target = written(workshop, entities)
    # KeyGen.get("DE") of openLCA 2.6.1.
    germany = "5f02f088-9301-3d7b-a1ac-972c11bf3e7d"
    files = documents(target)
    assert files[f"processes/{MILL}.json"]["location"]["@id"] == germany
    assert files[f"locations/{germany}.json"]["code"] == "DE"
    assert workshop.read(target).entities[MILL].geography.place == Place(code="DE")


def test_name_parts_are_joined_natively_and_kept_apart_in_the_side_file(workshop):
    entities = entities_of(workshop)
    entities[STEEL] = msgspec.structs.replace(
        entities[STEEL],
        name={"en": "Steel", "zh": "钢"},
        treatment={"en": "rolled"},
        mix_and_location={"en": "at mill"},
    )
    target = written(workshop, entities)
    assert documents(target)[f"flows/{STEEL}.json"]["name"] == "Steel; rolled; at mill"
    read = workshop.read(target)
    assert not diff(read.entities[STEEL], entities[STEEL])
    assert read.index.get("flow", STEEL).name == {"en": "Steel", "zh": "钢"}


@pytest.mark.parametrize(("lang", "native"), [("en", "Steel"), ("zh", "钢")])
def test_the_native_language_is_an_option(workshop, lang, native):
    entities = entities_of(workshop)
    entities[STEEL].name = {"zh": "钢", "en": "Steel", "de": "Stahl"}
    target = written(workshop, entities, lang=lang)
    assert documents(target)[f"flows/{STEEL}.json"]["name"] == native
    assert workshop.read(target, lang=lang).entities[STEEL].name == {"zh": "钢", "en": "Steel", "de": "Stahl"}


def test_what_only_other_formats_say_comes_back(workshop):
    entities = entities_of(workshop)
    mill = entities[MILL]
    mill.process_type = "unit_process_black_box"
    mill.time = Time(reference_year=2020, valid_until="2024", description={"zh": "年度", "en": "yearly"})
    mill.classifications = [Classification(system="ILCD", classes=[ClassEntry(name="Metals", id="3")], uri="../c.xml")]
    mill.aliases = [Alias(system="x", id="1")]
    mill.extra = {"ilcd": {"/a": [1, {"b": None}]}}
    mill.exchanges[0].comment = {"en": "one", "zh": "一"}
    mill.exchanges[1].mean_amount, mill.exchanges[1].variable = 0.8, "v"
    mill.exchanges[1].flow = Ref(
        type="flow", uuid=ORE, version="01.00.000", name={"en": "Ore, 62 %", "zh": "矿石"}, uri="../flows/o.xml"
    )
    mill.exchanges[1].sources = [Ref(type="source", uuid=OTHER, version="02.00")]
    target = written(workshop, entities)
    document = documents(target)[f"processes/{MILL}.json"]
    assert document["processType"] == "UNIT_PROCESS"
    assert document["category"] == "Metals"
    assert document["processDocumentation"]["validFrom"] == "2020-01-01"
    assert document["processDocumentation"]["validUntil"] == "2024-12-31"
    assert not diff(workshop.read(target).entities[MILL], mill)


def test_a_field_changed_after_writing_wins_over_the_side_file(workshop):
    entities = entities_of(workshop)
    entities[MILL].exchanges[0].comment = {"en": "one", "zh": "一"}
    entities[MILL].exchanges[1].comment = {"en": "two", "zh": "二"}
    target = written(workshop, entities)

    def change(files):
        files[f"processes/{MILL}.json"]["exchanges"][0]["description"] = "changed"

    read = workshop.read(edited(workshop, target, change))
    comments = [row.comment for row in read.entities[MILL].exchanges]
    assert comments == [{"en": "changed"}, {"en": "two", "zh": "二"}]
    assert [(i.path, i.value) for i in read.issues("READ-012")] == [("exchanges[0].comment", {"en": "one", "zh": "一"})]


@pytest.mark.parametrize(("unit", "said"), [(UnitRef(name="kg"), "unit"), (None, "reference")])
def test_units_and_properties_that_exchanges_leave_to_their_flows_need_one_word(workshop, unit, said):
    """openLCA wants both in every exchange; a unit that it changes there is its own word."""
    entities = entities_of(workshop)
    for row in entities[MILL].exchanges:
        row.property, row.unit = None, unit
    target = written(workshop, entities)
    files = documents(target)
    assert all({"unit", "flowProperty"} <= row.keys() for row in files[f"processes/{MILL}.json"]["exchanges"])
    assert files[SIDE] == {"lcabridge": 1, "quantities": said, "refs": [], "patches": []}
    assert [(e.property, e.unit) for e in workshop.read(target).entities[MILL].exchanges] == [(None, unit)] * 2

    def change(files):
        files[f"processes/{MILL}.json"]["exchanges"][0]["unit"] = ref("Unit", TONNE, name="t")

    rows = workshop.read(edited(workshop, target, change)).entities[MILL].exchanges
    assert [row.unit.name if row.unit else "" for row in rows] == ["t", unit.name if unit else ""]


def test_the_side_file_finds_exchanges_again_in_another_order_and_never_another_one(workshop):
    entities = entities_of(workshop)
    entities[MILL].exchanges[0].derivation = "Measured"
    entities[MILL].exchanges[1].derivation = "Estimated"
    target = written(workshop, entities)

    def reverse(files):
        files[f"processes/{MILL}.json"]["exchanges"].reverse()

    rows = workshop.read(edited(workshop, target, reverse)).entities[MILL].exchanges
    assert [(row.id, row.derivation) for row in rows] == [(2, "Estimated"), (1, "Measured")]

    def remove(files):
        del files[f"processes/{MILL}.json"]["exchanges"][0]

    read = workshop.read(edited(workshop, target, remove))
    assert [(row.id, row.derivation) for row in read.entities[MILL].exchanges] == [(2, "Estimated")]
    assert [issue.value for issue in read.issues("READ-012")] == ["Measured"]


@pytest.mark.parametrize("text", ["{", "[]", '{"lcabridge": 9, "refs": [], "patches": []}', '{"lcabridge": 1}'])
def test_a_broken_side_file_is_named_and_the_data_set_read_without_it(workshop, text):
    read = workshop.read({**base(), SIDE: text})
    assert [issue.file.rpartition("!")[2] for issue in read.issues("OLCA-005")] == [SIDE]
    assert not diff(read.entities[MILL], workshop.read(base()).entities[MILL])


def test_references_to_texts_that_are_no_uuids_come_back(workshop):
    entities = entities_of(workshop)
    entities[MILL].exchanges[1].flow = Ref(type="flow", uuid="Cement\u00a0325", name={"en": "Cement"})
    entities[MILL].exchanges[1].unit = entities[MILL].exchanges[1].property = None
    target = written(workshop, entities)
    assert workshop.read(target).entities[MILL].exchanges[1].flow.uuid == "Cement\u00a0325"


def test_systems_keep_instances_of_one_process_apart(workshop):
    system = "81111111-0000-4000-8000-000000000000"
    package = base()
    package[f"product_systems/{system}.json"] = {
        "@type": "ProductSystem", "@id": system, "name": "S", "refProcess": ref("Process", MILL),
        "processes": [ref("Process", MILL)], "analysisGroups": [{"name": "G", "processes": [ref("Process", MILL)]}],
    }  # fmt: skip
    entities = dict(workshop.read(package).entities)
    model = entities[system]
    model.instances[0].factor = 2.5
    model.instances.append(msgspec.structs.replace(model.instances[0], id=7, factor=0.5))
    target = written(workshop, entities)
    document = documents(target)[f"product_systems/{system}.json"]
    assert [p["@id"] for p in document["processes"]] == [MILL]
    assert document["analysisGroups"][0]["name"] == "G"
    assert not diff(workshop.read(target).entities[system], model)


def test_a_flow_in_another_unit_keeps_amount_and_unit(workshop):
    flow = Flow(
        uuid=OTHER, name={"en": "Scrap"}, flow_type="other",
        properties=[FlowPropertyFactor(property=Ref(type="flow_property", uuid=MASS), is_reference=True)],
    )  # fmt: skip
    entities = entities_of(workshop) | {OTHER: flow}
    entities[MILL].exchanges.append(
        Exchange(id=9, flow=flow.ref(), amount=-2.0, direction="output", unit=UnitRef(name="t", uuid=TONNE))
    )
    target = written(workshop, entities)
    files = documents(target)
    assert files[f"flows/{OTHER}.json"]["flowType"] == "PRODUCT_FLOW"
    row = files[f"processes/{MILL}.json"]["exchanges"][2]
    assert (row["amount"], row["unit"]["@id"], row["flowProperty"]["@id"]) == (-2.0, TONNE, MASS)
    read = workshop.read(target)
    assert (read.entities[OTHER].flow_type, read.entities[MILL].exchanges[2].amount) == ("other", -2.0)


def test_every_path_of_keeps_is_a_field_of_the_model(registry):
    keeps = registry.format("olca-jsonld").keeps
    classes = {cls.__struct_config__.tag: cls for cls in (Process, Flow)}
    for path in keeps.native:
        tag, field = path.split(".")[:2]
        if tag in classes:
            assert field in classes[tag].__struct_fields__
    assert keeps.fate("process.exchanges.uncertainty.gsd") == "native"
    assert keeps.fate("process.exchanges.mean_amount") == "carried"
    assert keeps.fate("process.name") == "native"


def test_sessions_travel_to_workers(workshop, registry):
    import pickle

    from lcabridge.report import Report
    from lcabridge.sources import open_source

    fmt = registry.format("olca-jsonld")
    with open_source(workshop.write(base())) as source:
        session = pickle.loads(pickle.dumps(fmt.open(source, fmt.Options())))
        part = next(p for p in session.parts() if p.key == f"flows/{ORE}")
        assert isinstance(part, Part)
        assert [entity.uuid for entity in session.read(part, Index(), Report())] == [ORE]
        session.source.close()


@pytest.mark.parametrize(
    ("group", "same"),
    [("93a60a57-a4c8-11da-a746-0800200c9a66", True), ("93a60a57-a4c8-11da-a746-000000000000", False)],
)
def test_a_unit_without_uuid_gets_the_one_openlca_gives_it_in_a_reference_group(workshop, group, same):
    # kg in openLCA's "Units of mass" (olca-schema's unit table).
    units = UnitGroup(uuid=group, name={"en": "Units of mass"}, units=[Unit(name="kg", factor=1.0)])
    target = written(workshop, {"unit_group": units})
    [unit] = documents(target)[f"unit_groups/{group}.json"]["units"]
    assert (unit["@id"] == "20aadc24-a391-41cf-b340-3e4529f44bde") is same
