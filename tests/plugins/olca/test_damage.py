"""Every leaf of a process replaced by what does not belong there: nothing breaks, nothing goes without a word."""

import copy

import pytest

from tests.plugins.olca.packages import MILL, MINE, STEEL, base, documents, ref

MISFITS = [None, "", 0, 7.5, True, "x", "TRUE", "2.5", [], {}, [1], {"a": 1}]


def rich():
    """Return a process with every kind of member."""
    process = base()[f"processes/{MILL}.json"]
    process["exchanges"][1] |= {
        "amountFormula": "2*x", "baseUncertainty": 1.05, "dqEntry": "(1)", "costValue": 4.5,
        "currency": ref("Currency", MINE, name="Euro"), "location": ref("Location", MINE, name="Ulm"),
        "description": "d", "defaultProvider": ref("Process", MINE, name="Mine"),
        "uncertainty": {"@type": "Uncertainty", "distributionType": "NORMAL_DISTRIBUTION", "mean": 1.6, "sd": 0.2},
    }  # fmt: skip
    process |= {
        "category": "a/b", "tags": ["t"], "location": ref("Location", MINE, name="Ulm"),
        "processDocumentation": {
            "@type": "ProcessDocumentation", "validFrom": "2020-01-01", "isCopyrightProtected": False,
            "sources": [ref("Source", MINE, name="s")], "dataGenerator": ref("Actor", MINE, name="a"),
            "reviews": [{"reviewType": "r", "scopes": [{"name": "n", "methods": ["m"]}]}],
        },
        "parameters": [{"@type": "Parameter", "name": "x", "value": 1.0, "isInputParameter": True}],
        "allocationFactors": [
            {"@type": "AllocationFactor", "allocationType": "CAUSAL_ALLOCATION", "product": ref("Flow", STEEL),
             "value": 0.5, "exchange": {"@type": "ExchangeRef", "internalId": 2}},
        ],
        "socialAspects": [{"socialIndicator": ref("SocialIndicator", MINE), "rawAmount": "3"}],
    }  # fmt: skip
    return process


def nodes(value, path=()):
    """Yield the path of every member."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from nodes(member, (*path, key))


def scalars(value, path=()):
    """Yield (path, value) of every scalar and of every empty object and list."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if not members:
        yield path, value
        return
    for key, member in members:
        yield from scalars(member, (*path, key))


def pointer(path):
    return "".join(f"/{step}" for step in path)


def stands(document, path, value):
    for step in path:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return False
    return document == value and isinstance(document, bool) == isinstance(value, bool)


PATHS = [path for path in nodes(rich()) if path[-1] != "@type" and path != ("@id",)]


def damaged(path):
    """Yield (UUID, process) for each misfit in the place of the member."""
    for number, misfit in enumerate(MISFITS):
        process = copy.deepcopy(rich()) | {"@id": f"{number:08}-0000-4000-8000-00000000dead"}
        owner = process
        for step in path[:-1]:
            owner = owner[step]
        owner[path[-1]] = misfit
        yield process["@id"], process


@pytest.mark.parametrize("path", PATHS, ids=pointer)
def test_a_misfit_is_found_again_or_named_at_its_place(workshop, path):
    processes = dict(damaged(path))
    package = base() | {f"processes/{uuid}.json": process for uuid, process in processes.items()}
    target, report = workshop.rewrite(package)
    back, before, after = documents(target), workshop.read(package), workshop.read(target)
    for uuid, process in processes.items():
        issues = [issue for issue in report if issue.entity and issue.entity.uuid == uuid]
        named = {issue.pointer for issue in issues}
        # What was carried and found its place taken by a value that openLCA needs.
        dropped = [issue.path.rpartition("olca-jsonld.")[2] for issue in issues if issue.code == "WRITE-004"]
        for place, value in scalars(process):
            if place[-1] != "@type" and not stands(back[f"processes/{uuid}.json"], place, value):
                at = pointer(place)
                assert at in named or any(at.startswith(f"{lost}/") for lost in dropped), (uuid, at, value)
        if not dropped:
            assert before.entities[uuid] == after.entities[uuid]
