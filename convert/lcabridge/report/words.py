"""Chinese for the words that readers put into messages: what kind of value is expected at a place."""

from __future__ import annotations

import re
from typing import Any, Final

EXPECTED: Final = {
    "a number": "数字",
    "a whole number": "整数",
    "a text": "文本",
    "a list": "列表",
    "an object": "对象",
    "a reference": "引用",
    "a unit": "单位",
    "a category": "分类",
    "a category of this method": "此方法的影响类型",
    "a word of the schema": "模式中的词",
    "a compartment of SimaPro's": "SimaPro 的环境介质",
    "a distribution of SimaPro's": "SimaPro 的分布",
    "a formula": "公式",
    "true or false": "true 或 false",
    "yes or no": "是或否",
    "1 or 2": "1 或 2",
}
"""English phrase to Chinese; readers may also give ``expected_zh`` beside ``expected`` themselves."""

_HEAD = re.compile(r"(?P<phrase>.*?)(?P<rest> (?:\(|with ).*)?", re.DOTALL)


def in_chinese(data: dict[str, Any]) -> dict[str, Any]:
    """Return the words of an issue for a Chinese template: ``name_zh`` in the place of ``name``, known phrases translated."""
    words = dict(data)
    for name, value in data.items():
        if name.endswith("_zh"):
            words[name.removesuffix("_zh")] = value
    expected = data.get("expected")
    if "expected_zh" not in data and isinstance(expected, str) and (found := _HEAD.fullmatch(expected)):
        words["expected"] = EXPECTED.get(found["phrase"], found["phrase"]) + (found["rest"] or "")
    return words
