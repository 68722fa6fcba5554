"""The other dialects, and the way from one to another."""

import math

import pytest

from lcabridge.errors import FormulaError
from lcabridge.formula import (
    DIALECTS,
    Call,
    If,
    Name,
    Number,
    Text,
    binary,
    evaluate,
    parse,
    render,
    rewrite,
    translate,
)


@pytest.mark.parametrize(
    ("dialect", "text", "value"),
    [
        ("brightway", "-2**2", -4),
        ("brightway", "2**3**2", 512),
        ("brightway", "2**-1", 0.5),
        ("brightway", "-7 // 2", -4),
        ("brightway", "-7 % 3", 2),
        ("brightway", "log(e)", 1),
        ("brightway", "log10(100)", 2),
        ("brightway", "round(2.5)", 2),
        ("brightway", "max(1, 2, 3)", 3),
        ("brightway", "1 if 2 > 1 and not 1 > 2 else 0", 1),
        ("brightway", "1 if 1 > 2 else 2 if 1 > 3 else 3", 3),
        ("brightway", "where(1 > 2, 3, 4)", 4),
        ("brightway", "2 if 1 else 3", 2),
        ("brightway", "1 + True", 2),
        ("excel", "=-2^2", 4),
        ("excel", "2^3^2", 64),
        ("excel", "=MOD(-7,3)", 2),
        ("excel", "=mod(7;4)*2", 6),
        ("excel", "=ROUND(-2.5,0)", -3),
        ("excel", "=ROUND(2.345,2)", 2.35),
        ("excel", "=INT(-2.5)", -3),
        ("excel", "=TRUNC(-2.5)", -2),
        ("excel", "=LOG(8,2)", 3),
        ("excel", "=LOG(100)", 2),
        ("excel", "=LN(EXP(2))", 2),
        ("excel", "=IF(AND(1<2,OR(1=2,3<>4)),PI(),0)", math.pi),
        ("excel", "=AVERAGE(1,2,6)", 3),
        ("excel", "=POWER(2,3)", 8),
        ("simapro", "Iff(m=1; 1; 0)", 1),
        ("simapro", "sqr(m + 1)", 4),
        ("simapro", "Iff(m=1 and 2>1; 5; 0)", 5),
        ("simapro", "ArcTan(m)*4", math.pi),
        ("ilcd", "sum(1,2;3)", 6),
        ("ilcd", "质量*2", 6),
        ("ecospold2", "23 + SUM(8;2)", 33),
        ("ecospold2", "IF(m=1;Power(2;3);0)", 8),
    ],
)  # fmt: skip
def test_value(dialect, text, value):
    assert evaluate(parse(text, dialect), {"m": 1.0, "质量": 3.0}, dialect) == pytest.approx(value, rel=1e-14)


def test_decimal_comma_as_the_simapro_header_says():
    comma = DIALECTS["simapro"].with_separators(decimal=",", separator=";")
    expr = parse("2/2,20462 + max(1,5;0,5)", comma)
    assert evaluate(expr) == pytest.approx(2 / 2.20462 + 1.5)
    assert render(expr, comma) == "2/2,20462 + max(1,5;0,5)"
    with pytest.raises(FormulaError, match=r"'\.' has no meaning"):
        parse("1.5*2", comma)
    with pytest.raises(FormulaError, match="both ','"):
        DIALECTS["simapro"].with_separators(decimal=",", separator=",")


@pytest.mark.parametrize(
    ("text", "source", "target", "written"),
    [
        ("a^b^2", "openlca", "brightway", "(a**b)**2"),
        ("a**b**2", "brightway", "openlca", "a^(b^2)"),
        ("-a**2", "brightway", "openlca", "-(a^2)"),
        ("-a^2", "openlca", "brightway", "(-a)**2"),
        ("log(a)", "openlca", "brightway", "log10(a)"),
        ("log(a)", "brightway", "openlca", "ln(a)"),
        ("ln(a)", "openlca", "brightway", "log(a)"),
        ("a % b", "brightway", "openlca", "a - b*floor(a/b)"),
        ("a mod b", "openlca", "brightway", "a - b*trunc(a/b)"),
        ("a // 2", "brightway", "openlca", "floor(a/2)"),
        ("1 if a > 0 else 2", "brightway", "openlca", "if(a > 0;1;2)"),
        ("if(a>0;1;if(b>0;2;3))", "openlca", "brightway", "1 if a > 0 else 2 if b > 0 else 3"),
        ("2*if(a>0;1;2)", "openlca", "brightway", "2*(1 if a > 0 else 2)"),
        ("if(a > 0 & not(b > 1);1;2)", "openlca", "excel", "=IF(AND(a > 0,NOT(b > 1)),1,2)"),
        ("sqr(a) + pi", "openlca", "excel", "=a^2 + PI()"),
        ("e^2", "openlca", "excel", "=EXP(1)^2"),
        ("ceil(a)", "openlca", "excel", "=-INT(-a)"),
        ("floor(a)", "openlca", "excel", "=INT(a)"),
        ("=INT(a)", "excel", "openlca", "floor(a)"),
        ("=LOG(a,2)", "excel", "openlca", "ln(a)/ln(2)"),
        ("=MOD(a,2)*3", "excel", "brightway", "a % 2*3"),
        ("=SIGN(a)", "excel", "openlca", "if(a > 0;1;if(a < 0;-1;0))"),
        ("avg(a;2;4)", "openlca", "simapro", "(a + 2 + 4)/3"),
        ("sum(1;2)", "openlca", "brightway", "1 + 2"),
        ("iff(m=1 and n=2;1,5;0)", "simapro", "openlca", None),
        ("random()", "openlca", "excel", "=RAND()"),
        ("a xor b", "openlca", "brightway", "(a or b) and not (a and b)"),
    ],
)
def test_translated(text, source, target, written):
    if written is None:
        with pytest.raises(FormulaError, match="has no meaning"):
            translate(text, source, target)
        return
    assert translate(text, source, target) == written


@pytest.mark.parametrize(
    "text",
    [
        "7 mod 3 + 2",
        "round(-2.5)",
        "frac(-2.25)",
        "7.6 div 2",
        "cot(1)",
        "trunc(-1.5)",
        "ipower(2;3.5)",
        "avg(1;2;4)",
        "lg(50)",
        "if(2>1 xor 1>2;3;4)",
        "sqr(3)/e*pi",
    ],
)
@pytest.mark.parametrize("target", sorted(DIALECTS))
def test_a_translation_has_the_same_value(text, target):
    value = evaluate(parse(text))
    assert evaluate(parse(translate(text, "openlca", target), target), None, target) == pytest.approx(value, rel=1e-14)


def test_a_parameter_is_not_taken_for_a_constant():
    assert translate("e*2", "openlca", "excel", defined=["E"]) == "=e*2"
    assert translate("e*2", "openlca", "excel") == "=EXP(1)*2"


def test_what_a_dialect_cannot_say_is_refused_by_name():
    with pytest.raises(FormulaError, match="openlca dialect cannot say 'atan2'"):
        translate("=ATAN2(1,2)", "excel", "openlca")
    with pytest.raises(FormulaError, match="does not take the name '质量'"):
        translate("质量*2", "ilcd", "openlca")
    with pytest.raises(FormulaError, match="reserves the name 'mod'"):
        translate("mod + 1", "brightway", "openlca")
    with pytest.raises(FormulaError, match="Unknown formula dialect 'latex'"):
        parse("1", "latex")


def test_comparisons_in_a_row_are_refused_where_they_mean_something_else():
    with pytest.raises(FormulaError, match="row of comparisons needs parentheses"):
        parse("1 < x < 3", "brightway")


def test_foreign_functions_of_ecospold2_are_kept_and_can_be_filled_in():
    text = "UnitConversion(ref('0c1d5c1e-aaaa-4bbb-8ccc-000000000001');'kg';'t')*2"
    expr = parse(text, "ecospold2")
    with pytest.raises(FormulaError, match="needs another data set"):
        evaluate(expr)
    assert parse(render(expr, "ecospold2"), "ecospold2") == expr

    def fill(node):
        return Number(0.5) if isinstance(node, Call) and node.op == "unit_conversion" else None

    assert evaluate(rewrite(expr, fill)) == 1.0
    with pytest.raises(FormulaError, match="no number"):
        evaluate(parse("'kg' + 1", "ecospold2"))
    with pytest.raises(FormulaError, match="cannot quote"):
        render(Text("a'b\"c"), "ecospold2")


def test_built_trees_are_in_normal_form():
    expr = binary(binary(Name("a"), "add", Name("b")), "sub", If(parse("1>2"), Name("c"), Name("d")))
    assert parse(render(expr)) == expr
