"""Bad input: each case ends in an issue or an error with file and line, never in a traceback or a silent guess."""

import pytest

from lcabridge.errors import LcabridgeError
from lcabridge.testing.roundtrip import read_package
from lcabridge_simapro.plugin import SimaProCsv
from tests.plugins.simapro.sheets import HEAD, PROCESS, SUBSTANCES, UNITS, WHOLE, line_of

AMOUNT = "Ingot;kg;2.1;Lognormal"
# A cell that is no value: what it stands for, the text it replaces, what stands there, the place of the issue.
CELLS = {
    "decimal comma where points are declared": ("Ingot;kg;2.1;", "Ingot;kg;2,1;", "exchanges[1].amount"),
    "thousands separator": ("Ingot;kg;2.1;", "Ingot;kg;1'000;", "exchanges[1].amount"),
    "two decimal points": ("Ingot;kg;2.1;", "Ingot;kg;2.1.0;", "exchanges[1].amount"),
    "underscore in a number": ("Ingot;kg;2.1;", "Ingot;kg;1_000;", "exchanges[1].amount"),
    "Arabic digits": ("Ingot;kg;2.1;", "Ingot;kg;٢;", "exchanges[1].amount"),
    "full-width digits": ("Ingot;kg;2.1;", "Ingot;kg;２.１;", "exchanges[1].amount"),
    "beyond a double": ("Ingot;kg;2.1;", "Ingot;kg;1e999;", "exchanges[1].amount"),
    "unit glued to the number": ("Ingot;kg;2.1;", "Ingot;kg;2.1 kg;", "exchanges[1].amount"),
    "formula that stops": ("Ingot;kg;2.1;", "Ingot;kg;2*(1+;", "exchanges[1].amount"),
    "spreadsheet error": ("Ingot;kg;2.1;", "Ingot;kg;#DIV/0!;", "exchanges[1].amount"),
    "amount of an emission": ("low. pop.;kg;0.5;", "low. pop.;kg;half of it;", "exchanges[2].amount"),
    "amount of a product": ("Steel;kg;2;", "Steel;kg;two pieces;", "exchanges[0].amount"),
    "unknown distribution": ("Lognormal;1.21", "Weibull;1.21", "exchanges[1].uncertainty"),
    "negative variance": ("Lognormal;1.21", "Lognormal;-1.21", "exchanges[1].uncertainty"),
    "text as spread": ("Lognormal;1.21", "Lognormal;wide", "exchanges[1].uncertainty"),
    "bounds the wrong way": ("Triangle;0;1;5", "Triangle;0;5;1", "exchanges[3].uncertainty"),
    "parameter without number": ("load;1.5;", "load;;", "parameters[0].value"),
    "parameter with a text": ("load;1.5;", "load;heavy;", "parameters[0].value"),
    "parameter's bounds": ("Uniform;0;1;2;No", "Uniform;0;2;1;No", "parameters[0].uncertainty"),
    "neither hidden nor not": ("0;1;2;No;", "0;1;2;Perhaps;", "parameters[0].hidden"),
    "formula of a parameter": ("twice;load*2;", "twice;load**;", "parameters[1].formula"),
    "infrastructure": ("Infrastructure\nNo", "Infrastructure\nMaybe", "is_infrastructure"),
}
# Formulas and dates that are well formed and mean nothing: text, replacement, code, place.
FOUND = {
    "unknown name": ("load*2;Triangle", "weight*2;Triangle", "SIMAPRO-005", "exchanges[3].amount"),
    "division by zero": ("load*2;Triangle", "load/0;Triangle", "SIMAPRO-005", "exchanges[3].amount"),
    "circle": ("twice;load*2;", "twice;twice+1;", "SIMAPRO-005", "parameters[1].formula"),
    "random": ("load*2;Triangle", "load*random();Triangle", "READ-003", "exchanges[3].amount"),
    "thirtieth of February": (
        "29/02/2024\n\nComment",
        "30/02/2024\n\nComment",
        "SIMAPRO-012",
        "administration.created",
    ),
    "another pattern": ("29/02/2024\n\nComment", "2024-02-29\n\nComment", "SIMAPRO-012", "administration.created"),
    "more cells than columns": ("rolled;", "rolled;;surplus", "SIMAPRO-004", "exchanges[1]"),
    "odd CAS number": ("000124-38-9", "124-38", "SIMAPRO-009", "cas"),
}
# Lines of the package as a whole: text, replacement, code, the part whose line is named.
LINES = {
    "unit without definition": ("g;Mass;0.001;kg\n", "", "SIMAPRO-006", "Carbon dioxide;;g;"),
    "unit with a wrong factor": ("g;Mass;0.001;kg", "g;Mass;3;kg", "SIMAPRO-007", "g;Mass;3;kg"),
    "unit defined twice": ("g;Mass;0.001;kg", "g;Mass;0.001;kg\ng;Mass;0.002;kg", "SIMAPRO-015", "g;Mass;0.002;kg"),
    "unit factor of zero": ("g;Mass;0.001;kg", "g;Mass;0;kg", "READ-003", "g;Mass;0;kg"),
    "unit factor of words": ("g;Mass;0.001;kg", "g;Mass;tiny;kg", "READ-003", "g;Mass;tiny;kg"),
    "no end": ("rolled;\n", "rolled;\n", "SIMAPRO-002", "Process\n\nPlatformId"),
    "line outside of blocks": ("Quantities\n", "lost words\n\nQuantities\n", "SIMAPRO-001", "lost words"),
    "section that nobody knows": ("Comment\n", "Colour;blue\n\nComment\n", "READ-001", "Colour;blue"),
    "quotation mark never closed": ("Made by hand.", '"Made by hand.', "SIMAPRO-003", '"Made by hand.'),
    "cut within a block": ("000124-38-9", "000124-38-9", "SIMAPRO-002", "Airborne emissions\n"),
}


def read(tmp_path, text, encoding="utf-8", **options):
    path = tmp_path / "bad.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_package(SimaProCsv(), path, **options)


def changed(old, new):
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_is_no_value_is_named_with_its_line(tmp_path, name):
    old, new, path = CELLS[name]
    text = changed(old, new)
    _, report = read(tmp_path, text)
    issues = [issue for issue in report if issue.code == "READ-003"]
    assert [(issue.path, issue.line) for issue in issues] == [(path, line_of(text, new) + new.count("\n"))]


def test_an_amount_that_is_none_is_left_out_not_guessed(tmp_path):
    entities, _ = read(tmp_path, changed("Ingot;kg;2.1;", "Ingot;kg;2,1;"))
    process = next(entity for entity in entities if entity.type == "process")
    assert process.exchanges[1].amount is None
    assert [e.amount for e in process.exchanges if e.amount is not None] == [2.0, 0.5, 3.0]


@pytest.mark.parametrize("name", FOUND)
def test_a_statement_without_meaning_is_named_with_its_line(tmp_path, name):
    old, new, code, path = FOUND[name]
    text = changed(old, new)
    _, report = read(tmp_path, text)
    assert (code, path, line_of(text, new)) in [(i.code, i.path, i.line) for i in report]


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_does_not_fit_is_named(tmp_path, name):
    old, new, code, part = LINES[name]
    text = changed(old, new)
    if name == "no end":
        text = text.replace("twice;load*2;\n\nEnd\n", "twice;load*2;\n")
    if name == "cut within a block":
        text = text[: text.rindex("End")]
    _, report = read(tmp_path, text)
    assert (code, line_of(text, part)) in [(i.code, i.line) for i in report]


def test_a_circle_of_parameters_is_spelled_out(tmp_path):
    _, report = read(tmp_path, changed("twice;load*2;", "twice;thrice;\nthrice;twice;"))
    reasons = [issue.data["reason"] for issue in report if issue.code == "SIMAPRO-005"]
    assert any("twice → thrice → twice" in reason or "thrice → twice → thrice" in reason for reason in reasons)


def test_two_processes_of_one_product_are_told_apart_and_named(tmp_path):
    second = PROCESS.replace("0b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a11", "1b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a11")
    entities, report = read(tmp_path, HEAD + PROCESS + second + UNITS + SUBSTANCES)
    assert report.issue_counts["SIMAPRO-008"] == 1
    assert len([entity for entity in entities if entity.type == "process"]) == 2


HEADS = {
    "separator of two signs": ("{CSV separator: Semicolon}", "{CSV separator: ;;}"),
    "separator that is a letter": ("{CSV separator: Semicolon}", "{CSV separator: x}"),
    "decimal sign that is none": ("{Decimal separator: .}", "{Decimal separator: /}"),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_that_cannot_be_is_an_error_with_its_line(tmp_path, name):
    old, new = HEADS[name]
    with pytest.raises(LcabridgeError) as caught:
        read(tmp_path, changed(old, new))
    assert caught.value.at.line
    assert caught.value.at.file.endswith("bad.csv")
    assert caught.value.zh


BYTES = {
    "nothing": b"",
    "zeros": b"\x00" * 400,
    "a web page": b"<!doctype html><html><body>not found</body></html>",
    "a table of something else": b"name;amount\nsteel;1\n",
    "a spreadsheet": b"PK\x03\x04" + bytes(60),
    "UTF-16 cut in a character": "{SimaPro 9.5.0.0}\n".encode("utf-16")[:-1],
    "bytes of no encoding": WHOLE.encode().replace(b"Made by hand.", b"Made \x81\x8d\x8f by \xff\xfe hand."),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_text_are_an_error_with_the_file(tmp_path, name):
    with pytest.raises(LcabridgeError) as caught:
        read(tmp_path, BYTES[name])
    assert "bad.csv" in str(caught.value.at)
    assert caught.value.zh


def test_enough_cases():
    assert sum(map(len, (CELLS, FOUND, LINES, HEADS, BYTES))) + 3 >= 40
