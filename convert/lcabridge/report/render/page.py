"""The base of every HTML page of lcabridge: one file, no network, scripts and styles by hash, no clock.

Used by the report of a conversion, the mapping report, assessment and comparison: what a page may do stands here once.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from jinja2 import Environment, Template

BASE = "lcabridge.report.render"
"""Package of the shared style."""


@cache
def environment() -> Environment:
    """Return the template environment: everything escaped, nothing undefined; filters for numbers."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 # 50 ms at the start of every command otherwise

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["number"] = lambda n: f"{n:,}"
    made.filters["percent"] = lambda x: "–" if x is None else f"{100 * x:.2f} %"
    made.filters["amount"] = lambda x: f"{x:.6g}"
    made.filters["width"] = lambda x, most: round(100 * abs(x) / most, 3) if most else 0
    return made


@cache
def asset(package: str, name: str) -> str:
    """Return a text file of a package."""
    return files(package).joinpath(name).read_text("utf-8")


@cache
def _template(package: str, name: str) -> Template:
    return environment().from_string(asset(package, name))


def render(package: str, template: str, style: str, script: str, data: object, **values: Any) -> str:
    """Return a page.

    Args:
        package: that has the template and the script.
        template: file name.
        style: file name of what the page adds to the shared style, "" for nothing.
        script: file name.
        data: embedded as JSON, for the script.
        **values: for the template; it gets ``style``, ``script``, their hashes and ``data`` too.

    Returns:
        HTML that loads nothing and runs no script but its own (content security policy by hash).
    """
    styles = asset(BASE, "report.css") + (asset(package, style) if style else "")
    code = asset(package, script)
    return _template(package, template).render(
        style=styles,
        script=code,
        style_hash=csp_hash(styles),
        script_hash=csp_hash(code),
        data=embedded(data),
        **values,
    )


def csp_hash(text: str) -> str:
    """Return the source expression that lets a browser accept an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def embedded(data: object) -> str:
    """Return JSON that no content can end early: it stands in a script element."""
    text = orjson.dumps(data).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
