"""openLCA's formulas: grammar, precedence and functions, by hand calculation and its documentation's examples."""

import math

import pytest

from lcabridge.errors import FormulaError
from lcabridge.formula import Binary, Name, Number, evaluate, names, parse, rename, render, scaled

VALUES = {"a": 3.0, "b_1": 4.0, "Long_Name$": 0.5}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        ("4.", 4),
        (".4e2", 40),
        ("4.e1", 40),
        ("1E-2+1", 1.01),
        ("10E-0-1", 9),
        ("-3", -3),
        ("+1+1", 2),
        ("-(-(-2))", -2),
        # negation binds more than the power, the power groups from the left
        ("-2^2", 4),
        ("- 2  ^  - 3  *  8 ", -1),
        ("2^3^2", 64),
        ("2 *-2", -4),
        ("6/2/2", 1.5),
        ("10-4-3", 3),
        ("12 div 5", 2),
        # both sides of div are rounded to whole numbers first, halves up: 3 div 2
        ("2.5 div 1.5", 1),
        ("-7 div 2", -3),
        ("13 mod 5", 3),
        ("-13 mod 5", -3),
        ("5.5 mod 2", 1.5),
        ("3 * 2 mod 4", 2),
        ("if(3 = 3;2;0)", 2),
        ("if(3 == 4;2;0)", 0),
        ("if(3 <> 4; 8; 3)", 8),
        ("if(5 != 5; 8; 3)", 3),
        ("if(3 >=-3; 4; 2)", 4),
        ("if(3 > 2 && 4 < 3; 4; 2)", 2),
        ("if(3 < 2 | 4 < 5; 4; 2)", 4),
        ("if(1 < 2 xor 1 < 3; 4; 2)", 2),
        # & binds more than xor, xor more than |
        ("if(true | true & false; 1; 0)", 1),
        ("if(true xor true & false; 1; 0)", 1),
        ("if(and(3>2;4>3;5>4);4;2)", 4),
        ("iff(or(1>2;3>4);1;2)", 2),
        ("iif(not(4>3);1;0)", 0),  # codespell:ignore iif
        ("if(TRUE();1;0)", 1),
        ("abs(-2)", 2),
        ("avg(1;2;3;4;5)", 3),
        ("mean(1;2)", 1.5),
        ("ceil(2.2)", 3),
        ("floor(-2.2)", -3),
        ("frac(-2.25)", -0.25),
        ("int(-2.7)", -2),
        ("trunc(2.7)", 2),
        ("round(0.5)", 1),
        ("round(-0.5)", 0),
        ("round(2.4999999999999996)", 2),
        ("round(0.49999999999999994)", 0),
        ("ipower(4;2.9)", 16),
        ("power(4;0.5)", 2),
        ("pow(9;0.5)", 3),
        ("exp(0)", 1),
        ("ln(e*e)", 2),
        ("lg(1000)", 3),
        ("log(100 * 10)", 3),
        ("max(8;5;1;12)", 12),
        ("min(8;5;1;12)", 1),
        ("sqr(3)", 9),
        ("sqrt(9)", 3),
        ("sum()", 0),
        ("1+sum(1.5 + 1 + sum())", 3.5),
        ("SUM(2;4;6;8)", 20),
        ("cot(pi/4)", 1),
        ("arctan(1)*4", math.pi),
        ("acos(-1)", math.pi),
        ("sin(pi/6)", 0.5),
        ("Pi()", math.pi),
        ("E", math.e),
        ("a*B_1", 12),
        ("LONG_NAME$ + A", 3.5),
        # the value is 5/1000 over the difference 0.1 - 5/1000, by hand: ln(0.205/0.095)
        ("ln((0.2+5*10^-3)/(0.1-5*10^-3))", 0.769133087537867),
    ],
)
def test_value(text, value):
    assert evaluate(parse(text), VALUES) == pytest.approx(value, rel=1e-14, abs=1e-15)


def test_a_parameter_hides_a_constant():
    assert evaluate(parse("e + 1"), {"E": 5.0}) == 6


def test_a_name_may_be_that_of_a_function():
    assert evaluate(parse("min + sqrt(min)"), {"min": 4.0}) == 6


@pytest.mark.parametrize(
    ("text", "character", "said"),
    [
        ("", 1, "value is missing"),
        ("   ", 4, "value is missing"),
        ("1 +", 4, "value is missing"),
        ("1 2", 3, "operator is missing before '2'"),
        ("1_000", 2, "operator is missing before '_000'"),
        ("0x10", 2, "operator is missing before 'x10'"),
        ("2e", 2, "operator is missing"),
        ("1,5", 2, "',' has no meaning"),
        ("sum(1,2)", 6, "',' has no meaning"),
        ("٣ + 1", 1, "has no meaning"),
        ("x²", 1, "is no name"),
        ("(1+2", 5, "parenthesis of character 1 is not closed"),
        ("1+2)", 4, "no opening one"),
        ("1;2", 2, "outside a function"),
        ("sqrt()", 1, "takes 1 arguments, not 0"),
        ("sqrt(1;2)", 1, "takes 1 arguments, not 2"),
        ("if(true;1)", 1, "takes 3 arguments, not 2"),
        ("pi(1)", 1, "takes 0 arguments, not 1"),
        ("1 + log2(8)", 5, "no function 'log2'"),
        ("__import__('os')", 12, "has no meaning"),
        ("__import__(os)", 1, "no function '__import__'"),
        ("__import__", 1, None),
        ("a.b", 2, "'.' has no meaning"),
        ("a[0]", 2, "'[' has no meaning"),
        ("x == 'a'", 6, "has no meaning"),
        ("a := 2", 3, "has no meaning"),
        ("lambda: 1", 7, "has no meaning"),
        ("div 2", 1, "value is missing before 'div'"),
        ("*2", 1, "value is missing before '*'"),
        ("2 ** 3", 4, "value is missing before '*'"),
        ("1e999", 1, "too large"),
        ("1\x00", 2, "has no meaning"),
        ("\ufeff1", 1, "has no meaning"),
    ],
)
def test_refused_text_names_the_character(text, character, said):
    if said is None:
        with pytest.raises(FormulaError, match="Unknown parameter"):
            evaluate(parse(text))
        return
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert f"at character {character}." in caught.value.en
    assert said in caught.value.en
    assert f"第 {character} 个字符" in caught.value.zh


def test_an_unknown_function_is_answered_with_those_there_are():
    with pytest.raises(FormulaError) as caught:
        parse("foo(1)")
    assert "allowed: abs, acos, and, arccos" in caught.value.hint_en
    assert "sqrt" in caught.value.hint_zh


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nan", "Unknown parameter 'nan'"),
        ("inf", "Unknown parameter 'inf'"),
        ("missing*2", "Unknown parameter 'missing'"),
        ("1/0", "Division by zero"),
        ("1 mod 0", "no finite number"),
        ("1 div 0.4", "Division by zero"),
        ("log(-1)", "no finite number"),
        ("ln(0)", "no finite number"),
        ("sqrt(-1)", "no finite number"),
        ("acos(2)", "no finite number"),
        ("(0-8)^(1/3)", "no finite number"),
        ("0^-1", "no finite number"),
        ("9^9^9^9", "no finite number"),
        ("1e308*10", "no finite number"),
        ("1/(1e308*10)", "no finite number"),
        ("exp(1000)", "no finite number"),
        ("random()", "changes with every run"),
        ("rand()*0", "changes with every run"),
        ("if(1;2;3)", "number stands where a truth value"),
        ("1 + (2 > 1)", "truth value stands where a number"),
        ("2 > 1", "truth value stands where a number"),
        ("if(true = 1;1;0)", "compared with a truth value"),
        ("if(1 < 2 < 3;1;0)", "compared with a truth value"),
    ],
)
def test_a_formula_without_a_value(text, said):
    with pytest.raises(FormulaError, match=said):
        evaluate(parse(text))


def test_the_branch_that_is_not_taken_costs_nothing():
    assert evaluate(parse("if(2 > 1; 5; 1/0 + unknown)")) == 5
    assert evaluate(parse("if(true | unknown > 1; 5; 6)")) == 5


class TestLimits:
    def test_length(self):
        assert evaluate(parse("1" + " " * 9_999)) == 1
        with pytest.raises(FormulaError, match="10001 characters"):
            parse("1" + " " * 10_000)

    def test_a_long_sum_is_not_deep(self):
        assert evaluate(parse("+".join(["1"] * 2_400))) == 2_400

    def test_nodes(self):
        parse("+".join("1" * 2_500))  # 2,500 numbers and 2,499 signs
        with pytest.raises(FormulaError, match="more than 5000 parts"):
            parse("+".join("1" * 2_502))

    @pytest.mark.parametrize(
        ("left", "right"),
        [("(", ")"), ("sqrt(", ")"), ("-(", ")"), ("if(true;", ";0)"), ("1+(", ")"), ("not(", ")")],
    )
    def test_depth(self, left, right):
        parse(left * 31 + "1" + right * 31)
        for depth in (65, 800):
            with pytest.raises(FormulaError, match="nested more than 64 deep"):
                parse(left * depth + "1" + right * depth)

    def test_depth_of_signs_without_parentheses(self):
        for text in ("-" * 5_000 + "1", "+" * 5_000 + "1", "2^" * 100 + "2"):
            with pytest.raises(FormulaError, match="nested more than 64 deep"):
                parse(text)

    def test_the_same_text_is_parsed_once(self):
        assert parse("a + b") is parse("a + b")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1+1", "1 + 1"),
        ("((a))", "a"),
        ("(a+b)+c", "a + b + c"),
        ("a+(b+c)", "a + (b + c)"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a*b)/c", "a*b/c"),
        ("a/(b*c)", "a/(b*c)"),
        ("(a+b)*c", "(a + b)*c"),
        ("(2^3)^2", "2^3^2"),
        ("2^(3^2)", "2^(3^2)"),
        ("-(a^2)", "-(a^2)"),
        ("-a^2", "(-a)^2"),
        ("-(-a)", "-(-a)"),
        ("-1.50", "-1.5"),
        ("a*-2", "a*(-2)"),
        ("a - -2", "a - (-2)"),
        ("1000000000000000000000", "1e+21"),
        ("0.1", "0.1"),
        ("IF(a=1;PI();trunc(b))", "if(a = 1;pi();trunc(b))"),
        ("a>1 && (b>1 || c>1)", "a > 1 & (b > 1 | c > 1)"),
        ("mean(1;2)", "avg(1;2)"),
        ("power(a;2)", "a^2"),
        ("a mod (b div c)", "a mod (b div c)"),
    ],
)
def test_written_with_the_parentheses_it_needs(text, written):
    assert render(parse(text)) == written
    assert parse(written) == parse(text)


def test_names_in_order_each_once():
    assert names(parse("b + a*b + sin(c) + pi")) == ("b", "a", "c", "pi")


def test_rename_leaves_functions_alone():
    assert render(rename(parse("min(Min;x)"), {"min": "low"})) == "min(low;x)"
    assert render(rename(parse("x + X"), {"x": "y"}, case_sensitive=True)) == "y + X"


def test_scaled():
    assert render(scaled(parse("a+b"), 1.0)) == "a + b"
    assert render(scaled(parse("a+b"), -0.5)) == "(a + b)*(-0.5)"
    assert render(scaled(parse("a/b"), 1000.0)) == "a/b*1000"


def test_a_number_that_is_none_is_not_written():
    with pytest.raises(FormulaError, match="nan"):
        render(Number(math.nan))
    with pytest.raises(FormulaError, match="does not take the name 'a b'"):
        render(Binary("pow", Name("a b"), Number(2.0)))
    with pytest.raises(FormulaError, match="reserves the name 'mod'"):
        render(Name("mod"))
