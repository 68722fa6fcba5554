"""The leaf audit on every ILCD package and sample: ILCD to ILCD, and through TIDAS JSON, with and without extensions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.audit import audit_files, render
from tests.audit.stripped import strip_extensions
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


@pytest.mark.parametrize("name", PACKAGES)
def test_all_of_ilcd_survives_natively(corpus: Path, tmp_path: Path, name: str) -> None:
    report = convert(corpus / name, tmp_path / "back.zip", "ilcd")
    strip_extensions(corpus / name, tmp_path / "source-bare.zip")
    strip_extensions(tmp_path / "back.zip", tmp_path / "back-bare.zip")
    result = audit_files(tmp_path / "source-bare.zip", tmp_path / "back-bare.zip", [report])
    assert result.clean, render(result, 20)


# Not the samples of SDK and EPD: among them are data sets with the nil UUID, and only the extension tells the files apart.
@pytest.mark.slow
@pytest.mark.parametrize("name", ["ilcd/elcd-sample", "ilcd/tiangong-dev.zip", "lcia/ef31-climate.zip"])
def test_tidas_holds_natively_what_it_can_and_the_report_names_the_rest(
    corpus: Path, tmp_path: Path, name: str
) -> None:
    there = convert(corpus / name, tmp_path / "there.zip", "tidas")
    strip_extensions(tmp_path / "there.zip", tmp_path / "bare.zip")
    back = convert(tmp_path / "bare.zip", tmp_path / "back.zip", "ilcd")
    result = audit_files(corpus / name, tmp_path / "back.zip", [there, back], stripped=True)
    assert sum(result.total.values()) > 2000
    assert result.clean, render(result, 20)
