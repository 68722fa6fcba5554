"""The ledger itself: counts, cap, digest, merging, and what it gives out."""

import hashlib
import pickle
import random

import pytest

from lcabridge.model import Index, Summary
from lcabridge.report import CATALOGUE, EntityKey, Issue, IssueType, Loss, Report, Severity, Stage, issue_type
from lcabridge.report import catalogue as c
from tests.report.sample import GRID, STEEL, small

CODES = (c.DROPPED_VALUE, c.BAD_VALUE, c.EMPTY)


def _add(report: Report, n: int) -> None:
    report.add(CODES[n % 3], entity=GRID, path=f"process.exchanges[{n}].amount", value=n, expected="a number")


def _sequence(numbers, cap):
    report = Report(cap=cap)
    for n in numbers:
        _add(report, n)
    return report


def _facts(report):
    return (
        [(i.code, i.path, i.value) for i in report],
        dict(report.issue_counts),
        {k: (o.count, o.digest) for k, o in report.overflow.items()},
    )


def test_counts_are_exact_beyond_the_cap():
    report = _sequence(range(31), cap=4)
    assert report.issue_counts == {"WRITE-004": 11, "READ-003": 10, "READ-009": 10}
    assert {code: o.count for code, o in report.overflow.items()} == {"WRITE-004": 7, "READ-003": 6, "READ-009": 6}
    assert [i.value for i in report if i.code == "WRITE-004"] == [0, 3, 6, 9]


def test_no_cap_keeps_every_issue_and_has_no_digest():
    report = _sequence(range(31), cap=None)
    assert len(report.issues) == 31
    assert report.overflow == {}


def test_digest_is_the_sum_of_the_sha256_of_what_is_beyond_the_cap():
    report = Report(cap=1)
    for value in ("kept", "beyond", 2):
        report.add(c.DROPPED_VALUE, path="flow.name", pointer="/name", value=value)
    texts = ("None|flow.name|/name|'beyond'", "None|flow.name|/name|2")
    total = sum(int(hashlib.sha256(t.encode()).hexdigest(), 16) for t in texts) % 2**256
    assert report.overflow["WRITE-004"].digest == f"{total:064x}"


@pytest.mark.parametrize("changed", ["path", "pointer", "value", "entity"])
def test_digest_tells_a_change_of_any_part(changed):
    parts = {"path": "flow.name", "pointer": "/name", "value": 1, "entity": GRID}
    other = {**parts, changed: STEEL if changed == "entity" else "other"}
    digests = []
    for given in (parts, other):
        report = Report(cap=0)
        report.add(c.DROPPED_VALUE, **given)
        digests.append(report.overflow["WRITE-004"].digest)
    assert digests[0] != digests[1]


@pytest.mark.parametrize("cap", [0, 1, 3, 10, None])
@pytest.mark.parametrize("seed", range(5))
def test_merging_chunks_gives_the_report_of_one_run(cap, seed):
    rng = random.Random(seed)
    whole = Report(cap=cap)
    merged = Report(cap=cap)
    n = 0
    while n < 60:
        end = n + rng.randint(1, 17)
        merged.merge(pickle.loads(pickle.dumps(_sequence(range(n, min(end, 60)), cap))))
        n = end
    for n in range(60):
        _add(whole, n)
    assert _facts(merged) == _facts(whole)


def test_merging_merged_reports_changes_nothing():
    parts = [_sequence(range(n, n + 10), 2) for n in range(0, 60, 10)]
    flat, left, right = Report(cap=2), Report(cap=2), Report(cap=2)
    for part in parts:
        flat.merge(part)
    for part in parts[:2]:
        left.merge(part)
    for part in parts[2:]:
        right.merge(part)
    tree = Report(cap=2)
    tree.merge(left)
    tree.merge(right)
    assert _facts(tree) == _facts(flat)


def test_merge_adds_counts_and_names():
    one, two = small(), small()
    two.count_read("source", 2)
    two.names = {"flow": {STEEL.uuid: {"en": "Steel"}}}
    one.merge(two)
    assert one.read == {"process": 6, "flow": 10, "source": 2}
    assert one.written == {"process": 6, "flow": 8}
    assert one.converted == {"unit spelling": 14}
    assert one.names == {"flow": {STEEL.uuid: {"en": "Steel"}}}


def test_losses_count_every_issue_of_a_loss():
    # DANGLING is a pure finding; CONVERTED is never an issue.
    assert small().losses() == {Loss.DROPPED: 4, Loss.DEGRADED: 1, Loss.ASSUMED: 1, Loss.REPAIRED: 1, Loss.REMAPPED: 1}


def test_losses_count_beyond_the_cap():
    assert _sequence(range(30), cap=0).losses()[Loss.DROPPED] == 20


def test_worst_is_the_highest_severity():
    report = Report()
    assert report.worst() is None
    report.add(c.EMPTY, path="flow.name")
    assert report.worst() is Severity.INFO
    report.add(c.DROPPED_VALUE, path="flow.name")
    report.add(c.EMPTY, path="flow.name")
    assert report.worst() is Severity.WARNING


def test_converted_is_counted_and_never_listed():
    spelling = IssueType(
        code="READ-900",
        severity=Severity.INFO,
        loss=Loss.CONVERTED,
        title_en="Spelling",
        title_zh="写法",
        en="spelled",
        zh="改写",
    )
    report = Report()
    report.add(spelling, path="flow.name", value="Kg")
    report.add(spelling, path="flow.name", value="KG")
    assert report.converted == {"READ-900": 2}
    assert list(report) == []


def test_issue_takes_the_context_that_about_has_set():
    report = Report()
    report.about(GRID, "a.zip!x.json")
    report.stage = Stage.WRITE
    report.add(c.DROPPED_VALUE, path="process.name", line=3, pointer="/name", value="x")
    report.about(STEEL)
    report.add(c.DROPPED_VALUE, file="b.json", entity=GRID)
    report.add(c.DROPPED_VALUE)
    assert report.issues == [
        Issue(
            code="WRITE-004",
            stage=Stage.WRITE,
            entity=GRID,
            path="process.name",
            file="a.zip!x.json",
            line=3,
            pointer="/name",
            value="x",
        ),
        Issue(code="WRITE-004", stage=Stage.WRITE, entity=GRID, file="b.json"),
        Issue(code="WRITE-004", stage=Stage.WRITE, entity=STEEL, file="a.zip!x.json"),
    ]
    assert str(report.issues[0].at) == "a.zip!x.json:3 /name"


def test_names_of_data_sets_come_from_the_index():
    report = small()
    named = Summary(type="process", uuid=GRID.uuid, version=GRID.version, name={"zh": "电网电力"})
    unconcerned = Summary(type="process", uuid="55555555-5555-4555-8555-555555555555", name={"en": "Other"})
    report.take_names(Index([named, unconcerned]))
    assert report.names == {"process": {GRID.uuid: {"zh": "电网电力"}}}


def test_a_code_cannot_be_registered_twice_with_another_meaning():
    entry = c.EMPTY
    title, text = (entry.title_en, entry.title_zh), (entry.en, entry.zh)
    assert issue_type(entry.code, entry.severity, entry.loss, title, text) == entry
    with pytest.raises(ValueError, match="READ-009 is registered twice"):
        issue_type(entry.code, Severity.ERROR, entry.loss, title, text)
    assert CATALOGUE["READ-009"] == entry


def test_entity_keys_tell_versions_apart():
    assert EntityKey("flow", "u", "01.00") != EntityKey("flow", "u", "01.01")


@pytest.mark.parametrize(
    ("source", "file", "shown"),
    [
        ("/home/me/db.zip", "/home/me/db.zip!flows/a.json", "db.zip!flows/a.json"),
        ("/home/me/db", "/home/me/db/flows/a.json", "db/flows/a.json"),
        ("/home/me/a.spold", "/home/me/a.spold", "a.spold"),
        ("/home/me/db", "/home/me/db2/a.json", "/home/me/db2/a.json"),
        ("db.zip", "db.zip!a.json", "db.zip!a.json"),
        (".", "flows/a.json", "flows/a.json"),
        ("", "a.json", "a.json"),
    ],
)
def test_files_are_named_without_the_folders_above_the_source(source, file, shown):
    report = Report()
    report.source = source
    report.add(c.DUPLICATE_SAME, file=file, first=file, value=file)
    issue = report.to_dict("0.1.0", {"format": "x"}, None)["issues"][0]
    assert issue["at"]["file"] == shown
    assert issue["message"]["en"].startswith(f"the same data set stands in {shown} too")
    assert issue["value"] == file


def test_message_names_the_file():
    report = Report()
    report.add(c.IGNORED_FILE, file="a.zip!readme.md")
    message = report.to_dict("0.1.0", {"format": "x"}, None)["issues"][0]["message"]
    assert message == {
        "en": "a.zip!readme.md: not part of the format; not converted",
        "zh": "a.zip!readme.md：不属于该格式，未转换",
    }
