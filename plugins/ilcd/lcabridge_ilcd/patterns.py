"""Reading long lists: the rows of a repeated element, compiled into one regular expression for each of its members.

A process has hundreds of exchanges, an LCIA method thousands of factors, all of one form. lxml writes such a list as text
again much faster than Python can ask its elements one by one, and in one spelling only: no blanks between elements, ``<``,
``&`` and quotes always escaped. What is regular in that text is matched and taken as a whole; a member that does not match
(something empty, repeated, foreign, out of order) is read as an element (``elements.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from lxml import etree

from lcabridge.model import EntityType, Ref, Text
from lcabridge_ilcd.forms import Form, Part
from lcabridge_ilcd.kinds import is_undoubted
from lcabridge_ilcd.names import COMMON, FOLDERS, PREFIXES, REFERENCE_TYPES
from lcabridge_ilcd.reading import Reading, Values, compile_rows
from lcabridge_ilcd.rows import OTHER, Items, Leaf
from lcabridge_ilcd.values import NIL

Convert = Callable[[str], Any]

LONG = 8
"""Members from which on a list is worth a pattern."""

_HEAD = re.compile(r'<[\w.:-]+((?: xmlns(?::[\w.-]+)?="[^"]*")*)>')
_DECLARATION = re.compile(r' xmlns(?::([\w.-]+))?="([^"]*)"')
_UUID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_ATTRIBUTE, _TEXT, _ESCAPED = '([^"&<\\s][^"&<]*)', "([^&<\\s][^&<]*)", "([^<]+)"
_LANGUAGES = 2
"""Languages of one text that a pattern takes."""
_FORMS, _TRIED = 8, 64
"""Forms of members that are tried before the pattern, and members of new kinds that are looked at for one."""
_KEPT = 64
"""Patterns kept for one list: the files of one tool need one."""

_NAMESPACES = {prefix: namespace for namespace, prefix in PREFIXES.items()}


def compile_list(  # noqa: C901, PLR0915  # its functions are the hot path, and share what is compiled
    row: Items, namespace: str, converts: Mapping[str, tuple[str, Convert]], one: Callable[..., None]
) -> Callable[[Values, Any, Reading], bool]:
    """Return the function that takes the element around a repeated one into values.

    It refuses, and has changed nothing, where anything but the repeated element stands in it.

    Args:
        row: of the repeated element.
        namespace: of the data set.
        converts: of its rows that are plain values, by key: attribute of the model, and what makes the value of a text.
        one: reads one member as an element: (found, position, element, reading).
    """
    attr, build, tag = row.attr, row.shape.build, f"{{{namespace}}}{row.key}"
    carry = compile_rows((OTHER,))[OTHER.key]
    kept: dict[Any, _Pattern] = {}

    def pattern(parent: Any, text: str) -> _Pattern | None:
        head = _HEAD.match(text)
        if head is None:
            return None
        prefixes = {uri: f"{prefix}:" if prefix else "" for prefix, uri in _DECLARATION.findall(head[1])}
        if namespace not in prefixes or COMMON not in prefixes:
            return None
        first = parent[0]
        order = (*first.keys(), "", *(first[0].keys() if len(first) else ()))
        key = (*sorted(prefixes.items()), order)
        found = kept.get(key)
        if found is None:
            if len(kept) >= _KEPT:
                kept.clear()
            found = kept[key] = _Pattern(row, namespace, prefixes, converts, order)
        # As many ends as members: none stands in another, and none is empty. An end in a comment would show as text between
        # members, which `members` refuses.
        return found if text.count(found.end) == len(parent) else None

    def take(values: Values, parent: Any, reading: Reading) -> bool:
        text = etree.tostring(parent, encoding="unicode", with_tail=False)
        known = pattern(parent, text)
        read = known.members(text, len(parent)) if known is not None else None
        if read is None:
            return False
        elements: list[Any] = list(parent) if any(sub is None or other for sub, other in read) else []
        if any(sub is None and elements[i].tag != tag for i, (sub, _) in enumerate(read)):
            return False
        found = values[attr] = []
        steps, members = reading.steps, reading.members
        steps += (row.key, "")
        members.append((attr, 0))
        for i, (sub, other) in enumerate(read):
            if sub is not None and sub.__class__ is not dict:
                found.append(sub)
                continue
            if sub is not None:
                steps[-1] = str(i)
                members[-1] = (attr, len(found))
                if other:
                    late: dict[str, Any] = {}
                    reading.xml.take(elements[i][-1], late)
                    carry(sub, late[OTHER.key], reading)
                try:
                    found.append(build(sub, reading))
                    continue
                except ValueError:
                    pass  # the element says what is wrong
            steps.pop()
            members.pop()
            elements = elements or list(parent)
            one(found, i, elements[i], reading)
            steps.append("")
            members.append((attr, 0))
        members.pop()
        del steps[-2:]
        return True

    return take


class _Pattern:
    """The regular expression of one repeated element, as the files of one tool spell it.

    Args:
        row: of the element; its rows that are values are matched, members with others are left to the elements.
        namespace: of the data set.
        prefixes: of name spaces: with a colon, "" for the default one.
        converts: see `compile_list`.
        order: names of attributes in the order of the file: of the member, "", of its reference.
    """

    def __init__(
        self,
        row: Items,
        namespace: str,
        prefixes: Mapping[str, str],
        converts: Mapping[str, tuple[str, Convert]],
        order: tuple[str, ...],
    ) -> None:
        own, self._common = prefixes[namespace], prefixes[COMMON]
        self.start, self.end = f"<{own}{row.key}", f"</{own}{row.key}>"
        self._other, self._other_end = f"<{self._common}other>", f"</{self._common}other>"
        self._count = 0
        self._plain: list[tuple[int, str, Convert]] = []
        self._texts: list[tuple[int, str]] = []
        self._refs: list[tuple[dict[str, int], int, str, EntityType]] = []
        self._parts: list[Part] = []
        self._forms: list[Form] = []
        self._tried: set[tuple[str | None, ...]] = set()
        self._direct, struct = row.shape.direct or {}, row.shape.struct
        self._decoder = msgspec.json.Decoder(list[struct]) if struct is not None else None  # type: ignore[valid-type]
        given, wanted = order[: order.index("")], order[order.index("") + 1 :]
        attributes: dict[str, tuple[str, Leaf]] = {}
        children: list[tuple[str, Leaf]] = []
        for part in row.rows:
            prefix, _, local = part.key.removeprefix("@").rpartition(":")
            if isinstance(part, Leaf) and part.key[0] == "@" and part.key in converts:
                space = _NAMESPACES[prefix] if prefix else ""
                if not space or space in prefixes:
                    spelled = f"{prefixes[space]}{local}" if space else local
                    attributes[f"{{{space}}}{local}" if space else local] = spelled, part
            elif isinstance(part, Leaf) and part.key[0] not in "@#":
                children.append((f"{self._common if prefix else own}{local}", part))
        head = ""
        for name in [*(n for n in given if n in attributes), *(n for n in attributes if n not in given)]:
            spelled, leaf = attributes[name]
            self._parts.append(Part(spelled, leaf, self._count))
            head += f'(?: {spelled}="{self._value(*converts[leaf.key], _ATTRIBUTE)}")?'
        body = "".join(self._child(name, leaf, converts, wanted) for name, leaf in children)
        words = {part.at for part in self._parts if part.leaf.words}
        tags = {part.at + n for part in self._parts if part.leaf.kind in ("ref", "lang") for n in (0, 2)}
        self._free = frozenset(range(self._count)) - words - tags
        other = f"(?={self._other})|" if OTHER in row.rows else ""
        self._match = re.compile(f"{self.start}{head}>{body}(?:{other}{self.end})").match

    def _group(self, pattern: str) -> str:
        self._count += 1
        return pattern

    def _value(self, attr: str, convert: Convert, pattern: str) -> str:
        self._plain.append((self._count, attr, convert))
        return self._group(pattern)

    def _child(self, name: str, leaf: Leaf, converts: Mapping[str, tuple[str, Convert]], order: tuple[str, ...]) -> str:
        if leaf.key in converts:
            self._parts.append(Part(name, leaf, self._count))
            return f"(?:<{name}>{self._value(*converts[leaf.key], _TEXT)}</{name}>)?"
        if leaf.kind == "lang":
            self._parts.append(Part(name, leaf, self._count))
            self._texts.append((self._count, leaf.attr))
            return self._languages(name)
        if leaf.kind == "ref" and leaf.target in REFERENCE_TYPES:
            return f"(?:<{name}{self._reference(name, leaf, leaf.target, order)}</{name}>))?"
        return ""

    def _languages(self, name: str) -> str:
        one = f'(?:<{name} xml:lang="{_ATTRIBUTE}">{_ESCAPED}</{name}>)?'
        self._count += 2 * _LANGUAGES
        return one * _LANGUAGES

    def _reference(self, element: str, leaf: Leaf, target: EntityType, order: tuple[str, ...]) -> str:
        """Return the pattern of a reference, up to its end tag."""
        at: dict[str, int] = {}
        out = ""
        for name in [*order, *(n for n in ("type", "refObjectId", "version", "uri") if n not in order)]:
            if name == "type":
                out += f' type="{REFERENCE_TYPES[target]}"'
            elif name in ("refObjectId", "version", "uri"):
                at[name] = self._count
                if name == "refObjectId":
                    out += f' refObjectId="{self._group(_UUID)}"'
                elif name == "version":
                    out += f'(?: version="{self._group(_ATTRIBUTE)}")?'
                elif "refObjectId" in at:
                    # The usual address says nothing: its group stays empty.
                    usual = rf"\.\./{FOLDERS[target]}/\{at['refObjectId'] + 1}\.xml"
                    out += f'(?: uri="(?:{usual}|{self._group(_ATTRIBUTE)})")?'
                else:
                    out += f'(?: uri="{self._group(_ATTRIBUTE)}")?'
        self._refs.append((at, self._count, leaf.attr, target))
        # Of attributes that the file does not have a form has none.
        self._parts.append(Part(element, leaf, self._count, at, order))
        return f"{out}(?:/>|>{self._languages(f'{self._common}shortDescription')}"

    def members(  # noqa: C901  # one pass over the text, in one function: the hot path
        self, text: str, count: int
    ) -> list[tuple[Any, bool]] | None:
        """Return the members, each with whether other content follows.

        A member is its struct, or its values, or None if it needs a second look. None instead of all where anything stands
        between them.
        """
        out: list[tuple[Any, bool]] = []
        groups: list[tuple[str | None, ...]] = []
        formed: list[str] = []
        forms, end = self._forms, len(self.end)
        here = text.index(">") + 1
        for _ in range(count):
            for n, form in enumerate(forms):
                match = form.match(text, here)
                if match is not None:
                    formed.append(form.template % match.groups())
                    out.append((form, False))
                    here = match.end()
                    if n:
                        forms.insert(0, forms.pop(n))
                    break
            else:
                match = self._match(text, here)
                if match is None and not text.startswith(self.start, here):
                    return None
                stop = match.end() if match is not None else here + end
                here = text.find(self.end, stop - end) + end
                if match is None or (stop < here and not self._is_last(text, stop, here - end)):
                    out.append((None, False))
                    continue
                groups.append(match.groups())
                out.append(({}, stop < here))
                if stop == here and len(forms) < _FORMS:
                    self._learn(groups[-1])
        if not text.startswith("</", here) or text.find(">", here) != len(text) - 1:
            return None
        refused = self._fill([values for values, _ in out if values.__class__ is dict], groups)
        if refused:
            out = [(None, False) if id(values) in refused else (values, other) for values, other in out]
        if formed and self._decoder is not None:
            try:
                structs = iter(self._decoder.decode("[" + ",".join(formed) + "]"))
            except msgspec.DecodeError:
                return None
            out = [(next(structs), False) if found.__class__ is Form else (found, other) for found, other in out]
        return out

    def _learn(self, groups: tuple[str | None, ...]) -> None:
        """Learn the form of a member, if it has one and is the first of its kind."""
        signature = tuple(None if text is None else "" if at in self._free else text for at, text in enumerate(groups))
        if not self._direct or signature in self._tried or len(self._tried) > _TRIED:
            return
        self._tried.add(signature)
        form = Form(self.start, self.end, f"{self._common}shortDescription", _LANGUAGES, self._direct)
        if form.learn(self._parts, groups):
            self._forms.insert(0, form)

    def _is_last(self, text: str, start: int, end: int) -> bool:
        return text.count(self._other, start, end) == 1 and text.endswith(self._other_end, start, end)

    def _fill(  # noqa: C901  # the kinds of columns, side by side
        self, into: list[Values], groups: list[tuple[str | None, ...]]
    ) -> set[int]:
        """Put what the groups say into the values, column by column; return those that need a second look."""
        refused: set[int] = set()
        columns = list(zip(*groups, strict=True))
        for at, attr, convert in self._plain:
            if columns and any(columns[at]):
                refused |= _convert(into, columns[at], attr, convert)
        for at, attr in self._texts:
            if columns and any(columns[at]):
                for values, row in zip(into, groups, strict=True):
                    if row[at] is not None:
                        values[attr] = told = _text(row, at)
                        if told is None:
                            refused.add(id(values))
        for places, at, attr, target in self._refs:
            for values, row in zip(into, groups, strict=True):
                if row[places["refObjectId"]] is not None:
                    values[attr] = ref = _reference(row, places, at, target)
                    if ref is None:
                        refused.add(id(values))
        return refused


def _convert(into: list[Values], column: tuple[str | None, ...], attr: str, convert: Convert) -> set[int]:
    refused: set[int] = set()
    for values, text in zip(into, column, strict=True):
        if text is None:
            continue
        try:
            values[attr] = value = convert(text)
        except ValueError:
            value = None
        if value is None:
            refused.add(id(values))
    return refused


def _reference(row: tuple[Any, ...], places: dict[str, int], at: int, target: EntityType) -> Ref | None:
    uuid, uri = row[places["refObjectId"]], row[places["uri"]]
    name = _text(row, at) if row[at] is not None else {}
    if name is None or uuid == NIL:
        return None
    if uri is None or uri == f"../{FOLDERS[target]}/{uuid}.xml":
        uri = ""
    return Ref(type=target, uuid=uuid, version=row[places["version"]] or "", name=name, uri=uri)


def _text(groups: tuple[Any, ...], at: int) -> Text | None:
    out: Text = {}
    for n in range(at, at + 2 * _LANGUAGES, 2):
        tag = groups[n]
        if tag is None:
            break
        text = groups[n + 1]
        if "&" in text:
            text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&#13;", "\r").replace("&amp;", "&")
        if text.isspace() or tag in out or not is_undoubted(tag, text):
            return None
        out[tag] = text
    return out
