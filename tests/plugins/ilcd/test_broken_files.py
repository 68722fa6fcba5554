"""Broken ILCD files over all data set types: each is one clear line with its place, and nothing is lost."""

from __future__ import annotations

from collections import Counter

import pytest

from lcabridge.errors import LcabridgeError, MalformedSourceError, UnsafeContentError
from tests.plugins.ilcd.broken_files import GOOD, ROOTS, SPACES, UUID, VARIANTS
from tests.plugins.ilcd.written import codes, read, write

TYPES = sorted(GOOD)


def replaced(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data, f"{old} does not stand in the good file"
    return data.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize("type_", TYPES)
def test_the_good_files_are_good(type_):
    entity, report = read(GOOD[type_])
    assert entity.type == type_
    assert codes(report) == set()


@pytest.mark.parametrize("name", VARIANTS)
def test_broken_content_is_named_with_its_place_and_comes_back(name):
    case = VARIANTS[name]
    entity, report = read(replaced(GOOD[case.type], case.old, case.new))
    again, second = write(entity)
    named = [issue for issue in (*report, *second) if issue.code == case.code]
    if case.code:
        assert named, f"nothing named it; {codes(report)}"
        root = ROOTS[case.type][0]
        assert not case.place or any(
            issue.pointer.startswith(f"/{root}/") and issue.pointer.endswith(case.place) for issue in named
        ), [issue.pointer for issue in named]
        assert all(issue.line for issue in named if issue.pointer), "no line"
    values = [str(issue.value) for issue in (*report, *second)]
    assert case.kept in again.decode() or case.kept in values


@pytest.mark.parametrize("type_", TYPES)
def test_a_file_without_uuid_gets_one_and_says_so(type_):
    entity, report = read(replaced(GOOD[type_], f"<common:UUID>{UUID}</common:UUID>", ""))
    assert "ILCD-007" in codes(report)
    assert entity.uuid != UUID


@pytest.mark.parametrize("type_", TYPES)
def test_a_uuid_that_is_none_is_replaced_and_remembered(type_):
    entity, report = read(replaced(GOOD[type_], UUID, "thing-1"))
    assert "READ-007" in codes(report)
    assert [alias.id for alias in entity.aliases] == ["thing-1"]


@pytest.mark.parametrize("type_", TYPES)
def test_a_wrong_name_space_is_named(type_):
    entity, report = read(replaced(GOOD[type_], f'xmlns="{SPACES[type_]}"', 'xmlns="urn:wrong"'))
    assert [issue.value for issue in report if issue.code == "ILCD-009"] == ["urn:wrong"]
    assert entity.name == {"en": "Thing"}


@pytest.mark.parametrize("type_", TYPES)
def test_a_broken_version_is_kept_and_named(type_):
    entity, _ = read(replaced(GOOD[type_], "Version>01.00.000<", "Version>1.x<"))
    data, report = write(entity)
    assert entity.version == "1.x"
    assert [issue.value for issue in report if issue.code == "ILCD-005"] == ["1.x"]
    assert b">1.x<" in data


@pytest.mark.parametrize("type_", TYPES)
def test_an_unknown_section_is_carried(type_):
    end = f"</{ROOTS[type_][0]}>"
    entity, report = read(replaced(GOOD[type_], end, f'<extras kind="a"><extra>7</extra></extras>{end}'))
    assert "READ-002" in codes(report) or entity.extra
    assert b'<extras kind="a">' in write(entity)[0]


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("type_", TYPES)
def test_a_truncated_file_is_one_error_with_its_line(type_, cut):
    data = GOOD[type_]
    with pytest.raises(MalformedSourceError) as caught:
        read(data[: int(len(data) * cut)])
    assert str(caught.value).startswith("file")
    assert caught.value.zh


TRICKS = {
    "entity": '<!DOCTYPE x [<!ENTITY a "b">]>',
    "bomb": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "external type": '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.org/x.ent"> %a;]>',
}


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_with_entities_are_refused(trick):
    data = replaced(GOOD["process"], "?>\n", f"?>\n{TRICKS[trick]}\n")
    with pytest.raises(UnsafeContentError):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" ", b"\x00\x00", b"<", b"no XML at all", b"\xef\xbb\xbf", b"PK\x03\x04", b"<a></b>",
        GOOD["process"].replace(b"</processDataSet>", b""),
        GOOD["process"] + b"<second/>",
        GOOD["process"].replace(b"common:UUID", b"other:UUID"),
        GOOD["process"].replace(b">Thing<", b">&co; fossil<"),
        GOOD["process"].replace(b">Thing<", b">a \x01 b<"),
        GOOD["process"].replace(b'name="a"', b'name="a" name="b"'),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_xml_is_one_error(data):
    with pytest.raises(LcabridgeError) as caught:
        read(data)
    assert caught.value.en
    assert caught.value.zh


def test_a_process_without_anything_in_it_is_one_error():
    data = f'<processDataSet xmlns="{SPACES["process"]}"/>'.encode()
    with pytest.raises(MalformedSourceError):
        read(data)


def test_every_type_is_broken_in_many_ways():
    by_type = Counter(case.type for case in VARIANTS.values())
    assert set(by_type) == set(TYPES)
    # Besides these, each type is broken in nine ways above.
    assert min(by_type.values()) >= 5
    assert sum(by_type.values()) >= 60
