"""Source data set (ILCD_SourceDataSet.xsd)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lcabridge.model import Source, Text, pick, untagged
from lcabridge_ilcd.fields.common import (
    ADMINISTRATION,
    UUID,
    classification_information,
    root_attributes,
    short_administration,
)
from lcabridge_ilcd.rows import OTHER, Custom, DataSet, Items, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import struct_shape, value_shape

NAMESPACE = "http://lca.jrc.it/ILCD/Source"
SCHEMA = "ILCD_SourceDataSet.xsd"


def read_untagged(value: Any, reading: Any, key: str) -> Text | None:
    """Read a text that ILCD writes without language (``ST``)."""
    text = reading.plain(key, "", value)
    return untagged(text) if text else None


def write_untagged(key: str, attr: str) -> Callable[[Text, Any], str | None]:
    """Return the writer of a text without language; the other languages go to the extension."""

    def write(value: Text, writing: Any) -> str | None:
        text = pick(value, "en", "zh")
        return writing.fit(key, attr, text) if text else None

    return write


SOURCE = DataSet(
    type="source",
    root="sourceDataSet",
    folder="sources",
    namespace=NAMESPACE,
    schema=SCHEMA,
    reference_type="source data set",
    attributes=root_attributes(NAMESPACE, SCHEMA),
    rows=(
        group(
            "sourceInformation",
            group(
                "dataSetInformation",
                UUID,
                lang("common:shortName", "name"),
                classification_information(named=False),
                Custom(
                    key="sourceCitation",
                    attr="citation",
                    read=read_untagged,
                    write=write_untagged("sourceCitation", "citation"),
                ),
                text("publicationType", "publication_type", "word"),
                lang("sourceDescriptionOrComment", "description"),
                Items(
                    key="referenceToDigitalFile",
                    attr="files",
                    rows=(text("@uri", "uri"),),
                    shape=value_shape("uri"),
                ),
                refs("referenceToContact", "contacts", "contact"),
                ref("referenceToLogo", "logo", "source"),
            ),
        ),
        short_administration("source"),
        OTHER,
    ),
    shape=struct_shape(Source, parts=ADMINISTRATION),
)
