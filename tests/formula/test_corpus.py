"""Every formula of the public packages: what the package states is what we compute."""

import json
import zipfile

import pytest

from lcabridge.formula import Definition, evaluate, parse, resolve_parameters


def is_true(value):
    return str(value).lower() == "true"


def processes(path):
    with zipfile.ZipFile(path) as package:
        for name in sorted(package.namelist()):
            if name.startswith("processes/") and name.endswith(".json"):
                yield json.loads(package.read(name))


def definitions(process):
    # v1 calls the flag inputParameter, v2 isInputParameter; flcac writes it as a string
    for parameter in process.get("parameters") or []:
        given = is_true(parameter.get("isInputParameter", parameter.get("inputParameter")))
        formula = "" if given else parameter.get("formula", "")
        yield Definition(name=parameter["name"], value=parameter.get("value"), formula=formula)


@pytest.mark.parametrize(
    ("package", "parameters", "formulas"),
    [("flcac-transport.zip", 591, 197), ("uslci-2020q3.zip", None, 4)],
)
def test_amounts_are_those_the_package_states(corpus, package, parameters, formulas):
    counted, agreed = 0, 0
    for process in processes(corpus / "jsonld" / package):
        resolved = resolve_parameters(definitions(process))
        assert resolved.errors == {}
        counted += len(resolved.values)
        stated = {p["name"]: p["value"] for p in process.get("parameters") or [] if p.get("value") is not None}
        for name, value in stated.items():
            assert resolved.values[name] == pytest.approx(value, rel=1e-9), name
        for exchange in process.get("exchanges") or []:
            formula = exchange.get("amountFormula")
            if formula:
                value = evaluate(parse(formula), resolved.scope)
                assert value == pytest.approx(exchange["amount"], rel=1e-9), formula
                agreed += 1
    assert agreed == formulas
    assert parameters is None or counted == parameters


def test_every_formula_of_the_ecospold2_package_parses(corpus):
    import html
    import re

    formulas = set()
    with zipfile.ZipFile(corpus / "ecospold2" / "uslci-fy18_q3-broken.zip") as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", "replace")
            formulas.update(html.unescape(m) for m in re.findall(r'mathematicalRelation="([^"]*)"', text))
    assert len(formulas) == 180
    for formula in formulas:
        parse(formula, "ecospold2")
