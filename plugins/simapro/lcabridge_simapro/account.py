"""What a file does not say of a package: every data set is read back from its rows and compared (DESIGN §4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lcabridge.model import Entity, EntityType, Index, Process, Ref, diff, iter_refs, leaves, pick, redirect
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge_simapro.issues import ADDED, CHANGED, MADE, MERGED

Key = tuple[EntityType, str]

_EXCHANGE = re.compile(r"exchanges\[(\d+)\]")


class Account:
    """Compares what was written with what is read back, and reports every difference.

    Args:
        index: of the package.
        report: takes issues.
        renames: type and UUID to the UUID and version that the data set has when it is read back.
    """

    def __init__(self, index: Index, report: Report, renames: Mapping[Key, tuple[str, str]]) -> None:
        self.index = index
        self.report = report
        self.renames = renames
        self.found: set[Key] = set()

    def settle(
        self,
        entity: Entity,
        there: Entity | None,
        *,
        order: Sequence[int] | None = None,
        skipped: Iterable[int] = (),
        other: str = "",
    ) -> None:
        """Report what became of one data set.

        Args:
            entity: as it was.
            there: as it is read back; None if it is not.
            order: of a process: positions of its exchanges in the order of the rows.
            skipped: positions of exchanges that an issue names already.
            other: name under which another data set took its place, if one did.
        """
        key = EntityKey(entity.type, entity.uuid, entity.version)
        self.report.about(key)
        self.index.current = (entity.type, entity.uuid)
        if there is None:
            kind = MERGED if other else catalogue.DROPPED_ENTITY
            self.report.add(kind, value=other or None, other=other, leaves=sum(1 for _ in leaves(entity)))
            return
        self.found.add((there.type, there.uuid))
        self.report.count_written(entity.type)
        if (there.uuid, there.version) != (entity.uuid, entity.version):
            self.report.add(catalogue.NAMED_ONLY, value=entity.uuid, uuid=there.uuid, version=there.version)
        followed = redirect(entity, self._follow)
        followed = msgspec.structs.replace(followed, uuid=there.uuid, version=there.version)
        positions: list[int] = []
        if order is not None and isinstance(followed, Process):
            followed, positions = self._reorder(followed, order)
        lost = self._differences(followed, there, positions, set(skipped))
        self._name_missing(entity, lost)

    def _follow(self, ref: Ref) -> Ref:
        new = self.renames.get((ref.type, ref.uuid))
        return msgspec.structs.replace(ref, uuid=new[0], version=new[1]) if new else ref

    def _reorder(self, process: Process, order: Sequence[int]) -> tuple[Process, list[int]]:
        """Return the process with its exchanges as the rows stand, and the source's position of each."""
        old = process.exchanges
        rest = sorted(set(range(len(old))) - set(order))
        positions = [*order, *rest]
        numbered = all(old[i].id == n for n, i in enumerate(order, 1))
        if positions == list(range(len(old))) and numbered and process.last_exchange_id is None:
            return process, positions
        shown = " ".join(str(i + 1) for i in order[:10]) + (" …" if len(order) > 10 else "")
        self.report.add(catalogue.REORDERED, path="exchanges", value=list(order), shown=shown)
        ids = {old[i].id: n for n, i in enumerate(order, 1)}
        exchanges = [msgspec.structs.replace(old[i], id=n) for n, i in enumerate(order, 1)]
        factors = [
            msgspec.structs.replace(f, product_id=ids.get(f.product_id), exchange_id=ids.get(f.exchange_id))
            for f in process.allocation
        ]
        moved = msgspec.structs.replace(
            process, exchanges=[*exchanges, *(old[i] for i in rest)], allocation=factors, last_exchange_id=None
        )
        return moved, positions

    def _differences(self, before: Entity, after: Entity, positions: Sequence[int], skipped: set[int]) -> set[str]:
        """Report every leaf that differs; return the paths, as in the source, at which something is gone."""
        lost: set[str] = set()
        told = False
        for change in diff(before, after):
            path = change.path
            found = _EXCHANGE.match(path)
            if found is not None and int(found[1]) < len(positions):
                number = positions[int(found[1])]
                if number in skipped:
                    lost.add(f"exchanges[{number}]")
                    continue
                path = f"exchanges[{number}]{path[found.end() :]}"
            if _empty(change.right):
                lost.add(path)
            if path.startswith("classifications") and before.classifications:
                # A path of folders changes as one.
                if not told:
                    self._folders(before, after)
                told = True
            elif _empty(change.right):
                self.report.add(catalogue.DROPPED_VALUE, path=path, value=change.left)
            elif _empty(change.left):
                self.report.add(ADDED, path=path, value=change.right)
            else:
                self.report.add(CHANGED, path=path, value=change.left, now=change.right)
        return lost

    def _folders(self, before: Entity, after: Entity) -> None:
        old, new = (
            "; ".join("/".join(entry.name for entry in path.classes) for path in entity.classifications)
            for entity in (before, after)
        )
        kind = CHANGED if new else catalogue.DROPPED_VALUE
        self.report.add(kind, path="classifications", value=old, now=new)

    def _name_missing(self, entity: Entity, lost: set[str]) -> None:
        """Let the index remember the references that were written and lead nowhere."""
        for path, ref in iter_refs(entity):
            found = _EXCHANGE.match(path)
            if f"{path}.uuid" not in lost and not (found and found[0] in lost):
                self.index.find(ref)

    def made(self, entities: Iterable[Entity]) -> None:
        """Report the data sets that are read back without having been there."""
        self.report.file = ""
        for entity in entities:
            if (entity.type, entity.uuid) not in self.found:
                self.found.add((entity.type, entity.uuid))
                self.report.add(
                    MADE, entity=EntityKey(entity.type, entity.uuid, entity.version),
                    name=pick(entity.name) or entity.uuid,
                )  # fmt: skip


def _empty(value: object) -> bool:
    return value is None or value == ""
