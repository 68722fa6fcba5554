"""The audit of ILCD XML and its JSON spelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.hand_made import Documents, compare, issue

ILCD = """<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
<processInformation><dataSetInformation><common:UUID>u1</common:UUID>
<name><baseName xml:lang="en">Steel</baseName><baseName xml:lang="zh">\u94a2</baseName></name></dataSetInformation>
</processInformation><exchanges>
<exchange dataSetInternalID="0"><referenceToFlowDataSet refObjectId="f1"/><exchangeDirection>Output</exchangeDirection>
<meanAmount>1.0</meanAmount></exchange>
<exchange dataSetInternalID="1"><referenceToFlowDataSet refObjectId="f2"/><exchangeDirection>Input</exchangeDirection>
<meanAmount>2.50</meanAmount></exchange></exchanges></processDataSet>"""


def tidas_process() -> Documents:
    """The data set of `ILCD` in the JSON spelling, written by hand."""
    names = [{"@xml:lang": "zh", "#text": "\u94a2"}, {"@xml:lang": "en", "#text": "Steel"}]
    exchanges = [
        {"@dataSetInternalID": "1", "referenceToFlowDataSet": {"@refObjectId": "f2"}, "exchangeDirection": "Input",
         "meanAmount": "2.5"},
        {"@dataSetInternalID": "0", "referenceToFlowDataSet": {"@refObjectId": "f1"}, "exchangeDirection": "Output",
         "meanAmount": "1"},
    ]  # fmt: skip
    information = {"dataSetInformation": {"common:UUID": "u1", "name": {"baseName": names}}}
    body = {"@xmlns": "http://lca.jrc.it/ILCD/Process", "@version": "1.1", "processInformation": information}
    return {"processes/u1.json": {"processDataSet": {**body, "exchanges": {"exchange": exchanges}}}}


def test_ilcd_xml_equals_its_json_spelling(tmp_path: Path) -> None:
    result = compare(tmp_path, {"processes/u1.xml": ILCD.encode()}, tidas_process())
    assert result.clean
    assert result.total["amount"] == 2


def _ilcd_losses() -> list[tuple[str, str]]:
    return [("2.50", "2.51"), ("\u94a2", "\u94c1"), (">Input<", ">Output<"), ('refObjectId="f1"', 'refObjectId="f3"')]


@pytest.mark.parametrize(("text", "other"), _ilcd_losses())
def test_a_planted_loss_in_ilcd_is_caught(tmp_path: Path, text: str, other: str) -> None:
    source, back = {"p/u1.xml": ILCD.encode()}, {"p/u1.xml": ILCD.replace(text, other).encode()}
    assert not compare(tmp_path, source, back).clean


def test_a_lost_language_is_covered_by_its_xpath(tmp_path: Path) -> None:
    source = {"p/u1.xml": ILCD.encode()}
    back = {"p/u1.xml": ILCD.replace('<baseName xml:lang="zh">\u94a2</baseName>', "").encode()}
    pointer = "/processDataSet/processInformation/dataSetInformation/name/baseName[2]"
    text = issue(entity={"uuid": "u1"}, stage="READ", path="name.zh", at={"pointer": pointer}, value="\u94a2")
    language = issue(
        entity={"uuid": "u1"}, stage="READ", path="name.zh", at={"pointer": f"{pointer}/@xml:lang"}, value="zh"
    )
    assert compare(tmp_path, source, back, text, language).clean
    assert len(compare(tmp_path, source, back, text).unexplained) == 1
