"""XML and the document form: attributes as ``@name``, text as ``#text``, repeated elements as lists (xmltodict style).

Elements of the data set's own name space have their bare name, those of ILCD's common one ``common:``. Content of other
name spaces keeps its prefix and declares it (``@xmlns:p``) where it begins, so that it can stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from lcabridge_ilcd.names import COMMON, LCABRIDGE, PREFIXES

Document = dict[str, Any]
Element = etree._Element  # noqa: SLF001  # lxml's only public name of the type

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 does not allow, escaped or not."""

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


def is_clean(data: bytes) -> bool:
    """Tell whether UTF-8 text has no character that XML 1.0 does not allow (the fast form of `ILLEGAL`)."""
    if len(data.translate(None, _CONTROLS)) != len(data):
        return False
    return b"\xef\xbf" not in data or (b"\xef\xbf\xbe" not in data and b"\xef\xbf\xbf" not in data)


_LAYOUT = ["\n" + "  " * depth for depth in range(40)]
_PREFIX_OF = {namespace: prefix for namespace, prefix in PREFIXES.items() if namespace != LCABRIDGE}


@lru_cache(maxsize=64)
def _names(namespace: str) -> dict[Any, str | None]:
    """Return the cache of the keys of tags for one root name space; None for tags of other name spaces."""
    del namespace  # one cache for each
    return {}


def _key(tag: Any, namespace: str, names: dict[Any, str | None]) -> str | None:
    if not isinstance(tag, str):
        return None
    uri, _, local = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    key = local if uri == namespace else f"common:{local}" if uri == COMMON else None
    if len(names) < 4096:  # bounded against files that make names up
        names[tag] = key
    return key


_ATTRIBUTE_KEYS: dict[Any, str] = {
    "{http://www.w3.org/XML/1998/namespace}lang": "@xml:lang",
    **{
        name: f"@{name}"
        for name in (
            "type", "refObjectId", "version", "uri", "dataSetInternalID", "level", "classId", "catId", "name", "location",
            "internalReferenceToCoProduct", "allocatedFraction", "value", "classes", "flowUUID", "id", "dominant",
        )
    },
}  # fmt: skip
"""Keys of the attributes that files are full of."""


class Reader:
    """Turns one XML tree into a document.

    Args:
        root: the root element.
        remark: called with (place, text) for each comment, processing instruction and stray text, which the document
            form has no place for.
    """

    def __init__(self, root: Element, remark: Callable[[Element, str], None]) -> None:
        self.root = root
        tag = str(root.tag)
        self.namespace = tag[1:].partition("}")[0] if tag.startswith("{") else ""
        self.names = _names(self.namespace)
        self.remark = remark

    def document(self, instead: Document) -> Document:
        """Return the content of the root element, with other content in the place of some keys."""
        out: Document = {}
        for name, value in self.root.attrib.items():
            out[self.attribute(self.root, str(name), out)] = value
        for child in self.root:
            key = self._key_of(child.tag)
            if key in instead:
                out[key] = instead[key]
            else:
                self.take(child, out)
        self._stray(self.root)
        return out

    def take(self, child: Element, out: Document) -> None:
        """Put a child, beside others of its name, into the content of its parent."""
        key = self._key_of(child.tag)
        if key is None:
            self._foreign(child, out, {})
        else:
            _add(out, key, self.content(child))

    def _key_of(self, tag: Any) -> str | None:
        return self.names.get(tag) or _key(tag, self.namespace, self.names)

    def content(  # noqa: C901, PLR0912  # one pass over the element, in one function: the hot path
        self, element: Element
    ) -> Any:
        """Return the content of an element: text, or its attributes, text and children by key."""
        out: Document = {}
        for name, attribute in element.items():
            known = _ATTRIBUTE_KEYS.get(name)
            out[known if known is not None else self.attribute(element, str(name), out)] = attribute
        text = element.text
        if not len(element):
            if not out:
                return text
            if text:
                out["#text"] = text
            return out
        names = self.names
        stray = text is not None and not text.isspace()
        for child in element:
            tag = child.tag
            key = names.get(tag)
            if key is None:
                key = _key(tag, self.namespace, names)
                if key is None:
                    self._foreign(child, out, {})
                    stray = stray or bool(child.tail and not child.tail.isspace())
                    continue
            # A child without children is read here: a call for each would cost as much as the rest.
            value: Any
            if len(child):
                value = self.content(child)
            else:
                given = child.items()
                value = child.text
                if given:
                    inner: Document = {}
                    for name, attribute in given:
                        known = _ATTRIBUTE_KEYS.get(name)
                        inner[known if known is not None else self.attribute(child, str(name), inner)] = attribute
                    if value:
                        inner["#text"] = value
                    value = inner
            if key in out:
                there = out[key]
                if there.__class__ is list:
                    there.append(value)
                else:
                    out[key] = [there, value]
            else:
                out[key] = value
            tail = child.tail
            if tail is not None and not tail.isspace():
                stray = True
        if stray:
            if all(not isinstance(child.tag, str) for child in element):
                # Only comments inside: the pieces of text belong together.
                out["#text"] = "".join(part for part in (element.text, *(child.tail for child in element)) if part)
                return out["#text"] if len(out) == 1 else out
            self._stray(element)
        return out

    def _stray(self, element: Element) -> None:
        for part in (element.text, *(child.tail for child in element)):
            if part and not part.isspace():
                self.remark(element, part.strip())

    def attribute(self, element: Element, name: str, out: Document) -> str:
        """Return the key of an attribute, and declare its prefix in ``out`` where that is not one of ours."""
        if not name.startswith("{"):
            return "@" + name
        uri, _, local = name[1:].partition("}")
        prefix = _PREFIX_OF.get(uri)
        if prefix is None:
            prefix = next((p for p, n in element.nsmap.items() if n == uri and p), "ns0")
            out[f"@xmlns:{prefix}"] = uri
        return f"@{prefix}:{local}"

    def _foreign(self, child: Element, out: Document, scope: dict[str, str]) -> None:
        tag = child.tag
        if not isinstance(tag, str):
            self.remark(child, (child.text or "").strip())
            return
        uri, _, local = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
        known = _PREFIX_OF.get(uri) or ("lcabridge" if uri == LCABRIDGE else None)
        if known == "common":
            key, declared = f"common:{local}", scope
            value: Any = self._foreign_content(child, declared, {})
        elif known in ("ecn", "lcabridge"):
            key = f"{known}:{local}"
            value = self._foreign_content(child, scope, {})
        else:
            prefix = child.prefix or ""
            key = f"{prefix}:{local}" if prefix else local
            opening: Document = {}
            if scope.get(prefix) != uri:
                opening["@xmlns:" + prefix if prefix else "@xmlns"] = uri
            value = self._foreign_content(child, {**scope, prefix: uri}, opening)
        _add(out, key, value)

    def _foreign_content(self, element: Element, scope: dict[str, str], out: Document) -> Any:
        for name, value in element.attrib.items():
            out[self.attribute(element, str(name), out)] = value
        for child in element:
            self._foreign(child, out, scope)
        text = element.text
        if len(element):
            self._stray(element)
        elif text and not out:
            return text
        elif text:
            out["#text"] = text
        return out or None


def _add(out: Document, key: str, value: Any) -> None:
    if key not in out:
        out[key] = value
    elif isinstance(out[key], list):
        out[key].append(value)
    else:
        out[key] = [out[key], value]


def line_of(element: Element) -> int | None:
    """Return the line of an element, None where lxml does not know it."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def line_finder(root: Element) -> Callable[[list[str]], int | None]:
    """Return the function that gives the line of a place: keys, with positions among repeated elements."""
    namespace = str(root.tag)[1:].partition("}")[0]

    def child(here: Element, key: str, position: int) -> Element | None:
        prefix, _, local = key.rpartition(":")
        uri = "*" if prefix not in ("", "common") else COMMON if prefix else namespace
        return next(islice(here.iterchildren(f"{{{uri}}}{local}"), position, None), None)

    def line(steps: list[str]) -> int | None:
        here, pending = root, ""
        for step in [*steps, ""]:
            number = step.isdecimal()
            if pending:
                found = child(here, pending, int(step) if number else 0)
                if found is None:
                    break
                here, pending = found, ""
            if not number and not step.startswith(("@", "#")):
                pending = step
        return line_of(here)

    return line


def to_xml(root: str, document: Document) -> bytes:
    """Return the XML file of a document, indented, with the name spaces that it uses declared at the root.

    Characters that XML does not allow must have been taken out before (`ILLEGAL`).
    """
    body: list[str] = []
    attributes = _children(document, body.append, 1)
    data = "".join(body).encode()
    for namespace, prefix in _PREFIX_OF.items():
        if (
            prefix not in ("common", "xsi", "xml")
            and f"@xmlns:{prefix}" not in document
            and f"{prefix}:".encode() in data
        ):
            attributes += f' xmlns:{prefix}="{namespace}"'
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{attributes}>'.encode()
    return b"".join((start, data, f"\n</{root}>\n".encode()))


def layout(depth: int) -> str:
    """Return what stands before an element that is so deep below the root."""
    return _LAYOUT[depth] if depth < len(_LAYOUT) else "\n"


class Spelled(str):
    """XML of an element, in the place of its document form."""

    __slots__ = ()


def _children(content: Document, out: Callable[[str], None], depth: int) -> str:  # the hot path
    """Write the children of an element and return its attributes, spelled."""
    attributes = ""
    indent = layout(depth)
    for key, value in content.items():
        if value.__class__ is str:
            first = key[0]
            if first == "@":
                attributes += f' {key[1:]}="{spell_attribute(value)}"'
                continue
            if "&" in value or "<" in value or ">" in value or "\r" in value:
                value = spell_text(value)  # noqa: PLW2901  # the same value, escaped
            out(value if first == "#" else f"{indent}<{key}>{value}</{key}>")
        elif value.__class__ is list:
            for member in value:
                _element(key, member, out, indent, depth)
        elif key[0] == "@":
            attributes += f' {key[1:]}="{spell_attribute(value)}"'
        elif key[0] == "#":
            out(spell_text(str(value)))
        else:
            _element(key, value, out, indent, depth)
    return attributes


def _element(key: str, value: Any, out: Callable[[str], None], indent: str, depth: int) -> None:
    if value.__class__ is dict:
        text = value.get("#text")
        if len(value) == 2 and text.__class__ is str and "@xml:lang" in value:
            out(f'{indent}<{key} xml:lang="{spell_attribute(value["@xml:lang"])}">{spell_text(text)}</{key}>')
            return
        inner: list[str] = []
        attributes = _children(value, inner.append, depth + 1)
        if not inner:
            out(f"{indent}<{key}{attributes}/>")
        elif text is not None:
            out(f"{indent}<{key}{attributes}>{''.join(inner)}</{key}>")
        else:
            out(f"{indent}<{key}{attributes}>{''.join(inner)}{indent}</{key}>")
    elif value.__class__ is str:
        out(f"{indent}<{key}>{spell_text(value)}</{key}>")
    elif value.__class__ is Spelled:
        out(value)
    elif value is None:
        out(f"{indent}<{key}/>")
    elif value.__class__ is bool:
        out(f"{indent}<{key}>{'true' if value else 'false'}</{key}>")
    else:
        out(f"{indent}<{key}>{spell_text(str(value))}</{key}>")


def spell_text(value: str) -> str:
    """Return a text as it stands in an element."""
    if "&" in value or "<" in value or ">" in value or "\r" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return value


def spell_attribute(value: Any) -> str:
    """Return a value as it stands in an attribute."""
    if value.__class__ is not str:
        value = ("true" if value else "false") if value.__class__ is bool else str(value)
    if "&" in value or "<" in value or '"' in value or "\n" in value or "\t" in value or "\r" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        value = value.replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
    return str(value)


_NAME = re.compile(r"[^\W\d][\w.-]*")
DECLARED = frozenset(_PREFIX_OF.values())
"""Prefixes that every file of ours may use."""


def as_xml(value: Any, declared: frozenset[str]) -> Any:
    """Return carried content as XML would give it back: no list of one, no numbers, no text alone in an object.

    Args:
        value: content of a document that may come from JSON.
        declared: prefixes in scope.

    Raises:
        ValueError: XML cannot hold it (a key that is no name, a prefix without a name space, an empty list).
    """
    if isinstance(value, dict):
        declared |= declares(value)
        out = {key: as_xml(member, declared) for key, member in value.items() if _checked(key, member, declared)}
        return out["#text"] if list(out) == ["#text"] else out or None
    if isinstance(value, list):
        members = [as_xml(member, declared) for member in value]
        if not members or any(isinstance(member, list) for member in members):
            raise ValueError(value)
        return members[0] if len(members) == 1 else members
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else repr(value)


def is_name(key: str, declared: frozenset[str]) -> bool:
    """Tell whether a key can be the name of an element or attribute."""
    if key in {"#text", "@xmlns"} or key.startswith("@xmlns:"):
        return True
    prefix, colon, local = key.removeprefix("@").rpartition(":")
    return _NAME.fullmatch(local) is not None and (not colon or prefix in declared)


def declares(value: Any) -> frozenset[str]:
    """Return the prefixes that an element (or each of several) declares itself."""
    if isinstance(value, list):
        return frozenset.intersection(*(declares(member) for member in value)) if value else frozenset()
    if not isinstance(value, dict):
        return frozenset()
    return frozenset(key[len("@xmlns:") :] for key in value if key.startswith("@xmlns:"))


def _checked(key: str, value: Any, declared: frozenset[str]) -> bool:
    if not is_name(key, declared | declares(value)) or (key[0] in "@#" and isinstance(value, dict | list)):
        raise ValueError(key)
    return True
