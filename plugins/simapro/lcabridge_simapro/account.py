"""What a file does not say of a package: every data set is read back from its rows and compared (DESIGN §4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lcabridge.model import Change, Entity, EntityType, Index, Process, Ref, diff, iter_refs, leaves, pick, redirect
from lcabridge.report import EntityKey, IssueType, Report, catalogue
from lcabridge_simapro.issues import ADDED, CHANGED, MADE, MERGED

Key = tuple[EntityType, str]

_EXCHANGE = re.compile(r"exchanges\[(\d+)\]")
_TOGETHER = re.compile(r"classifications(?=[.\[])|uncertainty(?=\.)")
"""Members that change as one: one issue says so."""
_STEP = re.compile(r"\.?(?P<name>[A-Za-z_]\w*)|\[(?P<position>\d+)\]|\['(?P<key>(?:[^'\\]|\\.)*)'\]")


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
        """Report every leaf that differs; return the paths, as in the source, at which something is gone.

        What is gone whole (an allocation factor, a distribution) is one issue with all its values.
        """
        groups: dict[tuple[str, IssueType], list[Change]] = {}
        lost: set[str] = set()
        for change in diff(before, after):
            found = _EXCHANGE.match(change.path)
            number = int(found[1]) if found else -1
            if found is not None and number < len(positions):
                number = positions[number]
                if number in skipped:
                    lost.add(f"exchanges[{number}]")
                    continue
            kind = catalogue.DROPPED_VALUE if _empty(change.right) else ADDED if _empty(change.left) else CHANGED
            whole = _whole(change.path, after if kind is catalogue.DROPPED_VALUE else before, kind)
            if found is not None:
                whole = f"exchanges[{number}]{whole[found.end() :]}"
            moved = (
                change if found is None else change._replace(path=f"exchanges[{number}]{change.path[found.end() :]}")
            )
            if kind is catalogue.DROPPED_VALUE:
                lost.add(moved.path)
            groups.setdefault((whole, kind), []).append(moved)
        for (path, kind), changes in groups.items():
            self._say(path, kind, changes)
        return lost

    def _say(self, path: str, kind: IssueType, changes: list[Change]) -> None:
        side = 2 if kind is ADDED else 1
        value = _values(path, changes, side)
        if kind is CHANGED:
            self.report.add(kind, path=path, value=value, now=_values(path, changes, 2))
        else:
            self.report.add(kind, path=path, value=value)

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


def _values(path: str, changes: list[Change], side: int) -> object:
    """Return the value of one leaf, or those of all by what stands behind the common path."""
    if len(changes) == 1 and changes[0].path == path:
        return changes[0][side]
    return {change.path[len(path) :].lstrip("."): change[side] for change in changes}


def _whole(path: str, other: object, kind: IssueType) -> str:
    """Return the path of the outermost member that the other side does not have, else the path itself."""
    if kind is CHANGED:
        found = _TOGETHER.search(path)
        return path[: found.end()] if found else path
    for step in _STEP.finditer(path):
        other = _member(other, step)
        if _empty(other) or other in ([], {}):
            # A text stands for itself: which language is gone matters.
            return path[: step.end()] if not step.group().startswith("['") else path
    return path


def _member(owner: object, step: re.Match[str]) -> object:
    if step["position"] is not None:
        number = int(step["position"])
        return owner[number] if isinstance(owner, list | tuple) and number < len(owner) else None
    if step["key"] is not None:
        return owner.get(step["key"]) if isinstance(owner, dict) else None
    return getattr(owner, step["name"], None)
