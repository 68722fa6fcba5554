"""References made complete: TIDAS demands all five members of each (reference china §1.5), ILCD and openLCA do not."""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from lcabridge.model import EntityType, Index
from lcabridge_ilcd.marks import ALL
from lcabridge_ilcd.mending import Mending
from lcabridge_ilcd.names import ENTITY_TYPES, OTHER_FILE, REFERENCE_TYPES, uri
from lcabridge_ilcd.profile import FORMAT, NO_VERSION, NOT_PROVIDED_TEXT, texts
from lcabridge_ilcd.tidas_kinds import DROP, KINDS, plain
from lcabridge_ilcd.tidas_nodes import (
    REFERENCE_KEYS,
    SHORT,
    SUB_REFERENCE,
    Node,
    clone,
    fit_sections,
    reference_ok,
    reference_target,
    sections_ok,
)
from lcabridge_ilcd.values import derived_uuid

ORDER: Final = ("@type", "@refObjectId", "@version", "@uri", SUB_REFERENCE, SHORT)
KNOWN: Final = REFERENCE_KEYS | {SUB_REFERENCE}
_TYPES: Final = frozenset([*ENTITY_TYPES, OTHER_FILE])
_uuid_ok = KINDS["uuid"].ok
_version_ok = KINDS["version"].ok
_short_ok = KINDS["t1000"].ok

_Target = tuple[str, str, list[dict[str, str]]]
_targets: WeakKeyDictionary[Index, dict[tuple[EntityType, str], _Target]] = WeakKeyDictionary()
"""What references say of their targets, by index: the same flow is referred to from many processes."""


def has_target(ref: Any) -> bool:
    """Say whether a reference names a target."""
    return isinstance(ref, dict) and bool(plain(ref.get("@refObjectId")))


class Referring(Mending):
    """Repairs of references."""

    def __init__(self, module: str, index: Index) -> None:
        super().__init__(module)
        self.index = index
        self._known = _targets.setdefault(index, {})

    def mend_reference(self, child: Node, value: dict[str, Any], key: str, path: str, spot: str) -> None:
        """Make a reference or a list of references complete; what names no target moves to the marks."""
        member = value[key]
        if isinstance(member, dict):
            if not has_target(member):
                self.remove(value, key, path, spot)
            else:
                self._complete(child, member, path, spot)
            return
        if not isinstance(member, list) or not any(map(has_target, member)):
            self.remove(value, key, path, spot)
            return
        if not all(map(has_target, member)):
            self.replace(value, key, clone([m for m in member if has_target(m)]), path, spot)
        path = f"{path}/{ALL}"
        if not spot:
            self.marks.counts[path] = len(value[key])
        for n, entry in enumerate(value[key]):
            if not reference_ok(entry):
                self._complete(child, entry, path, f"{spot},i{n}" if spot else f"i{n}")

    def _complete(self, child: Node, ref: dict[str, Any], path: str, spot: str) -> None:
        if not self._quick(ref, path, spot):
            self._slow(child, ref, path, spot)

    def _quick(self, ref: dict[str, Any], path: str, spot: str) -> bool:
        """Fill in what is missing of a reference to a known target, if nothing else is to be done: the usual case."""
        get = ref.get
        word, identifier, version, uri_, short = (
            get("@type"),
            get("@refObjectId"),
            get("@version"),
            get("@uri"),
            get(SHORT),
        )
        if not isinstance(word, str) or not isinstance(identifier, str):
            return False
        found = self._known.get((ENTITY_TYPES.get(word), identifier))  # type: ignore[arg-type]  # None is not there
        if (
            found is None
            or len(ref) != 2 + (version is not None) + (uri_ is not None) + (short is not None)
            or (version is not None and not _version_ok(version))
            or (uri_ is not None and type(uri_) is not str)
            or (short is not None and not _short_ok(short))
        ):
            return False
        if version is None:
            version = found[0]
            self.derive(f"{path}/@version", spot, version)
        if uri_ is None:
            uri_ = found[1]
            self.derive(f"{path}/@uri", spot, uri_)
        if short is None:
            short = found[2]
            self.derive(f"{path}/{SHORT}", spot, short)
        ref.clear()
        ref["@type"], ref["@refObjectId"], ref["@version"], ref["@uri"], ref[SHORT] = (
            word,
            identifier,
            version,
            uri_,
            short,
        )
        return True

    def _slow(self, child: Node, ref: dict[str, Any], path: str, spot: str) -> None:
        if not ref.keys() <= KNOWN:
            for key in [k for k in ref if k not in KNOWN]:
                self.remove(ref, key, f"{path}/{key}", spot)
        if SUB_REFERENCE in ref and not sections_ok(ref[SUB_REFERENCE]):
            self._put(ref, SUB_REFERENCE, fit_sections(ref[SUB_REFERENCE]), path, spot)
        word = ref.get("@type")
        if not isinstance(word, str) or word not in _TYPES:
            self._type(child, ref, path, spot)
            word = ref["@type"]
        identifier = ref["@refObjectId"]
        if not _uuid_ok(identifier):
            text = plain(identifier) or ""
            native = KINDS["uuid"].fit(text)
            self._put(ref, "@refObjectId", derived_uuid("source", text) if native is DROP else native, path, spot)
            identifier = ref["@refObjectId"]
        kind = ENTITY_TYPES.get(word)
        if kind is None:
            target = reference_target(child.rule.arg, self.module)
            kind = "source" if target == FORMAT else target
        found = self._known.get((kind, identifier))
        if found is None:
            found = self._known[kind, identifier] = self._look(kind, identifier)
        self._tell(ref, found, path, spot)
        ordered = [(key, ref[key]) for key in ORDER if key in ref]
        ref.clear()
        ref.update(ordered)

    def _type(self, child: Node, ref: dict[str, Any], path: str, spot: str) -> None:
        target = reference_target(child.rule.arg, self.module)
        word = REFERENCE_TYPES.get("source" if target == FORMAT else target, OTHER_FILE)
        if "@type" in ref:
            self._put(ref, "@type", OTHER_FILE, path, spot)
        else:
            ref["@type"] = word
            self.derive(f"{path}/@type", spot, word)

    def _look(self, kind: EntityType, identifier: str) -> _Target:
        found = self.index.get(kind, identifier)
        version = KINDS["version"].fit(found.version if found else "")
        name: Any = KINDS["t1000"].fit(texts(found.name)) if found else DROP
        return (
            NO_VERSION if version is DROP else version,
            uri(kind, identifier),
            texts(NOT_PROVIDED_TEXT) if name is DROP else name,
        )

    def _tell(self, ref: dict[str, Any], found: _Target, path: str, spot: str) -> None:
        """Fill what the reference does not say of its target: version, address, name."""
        version = ref.get("@version")
        if not version:
            self._take(ref, "@version", found[0], path, spot)
        elif not _version_ok(version):
            native = KINDS["version"].fit(version)
            self._put(ref, "@version", found[0] if native is DROP else native, path, spot)
        if type(ref.get("@uri")) is not str:
            self._take(ref, "@uri", found[1], path, spot)
        short = ref.get(SHORT)
        if short is not None and not _short_ok(short):
            native = KINDS["t1000"].fit(short)
            if native is DROP:
                self.remove(ref, SHORT, f"{path}/{SHORT}", spot)
                short = None
            else:
                self.replace(ref, SHORT, native, f"{path}/{SHORT}", spot, tell=False)
                self.tell_text(f"{path}/{SHORT}", spot, short, native)
        if short is None:
            self._take(ref, SHORT, found[2], path, spot)

    def _take(self, ref: dict[str, Any], key: str, value: Any, path: str, spot: str) -> None:
        here = f"{path}/{key}"
        if key in ref:
            self.remove(ref, key, here, spot)
        ref[key] = value
        self.derive(here, spot, value)

    def _put(self, ref: dict[str, Any], key: str, native: Any, path: str, spot: str) -> None:
        if native is DROP:
            self.remove(ref, key, f"{path}/{key}", spot)
        else:
            self.replace(ref, key, native, f"{path}/{key}", spot)
