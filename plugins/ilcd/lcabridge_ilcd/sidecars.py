"""Side files of the TIDAS tools: what their eILCD conversion could not put into XML, and puts beside it.

``<file>.tidas-envelope.json`` holds keys that stood beside the data set's root; ``<file>.tidas-recovery.json``
(``tidas.eilcd-projection-recovery.v1``) fragments that were changed, by JSON pointer into the document (reference china §1.3).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from lcabridge.errors import LcabridgeError
from lcabridge.report import Loss, Report, Severity, issue_type
from lcabridge.sources import Source, load_json

ENVELOPE: Final = ".tidas-envelope.json"
RECOVERY: Final = ".tidas-recovery.json"
SCHEMA: Final = "tidas.eilcd-projection-recovery.v1"

RECOVERED = issue_type(
    "TIDAS-020",
    Severity.INFO,
    None,
    ("Read from a side file of the TIDAS tools", "取自 TIDAS 工具的附属文件"),
    ("{path}: {name} has the original; it counts", "{path}：以 {name} 中的原值为准"),
)
UNPLACED = issue_type(
    "TIDAS-021",
    Severity.WARNING,
    Loss.DROPPED,
    ("Side file of the TIDAS tools that does not fit", "不匹配的 TIDAS 附属文件"),
    ("{path}: what {name} has for this place does not fit the data set: {reason_en}",
     "{path}：{name} 中该处内容与数据集不符：{reason_zh}"),
)  # fmt: skip
_BAD: Final = ("it is no such file", "不是此类文件")
_NO_PLACE: Final = ("the place is not there", "没有该位置")


def side_files(name: str, names: frozenset[str]) -> tuple[str, ...]:
    """Return the side files of a data set's file that a package has."""
    stem = name.rpartition(".")[0]
    return tuple(found for suffix in (ENVELOPE, RECOVERY) if (found := stem + suffix) in names)


def recover(content: dict[str, Any], root: str, source: Source, names: tuple[str, ...], report: Report) -> None:
    """Put what side files hold into a document, in place.

    Args:
        content: of the root element.
        root: its name.
        source: the package.
        names: of the side files.
        report: gets an issue for each fragment that was put in, or could not be.
    """
    for name in names:
        try:
            found = load_json(source.read(name), source.locate(name), source.limits)
        except LcabridgeError:
            found = None
        if name.endswith(ENVELOPE) and isinstance(found, dict):
            for key, value in found.items():
                content[f"/{key}"] = value
                report.add(RECOVERED, path=f"/{key}", name=name)
        elif name.endswith(RECOVERY) and _is_recovery(found):
            _restore(content, root, found["restorations"], name, report)
        else:
            report.add(UNPLACED, path="", name=name, value=None, reason_en=_BAD[0], reason_zh=_BAD[1])


def _is_recovery(found: Any) -> bool:
    if not isinstance(found, dict) or found.get("schema_version") != SCHEMA:
        return False
    entries = found.get("restorations")
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("path"), str) and "original" in entry for entry in entries
    )


def _restore(content: dict[str, Any], root: str, entries: list[dict[str, Any]], name: str, report: Report) -> None:
    for entry in entries:
        path = entry["path"]
        steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]
        if len(steps) > 1 and steps[0] == root and _put({root: content}, steps, entry["original"]):
            report.add(RECOVERED, path=path, pointer=path, name=name)
        else:
            report.add(
                UNPLACED, path=path, pointer=path, name=name, value=entry["original"],
                reason_en=_NO_PLACE[0], reason_zh=_NO_PLACE[1],
            )  # fmt: skip


def _put(document: dict[str, Any], steps: list[str], value: Any) -> bool:
    here: Any = document
    for step, following in pairwise(steps):
        below = _below(here, step)
        if below is None and isinstance(here, dict) and not following.isdecimal():
            below = here[step] = {}  # left out for being empty
        if below is None or not isinstance(below, dict | list):
            return False
        here = below
    last = steps[-1]
    if isinstance(here, dict):
        if last == "0" and last not in here:
            # A list of one is a single element in XML: the member is the element itself.
            here.clear()
            here.update(value if isinstance(value, dict) else {"#text": value})
            return True
        here[last] = value
        return True
    if last.isdecimal() and int(last) < len(here):
        here[int(last)] = value
        return True
    return False


def _below(here: Any, step: str) -> Any:
    if isinstance(here, list):
        return here[int(step)] if step.isdecimal() and int(step) < len(here) else None
    if not isinstance(here, dict):
        return None
    return here.get(step, here if step == "0" else None)
