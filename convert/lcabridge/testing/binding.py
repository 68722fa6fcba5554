"""What the conformance suite asks of the one who binds it: a format, and whatever else there is to know about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lcabridge.format import Format
from lcabridge.model import Entity
from lcabridge.testing.samples import packages

Validator = Callable[[Path], Sequence[str]]


class Binding:
    """Fixtures and hooks of the suite; all but ``fmt`` have a default."""

    @pytest.fixture
    def fmt(self) -> Format:
        """Return the format under test."""
        pytest.fail("bind the suite with a fixture 'fmt' that returns the format")

    @staticmethod
    def samples() -> dict[str, list[Entity]]:
        """Return the packages that the format is tried on, by name; override to add the format's own."""
        return packages()

    @pytest.fixture
    def others(self, fmt: Format) -> Sequence[Format]:
        """Return the formats that must not be taken for this one; by default all that are installed."""
        from lcabridge.registry import registry  # noqa: PLC0415  # the installed plugins load only for this point

        return [other for other in registry().formats.values() if other.id != fmt.id and other.can_write]

    @pytest.fixture
    def golden(self) -> Path | None:
        """Return a folder of source packages, each beside the model that it means.

        ``NAME.jsonl`` has one entity in canonical JSON per line, ``NAME.issues.txt`` one issue per line as code, entity
        type and path; the source is the only other entry of that name. LCABRIDGE_UPDATE_GOLDEN=1 writes both anew, and
        fails, so that nobody leaves it on.
        """
        return None

    @pytest.fixture
    def validator(self) -> Validator | None:
        """Return what checks a written package against the official schema and returns its complaints."""
        return None

    @pytest.fixture
    def strip(self) -> Callable[[Path], Path] | None:
        """Return what makes a copy of a written package without extensions and side files; None if it writes none."""
        return None

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """Run the tests that ask for ``sample`` once per sample package."""
        if "sample" in metafunc.fixturenames:
            made = cls.samples()
            metafunc.parametrize("sample", made.values(), ids=[name.replace(" ", "-") for name in made])


def needs_reading(fmt: Format) -> None:
    """Skip a test where the format only writes."""
    if not fmt.can_read:
        pytest.skip(f"{fmt.id} does not read")


def needs_writing(fmt: Format) -> None:
    """Skip a test where the format only reads."""
    if not fmt.can_write:
        pytest.skip(f"{fmt.id} does not write")


def needs_both(fmt: Format) -> None:
    """Skip a test where the format has one direction only."""
    needs_reading(fmt)
    needs_writing(fmt)
