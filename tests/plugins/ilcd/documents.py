"""Documents of the eight modules for the tests: the least that has an identity, and one with much in it."""

import copy

from lcabridge_ilcd.tidas_rules import root_constants, rule_table

UUID = "00000000-0000-4000-8000-00000000000{}"


def text(en=None, zh=None):
    items = []
    if en is not None:
        items.append({"@xml:lang": "en", "#text": en})
    if zh is not None:
        items.append({"@xml:lang": "zh", "#text": zh})
    return items


def reference(kind, n, name="target"):
    return {
        "@type": kind,
        "@refObjectId": UUID.format(n),
        "@version": "01.00.000",
        "@uri": f"../somewhere/{UUID.format(n)}.xml",
        "common:shortDescription": text(name),
    }


SOURCE = reference("source data set", 7)
CONTACT = reference("contact data set", 8)
FLOW = reference("flow data set", 5)
_INFORMATION = {
    "contacts": "contactInformation",
    "sources": "sourceInformation",
    "unitgroups": "unitGroupInformation",
    "flowproperties": "flowPropertiesInformation",
    "flows": "flowInformation",
    "processes": "processInformation",
    "lciamethods": "LCIAMethodInformation",
    "lifecyclemodels": "lifeCycleModelInformation",
}
_NAMES = {"contacts": "common:shortName", "sources": "common:shortName"}


def minimal(module):
    """Return a document with root attributes, UUID and name only."""
    if module in {"flows", "processes", "lifecyclemodels"}:
        name = {"name": {"baseName": text("thing")}}
    else:
        name = {_NAMES.get(module, "common:name"): text("thing")}
    information = {"dataSetInformation": {"common:UUID": UUID.format(1), **name}}
    return {rule_table().modules[module].name: {**root_constants(module), _INFORMATION[module]: information}}


def data(doc, module):
    """Return the dataSetInformation of a document."""
    return root(doc, module)[_INFORMATION[module]]["dataSetInformation"]


def root(doc, module):
    return doc[rule_table().modules[module].name]


def exchange(id_, **more):
    return {
        "@dataSetInternalID": id_,
        "referenceToFlowDataSet": copy.deepcopy(FLOW),
        "exchangeDirection": "Output",
        "meanAmount": "1.5",
        "resultingAmount": "1.5",
        **more,
    }


def process(*exchanges, **sections):
    """Return a process with exchanges and further sections of its root."""
    doc = minimal("processes")
    inside = root(doc, "processes")
    inside["processInformation"]["quantitativeReference"] = {
        "@type": "Reference flow(s)",
        "referenceToReferenceFlow": "0",
    }
    inside["exchanges"] = {"exchange": list(exchanges)}
    inside.update(sections)
    return doc


def rich_process():
    """Return a process in which most sections stand, as a codec would write it from a good source."""
    doc = process(
        exchange("0", dataDerivationTypeStatus="Measured", generalComment=text("main product", "主产品")),
        exchange(
            "1",
            exchangeDirection="Input",
            location="CN-GD",
            uncertaintyDistributionType="log-normal",
            relativeStandardDeviation95In="1.44",
            allocations={
                "allocation": [
                    {"@internalReferenceToCoProduct": "0", "@allocatedFraction": "60"},
                    {"@internalReferenceToCoProduct": "2", "@allocatedFraction": "40"},
                ]
            },
            referencesToDataSource={"referenceToDataSource": copy.deepcopy(SOURCE)},
        ),
        exchange("2", referenceToVariable="x"),
    )
    inside = root(doc, "processes")
    about = inside["processInformation"]
    about["dataSetInformation"]["name"]["treatmentStandardsRoutes"] = text("by hand", "手工")
    about["dataSetInformation"]["name"]["mixAndLocationTypes"] = text("at plant", "厂内")
    about["dataSetInformation"]["common:generalComment"] = text("A comment.", "说明。")
    about["dataSetInformation"]["classificationInformation"] = {
        "common:classification": [
            {
                "@name": "GB/T 4754-2017",
                "common:class": [{"@level": "0", "@classId": "D", "#text": "电力、热力、燃气及水生产和供应业"}],
            }
        ]
    }
    about["time"] = {"common:referenceYear": 2023, "common:dataSetValidUntil": 2026}
    about["geography"] = {"locationOfOperationSupplyOrProduction": {"@location": "CN"}}
    about["mathematicalRelations"] = {"variableParameter": {"@name": "x", "meanValue": "2"}}
    inside["modellingAndValidation"] = {
        "LCIMethodAndAllocation": {"typeOfDataSet": "LCI result", "LCIMethodPrinciple": "Attributional"},
        "validation": {
            "review": {
                "@type": "Independent external review",
                "common:scope": [{"@name": "Raw data", "common:method": [{"@name": "Mass balance"}]}],
                "common:reviewDetails": text("Fine."),
                "common:referenceToNameOfReviewerAndInstitution": copy.deepcopy(CONTACT),
                "common:referenceToCompleteReviewReport": copy.deepcopy(SOURCE),
            }
        },
    }
    return doc


def flow(kind, **information):
    """Return a flow of a type with further members of its dataSetInformation."""
    doc = minimal("flows")
    inside = root(doc, "flows")
    inside["flowInformation"]["dataSetInformation"].update(information)
    inside["flowInformation"]["quantitativeReference"] = {"referenceToReferenceFlowProperty": "0"}
    inside["modellingAndValidation"] = {"LCIMethod": {"typeOfDataSet": kind}}
    inside["flowProperties"] = {
        "flowProperty": [
            {
                "@dataSetInternalID": "0",
                "referenceToFlowPropertyDataSet": reference("flow property data set", 4),
                "meanValue": "1",
            }
        ]
    }
    return doc


def method():
    """Return an LCIA method with two factors."""
    doc = minimal("lciamethods")
    factor = {"referenceToFlowDataSet": copy.deepcopy(FLOW), "exchangeDirection": "Output", "meanValue": "28"}
    inside = root(doc, "lciamethods")
    inside["characterisationFactors"] = {"factor": [factor, {**copy.deepcopy(factor), "meanValue": "265"}]}
    inside["modellingAndValidation"] = {"LCIAMethodNormalisationAndWeighting": {"normalisation": False}}
    return doc


def model():
    """Return a life cycle model of two linked processes."""
    doc = minimal("lifecyclemodels")
    inside = root(doc, "lifecyclemodels")
    link = {
        "@flowUUID": UUID.format(5),
        "@version": "01.00.000",
        "downstreamProcess": [{"@id": "2", "@flowUUID": UUID.format(5), "@version": "01.00.000"}],
    }
    inside["lifeCycleModelInformation"]["quantitativeReference"] = {"referenceToReferenceProcess": 2}
    inside["lifeCycleModelInformation"]["technology"] = {
        "processes": {
            "processInstance": [
                {
                    "@dataSetInternalID": "1",
                    "@multiplicationFactor": "0.5",
                    "referenceToProcess": reference("process data set", 2),
                    "connections": {"outputExchange": [link]},
                },
                {
                    "@dataSetInternalID": "2",
                    "@multiplicationFactor": "1",
                    "referenceToProcess": reference("process data set", 3),
                },
            ]
        }
    }
    return doc


def unit_group():
    doc = minimal("unitgroups")
    inside = root(doc, "unitgroups")
    inside["unitGroupInformation"]["quantitativeReference"] = {"referenceToReferenceUnit": "0"}
    inside["units"] = {
        "unit": [
            {"@dataSetInternalID": "0", "name": "kg", "meanValue": "1"},
            {"@dataSetInternalID": "1", "name": "t", "meanValue": "1000"},
        ]
    }
    return doc


RICH = {
    "unitgroups": unit_group,
    "flows": lambda: flow("Product flow"),
    "processes": rich_process,
    "lciamethods": method,
    "lifecyclemodels": model,
}
