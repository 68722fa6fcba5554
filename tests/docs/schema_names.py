"""Names that the schemas and format descriptions of other formats define, for checking what a page says of them.

A path such as ``exchange/allocations/allocation/@allocatedFraction`` exists in an XML schema if an element ``exchange``
is declared somewhere that may have a child ``allocations``, and so on.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
_OPEN = etree.XMLParser(resolve_entities=False, no_network=True)


class Schema:
    """One root schema file with all that it includes and imports; ``prefixes`` spells names of other name spaces."""

    def __init__(self, path: Path, prefixes: dict[str, str] | None = None) -> None:
        self.prefixes = prefixes or {}
        self._global: dict[tuple[str, str, str], etree._Element] = {}
        self._children: dict[etree._Element, dict[str, list[etree._Element]]] = {}
        self._namespace: dict[etree._Element, str] = {}
        self._files: set[Path] = set()
        root = self._load(path.resolve(), "")
        self._declared: dict[str, list[etree._Element]] = {}
        todo = [element for element in root if element.tag == f"{XS}element"]
        seen = set(todo)
        for declaration in todo:
            self._declared.setdefault(self._spelled(declaration), []).append(declaration)
        while todo:
            for name, declarations in self._below(todo.pop()).items():
                for declaration in declarations:
                    if declaration not in seen:
                        seen.add(declaration)
                        todo.append(declaration)
                        self._declared.setdefault(name, []).append(declaration)

    def has(self, path: str) -> bool:
        """Tell whether the path exists below the root elements."""
        first, *rest = path.split("/")
        here = self._declared.get(first, [])
        for step in rest:
            here = [below for declaration in here for below in self._below(declaration).get(step, ())]
        return bool(here)

    def _load(self, path: Path, chameleon: str) -> etree._Element:
        self._files.add(path)
        root = etree.parse(str(path), _OPEN).getroot()
        namespace = root.get("targetNamespace") or chameleon
        for node in root.iter(etree.Element):
            self._namespace[node] = namespace
        for node in root:
            if not isinstance(node.tag, str):
                continue
            if node.get("name"):
                self._global[node.tag.removeprefix(XS), namespace, node.get("name")] = node
            location = node.get("schemaLocation")
            if location and not location.startswith("http"):
                other = (path.parent / location).resolve()
                if other not in self._files and other.exists():
                    self._load(other, namespace if node.tag == f"{XS}include" else "")
        return root

    def _find(self, kind: str, name: str, at: etree._Element) -> etree._Element | None:
        prefix, _, local = name.rpartition(":")
        return self._global.get((kind, at.nsmap.get(prefix or None) or self._namespace[at], local))

    def _spelled(self, declaration: etree._Element) -> str:
        name = declaration.get("name")
        if declaration.tag == f"{XS}attribute":
            return f"@{name}"
        prefix = self.prefixes.get(self._namespace[declaration], "")
        return f"{prefix}:{name}" if prefix else str(name)

    def _below(self, declaration: etree._Element) -> dict[str, list[etree._Element]]:
        if declaration not in self._children:
            found: dict[str, list[etree._Element]] = {}
            if declaration.tag == f"{XS}element":
                type_ = declaration.get("type")
                holders = [self._named_type(type_, declaration)] if type_ else list(declaration)
                for holder in holders:
                    for below in self._content(holder):
                        found.setdefault(self._spelled(below), []).append(below)
            self._children[declaration] = found
        return self._children[declaration]

    def _named_type(self, name: str, at: etree._Element) -> etree._Element | None:
        return self._find("complexType", name, at)

    def _content(self, node: etree._Element | None) -> Iterator[etree._Element]:
        """Yield what is declared below a type, group, sequence or derivation."""
        if node is None or not isinstance(node.tag, str):
            return
        kind = node.tag.removeprefix(XS)
        if kind in ("element", "attribute"):
            target = self._find(kind, node.get("ref"), node) if node.get("ref") else node
            if target is not None and node.get("use") != "prohibited":
                yield target
            return
        if kind in ("group", "attributeGroup") and node.get("ref"):
            node = self._find(kind, node.get("ref"), node)
            if node is None:
                return
        if kind in ("extension", "restriction") and node.get("base"):
            yield from self._content(self._named_type(node.get("base"), node))
        for below in node:
            yield from self._content(below)


def openlca_properties(folder: Path) -> dict[str, set[str]]:
    """Return the properties of every class of olca-schema, inherited ones included."""
    classes: dict[str, tuple[str, set[str]]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        # The files are of one plain form; no YAML reader is needed for their names.
        text = path.read_text("utf-8")
        name = re.search(r"^class:\n\s+name: (\S+)", text, re.MULTILINE)
        if name:
            above = re.search(r"^\s+superClass: (\S+)", text, re.MULTILINE)
            own = set(re.findall(r'^\s+- name: "?([@\w]+)"?', text, re.MULTILINE))
            classes[name[1]] = (above[1] if above else "", own)

    def properties(name: str) -> set[str]:
        above, own = classes.get(name, ("", set()))
        return own | properties(above) if above else own

    return {name: properties(name) for name in classes}


class SimaPro:
    """Blocks, sections and columns that a description of SimaPro's CSV (Markdown) names, by chapter."""

    _BULLET = re.compile(r"\* ([^`]+?)(?: `.*)?")
    _COLUMN = re.compile(r"\d+(?:-\d+)? {2,}(.+)")

    def __init__(self, text: str) -> None:
        self.chapters = [self._names(chapter) for chapter in re.split(r"\n(?=#{2,3} )", text)]

    def has(self, path: Iterable[str]) -> bool:
        """Tell whether one chapter names all steps."""
        steps = set(path)
        return any(steps <= names for names in self.chapters)

    def _names(self, chapter: str) -> set[str]:
        names = set()
        for line in map(str.strip, chapter.splitlines()):
            heading = line.lstrip("#").strip() if line.startswith("#") else ""
            bullet, column = self._BULLET.fullmatch(line), self._COLUMN.fullmatch(line)
            found = heading or (bullet and bullet[1]) or (column and column[1]) or (line if ";" not in line else "")
            names.add(found)
            if heading:
                # A chapter has the plural of the block's name: "Processes", "Methods".
                names |= {heading.removesuffix("s"), heading.removesuffix("es")}
        return names
