"""Severity profiles: which checks block, warn or inform, with which tolerances; YAML, shipped and overridable."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import pydantic
import yaml

from lcabridge.errors import Location, MalformedSourceError, UsageError

Level = Literal["block", "warn", "inform", "off"]
SHIPPED = ("national", "ilcd-entry-level", "internal")
DEFAULT = "internal"


class Titles(pydantic.BaseModel):
    """A text in both languages."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    en: str
    zh: str


class _File(pydantic.BaseModel):
    """The YAML file of a profile."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    title: Titles
    based_on: str = ""
    severities: dict[str, Level] = {}
    gwp: str = "cn-inventory"
    tolerances: dict[str, float] = {}
    required: dict[str, list[str]] = {}
    languages: list[str] = []


class Profile(msgspec.Struct, kw_only=True):
    """A profile.

    Attributes:
        id: name, or the file's stem.
        title: English and Chinese.
        severities: by check id, or by group for all checks of it; ``off`` leaves a check out.
        gwp: GWP set of weights and factors.
        tolerances: numbers of checks by name, see ``TOLERANCES``.
        required: canonical field paths that must be filled, by type of data set; ``a|b``: one of them.
        languages: languages that names and descriptions must have.
    """

    id: str = DEFAULT
    title: dict[str, str] = msgspec.field(default_factory=dict)
    severities: dict[str, Level] = msgspec.field(default_factory=dict)
    gwp: str = "cn-inventory"
    tolerances: dict[str, float] = msgspec.field(default_factory=dict)
    required: dict[str, list[str]] = msgspec.field(default_factory=dict)
    languages: list[str] = msgspec.field(default_factory=list)

    def level(self, check: str, default: Level) -> Level:
        """Return the severity of a check: its own, its group's, or its default."""
        group = check.partition(".")[0]
        return self.severities.get(check) or self.severities.get(group) or default

    def tolerance(self, name: str) -> float:
        """Return a tolerance: the profile's, or the default of ``TOLERANCES``."""
        return self.tolerances.get(name, TOLERANCES[name][0])


TOLERANCES: dict[str, tuple[float, str, str]] = {
    "closure": (
        0.05,
        "largest |out ÷ in - 1| of a balance; 5 % is what measured plant data close to, and the band that reviewers use",
        "平衡的最大偏差 |输出÷输入−1|；5 % 为实测工厂数据通常能达到的闭合程度，也是评审常用范围",
    ),
    "coverage": (
        0.90,
        "least share of the mass whose content is known; below it a deviation may lie in what is not known",
        "已知含量的质量占比下限；低于该值时偏差可能来自未知部分",
    ),
    "allocation": (
        1e-3,
        "largest |sum - 1| of allocation factors; three decimals of per cent are usual in files",
        "分配因子之和与 1 的最大偏差；文件中通常保留到百分数的三位小数",
    ),
    "weight": (
        0.80,
        "least share of the result (GWP) whose quality is stated (PEF: 80 % of the impact)",
        "已声明质量的结果（GWP）占比下限（PEF：影响的 80 %）",
    ),
    "outlier": (
        3.5,
        "largest modified z-score |0.6745 (x - median) ÷ MAD| on a log scale (Iglewicz and Hoaglin 1993)",
        "对数尺度上修正 z 分数的上限（Iglewicz 与 Hoaglin，1993）",
    ),
    "age": (
        20.0,
        "years after which a data set without a later end of validity is called old",
        "超过该年数且无更晚有效期的数据集视为过旧",
    ),
}
"""Default, and its reason in English and Chinese."""


def load(name: str) -> Profile:
    """Return a profile: one that is shipped, or a YAML file.

    Raises:
        UsageError: there is none of that name.
        MalformedSourceError: the file is no profile.
    """
    if name in SHIPPED:
        text = (files(__package__ or "lcabridge.assess") / "profiles" / f"{name}.yaml").read_text("utf-8")
        return _parse(text, name, f"{name}.yaml")
    path = Path(name)
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        raise UsageError(
            f"there is no profile {name!r}",
            f"没有规范 {name!r}",
            hint_en=f"profiles: {', '.join(SHIPPED)}, or a .yaml file",
            hint_zh=f"可用：{'、'.join(SHIPPED)}，或一个 .yaml 文件",
        )
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(str(path), str(error)) from error
    return _parse(text, path.stem, str(path))


def _parse(text: str, name: str, file: str) -> Profile:
    try:
        given: Any = yaml.safe_load(text)
        read = _File.model_validate(given)
    except yaml.YAMLError as error:
        raise _bad(file, str(error).splitlines()[0]) from error
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        raise _bad(file, f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}") from error
    unknown = sorted(set(read.tolerances) - set(TOLERANCES))
    if unknown:
        raise _bad(file, f"tolerances: {', '.join(unknown)}")
    base = load(read.based_on) if read.based_on else Profile()
    return Profile(
        id=name,
        title=read.title.model_dump(),
        severities={**base.severities, **read.severities},
        gwp=read.gwp if "gwp" in read.model_fields_set else base.gwp,
        tolerances={**base.tolerances, **read.tolerances},
        required={**base.required, **read.required},
        languages=read.languages or base.languages,
    )


def _bad(file: str, why: str) -> MalformedSourceError:
    return MalformedSourceError(
        f"this is no severity profile: {why}",
        f"不是有效的严重程度规范：{why}",
        at=Location(file=file),
        hint_en="docs/assess.md shows one",
        hint_zh="示例见 docs/assess.md",
    )
