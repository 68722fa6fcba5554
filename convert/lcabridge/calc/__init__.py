"""The calculator: systems, scores, contributions (docs/calculator.md).

>>> import lcabridge
>>> from lcabridge.calc import Calculator
>>> with lcabridge.read("package.zip") as package:  # doctest: +SKIP
...     calculator = Calculator(package)
...     scores = calculator.gwp("cn-inventory")
"""

from lcabridge.calc.assemble import assemble
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.gwp import gases, gwp_set, gwp_sets
from lcabridge.calc.impact import Indicator, MethodIndex, gwp_indicator
from lcabridge.calc.solve import Check, SingularSystemError, Solver
from lcabridge.calc.system import Activity, CutOff, FlowRow, Product, System

__all__ = [
    "Activity",
    "Calculator",
    "Check",
    "CutOff",
    "FlowRow",
    "Indicator",
    "MethodIndex",
    "Product",
    "Scores",
    "SingularSystemError",
    "Solver",
    "System",
    "assemble",
    "gases",
    "gwp_indicator",
    "gwp_set",
    "gwp_sets",
]
