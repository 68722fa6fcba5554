"""One data set as it stands in the file: attributes by element, nothing interpreted; and back to XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from lxml import etree

from lcabridge_ecospold.spold1.names import (
    ATTRIBUTES,
    ENDS,
    KINDS,
    LAYERS,
    LISTS,
    NAMESPACES,
    PARENTS,
    SINGLES,
    STARTS,
    Content,
)

Values = dict[str, str]


class Line(msgspec.Struct, gc=False):
    """An exchange: attributes, its group (``inputGroup 5``) and the line in the file."""

    values: Values
    group: str = ""
    line: int = 0


class Share(msgspec.Struct, gc=False):
    """An allocation: attributes, numbers of the exchanges it is for, and the line in the file."""

    values: Values
    references: list[str]
    line: int = 0


class Strange(msgspec.Struct, frozen=True, gc=False):
    """A leaf that the format does not know: where, line, value."""

    pointer: str
    line: int
    value: str


class Document(msgspec.Struct):
    """A data set.

    Attributes:
        content: what kind of file it stands in.
        values: attributes by element, for elements that stand once.
        lists: sources and persons.
        synonyms: in order.
        times: text of ``startYear`` … ``endDate``.
        exchanges: in order.
        allocations: in order.
        strange: what the format does not know.
        is_ours: True if lcabridge wrote the file: its placeholders are left out.
        file: for messages.
        line: line of its start tag.
    """

    content: Content = "process"
    values: dict[str, Values] = {}
    lists: dict[str, list[Values]] = {}
    synonyms: list[str] = []
    times: Values = {}
    exchanges: list[Line] = []
    allocations: list[Share] = []
    strange: list[Strange] = []
    is_ours: bool = False
    file: str = ""
    line: int = 0

    @property
    def number(self) -> str:
        """Return the number of the data set as it stands there."""
        return self.values.get("dataset", {}).get("number", "").strip()


def line_of(element: etree._Element) -> int:
    """Return the line of an element in what was parsed."""
    line: Any = element.sourceline  # lxml's stubs know no type for it
    return int(line or 0)


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace, "" for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_document(dataset: etree._Element, content: Content, *, file: str, base: int, is_ours: bool) -> Document:
    """Return a data set of its element; ``base`` is added to line numbers."""
    document = Document(content=content, file=file, line=base + line_of(dataset), is_ours=is_ours)
    document.values["dataset"] = _values(dataset, "dataset", document, base)
    _read_layer(dataset, "dataset", document, base)
    return document


def _read_layer(parent: etree._Element, pointer: str, document: Document, base: int) -> None:
    own = parent.tag.rpartition("}")[0] if isinstance(parent.tag, str) else ""
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        space, _, name = child.tag.rpartition("}")
        place = f"{pointer}/{name}"
        if space != own:
            _strange(child, f"{pointer}/{child.tag!s}", document, base)
        elif name == "exchange":
            _read_exchange(child, document, base)
        elif name in LAYERS:
            document.strange += [Strange(f"{place}/@{k!s}", base + line_of(child), str(v)) for k, v in child.items()]
            _read_layer(child, place, document, base)
        elif name == "allocation":
            _read_allocation(child, document, base)
        elif name in LISTS:
            document.lists.setdefault(name, []).append(_values(child, name, document, base))
            _children(child, place, document, base)
        elif name in SINGLES and name not in document.values:
            document.values[name] = _values(child, name, document, base)
            _read_single(child, name, place, document, base)
        else:
            _strange(child, place, document, base)


def _read_single(element: etree._Element, name: str, pointer: str, document: Document, base: int) -> None:
    known = {"referenceFunction": ("synonym",), "timePeriod": (*STARTS, *ENDS)}.get(name, ())
    for child in element:
        tag = local(child)
        if not tag:
            continue
        if tag == "synonym" and tag in known and not len(child) and not child.attrib:
            document.synonyms.append(child.text or "")
        elif tag in known and tag not in document.times and not len(child) and not child.attrib:
            document.times[tag] = (child.text or "").strip()
        else:
            _strange(child, f"{pointer}/{tag}", document, base)


def _read_exchange(element: etree._Element, document: Document, base: int) -> None:
    line = base + line_of(element)
    values = {str(key): str(value) for key, value in element.items()}
    if not values.keys() <= KINDS["exchange"].keys():
        values = _values(element, "exchange", document, base)
    exchange = Line(values, "", line)
    for child in element:
        tag = local(child)
        if not tag:
            continue
        if tag in ("inputGroup", "outputGroup") and not exchange.group and not len(child) and not child.attrib:
            exchange.group = f"{tag} {(child.text or '').strip()}"
        else:
            _strange(child, f"flowData/exchange[{values.get('number')}]/{tag}", document, base)
    document.exchanges.append(exchange)


def _read_allocation(element: etree._Element, document: Document, base: int) -> None:
    share = Share(_values(element, "allocation", document, base), [], base + line_of(element))
    for child in element:
        tag = local(child)
        if tag == "referenceToInputOutput" and not len(child) and not child.attrib:
            share.references.append((child.text or "").strip())
        elif tag:
            _strange(child, f"flowData/allocation/{tag}", document, base)
    document.allocations.append(share)


def _values(element: etree._Element, name: str, document: Document, base: int) -> Values:
    known = KINDS[name]
    found: Values = {}
    for key, value in element.items():
        if key in known:
            found[str(key)] = str(value)
        else:
            document.strange.append(Strange(f"{name}/@{key!s}", base + line_of(element), str(value)))
    return found


def _children(element: etree._Element, pointer: str, document: Document, base: int) -> None:
    for child in element:
        if local(child):
            _strange(child, f"{pointer}/{local(child)}", document, base)


def _strange(element: etree._Element, pointer: str, document: Document, base: int) -> None:
    document.strange += [Strange(p, base + line, value) for p, line, value in foreign_leaves(element, pointer)]


def foreign_leaves(element: etree._Element, pointer: str) -> Iterator[tuple[str, int, str]]:
    """Yield (place, line, value) of every leaf of an element that is not understood; its name, if it has none."""
    line = line_of(element)
    text = (element.text or "").strip()
    children = [child for child in element if local(child)]
    if text or not (children or element.attrib):
        yield pointer, line, text
    for key, value in element.items():
        yield f"{pointer}/@{key!s}", line, str(value)
    for child in children:
        yield from foreign_leaves(child, f"{pointer}/{local(child)}")


_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_SPACE = {content: space for space, content in NAMESPACES.items()}


def head(content: Content) -> bytes:
    """Return what stands before the data sets of a file."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<?lcabridge placeholders="marked"?>\n'
        f'<ecoSpold xmlns="{_SPACE[content]}">\n'
    ).encode()


TAIL = b"</ecoSpold>\n"


def write_document(document: Document) -> bytes:
    """Return the ``dataset`` element in the order of the XSD; characters that XML cannot hold must be gone by now."""
    lines = [f" <dataset{_attributes('dataset', document.values['dataset'])}>", "  <metaInformation>"]
    for layer in LAYERS[1:4]:
        lines.append(f"   <{layer}>")
        for element, parent in PARENTS.items():
            if parent == layer:
                lines += _element(document, element)
        lines.append(f"   </{layer}>")
    lines.append("  </metaInformation>")
    if document.content != "elementary":
        lines.append("  <flowData>")
        lines += [_exchange(exchange) for exchange in document.exchanges]
        for share in document.allocations:
            inner = "".join(f"<referenceToInputOutput>{r}</referenceToInputOutput>" for r in share.references)
            lines.append(f"   <allocation{_attributes('allocation', share.values)}>{inner}</allocation>")
        lines.append("  </flowData>")
    lines.append(" </dataset>\n")
    return "\n".join(lines).encode()


def _element(document: Document, name: str) -> Iterator[str]:
    if name in LISTS:
        for values in document.lists.get(name, []):
            yield f"    <{name}{_attributes(name, values)}/>"
        return
    values_ = document.values.get(name)
    if values_ is None:
        return
    inner = ""
    if name == "referenceFunction":
        inner = "".join(f"<synonym>{text.translate(_ESCAPES)}</synonym>" for text in document.synonyms)
    elif name == "timePeriod":
        tags = (*STARTS, *ENDS)
        inner = "".join(f"<{tag}>{document.times[tag]}</{tag}>" for tag in tags if tag in document.times)
    end = f">{inner}</{name}>" if inner else "/>"
    yield f"    <{name}{_attributes(name, values_)}{end}"


def _exchange(exchange: Line) -> str:
    start = f"   <exchange{_attributes('exchange', exchange.values)}"
    if not exchange.group:
        return f"{start}/>"
    tag, _, code = exchange.group.partition(" ")
    return f"{start}><{tag}>{code.translate(_ESCAPES)}</{tag}></exchange>"


def _attributes(name: str, values: Values) -> str:
    return "".join(
        f' {attr.name}="{values[attr.name].translate(_ESCAPES)}"' for attr in ATTRIBUTES[name] if attr.name in values
    )
