"""Data sets as the files of an openLCA 2 package."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import orjson

from lcabridge.model import Category, Entity, Index, Json, Process
from lcabridge.report import Report, catalogue
from lcabridge_olca import epds, sidecar
from lcabridge_olca.names import BIN, BY_TYPE, FORMAT, SIDE_FILE
from lcabridge_olca.session import from_document
from lcabridge_olca.systems import SHAPES
from lcabridge_olca.writing import Writing

_states: WeakKeyDictionary[Index, dict[str, Writing]] = WeakKeyDictionary()


def writing_for(index: Index, lang: str) -> Writing:
    """Return the writing state of an index: tables compiled and references written are the same for all its data sets."""
    by_lang = _states.setdefault(index, {})
    if lang not in by_lang:
        by_lang[lang] = Writing(index, lang)
    return by_lang[lang]


def encode(entity: Entity, index: Index, lang: str, report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one data set: its JSON, the files it carries, and a side file where JSON cannot say it all."""
    w = writing_for(index, lang)
    w.begin(entity, report)
    folder = BY_TYPE[entity.type].folder
    document: Any = w.object_writer(SHAPES[entity.type])(entity)
    carried = entity.extra.get(FORMAT)
    places = {place: value for place, value in carried.items() if place.startswith("/")} if carried else {}
    if places:
        document = orjson.loads(orjson.dumps(document))
        _restore(document, places, report)
    if len(entity.extra) > (carried is not None):
        w.inexact = True
    data = orjson.dumps(document)
    report.count_written(entity.type)
    yield f"{folder}/{entity.uuid}.json", data
    attached = _attached(carried, report) if carried else []
    for name, content in attached:
        yield f"{BIN}/{folder}/{entity.uuid}/{name}", content
    if w.inexact:
        if isinstance(entity, Category):
            w.reading.categories = {entity.uuid: w.category_path(entity)}
        native = from_document(w.reading, entity.type, data, entity.uuid)
        for name, _ in attached:
            native.extra.setdefault(FORMAT, {})[f"{BIN}/{name}"] = entity.extra[FORMAT][f"{BIN}/{name}"]
        side = sidecar.make(native, entity, index)
        if side is not None:
            yield f"{BIN}/{folder}/{entity.uuid}/{SIDE_FILE}", side
    if isinstance(entity, Process) and entity.process_type == "epd":
        yield from _derived(entity, w, report)


def _derived(process: Process, w: Writing, report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield the Epd and Results that openLCA has for an EPD; what they lack of it is reported of the process."""
    derived = epds.of_process(process)
    for entity in derived:
        w.begin(entity, Report(cap=0))
        document = w.object_writer(SHAPES[entity.type])(entity)
        report.count_written(entity.type)
        yield f"{BY_TYPE[entity.type].folder}/{entity.uuid}.json", epds.mark(orjson.loads(orjson.dumps(document)))
    for entity in derived:
        # They are in no index, and in the package all the same.
        w.index.missed.pop((entity.type, entity.uuid), None)


def _attached(carried: dict[str, Json], report: Report) -> list[tuple[str, bytes]]:
    found = []
    for place in sorted(carried):
        if not place.startswith(f"{BIN}/"):
            continue
        try:
            found.append((place.removeprefix(f"{BIN}/"), base64.b64decode(carried[place], validate=True)))
        except (binascii.Error, TypeError):
            report.add(catalogue.DROPPED_VALUE, path=f"extra.{FORMAT}.{place}", value=carried[place])
    return found


def _restore(document: dict[str, Any], places: dict[str, Json], report: Report) -> None:
    """Put back what was carried; what has lost its place is reported."""
    for place, value in places.items():
        if not _put(document, place, value):
            report.add(catalogue.DROPPED_VALUE, path=f"extra.{FORMAT}.{place}", value=value)


def _put(document: Any, place: str, value: Json) -> bool:
    *steps, last = (step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:])
    owner = document
    for step, below in pairwise([*steps, last]):
        owner = _step(owner, step, below)
    if isinstance(owner, list) and last.isdecimal() and int(last) <= len(owner):
        owner.insert(int(last), value)
        return True
    if isinstance(owner, dict) and last not in owner:
        owner[last] = value
        return True
    return False


def _step(owner: Any, step: str, below: str) -> Any:
    """Return the member of an object or list; a member of an object that is not there held what was carried alone."""
    if isinstance(owner, list):
        return owner[int(step)] if step.isdecimal() and int(step) < len(owner) else None
    if isinstance(owner, dict):
        return owner.setdefault(step, [] if below.isdecimal() else {})
    return None


def frame() -> Iterable[tuple[str, bytes]]:
    """Return the file that names the schema version."""
    return [("olca-schema.json", b'{"version":2}')]
