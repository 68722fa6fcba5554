"""One mapping object, lossless to and from every interchange format."""

import json

import msgspec
import pytest

from lcabridge.errors import MalformedSourceError
from lcabridge.flowmap import FlowMap, MapRow, Side, cardinality, map_bytes, parse_map, read_map, write_map

A, B, C = (f"00000000-0000-4000-8000-00000000000{x}" for x in "abc")


def plain(table):
    return [msgspec.structs.replace(row, line=0) for row in table.rows]


FULL = FlowMap(
    id="m",
    name="M: 1",
    version="2",
    source_list="S 1",
    target_list="T",
    licence="CC0-1.0",
    rows=[
        MapRow(
            source=Side(uuid=A, name='=a, "x"', context="air/unspecified", unit="kg", list_name="S 1", cas="50-00-0", location="CN"),
            target=Side(uuid=B, name="b 甲", context="E/A", unit="g", list_name="T", flow_property=C, unit_uuid=C, provider=A),
            condition=">", factor="1000.0", share="0.30", use="exchange", map_type="ONE2MANY_FLOW_MANUAL", rule="r", match_fields="cas",
            similarity="0.9", confidence="A", context_relation="same", justification="semapv:ManualMappingCuration", mapper="M", verifier="V",
            updated="2020-01-01", reviewed="2021-01-01", memo_mapper="m1", memo_verifier="m2", memo_source="m3", memo_target="m4",
            comment="c", origin="o", extra={"Own column": "x"},
        ),
        MapRow(source=Side(name="no uuid", context="c", unit="kg", list_name="S 1"), condition="none", comment="nothing there"),
        MapRow(source=Side(uuid=C, name="blank", context="c", unit="kg", list_name="S 1"), target=Side(uuid=A, name="t", unit="kg"), factor="N/A"),
        MapRow(source=Side(uuid=B, name="odd", context="c", unit="kg"), target=Side(uuid=C, name="t", unit="kg"), condition="?"),
    ],
)  # fmt: skip


@pytest.mark.parametrize(("kind", "suffix"), [("own", "csv"), ("own", "xlsx"), ("sssom", "tsv")])
def test_superset_formats_keep_everything(tmp_path, kind, suffix):
    path = tmp_path / f"m.{suffix}"
    assert write_map(FULL, path, kind) == {}
    back, _ = read_map(path)
    assert plain(back) == plain(FULL)
    assert (back.name, back.version, back.licence) == (FULL.name, FULL.version, FULL.licence)


def test_glad_says_what_it_drops_and_multiplies_shares():
    data, lost = map_bytes(FULL, "glad20")
    assert lost["confidence"] == lost["share"] == lost["source.cas"] == 1
    assert parse_map(data, "x")[0].rows[0].factor == "300.0"


GLAD19 = (
    "\ufeffSourceListName,SourceFlowName,SourceFlowUUID,SourceFlowContext,SourceUnit,MatchCondition,ConversionFactor,"
    "TargetListName,TargetFlowName,TargetFlowUUID,TargetFlowContext,TargetUnit,Mapper,Verifier,LastUpdated,MemoMapper,"
    "MemoVerifier,MemoSource,MemoTarget\nS,a,,air,kg,~,N/A,T,b,{b},E,MJ,M,V,2020,m,n,o,p\n"
).replace("{b}", B)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_glad_round_trip(tmp_path, suffix):
    table, _ = parse_map(GLAD19.encode(), "g.csv")
    assert table.rows[0].relation == "~"
    assert table.rows[0].value is None
    assert write_map(table, tmp_path / f"g.{suffix}", "glad") == {}
    back, _ = read_map(tmp_path / f"g.{suffix}")
    assert plain(back) == plain(table)


def test_fedefl_round_trip():
    text = (
        GLAD19.replace("TargetListName,", "")
        .replace(",T,b", ",b")
        .replace(",MemoMapper,MemoVerifier,MemoSource,MemoTarget", "")
    )
    table, _ = parse_map(text.replace(",m,n,o,p", "").encode(), "f.csv")
    data, lost = map_bytes(table, "fedefl")
    assert lost == {}
    assert data.decode().splitlines()[0].count(",") == 13
    assert plain(parse_map(data, "f")[0]) == plain(table)


@pytest.mark.parametrize("columns", [3, 21, 23])
def test_openlca_csv_round_trip(columns):
    cells = [
        A,
        B,
        "2.5",
        "a",
        "x/y",
        "CN",
        "b",
        "z",
        "",
        C,
        "Mass",
        C,
        "Mass",
        A,
        "kg",
        B,
        "g",
        A,
        "p",
        "cat",
        "CN",
        "ok",
        "warn",
    ]
    table, _ = parse_map((";".join(cells[:columns]) + "\n").encode(), "o.csv")
    assert table.rows[0].factor == "2.5"
    data, lost = map_bytes(table, "olca-csv")
    assert lost == {}
    back, _ = parse_map(data, "o.csv")
    assert plain(back) == plain(table)
    assert data.decode().strip().split(";")[:columns] == cells[:columns]


def test_openlca_json_round_trip():
    document = {
        "@type": "FlowMap", "@id": C, "name": "m", "source": {"@type": "FlowMap", "@id": A, "name": "S"}, "target": {"name": "T"},
        "mappings": [
            {
                "from": {"flow": {"@id": A, "name": "a", "categoryPath": ["x", "y"]}, "unit": {"@id": C, "name": "kg"}},
                "to": {"flow": {"@id": B, "name": "b"}, "provider": {"@id": C, "name": "p"}},
                "conversionFactor": 0.001,
            }
        ],
    }  # fmt: skip
    table, _ = parse_map(json.dumps(document).encode(), "o.json")
    assert (table.rows[0].source.context, table.rows[0].value, table.rows[0].target.provider) == ("x/y", 0.001, C)
    data, lost = map_bytes(table, "olca-json")
    assert json.loads(data) == document
    assert lost == {}


def test_randonneur_round_trip():
    document = {
        "name": "n", "description": "d", "version": "1", "licenses": [{"name": "CC0"}], "contributors": [{"title": "x", "roles": ["author"], "path": "p"}],
        "graph_context": ["edges"], "mapping": {"source": {"labels": {}}, "target": {"labels": {}}}, "source_id": "s-1", "target_id": "t-1",
        "replace": [
            {"source": {"name": "a", "uuid": A, "context": ["air", "x"], "formula": "CO"}, "target": {"identifier": B, "name": "b", "context": "air"}, "conversion_factor": 2.0, "comment": "c"},
            {"source": {"name": "k"}, "target": {"uuid": B, "conversion_factor": 3.0}, "condition": "q"},
        ],
        "delete": [{"source": {"uuid": C}}],
        "disaggregate": [{"source": {"uuid": C, "name": "s"}, "targets": [{"uuid": A, "allocation": 0.25}, {"uuid": B, "allocation": 0.75}]}],
    }  # fmt: skip
    table, _ = parse_map(json.dumps(document).encode(), "r.json")
    assert [row.share for row in table.rows] == ["", "", "", "0.25", "0.75"]
    assert [row.is_blocked for row in table.rows] == [False, False, True, False, False]
    data, lost = map_bytes(table, "randonneur")
    assert json.loads(data) == document
    assert lost == {}


def test_sssom_predicates_point_the_right_way():
    # skos:narrowMatch: the object is narrower, so the source is a superset: GLAD's ">".
    rows = [MapRow(source=Side(uuid=A), target=Side(uuid=B), condition=c) for c in ("=", ">", "<", "<>", "~")]
    lines = [
        line.split("\t")
        for line in map_bytes(FlowMap(rows=rows), "sssom")[0].decode().splitlines()
        if not line.startswith("#")
    ]
    assert [line[1] for line in lines[1:]] == [
        "skos:exactMatch", "skos:narrowMatch", "skos:broadMatch", "skos:relatedMatch", "skos:closeMatch",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("factors", "shares", "expected"),
    [
        (["", ""], ["", ""], "fan-out"),
        (["0.25", "0.75"], ["", ""], "split"),
        (["0.25", "0.7"], ["", ""], "fan-out"),
        (["", ""], ["0.5", "0.5"], "split"),
        (["", ""], ["0.5", "0.6"], "fan-out"),
        (["N/A", ""], ["", ""], "single"),
        (["N/A", "N/A"], ["", ""], "none"),
    ],
)
def test_split_and_fan_out_are_told_apart(factors, shares, expected):
    targets = (B, C)
    rows = [
        MapRow(source=Side(uuid=A), target=Side(uuid=t, unit="kg"), factor=f, share=s)
        for t, f, s in zip(targets, factors, shares, strict=True)
    ]
    assert cardinality(rows) == expected


def test_a_code_in_the_place_of_a_uuid_and_a_no_break_space_stay():
    row = MapRow(source=Side(uuid="EI3ARUNI0001", name="a\xa0", context="c", unit="kg"), target=Side(uuid=B, name="b"))
    table = FlowMap(id="t", rows=[row])
    assert parse_map(map_bytes(table, "own")[0], "x")[0].rows[0].source == row.source


MUCH = 500_000


def survives(path):
    table, _ = read_map(path)
    own = {"fedefl": "fedefl", "openlca": "olca-csv", "randonneur": "randonneur"}.get(path.parent.name, "glad20")
    for kind in ("own", "sssom", own):
        data, lost = map_bytes(table, kind)
        assert (lost, plain(parse_map(data, "x")[0])) == ({}, plain(table)), (path.name, kind)


@pytest.mark.parametrize("name", ["fedefl/DMR.csv", "fedefl/WARM.csv", "openlca/ecospold_2_flow_map.csv"])
def test_corpus_tables_survive(corpus, name):
    survives(corpus / "mappings" / name)


@pytest.mark.slow
def test_every_table_of_the_corpus_survives_every_form_that_holds_it(corpus):
    """Our own form, SSSOM, and the one that the table came in: nothing lost, the same rows. The largest are left out for time."""
    no_map = {
        "registry.json",
        "sp_flow_import_map.csv",
    }  # the second is no flow map of openLCA, but an older import table
    no_factor = {"simapro-biosphere-2024-ecoinvent-3.9-biosphere.gz"}  # NaN for a factor: refused
    files = [f for f in (corpus / "mappings").rglob("*") if f.suffix in (".csv", ".json", ".gz")]
    files = [f for f in files if f.stat().st_size < MUCH]
    assert len(files) > 50
    for path in sorted(files):
        if path.name in no_factor:
            with pytest.raises(MalformedSourceError, match="NaN"):
                read_map(path)
        elif path.name not in no_map:
            survives(path)


def test_ipcc_is_a_fan_out(corpus):
    table, _ = read_map(corpus / "mappings/fedefl/IPCC.csv")
    kinds = [cardinality(rows) for rows in table.by_source().values()]
    assert kinds.count("fan-out") > 370
