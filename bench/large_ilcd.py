"""A large ILCD package from public data: one package many times over with new UUIDs, and a flow list beside it.

    python -m bench.large_ilcd OUT.zip --copies 40 --flows 97000

`ilcd/tiangong-dev.zip` (105 processes) is taken 40 times: each copy has its own processes and some of its own product
flows, which its exchanges refer to; all share the other data sets. The elementary flows of EF 3.1 fill the rest. Nothing is
random: the same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import os
import re
import sys
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("ilcd") / "tiangong-dev.zip"
LIST = Path("flowlists") / "ef31_elementary.csv.gz"
PROPERTIES = Path("flowlists") / "ef31_flowproperties.csv"
GROUPS = Path("flowlists") / "ef31_unitgroups.csv"
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ELEMENTARY = b"<typeOfDataSet>Elementary flow<"

FLOW = """<?xml version="1.0" encoding="UTF-8"?>
<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
  <flowInformation>
    <dataSetInformation>
      <common:UUID>{uuid}</common:UUID>
      <name><baseName xml:lang="en">{name}</baseName></name>
{synonyms}      <classificationInformation>
        <common:elementaryFlowCategorization>
{categories}
        </common:elementaryFlowCategorization>
      </classificationInformation>
{cas}    </dataSetInformation>
    <quantitativeReference><referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>
  </flowInformation>
  <modellingAndValidation><LCIMethod><typeOfDataSet>Elementary flow</typeOfDataSet></LCIMethod></modellingAndValidation>
  <administrativeInformation>
    <publicationAndOwnership><common:dataSetVersion>{version}</common:dataSetVersion></publicationAndOwnership>
  </administrativeInformation>
  <flowProperties>
    <flowProperty dataSetInternalID="0">
      <referenceToFlowPropertyDataSet type="flow property data set" refObjectId="{property}" uri="../flowproperties/{property}.xml">
        <common:shortDescription xml:lang="en">{property_name}</common:shortDescription>
      </referenceToFlowPropertyDataSet>
      <meanValue>1.0</meanValue>
    </flowProperty>
  </flowProperties>
</flowDataSet>
"""
PROPERTY = """<?xml version="1.0" encoding="UTF-8"?>
<flowPropertyDataSet xmlns="http://lca.jrc.it/ILCD/FlowProperty" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
  <flowPropertiesInformation>
    <dataSetInformation>
      <common:UUID>{uuid}</common:UUID>
      <common:name xml:lang="en">{name_en}</common:name>
    </dataSetInformation>
    <quantitativeReference>
      <referenceToReferenceUnitGroup type="unit group data set" refObjectId="{unit_group_uuid}" uri="../unitgroups/{unit_group_uuid}.xml">
        <common:shortDescription xml:lang="en">{unit_group}</common:shortDescription>
      </referenceToReferenceUnitGroup>
    </quantitativeReference>
  </flowPropertiesInformation>
  <administrativeInformation>
    <publicationAndOwnership><common:dataSetVersion>{version}</common:dataSetVersion></publicationAndOwnership>
  </administrativeInformation>
</flowPropertyDataSet>
"""
GROUP = """<?xml version="1.0" encoding="UTF-8"?>
<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
  <unitGroupInformation>
    <dataSetInformation>
      <common:UUID>{uuid}</common:UUID>
      <common:name xml:lang="en">{name_en}</common:name>
    </dataSetInformation>
    <quantitativeReference><referenceToReferenceUnit>0</referenceToReferenceUnit></quantitativeReference>
  </unitGroupInformation>
  <administrativeInformation>
    <publicationAndOwnership><common:dataSetVersion>{version}</common:dataSetVersion></publicationAndOwnership>
  </administrativeInformation>
  <units><unit dataSetInternalID="0"><name>{reference_unit}</name><meanValue>1.0</meanValue></unit></units>
</unitGroupDataSet>
"""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text))


def _escaped(row: dict[str, str]) -> dict[str, str]:
    return {key: escape(value or "") for key, value in row.items()}


def _elementary(row: dict[str, str]) -> bytes:
    levels = [row[f"compartment_{n}"] for n in (1, 2, 3) if row[f"compartment_{n}"]]
    categories = "\n".join(
        f"          <common:category level={quoteattr(str(n))}>{escape(level)}</common:category>"
        for n, level in enumerate(levels)
    )
    synonyms = escape(row["synonyms_en"])
    cas = escape(row["cas"])
    return FLOW.format(
        uuid=row["uuid"],
        version=row["version"],
        name=escape(row["name_en"]),
        synonyms=f'      <common:synonyms xml:lang="en">{synonyms}</common:synonyms>\n' if synonyms else "",
        categories=categories,
        cas=f"      <CASNumber>{cas}</CASNumber>\n" if cas else "",
        property=row["flow_property_uuid"],
        property_name=escape(row["flow_property"]),
    ).encode()


def _folder(name: str) -> str:
    return name.split("/")[-2] if "/" in name else ""


def files(corpus: Path, copies: int, flows: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every entry."""
    with zipfile.ZipFile(corpus / PACKAGE) as archive:
        own = {name: archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")}
    here = {name.rsplit("/", 1)[-1].removesuffix(".xml") for name in own}
    listed = [row for row in _rows(corpus / LIST) if row["uuid"] not in here]
    listed = listed[: max(0, flows - sum(_folder(name) == "flows" for name in own))]
    products = [name for name, data in own.items() if _folder(name) == "flows" and _ELEMENTARY not in data]
    count = sum(_folder(name) == "flows" for name in own) + len(listed)
    renewed = products[: max(0, round((flows - count) / max(1, copies - 1)))]
    renewed += [name for name in own if _folder(name) == "processes"]
    yield from own.items()
    for copy in range(1, copies):
        new = {
            old.encode(): str(uuid.uuid5(uuid.NAMESPACE_OID, f"{copy} {old}")).encode()
            for old in (name.rsplit("/", 1)[-1].removesuffix(".xml") for name in renewed)
        }
        for name in renewed:
            data = _UUID.sub(lambda found: new.get(found[0], found[0]), own[name])  # noqa: B023  # used at once
            yield _UUID.sub(lambda found: new.get(found[0], found[0]), name.encode()).decode(), data  # noqa: B023  # same
    for row in listed:
        yield f"ILCD/flows/{row['uuid']}.xml", _elementary(row)
    for folder, path, template in (("flowproperties", PROPERTIES, PROPERTY), ("unitgroups", GROUPS, GROUP)):
        for row in _rows(corpus / path):
            if row["uuid"] not in here:
                yield f"ILCD/{folder}/{row['uuid']}.xml", template.format_map(_escaped(row)).encode()


def write_ilcd(target: Path, corpus: Path, copies: int, flows: int) -> int:
    """Write the package; return the number of entries."""
    written = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files(corpus, copies, flows):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
            written += 1
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.large_ilcd", description=__doc__.split("\n")[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--flows", type=int, default=97_000, help="number of flows to reach")
    parser.add_argument(
        "--corpus", type=Path, default=Path(os.environ.get("LCABRIDGE_CORPUS", ROOT.parent / "shared" / "data"))
    )
    options = parser.parse_args(arguments)
    print(write_ilcd(options.target, options.corpus, options.copies, options.flows), "entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
