"""One measured task in a fresh process: `python -m bench.task NAME ARGUMENTS...` prints one line of JSON.

The clock starts after the imports. CPU time includes the worker processes that the task waited for. This is the only
place where the benchmarks call lcabridge's Python API.
"""

from __future__ import annotations

import gc
import json
import os
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
from olca_schema.zipio import ZipReader

import lcabridge
from lcabridge.registry import registry


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


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "floor": floor,
    "read": read,
    "convert": convert,
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
