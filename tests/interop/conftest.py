"""The tools that judge what we write; each test that needs one skips with the reason where it is not to be had.

``LCABRIDGE_REQUIRE`` names the judges that have to be there (``openlca``): without one of them its tests fail.
"""

import os

import pytest

from tests.interop.judge import Judge, NoJudgeError
from tests.interop.judge import judge as build


@pytest.fixture(scope="session")
def openlca() -> Judge:
    """Return openLCA with all its formats, or with JSON-LD at least."""
    try:
        return build()
    except NoJudgeError as reason:
        if "openlca" in os.environ.get("LCABRIDGE_REQUIRE", ""):
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def openlca_io(openlca: Judge) -> Judge:
    """Return openLCA with all its formats."""
    if openlca.profile != "io":
        pytest.skip("olca-io is not in Maven's repository (docs/interop.md says how to build it)")
    return openlca
