"""Discovery: what is installed is found, what is broken is contained and named."""

import sys
from types import ModuleType

import pytest

from lcabridge import hookimpl
from lcabridge.errors import DuplicateFormatError, PluginLoadError, UnknownFormatError
from lcabridge.registry import Registry, checks, registry
from lcabridge.testing.roundtrip import plugin_of
from tests.toys import Lines, Toybox
from tests.wheels import run


def module(**functions):
    made = ModuleType("made")
    for name, function in functions.items():
        setattr(made, name, function)
    return made


def distribution(site, name, point, target):
    """Put a distribution with one entry point where Python finds it."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[lcabridge]\n{point} = {target}\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on the path, to install plugins into."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name, mod in sys.modules.items() if str(folder) in str(getattr(mod, "__file__", ""))]:
        del sys.modules[name]


def write_toybox(site, name="toybox_plugin"):
    (site / f"{name}.py").write_text(
        "from lcabridge import hookimpl\n"
        "from tests.toys import Toybox\n"
        "@hookimpl\n"
        "def lcabridge_register_formats():\n"
        "    return [Toybox()]\n",
        encoding="utf-8",
    )


def test_formats_are_sorted_and_read_only():
    found = Registry([("a", plugin_of(Toybox(), Lines()))], installed=False)
    assert list(found.formats) == ["lines", "toybox"]
    with pytest.raises(TypeError):
        found.formats["x"] = Toybox()


def test_installed_plugin_is_found_with_its_distribution(site):
    write_toybox(site)
    distribution(site, "toy-box", "toys", "toybox_plugin")
    info = Registry().plugins["toys"]
    assert (info.distribution, info.formats, info.error) == ("toy-box 1.0", ["toybox"], "")
    assert info.hooks == ["lcabridge_register_formats"]


def test_unknown_id_names_the_formats_there_are():
    found = Registry([("a", plugin_of(Toybox(), Lines()))], installed=False)
    with pytest.raises(UnknownFormatError) as caught:
        found.format("toyboxx")
    assert caught.value.exit_code == 3
    assert "'toyboxx'" in str(caught.value)
    assert "lines, toybox" in str(caught.value)
    assert "lines, toybox" in caught.value.message("zh")


def test_broken_plugin_is_contained_and_named(site):
    (site / "broken_plugin.py").write_text("import no_such_module_anywhere\n", encoding="utf-8")
    distribution(site, "broken-thing", "broken", "broken_plugin")
    write_toybox(site)
    distribution(site, "toy-box", "toys", "toybox_plugin")
    found = Registry()
    assert "toybox" in found.formats
    (info,) = [info for info in found.broken() if info.name == "broken"]
    assert "no_such_module_anywhere" in info.error
    assert info.distribution == "broken-thing 1.0"
    with pytest.raises(UnknownFormatError, match=r"broken plugins: .*broken"):
        found.format("something")
    with pytest.raises(PluginLoadError, match="no_such_module_anywhere"):
        found.format("broken-2")


@pytest.mark.parametrize("error", ["SystemExit(3)", "RecursionError()", "SyntaxError('no')", "ImportError('x')"])
def test_whatever_a_plugin_raises_is_contained(site, error):
    (site / "bad_plugin.py").write_text(f"raise {error}\n", encoding="utf-8")
    distribution(site, "bad", "bad", "bad_plugin")
    assert "bad" in {info.name for info in Registry().broken()}


def test_misspelt_hook_is_named():
    @hookimpl
    def lcabridge_register_format():
        return [Toybox()]

    found = Registry([("typo", module(lcabridge_register_format=lcabridge_register_format))], installed=False)
    (info,) = found.broken()
    assert "lcabridge_register_format" in info.error
    assert not found.formats


def test_broken_plugin_does_not_disturb_the_next():
    @hookimpl
    def lcabridge_register_formats():
        raise RuntimeError("half way")

    bad = module(lcabridge_register_formats=lcabridge_register_formats)
    found = Registry([("bad", bad), ("good", plugin_of(Toybox()))], installed=False)
    assert list(found.formats) == ["toybox"]
    assert [info.name for info in found.broken()] == ["bad"]
    assert checks(found) == []


@pytest.mark.parametrize("rubbish", [[object()], [Toybox], 7, None])
def test_what_is_no_format_is_refused(rubbish):
    @hookimpl
    def lcabridge_register_formats():
        return rubbish

    found = Registry([("odd", module(lcabridge_register_formats=lcabridge_register_formats))], installed=False)
    assert not found.formats
    if rubbish is not None:  # a hook that returns None is one that has nothing to register
        assert [info.name for info in found.broken()] == ["odd"]


def test_other_interface_version_is_refused():
    class Future(Toybox):
        api_version = 2

    found = Registry([("future", plugin_of(Future()))], installed=False)
    assert "interface 2" in found.broken()[0].error


def test_one_id_twice_raises_and_names_both():
    with pytest.raises(DuplicateFormatError) as caught:
        Registry([("one", plugin_of(Toybox())), ("two", plugin_of(Toybox()))], installed=False)
    assert "'one'" in str(caught.value)
    assert "'two'" in str(caught.value)
    assert "'toybox'" in str(caught.value)


def test_two_distributions_with_one_entry_point_name_are_two_plugins(site):
    write_toybox(site)
    (site / "other_plugin.py").write_text(
        (site / "toybox_plugin.py").read_text(encoding="utf-8").replace("Toybox", "Lines"), encoding="utf-8"
    )
    distribution(site, "first-dist", "same", "toybox_plugin")
    distribution(site, "second-dist", "same", "other_plugin")
    found = Registry()
    assert {"toybox", "lines"} <= set(found.formats)
    assert {i.distribution for i in found.plugins.values() if i.name.startswith("same")} == {
        "first-dist 1.0",
        "second-dist 1.0",
    }


def test_only_the_plugins_that_are_named_load(site, monkeypatch):
    write_toybox(site)
    distribution(site, "toy-box", "toys", "toybox_plugin")
    monkeypatch.setenv("LCABRIDGE_LOAD_PLUGINS", " toys ,")
    assert list(Registry().formats) == ["toybox"]
    monkeypatch.setenv("LCABRIDGE_LOAD_PLUGINS", "")
    assert list(Registry().formats) == []


def test_plugin_order_changes_nothing():
    pairs = [("a", plugin_of(Toybox())), ("b", plugin_of(Lines()))]
    one, other = Registry(pairs, installed=False), Registry(reversed(pairs), installed=False)
    assert list(one.formats) == list(other.formats)


def test_first_party_formats_are_installed():
    assert "olca-jsonld" in registry().formats
    assert registry() is registry()


def test_engine_imports_no_plugin():
    # The mapping tables are data, which code lists read; a plugin they are not.
    loaded = run(
        [
            sys.executable,
            "-c",
            "import sys, lcabridge, lcabridge.pipeline; print([m for m in sys.modules if m.startswith('lcabridge_') and not m.startswith('lcabridge_mappings')])",
        ]
    )
    assert loaded.strip() == "[]"
