"""The second audit of ILCD packages: what must survive natively through a format of the family.

Left out: `common:other`, elements and attributes of foreign name spaces, elements that say nothing, and files that are no data sets (category
systems, place lists, documents), because TIDAS has no place for them. Compared as what they are by the XSD:

* a text without `xml:lang`, or with an empty one, is English, a classification without `@name` one of `ILCD`
  (attribute defaults of ILCD_Common_DataTypes.xsd and ILCD_Common_Groups.xsd);
* a classification of the five types that TIDAS has fixed trees for is found whatever its `@name` (which is a leaf itself);
* a second text of a language is of that language (`en-x-2` is `en`);
* `01.00` is the version `01.00.000`.
"""

from __future__ import annotations

from tests.audit.ilcd import Element, IlcdPackage
from tests.audit.leaves import Key

_NO_DATA_SETS = {"CategorySystem", "ILCDLocations", "file"}
_VERSIONS = {"common:dataSetVersion"}
_FIXED_TREES = {"contactDataSet", "sourceDataSet", "unitGroupDataSet", "flowPropertyDataSet", "LCIAMethodDataSet"}


class StrippedIlcd(IlcdPackage):
    """An ILCD or TIDAS package reduced to what must survive natively."""

    def identities(self) -> list[Key]:
        """List the data sets."""
        return [key for key in super().identities() if key[0] not in _NO_DATA_SETS]

    def normalised(self, root: Element) -> Element:
        """Remove what is foreign and spell out what the XSD says of the rest, in place."""
        kept = {name: text for name, text in root.attributes.items() if not name.startswith("@{")}
        if "@xml:lang" in kept and (kept["@xml:lang"].partition("-x-")[0] or "en") == "en":
            del kept["@xml:lang"]
        elif "@xml:lang" in kept:
            kept["@xml:lang"] = kept["@xml:lang"].partition("-x-")[0]
        if root.name == "common:classification" and kept.get("@name") == "ILCD":
            del kept["@name"]
        if "@version" in kept:
            kept["@version"] = _three_parts(kept["@version"])
        if root.name in _VERSIONS and root.text:
            root.text = _three_parts(root.text.strip())
        if root.name == "common:classification" and "@name" in kept and root.pointer.split("/")[1] in _FIXED_TREES:
            root.children.append(Element("@name", f"{root.pointer}/@name", text=kept.pop("@name")))
        root.attributes = kept
        own = [self.normalised(c) for c in root.children if c.name != "common:other" and not c.name.startswith("{")]
        root.children = [child for child in own if child.children or child.attributes or child.text]
        return root


def _three_parts(version: str) -> str:
    parts = version.split(".")
    if not all(part.isdecimal() for part in parts):
        return version
    major, minor, patch = [*parts, "0", "0"][:3]
    return f"{int(major):02}.{int(minor):02}.{int(patch):03}"
