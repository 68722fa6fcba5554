"""Life cycle model data set (ILCD_LifeCycleModelDataSet.xsd, eILCD)."""

from __future__ import annotations

from typing import Any

from lcabridge.model import (
    Administration,
    LifeCycleModel,
    ModelGroup,
    Modelling,
    ParameterRedefinition,
    ProcessInstance,
)
from lcabridge.report import catalogue
from lcabridge_ilcd import issues
from lcabridge_ilcd.connections import read_connections, read_links, write_connections, write_links
from lcabridge_ilcd.fields.common import (
    COMMISSIONER,
    COPYRIGHT,
    ENTERED_BY,
    EXCLUSIVE,
    FORMATS,
    LICENSE,
    OWNER,
    RESTRICTIONS,
    REVIEW_DETAILS,
    TIME_STAMP,
    UUID,
    classification_information,
    compliance,
    generator,
    review,
    root_attributes,
    version_rows,
)
from lcabridge_ilcd.rows import OTHER, Carry, Custom, DataSet, Items, Shape, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import NotBuildableError, chained, fields, struct_shape, value_shape

NAMESPACE = "http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017"
SCHEMA = "ILCD_LifeCycleModelDataSet.xsd"


def _build_instance(values: dict[str, Any], reading: Any) -> ProcessInstance:
    if "id" not in values:
        raise NotBuildableError("complete without dataSetInternalID")
    connections = values.pop("connections", None)
    if connections:
        reading.scratch.setdefault("links", []).append((values["id"], connections))
    return ProcessInstance(**values)


def _split_instance(parts: tuple[ProcessInstance, list[dict[str, Any]]], writing: Any) -> dict[str, Any]:
    instance, connections = parts
    factor = instance.factor
    if factor is None and not writing.json:
        # The XSD demands the factor; the extension takes it out again on reading.
        factor = 1.0
        writing.report.add(catalogue.PLACEHOLDER, path=writing.path("factor"), value=factor)
    return {**fields(instance), "connections": connections, "factor": factor}


_REFERENCE = "lifeCycleModelInformation/quantitativeReference/referenceToReferenceProcess"
_PROCESSES = "lifeCycleModelInformation/technology/processes/processInstance"


def _after(values: dict[str, Any], reading: Any) -> None:
    read_links(values, reading)
    instances = values.get("instances", ())
    known = {instance.id for instance in instances}
    reference = values.get("reference_instance")
    if reference is not None and reference not in known:
        reading.note(issues.NO_MEMBER, _REFERENCE, attr="reference_instance", value=str(reference))
    for n, link in enumerate(values.get("links", ())):
        for end in (link.provider, link.consumer):
            if end is not None and end not in known:
                reading.note(issues.NO_MEMBER, _PROCESSES, attr=f"links[{n}]", value=str(end))
        if link.provider is not None and link.provider == link.consumer:
            reading.note(issues.SELF_LINK, _PROCESSES, attr=f"links[{n}]", value=str(link.provider))
    for n, instance in enumerate(instances):
        if instance.process is not None and instance.process.uuid == values.get("uuid"):
            reading.note(issues.SELF_LINK, _PROCESSES, attr=f"instances[{n}].process", value=instance.process.uuid)


def _before(values: dict[str, Any], writing: Any) -> None:
    connections = write_links(values["links"], writing)
    values["instances"] = [(instance, connections.get(instance.id, [])) for instance in values["instances"]]


LIFE_CYCLE_MODEL = struct_shape(LifeCycleModel, parts={"administration": Administration, "modelling": Modelling})

MODEL = DataSet(
    type="model",
    root="lifeCycleModelDataSet",
    folder="lifecyclemodels",
    namespace=NAMESPACE,
    schema=SCHEMA,
    reference_type="life cycle model data set",
    attributes=root_attributes(NAMESPACE, SCHEMA, locations="../ILCDLocations.xml"),
    json_attributes={"@xmlns:acme": "http://acme.com/custom"},
    rows=(
        group(
            "lifeCycleModelInformation",
            group(
                "dataSetInformation",
                UUID,
                group(
                    "name",
                    lang("baseName", "name"),
                    lang("treatmentStandardsRoutes", "treatment"),
                    lang("mixAndLocationTypes", "mix_and_location"),
                    lang("functionalUnitFlowProperties", "quantitative_properties"),
                ),
                classification_information(named=True),
                refs("referenceToResultingProcess", "resulting_processes", "process"),
                lang("common:generalComment", "description", once=True),
                refs("referenceToExternalDocumentation", "external_documentation", "source"),
            ),
            group(
                "quantitativeReference",
                text("referenceToReferenceProcess", "reference_instance", "integer", number=True),
            ),
            group(
                "technology",
                group(
                    "groupDeclarations",
                    Items(
                        key="group",
                        attr="groups",
                        rows=(text("@id", "id", "integer"), lang("groupName", "name")),
                        shape=struct_shape(ModelGroup, needs=("id",)),
                    ),
                    other=False,
                ),
                group(
                    "processes",
                    Items(
                        key="processInstance",
                        attr="instances",
                        rows=(
                            text("@dataSetInternalID", "id", "integer"),
                            text("@multiplicationFactor", "factor", "real"),
                            ref("referenceToProcess", "process", "process"),
                            Carry(key="scalingFactor", json="scalingFactors"),
                            group(
                                "groups",
                                Items(
                                    key="memberOf",
                                    attr="groups",
                                    rows=(text("@groupId", "id", "integer"),),
                                    shape=value_shape("id"),
                                ),
                                other=False,
                            ),
                            group(
                                "parameters",
                                Items(
                                    key="parameter",
                                    attr="parameters",
                                    rows=(text("@name", "name"), text("#text", "value", "real", json="")),
                                    shape=struct_shape(ParameterRedefinition, needs=("name",)),
                                ),
                                other=False,
                            ),
                            group(
                                "connections",
                                Custom(
                                    key="outputExchange",
                                    attr="connections",
                                    read=read_connections,
                                    write=write_connections,
                                ),
                                other=False,
                            ),
                            OTHER,
                        ),
                        shape=Shape(_build_instance, _split_instance),
                    ),
                    other=False,
                ),
                Carry(key="referenceToDiagram"),
            ),
            other=False,
        ),
        group(
            "modellingAndValidation",
            group("dataSourcesTreatmentEtc", Carry(key="useAdviceForDataSet")),
            group("validation", review(*REVIEW_DETAILS[1:])),
            compliance(aspects=True),
            always=True,
        ),
        group(
            "administrativeInformation",
            COMMISSIONER,
            generator(),
            group("dataEntryBy", TIME_STAMP, FORMATS, ENTERED_BY),
            group(
                "publicationAndOwnership",
                *version_rows("model"),
                OWNER,
                COPYRIGHT,
                EXCLUSIVE,
                LICENSE,
                RESTRICTIONS,
            ),
            always=True,
        ),
        OTHER,
    ),
    shape=chained(LIFE_CYCLE_MODEL, _after, _before),
)
