"""Which format a source is of: by content, with evidence, and never by the first that says yes."""

import pytest

from lcabridge.detect import detect, evidence
from lcabridge.errors import AmbiguousFormatError, UnknownFormatError
from lcabridge.format import Confidence, Evidence
from lcabridge.pipeline import open_package
from lcabridge.registry import Registry
from lcabridge.sources import open_source
from lcabridge.testing.roundtrip import alone, plugin_of, write_package
from lcabridge.testing.samples import packages
from tests.toys import Lines, Toybox


class Twin(Toybox):
    id = "twin"


class Unsure(Toybox):
    id = "unsure"

    def sniff(self, source):
        return Evidence(Confidence.MAYBE, "is a zip")


class Raises(Toybox):
    id = "raises"

    def sniff(self, source):
        raise ValueError("cannot look")


class Confused(Toybox):
    id = "confused"

    def sniff(self, source):
        return True


class WritesOnly(Toybox):
    id = "writes-only"
    can_read = False


@pytest.fixture
def box(tmp_path):
    path = tmp_path / "steel.dat"
    write_package(Toybox(), packages()["one exchange"], tmp_path / "steel.zip")
    return (tmp_path / "steel.zip").rename(path)


def test_content_decides_whatever_the_name(box):
    with open_source(box) as source:
        fmt, found = detect(source, alone(Toybox(), Lines()))
    assert fmt.id == "toybox"
    assert found.reason.startswith("has ")


def test_sure_beats_unsure(box):
    with open_source(box) as source:
        assert detect(source, alone(Unsure(), Toybox()))[0].id == "toybox"
        assert detect(source, alone(Unsure()))[0].id == "unsure"


def test_two_that_are_sure_are_an_error_with_both_reasons(box):
    with open_source(box) as source, pytest.raises(AmbiguousFormatError) as caught:
        detect(source, alone(Twin(), Toybox()))
    assert "toybox: has" in str(caught.value)
    assert "twin: has" in str(caught.value)
    assert "--from" in str(caught.value)
    assert "steel.dat" in str(caught.value)


def test_named_format_is_not_sniffed(box):
    with open_package(box, alone(Twin(), Raises(), Toybox()), format_id="twin") as opened:
        assert opened.format.id == "twin"
        assert opened.evidence.reason == "named by the caller"


def test_plugin_that_raises_or_lies_does_not_stop_the_others(box):
    formats = alone(Raises(), Confused(), Toybox())
    with open_source(box) as source:
        assert detect(source, formats)[0].id == "toybox"
        said = {fmt.id: found for fmt, found in evidence(source, formats)}
    assert said["raises"] == Evidence(Confidence.NO, "sniff failed: ValueError: cannot look")
    assert said["confused"].confidence == Confidence.NO


def test_most_confident_comes_first_and_writers_do_not_speak(box):
    with open_source(box) as source:
        said = evidence(source, alone(Raises(), WritesOnly(), Unsure(), Toybox()))
    assert [fmt.id for fmt, _ in said] == ["toybox", "unsure", "raises"]


def test_unknown_content_names_formats_and_broken_plugins(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir", encoding="utf-8")

    class Future(Toybox):
        api_version = 99

    formats = Registry([("good", plugin_of(Toybox())), ("too new", plugin_of(Future()))], installed=False)
    with open_source(letter) as source, pytest.raises(UnknownFormatError) as caught:
        detect(source, formats)
    for message in (caught.value.message("en"), caught.value.message("zh")):
        assert "letter.txt" in message
        assert "toybox" in message
        assert "too new" in message
