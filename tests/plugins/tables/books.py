"""Workbooks for tests, made with openpyxl: nothing of our own writer is in them."""

import openpyxl


def workbook(path, sheets, **more):
    """Write sheets (title to rows) and return the path; ``more`` may have ``change``, called with the workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if more.get("change"):
        more["change"](book)
    book.save(path)
    return path


MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
MASS_UNITS = "93a60a57-a4c8-11da-a746-0800200c9a66"
STEEL, GAS, SCRAP = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3))
GRID = "00000004-0000-4000-8000-000000000000"

OLCA = {
    "General information": [
        ["General information"],
        ["UUID", "00000005-0000-4000-8000-000000000000"],
        ["Name", "Rolling of steel"],
        ["Category", "Metals/Steel"],
        ["Description", "Two stands."],
        ["Version", "01.02.003"],
        [],
        ["Time"],
        ["Valid from", "2023-01-01"],
        [],
        ["Geography"],
        ["Location", "China"],
        [],
        ["Data quality"],
        ["Data quality entry", "(1;2)"],
        [],
        ["A section of the user's"],
        ["Mood", "good"],
    ],
    "Inputs": [
        ["Is reference?", "Flow", "Category", "Amount", "Unit", "Costs/Revenues", "Currency", "Uncertainty", "(G)Mean | Mode",
         "SD | GSD", "Minimum", "Maximum", "Is avoided?", "Provider", "Data quality entry", "Location", "Description"],
        [None, "Natural gas", "Energy", "2 * burn", "kg", 3.5, "Euro", "log-normal", 4, 1.2, None, None, None, "Gas supply"],
        [None, "Scrap", "Waste", 0.25, "t", None, None, "triangular", 0.2, None, 0.1, 0.3, "x"],
    ],
    "Outputs": [
        ["Is reference?", "Flow", "Category", "Amount", "Unit", "Description"],
        ["x", "Steel", "Metals", 1, "kg", "The product."],
    ],
    "Parameters": [
        ["Global input parameters"],
        ["Name", "Value", "Uncertainty", "(G)Mean | Mode", "SD | GSD", "Minimum", "Maximum", "Description"],
        ["load", 0.5],
        [],
        ["Input parameters"],
        ["Name", "Value", "Uncertainty", "(G)Mean | Mode", "SD | GSD", "Minimum", "Maximum", "Description"],
        ["base", 3, "uniform", None, None, 2, 4, "kg per hour"],
        [],
        ["Calculated parameters"],
        ["Name", "Formula", "Description"],
        ["burn", "base + 2 * load"],
    ],
    "Allocation": [
        ["Default allocation method", "physical"],
        ["Physical & economic allocation"],
        ["Product", "Category", "Physical", "Economic"],
        ["Steel", "Metals", 0.75, 0.9],
    ],
    "Documentation": [
        ["LCI method"],
        ["Process type", "LCI result"],
        ["Modeling constants", "none"],
        [],
        ["Completeness"],
        ["Product flows", "all"],
        [],
        ["Sources"],
        ["Study"],
        [],
        ["Administrative information"],
        ["Data set owner", "Institute"],
        ["Copyright", True],
    ],
    "Reviews": [
        ["Review"],
        ["Review type", "Independent external review"],
        [],
        ["Reviewers"],
        ["Institute"],
    ],
    "Flows": [
        ["UUID", "Name", "Description", "Category", "Version", "Last change", "Type", "CAS", "Formula", "Location",
         "Reference flow property"],
        [STEEL, "Steel", None, "Metals", "01.00.000", None, "Product flow", None, None, None, "Mass"],
        [GAS, "Natural gas", None, "Energy", None, None, "Product flow", None, None, None, "Mass"],
        [SCRAP, "Scrap", None, "Waste", None, None, "Waste flow", None, None, None, "Mass"],
    ],
    "Flow properties": [["UUID", "Name", "Unit group", "Type"], [MASS, "Mass", "Units of mass", "Physical"]],
    "Unit groups": [["UUID", "Name", "Reference unit", "Default flow property"], [MASS_UNITS, "Units of mass", "kg", "Mass"]],
    "Units": [
        ["UUID", "Name", "Unit group", "Description", "Synonyms", "Conversion factor"],
        ["00000006-0000-4000-8000-000000000000", "kg", "Units of mass", None, None, 1],
        ["00000007-0000-4000-8000-000000000000", "t", "Units of mass", None, None, 1000],
    ],
    "Providers": [["UUID", "Name", "Category", "Location"], [GRID, "Gas supply", "Energy", "China"]],
    "Locations": [["UUID", "Name", "Code", "Latitude", "Longitude"], ["00000008-0000-4000-8000-000000000000", "China", "CN", 33.4, 106.5]],
    "Actors": [["UUID", "Name", "E-Mail"], ["00000009-0000-4000-8000-000000000000", "Institute", "office@example.org"]],
    "Sources": [["UUID", "Name", "Year"], ["0000000a-0000-4000-8000-000000000000", "Study", 2023]],
    "Currencies": [["UUID", "Name", "Code", "Conversion factor"], ["0000000b-0000-4000-8000-000000000000", "Euro", "EUR", 1]],
}  # fmt: skip
"""A process workbook in the layout of openLCA 2, made up."""
