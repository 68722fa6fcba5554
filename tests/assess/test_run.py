"""The run: contained crashes, lenient reading, profiles, exit codes, JSON that comes back."""

import json
import shutil
from pathlib import Path

import pytest

import lcabridge
from lcabridge.assess.catalogue import SHIPPED, catalogue, select
from lcabridge.assess.checks.completeness import DOCUMENTED
from lcabridge.assess.look import ProcessLook, declare
from lcabridge.assess.model import GROUPS, Assessment
from lcabridge.assess.profile import SHIPPED as PROFILES
from lcabridge.assess.profile import TOLERANCES, load
from lcabridge.assess.run import assess
from lcabridge.cli import run
from lcabridge.errors import MalformedSourceError, PluginError, UsageError
from lcabridge.model import Flow, Process, has_cjk
from tests.assess.build import Memory, assessed, exchange, flow, quantities
from tests.assess.clean import clean

DEMO = Path(__file__).parents[2] / "demo" / "foreign-package"


class Crash(ProcessLook):
    """Fails at the second process."""

    def process(self, process):
        self.tally.seen += 1
        if self.tally.seen > 1:
            raise ZeroDivisionError("on purpose")


class CrashAtStart(ProcessLook):
    def prepare(self):
        raise RuntimeError("no start")


class CrashAtEnd(ProcessLook):
    def close(self):
        raise KeyError("no end")


def made(look, word):
    pair = ("question", "问题")
    return declare(look, f"quality.{word}", pair, clause="G5", rationale=pair, mend=pair)


@pytest.mark.parametrize(
    ("look", "error"), [(Crash, "ZeroDivisionError"), (CrashAtStart, "RuntimeError"), (CrashAtEnd, "KeyError")]
)
def test_a_crashing_check_is_named_and_the_others_go_on(look, error):
    other = next(c for c in SHIPPED if c.id == "structure.reference-flow")
    found = assess(Memory(clean(1).entities), [made(look, "crash"), other], load("internal"))
    crashed = found.outcome("quality.crash")
    assert crashed.verdict == "not_assessable"
    assert error in crashed.error
    assert error in crashed.missing["en"]
    assert has_cjk(crashed.missing["zh"])
    assert found.outcome("structure.reference-flow").seen == 18
    assert found.summary.crashed == 1


def test_every_check_says_what_a_reader_must_know_in_both_languages():
    ids = [check.id for check in SHIPPED]
    assert len(ids) == len(set(ids))
    for check in SHIPPED:
        info = check.info
        assert info.group in GROUPS
        assert info.id.startswith(f"{info.group}.")
        assert info.clause
        for text in (info.title, info.rationale, info.mend):
            assert text["en"], check.id
            assert has_cjk(text["zh"]), check.id
            assert not has_cjk(text["en"]), check.id


def test_nothing_is_no_pass():
    """An empty package: whatever had nothing to look at is not assessable, and says what is missing in both languages."""
    found = assessed([])
    for outcome in found.outcomes:
        assert outcome.verdict == "not_assessable", outcome.check
        assert outcome.missing["en"], outcome.check
        assert has_cjk(outcome.missing["zh"]), outcome.check


@pytest.mark.parametrize("keep", range(0, 70, 7))
def test_half_filled_packages_crash_no_check(keep):
    """Each data set stripped of a part of its fields."""
    entities = []
    for number, entity in enumerate(clean(keep).entities):
        fields = [f for f in entity.__struct_fields__ if f not in ("uuid", "parameter")]
        gone = [f for place, f in enumerate(fields) if (place + number + keep) % 3 == 0]
        bare = type(entity)(uuid=entity.uuid)
        for name in gone:
            setattr(entity, name, getattr(bare, name))
        entities.append(entity)
    assert [(o.check, o.error) for o in assessed(entities, "national").outcomes if o.error] == []


def test_exchanges_that_say_nothing_crash_no_check():
    from lcabridge.model import Exchange

    process = Process(uuid="x", exchanges=[Exchange(), Exchange(is_reference=True), Exchange(amount=1.0)])
    found = assessed([process, Flow(uuid="")])
    assert [o.check for o in found.outcomes if o.error] == []
    assert found.outcome("structure.amounts").count == 3


def test_findings_are_capped_and_counted():
    flows = [flow(f"left over {n}", fossil=0.0) for n in range(30)]
    stone = flow("stone")
    process = Process(uuid=flow("p").uuid, exchanges=[exchange(stone, 1.0, "output", is_reference=True)])
    found = assessed([*quantities(), stone, process, *flows], only=["structure.unreferenced"], cap=5)
    outcome = found.outcome("structure.unreferenced")
    assert len(outcome.findings) == 5
    assert outcome.count >= 30
    assert found.summary.findings["inform"] == outcome.count


def test_json_comes_back_the_same():
    found = assessed(clean(3).entities, "national")
    account = json.loads(json.dumps(found.to_dict()))
    assert account["version"] == 1
    assert Assessment.from_dict(account).to_dict() == account


# profiles


@pytest.mark.parametrize("name", PROFILES)
def test_shipped_profiles_name_what_there_is(name):
    profile = load(name)
    ids = {check.id for check in SHIPPED} | set(GROUPS)
    assert set(profile.severities) <= ids
    assert set(profile.tolerances) <= set(TOLERANCES)
    assert has_cjk(profile.title["zh"])
    from lcabridge.model import entities as model

    types = {"process": Process, "flow": Flow, "source": model.Source, "contact": model.Contact}
    for kind, paths in profile.required.items():
        for path in paths:
            for way in path.split("|"):
                assert way.split(".")[0] in types[kind].__struct_fields__, way


def test_documented_fields_are_fields():
    assert all(path.split(".")[0] in Process.__struct_fields__ for path in DOCUMENTED)


def test_a_profile_of_one_s_own(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(
        "title: {en: Ours, zh: 我们的}\nbased_on: national\nseverities: {balance: block, nomenclature.synonyms: 'off'}\n"
        "tolerances: {closure: 0.5}\n",
        "utf-8",
    )
    profile = load(str(path))
    assert profile.id == "ours"
    assert profile.level("balance.mass", "warn") == "block"
    assert profile.tolerance("closure") == 0.5
    assert profile.tolerance("coverage") == 0.9
    assert profile.languages == ["zh", "en"]
    found = assessed(clean(1).entities, profile)
    assert found.outcome("nomenclature.synonyms") is None
    assert found.outcome("balance.mass").severity == "block"


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]",
        "title: {en: a, zh: 甲}\nseverities: {balance: deadly}",
        "title: {en: a, zh: 甲}\ntolerances: {speed: 1}",
        "a: [",
    ],
)
def test_a_profile_that_is_none(tmp_path, text):
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(MalformedSourceError) as caught:
        load(str(path))
    assert "bad.yaml" in str(caught.value)
    assert has_cjk(caught.value.message("zh"))


def test_unknown_profile_and_check():
    with pytest.raises(UsageError):
        load("no-such-profile")
    with pytest.raises(UsageError):
        select(SHIPPED, ["no.such.check"])


def test_two_checks_of_one_name_are_refused():
    with pytest.raises(PluginError):
        catalogue([made(Crash, "same"), made(CrashAtEnd, "same")])


def test_a_check_turned_off_is_not_run():
    profile = load("internal")
    profile.severities = {**profile.severities, "quality.crash": "off"}
    assert assess(Memory(clean(1).entities), [made(Crash, "crash")], profile).outcomes == []


# packages on disk, and the command


def test_command_and_exit_codes(capsys):
    assert run(["assess", str(DEMO), "--fail-on", "never"]) == 0
    assert "structure.references" in capsys.readouterr().out
    worst = lcabridge.assess_package(DEMO).worst()
    assert worst is not None
    assert run(["assess", str(DEMO), "--fail-on", "inform"]) == 1
    assert run(["--lang", "zh", "assess", str(DEMO), "--fail-on", "never", "--check", "balance"]) == 0
    assert "碳平衡" in capsys.readouterr().out
    assert run(["assess", str(DEMO), "--check", "no.such"]) == 2
    assert run(["assess", str(DEMO), "--profile", "none"]) == 2


def test_json_output(capsys):
    assert run(["assess", str(DEMO), "--json", "--fail-on", "never"]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["source"]["path"] == DEMO.name
    assert set(account["summary"]["verdicts"]) == {"pass", "finding", "not_assessable"}


def test_a_broken_file_and_a_second_content_are_findings(tmp_path):
    folder = tmp_path / "package"
    shutil.copytree(DEMO, folder)
    files = sorted(path for path in folder.rglob("*.json") if path.parent.name == "processes")
    assert len(files) > 1
    files[0].write_text('{"@type": "Process", "@id": "broken', "utf-8")
    twin = json.loads(files[1].read_text("utf-8"))
    twin["name"] = "another content"
    (files[1].parent / "ffffffff-0000-4000-8000-000000000000.json").write_text(json.dumps(twin), "utf-8")
    found = lcabridge.assess_package(folder)
    readable, copies = found.outcome("structure.readable"), found.outcome("structure.copies")
    assert readable.verdict == "finding"
    assert any(files[0].name in finding.path for finding in readable.findings)
    assert copies.verdict == "finding"
    assert copies.findings[0].uuid == files[1].stem
    assert found.summary.crashed == 0
    assert str(tmp_path) not in json.dumps(found.to_dict())
    assert run(["assess", str(folder)]) == 1


def test_a_plug_in_s_check_serves_assess_and_leaves_validate_alone():
    from lcabridge.pipeline import validate
    from lcabridge.registry import Registry, checks
    from lcabridge.report import Report

    class Plugin:
        @lcabridge.hookimpl
        def lcabridge_register_checks(self):
            return [made(CrashAtStart, "of-a-plug-in")]

    registered = checks(Registry([("mine", Plugin())]))
    assert "quality.of-a-plug-in" in [check.id for check in catalogue(registered)]
    with lcabridge.read(DEMO) as package:
        assert all(r.check.id != "quality.of-a-plug-in" for r in validate(package, registered, "structure", Report()))
