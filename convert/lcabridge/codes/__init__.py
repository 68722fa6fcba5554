"""Code lists: places, industries, products, compartments, and openLCA's derived UUIDs. Tables are read on first use."""

from lcabridge.codes.classifications import (
    CODE_LISTS,
    Class,
    CodeList,
    ProductCode,
    code_list,
    isic4_of_gbt4754,
    product_code,
)
from lcabridge.codes.compartments import Compartment, Medium, compartment, ilcd_compartment
from lcabridge.codes.identity import HOME, is_uuid, keygen, name_mark
from lcabridge.codes.locations import (
    NearestCode,
    Place,
    PlaceKind,
    PlaceSystem,
    lineage,
    nearest,
    openlca_uuid,
    place,
    places,
    resolve,
    resolve_openlca_uuid,
    translate,
)

__all__ = [
    "CODE_LISTS",
    "HOME",
    "Class",
    "CodeList",
    "Compartment",
    "Medium",
    "NearestCode",
    "Place",
    "PlaceKind",
    "PlaceSystem",
    "ProductCode",
    "code_list",
    "compartment",
    "ilcd_compartment",
    "is_uuid",
    "isic4_of_gbt4754",
    "keygen",
    "lineage",
    "name_mark",
    "nearest",
    "openlca_uuid",
    "place",
    "places",
    "product_code",
    "resolve",
    "resolve_openlca_uuid",
    "translate",
]
