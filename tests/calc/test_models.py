"""Life cycle models: calculated by their links, and made of links."""

import pytest

from lcabridge.calc import Calculator
from lcabridge.calc.contributions import contributions
from lcabridge.calc.models import assemble_model, find_models, models_of_links
from lcabridge.errors import UsageError
from lcabridge.model import (
    LifeCycleModel,
    ModelGroup,
    Parameter,
    ParameterRedefinition,
    ProcessInstance,
    ProcessLink,
    Ref,
)
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process, uid


def _package():
    # docs/calculator.md: two instances of one boiler, at load 1 and at load 3
    model = LifeCycleModel(
        uuid=uid("model"),
        name={"en": "two boilers"},
        reference_instance=1,
        instances=[
            ProcessInstance(id=1, process=Ref(type="process", uuid=uid("x")), groups=[1]),
            ProcessInstance(id=2, process=Ref(type="process", uuid=uid("boiler")), groups=[2]),
            ProcessInstance(
                id=3,
                process=Ref(type="process", uuid=uid("boiler")),
                groups=[2],
                parameters=[ParameterRedefinition(name="load", value=3.0)],
            ),
        ],
        links=[
            ProcessLink(provider=2, consumer=1, flow=Ref(type="flow", uuid=uid("heat")), exchange_id=2),
            ProcessLink(provider=3, consumer=1, flow=Ref(type="flow", uuid=uid("heat")), exchange_id=3),
        ],
        groups=[ModelGroup(id=1, name={"en": "assembly"}), ModelGroup(id=2, name={"en": "heat"})],
    )
    return Package(
        *UNITS, flow("x"), flow("heat"), flow("fuel"), co2(),
        process("x", out("x", 1.0, ref=True), inp("heat", 2.0), inp("heat", 1.0), inp("fuel", 0.5)),
        process("boiler", out("heat", 1.0, ref=True), out("co2", 1.0, formula="load"),
                parameters=[Parameter(name="load", value=1.0)]),
        process("well", out("fuel", 1.0, ref=True), out("co2", 9.0)),
        model,
    )  # fmt: skip


def test_two_instances_of_one_process():
    package = _package()
    made = assemble_model(package, find_models(package)[0])
    calculator = Calculator(package, system=made.system)
    scores = calculator.gwp()
    assert scores.values[made.column] * made.amount == pytest.approx(5.0, rel=1e-12)
    # the model is the boundary: its fuel is cut off although the package has a supplier
    assert [(c.code, c.amount) for c in made.system.cut_offs] == [("none", 0.5)]
    stages = {p.id: p.score for p in contributions(calculator, scores, made.column, "stage")}
    assert stages == {"heat": pytest.approx(5.0, rel=1e-12)}


def test_several_links_to_one_exchange_are_not_guessed():
    package = _package()
    model = find_models(package)[0]
    for link in model.links:
        link.exchange_id = None
    made = assemble_model(package, model)
    assert sorted(c.code for c in made.system.cut_offs) == ["none", "several", "several"]


def test_unknown_model():
    with pytest.raises(UsageError, match="no life cycle model 'other'"):
        find_models(_package(), "other")


def test_models_of_links_have_scaled_instances():
    # x needs 4 heat, the boiler makes 2 a run: factor 2
    package = Package(
        *UNITS, flow("x"), flow("heat"), flow("fuel"), co2(),
        process("x", out("x", 1.0, ref=True), inp("heat", 4.0)),
        process("boiler", out("heat", 2.0, ref=True), inp("fuel", 1.0)),
        process("well", out("fuel", 1.0, ref=True), out("co2", 9.0)),
    )  # fmt: skip
    system = Calculator(package).system
    each = {m.name["en"]: m for m in models_of_links(system, "each")}
    assert set(each) == {"x", "boiler"}
    assert [(i.id, i.process.uuid, i.factor) for i in each["x"].instances] == [
        (1, uid("x"), 1.0),
        (2, uid("boiler"), 2.0),
    ]
    assert [m.name["en"] for m in models_of_links(system, "reference")] == ["x"]
    # calculated by its own links, a model has the direct burdens of its instances: 2 boilers without their fuel
    made = assemble_model(Package(*package.members, each["boiler"]), each["boiler"])
    calculator = Calculator(package, system=made.system)
    assert calculator.gwp().values[made.column] * made.amount == pytest.approx(9.0, rel=1e-12)
