"""Every issue type: a code of its own, words in both languages, templates that always render."""

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from lcabridge.model import has_cjk
from lcabridge.report import CATALOGUE, Issue, Stage, issue_dict, message
from lcabridge.report import catalogue as engine  # noqa: F401 # registers the engine's types
from tests.conftest import ROOT

SOURCES = [p for folder in ("convert", "plugins", "mappings") for p in sorted((ROOT / folder).rglob("*.py"))]
_LITERAL = re.compile(r'\bissue_type\(\s*"([^"]+)"')
_FAMILY = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{3}")


def _registered():
    """Codes as the source files have them: plugins that are not loaded here are seen too."""
    return [(code, path) for path in SOURCES for code in _LITERAL.findall(path.read_text("utf-8"))]


def _fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_codes_stand_once_in_the_source():
    found = _registered()
    assert len(found) >= 20
    codes = [code for code, _ in found]
    assert sorted(codes) == sorted(set(codes))


def test_codes_are_well_formed():
    assert [code for code, _ in _registered() if not _FAMILY.fullmatch(code)] == []


@pytest.mark.parametrize("page", ["report.md", "zh/report.md"])
def test_every_code_of_the_source_is_documented(page):
    text = (ROOT / "docs" / page).read_text("utf-8")
    shown = {code for code, path in _registered() if "testing" not in path.parts and "_template" not in path.parts}
    assert sorted(code for code in shown if f"| `{code}` |" not in text) == []


@pytest.fixture(params=sorted(CATALOGUE))
def entry(request):
    return CATALOGUE[request.param]


def test_words_are_in_their_language(entry):
    assert has_cjk(entry.title_zh)
    assert has_cjk(entry.zh)
    assert not has_cjk(entry.title_en + entry.en)


def _things(template):
    """Return what a template tells, whichever language's word for it is filled in (``expected``, ``expected_zh``)."""
    return {name.removesuffix("_en").removesuffix("_zh") for name in _fields(template)}


def test_both_languages_tell_the_same(entry):
    assert _things(entry.en) == _things(entry.zh)


def test_template_renders_with_its_words(entry):
    words = {name: f"<{name}>" for name in _fields(entry.en) | _fields(entry.zh)}
    issue = Issue(code=entry.code, stage=Stage.READ, path="<path>", file="<file>", value="<value>", data=words)
    for lang in ("en", "zh"):
        text = message(issue, lang)
        for name in _fields(getattr(entry, lang)):
            assert f"<{name}>" in text
        assert "{" not in text
        assert text == issue_dict(issue)["message"][lang]


@pytest.mark.parametrize("value", [None, 1.5, -3, True, "{x}", "{0.__class__}", {"en": "a"}, [1, 2]])
def test_template_renders_with_any_value_and_without_words(entry, value):
    issue = Issue(code=entry.code, stage=Stage.READ, value=value)
    for lang in ("en", "zh"):
        assert message(issue, lang)


def test_documentation_has_the_catalogue():
    done = subprocess.run(
        [sys.executable, Path("docs/build.py"), "issues", "--check"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_documentation_check_finds_a_page_out_of_date(tmp_path):
    docs = tmp_path / "docs"
    (docs / "zh").mkdir(parents=True)
    for name in ("build.py", "report.md", "zh/report.md"):
        (docs / name).write_bytes((ROOT / "docs" / name).read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    run = [sys.executable, docs / "build.py", "issues"]
    subprocess.run(run, check=True)
    page = docs / "zh" / "report.md"
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"`READ-003`", b"`READ-999`"))
    check = subprocess.run([*run, "--check"], check=False, capture_output=True, text=True)
    assert check.returncode == 1
    assert "zh/report.md" in check.stderr
    subprocess.run(run, check=True)
    assert page.read_bytes() == whole


def test_chinese_messages_say_in_chinese_what_was_expected():
    from lcabridge.report import Report, catalogue, message

    report = Report()
    report.add(catalogue.BAD_VALUE, path="amount", value="x", expected="a whole number")
    report.add(catalogue.BAD_VALUE, path="amount", value="x", expected="a formula (unexpected end)")
    report.add(catalogue.BAD_VALUE, path="amount", value="x", expected="its unit", expected_zh="其单位")
    said = [message(issue, "zh") for issue in report]
    assert said[0].endswith("不是整数")
    assert said[1].endswith("不是公式 (unexpected end)")
    assert said[2].endswith("不是其单位")
    assert message(report.issues[0], "en").endswith("is not a whole number")
