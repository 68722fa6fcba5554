"""What one exchange of the model costs, by the kind of class it is: `python -m bench.model [--count 200000]`.

The same 20 fields as a msgspec struct, a slots dataclass and a pydantic model; each is built from Python values by
keyword, validated from a dict where the kind can do that, pickled (that is what crosses a process boundary), written as
JSON, and compared. Times are nanoseconds of CPU per exchange, best of 5.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import pickle
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import orjson
import pydantic

FIELDS: dict[str, tuple[Any, Any]] = {
    "id": (int | None, 17), "flow": (str, "20aadc24-a391-41cf-b340-3e4529f44bde"), "flow_name": (str, "Carbon dioxide"),
    "direction": (str, "output"), "amount": (float | None, 1.25), "unit": (str, "kg"),
    "property": (str, "93a60a56-a3c8-11da-a746-0800200b9a66"), "is_reference": (bool, False),
    "is_avoided": (bool, False), "provider": (str | None, None), "formula": (str, ""),
    "mean_amount": (float | None, None), "distribution": (str, "lognormal"), "median": (float | None, 1.25),
    "gsd": (float | None, 1.1), "base_uncertainty": (float | None, None), "dq_entry": (str, "(1;2;3;1;1)"),
    "comment": (dict[str, str], {"en": "measured"}), "place": (str | None, None), "derivation": (str, ""),
}  # fmt: skip
DEFAULTS: dict[str, Any] = {
    name: None if value is None or kind in (int | None, float | None, str | None) else kind()
    for name, (kind, value) in FIELDS.items()
    if kind is not dict[str, str]
}


def _struct(**options: Any) -> Any:
    parts = [
        (name, kind, msgspec.field(default_factory=dict) if name == "comment" else DEFAULTS[name])
        for name, (kind, _) in FIELDS.items()
    ]
    return msgspec.defstruct("Struct", parts, kw_only=True, module=__name__, **options)


Struct = _struct(omit_defaults=True)
StructNoGc = _struct(omit_defaults=True, gc=False)
StructNoGc.__name__ = StructNoGc.__qualname__ = "StructNoGc"
Dataclass: Any = dataclasses.make_dataclass(
    "Dataclass",
    [
        (name, kind, dataclasses.field(default_factory=dict) if name == "comment" else DEFAULTS[name])
        for name, (kind, _) in FIELDS.items()
    ],
    slots=True,
    kw_only=True,
)
Dataclass.__module__ = __name__
_parts: Any = {
    name: (kind, pydantic.Field(default_factory=dict) if name == "comment" else DEFAULTS[name])
    for name, (kind, _) in FIELDS.items()
}
Pydantic: Any = pydantic.create_model("Pydantic", __module__=__name__, **_parts)

VALUES = {name: value for name, (_, value) in FIELDS.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A kind of class with the ways to build and write it."""

    name: str
    build: Callable[[], Any]
    validate: Callable[[], Any] | None
    to_json: Callable[[Any], bytes]


_encoder = msgspec.json.Encoder()
CANDIDATES = (
    Candidate("msgspec.Struct", lambda: Struct(**VALUES), lambda: msgspec.convert(VALUES, Struct), _encoder.encode),
    Candidate("msgspec.Struct, gc=False", lambda: StructNoGc(**VALUES), lambda: msgspec.convert(VALUES, StructNoGc),
              _encoder.encode),
    Candidate("dataclass(slots)", lambda: Dataclass(**VALUES), None, orjson.dumps),
    Candidate("pydantic", lambda: Pydantic(**VALUES), lambda: Pydantic.model_validate(VALUES),
              lambda item: item.model_dump_json().encode()),
    Candidate("pydantic, model_construct", lambda: Pydantic.model_construct(**VALUES), None,
              lambda item: item.model_dump_json().encode()),
)  # fmt: skip


def nanoseconds(call: Callable[[], Any], count: int, repeats: int = 5) -> float:
    """Time a call that leaves its result alive for the loop, as a package does; best of `repeats`, ns per call."""
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.process_time_ns()
        kept = [call() for _ in range(count)]
        best = min(best, time.process_time_ns() - start)
        del kept
    return best / count


def bytes_each(build: Callable[[], Any], count: int = 20_000) -> float:
    """Measure the memory of one exchange, its shared values left out."""
    gc.collect()
    tracemalloc.start()
    kept = [build() for _ in range(count)]
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size / len(kept)


def measure(candidate: Candidate, count: int) -> dict[str, float | None]:
    """Measure one candidate."""
    item = candidate.build()
    packed = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
    return {
        "build": nanoseconds(candidate.build, count),
        "validate": nanoseconds(candidate.validate, count) if candidate.validate else None,
        "pickle": nanoseconds(lambda: pickle.dumps(item, pickle.HIGHEST_PROTOCOL), count),
        "unpickle": nanoseconds(lambda: pickle.loads(packed), count),
        "json": nanoseconds(lambda: candidate.to_json(item), count),
        "equal": nanoseconds(lambda: item == candidate.build(), count),
        "bytes": bytes_each(candidate.build),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.model", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    results = {candidate.name: measure(candidate, options.count) for candidate in CANDIDATES}
    if options.json:
        print(json.dumps(results, indent=1))
        return 0
    columns = list(next(iter(results.values())))
    print(f"{'ns per exchange of 20 fields':<30}" + "".join(f"{name:>10}" for name in columns))
    for name, row in results.items():
        print(f"{name:<30}" + "".join(f"{'-' if v is None else round(v):>10}" for v in row.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
