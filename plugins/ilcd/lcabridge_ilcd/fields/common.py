"""Rows that several data set types share (ILCD_Common_Groups.xsd)."""

from __future__ import annotations

from typing import Any

from lcabridge.model import Administration, Aspect, Classification, EntityType, Review, ReviewScope
from lcabridge_ilcd.names import COMMON, XSI
from lcabridge_ilcd.rows import OTHER, Group, Items, Leaf, Row, Shape, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import CLASS, COMPLIANCE, COMPLIANCE_ASPECTS, fields, struct_shape, value_shape

ADMINISTRATION = {"administration": Administration}

UUID = text("common:UUID", "uuid", "word")
NAME = lang("common:name", "name")
SYNONYMS = lang("common:synonyms", "synonyms")
COMMENT = lang("common:generalComment", "description")

CLASSES = Items(
    key="common:class",
    attr="classes",
    rows=(text("@level", "level", "word"), text("@classId", "id"), text("#text", "name", "word")),
    shape=CLASS,
)


def _build_classification(values: dict[str, Any], _reading: object) -> Classification:
    # A classification without @name stays without: ILCD's own and others' are written so (DESIGN §2: never guess).
    return Classification(**{"system": "", "classes": [], **values})


CLASSIFICATION = Shape(_build_classification, lambda struct, _writing: fields(struct))


def classifications(*, named: bool) -> Items:
    """Return the rows of ``common:classification``; the TIDAS schemas of five modules know no ``@name``."""
    json = None if named else ""
    return Items(
        key="common:classification",
        attr="classifications",
        rows=(text("@name", "system", json=json), text("@classes", "uri", json=json), CLASSES, OTHER),
        shape=CLASSIFICATION,
    )


def classification_information(*, named: bool) -> Group:
    """Return the rows of ``classificationInformation``."""
    return group("classificationInformation", classifications(named=named), other=False)


def compliance(*, aspects: bool, other: bool = True) -> Group:
    """Return the rows of ``complianceDeclarations``: with all six aspects, or the overall one alone."""
    names = COMPLIANCE_ASPECTS if aspects else COMPLIANCE_ASPECTS[:1]
    rows: tuple[Row, ...] = (
        ref("common:referenceToComplianceSystem", "system", "source"),
        *(text(f"common:{name}", name, "word") for name in names),
    )
    return group(
        "complianceDeclarations",
        Items(key="compliance", attr="compliance", rows=(*rows, OTHER) if other else rows, shape=COMPLIANCE),
    )


def scopes(key: str, method: str) -> Items:
    """Return the rows of a review's scopes; LCIA methods have them in their own name space."""
    return Items(
        key=key,
        json="common:scope",
        attr="scopes",
        rows=(
            text("@name", "name", "word"),
            Items(
                key=method,
                json="common:method",
                attr="methods",
                rows=(text("@name", "name", "word"),),
                shape=value_shape("name"),
            ),
        ),
        shape=struct_shape(ReviewScope, needs=("name",)),
    )


ASPECT = struct_shape(Aspect, needs=("name",))

INDICATORS = group(
    "common:dataQualityIndicators",
    Items(
        key="common:dataQualityIndicator",
        attr="indicators",
        rows=(text("@name", "name", "word"), text("@value", "value", "word")),
        shape=ASPECT,
    ),
    other=False,
)

REVIEW_DETAILS: tuple[Row, ...] = (
    lang("common:reviewDetails", "details"),
    refs("common:referenceToNameOfReviewerAndInstitution", "reviewers", "contact"),
    lang("common:otherReviewDetails", "other_details"),
    ref("common:referenceToCompleteReviewReport", "report", "source"),
    OTHER,
)


def review(*rows: Row) -> Items:
    """Return the rows of reviews."""
    return Items(key="review", attr="reviews", rows=rows, shape=struct_shape(Review))


COMMISSIONER = group(
    "common:commissionerAndGoal",
    refs("common:referenceToCommissioner", "administration.commissioners", "contact"),
    lang("common:project", "administration.project"),
    lang("common:intendedApplications", "administration.intended_applications"),
)


def generator(*, always: bool = False) -> Group:
    """Return the rows of ``dataGenerator``."""
    return group(
        "dataGenerator",
        refs("common:referenceToPersonOrEntityGeneratingTheDataSet", "administration.generators", "contact"),
        always=always,
    )


TIME_STAMP = text("common:timeStamp", "administration.time_stamp", "word")
FORMATS = refs("common:referenceToDataSetFormat", "administration.formats", "source")
CONVERTED_FROM = ref("common:referenceToConvertedOriginalDataSetFrom", "administration.converted_from", "source")
ENTERED_BY = ref("common:referenceToPersonOrEntityEnteringTheData", "administration.entered_by", "contact")
USE_APPROVALS = refs("common:referenceToDataSetUseApproval", "administration.use_approvals", "contact")

LAST_REVISION = text("common:dateOfLastRevision", "administration.last_revision", "word")
STATUS = text("common:workflowAndPublicationStatus", "administration.status", "word")
REPUBLICATION = ref("common:referenceToUnchangedRepublication", "administration.publication", "source")
REGISTRATION = (
    ref("common:referenceToRegistrationAuthority", "administration.registration_authority", "contact"),
    text("common:registrationNumber", "administration.registration_number"),
)
OWNER = ref("common:referenceToOwnershipOfDataSet", "administration.owner", "contact")
COPYRIGHT = text("common:copyright", "administration.copyright", "boolean")
EXCLUSIVE = refs("common:referenceToEntitiesWithExclusiveAccess", "administration.exclusive_access", "contact")
LICENSE = text("common:licenseType", "administration.license_type", "word")
RESTRICTIONS = lang("common:accessRestrictions", "administration.access_restrictions")


def version_rows(type_: EntityType) -> tuple[Leaf, ...]:
    """Return version, preceding versions and permanent URI, which stand together in every type."""
    return (
        text("common:dataSetVersion", "version", "version"),
        refs("common:referenceToPrecedingDataSetVersion", "administration.preceding_versions", type_),
        text("common:permanentDataSetURI", "administration.permanent_uri", "word"),
    )


def publication(type_: EntityType) -> Group:
    """Return the short form of ``publicationAndOwnership``."""
    return group("publicationAndOwnership", *version_rows(type_), OWNER)


def short_administration(type_: EntityType, *, entered_by: bool = False) -> Group:
    """Return ``administrativeInformation`` of the small data set types."""
    entry: tuple[Row, ...] = (TIME_STAMP, FORMATS, *((ENTERED_BY,) if entered_by else ()))
    return group("administrativeInformation", group("dataEntryBy", *entry), publication(type_))


def root_attributes(namespace: str, schema: str, **more: str) -> dict[str, str]:
    """Return the attributes that the root element of every file of a type has."""
    return {
        "@xmlns": namespace,
        "@xmlns:common": COMMON,
        "@xmlns:xsi": XSI,
        "@version": "1.1",
        **{f"@{name}": value for name, value in more.items()},
        "@xsi:schemaLocation": f"{namespace} ../../schemas/{schema}",
    }
