"""A document as EcoSpold 2 means it: one namespace, whatever the file was written in."""

from __future__ import annotations

from lxml import etree

from lcabridge_ecospold.spold2.names import CHILD_NS, NS, Q
from lcabridge_ecospold.spold2.trees import Element


def normalise(root: Element, *, child: bool = True) -> tuple[Element, str]:
    """Return the root with all of EcoSpold's elements in its namespace, and the other namespace that was used ("" for none).

    ``child`` is False where the bytes do not even name the namespace of child data sets. Elements of child data sets may stand in a namespace of their own; files without any namespace exist.
    """
    own = etree.QName(root).namespace or ""
    if own == NS:
        strangers = [] if not child else list(root.iter(f"{{{CHILD_NS}}}*"))
        for node in strangers:
            node.tag = Q + etree.QName(node).localname
        return root, CHILD_NS if strangers else ""
    for node in root.iter():
        if isinstance(node.tag, str) and (etree.QName(node).namespace or "") == own:
            node.tag = Q + etree.QName(node).localname
    return root, own or "none"
