"""What of the ILCD+EPD extension the model knows: values by module and scenario, and what the EPD stands for.

The extension stands in ``common:other``, which is carried as it is. What the model has a field for is taken out of the carried
content on reading and put back in front of the rest on writing, in XML and JSON alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from lcabridge.model import EpdType, Exchange, ImpactResult, ModuleValue, Process
from lcabridge.sources import format_number
from lcabridge_ilcd.values import number

Document = dict[str, Any]
NAMESPACE: Final = "http://www.iai.kit.edu/EPD/2013"
_OTHER: Final = "common:other"
_DECLARED: Final = {"@xmlns:epd": NAMESPACE}
_TYPES: Final[dict[str, EpdType]] = {
    "generic dataset": "generic",
    "representative dataset": "representative",
    "average dataset": "average",
    "specific dataset": "specific",
    "template dataset": "template",
}
_WORDS: Final = {type_: word for word, type_ in _TYPES.items()}
_MEMBER: Final = re.compile(rf"/(exchanges/exchange|LCIAResults/LCIAResult)/(\d+)/{_OTHER}")
_TYPE_AT: Final = ("modellingAndValidation", "LCIMethodAndAllocation")
_LISTS: Final = {"exchanges/exchange": "exchanges", "LCIAResults/LCIAResult": "impact_results"}


def lift(values: dict[str, Any], extra: dict[str, Any]) -> None:
    """Move what the model knows from the carried content of a process into its values, in place.

    Args:
        values: of the process, by attribute.
        extra: carried content by pointer.
    """
    for pointer in list(extra):
        if found := _MEMBER.fullmatch(pointer):
            members = values.get(_LISTS[found[1]], ())
            if int(found[2]) < len(members):
                _lift_modules(members[int(found[2])], extra, pointer)
    at = f"/{'/'.join(_TYPE_AT)}/{_OTHER}"
    key = _key(extra.get(at), "subType")
    if key and (type_ := _TYPES.get(_text(extra[at][key]))):
        values["epd_type"] = type_
        _take(extra, at, key)


def _lift_modules(member: Exchange | ImpactResult, extra: dict[str, Any], pointer: str) -> None:
    key = _key(extra[pointer], "amount")
    if not key:
        return
    given = extra[pointer][key]
    modules = [_module(value, key.partition(":")[0]) for value in (given if isinstance(given, list) else [given])]
    if all(modules):
        member.modules = tuple(module for module in modules if module)
        _take(extra, pointer, key)


def _key(content: Any, local: str) -> str:
    """Return the key of an element of the extension, whatever its prefix; "" if it is not there or holds anything else."""
    for key, value in content.items() if isinstance(content, dict) else ():
        prefix, colon, name = key.partition(":")
        members = value if isinstance(value, list) else [value]
        if colon and name == local and all(isinstance(m, dict) and _is_ours(m, prefix) for m in members):
            return str(key)
    return ""


def _is_ours(member: Document, prefix: str) -> bool:
    return member.get(f"@xmlns:{prefix}") == NAMESPACE


def _text(value: Any) -> str:
    return str(value.get("#text") or "").strip() if isinstance(value, dict) else ""


def _module(value: Document, prefix: str) -> ModuleValue | None:
    known = {f"@xmlns:{prefix}", f"@{prefix}:module", f"@{prefix}:scenario", "#text"}
    module, text = value.get(f"@{prefix}:module"), _text(value)
    if not isinstance(module, str) or not value.keys() <= known:
        return None
    scenario = value.get(f"@{prefix}:scenario", "")
    if scenario == "" and f"@{prefix}:scenario" in value:
        return None
    amount = _number(text)
    return ModuleValue(module=module, scenario=scenario, amount=amount, text=text if amount is None else "")


def _number(text: str) -> float | None:
    try:
        return number(text)
    except ValueError:
        return None


def _take(extra: dict[str, Any], pointer: str, key: str) -> None:
    """Take an element out; an empty one keeps its place where it is not the first."""
    first = next(iter(extra[pointer])) == key
    kept = f"epd:{key.partition(':')[2]}"
    rest = {
        kept if k == key else k: dict(_DECLARED) if k == key else v
        for k, v in extra[pointer].items()
        if k != key or not first
    }
    if rest:
        extra[pointer] = rest
    else:
        del extra[pointer]


def lay_epd(content: Document, process: Process) -> None:
    """Put what the model knows of an EPD into the document of a process, in front of what is carried there."""
    _lay_members(content, ("exchanges", "exchange"), process.exchanges)
    _lay_members(content, ("LCIAResults", "LCIAResult"), process.impact_results)
    if process.epd_type:
        here = content
        for step in _TYPE_AT:
            here = here.setdefault(step, {})
        _put(here, "epd:subType", {**_DECLARED, "#text": _WORDS[process.epd_type]})


def _lay_members(content: Document, steps: tuple[str, str], members: Sequence[Exchange | ImpactResult]) -> None:
    if not any(member.modules for member in members):
        return
    written = content[steps[0]][steps[1]]
    written = written if isinstance(written, list) else [written]
    for element, member in zip(written, members, strict=True):
        if member.modules:
            _put(element, "epd:amount", [_amount(module) for module in member.modules])


def _amount(module: ModuleValue) -> Document:
    scenario = {"@epd:scenario": module.scenario} if module.scenario else {}
    text = module.text if module.amount is None else format_number(module.amount)
    return {**_DECLARED, "@epd:module": module.module, **scenario, "#text": text}


def _put(element: Document, key: str, value: Any) -> None:
    carried = element.get(_OTHER)
    rest = carried if isinstance(carried, dict) else {} if carried is None else {"#text": carried}
    local = key.partition(":")[2]
    place = _key(rest, local)
    if not place or len(rest[place]) != 1:
        element[_OTHER] = {key: value, **rest}
    else:
        element[_OTHER] = {key if k == place else k: value if k == place else v for k, v in rest.items()}
