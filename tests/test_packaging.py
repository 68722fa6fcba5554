"""What is built is what is there: folders, packages of the wheel, entry points; and nothing of the workshop gets out."""

import ast
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points

import pytest

from tests.conftest import ROOT
from tests.wheels import build, install, run

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
POINTS = PYPROJECT["project"]["entry-points"]["lcabridge"]
FAMILIES = sorted(p.name for p in (ROOT / "plugins").iterdir() if p.is_dir() and not p.name.startswith(("_", ".")))
BANNED = {"convert", "plugins", "mappings"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    # Only what the build reads: pyproject, README, licence and the source roots.
    folder = tmp_path_factory.mktemp("wheel")
    return build(ROOT, folder)


def test_every_plugin_folder_is_shipped_and_registered():
    shipped = {path.split("/")[1]: path for path in PACKAGES if path.startswith("plugins/")}
    assert sorted(shipped) == FAMILIES
    assert sorted(POINTS) == FAMILIES
    for family in FAMILIES:
        assert shipped[family] == f"plugins/{family}/lcabridge_{family}"
        assert POINTS[family] == f"lcabridge_{family}.plugin"
        assert (ROOT / shipped[family] / "plugin.py").is_file()


def test_a_plugin_folder_holds_one_package_and_a_readme():
    for family in FAMILIES:
        folder = ROOT / "plugins" / family
        packages = [p.name for p in folder.iterdir() if p.is_dir() and (p / "__init__.py").is_file()]
        assert packages == [f"lcabridge_{family}"]
        assert (folder / "README.md").is_file(), f"plugins/{family}/README.md says what the family reads and writes"


def test_entry_points_are_those_installed():
    found = {point.name: point.value for point in entry_points(group="lcabridge") if point.dist.name == "lcabridge"}
    assert found == POINTS, "run: pip install -e ."


def test_every_package_is_checked_and_layered():
    roots = {path.rpartition("/")[0] for path in PACKAGES}
    assert set(PYPROJECT["tool"]["mypy"]["files"]) == roots
    assert set(PYPROJECT["tool"]["mypy"]["mypy_path"].split(":")) == roots
    assert set(PYPROJECT["tool"]["ruff"]["src"]) == roots | {"."}
    names = [path.rpartition("/")[2] for path in PACKAGES]
    assert sorted(PYPROJECT["tool"]["importlinter"]["root_packages"]) == sorted(names)
    plugins = sorted(name for name in names if name not in {"lcabridge", "lcabridge_mappings"})
    for contract in PYPROJECT["tool"]["importlinter"]["contracts"]:
        for key in ("modules", "source_modules", "forbidden_modules"):
            listed = [name for name in contract.get(key, ()) if name.startswith("lcabridge_")]
            if listed and contract["name"] != "engine layers":
                assert sorted(set(listed) - {"lcabridge_mappings"}) == plugins, contract["name"]


def test_wheel_holds_our_names_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {path.rpartition("/")[2] for path in PACKAGES}
    assert [
        n for n in names if "test_" in n or "conftest" in n or "/tests/" in n or n.endswith((".pyc", ".orig"))
    ] == []
    for wanted in ("lcabridge/py.typed", "lcabridge/testing/conformance.py", "lcabridge/testing/strategies.py"):
        assert wanted in names


def test_wheel_holds_every_file_of_its_packages(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in PACKAGES:
        base = (ROOT / package).parent
        there = {
            path.relative_to(base).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert there <= names, sorted(there - names)


def test_wheel_works_where_nothing_else_is(wheel, tmp_path):
    """From the wheel alone, not from this folder: the formats are there, and a package goes through."""
    site = install(wheel, tmp_path / "site")
    code = (
        "import lcabridge, pathlib\n"
        "from lcabridge.registry import registry\n"
        "from lcabridge.testing.samples import packages\n"
        f"assert pathlib.Path(lcabridge.__file__).is_relative_to({str(site)!r}), lcabridge.__file__\n"
        "lcabridge.write(packages()['supply chain'], 'a.zip', to='olca-jsonld')\n"
        "report = lcabridge.convert('a.zip', 'b.zip', to='national').report\n"
        "print(report.written['process'], ','.join(registry().formats), [i.error for i in registry().broken()])\n"
    )
    said = run([sys.executable, "-c", code], cwd=tmp_path, path=site).split(" ", 2)
    assert said[0] == "3"
    assert {"olca-jsonld", "ilcd", "tidas", "national"} <= set(said[1].split(","))
    assert said[2].strip() == "[]"


def test_licence_is_in_the_wheel(wheel):
    archive = zipfile.ZipFile(wheel)
    (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    text = archive.read(metadata).decode()
    assert "License-Expression: Apache-2.0" in text
    assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {".venv", "__pycache__"} & set(path.parts):
                yield path


def test_folder_names_are_imported_nowhere():
    """They work from the root of the repository, and fail once installed."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources("convert", "plugins", "mappings", "tests", "bench", "docs")
        for name in _imports(path)
        if name.split(".")[0] in BANNED
    ]
    assert found == []
    assert set(PYPROJECT["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]) == BANNED


def test_engine_does_not_import_plugins_nor_plugins_each_other():
    for path in sources("convert"):
        assert not [n for n in _imports(path) if n.startswith("lcabridge_") and n != "lcabridge_mappings"], path
    allowed = {"format", "report", "sources", "formula", "units", "codes", "model", "errors", "check"}
    for family in FAMILIES:
        for path in sources(f"plugins/{family}"):
            for name in _imports(path):
                top, *rest = name.split(".")
                assert not (top.startswith("lcabridge_") and top != f"lcabridge_{family}"), f"{path}: {name}"
                assert top != "lcabridge" or not rest or rest[0] in allowed, f"{path}: {name}"


def test_library_does_not_print_nor_eval():
    # exec stands where functions are generated from our own tables; the linter wants a reason at each (S102).
    banned = {"print", "eval", "breakpoint"}
    for path in sources("convert", "plugins", "mappings"):
        if "tests" in path.parts or "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in banned, f"{path}:{node.lineno} {node.func.id}"


def test_no_file_is_longer_than_500_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources("convert", "plugins", "mappings")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500 and path.name != "entities.py"
    }
    assert long == {}


def test_no_path_of_a_machine_is_in_the_repository():
    """Tracked text files name no folder of the machine that they were written on."""
    words = ["/" + "work/", "/" + "root/", "/" + "tmp/bash"]
    tracked = run(["git", "ls-files", "-z"], cwd=ROOT).split("\0")
    found = []
    for name in filter(None, tracked):
        path = ROOT / name
        if not path.is_file() or path.stat().st_size > 2_000_000:
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {word}" for word in words if word in text]
    assert found == []
