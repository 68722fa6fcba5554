"""Does a report account for a difference? The promise "no silent loss", made checkable (DESIGN §4, guard 4).

``silent`` finds what changed without an issue, ``unfounded`` finds issues about losses that did not happen. Together they
say: the difference of two packages is exactly what the reports list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lcabridge.model import (
    Alias,
    Change,
    Entity,
    EntityType,
    Process,
    Ref,
    diff,
    iter_refs,
    leaves,
    redirect,
    version_key,
)
from lcabridge.report import CATALOGUE, Issue, Loss, Report, catalogue

Identity = tuple[EntityType, str, tuple[int, ...]]

_STEPS = re.compile(r"\[[^\]]*\]")
_EXCHANGE = re.compile(r"exchanges\[(\d+)\]")


def identity(entity: Entity) -> Identity:
    """Return type, UUID and version (``01.00`` equals ``01.00.000``)."""
    return (entity.type, entity.uuid, version_key(entity.version))


def by_identity(entities: Iterable[Entity]) -> dict[Identity, Entity]:
    """Return entities by identity.

    Raises:
        AssertionError: one identity stands twice.
    """
    found: dict[Identity, Entity] = {}
    for entity in entities:
        assert identity(entity) not in found, f"{entity.type} {entity.uuid} {entity.version} comes twice"
        found[identity(entity)] = entity
    return found


def field_of(entity: Entity, path: str) -> str:
    """Return the field of a path as ``Capabilities`` names it: ``process.exchanges.amount``."""
    return f"{entity.type}.{_STEPS.sub('', path)}"


class Difference(msgspec.Struct, frozen=True):
    """One way in which the package after differs from the one before.

    Attributes:
        type: entity type.
        uuid: UUID of the entity before (after, if it is new).
        version: its version.
        path: canonical path, "" if the whole entity is gone or new.
        before: value before.
        after: value after.
    """

    type: EntityType
    uuid: str
    version: str
    path: str
    before: object = None
    after: object = None

    def __str__(self) -> str:
        if not self.path:
            what = "is gone" if self.before else "is new"
        else:
            what = f"{self.path}: {self.before!r} became {self.after!r}"
        return f"{self.type} {self.uuid} {self.version} {what}"


class Ledger:
    """The issues of one or several reports, ready to be asked whether they name a difference.

    Args:
        *reports: of all steps between the package before and the one after.
    """

    def __init__(self, *reports: Report) -> None:
        self.moved: dict[Identity, str] = {}
        self.renames: list[Renames] = []
        self._losses: dict[Identity, list[Issue]] = {}
        self._named: dict[Identity, set[str]] = {}
        self._whole: set[Identity] = set()
        for report in reports:
            assert not report.overflow, "the account needs every issue: make the report with cap=None"
            renamed: dict[Identity, tuple[str, str]] = {}
            orders: dict[Identity, list[int]] = {}
            found: dict[Identity, list[Issue]] = {}
            for issue in report:
                self._take(issue, renamed, orders, found)
            if renamed or orders:
                self.renames.append(Renames(renamed, orders))
                # Paths in what went before and in this report are those of before this step.
                step = self.renames[-1]
                self._losses = {key: step.paths(self._now(key), issues) for key, issues in self._losses.items()}
                found = {key: step.paths(key, issues) for key, issues in found.items()}
                # A data set that an earlier step added, and named, is still named where this step put it.
                self._whole |= {step.key(key) for key in self._whole}
            self._whole |= {key for key, issues in found.items() if any(not issue.path for issue in issues)}
            for key, issues in found.items():
                self._losses.setdefault(key, []).extend(issues)

    def _take(
        self,
        issue: Issue,
        renamed: dict[Identity, tuple[str, str]],
        orders: dict[Identity, list[int]],
        found: dict[Identity, list[Issue]],
    ) -> None:
        loss = CATALOGUE[issue.code].loss
        if issue.entity is None or loss is None or loss is Loss.CONVERTED:
            return
        key: Identity = (issue.entity.type, issue.entity.uuid, version_key(issue.entity.version))
        if issue.code == catalogue.NAMED_ONLY.code:
            # It names the identity and nothing else: a data set that is gone needs an issue of its own.
            renamed[key] = (str(issue.data["uuid"]), str(issue.data["version"]))
            return
        if issue.code == catalogue.REORDERED.code:
            orders[key] = list(issue.value)
            return
        found.setdefault(key, []).append(issue)
        if issue.code == catalogue.VERSION_REMAPPED.code:
            self.moved[key] = str(issue.data["uuid"])

    def _now(self, key: Identity) -> Identity:
        """Return the identity that a data set has before the last step."""
        for step in self.renames[:-1]:
            key = step.key(key)
        return key

    def names(self, key: Identity, path: str) -> bool:
        """Tell whether an issue names this path of this entity, or all that lies around it."""
        if not path and key in self._whole:
            return True
        named = self._named.get(key)
        if named is None:
            named = self._named[key] = {issue.path for issue in self._losses.get(key, ())}
        return path in named or any(start in named for start in _starts(path))

    def losses(self) -> Iterable[tuple[Identity, Issue]]:
        """Yield every issue that says that something was lost, changed or added."""
        for key, issues in self._losses.items():
            for issue in issues:
                yield key, issue

    def keys_of(self, gap: Difference) -> Iterable[Identity]:
        """Return the identities under which issues may name a difference: before and after a move."""
        key: Identity = (gap.type, gap.uuid, version_key(gap.version))
        yield key
        if key in self.moved:
            yield (gap.type, self.moved[key], key[2])
        for step in self.renames:
            key = step.key(key)
            yield key

    def follow(self, entity: Entity) -> Entity:
        """Return the entity under the UUID that the reports say it got, with its references."""
        result = self._moved(entity)
        for step in self.renames:
            result = step.follow(result)
        return result

    def _moved(self, entity: Entity) -> Entity:
        def change(ref: Ref) -> Ref:
            new = self.moved.get((ref.type, ref.uuid, version_key(ref.version))) if ref.version else None
            return msgspec.structs.replace(ref, uuid=new) if new else ref

        result: Entity = redirect(entity, change)
        new = self.moved.get(identity(entity))
        if new is None:
            return result
        alias = Alias(system="version of", id=f"{entity.uuid} {entity.version}")
        return msgspec.structs.replace(result, uuid=new, aliases=[*entity.aliases, alias])


class Renames:
    """Where the data sets of one conversion went because the target knows them by their names only.

    Args:
        to: identity to the UUID and version it has when the target is read.
        orders: identity of a process to the positions of its exchanges in the order of the target; those that are
            not listed did not come along.
    """

    def __init__(
        self, to: Mapping[Identity, tuple[str, str]], orders: Mapping[Identity, Sequence[int]] | None = None
    ) -> None:
        self._to = to
        self._orders = orders or {}
        self._positions: dict[Identity, tuple[dict[int, int], list[int]]] = {}
        # A reference may name no version, or one that is not there: the highest is meant.
        self._highest = {(type_, uuid): new for (type_, uuid, _), new in sorted(to.items())}

    def key(self, key: Identity) -> Identity:
        """Return the identity after the conversion."""
        if key not in self._to:
            return key
        uuid, version = self._to[key]
        return (key[0], uuid, version_key(version))

    def ref(self, ref: Ref) -> Ref:
        """Return the reference to where its target went."""
        new = self._to.get((ref.type, ref.uuid, version_key(ref.version))) or self._highest.get((ref.type, ref.uuid))
        return msgspec.structs.replace(ref, uuid=new[0], version=new[1]) if new else ref

    def paths(self, key: Identity, issues: list[Issue]) -> list[Issue]:
        """Return the issues of one data set with the paths that its exchanges have after the conversion."""
        if key not in self._orders:
            return issues
        return [msgspec.structs.replace(issue, path=self._path(key, issue.path)) for issue in issues]

    def _path(self, key: Identity, path: str) -> str:
        found = _EXCHANGE.match(path)
        if found is None:
            return path
        old = int(found[1])
        places, listed = self._positions.get(key) or self._places(key)
        # What did not come along stands behind the rest, in its own order.
        new = places[old] if old in places else len(listed) + old - bisect_left(listed, old)
        return f"exchanges[{new}]{path[found.end() :]}"

    def _places(self, key: Identity) -> tuple[dict[int, int], list[int]]:
        order = self._orders[key]
        found = {old: new for new, old in enumerate(order)}, sorted(order)
        self._positions[key] = found
        return found

    def _reordered(self, entity: Entity) -> Entity:
        order = self._orders.get(identity(entity))
        if order is None or not isinstance(entity, Process):
            return entity
        old = entity.exchanges
        ids = {old[i].id: new for new, i in enumerate(order, 1)}
        rest = [old[i] for i in sorted(set(range(len(old))) - set(order))]
        factors = [
            msgspec.structs.replace(f, product_id=ids.get(f.product_id), exchange_id=ids.get(f.exchange_id))
            for f in entity.allocation
        ]
        exchanges = [msgspec.structs.replace(old[i], id=new) for new, i in enumerate(order, 1)]
        return msgspec.structs.replace(entity, exchanges=exchanges + rest, allocation=factors, last_exchange_id=None)

    def follow(self, entity: Entity) -> Entity:
        """Return the entity with its identity and its references after the conversion."""
        result: Entity = redirect(self._reordered(entity), self.ref)
        new = self._to.get(identity(entity))
        return msgspec.structs.replace(result, uuid=new[0], version=new[1]) if new else result


def _starts(path: str) -> Iterable[str]:
    """Yield what stands before each step of a path: all that lies around it."""
    return (path[:end] for end, sign in enumerate(path) if sign in ".[" and end)


def _covers(named: str, path: str) -> bool:
    if not named:
        return not path
    return path == named or path.startswith((f"{named}.", f"{named}["))


def differences(before: Iterable[Entity], after: Iterable[Entity], ledger: Ledger) -> list[Difference]:
    """Return every difference of two packages, identifiers that the reports say were replaced taken as followed."""
    left: dict[Identity, tuple[Entity, Entity]] = {}
    right = by_identity(after)
    found: list[Difference] = []
    for entity in before:
        moved = ledger.follow(entity)
        if left.setdefault(identity(moved), (entity, moved))[0] is not entity:  # two became one
            found.append(Difference(entity.type, entity.uuid, entity.version, "", entity.uuid))
    for key, (entity, moved) in left.items():
        other = right.pop(key, None)
        changes = [Change("", entity.uuid, None)] if other is None else diff(moved, other)
        found += [Difference(entity.type, entity.uuid, entity.version, c.path, c.left, c.right) for c in changes]
    found += [Difference(new.type, new.uuid, new.version, "", None, new.uuid) for new in right.values()]
    return found


def silent(before: Iterable[Entity], after: Iterable[Entity], *reports: Report) -> list[Difference]:
    """Return the differences that no issue names: what was lost, changed or invented without a word.

    What a reference calls its target counts only where the target itself has another name.
    """
    ledger = Ledger(*reports)
    left, right = list(before), list(after)
    gaps = [
        gap
        for gap in differences(left, right, ledger)
        if not any(ledger.names(key, gap.path) for key in ledger.keys_of(gap))
    ]
    if any(_HINT.search(gap.path) for gap in gaps):
        hints = (_Hints(map(ledger.follow, left)), _Hints(right))
        gaps = [gap for gap in gaps if not all(side.is_idle(ledger, gap) for side in hints)]
    return gaps


_HINT = re.compile(r"\.name\[(?:'[^']*'|\"[^\"]*\")\]$")


class _Hints:
    """What the references of a package call their targets."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = {identity(entity): entity for entity in entities}
        self.names = {key[:2]: self.entities[key].name for key in sorted(self.entities)}

    def is_idle(self, ledger: Ledger, gap: Difference) -> bool:
        """Tell whether a gap is in the name of a reference that says nothing that the target does not say."""
        place = _HINT.sub("", gap.path)
        if place == gap.path:
            return False
        for key in ledger.keys_of(gap):
            entity = self.entities.get(key)
            if entity is None:
                continue
            ref = next((ref for path, ref in iter_refs(entity) if path == place), None)
            return ref is None or not ref.name or ref.name == self.names.get((ref.type, ref.uuid))
        return False


def unfounded(before: Iterable[Entity], after: Iterable[Entity], *reports: Report) -> list[Issue]:
    """Return the issues that say DROPPED of something that is still there."""
    ledger = Ledger(*reports)
    left = list(before)
    gaps: dict[Identity, set[str]] = {}
    for gap in differences(left, after, ledger):
        around = {gap.path, *_starts(gap.path)}
        for key in ledger.keys_of(gap):
            gaps.setdefault(key, set()).update(around)
    known = {key for entity in left for key in (identity(entity), identity(ledger.follow(entity)))}
    return [
        issue
        for key, issue in ledger.losses()
        if key in known and CATALOGUE[issue.code].loss is Loss.DROPPED and not {issue.path, ""} & gaps.get(key, set())
    ]


def unnamed_danglers(entities: Sequence[Entity], *reports: Report) -> list[str]:
    """Return the references to data sets that are not in the package and that no issue names.

    A reference is named by a finding about its target (dangling, placeholder), or by a loss at its own path.
    """
    present = {(entity.type, entity.uuid) for entity in entities}
    targets = {(i.entity.type, i.entity.uuid) for report in reports for i in report if i.entity and not i.path}
    # As the issues say it: a ledger would follow exchanges to where they went.
    said: dict[Identity, list[str]] = {}
    for issue in (i for report in reports for i in report):
        if issue.entity is None or not CATALOGUE[issue.code].loss:
            continue
        key: Identity = (issue.entity.type, issue.entity.uuid, version_key(issue.entity.version))
        said.setdefault(key, []).append(issue.path)
    found = []
    for entity in entities:
        for place, ref in iter_refs(entity):
            target = (ref.type, ref.uuid)
            if target in present or target in targets:
                continue
            named = said.get(identity(entity), ())
            if not any(_covers(path, f"{place}.uuid") or not path for path in named):
                found.append(f"{entity.type} {entity.uuid} {place} -> {ref.type} {ref.uuid}")
    return found


def explain(gaps: Sequence[object], what: str, shown: int = 12) -> str:
    """Return a readable list of findings for an assertion."""
    lines = [str(gap) for gap in gaps[:shown]]
    more = f"\n… and {len(gaps) - shown} more" if len(gaps) > shown else ""
    return f"{len(gaps)} {what}:\n" + "\n".join(lines) + more


def fields(entities: Iterable[Entity]) -> Mapping[str, int]:
    """Return how often each field says something in the entities."""
    found: dict[str, int] = {}
    for entity in entities:
        for path, _ in leaves(entity):
            found[field_of(entity, path)] = found.get(field_of(entity, path), 0) + 1
    return found
