"""The audit on the public packages: against themselves, and after conversions by the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.audit.audit import audit_files, render
from tests.audit.same_bytes import lcabridge
from tests.audit.stripped import strip_extensions

SMALL = [
    "jsonld/beef-cattle.zip",
    "jsonld/us-fpl.zip",
    "jsonld/olca-modules/exchange_sync-all.zip",
    "jsonld/olca-modules/nw_set_sync-all.zip",
]
LARGE = [
    pytest.param(f"jsonld/{name}.zip", marks=pytest.mark.slow)
    for name in (
        "uslci-2020q3", "flcac-transport", "flcac-rail", "olca-modules/flow_property_factor_sync-all",
        "olca-modules/nw_set_sync-impact_method", "olca-modules/unit_sync-all", "olca-modules/unit_sync-unit_group",
    )
]  # fmt: skip
THROUGH = ["national", "ilcd", pytest.param("tidas", marks=pytest.mark.slow)]


def _formats() -> set[str]:
    command = [lcabridge(), "formats", "--json"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout)
    return {entry["id"] for entry in listed}


@pytest.fixture(scope="module")
def formats() -> set[str]:
    return _formats()


def convert(source: Path, target: Path, to: str) -> Path:
    """Convert and return the report."""
    report = target.with_suffix(".json")
    command = [
        lcabridge(),
        "convert",
        str(source),
        str(target),
        "--to",
        to,
        "--report",
        str(report),
        "--report-all",
        "--no-map",
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return report


@pytest.mark.parametrize("name", [*SMALL, "ilcd/tiangong-dev.zip", *LARGE])
def test_a_package_holds_all_of_itself(corpus: Path, name: str) -> None:
    result = audit_files(corpus / name, corpus / name, strict=True)
    assert sum(result.total.values()) >= 10
    assert result.clean, render(result, 20)


@pytest.mark.parametrize("name", [*SMALL, *LARGE])
def test_nothing_is_lost_silently_in_json_ld(corpus: Path, tmp_path: Path, name: str) -> None:
    report = convert(corpus / name, tmp_path / "back.zip", "olca-jsonld")
    result = audit_files(corpus / name, tmp_path / "back.zip", [report])
    assert result.clean, render(result, 20)


@pytest.mark.parametrize("through", THROUGH)
@pytest.mark.parametrize("name", [*SMALL, *LARGE])
def test_nothing_is_lost_silently_through_the_ilcd_family(
    corpus: Path, tmp_path: Path, formats: set[str], name: str, through: str
) -> None:
    if through not in formats:
        pytest.skip(f"no format {through} installed")
    there = convert(corpus / name, tmp_path / "there.zip", through)
    back = convert(tmp_path / "there.zip", tmp_path / "back.zip", "olca-jsonld")
    result = audit_files(corpus / name, tmp_path / "back.zip", [there, back])
    assert result.clean, render(result, 20)


@pytest.mark.parametrize("through", ["national", "ilcd"])
@pytest.mark.parametrize("name", [*SMALL, *LARGE])
def test_the_essentials_survive_without_extensions(
    corpus: Path, tmp_path: Path, formats: set[str], name: str, through: str
) -> None:
    if through not in formats:
        pytest.skip(f"no format {through} installed")
    there = convert(corpus / name, tmp_path / "there.zip", through)
    strip_extensions(tmp_path / "there.zip", tmp_path / "bare.zip")
    back = convert(tmp_path / "bare.zip", tmp_path / "back.zip", "olca-jsonld")
    result = audit_files(corpus / name, tmp_path / "back.zip", [there, back], stripped=True)
    assert result.clean, render(result, 20)
