"""Between files and entities: XML or JSON bytes ↔ document ↔ entity, with placeholders and extension in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from lcabridge.errors import LcabridgeError, Location, MalformedSourceError
from lcabridge.model import Entity, EntityType, Index, Process
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge_ilcd import extension, issues
from lcabridge_ilcd.elements import compile_root
from lcabridge_ilcd.epd import lay_epd
from lcabridge_ilcd.fields import DATA_SETS
from lcabridge_ilcd.fields.process import epd_order
from lcabridge_ilcd.meaning import Places
from lcabridge_ilcd.names import LCABRIDGE
from lcabridge_ilcd.opening import DATA_KEY, NAMESPACE_KEY, OTHER, Document, Opened, identity, information
from lcabridge_ilcd.overlay import Spot, lay, nil_file, spots
from lcabridge_ilcd.placeholders import complete, frame
from lcabridge_ilcd.reading import EXTRA, Reading, compile_reader
from lcabridge_ilcd.references import find_targets
from lcabridge_ilcd.rows import DataSet
from lcabridge_ilcd.stripping import report_stripped, strip
from lcabridge_ilcd.tidas_nodes import clone
from lcabridge_ilcd.unplaced import tell_unplaced
from lcabridge_ilcd.values import NIL, UUID, derived_uuid, file_of
from lcabridge_ilcd.writing import Writing, compile_writer
from lcabridge_ilcd.xmldoc import ILLEGAL, is_clean, to_xml


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of one data set type."""

    read: Callable[[Any, Reading], Entity]
    read_root: Callable[[Any, Document, Reading], Entity | None]
    write: Callable[[Entity, Writing], Document]
    spots: Spot


@cache
def compiled(type_: EntityType, *, json: bool) -> Compiled:
    """Return the compiled table of a type for XML or for JSON."""
    data_set = DATA_SETS[type_]
    return Compiled(
        compile_reader(data_set),
        compile_root(data_set),
        compile_writer(data_set, json=json),
        spots(data_set, json=json),
    )


# ---------------------------------------------------------------------------------------------------------------------
# Reading


def decode(opened: Opened, index: Index, report: Report, *, file: str) -> Entity:
    """Turn an opened file into an entity.

    Args:
        opened: the file; its content is used up.
        index: of the package.
        report: gets the issues; its context is set to the entity.
        file: name of the file, for the report and for a data set without UUID.

    Raises:
        MalformedSourceError: no entity can be made of it.
    """
    data_set = opened.data_set
    uuid = opened.identity()
    report.about(EntityKey(data_set.type, uuid), file)
    patch = opened.take_patch(report)
    if opened.filled:
        _strip(data_set, opened.content, report, tell=not opened.head_only)
    reading = Reading(report, index, opened.line, root=data_set.root, xpath=opened.xml is not None, xml=opened.xml)
    entity = None
    if opened.root is not None and uuid:
        entity = compiled(data_set.type, json=False).read_root(opened.root, opened.instead(), reading)
    if entity is None:
        entity = _read(data_set, opened.content, reading, file)
    _identify(entity, reading, file)
    if patch is not None:
        only = frozenset(entity.__struct_fields__) - _HEAVY if opened.head_only else None
        extension.apply(entity, patch, report, pointer=f"/{OTHER}/{DATA_KEY}", only=only)
    report.about(entity, file)
    return entity


def _strip(data_set: DataSet, content: Document, report: Report, *, tell: bool) -> None:
    """Take out what stands in for what the source did not have."""
    try:
        stripped = strip({data_set.root: content}, data_set.folder)
    except (LookupError, ValueError, TypeError, AttributeError):
        # The marks are text that anybody may have edited: what cannot be undone is stale, and the fields hold.
        report.add(catalogue.STALE_EXTENSION, path="", pointer=f"/{OTHER}", value=None)
    else:
        if tell:
            report_stripped(stripped, report)


_HEAVY = frozenset({"exchanges", "factors", "allocation", "impact_results", "extra"})


def _read(data_set: DataSet, content: Document, reading: Reading, file: str) -> Entity:
    if not identity(content):
        found = information(content)
        uuid = derived_uuid(data_set.type, file_of(file))
        reading.report.add(issues.NO_UUID, path="uuid", value=uuid)
        if found is None:
            raise MalformedSourceError(
                "the data set has no dataSetInformation", "数据集没有 dataSetInformation", at=Location(file=file),
                hint_en="get the file again; nothing tells what it is", hint_zh="请重新获取该文件；无法判断其内容",
            )  # fmt: skip
        found["common:UUID"] = uuid
    return compiled(data_set.type, json=False).read(content, reading)


def _identify(entity: Entity, reading: Reading, file: str) -> None:
    """Give a data set a UUID of its own where it has none, or one that many have."""
    if entity.uuid == NIL and file:
        _tell_apart(entity, reading, file_of(file))
    elif not UUID.fullmatch(entity.uuid):
        _repair_uuid(entity, reading)


def _tell_apart(entity: Entity, reading: Reading, name: str) -> None:
    """Give a data set with the nil UUID the one of its file name, which references to it have in their URI."""
    entity.uuid = derived_uuid(entity.type, name)
    reading.report.add(catalogue.NOT_UUID, path="uuid", value=NIL, uuid=entity.uuid)
    # ILCD gets the file as it was: nil UUID, same name.
    pointer = f"/{DATA_SETS[entity.type].rows[0].key}/dataSetInformation/common:UUID"
    entity.extra.setdefault(EXTRA, {})[pointer] = [entity.uuid, NIL, name]


def _repair_uuid(entity: Entity, reading: Reading) -> None:
    from lcabridge.model import Alias  # noqa: PLC0415  # only for broken files

    given = entity.uuid
    lower = given.strip().lower()
    if UUID.fullmatch(lower):
        entity.uuid = lower
        reading.report.add(catalogue.REPAIRED_VALUE, path="uuid", value=given, repaired=lower)
        return
    entity.uuid = derived_uuid(entity.type, given)
    entity.aliases.append(Alias(system="ILCD", id=given))
    reading.report.add(catalogue.NOT_UUID, path="uuid", value=given, uuid=entity.uuid)


# ---------------------------------------------------------------------------------------------------------------------
# Writing


def encode(
    entity: Entity,
    index: Index,
    report: Report,
    *,
    json: bool,
    places: Places = "auto",
    exact_fractions: bool = False,
) -> bytes:
    """Return the file of one data set.

    Args:
        entity: one of the eight types.
        index: of the package.
        report: gets an issue for each value that its native field does not hold exactly.
        json: TIDAS JSON instead of ILCD XML.
        places: list that the place codes are of; JSON takes TIDAS's own only.
        exact_fractions: see ``Writing``.
    """
    data_set = DATA_SETS[entity.type]
    find_targets(entity, index)
    writing = Writing(
        index, report, json=json, exact_fractions=exact_fractions, carried=entity.extra.get(EXTRA, {})
    )  # fmt: skip
    content = _content(entity, writing)
    if json:
        # Before ``complete``: what ``strip`` takes out again is no part of what a reader sees (a property test says so).
        patch = _difference(content, entity, writing)
        document = {data_set.root: content}
        complete(document, data_set.folder, entity, index, report, places=places)
        tell_unplaced(patch, data_set.root, report)
        _add_patch(content, patch)
        return orjson.dumps(document)
    _add_patch(content, _difference(_bare(content, data_set), entity, writing))
    text = to_xml(data_set.root, content)
    if is_clean(text):
        return text
    writing = Writing(index, Report(cap=0), json=False, exact_fractions=exact_fractions)
    content = _clean(_content(entity, writing))
    report.add(issues.CONTROL_CHARACTER, path="")
    _add_patch(content, _difference(_bare(content, data_set), entity, writing))
    return to_xml(data_set.root, content)


def _content(entity: Entity, writing: Writing) -> Document:
    json = writing.json
    functions = compiled(entity.type, json=json)
    content = functions.write(entity, writing)
    carried = entity.extra.get(EXTRA)
    if carried:
        # A copy: ``complete`` changes the document in place, and the entity is the caller's.
        lay(content, clone(carried) if json else carried, functions.spots, json=json)
    if isinstance(entity, Process):
        lay_epd(content, entity)
        if not json and entity.process_type == "epd":
            epd_order(content)
    return content


def _bare(content: Document, data_set: DataSet) -> Document:
    """Return XML content as a reader sees it; only LCIA methods have placeholders in XML."""
    return _stripped({data_set.root: content}, data_set) if data_set.type == "impact_category" else content


def _stripped(document: Document, data_set: DataSet) -> Document:
    copy: Document = orjson.loads(orjson.dumps(document))
    strip(copy, data_set.folder)
    content: Document = copy[data_set.root]
    return content


def _difference(content: Document, entity: Entity, writing: Writing) -> extension.Patch:
    """Return what a reader of the document would miss of the entity."""
    data_set = DATA_SETS[entity.type]
    try:
        reading = Reading(Report(cap=0), writing.index, foretold=writing.foretold)
        native = _read(data_set, content, reading, nil_file(entity))
        _identify(native, reading, nil_file(entity))
    except LcabridgeError as error:  # the document is ours: it has all that an entity needs
        raise AssertionError(str(error)) from error
    return extension.difference(native, entity)


def _add_patch(content: Document, patch: extension.Patch) -> None:
    if not patch:
        return
    other = content.get(OTHER)
    if not isinstance(other, dict):
        other = content[OTHER] = {} if other is None else {"#text": other}
    other[NAMESPACE_KEY] = LCABRIDGE
    # JSON may hold U+FFFE as it is, XML may not.
    other[DATA_KEY] = ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", orjson.dumps(patch).decode())


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return ILLEGAL.sub("", value)
    if isinstance(value, dict):
        return {key: _clean(member) for key, member in value.items()}
    return [_clean(member) for member in value] if isinstance(value, list) else value


def placeholder_files(index: Index, report: Report) -> list[tuple[str, bytes]]:
    """Return the files of the placeholder data sets that a written package refers to."""
    files: list[tuple[str, bytes]] = []
    for module, document in frame(report):
        complete(document, module, None, index, Report(cap=0))
        root = next(iter(document.values()))
        files.append((f"{module}/{identity(root)}.json", orjson.dumps(document)))
    return files
