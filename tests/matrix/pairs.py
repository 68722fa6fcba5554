"""A package of format A goes to B and back: what the reports say of it, and what happened.

Three questions, each with an answer that is a list of findings:

* ``silent``: what differs between the package before and after, and is in neither report;
* ``untrue there``: what the first report says is dropped, and still is in B;
* ``untrue back``: the same of the second report and A. (What B drops, A may imply: a required flag, a unit group.)
"""

import msgspec

from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.testing.account import identity, silent, unfounded
from lcabridge.testing.roundtrip import alone, read_package, target_path, write_package
from lcabridge.testing.samples import packages

INSTALLED = {fmt.id: fmt for fmt in registry().formats.values() if fmt.can_read and fmt.can_write}
PAIRS = sorted((a, b) for a in INSTALLED for b in INSTALLED if a != b)
CORPUS = {
    "olca-jsonld": "jsonld/us-fpl.zip",
    "ilcd": "ilcd/elcd-sample",
    "tidas": "tidas/examples",
    "ecospold1": "ecospold1/samples/pyecospold",
    "ecospold2": "ecospold2/samples/ecospold2matrix",
    "simapro": "simapro/bw-simapro-csv/allocation.csv",
    "brightway-excel": "xlsx/brightway/premise/lci-BIGCC.xlsx",
}
"""A public package of each format; a format without one gets openLCA's."""


class Outcome(msgspec.Struct):
    """What was found for one package and one pair.

    Attributes:
        silent: differences that no report names.
        untrue_there: drops that the first report claims and that did not happen.
        untrue_back: the same of the second report.
        entities: data sets that went in.
        listed: issues in both reports.
    """

    silent: list[str]
    untrue_there: list[str]
    untrue_back: list[str]
    entities: int
    listed: int

    @property
    def findings(self) -> int:
        """Return how many there are."""
        return len(self.silent) + len(self.untrue_there) + len(self.untrue_back)

    def __str__(self) -> str:
        parts = []
        for name in ("silent", "untrue_there", "untrue_back"):
            found = getattr(self, name)
            if found:
                parts.append(f"{len(found)} {name}:\n" + "\n".join(found[:8]))
        return "\n".join(parts) or "nothing"


def everything():
    """Return all samples as one package: each data set once, the two versions and the danglers among them."""
    found = {}
    for entities in packages().values():
        for entity in entities:
            assert found.setdefault(identity(entity), entity) == entity, f"{entity.uuid} differs between samples"
    return list(found.values())


def round_trip(first, second, start, folder, formats=None):
    """Return the outcome of A -> B -> A for the package ``start``, which is of format A; no flow map is applied.

    Args:
        first: format A.
        second: format B.
        start: the package.
        folder: for the packages made.
        formats: by id; by default all that are installed.
    """
    formats = formats or INSTALLED
    a, b = formats[first], formats[second]
    known = alone(*formats.values())
    middle, end = target_path(b, folder, "middle"), target_path(a, folder, "end")
    before, _ = read_package(a, start)
    there = convert(start, middle, registry=known, from_=first, to=second, cap=None, mapping=False).report
    between, reading = read_package(b, middle)
    back = convert(middle, end, registry=known, from_=second, to=first, cap=None, mapping=False).report
    after, last = read_package(a, end)
    return Outcome(
        silent=[str(gap) for gap in silent(before, after, there, back, last)],
        untrue_there=_claims(unfounded(before, between, there, reading)),
        untrue_back=_claims(unfounded(between, after, back, last)),
        entities=len(before),
        listed=sum(there.issue_counts.values()) + sum(back.issue_counts.values()),
    )


def _claims(issues):
    return [f"{i.code} {i.entity.type} {i.entity.uuid} {i.path} {i.value!r}"[:300] for i in issues]


def of_entities(first, second, entities, folder, formats=None):
    """Return the outcome for entities that are written in A first."""
    a = (formats or INSTALLED)[first]
    start = target_path(a, folder, "start")
    write_package(a, entities, start)
    return round_trip(first, second, start, folder, formats)


def of_corpus(first, second, corpus, folder):
    """Return the outcome for the public package of A, or openLCA's brought to A."""
    a = INSTALLED[first]
    start = corpus / CORPUS.get(first, CORPUS["olca-jsonld"])
    if first not in CORPUS:
        source, start = start, target_path(a, folder, "start")
        convert(source, start, registry=alone(*INSTALLED.values()), to=first, cap=None, mapping=False)
    return round_trip(first, second, start, folder)
