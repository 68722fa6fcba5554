"""An audit of EcoSpold 1 that knows nothing of the plugin: every attribute and text of a package must stand in the one
that came back, or an issue must name its value.

Data sets are told apart by name, exchanges by name, place, unit and group; members of one identity are a
multiset. Numbers are compared as numbers, CAS numbers without leading zeros, truth values as such; an empty value says
nothing, and a local name that repeats the name in one language says nothing new.
"""

import re
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_CAS = re.compile(r"0*(\d+-\d\d-\d)", re.ASCII)
_LAYERS = {"metaInformation", "processInformation", "modellingAndValidation", "administrativeInformation", "flowData"}
_NUMERIC = {
    "amount", "meanValue", "standardDeviation95", "minValue", "maxValue", "mostLikelyValue", "fraction", "percent",
    "number", "person", "proofReadingValidator", "referenceToPublishedSource", "referenceToSource", "type", "volumeNo",
}  # fmt: skip
_PLACEHOLDERS = ("", "lcabridge: not stated", "9999")
"""What lcabridge writes in required fields that a source leaves empty (plugins/ecospold/ecospold1.md)."""
_FLAGS = {
    "infrastructureProcess", "datasetRelatesToProduct", "infrastructureIncluded", "dataValidForEntirePeriod",
    "impactAssessmentResult", "copyright",
}  # fmt: skip


def _files(path):
    if path.is_dir():
        yield from ((p.name, p.read_bytes()) for p in sorted(path.rglob("*")) if p.is_file())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    else:
        yield path.name, path.read_bytes()


def _local(tag):
    return tag.rpartition("}")[2]


def _value(name, text):
    text = text or ""
    if name in _FLAGS:
        return {"1": "true", "0": "false"}.get(text.strip(), text.strip())
    if name in _NUMERIC and _NUMBER.fullmatch(text.strip()):
        return float(text)
    if name == "CASNumber" and _CAS.fullmatch(text.strip()):
        return _CAS.fullmatch(text.strip()).group(1)
    return text


def _identity(element, name):
    if name == "exchange":
        group = next((f"{_local(c.tag)}{c.text}" for c in element), "")
        return (element.get("name"), element.get("location"), element.get("unit"), group)
    named = {"person": ("name", "address"), "source": ("firstAuthor", "title", "year")}.get(name, ())
    return tuple(None if element.get(a) in _PLACEHOLDERS else element.get(a) for a in named)


def leaves(path):
    """Return the leaves of a package: (content, name of the data set) to a multiset of leaves; the number is one of them."""
    found = defaultdict(Counter)
    for _, data in _files(Path(path)):
        try:
            root = ET.fromstring(data)  # public test data
        except ET.ParseError:
            continue
        if _local(root.tag) != "ecoSpold":
            continue
        content = root.tag.rpartition("}")[0]
        for dataset in root:
            reference = next(e for e in dataset.iter() if _local(e.tag) == "referenceFunction")
            key = (content, reference.get("name"))
            _walk(dataset, "dataset", found[key])
    return found


def _walk(element, name, found, inside=()):
    identity = (*inside, name, *_identity(element, name))
    for attribute, text in element.attrib.items():
        if text:
            found[identity, attribute, _value(attribute, text)] += 1
    text = (element.text or "").strip()
    if text:
        found[identity, "", _value(name, text)] += 1
    for child in element:
        child_name = _local(child.tag)
        _walk(child, child_name, found, () if child_name in _LAYERS else identity[:1])


def _norm(value):
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _said(value, into):
    if isinstance(value, list | tuple):
        for member in value:
            _said(member, into)
    elif isinstance(value, dict):
        for member in value.values():
            _said(member, into)
    elif value is not None and value != "":
        into.add(_norm(value))
        if isinstance(value, str):
            into.add(value.strip())
            if _NUMBER.fullmatch(value.strip()):
                into.add(float(value))


def unexplained(before, after, *reports):
    """Return the leaves of one package that are not in the other and whose value no issue names."""
    said = set()
    for report in reports:
        for issue in report:
            _said(issue.value, said)
            _said(list(issue.data.values()), said)
    left, right = leaves(before), leaves(after)
    anywhere = {_core(leaf) for found in right.values() for leaf in found}
    gaps = []
    for key, found in left.items():
        there = right.get(key, Counter())
        for leaf, count in (found - there).items():
            _, attribute, value = leaf
            if value in said or (isinstance(value, str) and value.strip() in said):
                continue
            if attribute == "localName" and _same_name(leaf, found):
                continue
            # The data set itself came back under another number or a shortened name, which issues name.
            if key not in right and _core(leaf) in anywhere:
                continue
            if leaf[0][0] != "dataset" and _shortened(leaf, said) and _core(leaf) in anywhere:
                continue
            gaps.append((key, leaf, count))
    return sum(sum(found.values()) for found in left.values()), gaps


def _core(leaf):
    identity, attribute, value = leaf
    return (identity[0], attribute, value)


def _same_name(leaf, found):
    identity, _, value = leaf
    return found[identity, "name", value] > 0


def _shortened(leaf, said):
    return any(isinstance(part, str) and part in said for part in leaf[0][1:])
