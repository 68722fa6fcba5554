"""The account of writing: what was read back beside what was to be written; each difference is an issue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from lcabridge.model import (
    Entity,
    Flow,
    FlowProperty,
    ImpactCategory,
    ImpactMethod,
    Process,
    Ref,
    Text,
    diff,
    iter_refs,
    leaves,
    redirect,
    version_key,
)
from lcabridge.report import EntityKey, IssueType, Report, catalogue
from lcabridge_ecospold.spold1 import issues
from lcabridge_ecospold.spold1.catalog import Catalog
from lcabridge_ecospold.spold1.document import Document
from lcabridge_ecospold.spold1.session import read_data_set

Identity = tuple[str, str, tuple[int, ...]]
_CLAIMING = re.compile(
    r"(?:exchanges|factors)\[\d+\]\.(?:flow|property)|administration\..*|data_sources.*|reviews.*|source"
)
_ESCAPE = re.compile(r"\\(.)")
_HINT = re.compile(r"\.name\[(?:'[^']*'|\"[^\"]*\")\]$")
_STEP = re.compile(r"""\[(\d+)\]|\[('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]|\.?([A-Za-z_]\w*)""")


def identity(entity: Entity | Ref) -> Identity:
    """Return type, UUID and version."""
    return (entity.type, entity.uuid, version_key(entity.version))


class Account:
    """Claims which data set of the files stands for which entity, then compares them.

    Args:
        held: all entities but processes and impact categories, by identity.
        elementary: numbers of the elementary flows in their file.
        catalog: what a reader gathers of the files.
        report: takes the issues.
    """

    def __init__(
        self, held: dict[Identity, Entity], elementary: dict[Identity, int], catalog: Catalog, report: Report
    ) -> None:
        self.held = held
        self.catalog = catalog
        self.report = report
        self.back: dict[Identity, Entity] = {identity(entity): entity for entity, _ in catalog.quantities()}
        self.back |= {identity(entity): entity for entity in catalog.entities()}
        self._latest = {key[:2]: key for key in sorted(held)}
        self._back_latest = {key[:2]: key for key in sorted(self.back)}
        self._claims: set[tuple[Identity, Identity]] = set()
        self._moved: dict[Identity, Identity] = {}
        self._names: dict[Identity, tuple[str, str]] = {}
        self._process_names: dict[tuple[str, str], Text] = {}
        self._highest: dict[tuple[str, str], tuple[str, str]] = {}
        self._versions: dict[Identity, str] = {key: entity.version for key, entity in self.back.items()}
        by_number = {str(number): key for key, number in elementary.items()}
        for flow in catalog.flows().values():
            document = catalog.document(flow)
            if document is not None and document.number in by_number:
                self._claims.add((by_number[document.number], identity(flow)))
        for key in held:
            if key[:2] in self._back_latest:
                self._claims.add((key, self._back_latest[key[:2]]))

    def claim(self, entity: Entity, document: Document) -> None:
        """Note which data sets of the files the references of an entity became."""
        back = read_data_set(document, self.catalog, Report(cap=0))
        self._moved[identity(entity)] = identity(back)
        self._process_names[back.uuid, back.version] = back.name
        self._versions[identity(back)] = back.version
        there = {path: ref for path, ref in iter_refs(back) if _CLAIMING.fullmatch(path)}
        for path, ref in iter_refs(entity):
            other = there.get(path)
            if other is None or other.type != ref.type:
                continue
            key = self._target(ref)
            if key is not None and other.type not in ("process", "impact_category"):
                self._claims.add((key, identity(other)))
        if isinstance(entity, ImpactCategory) and isinstance(back, ImpactCategory):
            self._claim_methods(entity, back)

    def _claim_methods(self, entity: ImpactCategory, back: ImpactCategory) -> None:
        ours = _methods_of(self.held, entity.uuid)
        theirs = _methods_of(self.back, back.uuid)
        self._claims |= {(one, other) for one in ours for other in theirs}

    def _target(self, ref: Ref) -> Identity | None:
        key = identity(ref)
        return key if key in self.held else self._latest.get(key[:2])

    def settle(self) -> None:
        """Decide on the claims: each entity stands for one data set, the same UUID first."""
        self._decide(self._claims)
        self._decide(self._measures(Flow, "flow_property"))
        self._decide(self._measures(FlowProperty, "unit_group"))
        for key, there in sorted(self._moved.items()):
            self._names[key] = (there[1], self._versions.get(there, ""))
            self._highest[key[:2]] = self._names[key]

    def _decide(self, claims: Iterable[tuple[Identity, Identity]]) -> None:
        taken = set(self._moved.values())
        for key, there in sorted(claims, key=lambda claim: (claim[0][1] != claim[1][1], claim)):
            if key not in self._moved and there not in taken and there in self.back:
                self._moved[key] = there
                taken.add(there)

    def _measures(self, kind: type[Entity], type_: str) -> Iterable[tuple[Identity, Identity]]:
        for key, there in list(self._moved.items()):
            one, other = self.held.get(key), self.back.get(there)
            if not isinstance(one, kind) or not isinstance(other, kind):
                continue
            ours, theirs = (_measure(entity) for entity in (one, other))
            target = self._target(ours) if ours and ours.type == type_ else None
            if target is not None and theirs is not None:
                yield target, identity(theirs)

    def follow(self, ref: Ref) -> Ref:
        """Return where the target of a reference went."""
        new = self._names.get(identity(ref)) or self._highest.get((ref.type, ref.uuid))
        return msgspec.structs.replace(ref, uuid=new[0], version=new[1]) if new else ref

    def compare(self, entity: Entity, document: Document) -> None:
        """Report what differs between an entity and what is read back of it."""
        self._compare(entity, read_data_set(document, self.catalog, Report(cap=0)))

    def finish(self) -> None:
        """Report what became of all that data sets share."""
        for key in sorted(self.held):
            entity = self.held[key]
            there = self._moved.get(key)
            self.report.about(entity)
            if there is not None:
                self._compare(entity, self.back[there])
                continue
            rival = self._rival(key)
            count = len(list(leaves(entity)))
            if rival is not None:
                self.report.add(issues.SHARED, value=entity.uuid, uuid=rival[1])
            else:
                self.report.add(catalogue.DROPPED_ENTITY, leaves=count)
        taken = set(self._moved.values())
        for key in sorted(self.back):
            if key not in taken:
                back = self.back[key]
                name = next(iter(back.name.values()), "")
                at = EntityKey(back.type, back.uuid, back.version)
                self.report.add(issues.NEW, entity=at, value=back.uuid, name=name)

    def _rival(self, key: Identity) -> Identity | None:
        wanted = {there for one, there in self._claims if one == key}
        return next((one for one, there in sorted(self._moved.items()) if there in wanted), None)

    def _compare(self, entity: Entity, back: Entity) -> None:
        self.report.about(entity)
        self.report.count_written(entity.type)
        if (entity.uuid, entity.version) != (back.uuid, back.version):
            self.report.add(catalogue.NAMED_ONLY, value=entity.uuid, uuid=back.uuid, version=back.version)
        moved = msgspec.structs.replace(redirect(entity, self.follow), uuid=back.uuid, version=back.version)
        told: set[str] = set()
        if isinstance(moved, Process) and isinstance(back, Process) and moved.allocation:
            self._compare_allocation(moved, back)
            moved = msgspec.structs.replace(moved, allocation=back.allocation)
        idle = self._idle(moved, back)
        for change in diff(moved, back):
            if idle and _HINT.sub("", change.path) in idle:
                continue
            left_is_empty = change.left is None or change.left == ""
            path = _addition(moved, change.path) if left_is_empty else change.path
            if path in told:
                continue
            told.add(path)
            if left_is_empty:
                self._tell(issues.ADDED, path, _short(change.right))
            elif change.right is None or change.right == "":
                self._tell(catalogue.DROPPED_VALUE, path, change.left)
            else:
                self.report.add(issues.CHANGED, path=path, value=change.left, native=change.right)

    def _idle(self, moved: Entity, back: Entity) -> set[str]:
        """Return the references that call their target nothing here, and in the files what it is called anyway."""
        silent = {path for path, ref in iter_refs(moved) if not ref.name}
        if not silent:
            return silent
        return {path for path, ref in iter_refs(back) if path in silent and ref.name == self._called(ref)}

    def _called(self, ref: Ref) -> Text:
        found = self.back.get(identity(ref)) or self.back.get(self._back_latest.get((ref.type, ref.uuid), ("", "", ())))
        return found.name if found else self._process_names.get((ref.uuid, ref.version), {})

    def _compare_allocation(self, moved: Process, back: Process) -> None:
        """Report the factors that are not in the files, and that the others stand in another order there."""
        if not diff(moved.allocation, back.allocation):
            return
        ids = {e.id: b.id for e, b in zip(moved.exchanges, back.exchanges, strict=True)}
        there = {
            (f.method, f.product.uuid if f.product else "", f.exchange_id, f.value) for f in back.allocation
        }  # fmt: skip
        for position, factor in enumerate(moved.allocation):
            product = factor.product.uuid if factor.product else ""
            exchange = None if factor.exchange_id is None else ids.get(factor.exchange_id, 0)
            if (factor.method, product, exchange, factor.value) not in there:
                self._tell(
                    catalogue.DROPPED_VALUE,
                    f"allocation[{position}]",
                    [factor.method, product, factor.exchange_id, factor.value],
                )
        if back.allocation:
            count = f"{len(moved.allocation)} factors"
            self.report.add(
                issues.CHANGED, path="allocation", value=count, native=f"{len(back.allocation)} factors, by product"
            )

    def _tell(self, kind: IssueType, path: str, value: Any) -> None:
        self.report.add(kind, path=path, value=value)


def _methods_of(entities: dict[Identity, Entity], category: str) -> list[Identity]:
    methods = {key: entity for key, entity in entities.items() if isinstance(entity, ImpactMethod)}
    return [key for key, method in methods.items() if category in {ref.uuid for ref in method.categories}]


def _short(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) else str(value)


def _measure(entity: Entity) -> Ref | None:
    if isinstance(entity, Flow):
        return next((p.property for p in entity.properties if p.is_reference), None)
    return entity.unit_group if isinstance(entity, FlowProperty) else None


def _unquoted(key: str) -> str:
    """Return a dictionary key of its Python spelling, as ``diff`` writes paths."""
    return _ESCAPE.sub(lambda found: found.group(1), key[1:-1])


def _addition(value: Any, path: str) -> str:
    """Return the shortest beginning of a path at which the value has nothing."""
    here = value
    for step in _STEP.finditer(path):
        index, key, name = step.groups()
        if name:
            here = getattr(here, name, None)
        elif index:
            here = here[int(index)] if isinstance(here, list | tuple) and int(index) < len(here) else None
        else:
            here = here.get(_unquoted(key)) if isinstance(here, dict) else None
        if here is None or here == "" or (isinstance(here, list | tuple | dict) and not here):
            return path[: step.end()]
    return path
