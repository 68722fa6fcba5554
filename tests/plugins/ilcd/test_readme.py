"""The table of openLCA's defects in the family's README names tests that are there."""

import re

from tests.conftest import ROOT


def test_every_defect_has_its_test():
    page = (ROOT / "plugins" / "ilcd" / "README.md").read_text("utf-8")
    named = re.findall(r"^\| .+ \| `(test_\w+\.py)::(test_\w+)` \|$", page, re.MULTILINE)
    assert len(named) == page.count("| `test_")
    assert len(named) >= 45
    for file, name in named:
        source = (ROOT / "tests" / "plugins" / "ilcd" / file).read_text("utf-8")
        assert f"def {name}(" in source, f"{file}::{name}"
