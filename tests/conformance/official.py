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


def ilcd(corpus, path):
    """Return the complaints of the eILCD XSDs about a package."""
    folder = corpus / "schemas" / "eilcd-xsd" / "schemas"
    found = []
    for name, data in entries(path):
        if not name.startswith(SIDE_FILES):
            root = etree.fromstring(data)
            schema = _xsd(folder, XSD[etree.QName(root).localname])
            if not schema.validate(root):
                found += [f"{name}:{error.line} {error.message[:200]}" for error in schema.error_log]
    return found


VALIDATORS = {"ilcd": ilcd, "tidas": tidas, "national": tidas}


def entries(path):
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def strip(path):
    """Return a copy of a package without extensions and side files."""
    bare, end = path.with_suffix(".bare.zip"), path.with_suffix(".stripped.zip")
    with zipfile.ZipFile(bare, "w") as archive:
        for name, data in entries(path):
            if not name.startswith(SIDE_FILES):
                archive.writestr(name, data)
    strip_extensions(bare, end)
    return end
