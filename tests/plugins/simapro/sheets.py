"""Small SimaPro CSV files, written by hand."""

HEAD = """{SimaPro 9.5.0.0}
{processes}
{Date: 29/02/2024}
{Time: 12:00:00}
{Project: Mill}
{CSV Format version: 9.0.0}
{CSV separator: Semicolon}
{Decimal separator: .}
{Date separator: /}
{Short date format: dd/MM/yyyy}

"""
PROCESS = """Process

PlatformId
0b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a11

Category type
material

Type
Unit process

Process name
Rolling

Infrastructure
No

Date
29/02/2024

Comment
Made by hand.

Products
Steel;kg;2;100;not defined;Metals\\Steel;;

Materials/fuels
Ingot;kg;2.1;Lognormal;1.21;0;0;(2,3,1,1,3)rolled;

Emissions to air
Carbon dioxide;low. pop.;kg;0.5;Undefined;0;0;0;;
Carbon dioxide;;g;load*2;Triangle;0;1;5;;

Input parameters
load;1.5;Uniform;0;1;2;No;kg per piece

Calculated parameters
twice;load*2;

End

"""
UNITS = """Quantities
Mass;Yes

End

Units
kg;Mass;1;kg
g;Mass;0.001;kg

End

"""
SUBSTANCES = """Airborne emissions
Carbon dioxide;kg;000124-38-9;Formula: CO2;

End
"""
WHOLE = HEAD + PROCESS + UNITS + SUBSTANCES


def line_of(text: str, part: str) -> int:
    """Return the line in which a part of a text starts."""
    assert text.count(part) == 1, f"{part!r} stands {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1
