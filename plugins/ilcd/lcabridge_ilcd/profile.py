"""The national profile (DESIGN §7): markers, placeholder data sets, and what stands in for what.

A placeholder can always be told from data: texts begin with a marker, references lead to placeholder data sets of fixed
UUIDs, classes are of a system named as a placeholder, years and times are impossible ones. What cannot carry a mark (an
enumeration, a number) is listed in the data set's ``common:other`` (``marks.py``), and removed again on reading.
"""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any, Final, Literal, get_args

from lcabridge.model import EntityType
from lcabridge.report import Loss, Severity, issue_type
from lcabridge_ilcd.names import FOLDERS, OTHER_FILE, REFERENCE_TYPES, uri
from lcabridge_ilcd.tidas_rules import MODULES

PROFILE: Final = "national"
PROFILE_VERSION: Final = "1"
Level = Literal["structure", "mapped", "factor"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)

NOT_PROVIDED: Final = "lcabridge:not-provided"
MARKERS: Final = ("[lcabridge:not-provided]", "[lcabridge:未提供]")
"""What a placeholder text begins with, in English and Chinese."""

NOT_PROVIDED_TEXT: Final = {
    "en": f"{MARKERS[0]} The source does not provide this.",
    "zh": f"{MARKERS[1]} 来源未提供此项。",
}
LOCATION_MARKER: Final = "[lcabridge:location]"
"""Begins a text that tells the source's place where the location list has only a wider one."""

NO_YEAR: Final = 1000
NO_TIME: Final = "1000-01-01T00:00:00Z"
NO_VERSION: Final = "00.00.000"
NO_URI: Final = "urn:lcabridge:not-provided"

ILCD_FORMAT: Final = "a97a0155-0234-4b87-b4ce-a45da52f2a40"
"""The source data set "ILCD format": a true answer to the question for the format, not a placeholder for it."""

FORMAT: Final = "format"
"""Target of a reference that asks for the data set format: a source, but one that is known."""


@cache
def placeholder_uuid(type_: EntityType) -> str:
    """Return the UUID of the placeholder data set of a type."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"lcabridge placeholder {type_}"))


PLACEHOLDER_UUIDS: Final[dict[str, EntityType]] = {placeholder_uuid(type_): type_ for type_ in FOLDERS}

PLACEHOLDER_NAME: Final = {
    "en": f"{MARKERS[0]} not provided by the source (lcabridge placeholder)",
    "zh": f"{MARKERS[1]} 来源未提供（lcabridge 占位）",
}


def texts(text: dict[str, str]) -> list[dict[str, str]]:
    """Return a text per language as a document has it."""
    return [{"@xml:lang": tag, "#text": value} for tag, value in text.items()]


def reference(type_: EntityType, uuid_: str, version: str, name: list[dict[str, str]]) -> dict[str, Any]:
    """Return a reference with all five members that TIDAS demands (reference china §1.5)."""
    return {
        "@type": REFERENCE_TYPES.get(type_, OTHER_FILE),
        "@refObjectId": uuid_,
        "@version": version,
        "@uri": uri(type_, uuid_),
        "common:shortDescription": name,
    }


def placeholder_reference(type_: EntityType | Literal["format"]) -> dict[str, Any]:
    """Return a reference to the placeholder data set of a type; for ``format`` one to the ILCD format itself."""
    if type_ == FORMAT:
        return reference("source", ILCD_FORMAT, "03.00.003", [{"@xml:lang": "en", "#text": "ILCD format"}])
    return reference(type_, placeholder_uuid(type_), NO_VERSION, texts(PLACEHOLDER_NAME))


_DATA_SET_NAMES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "contacts": ("contactDataSet", "contactInformation", ("common:shortName", "common:name")),
    "sources": ("sourceDataSet", "sourceInformation", ("common:shortName",)),
    "unitgroups": ("unitGroupDataSet", "unitGroupInformation", ("common:name",)),
    "flowproperties": ("flowPropertyDataSet", "flowPropertiesInformation", ("common:name",)),
    "flows": ("flowDataSet", "flowInformation", ("name.baseName",)),
    "processes": ("processDataSet", "processInformation", ("name.baseName",)),
    "lciamethods": ("LCIAMethodDataSet", "LCIAMethodInformation", ("common:name",)),
}


def placeholder_document(module: str) -> dict[str, Any]:
    """Return the bare document of the placeholder data set of a module; ``complete`` makes it valid."""
    root, information, names = _DATA_SET_NAMES[module]
    data: dict[str, Any] = {"common:UUID": placeholder_uuid(MODULES[module])}
    for name in names:
        outer, _, inner = name.partition(".")
        data[outer] = {inner: texts(PLACEHOLDER_NAME)} if inner else texts(PLACEHOLDER_NAME)
    dataset: dict[str, Any] = {
        information: {"dataSetInformation": data},
        "administrativeInformation": {"publicationAndOwnership": {"common:dataSetVersion": NO_VERSION}},
    }
    if module == "unitgroups":
        dataset[information]["quantitativeReference"] = {"referenceToReferenceUnit": "0"}
        dataset["units"] = {"unit": [{"@dataSetInternalID": "0", "name": NOT_PROVIDED, "meanValue": "1"}]}
    return {root: dataset}


PLACEHOLDER_DATA_SET: Final = {
    type_: issue_type(
        f"TIDAS-1{n:02}",
        Severity.INFO,
        Loss.ASSUMED,
        (f"Reference to the placeholder {word}", f"引用占位数据集（{word}）"),
        (
            "required, and the source has nothing; {count} reference(s) lead to the placeholder {value}",
            "必填而来源没有；{count} 处引用指向占位数据集 {value}",
        ),
    )
    for n, (type_, word) in enumerate(sorted(REFERENCE_TYPES.items()))
}
"""Issue types of references to placeholder data sets: their counts tell which of these data sets a package needs."""

FITTED = issue_type(
    "TIDAS-001",
    Severity.INFO,
    Loss.DEGRADED,
    ("Native value nearest to what the schema takes", "原生字段取模式可接受的最近值"),
    (
        "{path}: {value!r} is written as {native!r}; the original stands in the extension",
        "{path}：{value!r} 写为 {native!r}，原值在扩展中",
    ),
)
NO_PLACE = issue_type(
    "TIDAS-002",
    Severity.INFO,
    Loss.DEGRADED,
    ("Value without a place in the TIDAS schema", "TIDAS 模式中没有位置的值"),
    (
        "{path}: the TIDAS schema has no place for {value!r}; it stands in the extension only",
        "{path}：TIDAS 模式中没有 {value!r} 的位置，仅存于扩展",
    ),
)
DERIVED = issue_type(
    "TIDAS-003",
    Severity.INFO,
    Loss.ASSUMED,
    ("Member of a reference taken from its target", "引用成员取自其目标"),
    (
        "{path}: required, and the source has nothing; taken from the target data set ({count} time(s))",
        "{path}：必填而来源没有，取自目标数据集（{count} 处）",
    ),
)
STALE_MARK = issue_type(
    "TIDAS-004",
    Severity.WARNING,
    None,
    ("Extension does not fit its data set any more", "扩展与数据集不再一致"),
    (
        "{path}: changed since it was written; what stands there holds, the original {value!r} is left",
        "{path}：写出后已被修改，以现值为准，原值 {value!r} 不再恢复",
    ),
)
PLACE_ASSUMED = issue_type(
    "TIDAS-005",
    Severity.INFO,
    Loss.ASSUMED,
    ("Place code that lists use for different places", "不同列表含义不同的地点代码"),
    (
        "{path}: {value!r} is another place in ecoinvent and openLCA 1; taken as ISO 3166-2 (--write places=ecoinvent if not)",
        "{path}：{value!r} 在 ecoinvent 与 openLCA 1 中指另一地点；按 ISO 3166-2 理解（否则用 --write places=ecoinvent）",
    ),
)
PLACE_TRANSLATED = issue_type(
    "TIDAS-006",
    Severity.INFO,
    Loss.REMAPPED,
    ("Place code of another list", "其他列表的地点代码"),
    (
        "{path}: {value!r} is {native!r} in the TIDAS list; the code of the source stands in the extension",
        "{path}：{value!r} 在 TIDAS 列表中为 {native!r}；来源代码在扩展中",
    ),
)
NO_FACTOR = issue_type(
    "TIDAS-015",
    Severity.WARNING,
    None,
    ("LCI result without what level factor asks", "LCI 结果缺少因子级要求的内容"),
    ("{path}: level factor asks for it ({clause}): {asked_en}", "{path}：因子级要求（{clause}）：{asked_zh}"),
)
