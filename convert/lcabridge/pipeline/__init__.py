"""From a source to a target: open, index, read, encode, write. Knows no format."""

from lcabridge.pipeline.convert import Conversion, OnLoss, convert
from lcabridge.pipeline.opened import Opened, Progress, format_options, open_package
from lcabridge.pipeline.target import write_entities
from lcabridge.pipeline.validate import PROFILES, Checked, validate

__all__ = [
    "PROFILES",
    "Checked",
    "Conversion",
    "OnLoss",
    "Opened",
    "Progress",
    "convert",
    "format_options",
    "open_package",
    "validate",
    "write_entities",
]
