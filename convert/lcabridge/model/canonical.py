"""Canonical JSON of the model and its published JSON Schema."""

from __future__ import annotations

from typing import Any

import msgspec

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.model.base import Entity
from lcabridge.model.entities import AnyEntity

MODEL_VERSION = "1"
"""Version of the published model; it rises when a field changes its meaning."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyEntity)


def to_json(value: Any) -> bytes:
    """Return the canonical JSON of an entity or of any model value: sorted keys, defaults left out, shortest floats."""
    return _encoder.encode(value)


def from_json(data: bytes, at: str = "") -> Entity:
    """Return the entity that ``to_json`` wrote.

    Raises:
        MalformedSourceError: not JSON, or not the model; the message holds the JSON path.
    """
    try:
        entity: Entity = _decoder.decode(data)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
        raise MalformedSourceError(
            f"this is not canonical JSON of the model: {error}",
            f"不是规范模型 JSON：{error}",
            at=Location(file=at),
        ) from None
    return entity


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the model."""
    schema = msgspec.json.schema(AnyEntity)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"lcabridge canonical model {MODEL_VERSION}",
        **schema,
    }
