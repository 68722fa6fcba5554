"""What the ILCD XSD say, read from the schema files: every element and attribute of a data set type, in order."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
COMMON = "http://lca.jrc.it/ILCD/Common"
LEAVES = {"StringMultiLang", "STMultiLang", "FTMultiLang", "GlobalReferenceType"}


class Schemas:
    """The declarations of all files in a folder, by name space and name."""

    def __init__(self, folder: Path) -> None:
        self.found: dict[tuple[str, str, str], etree._Element] = {}
        for path in sorted(folder.glob("ILCD_*.xsd")):
            root = etree.parse(str(path)).getroot()
            for child in root:
                if isinstance(child.tag, str) and child.get("name"):
                    kind = "type" if child.tag.endswith("Type") else child.tag.removeprefix(XS)
                    self.found[kind, root.get("targetNamespace") or "", child.get("name")] = child

    def resolve(self, kind: str, node: etree._Element, name: str) -> etree._Element | None:
        prefix, _, local = name.rpartition(":")
        return self.found.get((kind, node.nsmap.get(prefix or None) or "", local))

    def paths(self, root: str) -> list[str]:
        """Return the paths below a root element: children in schema order, attributes with ``@``."""
        element = next(e for (kind, _, name), e in self.found.items() if kind == "element" and name == root)
        out: list[str] = []
        self._type(self.resolve("type", element, element.get("type")), "", out)
        return out

    def _type(self, node: etree._Element | None, path: str, out: list[str]) -> None:
        if node is None or node.get("name") in LEAVES:
            return
        for child in node:
            if not isinstance(child.tag, str):
                continue
            kind = child.tag.removeprefix(XS)
            if kind in {"sequence", "choice", "complexContent", "simpleContent"}:
                self._type(child, path, out)
            elif kind in {"group", "attributeGroup"} and child.get("ref"):
                self._type(self.resolve(kind, child, child.get("ref")), path, out)
            elif kind in {"extension", "restriction"}:
                self._type(self.resolve("type", child, child.get("base")), path, out)
                self._type(child, path, out)
            elif kind == "attribute":
                out.append(f"{path}@{child.get('name')}")
            elif kind == "element":
                self._element(child, path, out)

    def _element(self, node: etree._Element, path: str, out: list[str]) -> None:
        if node.get("ref"):
            node = self.resolve("element", node, node.get("ref"))
        space = node.getroottree().getroot().get("targetNamespace")
        here = f"{path}{'common:' if space == COMMON else ''}{node.get('name')}"
        out.append(here)
        if here.endswith("common:other"):
            return
        if node.get("type"):
            self._type(self.resolve("type", node, node.get("type")), f"{here}/", out)
        for inner in node.findall(f"{XS}complexType"):
            self._type(inner, f"{here}/", out)
