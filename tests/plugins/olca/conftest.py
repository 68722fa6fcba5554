"""Fixtures of the openLCA plugin's tests."""

from pathlib import Path

import pytest

from lcabridge.registry import Registry
from tests.plugins.olca.packages import Workshop


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry()


@pytest.fixture
def workshop(tmp_path: Path, registry: Registry) -> Workshop:
    return Workshop(tmp_path, registry)
