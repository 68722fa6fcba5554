"""What every repair of a document has in common: the change itself, its mark, and what the report will say of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lcabridge.model import EntityType
from lcabridge_ilcd.marks import Marks
from lcabridge_ilcd.tidas_kinds import TEXT, plain, text_items


class Mending:
    """The changes to one document.

    Attributes:
        module: of the document.
        marks: what ``strip`` will need.
        fitted: changes that the report names: path, spot, original, native (None where nothing stands natively).
        references: how often a placeholder data set is referred to, by type.
        respelled: number of changes of spelling alone, which are counted and not listed.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self.marks = Marks()
        self.fitted: list[tuple[str, str, Any, Any]] = []
        self.references: Counter[EntityType] = Counter()
        self.respelled = 0

    def remove(self, value: dict[str, Any], key: str, path: str, spot: str) -> None:
        """Move a member to the marks."""
        original = value.pop(key)
        self.marks.originals.setdefault(path, {})[spot] = original
        if original is not None and original not in ("", [], {}):
            self.fitted.append((path, spot, original, None))

    def replace(self, value: dict[str, Any], key: str, native: Any, path: str, spot: str, *, tell: bool = True) -> None:
        """Put a fitted container in the place of an original; its digest tells later whether it was changed."""
        original = value[key]
        if native == original:
            return
        value[key] = native
        self.marks.originals.setdefault(path, {})[spot] = original
        self.marks.holders[path, spot] = (value, key)
        if tell:
            self.fitted.append((path, spot, original, native))

    def tell_text(self, path: str, spot: str, original: Any, native: list[dict[str, str]]) -> None:
        """Tell what became of each item of a text: one that still stands, under whatever tag, is no loss."""
        texts = [item[TEXT] for item in native]
        for item in text_items(original):
            text = plain(item)
            if not text:
                continue
            if text in texts:
                self.respelled += 1
            else:
                cut_to = next((t for t in texts if t.endswith("…") and text.startswith(t[:-1])), None)
                self.fitted.append((path, spot, text, cut_to))

    def derive(self, path: str, spot: str, value: Any) -> None:
        """Remember a member that was taken from elsewhere."""
        entry = self.marks.derived.get(path)
        if entry is None:
            self.marks.derived[path] = ([spot], [value])
        else:
            entry[0].append(spot)
            entry[1].append(value)
