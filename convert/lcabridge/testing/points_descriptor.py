"""Points 1, 2, 18 and 19: the format describes itself well, imports light, documents its options and its issues."""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from lcabridge.errors import UsageError
from lcabridge.format import API_VERSION, TOOLS, Format, FormatOptions
from lcabridge.model import Entity
from lcabridge.pipeline import format_options
from lcabridge.report import CATALOGUE, Issue
from lcabridge.testing.binding import needs_both
from lcabridge.testing.roundtrip import read_package, target_path, write_package

_ID = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
HEAVY = ("lxml", "numpy", "scipy", "pandas", "openpyxl", "jsonschema", "olca_schema", "hypothesis", "pytest")
"""Modules that listing the formats must not load."""

_LOADED = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
import lcabridge.format
before = set(sys.modules)
importlib.import_module(sys.argv[2])
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
"""


class DescriptorPoints:
    """The format as an object, before it reads or writes anything."""

    def test_01_descriptor_is_well_formed(self, fmt: Format) -> None:
        """The words that people see are there and are words of the right kind."""
        assert isinstance(fmt, Format), f"{fmt!r} is no Format"
        assert _ID.fullmatch(fmt.id), f"id {fmt.id!r}: lower case, digits, - and _"
        assert fmt.title.strip(), "title: a name for people is missing"
        assert fmt.title != fmt.id, "title repeats the id"
        assert isinstance(fmt.versions, tuple), "versions is a tuple of texts"
        assert all(isinstance(v, str) and v for v in fmt.versions), f"versions {fmt.versions!r}"
        assert isinstance(fmt.suffixes, tuple), "suffixes is a tuple of texts"
        assert all(s.startswith(".") and s == s.lower() for s in fmt.suffixes), f"suffixes {fmt.suffixes!r}: '.xyz'"
        assert fmt.api_version == API_VERSION, f"made for plugin interface {fmt.api_version}, not {API_VERSION}"
        assert fmt.layout in {"zip", "folder", "file"}, f"layout {fmt.layout!r}"
        assert fmt.can_read or fmt.can_write, "a format that neither reads nor writes"

    def test_01_writing_method_fits_the_layout(self, fmt: Format) -> None:
        """A single-file format has ``write``, the others have ``encode``."""
        kind = type(fmt)
        has = {name for name in ("write", "encode") if getattr(kind, name) is not getattr(Format, name)}
        wanted = {"write" if fmt.single_file or fmt.whole else "encode"} if fmt.can_write else set()
        assert wanted <= has, f"can_write is {fmt.can_write}, single_file {fmt.single_file}: {wanted} is not overridden"

    def test_02_descriptor_imports_light(self, fmt: Format) -> None:
        """Listing the formats loads no parser and no table library: those belong into reader and writer."""
        module = type(fmt).__module__
        run = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", _LOADED, json.dumps(sys.path), module], capture_output=True, check=False
        )
        assert run.returncode == 0, f"{module} does not import on its own: {run.stderr.decode(errors='replace')}"
        heavy = set(json.loads(run.stdout)) & set(HEAVY)
        assert not heavy, f"{module} loads {sorted(heavy)}; import them where they are used"

    def test_18_unknown_option_is_refused(self, fmt: Format) -> None:
        """A misspelt option is an error that names the options there are."""
        assert issubclass(fmt.Options, FormatOptions), "Options derives from FormatOptions"
        with pytest.raises(UsageError) as caught:
            format_options(fmt, {"no_such_option": 1})
        for name in fmt.Options.model_fields:
            assert name in caught.value.hint_en, f"the hint does not name the option {name}"

    def test_18_options_are_documented_and_have_defaults(self, fmt: Format) -> None:
        """Each option becomes a command-line option: it needs a sentence, and nobody has to give it."""
        for name, field in fmt.Options.model_fields.items():
            assert (field.description or "").strip(), f"option {name} has no description"
        fmt.Options()
        for tool, options in fmt.suits.items():
            assert tool in TOOLS, f"{tool} is no tool that files are written for"
            assert format_options(fmt, dict(options)) != fmt.Options(), f"the options for {tool} are the usual ones"

    def test_19_issues_are_in_the_catalogue(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """Every issue has a code of the catalogue and gives all words that its message asks for, in both languages."""
        needs_both(fmt)
        target = target_path(fmt, tmp_path)
        issues = [*write_package(fmt, sample, target), *read_package(fmt, target)[1]]
        for issue in issues:
            assert issue.code in CATALOGUE, f"{issue.code} is in no catalogue"
            for template in (CATALOGUE[issue.code].en, CATALOGUE[issue.code].zh):
                missing = _names(template) - _words(issue)
                assert not missing, f"{issue.code} {issue.path}: the message asks for {sorted(missing)}"


def _names(template: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def _words(issue: Issue) -> set[str]:
    given = set(issue.data)
    given |= {"path"} if issue.path else set()
    return given | ({"value"} if issue.value is not None else set())
