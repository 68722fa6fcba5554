"""The short summary of a report for the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from lcabridge.errors import Language
from lcabridge.report.render.digest import Digest, digest
from lcabridge.report.render.labels import LOSSES, NO_LOSS, SEVERITIES, TYPES, ui, word
from lcabridge.report.render.plain import visible

_SEVERITY_STYLE = {"ERROR": "bold red", "WARNING": "yellow", "INFO": "blue"}
_LOSS_STYLE = {
    "DROPPED": "bold red",
    "DEGRADED": "yellow",
    "ASSUMED": "magenta",
    "REPAIRED": "green",
    "REMAPPED": "cyan",
}
_TOP = 12


def render_text(
    report: Mapping[str, Any],
    lang: Language = "en",
    width: int = 80,
    *,
    full_report: str = "",
    color: bool = False,
    top: int = _TOP,
) -> str:
    """Return the summary of a report as lines for a terminal.

    Args:
        report: the dictionary of ``Report.to_dict``.
        lang: language of the words.
        width: columns of the terminal.
        full_report: where the whole report was written, named in the last line; "" leaves it out.
        color: True adds ANSI colours. Without them the text is plain.
        top: kinds of issue listed.

    Returns:
        Text that ends with a line end and holds no clock and no character that steers the terminal.
    """
    facts = digest(report)
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(Group(*_sections(report, facts, lang, full_report, top)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _sections(
    report: Mapping[str, Any], facts: Digest, lang: Language, full_report: str, top: int
) -> Iterator[RenderableType]:
    yield _route(report, lang)
    if facts.types:
        yield Text()
        yield _counts(facts, lang)
    yield Text()
    if facts.lost or facts.notes or facts.losses["CONVERTED"]:
        yield _losses(facts, lang)
    if facts.has_target and not facts.lost:
        yield Text(ui("clean", lang), style="green")
    if facts.codes:
        yield Text()
        yield _kinds(facts, lang, top)
    if full_report:
        yield Text()
        yield Text.assemble((ui("full_report_at", lang), "dim"), visible(full_report), overflow="fold")


def _route(report: Mapping[str, Any], lang: Language) -> Table:
    table = _grid()
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(ui("source", lang), Text(_endpoint(report["source"])))
    if report.get("target") is not None:
        table.add_row(ui("target", lang), Text(_endpoint(report["target"])))
    return table


def _endpoint(place: Mapping[str, Any]) -> str:
    name = str(place.get("name") or place.get("path") or "")
    form = str(place.get("format") or "")
    return visible(f"{name} ({form})" if name and form else name or form)


def _counts(facts: Digest, lang: Language) -> Table:
    table = _grid()
    table.add_column(ui("data_sets", lang), header_style="dim")
    heads = ("read", "written", "difference") if facts.has_target else ("read",)
    for head in heads:
        table.add_column(ui(head, lang), justify="right", header_style="dim")
    table.show_header = True
    for row in facts.types:
        name = word(TYPES.get(row.type, (row.type, row.type)), lang)
        table.add_row(name, *_numbers(row.read, row.written, has_target=facts.has_target))
    if len(facts.types) > 1:
        numbers = _numbers(facts.read, facts.written, has_target=facts.has_target)
        table.add_row(ui("total", lang), *numbers, style="bold")
    return table


def _numbers(read: int, written: int, *, has_target: bool) -> tuple[Text, ...]:
    if not has_target:
        return (Text(f"{read:,}"),)
    gap = written - read
    return (Text(f"{read:,}"), Text(f"{written:,}"), Text(signed(gap), style="yellow" if gap else "dim"))


def signed(number: int) -> str:
    """Return a difference with its sign, ``0`` for none."""
    return f"{number:+,}".replace("-", "−") if number else "0"


def _losses(facts: Digest, lang: Language) -> Table:
    table = _grid()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for loss, (name, meaning) in LOSSES.items():
        if count := facts.losses[loss]:
            table.add_row(f"{count:,}", Text(word(name, lang), style=_LOSS_STYLE.get(loss, "dim")), word(meaning, lang))
    if facts.notes:
        table.add_row(f"{facts.notes:,}", Text(word(NO_LOSS[0], lang)), word(NO_LOSS[1], lang))
    return table


def _kinds(facts: Digest, lang: Language, top: int) -> Group:
    table = _grid()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for entry in facts.codes[:top]:
        table.add_row(
            Text(word(SEVERITIES[entry.severity], lang), style=_SEVERITY_STYLE[entry.severity]),
            Text(visible(entry.code), style="bold"),
            f"{entry.count:,}",
            Text(visible(word(entry.titles, lang))),
        )
    rest = len(facts.codes) - top
    if rest <= 0:
        return Group(table)
    return Group(table, Text("  " + ui("more_kinds", lang, count=rest), style="dim"))


def _grid() -> Table:
    return Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), collapse_padding=True)
