"""Files opened: bytes → parsed XML or JSON of a known data set type, from which ``codec.py`` makes an entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from lxml import etree

from lcabridge.report import Report, catalogue
from lcabridge.sources import Limits, load_json, parse_xml
from lcabridge_ilcd import issues
from lcabridge_ilcd.fields import ROOTS
from lcabridge_ilcd.marks import MARKS_KEY, PREFIX
from lcabridge_ilcd.names import COMMON, LCABRIDGE
from lcabridge_ilcd.profile import PLACEHOLDER_UUIDS
from lcabridge_ilcd.rows import DataSet
from lcabridge_ilcd.xmldoc import Reader, line_finder, line_of

Document = dict[str, Any]

OTHER = "common:other"
DATA_KEY = f"{PREFIX}:data"
NAMESPACE_KEY = f"@xmlns:{PREFIX}"
LARGE = frozenset({"exchanges", "LCIAResults", "characterisationFactors"})
"""Parts of a data set that its summary does not need."""

_OURS = PREFIX.encode()
_PLACEHOLDERS = (MARKS_KEY.encode(), f"[{PREFIX}:".encode(), *(uuid.encode() for uuid in PLACEHOLDER_UUIDS))
"""What stands in every file that has placeholders: their list, a text, or a reference to a placeholder data set."""


class Opened:
    """A parsed file.

    Args:
        data_set: its type.
        xml: the reader of an XML file, None for JSON.
        content: the document of a JSON file.
        line: (pointer segments) → line in the file.
        head_only: what a summary does not need is left out.
        data: the bytes of the file, in which something of ours may be found.

    ``filled`` tells whether placeholders may stand in it.
    """

    def __init__(
        self,
        data_set: DataSet,
        *,
        xml: Reader | None = None,
        content: Document | None = None,
        line: Callable[[list[str]], int | None] = lambda _steps: None,
        head_only: bool,
        data: bytes,
    ) -> None:
        self.data_set = data_set
        self.xml = xml
        self.line = line
        self.ours = _OURS in data
        self.filled = self.ours and any(word in data for word in _PLACEHOLDERS)
        self.head_only = head_only
        self._content = content

    @property
    def content(self) -> Document:
        """The document form of the root element: once asked for, it is what counts, and may be changed."""
        if self._content is None:
            assert self.xml is not None  # JSON comes with its content
            self._content = self.xml.document(self.instead())
        return self._content

    @property
    def root(self) -> Any:
        """The root element, if it is what counts: of XML whose content nobody has asked for; else None."""
        xml = self.xml
        usable = xml is not None and self._content is None and xml.namespace == self.data_set.namespace
        return xml.root if xml is not None and usable else None

    def instead(self) -> Document:
        """Return what counts in the place of elements under the root: of what is large, a summary needs the references."""
        if not self.head_only or self.xml is None:
            return {}
        return {**{key: {} for key in LARGE}, "exchanges": _reference_exchanges(self.xml.root)}

    def identity(self) -> str:
        """Return the UUID as it stands in the file, "" if none does."""
        if self.root is None:
            return identity(self.content)
        own = f"{{{self.data_set.namespace}}}"
        found = self.root.find(f"{own}{self.data_set.rows[0].key}/{own}dataSetInformation/{{{COMMON}}}UUID")
        return (found.text or "").strip() if found is not None else ""

    def take_patch(self, report: Report) -> Any:
        """Take our extension out of the file and return it, None if there is none."""
        text = self._take_text() if self.ours else None
        if text is None:
            return None
        try:
            return orjson.loads(text)
        except (orjson.JSONDecodeError, TypeError):
            report.add(catalogue.STALE_EXTENSION, path="", pointer=f"/{OTHER}/{DATA_KEY}", value=None)
            return None

    def _take_text(self) -> Any:
        if self.root is not None:
            found = self.root.findall(f"{{{COMMON}}}other/{{{LCABRIDGE}}}data")
            if not found:
                return None
            other = found[0].getparent()
            if len(found) == 1 and not len(found[0]) and not found[0].items() and not other.items():
                other.remove(found[0])
                if not len(other):
                    self.root.remove(other)
                return found[0].text
        other = self.content.get(OTHER)
        if not isinstance(other, dict) or DATA_KEY not in other:
            return None
        text = other.pop(DATA_KEY)
        if isinstance(text, dict):
            text = text.get("#text")
        if all(key == NAMESPACE_KEY for key in other):
            del self.content[OTHER]
        return text


def identity(content: Document) -> str:
    """Return the UUID as it stands in a document."""
    found = information(content)
    return str(found.get("common:UUID") or "").strip() if found is not None else ""


def information(content: Document) -> Document | None:
    """Return the ``dataSetInformation``; of a section that wrongly stands twice, that of the first."""
    for given in content.values():
        part = _first(given)
        found = _first(part.get("dataSetInformation")) if isinstance(part, dict) else None
        if isinstance(found, dict):
            return found
    return None


def _first(given: Any) -> Any:
    return given[0] if isinstance(given, list) and given else given


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

    def remark(element: Any, text: str) -> None:
        if isinstance(element.tag, str):
            report.add(catalogue.UNREAD, path=etree.QName(element).localname, line=element.sourceline, value=text)
        else:
            report.add(issues.COMMENT, path="comment", line=element.sourceline, value=text)

    if tag.namespace != data_set.namespace:
        report.add(
            issues.WRONG_NAMESPACE, path="", pointer="/", line=line_of(root),
            value=tag.namespace or "", repaired=data_set.namespace,
        )  # fmt: skip
    return Opened(data_set, xml=Reader(root, remark), line=line_finder(root), head_only=head_only, data=data)


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
    return Opened(ROOTS[roots[0]], content=content, head_only=head_only, data=data)


def _reference_exchanges(root: Any) -> Document:
    """Return the exchanges that are the process's reference: the summary names their flow."""
    path = "{*}processInformation/{*}quantitativeReference/{*}referenceToReferenceFlow"
    wanted = {(element.text or "").strip() for element in root.iterfind(path)}
    found: list[Document] = []
    for number in sorted(wanted - {""}):
        for exchange in root.xpath(_REFERENCE, number=number):
            flow = exchange.find("{*}referenceToFlowDataSet")
            if flow is not None:
                attributes = {f"@{name}": value for name, value in flow.attrib.items()}
                found.append({"@dataSetInternalID": number, "referenceToFlowDataSet": attributes})
    return {"exchange": found} if found else {}


_REFERENCE = "*[local-name()='exchanges']/*[local-name()='exchange'][normalize-space(@dataSetInternalID)=$number]"


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
