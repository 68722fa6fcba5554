"""Views of a report for people: terminal text and a self-contained HTML page; and the JSON file (DESIGN §4).

All of them take the dictionary of ``Report.to_dict``, so that a saved JSON report can be rendered later.
"""

from lcabridge.report.render.file import check_report_path, json_bytes, write_report
from lcabridge.report.render.html import render_html
from lcabridge.report.render.text import render_text

__all__ = ["check_report_path", "json_bytes", "render_html", "render_text", "write_report"]
