"""EcoSpold 2 documents for tests, written by hand: the least that the schema wants, and places to put one fact more."""

NS = "http://www.EcoInvent.org/EcoSpold02"
ACTIVITY = "0f6b3b5e-7c0e-4c4e-9a6a-0d3c5b1f2a01"
PARENT = "0f6b3b5e-7c0e-4c4e-9a6a-0d3c5b1f2a99"
STEEL = "7a1f2f5c-0a58-4f0e-8c5e-2f1f6d7c8b01"
WASTE = "7a1f2f5c-0a58-4f0e-8c5e-2f1f6d7c8b02"
POWER = "7a1f2f5c-0a58-4f0e-8c5e-2f1f6d7c8b03"
CO2 = "7a1f2f5c-0a58-4f0e-8c5e-2f1f6d7c8b04"
PERSON = "3c2b1a00-1111-4222-8333-444455556666"
PLACE = "0723d252-7e2a-11de-9820-0019e336be3a"
KG = "487df68b-4994-4027-8fdc-a4dc298257b7"
KWH = "77ae64fa-7e74-4252-9c3b-889c1cd20bfc"
AIR = "7011f0aa-f5f9-4901-8c10-884ad8296812"


def intermediate(
    flow=STEEL, amount="1", group="outputGroup:0", number=1, name="steel", unit="kg", *, more="", attrs=""
):
    """Return an intermediate exchange; ``more`` stands behind the unit, ``attrs`` among the attributes."""
    tag, _, value = group.partition(":")
    unit_id = KWH if unit == "kWh" else KG
    said = f'amount="{amount}" ' if amount is not None else ""
    return f"""<intermediateExchange id="e0000000-0000-4000-8000-{number:012}" unitId="{unit_id}" {said}
      intermediateExchangeId="{flow}" {attrs}><name xml:lang="en">{name}</name><unitName xml:lang="en">{unit}</unitName>
      {more}<{tag}>{value}</{tag}></intermediateExchange>"""


def elementary(
    flow=CO2, amount="2.5", group="outputGroup:4", number=9, name="Carbon dioxide, fossil", more="", attrs=""
):
    """Return an elementary exchange to air."""
    tag, _, value = group.partition(":")
    return f"""<elementaryExchange id="e0000000-0000-4000-8000-{number:012}" unitId="{KG}" amount="{amount}"
      elementaryExchangeId="{flow}" {attrs}><name xml:lang="en">{name}</name><unitName xml:lang="en">kg</unitName>{more}
      <compartment subcompartmentId="{AIR}"><compartment xml:lang="en">air</compartment>
      <subcompartment xml:lang="en">unspecified</subcompartment></compartment><{tag}>{value}</{tag}></elementaryExchange>"""


def activity(
    exchanges=None,
    *,
    id_=ACTIVITY,
    name="steel production",
    comment="",
    kind="activityDataset",
    attrs="",
    inside="",
    parameters="",
    time='startDate="2015-01-01" endDate="2020-12-31"',
    modelling="",
    file_attributes='majorRelease="3" minorRelease="1" majorRevision="12" minorRevision="0"',
    after="",
    document="",
):
    """Return a document with one data set."""
    flows = "".join(exchanges) if exchanges is not None else intermediate()
    return f"""<?xml version="1.0" encoding="utf-8"?>
<ecoSpold xmlns="{NS}"><{kind}><activityDescription>
<activity id="{id_}" activityNameId="{id_[:-2]}77" type="1" specialActivityType="0" {attrs}>
<activityName xml:lang="en">{name}</activityName>{inside}<generalComment>{comment}</generalComment></activity>
<geography geographyId="{PLACE}"><shortname xml:lang="en">CN</shortname></geography><technology technologyLevel="3"/>
<timePeriod {time} isDataValidForEntirePeriod="true"/>
<macroEconomicScenario macroEconomicScenarioId="d9f57f0a-a01f-42eb-a57b-8f18d6635801"><name xml:lang="en">Business-as-Usual</name>
</macroEconomicScenario></activityDescription><flowData>{flows}{parameters}</flowData>
<modellingAndValidation>{modelling}</modellingAndValidation><administrativeInformation>
<dataEntryBy personId="{PERSON}" personName="A. Editor" personEmail="editor@example.org"/>
<dataGeneratorAndPublication personId="{PERSON}" personName="A. Editor" personEmail="editor@example.org"
 isCopyrightProtected="false"/><fileAttributes {file_attributes}/></administrativeInformation>{after}</{kind}>{document}</ecoSpold>
""".replace("<generalComment></generalComment>", "")
