"""Places in documents and the model paths that reports name."""

import re
import types
import typing

import msgspec
import pytest

from lcabridge.model import Contact, Flow, FlowProperty, ImpactCategory, LifeCycleModel, Process, Source, UnitGroup
from lcabridge_ilcd.fields import DATA_SETS
from lcabridge_ilcd.model_paths import model_path
from lcabridge_ilcd.rows import Carry, Group, Items

ENTITIES = {
    "contact": Contact,
    "flow": Flow,
    "flow_property": FlowProperty,
    "impact_category": ImpactCategory,
    "model": LifeCycleModel,
    "process": Process,
    "source": Source,
    "unit_group": UnitGroup,
}


@pytest.mark.parametrize(
    ("module", "place", "path"),
    [
        ("processes", "exchanges/exchange/*/dataDerivationTypeStatus", "exchanges[*].derivation"),
        ("processes", "exchanges/exchange[3]/referenceToFlowDataSet/@version", "exchanges[3].flow.version"),
        ("processes", "exchanges/exchange[3]/generalComment", "exchanges[3].comment"),
        ("processes", "processInformation/dataSetInformation/name/baseName", "name"),
        ("processes", "processInformation/dataSetInformation/classificationInformation", "classifications"),
        ("processes", "processInformation/time/common:referenceYear", "time.reference_year"),
        ("processes", "exchanges/exchange[0]/allocations/allocation[1]/@allocatedFraction", "allocation[*].value"),
        ("flows", "flowInformation/quantitativeReference/referenceToReferenceFlowProperty", "properties[*].is_reference"),
        ("unitgroups", "units/unit/*/meanValue", "units[*].factor"),
        ("processes", "exchanges/exchange[0]/novelty", "exchanges/exchange[0]/novelty"),
        ("flows", "@locations", "@locations"),
    ],
)  # fmt: skip
def test_places_have_their_model_paths(module, place, path):
    assert model_path(module, place) == path


def _places(rows, prefix=""):
    for row in rows:
        here = f"{prefix}{row.json or row.key}"
        if isinstance(row, Group):
            yield from _places(row.rows, f"{here}/")
        elif isinstance(row, Items):
            yield from _places(row.rows, f"{here}/*/")
        elif not isinstance(row, Carry):
            yield here


def _structs(hint):
    """Return the structs of a type, and of what it may be a list of."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [hint]
    if typing.get_origin(hint) in (list, tuple, dict, types.UnionType, typing.Union, typing.Annotated):
        return [found for part in typing.get_args(hint) for found in _structs(part)]
    return []


@pytest.mark.parametrize("type_", DATA_SETS)
def test_every_row_leads_to_a_field_of_the_model(type_):
    for place in _places(DATA_SETS[type_].rows):
        path = model_path(DATA_SETS[type_].folder, place)
        owners = [ENTITIES[type_]]
        for step in re.sub(r"\[[^\]]*\]", "", path).split("."):
            hints = [h for owner in owners for name, h in typing.get_type_hints(owner).items() if name == step]
            assert hints or not owners, f"{place} -> {path}: {step}"
            owners = [found for hint in hints for found in _structs(hint)]
