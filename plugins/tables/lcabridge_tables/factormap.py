"""Mapping files: which column of a list of factors is what. JSON, or YAML for people.

id: mylist
source: {name: {en: My list 2024}, url: https://example.org}
columns:                       # field: heading, or the headings that it has in different editions
name_zh: 产品名称
value: [碳足迹, 系数]
unit: 单位                    # "kgCO2e/kWh"; or unit and per in two columns
year: 年份
defaults: {place: CN}          # where a row says nothing
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import pydantic

from lcabridge.errors import LcabridgeError, Location, UsageError
from lcabridge.sources import decode_text, load_json

Field = Literal[
    "id", "name", "name_zh", "name_en", "category", "gas", "value", "unit", "per", "year", "place", "source", "functional_unit", "notes"
]  # fmt: skip
_LARGEST = 1 << 20
_STRICT = pydantic.ConfigDict(extra="forbid", frozen=True)


class ListSource(pydantic.BaseModel):
    """Where the list is from; becomes a source data set."""

    model_config = _STRICT

    name: dict[str, str]
    url: str = ""
    citation: dict[str, str] = {}
    year: int | None = None


class Impact(pydantic.BaseModel):
    """What the factors are given in; becomes an impact category."""

    model_config = _STRICT

    name: dict[str, str] = {"en": "Climate change, GWP 100, as published", "zh": "气候变化，GWP 100（按发布值）"}
    unit: Literal["kg CO2e"] = "kg CO2e"
    code: str = "GWP"


class FactorMap(pydantic.BaseModel):
    """A mapping file.

    Attributes:
        id: word that keeps the UUIDs of one list apart from those of another.
        title: name of the mapping.
        note: for the reader of the file.
        source: where the list is from.
        impact: what the factors are given in.
        sheet: title of the worksheet; "" for the first that has the headings.
        columns: field to its headings. ``category`` takes its columns as levels, ``notes`` any number of columns; of the
            others the first heading that is there counts.
        defaults: values where a row has none.
        places: names of places in the list, to codes.
        decimal: decimal sign of numbers written as text.
        thousands: sign between groups of three digits.
    """

    model_config = _STRICT

    id: str = pydantic.Field(pattern="^[a-z0-9_-]+$")
    title: dict[str, str] = {}
    note: str = ""
    source: ListSource
    impact: Impact = Impact()
    sheet: str = ""
    columns: dict[Field, list[str]]
    defaults: dict[Field, str] = {}
    places: dict[str, str] = {}
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""

    @pydantic.field_validator("columns", mode="before")
    @classmethod
    def _lists(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: [headings] if isinstance(headings, str) else headings for key, headings in value.items()}
        return value

    @pydantic.model_validator(mode="after")
    def _enough(self) -> FactorMap:
        if "value" not in self.columns or not {"name", "name_zh", "name_en"} & self.columns.keys():
            raise ValueError("columns has to say value and one of name, name_zh, name_en")
        if "unit" not in self.columns and "unit" not in self.defaults:
            raise ValueError("columns or defaults has to say unit")
        return self


def ready_made() -> dict[str, FactorMap]:
    """Return the mapping files that come with lcabridge, by id."""
    found = {}
    for file in sorted(resources.files("lcabridge_tables").joinpath("maps").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            made = FactorMap.model_validate(json.loads(file.read_text(encoding="utf-8")))
            found[made.id] = made
    return found


def load_map(name: str) -> FactorMap:
    """Return a mapping: ready-made by its id, or a file.

    Raises:
        UsageError: there is none, or it is not as it should be; the message names the place in it.
    """
    known = ready_made()
    if name in known:
        return known[name]
    path = Path(name)
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise UsageError(
            f"there is no mapping {name!r}", f"没有映射 {name!r}",
            hint_en=f"give a .yaml or .json file (up to 1 MiB), or one of {', '.join(known)}",
            hint_zh=f"请指定 .yaml 或 .json 文件（不超过 1 MiB），或 {'、'.join(known)} 之一",
        )  # fmt: skip
    try:
        if path.suffix.lower() == ".json":
            content = load_json(path.read_bytes(), str(path))
        else:
            content = _yaml(decode_text(path.read_bytes(), at=str(path))[0])
        return FactorMap.model_validate(content)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        raise _wrong(name, ".".join(str(part) for part in first["loc"]), first["msg"]) from None
    except UsageError:
        raise
    except LcabridgeError as error:
        raise _wrong(name, str(error.at or ""), error.en) from None


def _yaml(text: str) -> Any:
    import yaml  # noqa: PLC0415  # only YAML needs it

    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise UsageError(f"line {line}: anchors and aliases are not allowed", f"第 {line} 行：不允许锚点和别名")
        # BaseLoader makes texts, lists and tables only: NO stays a text, and nothing is executed.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # the loader that makes no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise UsageError(f"{place}no YAML: {getattr(error, 'problem', error)}", f"{place}不是 YAML") from None
    except RecursionError:
        raise UsageError("the YAML is nested too deeply", "YAML 嵌套过深") from None


def _wrong(name: str, place: str, what: str) -> UsageError:
    return UsageError(
        f"the mapping is not as it should be: {what}", f"映射文件不正确：{what}", at=Location(file=name, pointer=place),
        hint_en="docs/excel.md shows how such a file looks", hint_zh="写法见 docs/zh/excel.md",
    )  # fmt: skip
