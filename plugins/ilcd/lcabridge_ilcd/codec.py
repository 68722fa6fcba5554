"""Between files and entities: XML or JSON bytes ↔ document ↔ entity, with placeholders and extension in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from lxml import etree

from lcabridge.errors import LcabridgeError, Location, MalformedSourceError
from lcabridge.model import Entity, EntityType, Index, Process
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge.sources import Limits, load_json, parse_xml
from lcabridge_ilcd import extension, issues
from lcabridge_ilcd.fields import DATA_SETS, ROOTS
from lcabridge_ilcd.fields.process import epd_order
from lcabridge_ilcd.meaning import Places
from lcabridge_ilcd.names import LCABRIDGE
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
from lcabridge_ilcd.xmldoc import ILLEGAL, Reader, is_clean, line_finder, line_of, to_xml

Document = dict[str, Any]

OTHER = "common:other"
DATA_KEY = "lcabridge:data"
NAMESPACE_KEY = "@xmlns:lcabridge"
_OURS = b"lcabridge"
LARGE = frozenset({"exchanges", "LCIAResults", "characterisationFactors"})
"""Parts of a data set that its summary does not need."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of one data set type."""

    read: Callable[[Any, Reading], Entity]
    write: Callable[[Entity, Writing], Document]
    spots: Spot


@cache
def compiled(type_: EntityType, *, json: bool) -> Compiled:
    """Return the compiled table of a type for XML or for JSON."""
    data_set = DATA_SETS[type_]
    return Compiled(compile_reader(data_set), compile_writer(data_set, json=json), spots(data_set, json=json))


# ---------------------------------------------------------------------------------------------------------------------
# Reading


@dataclass(slots=True)
class Opened:
    """A parsed file.

    Attributes:
        data_set: its type.
        content: of its root element.
        line: (pointer segments) → line in the file.
        json: True for JSON.
        ours: True if something of ours may stand in it: placeholders, marks, an extension.
    """

    data_set: DataSet
    content: Document
    line: Callable[[list[str]], int | None]
    json: bool
    ours: bool


def open_file(data: bytes, at: str, limits: Limits, report: Report, *, head_only: bool = False) -> Opened | str:
    """Parse a file.

    Args:
        data: its bytes: XML or JSON, told by the first character.
        at: its name for messages.
        limits: of the source.
        report: gets what the document form has no place for.
        head_only: leave out what a summary does not need.

    Returns:
        The parsed file, or the name of its root if that is no data set of the family.

    Raises:
        LcabridgeError: it is not well-formed, or not safe.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _open_json(data, at, limits, head_only=head_only)
    root = parse_xml(
        data, at, limits, on_repair=lambda encoding, evidence: _repaired(report, encoding, evidence), layout=False
    )
    tag = etree.QName(root)
    data_set = ROOTS.get(tag.localname)
    if data_set is None:
        return tag.localname
    if tag.namespace != data_set.namespace:
        report.add(
            issues.WRONG_NAMESPACE, path="", pointer="/", line=line_of(root),
            value=tag.namespace or "", repaired=data_set.namespace,
        )  # fmt: skip
    find_line = line_finder(root)

    def remark(element: Any, text: str) -> None:
        if isinstance(element.tag, str):
            report.add(catalogue.UNREAD, path=etree.QName(element).localname, line=element.sourceline, value=text)
        else:
            report.add(issues.COMMENT, path="comment", line=element.sourceline, value=text)

    skip = LARGE if head_only else frozenset[str]()
    content = Reader(root, remark, skip).document()
    if head_only:
        _reference_exchange(root, content)
    return Opened(data_set, content, find_line, json=False, ours=_OURS in data)


def _repaired(report: Report, encoding: str, evidence: str) -> None:
    report.add(catalogue.REPAIRED_VALUE, path="encoding", value="declared", repaired=f"{encoding} ({evidence})")


def _open_json(data: bytes, at: str, limits: Limits, *, head_only: bool) -> Opened | str:
    document = load_json(data, at, limits)
    if not isinstance(document, dict):
        return type(document).__name__
    roots = [key for key in document if key in ROOTS]
    if len(roots) != 1 or not isinstance(document[roots[0]], dict):
        return next(iter(document), "")
    content = document[roots[0]]
    for key, value in document.items():
        if key != roots[0]:
            content[f"/{key}"] = value
    if head_only:
        _shorten(content)
    return Opened(ROOTS[roots[0]], content, lambda _steps: None, json=True, ours=_OURS in data)


def _reference_exchange(root: Any, content: Document) -> None:
    """Add the exchanges that are the process's reference: the summary names their flow."""
    wanted = _reference_ids(content)
    if not wanted:
        return
    found: list[Document] = []
    for exchange in root.iterfind("{*}exchanges/{*}exchange"):
        if (exchange.get("dataSetInternalID") or "").strip() in wanted:
            flow = exchange.find("{*}referenceToFlowDataSet")
            if flow is not None:
                attributes = {f"@{name}": value for name, value in flow.attrib.items()}
                found.append(
                    {"@dataSetInternalID": exchange.get("dataSetInternalID"), "referenceToFlowDataSet": attributes}
                )
    content["exchanges"] = {"exchange": found}


def _reference_ids(content: Document) -> set[str]:
    value: Any = content
    for key in ("processInformation", "quantitativeReference", "referenceToReferenceFlow"):
        value = value.get(key) if isinstance(value, dict) else None
    return {str(member).strip() for member in (value if isinstance(value, list) else [value]) if member is not None}


def _shorten(content: Document) -> None:
    exchanges = content.get("exchanges")
    members = exchanges.get("exchange") if isinstance(exchanges, dict) else None
    wanted = _reference_ids(content)
    for key in LARGE:
        content.pop(key, None)
    if isinstance(members, dict):
        members = [members]
    if isinstance(members, list) and wanted:
        content["exchanges"] = {
            "exchange": [
                {key: m[key] for key in ("@dataSetInternalID", "referenceToFlowDataSet") if key in m}
                for m in members
                if isinstance(m, dict) and str(m.get("@dataSetInternalID", "")).strip() in wanted
            ]
        }


def decode(opened: Opened, index: Index, report: Report, *, file: str, head_only: bool = False) -> Entity:
    """Turn a parsed file into an entity.

    Args:
        opened: the file; its content is used up.
        index: of the package.
        report: gets the issues; its context is set to the entity.
        file: name of the file, for the report and for a data set without UUID.
        head_only: the content is that of ``open_file(head_only=True)``.

    Raises:
        MalformedSourceError: no entity can be made of it.
    """
    data_set, content = opened.data_set, opened.content
    report.about(EntityKey(data_set.type, _identity(content)), file)
    patch = _take_patch(content, report)
    if opened.ours:
        _strip(data_set, content, report, tell=not head_only)
    reading = Reading(report, index, opened.line, root=data_set.root, xpath=not opened.json)
    entity = _read(data_set, content, reading, file, json=opened.json)
    if patch is not None:
        only = None if not head_only else frozenset(entity.__struct_fields__) - _HEAVY
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


def _identity(content: Document) -> str:
    information = _information(content)
    return str(information.get("common:UUID") or "").strip() if information is not None else ""


def _information(content: Document) -> Document | None:
    """Return the ``dataSetInformation``; of a section that wrongly stands twice, that of the first."""
    for given in content.values():
        part = given[0] if isinstance(given, list) and given else given
        if isinstance(part, dict) and isinstance(part.get("dataSetInformation"), dict):
            information: Document = part["dataSetInformation"]
            return information
    return None


def _read(data_set: DataSet, content: Document, reading: Reading, file: str, *, json: bool) -> Entity:
    values_without_uuid = not _identity(content)
    if values_without_uuid:
        information = _information(content)
        uuid = derived_uuid(data_set.type, file_of(file))
        reading.report.add(issues.NO_UUID, path="uuid", value=uuid)
        if information is None:
            raise MalformedSourceError(
                "the data set has no dataSetInformation", "数据集没有 dataSetInformation", at=Location(file=file),
                hint_en="get the file again; nothing tells what it is", hint_zh="请重新获取该文件；无法判断其内容",
            )  # fmt: skip
        information["common:UUID"] = uuid
    entity = compiled(data_set.type, json=json).read(content, reading)
    if entity.uuid == NIL and file:
        _tell_apart(entity, reading, file_of(file))
    elif not UUID.fullmatch(entity.uuid):
        _repair_uuid(entity, reading)
    return entity


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


def _take_patch(content: Document, report: Report) -> Any:
    """Take our extension out of the document."""
    other = content.get(OTHER)
    if not isinstance(other, dict) or DATA_KEY not in other:
        return None
    text = other.pop(DATA_KEY)
    if isinstance(text, dict):
        text = text.get("#text")
    if all(key == NAMESPACE_KEY for key in other):
        del content[OTHER]
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError):
        report.add(catalogue.STALE_EXTENSION, path="", pointer=f"/{OTHER}/{DATA_KEY}", value=None)
        return None


# ---------------------------------------------------------------------------------------------------------------------
# Writing


def encode(entity: Entity, index: Index, report: Report, *, json: bool, places: Places = "auto") -> bytes:
    """Return the file of one data set.

    Args:
        entity: one of the eight types.
        index: of the package.
        report: gets an issue for each value that its native field does not hold exactly.
        json: TIDAS JSON instead of ILCD XML.
        places: list that the place codes are of; JSON takes TIDAS's own only.
    """
    data_set = DATA_SETS[entity.type]
    find_targets(entity, index)
    content = _content(entity, index, report, json=json)
    if json:
        # Before ``complete``: what ``strip`` takes out again is no part of what a reader sees (a property test says so).
        patch = _difference(content, entity, index, json=True)
        document = {data_set.root: content}
        complete(document, data_set.folder, entity, index, report, places=places)
        tell_unplaced(patch, data_set.root, report)
        _add_patch(content, patch)
        return orjson.dumps(document)
    _add_patch(content, _difference(_bare(content, data_set), entity, index, json=False))
    text = to_xml(data_set.root, content)
    if is_clean(text):
        return text
    content = _clean(_content(entity, index, Report(cap=0), json=False))
    report.add(issues.CONTROL_CHARACTER, path="")
    _add_patch(content, _difference(_bare(content, data_set), entity, index, json=False))
    return to_xml(data_set.root, content)


def _content(entity: Entity, index: Index, report: Report, *, json: bool) -> Document:
    functions = compiled(entity.type, json=json)
    content = functions.write(entity, Writing(index, report, json=json))
    carried = entity.extra.get(EXTRA)
    if carried:
        # A copy: ``complete`` changes the document in place, and the entity is the caller's.
        lay(content, clone(carried) if json else carried, functions.spots, json=json)
    if not json and isinstance(entity, Process) and entity.process_type == "epd":
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


def _difference(content: Document, entity: Entity, index: Index, *, json: bool) -> extension.Patch:
    """Return what a reader of the document would miss of the entity."""
    data_set = DATA_SETS[entity.type]
    try:
        native = _read(data_set, content, Reading(Report(cap=0), index), nil_file(entity), json=json)
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
        files.append((f"{module}/{_identity(root)}.json", orjson.dumps(document)))
    return files
