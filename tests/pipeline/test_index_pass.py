"""Pass 1: one data set twice, with equal or other content, in one file or in two."""

import msgspec
import pytest

from lcabridge.errors import DuplicateIdError
from lcabridge.model import to_json
from lcabridge.pipeline import open_package
from lcabridge.report import Report
from lcabridge.testing.basics import MASS_UNITS
from tests.toys import HEADER


def lines(tmp_path, *entities):
    path = tmp_path / "twice.lines"
    path.write_bytes(HEADER + b"".join(to_json(entity) + b"\n" for entity in entities))
    return path


def read(path, formats):
    report = Report(cap=None)
    with open_package(path, formats, report=report) as opened:
        opened.build_index()
        return list(opened.entities()), report


@pytest.mark.parametrize("kind", ["box", "lines"])
def test_equal_content_twice_is_read_once_and_said(kind, formats, make_box, tmp_path):
    again = [MASS_UNITS, MASS_UNITS, MASS_UNITS]
    path = make_box(again) if kind == "box" else lines(tmp_path, *again)
    entities, report = read(path, formats)
    assert [entity.uuid for entity in entities] == [MASS_UNITS.uuid]
    assert report.issue_counts == {"INDEX-001": 2}
    assert report.read == {"unit_group": 1}
    (first, _) = report
    assert first.entity.uuid == MASS_UNITS.uuid
    assert str(path) in first.data["first"]


@pytest.mark.parametrize("kind", ["box", "lines"])
def test_other_content_under_one_identity_is_an_error_with_both_places(kind, formats, make_box, tmp_path):
    # 01.00 is the same version as 01.00.000.
    other = msgspec.structs.replace(MASS_UNITS, version="01.00", name={"en": "Units of weight"})
    path = make_box([MASS_UNITS, other]) if kind == "box" else lines(tmp_path, MASS_UNITS, other)
    with pytest.raises(DuplicateIdError) as caught:
        read(path, formats)
    message = str(caught.value)
    assert MASS_UNITS.uuid in message
    assert "first difference: version" in message
    assert str(path) in message
    assert "首个差异" in caught.value.message("zh")


def test_a_third_copy_that_differs_is_found_within_one_file(formats, tmp_path):
    other = msgspec.structs.replace(MASS_UNITS, tags=["other"])
    with pytest.raises(DuplicateIdError, match="tags"):
        read(lines(tmp_path, MASS_UNITS, MASS_UNITS, other), formats)


def test_two_versions_are_two_data_sets(formats, make_box):
    newer = msgspec.structs.replace(MASS_UNITS, version="02.00", name={"en": "newer"})
    path = make_box([newer, MASS_UNITS])
    with open_package(path, formats) as opened:
        opened.build_index()
        found = opened.index.versions("unit_group", MASS_UNITS.uuid)
        assert [summary.version for summary in found] == ["02.00", "01.00.000"]
        assert opened.index.get("unit_group", MASS_UNITS.uuid).name == {"en": "newer"}
        assert len(list(opened)) == 2


def test_issues_of_reading_come_once_however_often_it_is_read(formats, make_box):
    path = make_box([MASS_UNITS])
    report = Report(cap=None)
    with open_package(path, formats, report=report) as opened:
        opened.build_index()
        assert [e.type for e in opened.entities("flow")] == []
        assert report.read == {"unit_group": 1}
        assert len(list(opened.entities())) == 1
        assert len(list(opened.entities("unit_group"))) == 1
        opened.read_rest()
        assert report.read == {"unit_group": 1}


def test_options_are_checked(formats, make_box):
    from lcabridge.errors import UsageError

    with pytest.raises(UsageError, match="option 'sufix' of format toybox") as caught:
        open_package(make_box([MASS_UNITS]), formats, options={"sufix": ".x"})
    assert caught.value.hint_en == "options of toybox: suffix"
    with pytest.raises(UsageError):
        open_package(make_box([MASS_UNITS]), formats, options={"suffix": 3})
