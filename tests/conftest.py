"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of public packages (``LCABRIDGE_CORPUS``, default ``../shared/data``); skips where it is absent."""
    path = Path(os.environ.get("LCABRIDGE_CORPUS", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}: set LCABRIDGE_CORPUS")
    return path
