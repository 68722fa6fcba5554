"""Deterministic packages of any size, written as a stream.

    python -m bench.generate jsonld OUT.zip --processes 20000 --exchanges 50 --flows 100000 --comments 3

The package is openLCA JSON-LD, schema 2: unit groups, flow properties, locations, actors, sources, a data quality
system, product, waste and elementary flows with categories, and processes with providers, units other than the
reference unit, uncertainty of four kinds (a third of the exchanges), allocation by three methods (5 %), parameters and
formulas (10 %), and documentation. The same arguments give the same bytes. Names and texts are made of plain words and
numbers: there are no persons in them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

Document = dict[str, Any]

# (key, name, reference unit, [(unit, factor), ...]); factors are reference units per unit.
UNIT_GROUPS = (
    ("mass", "Mass", "kg", (("kg", 1.0), ("g", 0.001), ("t", 1000.0), ("lb", 0.45359237))),
    ("energy", "Energy", "MJ", (("MJ", 1.0), ("kWh", 3.6), ("GJ", 1000.0))),
    ("volume", "Volume", "m3", (("m3", 1.0), ("l", 0.001))),
    ("items", "Number of items", "Item(s)", (("Item(s)", 1.0), ("Dozen(s)", 12.0))),
    ("transport", "Goods transport (mass*distance)", "t*km", (("t*km", 1.0), ("kg*km", 0.001))),
    ("activity", "Radioactivity", "kBq", (("kBq", 1.0), ("Bq", 0.001))),
)
SECTORS = ("Agriculture", "Mining", "Food", "Wood and paper", "Chemicals", "Metals", "Machinery", "Electricity",
           "Water", "Construction", "Transport", "Waste treatment")  # fmt: skip
COMPARTMENTS = ("Emission to air", "Emission to water", "Emission to soil", "Resource")
SUB_COMPARTMENTS = (
    "unspecified",
    "high population density",
    "low population density",
    "fresh water",
    "ocean",
    "in ground",
)
PLACES = ("CN", "US", "DE", "FR", "JP", "IN", "BR", "ZA", "AU", "GLO", "RoW", "CN-GD", "CN-SC", "CN-IM")
WORDS = [
    "annual",
    "average",
    "primary",
    "data",
    "from",
    "plant",
    "measurement",
    "include",
    "upstream",
    "fuel",
    "supply",
    "and",
    "exclude",
    "capital",
    "goods",
    "water",
    "balance",
    "closed",
    "within",
    "one",
    "percent",
    "emission",
    "factor",
    "estimated",
    "from",
    "stoichiometry",
    "yield",
    "moisture",
    "content",
    "dry",
    "matter",
    "transport",
    "distance",
    "weighted",
    "by",
    "mass",
    "allocation",
    "avoided",
    "by",
    "subdivision",
    "electricity",
    "mix",
    "of",
    "the",
    "region",
    "reference",
    "year",
]
N_ACTORS, N_SOURCES = 40, 200
METHODS = ("PHYSICAL_ALLOCATION", "ECONOMIC_ALLOCATION")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a package is.

    Attributes:
        processes: number of processes, each with a product of its own.
        exchanges: exchanges of each process.
        flows: number of flows; at least one per process, the others are co-products, wastes and elementary flows.
        comments: sentences in each description, and documentation texts of each process.
        seed: seed of everything random.
        near: how many processes before a process supply it; 0 for any of the package. Chains that a calculation is to solve
            need it: with suppliers anywhere all processes are one loop, which no database is.
    """

    processes: int
    exchanges: int
    flows: int
    comments: int = 3
    seed: int = 1
    near: int = 0

    def __post_init__(self) -> None:
        if self.flows < self.processes + self.co_products + self.wastes + 1:
            raise ValueError(f"{self.processes} processes need more than {self.flows} flows")

    @property
    def co_products(self) -> int:
        """Processes with a co-product: every twentieth."""
        return (self.processes + 19) // 20

    @property
    def wastes(self) -> int:
        """Waste flows, each treated by one process: every hundredth process is a treatment."""
        return (self.processes + 99) // 100


def identity(size: Size, kind: str, number: int | str) -> str:
    """Return the UUID of the `number`th thing of a kind."""
    digest = bytearray(hashlib.blake2b(f"{size.seed}/{kind}/{number}".encode(), digest_size=16).digest())
    digest[6] = (digest[6] & 0x0F) | 0x40
    digest[8] = (digest[8] & 0x3F) | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def prose(chance: random.Random, sentences: int) -> str:
    """Make sentences of 8 to 16 words."""
    made = [" ".join(chance.choices(WORDS, k=chance.randint(8, 16))) for _ in range(sentences)]
    return " ".join(f"{text.capitalize()}." for text in made)


def six_digits(value: float) -> float:
    """Round to six significant digits, as measured data are."""
    return float(f"{value:.6g}")


def reference(kind: str, uuid: str, name: str, **shown: str) -> Document:
    """Write a reference."""
    return {"@type": kind, "@id": uuid, "name": name, **shown}


class Package:
    """A generated package; every data set is made when it is asked for, nothing is kept."""

    def __init__(self, size: Size) -> None:
        """Fix the size."""
        self.size = size
        self._first_waste = size.processes + size.co_products
        self._first_elementary = self._first_waste + size.wastes
        self._factors = {name: factor for *_, units in UNIT_GROUPS for name, factor in units}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the package, in the order of its folders."""
        yield "olca-schema.json", b'{"version":2}'
        for folder, documents in self._documents():
            for document in documents:
                yield f"{folder}/{document['@id']}.json", orjson.dumps(document)

    def _documents(self) -> Iterator[tuple[str, Iterator[Document]]]:
        yield "actors", (self._actor(i) for i in range(N_ACTORS))
        yield "dq_systems", iter([self._dq_system()])
        yield "flow_properties", (self._property(*group[:2]) for group in UNIT_GROUPS)
        yield "flows", (self.flow(i) for i in range(self.size.flows))
        yield "locations", (self._location(code) for code in PLACES)
        yield "processes", (self.process(i) for i in range(self.size.processes))
        yield "sources", (self._source(i) for i in range(N_SOURCES))
        yield "unit_groups", (self._unit_group(*group) for group in UNIT_GROUPS)

    def _id(self, kind: str, number: int | str) -> str:
        return identity(self.size, kind, number)

    def _root(self, kind: str, number: int | str, name: str, **fields: Any) -> Document:
        return {"@type": kind, "@id": self._id(kind, number), "name": name, "version": "01.00.000",
                "lastChange": "2024-03-05T07:08:09.123Z", **fields}  # fmt: skip

    def _actor(self, number: int) -> Document:
        return self._root(
            "Actor", number, f"Bureau {number:02}", country=PLACES[number % 10], website="www.example.org"
        )

    def _source(self, number: int) -> Document:
        text = prose(random.Random(f"{self.size.seed}/source/{number}"), 1)
        return self._root("Source", number, f"Report {number:03}", textReference=text, year=1995 + number % 30)

    def _location(self, code: str) -> Document:
        return self._root("Location", code, f"Region {code}", code=code, latitude=10.5, longitude=-20.25)

    def _dq_system(self) -> Document:
        indicators = [
            {"name": name, "position": i + 1, "scores": [{"position": j, "label": str(j)} for j in range(1, 6)]}
            for i, name in enumerate(("Reliability", "Completeness", "Time", "Place", "Technology"))
        ]
        return self._root("DQSystem", 0, "Pedigree matrix", hasUncertainties=False, indicators=indicators)

    def _unit_group(self, key: str, name: str, unit: str, units: tuple[tuple[str, float], ...]) -> Document:
        members = [
            {"@type": "Unit", "@id": self._id("Unit", u), "name": u, "conversionFactor": f, "isRefUnit": u == unit}
            for u, f in units
        ]
        default = reference("FlowProperty", self._id("FlowProperty", key), name)
        fields = {"category": "Technical unit groups", "defaultFlowProperty": default, "units": members}
        return self._root("UnitGroup", key, f"Units of {key}", **fields)

    def _property(self, key: str, name: str) -> Document:
        group = reference("UnitGroup", self._id("UnitGroup", key), f"Units of {key}")
        fields = {"flowPropertyType": "PHYSICAL_QUANTITY", "unitGroup": group, "category": "Technical flow properties"}
        return self._root("FlowProperty", key, name, **fields)

    # -- flows --------------------------------------------------------------------------------------------------

    def _kind(self, number: int) -> str:
        if number < self._first_waste:
            return "PRODUCT_FLOW"
        return "WASTE_FLOW" if number < self._first_elementary else "ELEMENTARY_FLOW"

    def _group(self, number: int) -> tuple[str, str, str, tuple[tuple[str, float], ...]]:
        """Choose the reference property of a flow: mostly mass."""
        rest = number % 20
        if self._kind(number) == "ELEMENTARY_FLOW":
            return UNIT_GROUPS[5 if rest == 19 else 0]
        return UNIT_GROUPS[{15: 1, 16: 1, 17: 2, 18: 3, 19: 4}.get(rest, 0)]

    def _energy_content(self, number: int) -> float | None:
        """Every twelfth product measured by mass has an energy content too, in MJ per kg."""
        if self._kind(number) == "PRODUCT_FLOW" and self._group(number)[0] == "mass" and number % 12 == 5:
            return 10.0 + number % 31
        return None

    def _flow_name(self, number: int) -> tuple[str, str]:
        kind = self._kind(number)
        if kind == "ELEMENTARY_FLOW":
            substance, place = divmod(number - self._first_elementary, len(COMPARTMENTS) * len(SUB_COMPARTMENTS))
            top, sub = divmod(place, len(SUB_COMPARTMENTS))
            category = f"Elementary flows/{COMPARTMENTS[top]}/{SUB_COMPARTMENTS[sub]}"
            return f"Substance {substance:05}", category
        sector = SECTORS[number % len(SECTORS)]
        word = "Waste" if kind == "WASTE_FLOW" else "Product"
        return f"{word} {number:06}, {sector.lower()}, at plant", f"Technosphere flows/{sector}/Group {number % 7}"

    def _flow_ref(self, number: int) -> Document:
        name, category = self._flow_name(number)
        return reference(
            "Flow", self._id("Flow", number), name, category=category, flowType=self._kind(number),
            refUnit=self._group(number)[2],
        )  # fmt: skip

    def _property_ref(self, key: str) -> Document:
        return reference("FlowProperty", self._id("FlowProperty", key), next(g[1] for g in UNIT_GROUPS if g[0] == key))

    def flow(self, number: int) -> Document:
        """Make a flow."""
        chance = random.Random(f"{self.size.seed}/flow/{number}")
        name, category = self._flow_name(number)
        factors = [
            {
                "flowProperty": self._property_ref(self._group(number)[0]),
                "conversionFactor": 1.0,
                "isRefFlowProperty": True,
            }
        ]
        content = self._energy_content(number)
        if content is not None:
            factors.append(
                {"flowProperty": self._property_ref("energy"), "conversionFactor": content, "isRefFlowProperty": False}
            )
        fields: Document = {
            "category": category, "description": prose(chance, self.size.comments), "flowType": self._kind(number),
            "isInfrastructureFlow": False, "flowProperties": factors,
        }  # fmt: skip
        if self._kind(number) == "ELEMENTARY_FLOW":
            fields["cas"] = f"{number % 9_000_000 + 50:06}-{number % 90 + 10}-{number % 10}"
            fields["formula"] = f"C{number % 20 + 1}H{number % 40 + 2}"
        else:
            code = PLACES[number % len(PLACES)]
            fields["location"] = reference("Location", self._id("Location", code), f"Region {code}")
        return self._root("Flow", number, name, **fields)

    # -- processes ------------------------------------------------------------------------------------------------

    def _process_name(self, number: int) -> tuple[str, str]:
        sector = SECTORS[number % len(SECTORS)]
        return f"Product {number:06} production, {sector.lower()}", f"Processes/{sector}/Group {number % 7}"

    def process(self, number: int) -> Document:
        """Make a process: outputs of products first, then inputs, then elementary flows."""
        chance = random.Random(f"{self.size.seed}/process/{number}")
        name, category = self._process_name(number)
        has_parameters = number % 10 == 3
        exchanges = self._exchanges(number, chance)
        code = PLACES[number % len(PLACES)]
        fields: Document = {
            "category": category, "description": prose(chance, self.size.comments),
            "processType": "LCI_RESULT" if number % 30 == 7 else "UNIT_PROCESS", "isInfrastructureProcess": False,
            "location": reference("Location", self._id("Location", code), f"Region {code}"),
            "exchangeDqSystem": reference("DQSystem", self._id("DQSystem", 0), "Pedigree matrix"),
            "lastInternalId": len(exchanges), "processDocumentation": self._documentation(number, chance),
            "exchanges": exchanges,
        }  # fmt: skip
        if number % 20 == 0:
            fields["defaultAllocationMethod"] = "PHYSICAL_ALLOCATION"
            fields["allocationFactors"] = list(self._allocation(number, exchanges, chance))
        if has_parameters:
            fields["parameters"] = self._parameters(number, exchanges[-1], chance)
        return self._root("Process", number, name, **fields)

    def _exchanges(self, number: int, chance: random.Random) -> list[Document]:
        size = self.size
        flows: list[tuple[int, bool, int | None]] = [(number, False, None)]
        if number % 20 == 0:
            flows.append((size.processes + number // 20, False, None))
        if number % 100 == 50:
            flows.append((self._first_waste + number // 100, True, None))
        inputs = max(1, (size.exchanges - len(flows)) // 3)
        for _ in range(min(inputs, size.exchanges - len(flows))):
            if size.near:
                supplier = max(0, number - 1 - chance.randrange(size.near))
            else:
                supplier = chance.randrange(size.processes)
            flows.append((supplier, True, supplier if chance.random() < 0.9 else None))
        spread = size.flows - self._first_elementary
        flows += [
            (
                self._first_elementary + min(int(chance.expovariate(4.0) * spread), spread - 1),
                chance.random() < 0.1,
                None,
            )
            for _ in range(size.exchanges - len(flows))
        ]
        return [self._exchange(i, *flow, chance) for i, flow in enumerate(flows[: size.exchanges])]

    def _exchange(
        self, position: int, flow: int, is_input: bool, provider: int | None, chance: random.Random
    ) -> Document:
        key, _, unit, units = self._group(flow)
        if position and self._energy_content(flow) is not None and chance.random() < 0.3:
            key, _, unit, units = UNIT_GROUPS[1]
        if position and chance.random() < 0.1:
            unit = chance.choice(units)[0]
        amount = 1.0 if position == 0 else six_digits(chance.lognormvariate(-3.0, 3.0))
        exchange: Document = {
            "internalId": position + 1, "amount": amount, "isInput": is_input, "isAvoidedProduct": False,
            "isQuantitativeReference": position == 0, "flow": self._flow_ref(flow),
            "flowProperty": self._property_ref(key), "unit": reference("Unit", self._id("Unit", unit), unit),
            "description": prose(chance, self.size.comments),
        }  # fmt: skip
        if provider is not None:
            name, category = self._process_name(provider)
            process = reference("Process", self._id("Process", provider), name, category=category)
            exchange["defaultProvider"] = process
            exchange["isAvoidedProduct"] = chance.random() < 0.003
        if position:
            if uncertainty := _uncertainty(amount, chance):
                exchange["uncertainty"] = uncertainty
            exchange["dqEntry"] = "({};{};{};{};{})".format(*(chance.randint(1, 5) for _ in range(5)))
        return exchange

    def _allocation(self, number: int, exchanges: list[Document], chance: random.Random) -> Iterator[Document]:
        products = [self._flow_ref(number), self._flow_ref(self.size.processes + number // 20)]
        for method in METHODS:
            share = round(chance.uniform(0.05, 0.95), 12)
            for product, value in zip(products, (share, round(1 - share, 12)), strict=True):
                yield {"allocationType": method, "product": product, "value": value}
        for exchange in exchanges[2:]:
            share = chance.random()
            for product, value in zip(products, (share, 1 - share), strict=True):
                yield {"allocationType": "CAUSAL_ALLOCATION", "product": product, "value": value,
                       "exchange": {"internalId": exchange["internalId"]}}  # fmt: skip

    def _parameters(self, number: int, exchange: Document, chance: random.Random) -> list[Document]:
        """Make three parameters; the last exchange gets the third one's formula times two."""
        rate, share = six_digits(chance.uniform(0.1, 9)), six_digits(chance.uniform(0.01, 0.99))
        exchange["amountFormula"] = "2*loss"
        exchange["amount"] = 2 * (rate * (1 - share))
        made = []
        for name, value, formula in (
            ("rate", rate, None),
            ("share", share, None),
            ("loss", rate * (1 - share), "rate*(1-share)"),
        ):
            parameter = {
                "@type": "Parameter", "@id": self._id("Parameter", f"{number}/{name}"), "name": name, "value": value,
                "isInputParameter": formula is None, "parameterScope": "PROCESS_SCOPE", "description": prose(chance, 1),
            }  # fmt: skip
            made.append(parameter if formula is None else {**parameter, "formula": formula})
        return made

    def _documentation(self, number: int, chance: random.Random) -> Document:
        texts = (
            "technologyDescription", "dataCollectionDescription", "dataTreatmentDescription", "samplingDescription",
            "completenessDescription", "timeDescription", "geographyDescription", "intendedApplication",
        )  # fmt: skip
        actor = chance.randrange(N_ACTORS)
        bureau = reference("Actor", self._id("Actor", actor), f"Bureau {actor:02}")
        chosen = chance.sample(range(N_SOURCES), 3)
        sources = [reference("Source", self._id("Source", i), f"Report {i:03}") for i in sorted(chosen)]
        year = 2005 + number % 20
        return {
            **{name: prose(chance, 4) for name in texts[: self.size.comments]},
            "creationDate": f"{year + 1}-02-03T04:05:06Z", "validFrom": f"{year}-01-01", "validUntil": f"{year + 5}-12-31",
            "isCopyrightProtected": False, "dataGenerator": bureau, "dataDocumentor": bureau, "sources": sources,
            "publication": sources[0], "reviews": [{"reviewType": "Independent external review", "reviewers": [bureau]}],
        }  # fmt: skip


def _uncertainty(amount: float, chance: random.Random) -> Document | None:
    kind = chance.random()
    if kind < 0.28:
        gsd = six_digits(1 + chance.expovariate(4))
        return {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": amount, "geomSd": gsd}
    if kind < 0.30:
        return {"distributionType": "NORMAL_DISTRIBUTION", "mean": amount, "sd": six_digits(amount / 10)}
    bounds = {"minimum": six_digits(amount / 2), "maximum": six_digits(amount * 3)}
    if kind < 0.32:
        return {"distributionType": "TRIANGLE_DISTRIBUTION", **bounds, "mode": amount}
    if kind < 0.33:
        return {"distributionType": "UNIFORM_DISTRIBUTION", **bounds}
    return None


def write_jsonld(target: Path, size: Size) -> int:
    """Write a package as a zip and return the number of its files."""
    written = 0
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in Package(size).files():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=1)
            written += 1
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__.split("\n")[0])
    parser.add_argument("format", choices=["jsonld"])
    parser.add_argument("target", type=Path)
    parser.add_argument("--processes", type=int, default=20_000)
    parser.add_argument("--exchanges", type=int, default=50)
    parser.add_argument("--flows", type=int, default=100_000)
    parser.add_argument("--comments", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        size = Size(options.processes, options.exchanges, options.flows, options.comments, options.seed)
    except ValueError as error:
        parser.error(str(error))
    print(f"{options.target}: {write_jsonld(options.target, size)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
