"""The account of an assessment is plain JSON, whatever the calculator's arrays hold."""

from pathlib import Path

import orjson

import lcabridge

DEMO = Path(__file__).parents[2] / "demo" / "foreign-package"


def test_account_of_a_package_with_scores_is_plain_json():
    found = lcabridge.assess_package(DEMO)
    account = orjson.loads(orjson.dumps(found.to_dict()))
    rated = {o["check"]: o for o in account["outcomes"]}["quality.rating"]
    assert rated["verdict"] == "pass"
    assert rated["seen"] == 5
