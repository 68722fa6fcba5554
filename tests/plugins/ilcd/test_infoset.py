"""What is written from a file is the file: the same elements, attributes and texts in the same order."""

from __future__ import annotations

import pytest

from lcabridge.report import Report
from lcabridge_ilcd.codec import encode
from tests.plugins.ilcd.infoset import items
from tests.plugins.ilcd.test_corpus import load
from tests.plugins.ilcd.written import read

PACKAGES = {
    "ilcd/elcd-sample": 7,
    "ilcd/sdk-samples": 14,
    "ilcd/epd-indata.zip": 37,
    "lcia/ef31-climate.zip": 25,
    "ilcd/tiangong-dev.zip": 380,
}
"""Package to the least number of files that must come back word by word; in the others an issue names each change."""


@pytest.mark.parametrize("name", PACKAGES)
def test_files_without_a_fault_come_back_as_they_were(corpus, name):
    found, index = load(corpus / name)
    same = 0
    for file, data, _, entity in found:
        report = Report(cap=None)
        issues = [*read(data, index, file=file)[1]]
        back = items(encode(entity, index, report, json=False))
        before = items(data)
        if before == back:
            same += 1
            continue
        named = {issue.code for issue in (*issues, *report)}
        # Elements in another order than the XSD's are written in its order: the same elements all the same.
        assert named or sorted(map(str, before)) == sorted(map(str, back)), file
    assert same >= PACKAGES[name]
