"""Elements that the model has no place for, as JSON: ``[tag, {attribute: value}, [child or text, …]]``."""

from __future__ import annotations

from typing import Any

from lxml import etree

from lcabridge.model import Json
from lcabridge_ecospold.spold2.names import NS, XML_LANG
from lcabridge_ecospold.spold2.xmlout import attribute, escape

Element = etree._Element  # noqa: SLF001  # lxml has no public name for the type of its elements


def attributes(node: Element) -> dict[str, str]:
    """Return the attributes of an element; lxml's types allow bytes, which never come."""
    return dict(node.items())  # type: ignore[arg-type]  # see above


def local(tag: Any) -> str:
    """Return the name of a tag without EcoSpold's namespace; other namespaces stay."""
    return tag.removeprefix(f"{{{NS}}}") if isinstance(tag, str) else ""


def tree(node: Element) -> list[Json]:
    """Return an element with all that is in it; comments and white space between elements are no content."""
    attrs = {("xml:lang" if key == XML_LANG else key): value for key, value in attributes(node).items()}
    content: list[Json] = []
    mixed = any(text and text.strip() for text in (node.text, *(child.tail for child in node)))
    if len(node) == 0 or mixed:
        _text(content, node.text)
    for child in node:
        if isinstance(child.tag, str):
            content.append(tree(child))
        if mixed:
            _text(content, child.tail)
    return [local(node.tag), attrs, content]


def _text(content: list[Json], text: str | None) -> None:
    if text:
        content.append(text)


def written(value: Json, namespace: str = NS) -> str:
    """Return the XML of a tree; raises ValueError, TypeError or KeyError where it is none."""
    name, attrs, content = value
    uri, _, bare = name[1:].partition("}") if name.startswith("{") else (NS, "", name)
    said = [f' xmlns="{attribute(uri)}"'] if uri != namespace else []
    for number, (key, text) in enumerate(attrs.items()):
        if key.startswith("{"):
            space, _, key_name = key[1:].partition("}")
            said.append(f' xmlns:a{number}="{attribute(space)}" a{number}:{key_name}="{attribute(text)}"')
        else:
            said.append(f' {key}="{attribute(text)}"')
    inner = "".join(escape(part) if isinstance(part, str) else written(part, uri) for part in content)
    return f"<{bare}{''.join(said)}>{inner}</{bare}>"


def pointer(node: Element, attr: str = "") -> str:
    """Return where an element stands: ``/ecoSpold/activityDataset/flowData/intermediateExchange[2]/@amount``."""
    steps = [f"@{attr}"] if attr else []
    here: Element | None = node
    while here is not None:
        parent = here.getparent()
        name = local(here.tag)
        if parent is not None:
            twins = [twin for twin in parent if twin.tag == here.tag]
            if len(twins) > 1:
                name += f"[{twins.index(here) + 1}]"
        steps.append(name)
        here = parent
    return "/" + "/".join(reversed(steps))
