"""Places by the list that their codes are of (reference china §3.4): CN-HB is Hubei in ISO and Hebei in ecoinvent."""

import pytest

from lcabridge.model import Index, Summary
from lcabridge.report import Report
from lcabridge_ilcd.meaning import ambiguous, meant
from lcabridge_ilcd.placeholders import complete
from lcabridge_ilcd.stripping import strip
from tests.plugins.ilcd.documents import exchange, process, root

HEBEI = Index([Summary(type="location", uuid="", code="CN-HB", name={"en": "China, Hebei"})])


def located(code, index=None, places="auto"):
    doc = process(exchange("0"))
    inside = root(doc, "processes")["processInformation"]
    inside["geography"] = {"locationOfOperationSupplyOrProduction": {"@location": code}}
    report = Report()
    complete(doc, "processes", None, index or Index(), report, places=places)
    native = inside["geography"]["locationOfOperationSupplyOrProduction"]["@location"]
    strip(doc, "processes")
    return native, inside["geography"]["locationOfOperationSupplyOrProduction"]["@location"], report


def test_three_codes_stand_for_two_provinces():
    assert ambiguous() == {"CN-HA", "CN-HB", "CN-HE"}


@pytest.mark.parametrize(
    ("code", "places", "native"),
    [
        ("CN-HB", "iso", "CN-HB"),
        ("CN-HB", "ecoinvent", "CN-HE"),
        ("CN-HE", "ecoinvent", "CN-HA"),
        ("CN-HA", "ecoinvent", "CN-HI"),
        ("CN-HU", "auto", "CN-HB"),
        ("CN-SA", "auto", "CN-SN"),
        ("HUB-CN", "auto", "CN-HB"),
        ("CN-CSG", "ecoinvent", "CN"),
    ],
)
def test_codes_are_resolved_in_their_list(code, places, native):
    found, back, report = located(code, places=places)
    assert (found, back) == (native, code)
    assert report.issue_counts["TIDAS-005"] == 0


def test_a_code_that_nobody_explains_is_taken_as_iso_and_named():
    found, back, report = located("CN-HB")
    assert (found, back) == ("CN-HB", "CN-HB")
    (issue,) = [i for i in report if i.code == "TIDAS-005"]
    assert (issue.path, issue.value) == ("geography.place", "CN-HB")


def test_the_location_of_the_package_tells():
    found, back, report = located("CN-HB", HEBEI)
    assert (found, back) == ("CN-HE", "CN-HB")
    assert report.issue_counts["TIDAS-005"] == 0


def test_openlca_s_uuid_tells_the_place_whatever_its_letters():
    from lcabridge.codes import openlca_uuid, resolve

    hebei = resolve("CN-HE", "iso")
    index = Index([Summary(type="location", uuid=openlca_uuid(hebei), code="CN-HE", name={})])
    assert meant("CN-HE", "auto", index) == ("CN-HE", True, True)
