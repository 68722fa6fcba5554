"""Reports made by hand for the tests of this folder: through ``Report`` itself, as a conversion makes them."""

import random
import uuid

from lcabridge.report import CATALOGUE, EntityKey, Loss, Report, Stage
from lcabridge.report import catalogue as c

SOURCE = {"name": "sample.zip", "format": "olca-jsonld", "version": "2", "entries": 12}
TARGET = {"name": "sample-national.zip", "format": "national", "level": "structure"}

GRID = EntityKey("process", "11111111-1111-4111-8111-111111111111", "01.00.000")
STEEL = EntityKey("flow", "22222222-2222-4222-8222-222222222222", "01.00")
NAMES = {
    "process": {GRID.uuid: {"en": "Electricity, at grid", "zh": "电网电力"}},
    "flow": {STEEL.uuid: {"en": "Steel, hot rolled"}},
}


def small() -> Report:
    """Nine issues of six codes, one of each kind of loss but CONVERTED, which is counted 7 times."""
    report = Report()
    report.count_read("process", 3)
    report.count_read("flow", 5)
    report.count_written("process", 3)
    report.count_written("flow", 4)
    report.convert("unit spelling", 7)
    report.about(GRID, "sample.zip!processes/1111.json")
    report.add(
        c.BAD_VALUE, path="process.exchanges.amount", pointer="/exchanges/3/amount", value="1,5", expected="a number"
    )
    report.add(c.LANGUAGE, path="process.name", line=4, value="电网电力", old="en", new="zh")
    report.stage = Stage.WRITE
    report.add(c.DROPPED_VALUE, path="process.exchanges.cost", value=12.5)
    report.add(c.DROPPED_VALUE, path="process.exchanges.formula", value="=2*x")
    report.add(c.DEGRADED_VALUE, path="process.exchanges.allocation", value=33.33333, native=33.333)
    report.add(c.PLACEHOLDER, path="process.time.reference_year", value=9999)
    report.about(STEEL, "sample.zip!flows/2222.json")
    report.add(c.DROPPED_VALUE, path="flow.synonyms", value={"en": "HRC", "de": "Warmband"})
    report.stage = Stage.MAP
    report.add(c.VERSION_REMAPPED, version="01.00", uuid="33333333-3333-5333-8333-333333333333", value=STEEL.uuid)
    report.stage = Stage.INDEX
    report.add(
        c.DANGLING,
        entity=GRID,
        type="source",
        uuid="44444444-4444-4444-8444-444444444444",
        name="IEA 2020",
        count=2,
        holders="1 process",
    )
    return report


def small_dict() -> dict:
    return {**small().to_dict("0.1.0", SOURCE, TARGET), "names": NAMES}


FIELDS = (
    "exchanges.amount",
    "exchanges.formula",
    "exchanges.uncertainty.gsd",
    "name",
    "geography.place",
    "modelling.allocation",
    "sources",
)
WORDS = (
    "Electricity",
    "steel",
    "transport",
    "truck",
    "aluminium",
    "at plant",
    "hot rolled",
    "diesel",
    "water",
    "cement",
    "recycled",
)
HANZI = ("电力", "钢材", "运输", "铝", "水泥", "柴油", "再生", "热轧")


def large(count: int = 60_000) -> dict:
    """A report of ``count`` issues over 400 data sets, as a large package gives; the same on every call."""
    rng = random.Random(7)
    report = Report(cap=None)
    listed = (t for t in CATALOGUE.values() if t.loss is not Loss.CONVERTED)  # conversions are counted, not listed
    types = [t for t in listed if t.code.startswith(("READ", "WRITE", "INDEX", "MAP"))]
    keys, names = [], {"process": {}, "flow": {}}
    for n in range(400):
        kind = "process" if n % 3 else "flow"
        key = EntityKey(kind, str(uuid.UUID(int=rng.getrandbits(128), version=4)), "01.00.000")
        names[kind][key.uuid] = {"en": " ".join(rng.sample(WORDS, 3)), "zh": "".join(rng.sample(HANZI, 3))}
        keys.append(key)
    report.count_read("process", 266)
    report.count_written("process", 266)
    report.count_read("flow", 134)
    report.count_written("flow", 133)
    report.convert("unit", 91_234)
    for n in range(count):
        key = keys[n * len(keys) // count]
        report.about(key, f"large.zip!{key.type}es/{key.uuid}.json")
        report.stage = rng.choice(list(Stage))
        report.add(
            types[min(int(rng.expovariate(0.25)), len(types) - 1)],
            path=f"{key.type}.{rng.choice(FIELDS)}",
            pointer=f"/exchanges/{rng.randrange(400)}",
            value=rng.choice(
                [rng.random(), " ".join(rng.sample(WORDS, 2)), rng.choice(HANZI), None, -rng.randrange(99)]
            ),
            expected="a number",
            old="en",
            new="zh",
        )
    result = report.to_dict("0.1.0", {"name": "large.zip", "format": "olca-jsonld"}, TARGET)
    return {**result, "names": names}
