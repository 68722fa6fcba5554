"""Packages of the toy formats, and a registry that knows only these."""

import json
import zipfile

import pytest

from lcabridge.model import to_json
from lcabridge.testing.roundtrip import alone, copies, write_package
from lcabridge.testing.samples import packages
from tests.toys import Lines, Toybox


class OneVersion(Toybox):
    """As the toybox, but it holds one version per UUID, and names its files so."""

    id = "one-version"
    one_version = True

    def encode(self, entity, index, options, report):
        for _, data in super().encode(entity, index, options, report):
            yield f"{entity.type}/{entity.uuid}.toy", data

    def sniff(self, source):
        return type(super().sniff(source))(0)


class OneVersionLines(Lines):
    """A single file that holds one version per UUID."""

    id = "one-version-lines"
    one_version = True

    def sniff(self, source):
        return type(super().sniff(source))(0)


@pytest.fixture
def formats():
    return alone(Toybox(), Lines(), OneVersion(), OneVersionLines())


@pytest.fixture
def make_box(tmp_path):
    """Write a toybox of entities, or of entries as they are."""

    def make(entities=None, name="box.zip", extra=()):
        path = tmp_path / name
        entities = copies(packages()[entities] if isinstance(entities, str) else entities or [])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, entity in enumerate(entities):
                archive.writestr(f"{number:04}-{entity.type}.toy", to_json(entity))
            for entry, data in extra:
                archive.writestr(entry, data if isinstance(data, bytes) else json.dumps(data))
        return path

    return make


@pytest.fixture
def make_lines(tmp_path):
    def make(entities, name="box.lines"):
        path = tmp_path / name
        write_package(Lines(), copies(packages()[entities] if isinstance(entities, str) else entities), path)
        return path

    return make
