"""The leaf audit on every ILCD package and sample: ILCD to ILCD, and through TIDAS JSON, with and without extensions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.audit import audit_files, render
from tests.audit.test_corpus import convert

PACKAGES = [
    "ilcd/tiangong-dev.zip",
    "ilcd/epd-indata.zip",
    "ilcd/sdk-samples",
    "ilcd/elcd-sample",
    "lcia/ef31-climate.zip",
]


@pytest.mark.parametrize("name", PACKAGES)
def test_no_leaf_is_lost_from_ilcd_to_ilcd(corpus: Path, tmp_path: Path, name: str) -> None:
    report = convert(corpus / name, tmp_path / "back.zip", "ilcd")
    result = audit_files(corpus / name, tmp_path / "back.zip", [report])
    assert sum(result.total.values()) > 5000
    assert result.clean, render(result, 20)


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKAGES)
def test_no_leaf_is_lost_through_tidas(corpus: Path, tmp_path: Path, name: str) -> None:
    there = convert(corpus / name, tmp_path / "there.zip", "tidas")
    back = convert(tmp_path / "there.zip", tmp_path / "back.zip", "ilcd")
    result = audit_files(corpus / name, tmp_path / "back.zip", [there, back])
    assert result.clean, render(result, 20)
