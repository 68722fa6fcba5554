"""The conversion as a whole: what gets into the target, what is reported, what is refused, what is left alone."""

import hashlib

import msgspec
import pytest

from lcabridge.errors import LossRefusedError, MalformedSourceError, TargetExistsError, UnknownFormatError
from lcabridge.format import Capabilities
from lcabridge.model import version_key
from lcabridge.pipeline import convert
from lcabridge.report import Loss, catalogue
from lcabridge.testing.account import by_identity
from lcabridge.testing.roundtrip import alone, read_package
from lcabridge.testing.samples import packages
from tests.toys import ALL_TYPES, Lines, Toybox


class Forgetful(Toybox):
    """Drops descriptions and says so."""

    id = "forgetful"

    @property
    def keeps(self):
        return Capabilities(native=frozenset(ALL_TYPES) - {"process"} | {"process.uuid", "process.name"})

    def encode(self, entity, index, options, report):
        for tag, text in entity.description.items():
            report.add(catalogue.DROPPED_VALUE, path=f"description[{tag!r}]", value=text)
        return super().encode(msgspec.structs.replace(entity, description={}), index, options, report)

    def sniff(self, source):
        return type(super().sniff(source))(0)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_everything_arrives_and_is_counted(formats, make_box, tmp_path):
    done = convert(make_box("supply chain"), tmp_path / "out.lines", registry=formats, to="lines")
    entities, _ = read_package(Lines(), tmp_path / "out.lines")
    assert by_identity(entities) == by_identity(packages()["supply chain"])
    told = done.to_dict()
    assert told["source"] == {"path": "box.zip", "format": "toybox", "evidence": "has 0000-unit_group.toy"}
    assert told["target"] == {"path": "out.lines", "format": "lines"}
    assert told["counts"]["process"] == {"read": 3, "written": 3}
    assert told["counts"]["flow"] == {"read": 5, "written": 5}
    assert told["issues"] == []


@pytest.mark.parametrize("to", ["toybox", "lines"])
def test_dangling_references_are_listed_with_their_holders(to, formats, make_box, tmp_path):
    done = convert(make_box("missing data sets"), tmp_path / f"out.{to}", registry=formats, to=to)
    (orphan,) = [e for e in packages()["missing data sets"] if e.type == "process"]
    flow, process = done.report
    assert (flow.code, process.code) == ("INDEX-002", "INDEX-002")
    assert (flow.entity.type, process.entity.type) == ("flow", "process")
    assert flow.entity.uuid == orphan.exchanges[2].flow.uuid
    assert process.entity.uuid == orphan.exchanges[1].provider.uuid
    assert flow.value == [f"process {orphan.uuid}"]
    assert flow.data["count"] == 1
    assert flow.data["name"] == "Methane of another package"


@pytest.mark.parametrize("to", ["one-version", "one-version-lines"])
def test_older_versions_get_their_own_uuid_where_the_target_holds_one(to, formats, make_box, tmp_path):
    old, new = (e for e in packages()["two versions"] if e.type == "process")
    assert version_key(old.version) < version_key(new.version)
    done = convert(make_box("two versions"), tmp_path / "out", registry=formats, to=to)
    (issue,) = done.report
    assert issue.code == "MAP-001"
    assert (issue.entity.uuid, issue.entity.version, issue.value) == (old.uuid, old.version, old.uuid)
    entities, _ = read_package(formats.format(to), tmp_path / "out")
    moved, kept = sorted((e for e in entities if e.type == "process"), key=lambda e: version_key(e.version))
    assert kept.uuid == new.uuid
    assert moved.uuid == issue.data["uuid"] != old.uuid
    # uuid5 of the object identifier namespace and UUID + version, by hand with sha1.
    made = bytearray(
        hashlib.sha1(bytes.fromhex("6ba7b8129dad11d180b400c04fd430c8") + f"{old.uuid}{old.version}".encode()).digest()[
            :16
        ]
    )
    made[6], made[8] = made[6] & 0x0F | 0x50, made[8] & 0x3F | 0x80
    assert moved.uuid.replace("-", "") == made.hex()
    assert [(a.system, a.id) for a in moved.aliases] == [("version of", f"{old.uuid} 01.00.000")]
    assert kept.exchanges[1].provider.uuid == moved.uuid, "the reference to the old version has to follow"


def test_refused_loss_leaves_the_target_untouched(make_box, tmp_path):
    formats, target = alone(Toybox(), Forgetful()), tmp_path / "out.zip"
    target.write_bytes(b"the old one")
    with pytest.raises(LossRefusedError) as caught:
        convert(make_box("supply chain"), target, registry=formats, to="forgetful", on_loss="refuse")
    assert target.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir() if "lock" not in p.name) == ["box.zip", "out.zip"]
    assert caught.value.exit_code == 4
    assert "2 DROPPED" in str(caught.value)
    account = caught.value.account
    assert account["target"] is None
    assert {(i["path"], i["value"]) for i in account["issues"]} == {
        ("description['en']", "Average of the year."),
        ("description['zh']", "全年平均。"),
    }


def test_without_loss_nothing_is_refused(formats, make_box, tmp_path):
    convert(make_box("missing data sets"), tmp_path / "o.zip", registry=formats, to="toybox", on_loss="refuse")
    assert (tmp_path / "o.zip").is_file()


def test_dry_run_counts_what_keeps_does_not_have_and_writes_nothing(make_box, tmp_path):
    done = convert(
        make_box("one exchange"),
        tmp_path / "out.zip",
        registry=alone(Toybox(), Forgetful()),
        to="forgetful",
        dry_run=True,
    )
    assert not (tmp_path / "out.zip").exists()
    assert done.target is None
    told = {issue.path: issue.value for issue in done.report}
    # By hand: the process has uuid and name, kept, and besides these version, type, one exchange, last id.
    assert told == {
        "process.version": 1,
        "process.process_type": 1,
        "process.last_exchange_id": 1,
        "process.exchanges.id": 1,
        "process.exchanges.amount": 1,
        "process.exchanges.direction": 1,
        "process.exchanges.is_reference": 1,
        "process.exchanges.flow.type": 1,
        "process.exchanges.flow.uuid": 1,
        "process.exchanges.flow.version": 1,
        "process.exchanges.flow.name": 2,
        "process.exchanges.property.type": 1,
        "process.exchanges.property.uuid": 1,
        "process.exchanges.property.version": 1,
        "process.exchanges.property.name": 2,
        "process.exchanges.unit.name": 1,
        "process.exchanges.unit.uuid": 1,
    }
    assert done.report.losses() == {Loss.DROPPED: 17}


def test_dry_run_tells_carried_from_dropped(make_box):
    class Carrying(Forgetful):
        id = "carrying"

        @property
        def keeps(self):
            return Capabilities(native=frozenset(ALL_TYPES) - {"process"}, carried=frozenset({"process"}))

    done = convert(make_box("one exchange"), None, registry=alone(Toybox(), Carrying()), to="carrying")
    assert {issue.code for issue in done.report} == {"CHECK-002"}
    assert done.report.losses() == {}


def test_source_that_breaks_half_way_leaves_the_target(formats, make_box, tmp_path):
    target = tmp_path / "out.zip"
    target.write_bytes(b"the old one")
    source = make_box("supply chain", extra=[("zzz.toy", b'{"type": "flow", "uuid": ')])
    with pytest.raises(MalformedSourceError, match=r"zzz\.toy"):
        convert(source, target, registry=formats, to="toybox")
    assert target.read_bytes() == b"the old one"


def test_unknown_target_format_is_said_before_anything_is_read(formats, tmp_path):
    with pytest.raises(UnknownFormatError):
        convert(tmp_path / "not there", tmp_path / "out", registry=formats, to="nonsense")


def test_foreign_folder_is_not_replaced(formats, make_box, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(TargetExistsError):
        convert(make_box("one exchange"), tmp_path / "out", registry=formats, to="toybox")
    assert (tmp_path / "out" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    convert(make_box("one exchange"), tmp_path / "out", registry=formats, to="toybox", overwrite=True)
    assert not (tmp_path / "out" / "thesis.txt").exists()


def test_suffix_decides_between_zip_and_folder(formats, make_box, tmp_path):
    source = make_box("one exchange")
    for name, kind in (("a.zip", "file"), ("a.ZIP", "file"), ("a", "folder"), ("a.dat", "file")):
        target = tmp_path / "suffix" / kind / name
        target.parent.mkdir(parents=True, exist_ok=True)
        convert(source, target, registry=formats, to="toybox")
        assert target.is_dir() == (kind == "folder")


def test_progress_comes_to_an_end(formats, make_box, tmp_path):
    said = []
    convert(
        make_box("supply chain"),
        tmp_path / "o.zip",
        registry=formats,
        to="toybox",
        progress=lambda *step: said.append(step),
    )
    assert said[-1] == ("convert", 16, 16)
    assert ("index", 16, 16) in said


def test_cap_limits_detail_and_not_the_count(make_box, tmp_path):
    formats = alone(Toybox(), Forgetful())
    done = convert(make_box("texts"), tmp_path / "o.zip", registry=formats, to="forgetful", cap=3)
    assert len(list(done.report)) == 3
    assert done.report.issue_counts["WRITE-004"] == len(packages()["texts"])
    assert done.to_dict()["beyond_cap"]["WRITE-004"]["count"] == len(packages()["texts"]) - 3


def test_single_file_writer_that_asks_by_type_gets_a_whole_account(make_box, tmp_path):
    """It never reads locations; the account counts them all the same, and the issues of reading are there."""

    class ByType(Lines):
        id = "by-type"

        def write(self, package, sink, options, report):
            sink.append(b"toy lines 1\n")
            for kind in ("process", "flow"):
                for entity in package.entities(kind):
                    assert report.entity.uuid == entity.uuid
                    report.add(catalogue.DROPPED_ENTITY, leaves=1)

    done = convert(make_box("supply chain"), tmp_path / "o", registry=alone(Toybox(), ByType()), to="by-type")
    assert done.report.read == {
        "process": 3,
        "flow": 5,
        "location": 2,
        "unit_group": 3,
        "flow_property": 3,
    }
    assert done.report.issue_counts == {"WRITE-003": 8}
    assert {issue.stage for issue in done.report} == {"WRITE"}
