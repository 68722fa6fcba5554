"""From a source to a target: open, index, read, encode, write. Knows no format."""

from lcabridge.pipeline.convert import Conversion, OnLoss, convert, write_entities
from lcabridge.pipeline.opened import Opened, Progress, format_options, open_package

__all__ = ["Conversion", "OnLoss", "Opened", "Progress", "convert", "format_options", "open_package", "write_entities"]
