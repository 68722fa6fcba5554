"""Worksheets: SpreadsheetML and CSV streamed in and out within the limits of sources; cells and their addresses."""
