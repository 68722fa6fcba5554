"""Packages of the family: which entries are data sets, where files of ours stand, what tells one format from the others.

Written layout: ``ILCD/<folder>/<uuid>.xml`` (further versions of a UUID as ``<uuid>_<version>.xml``) and
``<folder>/<uuid>.json`` for TIDAS and national; types that ILCD does not have as ``lcabridge/<type>/<uuid>.json`` in canonical
JSON; ``lcabridge.json`` says which format it is. Other files (documents, category systems, locations, stylesheets) travel with
the package: in ILCD at their place, in TIDAS under ``external_docs/`` or ``lcabridge/files/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Literal

import orjson

from lcabridge.errors import LcabridgeError
from lcabridge.format import Attachment
from lcabridge.model import Entity, EntityType, Index, version_key
from lcabridge.sources import Limits, Source, parse_xml
from lcabridge_ilcd.names import FOLDERS
from lcabridge_ilcd.overlay import nil_file
from lcabridge_ilcd.profile import PROFILE_VERSION, Level

FormatId = Literal["ilcd", "tidas", "national"]

MANIFEST = "lcabridge.json"
SIDE = "lcabridge"
FILES = "files"
DOCUMENTS = "external_docs"
LOCATIONS = "ilcdlocations.xml"
ROOT = "ILCD"
_HEAD = 2048
_LOOKS = 6
"""Entries that sniffing looks into, and how far (64 KiB in all is the limit)."""

ROOT_NAMES = (
    "processDataSet", "flowDataSet", "flowPropertyDataSet", "unitGroupDataSet", "LCIAMethodDataSet", "sourceDataSet",
    "contactDataSet", "lifeCycleModelDataSet",
)  # fmt: skip
_XML_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(" + "|".join(ROOT_NAMES).encode() + rb")[\s>/]")
_ANY_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)[\s>/]")
_NAMESPACE = re.compile(rb"""["']http://(?:lca\.jrc\.it|eplca\.jrc\.ec\.europa\.eu)/ILCD/""")
_JSON_ROOT = re.compile(rb'^\s*(?:\xef\xbb\xbf)?\{\s*"(' + "|".join(ROOT_NAMES).encode() + rb')"\s*:')
_FOLDERS = {folder.lower(): type_ for type_, folder in FOLDERS.items()}
_SIDECARS = (".tidas-envelope.json", ".tidas-recovery.json")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a package that is read.

    Attributes:
        name: its name.
        side: type of entity of a side file, None for a data set.
    """

    name: str
    side: str | None = None


def manifest(id_: FormatId, level: Level = "structure") -> bytes:
    """Return the content of the manifest; the level is what the writer was asked for, and ``validate`` checks it."""
    content: dict[str, Any] = {"format": id_, "tool": "lcabridge"}
    if id_ == "national":
        content |= {"profile": "national", "profile_version": PROFILE_VERSION, "level": level}
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def read_manifest(source: Source) -> dict[str, Any] | None:
    """Return the manifest of a package of ours; None if there is none or it is no manifest."""
    if MANIFEST not in source.names() or source.kind == "file":
        return None
    try:
        content = orjson.loads(source.head(MANIFEST, _HEAD))
    except (orjson.JSONDecodeError, LcabridgeError):
        return None
    return content if isinstance(content, dict) and content.get("tool") == "lcabridge" else None


def sort_entries(source: Source, *, json: bool) -> tuple[list[Entry], list[str]]:
    """Return the entries to be read, and the names of all others.

    A file in one of the eight folders (in any case, at any depth) with the right suffix is taken for a data set; elsewhere the
    root element or key decides.
    """
    entries: list[Entry] = []
    others: list[str] = []
    suffix = ".json" if json else ".xml"
    for name in source.names():
        if name == MANIFEST and source.kind != "file":
            continue
        parts = name.split("/")
        if parts[0] == SIDE and len(parts) == 3 and parts[1] != FILES and name.endswith(".json"):
            entries.append(Entry(name, side=parts[1]))
        elif not name.lower().endswith(suffix) or name.lower().endswith(_SIDECARS):
            others.append(name)
        elif any(part.lower() in _FOLDERS for part in parts[:-1]) or _root(source.head(name, _HEAD), json=json):
            entries.append(Entry(name))
        else:
            others.append(name)
    return entries, others


def attachments(entries: list[Entry], others: list[str], *, json: bool) -> list[Attachment]:
    """Return the files that travel with a package, under the names that they have in an ILCD package.

    Args:
        entries: the data sets.
        others: all other files of the source.
        json: True for TIDAS and national.
    """
    root = _root_folder([entry.name for entry in entries if entry.side is None])
    found: dict[str, str] = {}
    for entry in others:
        name = entry.removeprefix(root)
        if name == entry and root:
            pass  # beside the package's folder, and so it stays
        elif json and name.startswith(f"{SIDE}/{FILES}/"):
            name = name.removeprefix(f"{SIDE}/{FILES}/")
        else:
            name = f"{ROOT}/{name}"
        found.setdefault(name, entry)
    return [Attachment(name, entry) for name, entry in found.items()]


def place_names(data: bytes, at: str, limits: Limits) -> dict[str, str]:
    """Return the names of the place codes of a list of places (``ILCDLocations.xml``).

    Raises:
        LcabridgeError: it is not well-formed, or not safe.
    """
    root = parse_xml(data, at, limits)
    return {
        location.get("value", ""): (location.text or "").strip()
        for location in root.iterfind("{*}location")
        if location.get("value") and (location.text or "").strip()
    }


def _root_folder(names: list[str]) -> str:
    """Return the folders above the folders of data sets, with a slash at the end; "" if there are none."""
    for name in names:
        parts = name.split("/")
        for i, part in enumerate(parts[:-1]):
            if part.lower() in _FOLDERS:
                return "".join(f"{above}/" for above in parts[:i])
    return ""


def attached_name(name: str, id_: FormatId) -> str:
    """Return the name of an attached file in a written package; see `attachments`."""
    if id_ == "ilcd":
        return name
    below = name.removeprefix(f"{ROOT}/")
    return below if below.startswith(f"{DOCUMENTS}/") and below != name else f"{SIDE}/{FILES}/{name}"


def _root(head: bytes, *, json: bool) -> bool:
    if json:
        return _JSON_ROOT.match(head) is not None
    found = _ANY_ROOT.search(_without_prolog(head))
    return found is not None and found[1].rpartition(b":")[2].decode("ascii", "replace") in ROOT_NAMES


def _without_prolog(head: bytes) -> bytes:
    return re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head, flags=re.DOTALL)


def evidence(source: Source, id_: FormatId) -> str:
    """Return why a source is of a format of the family, "" if it is not."""
    found = read_manifest(source)
    if found is not None:
        return f"its manifest {MANIFEST} says so" if found.get("format") == id_ else ""
    if id_ == "national":
        return ""
    json = id_ == "tidas"
    for name in _candidates(source, ".json" if json else ".xml"):
        head = source.head(name, _HEAD)
        root = _JSON_ROOT.match(head) if json else _XML_ROOT.search(_without_prolog(head))
        if root is not None and (json or _NAMESPACE.search(head)):
            return f"{name} is a {root[1].decode()}"
    return ""


def _candidates(source: Source, suffix: str) -> list[str]:
    names = list(source.names())
    if source.kind == "file":
        return names
    by_folder: dict[str, list[str]] = {}
    for name in names:
        if name.lower().endswith(suffix):
            by_folder.setdefault(name.rpartition("/")[0], []).append(name)
    ranked = sorted(
        by_folder, key=lambda folder: (not any(part.lower() in _FOLDERS for part in folder.split("/")), folder)
    )
    # The first of each folder, then the rest: a package may begin with files of other kinds.
    firsts = [by_folder[folder][0] for folder in ranked]
    rest = (name for folder in ranked for name in by_folder[folder][1:])
    return list(islice(chain(firsts, rest), _LOOKS))


def file_name(entity: Entity, index: Index, id_: FormatId) -> str:
    """Return the name of the file of a data set."""
    folder = FOLDERS.get(entity.type)
    if folder is None:
        return f"{SIDE}/{entity.type}/{_stem(entity, index)}.json"
    if id_ == "ilcd":
        if nil := nil_file(entity):
            return f"{ROOT}/{folder}/{nil}"
        return f"{ROOT}/{folder}/{_stem(entity, index)}.xml"
    return f"{folder}/{entity.uuid}.json"


def _stem(entity: Entity, index: Index) -> str:
    highest = index.get(entity.type, entity.uuid)
    if highest is None or version_key(highest.version) == version_key(entity.version):
        return entity.uuid
    return f"{entity.uuid}_{entity.version or '00.00.000'}"


def type_of_folder(name: str) -> EntityType | None:
    """Return the type that the folder of an entry is for."""
    return next((_FOLDERS[part.lower()] for part in name.split("/")[:-1] if part.lower() in _FOLDERS), None)
