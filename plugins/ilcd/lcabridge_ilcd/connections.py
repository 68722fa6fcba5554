"""Connections of a life cycle model: nested under the upstream instance in eILCD, a flat list of links in the model.

eILCD connects the output of an instance with the input of another. Of waste, the one that has the output is the consumer
in the model: who treats the waste provides the service (so does openLCA write and read it).
"""

from __future__ import annotations

from typing import Any

import msgspec

from lcabridge.model import Index, Place, ProcessLink, Ref
from lcabridge.report import catalogue
from lcabridge_ilcd.names import NO_VERSION
from lcabridge_ilcd.reading import Reading, Values, is_empty
from lcabridge_ilcd.values import UUID, truth, whole
from lcabridge_ilcd.writing import Writing

Link = dict[str, Any]

_OUTPUT = frozenset({"@flowUUID", "@version", "@dominant", "downstreamProcess"})
_DOWNSTREAM = frozenset({"@id", "@flowUUID", "@version", "@location", "@dominant"})


def read_connections(value: Any, reading: Reading, _key: str) -> list[Link] | None:
    """Read the ``outputExchange`` elements of one instance into links without a provider."""
    found: list[Link] = []
    for i, output in enumerate(value if isinstance(value, list) else [value]):
        key = f"outputExchange/{i}"
        if is_empty(output):
            reading.note(catalogue.EMPTY, key, attr="links")
            continue
        if not isinstance(output, dict) or not _is_flow(output):
            reading.odd(key, "links", output, ("a connection", "连接"))
            continue
        flow = _flow(output)
        for name, content in output.items():
            if name not in _OUTPUT:
                reading.unknown(f"{key}/{name}", content)
            elif name == "@dominant":
                reading.carry(f"{key}/@dominant", content)
        downstream = output.get("downstreamProcess")
        members = downstream if isinstance(downstream, list) else [downstream]
        if is_empty(downstream):
            found.append({"flow": flow})
            continue
        for j, member in enumerate(members):
            here = f"{key}/downstreamProcess/{j}"
            try:
                found.append(_link(flow, member, here, reading))
            except (ValueError, TypeError, AttributeError):
                reading.odd(here, "links", member, ("a connection", "连接"))
    return found or None


def _is_flow(element: dict[str, Any]) -> bool:
    identifier = element.get("@flowUUID")
    return isinstance(identifier, str) and UUID.fullmatch(identifier) is not None


def _flow(element: dict[str, Any]) -> Ref:
    return Ref(type="flow", uuid=element["@flowUUID"], version=element.get("@version") or "")


def _link(flow: Ref, member: dict[str, Any], key: str, reading: Reading) -> Link:
    link: Link = {"flow": flow, "consumer": whole(str(member["@id"]))} if "@id" in member else {"flow": flow}
    if "@flowUUID" in member:
        if not _is_flow(member):
            raise ValueError(key)
        other = _flow(member)
        if other != flow:
            link["consumer_flow"] = other
    if member.get("@location"):
        link["place"] = Place(code=member["@location"])
    if member.get("@dominant"):
        link["is_dominant"] = truth(str(member["@dominant"]))
    for name, content in member.items():
        if name not in _DOWNSTREAM:
            reading.unknown(f"{key}/{name}", content)
    return link


def read_links(values: Values, reading: Reading) -> None:
    """Make the list of links out of what the instances hold."""
    found = reading.scratch.pop("links", ())
    links = [ProcessLink(provider=provider, **link) for provider, members in found for link in members]
    links = [_turned(link) if _is_waste(link, reading.index) else link for link in links]
    if links:
        values["links"] = links


def _is_waste(link: ProcessLink, index: Index) -> bool:
    flow = index.get("flow", link.flow.uuid) if link.flow else None
    return flow is not None and flow.flow_type == "waste" and None not in (link.provider, link.consumer)


def _turned(link: ProcessLink) -> ProcessLink:
    """Return a link with its ends exchanged."""
    return msgspec.structs.replace(
        link,
        provider=link.consumer,
        consumer=link.provider,
        flow=link.consumer_flow or link.flow,
        consumer_flow=link.flow if link.consumer_flow else None,
    )


def write_links(links: list[ProcessLink], writing: Writing) -> dict[int, list[dict[str, Any]]]:
    """Return the ``outputExchange`` elements of each instance: links of one flow stand together."""
    found: dict[int, dict[tuple[str, str], dict[str, Any]]] = {}
    for declared in links:
        link = _turned(declared) if _is_waste(declared, writing.index) else declared
        if link.provider is None or link.flow is None:
            continue
        outputs = found.setdefault(link.provider, {})
        flow = link.flow
        output = outputs.setdefault(
            (flow.uuid, flow.version), {"@flowUUID": flow.uuid, "@version": _version(flow, writing)}
        )
        if link.consumer is None:
            continue
        other = link.consumer_flow or flow
        member: dict[str, Any] = {
            "@id": str(link.consumer),
            "@flowUUID": other.uuid,
            "@version": _version(other, writing),
        }
        if link.place is not None and (code := writing.place(link.place)):
            member["@location"] = code
        if link.is_dominant is not None:
            member["@dominant"] = "true" if link.is_dominant else "false"
        output.setdefault("downstreamProcess", []).append(member)
    return {provider: list(outputs.values()) for provider, outputs in found.items()}


def _version(flow: Ref, writing: Writing) -> str:
    # The schema demands a version here, unlike everywhere else; the extension says where the model has none.
    target = writing.index.get(flow.type, flow.uuid)
    return flow.version or (target.version if target else "") or NO_VERSION


def write_connections(value: list[dict[str, Any]], _writing: Writing) -> list[dict[str, Any]]:
    """Write the elements that `write_links` made."""
    return value
