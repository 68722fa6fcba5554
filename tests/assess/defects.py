"""All kinds of defect, in the order of their modules."""

from tests.assess import defects_numbers, defects_words
from tests.assess.planting import DEFECTS

__all__ = ["DEFECTS", "defects_numbers", "defects_words"]
