"""Official schemas, from the corpus, and how to strip what they do not know: for the suite's points 8 and 10."""

import json
import zipfile
from functools import cache

import jsonschema
import referencing
from lxml import etree
from referencing.jsonschema import DRAFT7

from tests.audit.stripped import strip_extensions

SIDE_FILES = ("bin/", "lcabridge/", "lcabridge.json")
XSD = {
    "contactDataSet": "ILCD_ContactDataSet.xsd",
    "sourceDataSet": "ILCD_SourceDataSet.xsd",
    "unitGroupDataSet": "ILCD_UnitGroupDataSet.xsd",
    "flowPropertyDataSet": "ILCD_FlowPropertyDataSet.xsd",
    "flowDataSet": "ILCD_FlowDataSet.xsd",
    "processDataSet": "ILCD_ProcessDataSet.xsd",
    "LCIAMethodDataSet": "ILCD_LCIAMethodDataSet.xsd",
    "lifeCycleModelDataSet": "ILCD_LifeCycleModelDataSet.xsd",
}


@cache
def _tidas(folder):
    resources = [(path.name, DRAFT7.create_resource(json.loads(path.read_bytes()))) for path in folder.glob("*.json")]
    registry = referencing.Registry().with_resources([(f"{at}{name}", r) for name, r in resources for at in ("", "./")])
    return {name: jsonschema.Draft7Validator(r.contents, registry=registry) for name, r in resources}


def tidas(corpus, path):
    """Return the complaints of the TIDAS JSON Schemas about a package."""
    validators = _tidas(corpus / "schemas" / "tidas-json" / "schemas")
    found = []
    for name, data in entries(path):
        if not name.startswith(SIDE_FILES):
            validator = validators[f"tidas_{name.split('/')[0]}.json"]
            found += [f"{name} {e.json_path}: {e.message[:200]}" for e in validator.iter_errors(json.loads(data))]
    return found


class _Local(etree.Resolver):
    """Every include from the folder, nothing from the network."""

    def __init__(self, folder):
        self.folder = folder

    def resolve(self, system_url, _public_id, context):
        return self.resolve_filename(str(self.folder / system_url.rpartition("/")[2]), context)


@cache
def _xsd(folder, name):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(folder))
    return etree.XMLSchema(etree.parse(str(folder / name), parser))


def _without_extension(root):
    """Take out our extension: the schema of EPDs takes no name space in ``common:other`` but its own."""
    for other in root.findall("{http://lca.jrc.it/ILCD/Common}other"):
        if all(child.tag.startswith("{https://lcabridge.org/") for child in other):
            root.remove(other)


def ilcd(corpus, path):
    """Return the complaints of the eILCD XSDs about a package."""
    folder, epds = corpus / "schemas" / "eilcd-xsd" / "schemas", corpus / "schemas" / "ilcd-epd-xsd"
    found = []
    for name, data in entries(path):
        if not name.startswith(SIDE_FILES):
            root = etree.fromstring(data)
            epd = b">EPD</typeOfDataSet>" in data
            if epd:
                _without_extension(root)
            schema = _xsd(epds, "EPD_DataSet.xsd") if epd else _xsd(folder, XSD[etree.QName(root).localname])
            if not schema.validate(root):
                found += [f"{name}:{error.line} {error.message[:200]}" for error in schema.error_log]
    return found


class _EcoSpold(etree.Resolver):
    """Includes of the EcoSpold 2 schemas: the flat set for data sets, the original tree for master data."""

    def __init__(self, folder):
        self.folder = folder

    def resolve(self, system_url, _public_id, context):
        name = system_url.rpartition("/")[2]
        places = (self.folder / name, self.folder / "original-tree" / "MasterData" / name)
        return self.resolve_filename(str(next(place for place in places if place.is_file())), context)


@cache
def ecospold2_schema(folder, name):
    """Return a compiled EcoSpold 2 schema."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_EcoSpold(folder))
    path = folder / name
    return etree.XMLSchema(
        etree.parse(str(path if path.is_file() else folder / "original-tree/MasterData" / name), parser)
    )


def ecospold2_complaints(corpus, name, data):
    """Return the complaints of the EcoSpold 2 XSDs about one file.

    A child data set is checked as a complete one: the child schema has a namespace of its own, so that it lets pass
    whatever stands in the usual one.
    """
    folder = corpus / "schemas" / "ecospold2-xsd"
    data = data.replace(b"childActivityDataset>", b"activityDataset>")
    root = etree.fromstring(data)
    kind = etree.QName(root).localname
    names = {"validClassificationSystems": "EcoSpold02Classification.xsd", "validContext": "EcoSpold02Context.xsd"}
    file = "EcoSpold02.xsd" if kind == "ecoSpold" else names.get(kind, f"EcoSpold02{kind.removeprefix('valid')}.xsd")
    if kind == "activityIndex":
        return []  # an index of ecoinvent's own, for which there is no schema
    schema = ecospold2_schema(folder, file)
    return [] if schema.validate(root) else [f"{name}:{e.line} {e.message[:300]}" for e in schema.error_log]


def ecospold2(corpus, path):
    """Return the complaints of the EcoSpold 2 XSDs about a package."""
    files = [(name, data) for name, data in entries(path) if name.endswith((".spold", ".xml"))]
    return [complaint for name, data in files for complaint in ecospold2_complaints(corpus, name, data)]


def ecospold1(corpus, path):
    """Return the complaints of the EcoSpold 1 XSDs; that of elementary flows does not compile with libxml2."""
    folder = corpus / "schemas" / "ecospold1-xsd"
    schemas = {"EcoSpold01/": "EcoSpold01Dataset.xsd", "EcoSpold01Impact/": "EcoSpold01ImpactDataset.xsd"}
    found = []
    for name, data in entries(path):
        schema = next((_xsd(folder, file) for start, file in schemas.items() if name.startswith(start)), None)
        if schema is not None and not schema.validate(etree.fromstring(data)):
            found += [f"{name}:{e.line} {e.message[:300]}" for e in schema.error_log]
    return found


VALIDATORS = {"ilcd": ilcd, "tidas": tidas, "national": tidas, "ecospold1": ecospold1, "ecospold2": ecospold2}


def entries(path):
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def strip(path):
    """Return a copy of a package without extensions and side files."""
    if path.suffix in (".xlsx", ".csv", ".bw2package"):
        return path  # tables and Brightway have neither
    bare, end = path.with_suffix(".bare.zip"), path.with_suffix(".stripped.zip")
    with zipfile.ZipFile(bare, "w") as archive:
        for name, data in entries(path):
            if not name.startswith(SIDE_FILES):
                archive.writestr(name, data)
    strip_extensions(bare, end)
    return end
