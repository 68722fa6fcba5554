"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# In CI the same examples every time: a change is judged by what it changes. Elsewhere new ones are drawn at each run.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of public packages (``LCABRIDGE_CORPUS``, default ``../shared/data``); skips where it is absent."""
    path = Path(os.environ.get("LCABRIDGE_CORPUS", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}: set LCABRIDGE_CORPUS")
    return path
