"""Dirty mapping tables: each case gives the code, the line and the column."""

import pytest

from lcabridge.flowmap import FlowMapError, parse_map
from lcabridge.flowmap.checks import check_targets, check_units
from lcabridge.flowmap.lists import Flowable, FlowList

HEAD = "SourceListName,SourceFlowName,SourceFlowUUID,SourceFlowContext,SourceUnit,MatchCondition,ConversionFactor,TargetListName,TargetFlowName,TargetFlowUUID,TargetFlowContext,TargetUnit,Share"
A, B, C = (f"00000000-0000-4000-8000-00000000000{x}" for x in "abc")


def line(**fields):
    values = {
        "SourceListName": "S", "SourceFlowName": "a", "SourceFlowUUID": A, "SourceFlowContext": "air", "SourceUnit": "kg",
        "TargetListName": "T", "TargetFlowName": "b", "TargetFlowUUID": B, "TargetFlowContext": "air", "TargetUnit": "kg",
        **fields,
    }  # fmt: skip
    return ",".join(values.get(name, "") for name in HEAD.split(","))


def problems(*lines, head=HEAD):
    table, found = parse_map("\n".join([head, *lines]).encode(), "t.csv")
    listed = FlowList("t", "T", "", [Flowable(name="b", unit="kg", flows=(("air", B), ("air/indoor", C)))])
    return [
        (p.code, p.line, p.column, p.severity) for p in [*found, *check_units(table), *check_targets(table, listed)]
    ]


CASES = {
    "unknown condition": ([line(MatchCondition="?")], ("condition-unknown", 2, "MatchCondition", "error")),
    "factor is text": ([line(ConversionFactor="ten")], ("factor-text", 2, "ConversionFactor", "error")),
    "factor is 0": ([line(ConversionFactor="0.0")], ("factor-zero", 2, "ConversionFactor", "error")),
    "factor is negative": ([line(ConversionFactor="-2")], ("factor-negative", 2, "ConversionFactor", "warning")),
    "factor is NaN": ([line(ConversionFactor="NaN")], ("factor-text", 2, "ConversionFactor", "error")),
    "factor is infinite": ([line(ConversionFactor="inf")], ("factor-text", 2, "ConversionFactor", "error")),
    "factor with separators": ([line(ConversionFactor="1_000")], ("factor-text", 2, "ConversionFactor", "error")),
    "factor with Arabic digits": ([line(ConversionFactor="١٢")], ("factor-text", 2, "ConversionFactor", "error")),
    "shares are not 1": (
        [line(Share="0.5"), line(Share="0.4", TargetFlowUUID=C)],
        ("share-sum", 3, "Share", "error"),
    ),
    "a share is missing": ([line(Share="1"), line(TargetFlowUUID=C)], ("share-missing", 3, "Share", "error")),
    "a share is above 1": ([line(Share="1.5")], ("share-text", 2, "Share", "error")),
    "no source flow": ([line(SourceFlowName="", SourceFlowUUID="")], ("source-missing", 2, "SourceFlowName", "error")),
    "no target flow": (
        [line(TargetFlowName="", TargetFlowUUID="")],
        ("target-missing", 2, "TargetFlowName", "warning"),
    ),
    "target is no UUID": ([line(TargetFlowUUID="n.a.")], ("uuid-form", 2, "TargetFlowUUID", "error")),
    "source is no UUID": ([line(SourceFlowUUID="12")], ("uuid-form", 2, "SourceFlowUUID", "error")),
    "the same row twice": ([line(), line()], ("row-twice", 3, "ConversionFactor", "warning")),
    "two factors for one pair": (
        [line(), line(ConversionFactor="2")],
        ("rows-conflict", 3, "ConversionFactor", "error"),
    ),
    "a flow to itself": (
        [line(TargetFlowUUID=A, ConversionFactor="2")],
        ("self-map", 2, "TargetFlowUUID", "error"),
    ),
    "a cycle": (
        [line(), line(SourceFlowUUID=B, SourceFlowName="b", TargetFlowUUID=A, TargetFlowName="a")],
        ("cycle", 3, "TargetFlowUUID", "warning"),
    ),
    "a fan-out": ([line(), line(TargetFlowUUID=C)], ("fan-out", 2, "TargetFlowUUID", "warning")),
    "another list in between": (
        [line(), line(SourceListName="S2", SourceFlowUUID=C)],
        ("list-name", 3, "SourceListName", "warning"),
    ),
    "a target of another list version": (
        [line(TargetFlowUUID="00000000-0000-4000-8000-00000000000d")],
        ("target-unknown", 2, "TargetFlowUUID", "error"),
    ),
    "another name than the list's": ([line(TargetFlowName="x")], ("target-name", 2, "TargetFlowName", "warning")),
    "another dimension": ([line(SourceUnit="MJ")], ("unit-dimension", 2, "ConversionFactor", "error")),
    "a factor that the units contradict": (
        [line(SourceUnit="g", ConversionFactor="1000")],
        ("unit-factor", 2, "ConversionFactor", "warning"),
    ),
    "an unknown unit": ([line(SourceUnit="bushel")], ("unit-unknown", 2, "SourceUnit", "warning")),
    "another medium": ([line(TargetFlowContext="water")], ("medium", 2, "TargetFlowContext", "error")),
}


@pytest.mark.parametrize("case", CASES)
def test_row(case):
    lines, expected = CASES[case]
    assert expected in problems(*lines)


def test_clean_rows_say_nothing():
    assert (
        problems(
            line(),
            line(SourceFlowUUID=C, ConversionFactor="N/A"),
            line(SourceFlowUUID=C.replace("c", "e"), SourceUnit="g", ConversionFactor="0.001"),
        )
        == []
    )


def test_both_languages_name_the_place():
    _, found = parse_map("\n".join([HEAD, line(MatchCondition="?")]).encode(), "t.csv")
    assert found[0].message("en", "t.csv").startswith("t.csv:2 MatchCondition: ")
    assert "不是匹配条件" in found[0].message("zh")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (HEAD.replace("SourceUnit,", "") + "\nx", "t.csv:1 SourceUnit"),
        (HEAD + ",SourceUnit\nx", "t.csv:1 SourceUnit"),
        ('SourceFlowName,TargetFlowName\n"a', "t.csv:1 "),
        (HEAD + '\n"a"x,b', "t.csv:2"),
        ("no,table\n1,2", "t.csv:1"),
        ('{"a": 1}', "t.csv:1"),
        ("a;b;c\nx;y", "t.csv:2"),
    ],
)
def test_whole_table(data, place):
    with pytest.raises(FlowMapError) as error:
        parse_map(data.encode(), "t.csv")
    assert str(error.value).startswith(place)


def test_byte_order_mark_and_loose_headers():
    text = "\ufeff" + HEAD.replace("SourceFlowName", " source flow name ") + ",,\n" + line() + ",,"
    table, found = parse_map(text.encode(), "t.csv")
    assert (table.rows[0].source.name, found) == ("a", [])


def test_line_breaks_inside_a_cell_keep_the_count():
    text = "\n".join([HEAD, line(SourceFlowName='"a\nb"'), line(MatchCondition="?", SourceFlowUUID=C)])
    _, found = parse_map(text.encode(), "t.csv")
    assert [(p.code, p.line) for p in found] == [("condition-unknown", 4)]
