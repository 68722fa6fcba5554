"""Leaves of SimaPro CSV, read with the csv module and the format's description alone: nothing of lcabridge.

A leaf is one cell or one text under the titles it stands below: `Process[my product] Emissions to air[x|lake].amount`.
Its pointer is `line N`. Equal statements are equal leaves: numbers by value, CAS numbers without leading zeros, dates by
the head's pattern, texts by their words (SimaPro breaks lines with DEL), formulas without blanks. What SimaPro writes
where nothing is said is no leaf: `Unspecified`, `Undefined;0;0;0`, `not defined`, `All waste types`, `(unspecified)`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.audit.files import Files
from tests.audit.leaves import About, Key, Leaf, Node, number

ELEMENTARY = {
    "Resources", "Emissions to air", "Emissions to water", "Emissions to soil", "Final waste flows",
    "Non material emissions", "Social issues", "Economic issues",
}  # fmt: skip
SUBSTANCES = (ELEMENTARY - {"Resources", "Emissions to air", "Emissions to water"}) | {
    "Raw materials", "Airborne emissions", "Waterborne emissions",
}  # fmt: skip
TECHNOSPHERE = {
    "Avoided products", "Materials/fuels", "Electricity/heat", "Waste to treatment", "Materials/assemblies",
    "Processes", "Assembly", "Reference assembly", "Waste/Disposal scenario", "Additional life cycles",
    "Disposal scenarios", "Waste scenarios", "Disassemblies", "Reuses",
}  # fmt: skip
COLUMNS = {
    "Products": "name unit amount share waste folder comment platform",
    "stage Products": "name unit amount folder comment platform",
    "Waste treatment": "name unit amount waste folder comment platform",
    "Waste scenario": "name unit amount waste folder comment platform",
    "Separated waste": "name waste percent comment",
    "Remaining waste": "name waste percent comment",
    "Input parameters": "name value kind p1 p2 p3 hidden comment",
    "Calculated parameters": "name formula comment",
    "Literature references": "name comment",
    "External documents": "name comment",
    "System description": "name comment",
    "Substances": "medium sub name cas factor unit",
    "Quantities": "name dimension",
    "Units": "name quantity factor base",
    **dict.fromkeys(ELEMENTARY, "name sub unit amount kind p1 p2 p3 comment platform"),
    **dict.fromkeys(TECHNOSPHERE, "name unit amount kind p1 p2 p3 comment platform"),
}
TEXTS = {
    "Process": (
        "PlatformId|Category type|Process identifier|Type|Process name|Status|Time period|Geography|Technology|"
        "Representativeness|Multiple output allocation|Substitution allocation|Waste treatment allocation|"
        "Cut off rules|Capital goods|Boundary with nature|Infrastructure|Date|Record|Generator|Collection method|"
        "Data treatment|Verification|Comment|Allocation rules"
    ),
    "Product stage": "PlatformId|Category type|Status",
    "Method": (
        "Name|Version|Comment|Category|Use Damage Assessment|Use Normalization|Use Weighting|Use Addition|Weighting unit"
    ),
    "Literature reference": "Name|Documentation link|Category|Description",
    "System description": (
        "Name|Category|Description|Sub-systems|Cut-off rules|Energy model|Transport model|Waste model|"
        "Other assumptions|Other information|Allocation rules"
    ),
}
TABLES = {
    "Quantities", "Units", "Database Input parameters", "Database Calculated parameters", "Project Input parameters",
    "Project Calculated parameters",
} | SUBSTANCES  # fmt: skip
METHOD_LISTS = {
    "Impact category", "Substances", "Damage category", "Impact categories", "Normalization-Weighting set",
    "Normalization", "Weighting",
}  # fmt: skip
NUMBERS = {"amount", "share", "percent", "value", "p1", "p2", "p3", "factor"}
NOTHING = {"", "unspecified", "undefined", "not defined", "all waste types", "(unspecified)"}
_PEDIGREE = re.compile(r"\(([1-5na., ]+)\)\s*")
_CAS = re.compile(r"0*(\d{2,7}-\d\d-\d)")


class SimaProPackage:
    """One SimaPro CSV file; see `Package` in leaves.py. A data set is a block, named by its first product or name."""

    def __init__(self, files: Files) -> None:
        """Read the whole file."""
        self.bookkeeping: Counter[str] = Counter()
        self._trees: dict[Key, Node] = {}
        self.file = files.names[0]
        text = _text(files.read(self.file))
        lines = text.splitlines()
        self.head = {}
        self.plain = not lines[0].lstrip("\ufeff").startswith("{")
        if self.plain:
            self.separator = next(sign for sign in "\t;," if sign in lines[0])
        else:
            entries = [
                line.strip('"; \t\ufeff')[1:-1].partition(":") for line in lines if line.strip('"').startswith("{")
            ]
            self.head = {word: value.strip() for word, _, value in entries}
            self.separator = {"Semicolon": ";", "Tab": "\t", "Comma": ","}[self.head["CSV separator"]]
        self.decimal = self.head.get("Decimal separator", ".")
        self._read(text)

    @staticmethod
    def matches(files: Files) -> bool:
        """Say whether the file starts as SimaPro's exports do."""
        return len(files.names) == 1 and files.read(files.names[0])[:12].lstrip(b"\xef\xbb\xbf{").startswith(b"SimaPro")

    def identities(self) -> list[Key]:
        """List the blocks."""
        return sorted(self._trees)

    def file_of(self, key: Key) -> str:  # one file holds all
        """Name the file."""
        return self.file

    def tree(self, key: Key) -> Node | None:
        """Return the leaves of a block."""
        return self._trees.get(key)

    def holds(self, about: About, value: Hashable) -> bool:  # no leaf repeats another one
        """Say no: nothing in a block is a display of another one."""
        return False

    def close(self) -> None:
        """Do nothing: the file is read whole."""

    def _read(self, text: str) -> None:
        kind = ""
        rows: list[tuple[int, list[str]]] = []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        start = 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            word = cells[0].strip() if cells else ""
            alone = not any(cells[1:])
            if word == "End" and alone:
                self._block(kind, rows)
                kind, rows = "", []
            elif alone and self._opens(kind, word):
                self._block(kind, rows)
                kind, rows = word, []
            elif kind:
                rows.append((line, cells))
        self._block(kind, rows)

    @staticmethod
    def _opens(kind: str, word: str) -> bool:
        if word in ("Process", "Product stage", "Method"):
            return kind != "Process" or word != "Method"
        if kind in ("Process", "Product stage") and word in TABLES - ELEMENTARY:
            return True  # a process without its end
        return not kind and (word in TABLES or word in TEXTS)

    def _block(self, kind: str, rows: list[tuple[int, list[str]]]) -> None:
        if not kind:
            return
        if kind in TABLES:
            node = self._trees.setdefault((kind, ""), Node())
            columns = (
                "name unit cas comment platform"
                if kind in SUBSTANCES
                else COLUMNS[kind.split(" ", 1)[-1]]
                if " parameters" in kind
                else COLUMNS[kind]
            )
            for line, cells in rows:
                if any(cell.strip() for cell in cells):
                    self._member(node, kind, columns.split(), cells, line)
            return
        found = list(self._sections(kind, rows))
        self._named_block(kind, found)

    def _named_block(self, kind: str, found: list[tuple[str, int, list[str]]]) -> None:
        names = {title: self._words(cells) for title, _, cells in found if title in ("Name", "Process name")}
        first = next(
            (cells[0].strip() for t, _, cells in found if t in ("Products", "Waste treatment", "Waste scenario")), ""
        )
        name = first or next(iter(names.values()), "")
        if kind == "Process":
            own = {
                title: self._words(cells) for title, _, cells in found if title in ("Process identifier", "PlatformId")
            }
            platform = own.get("PlatformId", "")
            name = own.get("Process identifier") or ("" if platform.count("-") == 4 else platform) or name
        key, n = (kind, name), 1
        while key in self._trees:
            n += 1
            key = (kind, f"{name} #{n}")
        self._trees[key] = node = Node()
        path, counts = "", Counter()
        for title, line, cells in found:
            if title in TEXTS[kind].split("|") and not (kind == "System description" and title not in TEXTS[kind]):
                node.leaves += self._text_leaf(title, cells, line)
            elif title in ("Impact category", "Damage category", "Normalization-Weighting set"):
                counts[title, cells[0]] += 1
                path = f"{title}[{cells[0].strip()}]"
                node.leaves.append(Leaf(path, ("text", " ".join(cells).strip()), f"line {line}", "category", cells))
            elif title in ("Impact categories", "Normalization", "Weighting"):
                value = self._number(cells[1] if len(cells) > 1 else "")
                node.leaves.append(
                    Leaf(f"{path} {title}[{cells[0].strip()}]", value, f"line {line}", "factor", cells[1:])
                )
            else:
                columns = COLUMNS["stage Products" if kind == "Product stage" and title == "Products" else title]
                self._member(
                    node, f"{path} {title}".strip() if title == "Substances" else title, columns.split(), cells, line
                )

    def _sections(self, kind: str, rows: list[tuple[int, list[str]]]) -> Iterator[tuple[str, int, list[str]]]:
        """Yield the rows with the title they stand below; a text is one row."""
        if kind in TABLES:
            return
        texts = set(TEXTS[kind].split("|"))
        lists = set(COLUMNS) if kind != "Method" else METHOD_LISTS
        title, fresh = "", False
        for line, cells in rows:
            word = cells[0].strip() if cells else ""
            if not any(cell.strip() for cell in cells):
                title = ""
            elif (
                word in (texts | lists)
                and (not any(cells[1:]) or (self.plain and word in texts))
                and (self.plain or not fresh)
            ):
                title, fresh = word, True
                if self.plain and word in texts:
                    if any(cells[1:]):
                        yield title, line, cells[1:]
                    title, fresh = "", False
                continue
            elif title:
                yield title, line, cells
            fresh = False

    def _text_leaf(self, title: str, cells: list[str], line: int) -> list[Leaf]:
        text = self._words(cells)
        if text.lower() in NOTHING:
            return []
        value: Hashable = ("text", text)
        if title == "PlatformId":
            value = ("text", text.lower())
        elif title == "Date":
            value = ("date", self._date(text))
        elif title == "Infrastructure" or title.startswith("Use "):
            value = ("truth", text.lower() in {"yes", "oui", "ja"})
        elif title == "Version":
            value = ("text", ".".join(cell.strip() for cell in cells if cell.strip()))
        return [Leaf(title, value, f"line {line}", "text", text)]

    def _words(self, cells: list[str]) -> str:
        return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", self.separator.join(cells).rstrip(self.separator)).split())

    def _date(self, text: str) -> str:
        order = [part[0] for part in re.findall(r"d+|M+|y+", self.head.get("Short date format", ""))]
        parts = dict(zip(order, map(int, re.findall(r"\d+", text)), strict=False))
        return dt.date(parts["y"], parts["M"], parts["d"]).isoformat() if len(parts) == 3 else text

    def _member(self, node: Node, title: str, columns: list[str], cells: list[str], line: int) -> None:
        row = dict(zip(columns, [cell.strip() for cell in cells] + [""] * len(columns), strict=False))
        if "unit" in row and "amount" in row and self._number(row["unit"])[0] == "number" and row["unit"]:
            row["unit"], row["amount"] = row["amount"], row["unit"]
        name = row.pop("name", "")
        if not name:
            self._continue(node, cells)
            return
        sub = row.pop("sub", "")
        parts = [row.pop("medium", ""), "" if sub.lower() in NOTHING else sub, name]
        path = f"{title}[{'|'.join(part for part in parts if part)}]"
        if title in ("Products", "Waste treatment", "Waste scenario"):
            path = f"{title}[]"  # a writer may have to tell two products of one name apart
        member = Node([Leaf(path, ("name", name), f"line {line}", "name", name)])
        kind = row.get("kind", "").lower()
        used = {"lognormal": {"p1"}, "normal": {"p1"}, "triangle": {"p2", "p3"}, "uniform": {"p2", "p3"}}.get(
            kind, set()
        )
        for column, cell in row.items():
            if cell.lower() in NOTHING or (column in ("p1", "p2", "p3") and column not in used):
                continue
            if (column, cell.lower()) in (
                ("share", "100"),
                ("hidden", "no"),
                ("dimension", "yes"),
                ("folder", "others"),
            ):
                continue
            member.leaves.append(Leaf(f"{path}.{column}", self._value(column, cell), f"line {line}", column, cell))
        node.groups.setdefault(path, []).append(member)

    @staticmethod
    def _continue(node: Node, cells: list[str]) -> None:
        """Add a row without a name to the comment of the row before (exports before CSV format 7)."""
        more = " ".join(cell.strip() for cell in cells if cell.strip())
        member = list(node.groups.values())[-1][-1] if node.groups else None
        for place, leaf in enumerate(member.leaves if member and more else ()):
            if leaf.kind == "comment":
                member.leaves[place] = leaf._replace(value=("text", f"{leaf.value[1]} {more}"))

    def _value(self, column: str, cell: str) -> Hashable:
        if column in NUMBERS:
            return self._number(cell.rstrip("%") if column in ("share", "percent") else cell)
        if column == "formula":
            return self._formula(cell)
        if column == "cas":
            found = _CAS.fullmatch(cell)
            return ("cas", found[1] if found else cell)
        text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", cell).split())
        if column == "comment":
            found = _PEDIGREE.match(text)
            text = f"({found[1].replace(' ', '')}) {text[found.end() :]}".strip() if found else text
        return ("text", text.lower() if column in ("kind", "platform", "hidden") else text)

    def _number(self, cell: str) -> tuple[str, Any]:
        try:
            return number(float(cell.replace(self.decimal, ".")))
        except ValueError:
            return self._formula(cell)

    def _formula(self, cell: str) -> tuple[str, str]:
        text = re.sub(r"\s+", "", cell).lower()
        return ("formula", re.sub(r"(\d),(\d)", r"\1.\2", text) if self.decimal == "," else text)


def _text(data: bytes) -> str:
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:].decode()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class LineCover:
    """Issues that explain a leaf: those of the first report by line, all others by the old value they state.

    Args:
        reports: in the order of the conversions.
    """

    def __init__(self, reports: Iterable[str | Path]) -> None:
        self._lines: dict[int, list[str]] = {}
        self._values: list[tuple[str, str]] = []
        for place, path in enumerate(reports):
            for issue in json.loads(Path(path).read_text("utf-8"))["issues"]:
                line = issue["at"]["line"]
                if place == 0 and line is not None and issue["stage"] in ("READ", "INDEX"):
                    self._lines.setdefault(line, []).append(issue["code"])
                elif issue["loss"] in ("DROPPED", "DEGRADED", "REPAIRED", "REMAPPED"):
                    self._values.append((str(issue["value"]), issue["code"]))

    def moved(self, key: Key) -> Key | None:  # same
        """Return None: blocks are named by what they say."""
        return None

    def take(self, key: Key, file: str, leaf: Leaf) -> str | None:  # the interface of Cover
        """Return the code of an issue that explains the leaf; an issue of a value explains one leaf."""
        codes = self._lines.get(int(leaf.pointer.removeprefix("line ")), [])
        if codes:
            return codes[0]
        wanted = leaf.value[-1] if isinstance(leaf.value, tuple) else leaf.value
        for position, (value, code) in enumerate(self._values):
            if value and value in (str(wanted), str(leaf.raw)):
                del self._values[position]
                return code
        return None
