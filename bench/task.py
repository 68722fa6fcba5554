"""One measured task in a fresh process: `python -m bench.task NAME ARGUMENTS...` prints one line of JSON.

The clock starts after the imports. CPU time includes the worker processes that the task waited for. This is the only
place where the benchmarks call lcabridge's Python API.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import olca_schema
import orjson
from lxml import etree
from olca_schema.zipio import ZipReader

import lcabridge
from bench import memory
from lcabridge.flowmap import FlowMap, MapRow
from lcabridge.flowmap.apply import Application
from lcabridge.flowmap.lists import FlowList, shipped
from lcabridge.flowmap.match import Matcher
from lcabridge.flowmap.plan import make_plan
from lcabridge.flowmap.thesaurus import thesaurus_without
from lcabridge.model import Process
from lcabridge.pipeline import open_package
from lcabridge.pipeline.mapping import source_flows
from lcabridge.registry import registry
from lcabridge.report import Report


def floor(source: str) -> dict[str, Any]:
    """Unzip and parse every JSON entry; nothing that reads a package can be faster than this without skipping work."""
    entries = size = 0
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            size += len(data)
            if name.endswith(".json"):
                orjson.loads(data)
                entries += 1
    return {"entries": entries, "bytes": size}


def read(source: str) -> dict[str, Any]:
    """Read with lcabridge and visit every field of every entity: each is encoded as MessagePack and checksummed."""
    encoder = msgspec.msgpack.Encoder()
    checksum = entities = size = 0
    with lcabridge.read(source) as package:
        for entity in package:
            data = encoder.encode(entity)
            checksum = zlib.crc32(data, checksum)
            size += len(data)
            entities += 1
    return {"entities": entities, "model_bytes": size, "checksum": f"{checksum:08x}"}


def floor_xml(source: str) -> dict[str, Any]:
    """Parse every file of a folder with lxml."""
    return {"entities": sum(len(etree.parse(str(path)).getroot()) for path in sorted(Path(source).glob("*.spold")))}


def read_amounts(source: str) -> dict[str, Any]:
    """Read a folder of EcoSpold 2 with lcabridge, keep nothing, and visit every exchange with what is kept beside it."""
    total = 0.0
    exchanges = kept = 0
    with open_package(source, registry(), format_id="ecospold2") as package:
        package.build_index()
        for entity in package.entities():
            if isinstance(entity, Process):
                exchanges += len(entity.exchanges)
                total += sum(exchange.amount or 0.0 for exchange in entity.exchanges)
                kept += sum(len(rest) for rest in entity.extra["ecospold2"]["exchanges"].values())
    return {"exchanges": exchanges, "kept": kept, "sum": f"{total:.6g}", "MiB": memory.own_peak()}


def convert(source: str, target: str, to: str, workers: str) -> dict[str, Any]:
    """Convert with lcabridge."""
    result = lcabridge.convert(source, target, to=to, workers=int(workers))
    return {"bytes": Path(target).stat().st_size, "issues": sum(result.report.issue_counts.values())}


def peer_olca_schema(source: str) -> dict[str, Any]:
    """Read a package with olca-schema, the format's own Python package."""
    kinds = (olca_schema.UnitGroup, olca_schema.FlowProperty, olca_schema.Flow, olca_schema.Process, olca_schema.Source,
             olca_schema.Actor, olca_schema.Location, olca_schema.DQSystem)  # fmt: skip
    entities = 0
    with ZipReader(source) as reader:
        for kind in kinds:
            entities += sum(1 for _ in reader.read_each(kind))
    return {"entities": entities}


def apply_map(source: str, rows: str, rounds: str) -> dict[str, Any]:
    """Read the processes of a package, again and again, and apply a map to each as it comes: nothing is kept.

    The map sends the first elementary flows (of a generated package those that are used most) to flows of their own, with a
    factor, the same unit and property. Reading and applying are timed apart.
    """
    report = Report(cap=0)
    reading = applying = 0.0
    exchanges = 0
    clock = time.process_time
    with open_package(source, registry()) as package:
        package.build_index()
        flows = source_flows(package)[: int(rows)]
        table = [
            MapRow(source=flow.side, target=msgspec.structs.replace(flow.side, uuid=f"{i:032x}"), factor="1.5")
            for i, flow in enumerate(flows)
        ]
        application = Application(make_plan(flows, [FlowMap(id="bench", rows=table)]))
        for _ in range(int(rounds)):
            entities = package.entities("process")
            while True:
                start = clock()
                process = next(entities, None)
                reading += clock() - start
                if not isinstance(process, Process):
                    break
                exchanges += len(process.exchanges)
                start = clock()
                application.apply(process, package.index, report)
                applying += clock() - start
    mapped = sum(tally.exchanges for tally in application.take_counts().flows.values())
    return {"rows": len(flows), "exchanges": exchanges, "mapped": mapped, "reading": reading, "applying": applying}


def match_flows(sources: str, targets: str) -> dict[str, Any]:
    """Match flows of FEDEFL to flowables of EF 3.1, both drawn by a fixed seed; building the index counts."""
    chance = random.Random("2026")
    flows = chance.sample(list(shipped("fedefl").sources()), int(sources))
    few = FlowList("few", "few", "ef31", chance.sample(shipped("ef31").flowables, int(targets)))
    known = thesaurus_without("ef31")
    start = time.process_time()
    matcher = Matcher(few, known)
    matched = sum(matcher.match(flow).row is not None for flow in flows)
    return {"matched": matched, "matching": time.process_time() - start, "MiB": memory.own_peak()}


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "floor": floor,
    "read": read,
    "floor-xml": floor_xml,
    "read-amounts": read_amounts,
    "convert": convert,
    "apply-map": apply_map,
    "match-flows": match_flows,
    "peer-olca-schema": peer_olca_schema,
}


def main(arguments: Sequence[str]) -> int:
    """Run one task."""
    name, *rest = arguments
    registry()  # finds and imports the plugins
    gc.collect()
    before = os.times()
    start = time.perf_counter()
    facts = TASKS[name](*rest)
    wall = time.perf_counter() - start
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    print(json.dumps({"wall": wall, "cpu": cpu, **facts}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
