"""Code lists with hierarchy: industries (GB/T 4754, ISIC), products (CPC), compartments (ILCD)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from lcabridge.errors import ModelError, UsageError
from lcabridge_mappings import tables

CODE_LISTS: Mapping[str, tuple[str, str]] = {
    "gbt4754-2017": ("codes/gbt4754-2017.csv", "GB/T 4754-2017"),
    "isic-4": ("codes/isic-4.csv", "ISIC Rev. 4"),
    "isic-5": ("codes/isic-5.csv", "ISIC Rev. 5"),
    "cpc-3.0": ("codes/cpc-3.0.csv.gz", "CPC Ver. 3.0"),
    "ilcd-elementary": ("codes/ilcd-elementary.csv", "ILCD elementary flow categories"),
}
"""Id to table and title."""


@dataclass(frozen=True, slots=True)
class Class:
    """An entry of a code list.

    Attributes:
        code: as printed.
        parent: code of the class above, "" for the top.
        level: 0 at the top.
        name_en: English name, "" where the list has none.
        name_zh: Chinese name, "" where the list has none.
    """

    code: str
    parent: str
    level: int
    name_en: str
    name_zh: str

    @property
    def name(self) -> str:
        """The English name, or the Chinese where there is no English one."""
        return self.name_en or self.name_zh


@dataclass(frozen=True)
class CodeList:
    """A classification.

    Attributes:
        id: key in ``CODE_LISTS``.
        title: name with edition.
        classes: code to class, in the order of the list.
    """

    id: str
    title: str
    classes: Mapping[str, Class] = field(repr=False)

    @classmethod
    def build(cls, id_: str, title: str, rows: Iterable[Mapping[str, str]]) -> CodeList:
        """Build a list from rows with ``code, parent, name_en, name_zh``, checking its hierarchy.

        Raises:
            ModelError: a code occurs twice, or a parent does not stand before its class.
        """
        classes: dict[str, Class] = {}
        for row in rows:
            code, parent = row["code"], row["parent"]
            if code in classes:
                raise ModelError(f"{title}: code {code!r} occurs twice.", f"{title}：代码 {code!r} 重复。")
            if parent and parent not in classes:
                raise ModelError(
                    f"{title}: the parent {parent!r} of {code!r} does not stand before it.",
                    f"{title}：{code!r} 的上级 {parent!r} 未先出现。",
                )
            level = classes[parent].level + 1 if parent else 0
            classes[code] = Class(code, parent, level, row["name_en"], row["name_zh"])
        return cls(id_, title, classes)

    def get(self, code: str) -> Class | None:
        """Return the class of a code, or None."""
        return self.classes.get(code.strip())

    def path(self, code: str) -> tuple[Class, ...]:
        """Return the class and those above it, from the top.

        Raises:
            ModelError: the list has no such code.
        """
        found = self.get(code)
        if found is None:
            raise ModelError(f"{self.title} has no code {code!r}.", f"{self.title} 没有代码 {code!r}。")
        path = [found]
        while path[-1].parent:
            path.append(self.classes[path[-1].parent])
        return tuple(reversed(path))

    def children(self, code: str = "") -> tuple[Class, ...]:
        """Return the classes right below a code, or the top ones."""
        return self._children.get(code, ())

    def find(self, name: str) -> tuple[Class, ...]:
        """Return every class of that name, in English or Chinese, case and outer blanks aside."""
        return self._names.get(name.strip().casefold(), ())

    def __iter__(self) -> Iterator[Class]:
        return iter(self.classes.values())

    def __len__(self) -> int:
        return len(self.classes)

    @cached_property
    def _children(self) -> Mapping[str, tuple[Class, ...]]:
        found: dict[str, list[Class]] = {}
        for entry in self.classes.values():
            found.setdefault(entry.parent, []).append(entry)
        return {parent: tuple(entries) for parent, entries in found.items()}

    @cached_property
    def _names(self) -> Mapping[str, tuple[Class, ...]]:
        found: dict[str, list[Class]] = {}
        for entry in self.classes.values():
            for name in {entry.name_en, entry.name_zh} - {""}:
                found.setdefault(name.casefold(), []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}


@lru_cache(maxsize=len(CODE_LISTS))
def code_list(id_: str) -> CodeList:
    """Return a code list; it is read on first use.

    Raises:
        UsageError: there is no list of that id.
    """
    try:
        table, title = CODE_LISTS[id_]
    except KeyError:
        known = ", ".join(CODE_LISTS)
        raise UsageError(
            f"Unknown code list {id_!r}.", f"未知的代码表 {id_!r}。", hint_en=known, hint_zh=known
        ) from None
    return CodeList.build(id_, title, tables.rows(table))


@lru_cache(maxsize=1)
def _gbt4754_to_isic4() -> Mapping[str, tuple[str, ...]]:
    pairs: dict[str, list[str]] = {}
    for row in tables.rows("codes/gbt4754-2017_isic-4.csv"):
        pairs.setdefault(row["gbt4754"], []).append(row["isic4"])
    return {code: tuple(found) for code, found in pairs.items()}


def isic4_of_gbt4754(code: str) -> tuple[str, ...]:
    """Return the ISIC Rev. 4 classes of a GB/T 4754-2017 class (Annex C, table C.1): one for most, up to four, or none."""
    return _gbt4754_to_isic4().get(code.strip(), ())


# Divisions of GB/T 4754-2002, which the first two digits of the product catalogue are (NBS order 13 of 2010): 95.
_DIVISIONS_2002 = frozenset(f"{number:02d}" for number in range(1, 99) if number not in {12, 38, 64})
_LAYERS = (2, 4, 6, 8, 10, 13)


class ProductCode(NamedTuple):
    """A code of the statistical product catalogue (统计用产品分类目录).

    Attributes:
        code: the digits given.
        path: codes of its layers, from the division: ``17``, ``1703``, …
    """

    code: str
    path: tuple[str, ...]


def product_code(code: str) -> ProductCode:
    """Check the structure of a product catalogue code and take it apart; the list itself is not shipped.

    Ten digits in five layers of two, the first an industry division of GB/T 4754-2002, each later layer 01 to 99;
    00 stands only behind the last layer in use. Shorter codes name a higher layer; three more digits name a sixth.

    Raises:
        ModelError: the code does not have that form; the message says where.
    """
    digits = code.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _LAYERS:
        raise ModelError(
            f"{code!r} is no product catalogue code: it has 2, 4, 6, 8, 10 or 13 digits.",
            f"{code!r} 不是产品目录代码：应为 2、4、6、8、10 或 13 位数字。",
        )
    layers = [digits[start : start + 2] for start in range(0, min(len(digits), 10), 2)]
    if layers[0] not in _DIVISIONS_2002:
        raise ModelError(
            f"{code!r}: {layers[0]!r} is no industry division of GB/T 4754-2002.",
            f"{code!r}：{layers[0]!r} 不是 GB/T 4754-2002 的大类。",
        )
    used = next((number for number, layer in enumerate(layers) if layer == "00"), len(layers))
    if any(layer != "00" for layer in layers[used:]) or (used < len(layers) and len(digits) > 10):
        raise ModelError(
            f"{code!r}: 00 stands before a layer that is in use.",
            f"{code!r}：00 之后仍有使用中的层级。",
        )
    path = tuple("".join(layers[: number + 1]) for number in range(used))
    return ProductCode(digits, (*path, digits) if len(digits) == 13 else path)
