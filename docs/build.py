"""Writes the parts of the documentation that come from the code.

``python docs/build.py issues`` fills the table of issue codes in ``report.md`` and ``zh/report.md`` from the catalogue,
``python docs/build.py schema`` writes the JSON Schema of the canonical model; without a name it builds everything. With
``--check`` it changes nothing and ends with 1 where a page is not what it would write.
"""
# ruff: noqa: INP001 # a script, in no package

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from lcabridge.model import json_schema
from lcabridge.report import CATALOGUE, IssueType
from lcabridge.report.render.labels import LOSSES, SEVERITIES

DOCS = Path(__file__).resolve().parent
_REGISTERS = b"issue_type("
_NOT_SHOWN = "lcabridge.testing"
"""Toys of the conformance suite have issue codes of their own."""


def _load_catalogue() -> list[IssueType]:
    pyproject = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    folders = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    shown = set()
    for package in [Path(folder).name for folder in folders]:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.submodule_search_locations is None:
            raise SystemExit(f"{package} is not installed: pip install -e .")
        for module in pkgutil.walk_packages(spec.submodule_search_locations, f"{package}."):
            if not module.name.startswith(_NOT_SHOWN) and _registers(module.name):
                found = vars(importlib.import_module(module.name)).values()
                shown |= {entry.code for entry in found if isinstance(entry, IssueType)}
    return [CATALOGUE[code] for code in sorted(shown)]


def _registers(module: str) -> bool:
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None and _REGISTERS in Path(spec.origin).read_bytes()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _template(text: str) -> str:
    # {value!r} → {value}: how Python quotes it is of no interest to the reader.
    return _cell(re.sub(r"\{(\w+)[^}]*\}", r"*\1*", text))


def _issue_table(lang: str) -> Iterator[str]:
    side = 1 if lang == "zh" else 0
    heads = (("Code", "Severity", "Loss", "Title", "Message"), ("代码", "严重程度", "损失", "标题", "说明"))[side]
    for _, group in groupby(_load_catalogue(), key=lambda entry: entry.code.rpartition("-")[0]):
        yield f"| {' | '.join(heads)} |"
        yield "|---" * len(heads) + "|"
        for entry in group:
            title, message = (entry.title_zh, entry.zh) if lang == "zh" else (entry.title_en, entry.en)
            loss = LOSSES[entry.loss][0][side] if entry.loss else "–"
            cells = (f"`{entry.code}`", SEVERITIES[entry.severity][side], loss, _cell(title), _template(message))
            yield f"| {' | '.join(cells)} |"
        yield ""


def _schema() -> str:
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


PARTS: dict[str, tuple[tuple[str, Callable[[Path], str]], ...]] = {
    "issues": (
        ("report.md", lambda page: _filled(page, "issues", _issue_table("en"))),
        ("zh/report.md", lambda page: _filled(page, "issues", _issue_table("zh"))),
    ),
    "schema": (("model.schema.json", lambda _: _schema()),),
}
"""What can be built: the pages, and what their whole text has to be."""


def _filled(page: Path, name: str, lines: Iterator[str]) -> str:
    """Return the text of a page with what stands between ``<!-- name -->`` and ``<!-- /name -->`` built anew."""
    text = page.read_text("utf-8")
    before, mark, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not mark or not end:
        raise SystemExit(f"{page.name}: no place for {name}: <!-- {name} --> … <!-- /{name} -->")
    return "\n".join((before + mark, *lines, end + after))


def main() -> int:
    """Build, or check, the parts named; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(sorted(PARTS))}; all if none is named")
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 where a page is out of date")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    stale = []
    for part in options.parts or sorted(PARTS):
        for name, text_of in PARTS[part]:
            page = DOCS / name
            text = text_of(page)
            if not page.exists() or text != page.read_text("utf-8"):
                stale.append(name)
                if not options.check:
                    page.write_text(text, "utf-8", newline="\n")
    if options.check and stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run: python docs/build.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
