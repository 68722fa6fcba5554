"""Contact data set (ILCD_ContactDataSet.xsd)."""

from __future__ import annotations

from lcabridge.model import Contact
from lcabridge_ilcd.fields.common import (
    ADMINISTRATION,
    UUID,
    classification_information,
    root_attributes,
    short_administration,
)
from lcabridge_ilcd.rows import OTHER, DataSet, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import struct_shape

NAMESPACE = "http://lca.jrc.it/ILCD/Contact"
SCHEMA = "ILCD_ContactDataSet.xsd"

CONTACT = DataSet(
    type="contact",
    root="contactDataSet",
    folder="contacts",
    namespace=NAMESPACE,
    schema=SCHEMA,
    reference_type="contact data set",
    attributes=root_attributes(NAMESPACE, SCHEMA),
    rows=(
        group(
            "contactInformation",
            group(
                "dataSetInformation",
                UUID,
                lang("common:shortName", "name"),
                lang("common:name", "full_name"),
                classification_information(named=False),
                lang("contactAddress", "address"),
                text("telephone", "telephone"),
                text("telefax", "telefax"),
                text("email", "email"),
                text("WWWAddress", "website"),
                lang("centralContactPoint", "contact_point"),
                lang("contactDescriptionOrComment", "description"),
                refs("referenceToContact", "contacts", "contact"),
                ref("referenceToLogo", "logo", "source"),
            ),
        ),
        short_administration("contact"),
        OTHER,
    ),
    shape=struct_shape(Contact, parts=ADMINISTRATION),
)
