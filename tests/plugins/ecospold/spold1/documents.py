"""Small EcoSpold 1 files, written by hand."""

SPACE = "http://www.EcoInvent.org/EcoSpold01"
IMPACT = f"{SPACE}Impact"

REFERENCE = (
    'datasetRelatesToProduct="true" name="steel, at plant" localName="Stahl, ab Werk" infrastructureProcess="false" amount="1"'
    ' unit="kg" category="metals" subCategory="extraction" localCategory="Metalle" localSubCategory="Gewinnung"'
)
STEEL = (
    '<exchange number="1" name="steel, at plant" location="DE" unit="kg" meanValue="1" infrastructureProcess="false">'
    "<outputGroup>0</outputGroup></exchange>"
)
CO2 = (
    '<exchange number="2" category="air" subCategory="unspecified" CASNumber="000124-38-9" formula="CO2"'
    ' name="Carbon dioxide, fossil" unit="kg" meanValue="0.25" uncertaintyType="1" standardDeviation95="1.21"'
    ' generalComment="(2,3,1,1,1,5) measured"><outputGroup>4</outputGroup></exchange>'
)
PERSON = '<person number="7" name="A. Author" address="Street 1" telephone="1" companyCode="FIRM" countryCode="DE"/>'
SOURCE = '<source number="3" sourceType="1" firstAuthor="Author A." year="2003" title="On steel" placeOfPublications="Bonn"/>'


def dataset(
    exchanges=STEEL + CO2,
    *,
    number=1,
    reference=REFERENCE,
    information='type="1" impactAssessmentResult="false" timestamp="2003-09-12T10:14:36" version="1.3" internalVersion="53.03"'
    ' energyValues="0" languageCode="en" localLanguageCode="de"',
    period='<timePeriod dataValidForEntirePeriod="true"><startYear>1999</startYear><endYear>2001</endYear></timePeriod>',
    validation="",
    allocation="",
    extra="",
    generator="EcoTool",
):
    """Return a data set; every part can be replaced."""
    return (
        f'<dataset number="{number}" generator="{generator}" timestamp="2006-10-31T20:34:59"><metaInformation><processInformation>'
        f'<referenceFunction {reference}><synonym>mild steel</synonym></referenceFunction><geography location="DE" text="one site"/>'
        f'<technology text="furnace"/>{period}<dataSetInformation {information}/></processInformation><modellingAndValidation>'
        f'<representativeness percent="75.0" samplingProcedure="asked"/>{SOURCE}{validation}</modellingAndValidation>'
        '<administrativeInformation><dataEntryBy person="7"/><dataGeneratorAndPublication person="7" dataPublishedIn="2"'
        f' referenceToPublishedSource="3" copyright="true" accessRestrictedTo="0"/>{PERSON}</administrativeInformation>'
        f"</metaInformation><flowData>{exchanges}{allocation}</flowData>{extra}</dataset>"
    )


def spold(*datasets, space=SPACE, prolog='<?xml version="1.0" encoding="UTF-8"?>\n'):
    """Return a file."""
    return f'{prolog}<ecoSpold xmlns="{space}">\n' + "\n".join(datasets or (dataset(),)) + "\n</ecoSpold>\n"
