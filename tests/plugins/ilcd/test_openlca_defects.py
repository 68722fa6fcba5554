"""What openLCA loses or gets wrong when it reads ILCD: one test for each, named for it (issue 3, acceptance)."""

from __future__ import annotations

import pytest

from lcabridge.model import Place, UnitRef, diff
from tests.plugins.ilcd.written import (
    ENERGY,
    FUEL,
    MJ,
    PROCESS,
    codes,
    elements,
    exchange_xml,
    fuel_index,
    process_xml,
    read,
    texts,
    write,
)

OTHER = "00000000-0000-4000-8000-00000000000{}"
COMMON = 'xmlns:common="http://lca.jrc.it/ILCD/Common"'


def there_and_back(data: bytes):
    """Return the entity, and check that it comes back from ILCD and from TIDAS."""
    entity, _ = read(data)
    for json in (False, True):
        assert diff(entity, read(write(entity, json=json)[0])[0]) == []
    return entity


def flow_xml(*, information="", inside="", kind="Product flow", geography="", properties=""):
    return f"""<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" {COMMON}
    xmlns:ecn="http://eplca.jrc.ec.europa.eu/ILCD/Extensions/2018/ECNumber" version="1.1"><flowInformation>
    <dataSetInformation><common:UUID>{FUEL}</common:UUID><name><baseName xml:lang="en">Fuel</baseName></name>{information}
    </dataSetInformation>{inside}{geography}</flowInformation>
    <modellingAndValidation><LCIMethod><typeOfDataSet>{kind}</typeOfDataSet></LCIMethod></modellingAndValidation>
    {properties}</flowDataSet>""".encode()


def reference_xml(tag: str, kind: str, number: int) -> str:
    return f'<{tag} type="{kind} data set" refObjectId="{OTHER.format(number)}" uri="../x/{OTHER.format(number)}.xml"/>'


def method_xml(*, quantitative="", time="", geography="", normalisation="", factors=""):
    return f"""<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" {COMMON} version="1.1"><LCIAMethodInformation>
    <dataSetInformation><common:UUID>{PROCESS}</common:UUID><common:name xml:lang="en">GWP</common:name></dataSetInformation>
    {quantitative}{time}{geography}</LCIAMethodInformation>
    <modellingAndValidation>{normalisation}</modellingAndValidation>
    <characterisationFactors>{factors}</characterisationFactors></LCIAMethodDataSet>""".encode()


# Texts, names, classifications ------------------------------------------------------------------------------------------


def test_all_languages_are_kept_not_only_the_preferred_one():
    names = '<baseName xml:lang="de">Kessel</baseName><baseName xml:lang="zh">锅炉</baseName>'
    data = process_xml().replace(b"</baseName>", b"</baseName>" + names.encode())
    assert there_and_back(data).name == {"en": "Boiler", "de": "Kessel", "zh": "锅炉"}


def test_name_parts_stay_apart_and_whole():
    parts = (
        '<treatmentStandardsRoutes xml:lang="en">gas; low NOx</treatmentStandardsRoutes>'
        '<mixAndLocationTypes xml:lang="en">at plant</mixAndLocationTypes>'
        '<functionalUnitFlowProperties xml:lang="en">20 kW</functionalUnitFlowProperties>'
    )
    process = there_and_back(process_xml().replace(b"</baseName>", b"</baseName>" + parts.encode()))
    assert (process.name["en"], process.treatment["en"]) == ("Boiler", "gas; low NOx")
    assert (process.mix_and_location["en"], process.quantitative_properties["en"]) == ("at plant", "20 kW")


def test_every_classification_is_kept_with_class_ids_and_slashes():
    systems = "".join(
        f'<common:classification name="{name}"><common:class level="0" classId="{id_}">{text}</common:class>'
        "</common:classification>"
        for name, id_, text in (("ILCD", "a1", "Energy/heat"), ("ISIC", "D", "Electricity, gas"))
    )
    inside = f"<classificationInformation>{systems}</classificationInformation>"
    found = there_and_back(process_xml(information=inside)).classifications
    assert [(c.system, c.classes[0].id, c.classes[0].name) for c in found] == [
        ("ILCD", "a1", "Energy/heat"),
        ("ISIC", "D", "Electricity, gas"),
    ]


# Reference, time, place, technology ---------------------------------------------------------------------------------------


def test_functional_unit_and_type_of_the_reference_are_kept():
    reference = (
        '<quantitativeReference type="Functional unit"><referenceToReferenceFlow>0</referenceToReferenceFlow>'
        '<functionalUnitOrOther xml:lang="en">1 MJ of heat</functionalUnitOrOther></quantitativeReference>'
    )
    process = there_and_back(process_xml(reference=reference, exchanges=exchange_xml(0)))
    assert (process.reference_type, process.functional_unit) == ("Functional unit", {"en": "1 MJ of heat"})


def test_every_reference_flow_is_kept_not_only_the_best():
    reference = (
        '<quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>1</referenceToReferenceFlow>'
        "<referenceToReferenceFlow>2</referenceToReferenceFlow></quantitativeReference>"
    )
    process = there_and_back(process_xml(reference=reference, exchanges=exchange_xml(1) + exchange_xml(2)))
    assert [exchange.is_reference for exchange in process.exchanges] == [True, True]


def test_coordinates_and_sub_locations_are_kept():
    geography = (
        '<geography><locationOfOperationSupplyOrProduction location="CN" latitudeAndLongitude="39.9;116.4"/>'
        '<subLocationOfOperationSupplyOrProduction subLocation="CN-BJ"/></geography>'
    )
    found = there_and_back(process_xml(relations=geography)).geography
    assert (found.place, found.coordinates) == (Place(code="CN"), "39.9;116.4")
    assert found.sub_places[0].place == Place(code="CN-BJ")


def test_technology_keeps_included_processes_pictures_and_applicability():
    technology = (
        "<technology>"
        + reference_xml("referenceToIncludedProcesses", "process", 1)
        + '<technologicalApplicability xml:lang="en">homes</technologicalApplicability>'
        + reference_xml("referenceToTechnologyPictogramme", "source", 2)
        + reference_xml("referenceToTechnologyFlowDiagrammOrPicture", "source", 3)
        + "</technology>"
    )
    found = there_and_back(process_xml(relations=technology)).technology
    assert found.included_processes[0].uuid == OTHER.format(1)
    assert (found.pictogram.uuid, found.pictures[0].uuid) == (OTHER.format(2), OTHER.format(3))
    assert found.applicability == {"en": "homes"}


# Modelling --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Unit process, single operation", "unit_process_single_operation"),
        ("Unit process, black box", "unit_process_black_box"),
        ("LCI result", "lci_result"),
        ("Partly terminated system", "partly_terminated_system"),
        ("Avoided product system", "avoided_product_system"),
    ],
)
def test_kinds_of_processes_stay_distinct(word, meaning):
    method = f"<LCIMethodAndAllocation><typeOfDataSet>{word}</typeOfDataSet></LCIMethodAndAllocation>"
    process = there_and_back(process_xml(modelling=method))
    assert process.process_type == meaning
    assert texts(write(process)[0], "modellingAndValidation/LCIMethodAndAllocation/typeOfDataSet") == [word]


def test_principle_and_all_approaches_are_kept():
    method = (
        "<LCIMethodAndAllocation><LCIMethodPrinciple>Consequential</LCIMethodPrinciple>"
        "<LCIMethodApproaches>Allocation - mass</LCIMethodApproaches>"
        "<LCIMethodApproaches>Substitution - average, no correction</LCIMethodApproaches></LCIMethodAndAllocation>"
    )
    modelling = there_and_back(process_xml(modelling=method)).modelling
    assert modelling.principle == "Consequential"
    assert modelling.approaches == ["Allocation - mass", "Substitution - average, no correction"]


def test_two_products_of_one_flow_keep_their_own_allocation():
    def allocated(first, second):
        return (
            f'<meanAmount>1</meanAmount><allocations><allocation internalReferenceToCoProduct="1" '
            f'allocatedFraction="{first}"/><allocation internalReferenceToCoProduct="2" allocatedFraction="{second}"/>'
            "</allocations>"
        )

    exchanges = exchange_xml(1) + exchange_xml(2) + exchange_xml(3, inside=allocated(70, 30))
    process = there_and_back(process_xml(exchanges=exchanges))
    assert {(f.product_id, f.exchange_id, f.value) for f in process.allocation} == {(1, 3, 0.7), (2, 3, 0.3)}


def test_results_of_impact_assessment_are_read():
    results = (
        "<LCIAResults><LCIAResult>"
        + reference_xml("referenceToLCIAMethodDataSet", "LCIA method", 1)
        + "<meanAmount>12.5</meanAmount></LCIAResult></LCIAResults></processDataSet>"
    )
    process = there_and_back(process_xml().replace(b"</processDataSet>", results.encode()))
    assert [(r.category.uuid, r.amount) for r in process.impact_results] == [(OTHER.format(1), 12.5)]


def test_administration_keeps_commissioner_preceding_version_and_licence():
    administration = (
        "<administrativeInformation><common:commissionerAndGoal>"
        + reference_xml("common:referenceToCommissioner", "contact", 1)
        + '<common:intendedApplications xml:lang="en">PCF</common:intendedApplications></common:commissionerAndGoal>'
        "<publicationAndOwnership><common:dataSetVersion>01.00.000</common:dataSetVersion>"
        + reference_xml("common:referenceToPrecedingDataSetVersion", "process", 2)
        + "<common:copyright>true</common:copyright>"
        "<common:licenseType>License fee</common:licenseType></publicationAndOwnership></administrativeInformation>"
    )
    data = process_xml().decode()
    start, end = data.index("<administrativeInformation>"), data.index("</administrativeInformation>")
    found = there_and_back((data[:start] + administration + data[end + 28 :]).encode()).administration
    assert found.commissioners[0].uuid == OTHER.format(1)
    assert found.intended_applications == {"en": "PCF"}
    assert found.preceding_versions[0].uuid == OTHER.format(2)
    assert (found.copyright, found.license_type) == (True, "License fee")


def test_a_data_set_without_data_entry_by_is_converted():
    # linancn/TianGong-LCA-Data#4: a converter refuses such files.
    process, report = read(process_xml())
    data, _ = write(process)
    assert read(data)[0] == process
    assert not [issue for issue in report if issue.severity.name == "ERROR"]


# Exchanges ---------------------------------------------------------------------------------------------------------------


def test_mean_and_resulting_amount_both_count():
    inside = "<meanAmount>2</meanAmount><resultingAmount>3</resultingAmount>"
    (exchange,) = there_and_back(process_xml(exchanges=exchange_xml(inside=inside))).exchanges
    assert (exchange.mean_amount, exchange.amount) == (2.0, 3.0)


def test_sources_derivation_and_function_of_an_exchange_are_kept():
    inside = (
        "<functionType>General reminder flow</functionType><meanAmount>1</meanAmount>"
        "<dataSourceType>Primary</dataSourceType><dataDerivationTypeStatus>Measured</dataDerivationTypeStatus>"
        "<referencesToDataSource>" + reference_xml("referenceToDataSource", "source", 1) + "</referencesToDataSource>"
    )
    data = exchange_xml(inside="").replace(
        "<exchangeDirection>Output</exchangeDirection>",
        "<functionType>General reminder flow</functionType><exchangeDirection>Output</exchangeDirection>",
    )
    data = data.replace("</exchange>", inside.partition("</functionType>")[2] + "</exchange>")
    (exchange,) = there_and_back(process_xml(exchanges=data)).exchanges
    assert exchange.function_type == "General reminder flow"
    assert (exchange.data_source_type, exchange.derivation) == ("Primary", "Measured")
    assert exchange.sources[0].uuid == OTHER.format(1)


def test_the_order_of_exchanges_is_kept():
    numbers = [7, 3, 11, 0, 5]
    process = there_and_back(process_xml(exchanges="".join(map(exchange_xml, numbers))))
    assert [exchange.id for exchange in process.exchanges] == numbers
    written = elements(write(process)[0], "exchanges/exchange")
    assert [element.get("dataSetInternalID") for element in written] == [str(number) for number in numbers]


def test_a_reference_to_a_missing_flow_is_kept():
    # linancn/TianGong-LCA-Data#7: such exchanges vanish on import into openLCA.
    process = there_and_back(process_xml(exchanges=exchange_xml(flow=OTHER.format(9))))
    assert process.exchanges[0].flow.uuid == OTHER.format(9)


def test_the_default_provider_is_transferred():
    # GreenDelta/olca-app#47
    data = exchange_xml(attributes=f'olca:defaultProvider="{OTHER.format(4)}"')
    process = there_and_back(process_xml(exchanges=data))
    assert process.exchanges[0].provider.uuid == OTHER.format(4)


def test_a_formula_exchange_keeps_variable_times_mean_equal_to_the_result():
    # 28.8 MJ by formula at 10 MJ/kg: variable 28.8 × mean 0.1 = result 2.88 kg; openLCA writes 288.
    process, _ = read(process_xml(exchanges=exchange_xml(inside="<meanAmount>2.88</meanAmount>")))
    exchange = process.exchanges[0]
    exchange.amount, exchange.mean_amount, exchange.formula = 28.8, None, "14.4 * 2"
    exchange.unit, exchange.property = UnitRef(name="MJ", uuid=MJ), fuel_index().get("flow_property", ENERGY).ref()
    data, _ = write(process, fuel_index())
    mean = float(texts(data, "exchanges/exchange/meanAmount")[0])
    variable = float(texts(data, "processInformation/mathematicalRelations/variableParameter/meanValue")[0])
    assert texts(data, "exchanges/exchange/resultingAmount") == ["2.88"]
    assert mean * variable == pytest.approx(2.88, rel=1e-12)


# Parameters --------------------------------------------------------------------------------------------------------------


def test_a_formula_that_is_a_plain_number_is_kept():
    relations = (
        '<mathematicalRelations><variableParameter name="a"><formula>42</formula><meanValue>42</meanValue>'
        "</variableParameter></mathematicalRelations>"
    )
    (parameter,) = there_and_back(process_xml(relations=relations)).parameters
    assert (parameter.formula, parameter.value) == ("42", 42.0)


def test_bounds_of_a_parameter_without_distribution_are_kept():
    relations = (
        '<mathematicalRelations><variableParameter name="a"><meanValue>2</meanValue><minimumValue>1</minimumValue>'
        "<maximumValue>3</maximumValue></variableParameter></mathematicalRelations>"
    )
    (parameter,) = there_and_back(process_xml(relations=relations)).parameters
    assert (parameter.minimum, parameter.maximum) == (1.0, 3.0)


# Flows and units ----------------------------------------------------------------------------------------------------------


def test_other_flows_stay_other_flows_and_are_read_unreferenced():
    assert there_and_back(flow_xml(kind="Other flow")).flow_type == "other"


def test_a_reference_property_factor_other_than_one_makes_no_new_property():
    properties = (
        '<flowProperties><flowProperty dataSetInternalID="0">'
        + reference_xml("referenceToFlowPropertyDataSet", "flow property", 3)
        + "<meanValue>12</meanValue></flowProperty></flowProperties>"
    )
    quantity = "<quantitativeReference><referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>"
    flow = there_and_back(flow_xml(inside=quantity, properties=properties))
    assert [(p.factor, p.is_reference) for p in flow.properties] == [(12.0, True)]


def test_the_ec_number_is_kept():
    information = "<CASNumber>124-38-9</CASNumber><common:other><ecn:ECNumber>204-696-9</ecn:ECNumber></common:other>"
    flow = there_and_back(flow_xml(information=information))
    assert (flow.cas, flow.ec_number) == ("124-38-9", "204-696-9")


def test_the_location_of_a_flow_is_kept():
    # GreenDelta/olca-app#3
    geography = '<geography><locationOfSupply xml:lang="en">CN</locationOfSupply></geography>'
    assert there_and_back(flow_xml(geography=geography)).place == Place(code="CN")


def test_units_get_no_random_identifiers():
    data = f"""<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" {COMMON} version="1.1"><unitGroupInformation>
    <dataSetInformation><common:UUID>{PROCESS}</common:UUID><common:name xml:lang="en">Mass</common:name></dataSetInformation>
    <quantitativeReference><referenceToReferenceUnit>0</referenceToReferenceUnit></quantitativeReference>
    </unitGroupInformation><units><unit dataSetInternalID="0"><name>kg</name><meanValue>1</meanValue></unit>
    <unit dataSetInternalID="1"><name>t</name><meanValue>1000</meanValue></unit></units></unitGroupDataSet>""".encode()
    assert read(data)[0] == read(data)[0]
    assert [(u.name, u.factor, u.is_reference) for u in there_and_back(data).units] == [
        ("kg", 1.0, True),
        ("t", 1000.0, False),
    ]


# LCIA methods ------------------------------------------------------------------------------------------------------------


def factor_xml(direction, value, spread=""):
    flow = f'<referenceToFlowDataSet type="flow data set" refObjectId="{FUEL}" uri="../flows/{FUEL}.xml"/>'
    return f"<factor>{flow}<exchangeDirection>{direction}</exchangeDirection><meanValue>{value}</meanValue>{spread}</factor>"


def test_factors_keep_uncertainty_and_direction():
    spread = (
        "<uncertaintyDistributionType>log-normal</uncertaintyDistributionType>"
        "<relativeStandardDeviation95In>1.44</relativeStandardDeviation95In>"
    )
    method = there_and_back(method_xml(factors=factor_xml("Output", 28, spread) + factor_xml("Input", 0)))
    assert [(f.direction, f.value) for f in method.factors] == [("output", 28.0), ("input", 0.0)]
    assert method.factors[0].uncertainty.gsd == pytest.approx(1.2, rel=1e-15)


def test_normalisation_time_and_geography_of_a_method_are_kept():
    method = there_and_back(
        method_xml(
            time='<time><referenceYear xml:lang="en">2013</referenceYear><duration xml:lang="en">100 years</duration></time>',
            geography='<geography><geographicalRepresentativenessDescription xml:lang="en">world'
            "</geographicalRepresentativenessDescription></geography>",
            normalisation="<LCIAMethodNormalisationAndWeighting><normalisation>true</normalisation>"
            "<weighting>false</weighting></LCIAMethodNormalisationAndWeighting>",
        )
    )
    assert (method.time.reference_year, method.duration) == (2013, {"en": "100 years"})
    assert method.place_description == {"en": "world"}
    assert (method.uses_normalisation, method.uses_weighting) == (True, False)


# Life cycle models ---------------------------------------------------------------------------------------------------------


def test_models_keep_factors_groups_and_dominance_and_do_not_merge_instances():
    process = reference_xml("referenceToProcess", "process", 1)
    data = f"""<lifeCycleModelDataSet xmlns="http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017" {COMMON} version="1.1">
    <lifeCycleModelInformation><dataSetInformation><common:UUID>{PROCESS}</common:UUID>
    <name><baseName xml:lang="en">Chain</baseName></name></dataSetInformation>
    <quantitativeReference><referenceToReferenceProcess>2</referenceToReferenceProcess></quantitativeReference>
    <technology><groupDeclarations><group id="1"><groupName xml:lang="en">Use</groupName></group></groupDeclarations>
    <processes><processInstance dataSetInternalID="1" multiplicationFactor="2.5">{process}
    <groups><memberOf groupId="1"/></groups><parameters><parameter name="x">3</parameter></parameters>
    <connections><outputExchange flowUUID="{FUEL}" version="01.00.000">
    <downstreamProcess id="2" flowUUID="{OTHER.format(5)}" version="01.00.000" location="CN" dominant="true"/>
    </outputExchange></connections></processInstance>
    <processInstance dataSetInternalID="2" multiplicationFactor="1">{process}</processInstance></processes></technology>
    </lifeCycleModelInformation></lifeCycleModelDataSet>""".encode()
    model = there_and_back(data)
    assert [(i.id, i.factor, i.process.uuid) for i in model.instances] == [
        (1, 2.5, OTHER.format(1)),
        (2, 1.0, OTHER.format(1)),
    ]
    assert (model.instances[0].groups, model.groups[0].name) == ([1], {"en": "Use"})
    assert (model.instances[0].parameters[0].name, model.instances[0].parameters[0].value) == ("x", 3.0)
    (link,) = model.links
    assert (link.provider, link.consumer, link.flow.uuid, link.consumer_flow.uuid) == (1, 2, FUEL, OTHER.format(5))
    assert (link.place, link.is_dominant) == (Place(code="CN"), True)
    factors = [e.get("multiplicationFactor") for e in elements(write(model)[0], _INSTANCES)]
    assert factors == ["2.5", "1"]


_INSTANCES = "lifeCycleModelInformation/technology/processes/processInstance"


def test_modules_and_scenarios_of_an_epd_are_kept():
    other = (
        '<common:other><e:amount xmlns:e="http://www.iai.kit.edu/EPD/2013" e:module="A1-A3">1.5</e:amount>'
        '<e:amount xmlns:e="http://www.iai.kit.edu/EPD/2013" e:module="C3" e:scenario="landfill">0.5</e:amount></common:other>'
    )
    process = there_and_back(process_xml(exchanges=exchange_xml(inside=f"<meanAmount>1</meanAmount>{other}")))
    amounts = elements(write(process)[0], "exchanges/exchange/other/amount")
    space = "{http://www.iai.kit.edu/EPD/2013}"
    assert [(a.get(f"{space}module"), a.get(f"{space}scenario"), a.text) for a in amounts] == [
        ("A1-A3", None, "1.5"),
        ("C3", "landfill", "0.5"),
    ]


def test_reading_is_deterministic():
    data = process_xml(exchanges=exchange_xml(1) + exchange_xml(2))
    assert write(read(data)[0])[0] == write(read(data)[0])[0]
    assert codes(read(data)[1]) == codes(read(data)[1])
