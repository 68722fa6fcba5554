"""The report as one HTML file: no network, English and Chinese, searched and filtered in the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

from lcabridge.errors import Language
from lcabridge.report.render.digest import Digest, digest
from lcabridge.report.render.labels import LANGUAGES, LOSSES, NO_LOSS, ONE, SEVERITIES, STAGES, TYPES, UI, ui, word
from lcabridge.report.render.page import BASE, render
from lcabridge.report.render.plain import json_value, visible
from lcabridge.report.render.text import signed

LONGEST = 4_000
"""Characters of one value or message that the page holds; the JSON report has the whole."""

_SHORTEST_SHARED = 4
"""Values shorter than this are not cut out of messages: the pieces would be more than the whole."""

_ENDPOINT_LABELS = ("name", "path", "format", "version", "level", "evidence")
"""What the pipeline says of source and target, in the order in which it is shown; anything else follows as it is."""


def render_html(report: Mapping[str, Any], lang: Language = "en") -> str:
    """Return a report as one HTML page.

    Args:
        report: the dictionary of ``Report.to_dict``.
        lang: language in which the page opens; the reader can switch.

    Returns:
        A page that loads nothing, runs no script but its own (content security policy by hash), holds no clock, and is
        the same for the same report.
    """
    facts = digest(report)
    return render(
        BASE,
        "template.html.j2",
        "",
        "report.js",
        _page_data(report, facts),
        lang=lang,
        report=report,
        facts=facts,
        title_key="report" if facts.has_target else "package_report",
        endpoints=[(side, _endpoint(report[side])) for side in ("source", "target") if report.get(side) is not None],
        losses=[(loss, *LOSSES[loss], facts.losses[loss]) for loss in LOSSES],
        no_loss=NO_LOSS,
        type_words=TYPES,
        severity_words=SEVERITIES,
        endpoint_labels=_ENDPOINT_LABELS,
        ui=lambda key, **values: ui(key, lang, **values),
        word=lambda pair: word(pair, lang),
        signed=signed,
        visible=visible,
    )


def _endpoint(place: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what the report says of source or target, the well-known things first: (label key or raw key, text)."""
    keys = [k for k in _ENDPOINT_LABELS if place.get(k)]
    keys += [k for k in place if k not in keys and place[k] not in (None, "", [], {})]
    return [(key, visible(_shown(place[key]))) for key in keys]


def _shown(value: Any) -> str:
    """Return a value as the reader sees it: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(json_value(value), ensure_ascii=False)


def _page_data(report: Mapping[str, Any], facts: Digest) -> dict[str, Any]:
    table = _Table()
    names = report.get("names") or {}
    rows = [_row(issue, names, table) for issue in report["issues"]]
    kinds = {**LOSSES, "NONE": NO_LOSS}
    return {
        "ui": UI,
        "words": {
            "severity": SEVERITIES,
            "loss": {kind: words[0] for kind, words in kinds.items()},
            "meaning": {kind: words[1] for kind, words in kinds.items()},
            "stage": STAGES,
            "type": TYPES,
            "one": ONE,
        },
        "codes": [[c.code, c.severity, c.loss, c.titles[0], c.titles[1], c.count, c.beyond] for c in facts.codes],
        "texts": table.texts,
        "messages": table.messages,
        "entities": table.entities,
        "rows": rows,
    }


class _Table:
    """Texts, messages and entities that rows share, each once: most issues of one code differ in little."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.messages: list[Any] = []
        self.entities: list[list[str]] = []
        self._places: dict[tuple[str, Any], int] = {}

    def text(self, value: str) -> int:
        return self._place("text", value, value, self.texts)

    def message(self, pair: list[list[list[str]]]) -> int:
        return self._place("message", orjson.dumps(pair), pair, self.messages)

    def entity(self, key: list[str]) -> int:
        return self._place("entity", tuple(key), key, self.entities)

    def _place(self, kind: str, key: Any, item: Any, shelf: list[Any]) -> int:
        place = self._places.get((kind, key))
        if place is None:
            place = self._places[kind, key] = len(shelf)
            shelf.append(item)
        return place


def _row(issue: Mapping[str, Any], names: Mapping[str, Any], table: _Table) -> list[Any]:
    """Return one issue as the page holds it: [code, severity, loss, stage, entity, path, file, line, pointer, value, message].

    Texts are places in the table; entity is −1 for the package, value −1 for none.
    """
    at, entity = issue["at"], issue["entity"]
    value = None if issue["value"] is None else _cut(_shown(issue["value"]))
    path = json_value(issue["path"])
    message = table.message([_pieces(_cut(issue["message"][lang]), path, value or "") for lang in LANGUAGES])
    return [
        table.text(issue["code"]),
        table.text(issue["severity"]),
        table.text(issue["loss"] or ""),
        table.text(issue["stage"]),
        -1 if entity is None else table.entity(_entity(entity, names)),
        table.text(path),
        table.text(json_value(at["file"])),
        at["line"] or 0,
        table.text(json_value(at["pointer"])),
        -1 if value is None else table.text(value),
        message,
    ]


def _entity(entity: Mapping[str, Any], names: Mapping[str, Any]) -> list[str]:
    name = names.get(entity["type"], {}).get(entity["uuid"], {})
    texts = [name.get(lang) or next(iter(name.values()), "") for lang in LANGUAGES]
    return json_value([entity["type"], entity["uuid"], entity["version"], *texts])  # type: ignore[no-any-return] # a list in, a list out


def _pieces(message: str, path: str, value: str) -> list[list[str]]:
    """Cut path and value out of a message, so that issues of one template share it.

    ``path.join(value.join(piece) for piece in pieces)`` is the message again, whatever stands in it.
    """
    parts = message.split(path) if path else [message]
    return [part.split(value) if len(value) >= _SHORTEST_SHARED else [part] for part in parts]


def _cut(text: str) -> str:
    text = json_value(text)
    return text if len(text) <= LONGEST else text[:LONGEST] + f"\ue000{len(text)}"
