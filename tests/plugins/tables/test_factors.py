"""Lists of single factors: rows by hand, with the mapping files that come with lcabridge and with one of our own."""

import pytest

import lcabridge
from lcabridge_tables.factormap import ready_made
from lcabridge_tables.factors import Measured, measured
from tests.plugins.tables.books import workbook


@pytest.mark.parametrize(
    ("unit", "per", "gas", "found"),
    [
        ("kgCO2e/kWh", "", "", Measured("1", "", "kWh")),
        ("tCO₂e/t", "", "", Measured("1000", "", "t")),
        ("kg CO2-eq / m3", "", "", Measured("1", "", "m3")),
        ("gCO2当量/件", "", "", Measured("0.001", "", "件")),
        ("kgCO2/kWh", "", "", Measured("1", "CO2", "kWh")),
        ("kg/TJ", "", "CH4", Measured("1", "CH4", "TJ")),
        ("ｋｇＣＯ２ｅ／ｋｇ", "", "", Measured("1", "", "kg")),
        ("kgCO2e", "kg", "", Measured("1", "", "kg")),
        ("kgCO2e", "", "", None),
        ("kg/TJ", "", "", None),
        ("tC/TJ", "", "", None),
        ("%", "", "", None),
    ],
)
def test_units(unit, per, gas, found):
    assert measured(unit, per, gas) == found


def read(path, **options):
    with lcabridge.read(path, **options) as package:
        return list(package), package


def processes(entities):
    return {next(iter(e.name.values())): e for e in entities if e.type == "process"}


def test_a_table_of_the_shape_of_cpcd(tmp_path):
    rows = [
        ["产品碳足迹（示例）"],
        ["产品名称", "英文名称", "产品编号", "大类", "型号", "碳足迹", "单位", "数据年份", "功能单位", "质量评分"],
        ["电力", "Electricity", "E-1", "能源", None, 0.6, "kgCO2e/kWh", 2023, "1 kWh", "A"],
        ["水泥", "Cement", "C-1", "建材", "P.O 42.5", "0.7", "tCO2e/t", "2022年", "1 t", "B"],
    ]
    entities, package = read(workbook(tmp_path / "list.xlsx", {"表": rows}))
    assert (package.format.id, package.evidence.reason.rpartition(" ")[2]) == ("factors", "cpcd")
    found = processes(entities)
    power, cement = found["电力"], found["水泥"]
    assert power.name == {"zh": "电力", "en": "Electricity"}
    assert (power.impact_results[0].amount, power.exchanges[0].unit.name, power.time.reference_year) == (
        0.6,
        "kWh",
        2023,
    )
    assert power.functional_unit == {"en": "1 kWh"}
    # 0.7 t per t are 700 kg per t; what was published stands in the comment.
    assert cement.impact_results[0].amount == 700.0
    assert cement.impact_results[0].comment == {"en": "0.7 tCO2e/t"}
    assert cement.time.reference_year == 2022
    assert cement.description == {"zh": "型号: P.O 42.5\n质量评分: B"}
    assert cement.aliases[0].id == "C-1"
    category = next(e for e in entities if e.type == "impact_category")
    assert cement.impact_results[0].category.uuid == category.uuid
    assert cement.data_sources.sources[0].uuid == next(e for e in entities if e.type == "source").uuid


def test_a_table_of_the_shape_of_the_national_emission_factors(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(
        "分类路径,排放类型,燃料,数值,单位,地区,数据来源\n"
        "能源/固定燃烧,CH4,无烟煤,1.5,kg/TJ,全国,某指南\n"
        "能源/电力,CO2e,电网,0.6,kgCO2e/kWh,山西,某公告\n".encode("gb18030")
    )
    entities, package = read(path)
    assert package.evidence.reason.endswith("ncsc")
    coal, grid = processes(entities)["无烟煤"], processes(entities)["电网"]
    # A factor of a gas is an emission of it: the result depends on whose GWP counts.
    assert coal.impact_results == []
    assert [(e.amount, e.unit.name, e.flow.name["en"]) for e in coal.exchanges[1:]] == [(1.5, "kg", "Methane")]
    assert [c.name for c in coal.classifications[0].classes] == ["能源", "固定燃烧"]
    assert coal.geography.place.code == "CN"
    assert (grid.impact_results[0].amount, grid.geography.place.code) == (0.6, "CN-SX")
    assert {"某指南", "某公告"} <= {next(iter(e.name.values())) for e in entities if e.type == "source"}


def test_a_mapping_of_ones_own(tmp_path):
    (tmp_path / "rules.yaml").write_text(
        """
id: mine
source: {name: {en: My list}, url: https://example.org}
columns:
  name_en: product
  value: [footprint, value]
  unit: numerator
  per: per
  year: year
  place: where
defaults: {place: NO}
places: {Norge: NO}
decimal: ","
thousands: "."
""",
        encoding="utf-8",
    )
    (tmp_path / "list.csv").write_text(
        "product;value;numerator;per;year;where\nAluminium;1.234,5;gCO2e;kg;2021;Norge\nSilicon;2;kgCO2e;kg;2021;\n",
        encoding="utf-8",
    )
    entities, _ = read(tmp_path / "list.csv", format="factors", map=str(tmp_path / "rules.yaml"))
    aluminium = processes(entities)["Aluminium"]
    assert (aluminium.impact_results[0].amount, aluminium.exchanges[0].unit.name) == (1.2345, "kg")
    # YAML 1.1 would make NO false; here it stays the code of Norway.
    assert [e.geography.place.code for e in processes(entities).values()] == ["NO", "NO"]


def test_two_rows_of_one_product_are_two_processes(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "产品名称,碳足迹,单位,数据年份\n钢,2,kgCO2e/kg,2020\n钢,2.5,kgCO2e/kg,2020\n钢,3,kgCO2e/kg,2021\n",
        encoding="utf-8",
    )
    entities, _ = read(path, format="factors")
    steel = [e for e in entities if e.type == "process"]
    assert len({e.uuid for e in steel}) == 3
    assert len({e.exchanges[0].flow.uuid for e in steel}) == 1


def test_the_mappings_that_come_with_lcabridge():
    assert sorted(ready_made()) == ["cpcd", "ncsc"]
    for rules in ready_made().values():
        assert rules.source.name["zh"]
        assert rules.impact.unit == "kg CO2e"


@pytest.mark.parametrize("to", ["olca-jsonld", "ilcd", "tables"])
def test_a_list_goes_to_other_formats_with_its_results(to, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("产品名称,碳足迹,单位,数据年份\n钢,2,kgCO2e/kg,2020\n", encoding="utf-8")
    target = tmp_path / ("out.xlsx" if to == "tables" else "out.zip")
    report = lcabridge.convert(path, target, to=to, from_="factors").report
    assert report.written["process"] == 1
    with lcabridge.read(target, format=to) as package:
        (process,) = package.entities("process")
    assert [result.amount for result in process.impact_results] == [2.0]
