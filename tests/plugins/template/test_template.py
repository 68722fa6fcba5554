"""The template is a distribution like anybody's: built, installed beside lcabridge, discovered, and put to the suite."""

import json
import shutil
import sys

import pytest

from tests.conftest import ROOT
from tests.wheels import build, install, pytest_in, run

TEMPLATE = ROOT / "plugins" / "_template"
_LIST = """
import json
from lcabridge.registry import registry
info = registry().plugins["template"]
print(json.dumps([sorted(registry().formats), info.distribution, info.formats, info.error, info.hooks]))
"""
_CONVERT = """
import sys, lcabridge
from lcabridge.testing.samples import packages
lcabridge.write(packages()["supply chain"], "a.zip", to="cards")
with lcabridge.read("a.zip") as opened:
    print(opened.format.id, sum(1 for _ in opened))
done = lcabridge.convert("a.zip", "b.zip", to="cards", workers=2)
print(open("a.zip", "rb").read() == open("b.zip", "rb").read(), dict(done.report.issue_counts))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    return install(build(TEMPLATE, folder), folder / "site")


def test_wheel_holds_the_package_alone(installed):
    assert sorted(p.name.partition("-")[0] for p in installed.iterdir()) == ["lcabridge_template", "lcabridge_template"]


def test_registry_finds_it_beside_the_others(installed):
    formats, distribution, own, error, hooks = json.loads(run([sys.executable, "-c", _LIST], path=installed))
    assert {"cards", "olca-jsonld"} <= set(formats)
    assert (distribution, own, error) == ("lcabridge-template 0.1.0", ["cards"], "")
    assert hooks == ["lcabridge_register_formats"]


def test_it_converts_with_the_python_interface(installed, tmp_path):
    detected, result = run([sys.executable, "-c", _CONVERT], path=installed, cwd=tmp_path).splitlines()
    # 16 data sets, of which two locations have no cards.
    assert detected == "cards 14"
    assert result == "True {}"


@pytest.mark.slow
def test_its_own_tests_pass_where_it_is_installed(installed, tmp_path):
    tests = tmp_path / "tests"
    shutil.copytree(TEMPLATE / "tests", tests, ignore=shutil.ignore_patterns("__pycache__"))
    assert " passed" in pytest_in(tests, installed)
