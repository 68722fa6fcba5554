"""The state of reading one data set: where it stands, what is wrong there, what is kept of it."""

from __future__ import annotations

from typing import Any

from lcabridge.model import Json, Text
from lcabridge.report import IssueType, Report, catalogue
from lcabridge_ecospold.spold2.issues import MISSING
from lcabridge_ecospold.spold2.names import EXTENSION_NS, FORMAT, XML_LANG, Q
from lcabridge_ecospold.spold2.numbers import number, truth, whole
from lcabridge_ecospold.spold2.tables import Tables
from lcabridge_ecospold.spold2.texts import read_texts
from lcabridge_ecospold.spold2.trees import Element, attributes, local, pointer, tree

Extra = dict[str, Json]


class Context:
    """Reading one data set.

    Args:
        tables: of the package.
        report: takes the issues.
        lang: language of texts that name none (``fileAttributes/@defaultLanguage``).
    """

    def __init__(self, tables: Tables, report: Report, lang: str) -> None:
        self.tables = tables
        self.report = report
        self.lang = lang
        self.extra: Extra = {}
        self.units: dict[str, str] = {}
        """Unit name to the id that the data set gives it."""

    def issue(
        self, kind: IssueType, node: Element | None, path: str, attr: str = "", value: Any = None, **data: Any
    ) -> None:
        """Add an issue about an element or one of its attributes."""
        self.report.add(
            kind,
            path=path,
            pointer=pointer(node, attr) if node is not None else "",
            line=node.sourceline if node is not None and isinstance(node.sourceline, int) else None,
            value=value,
            **data,
        )

    def texts(self, node: Element, name: str, path: str) -> Text:
        """Return the text of the children of one name; empty ones are reported."""
        nodes = node.findall(Q + name)
        for child in nodes:
            if not child.text:
                self.empty(child, path)
        return read_texts(nodes, self.lang)

    def text_of(self, nodes: list[Element], path: str) -> Text:
        """Return the text of elements that repeat per language; empty ones are reported."""
        if len(nodes) == 1:
            value = nodes[0].text
            if value:
                return {nodes[0].get(XML_LANG) or self.lang: value}
        for child in nodes:
            if not child.text:
                self.empty(child, path)
        return read_texts(nodes, self.lang)

    def empty(self, node: Element | None, path: str, attr: str = "") -> None:
        """Say that a value is empty."""
        self.issue(catalogue.EMPTY, node, path, attr)

    def number(self, node: Element | None, attr: str, path: str, text: str | None) -> float | None:
        """Read a number; what is none is reported and left out."""
        if text is None:
            return None
        found = number(text)
        if found is None:
            self.bad(node, attr, path, text, "a number")
        return found

    def truth(self, node: Element, attr: str, path: str, text: str | None) -> bool | None:
        """Read a truth value; what is none is reported and left out."""
        if text is None:
            return None
        found = truth(text)
        if found is None:
            self.bad(node, attr, path, text, "true or false")
        return found

    def whole(self, node: Element, attr: str, path: str, text: str | None) -> int | None:
        """Read a whole number; what is none is reported and left out."""
        if text is None:
            return None
        found = whole(text)
        if found is None:
            self.bad(node, attr, path, text, "a whole number")
        return found

    def bad(self, node: Element | None, attr: str, path: str, text: str, expected: str) -> None:
        """Report a value of the wrong kind."""
        if text.strip():
            self.issue(catalogue.BAD_VALUE, node, path, attr, text, expected=expected)
        else:
            self.empty(node, path, attr)

    def carry(self, node: Element, path: str) -> list[Json]:
        """Return an element that has no place in the model, reported as carried."""
        self.issue(catalogue.CARRIED, node, path, value=None)
        return tree(node)

    def keep(self, place: str, value: Json) -> None:
        """Keep what only EcoSpold 2 can say."""
        if value not in (None, {}, [], ""):
            self.extra[place] = value

    def leftover(self, node: Element, used: frozenset[str], known: frozenset[str], path: str) -> Extra:
        """Return the attributes that the model has no field for; ones that the schema does not have are reported."""
        rest: Extra = {}
        for name, value in attributes(node).items():
            if name in used:
                continue
            if name not in known:
                self.issue(catalogue.CARRIED, node, path, name, value)
            rest[f"@{name}"] = value
        return rest

    def others(self, node: Element, known: tuple[str, ...], place: str) -> None:
        """Keep the children of an element that the model has no place for."""
        where = f"extra.{FORMAT}.{place}/*"
        found = [
            self.carry(child, where)
            for child in node
            if isinstance(child.tag, str)
            and local(child.tag) not in known
            and not child.tag.startswith(f"{{{EXTENSION_NS}}}")
        ]
        self.keep(f"{place}/*", found)

    def attributes(self, node: Element, used: set[str], known: frozenset[str], place: str) -> Extra:
        """Return the attributes that stay with a section."""
        return self.leftover(node, frozenset(used), known, f"extra.{FORMAT}.{place}")

    def required(self, node: Element, names: tuple[str, ...], path: str) -> None:
        """Report attributes that the schema wants and that are not there."""
        for name in names:
            if node.get(name) is None:
                self.issue(MISSING, node, path, name=f"{local(node.tag)}/@{name}")

    def known_email(self, rest: Extra, key: str, uuid: str) -> None:
        """Leave an e-mail address to the contact where the contact has the same."""
        if key in rest and rest[key] == self.tables.emails.get(uuid, ""):
            del rest[key]
