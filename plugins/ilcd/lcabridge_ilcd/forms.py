"""Members of long lists that have the form of others: matched as a whole, and decoded as a whole.

Most members of a list have one of a few forms: the same attributes and children, the same words, other values. A form is learnt
from a member that a pattern took (``patterns.py``): an expression in which nothing is optional, and the JSON of the model's
struct with places for the values. msgspec decodes all members of a list at once. Only values that JSON spells as XML does fit
a form (no quotes, no escapes, numbers as both grammars have them); all others go the way of the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lcabridge_ilcd.names import FOLDERS, REFERENCE_TYPES
from lcabridge_ilcd.rows import Leaf

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""The characters by which `lcabridge.model.has_cjk` tells Chinese."""
_NOT = r"<>&\"\\\x00-\x1f\x7f-\x9f\u2028\u2029"
_WORD = rf"([^\s{_NOT}](?:[^{_NOT}]*[^\s{_NOT}])?)"
_ENGLISH = rf"([^\s{_NOT}{_CJK}][^{_NOT}{_CJK}]*)"
_CHINESE = rf"(?=[^<]*[{_CJK}])([^\s{_NOT}][^{_NOT}]*)"
_OTHER = rf"([^\s{_NOT}][^{_NOT}]*)"
_UUID = "((?!00000000-0000-0000-0000-000000000000)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_NUMBER = r"(-?[1-9][0-9]{0,14}(?:\.[0-9]{1,17})?(?:[eE][-+]?[0-9]{1,2})?|-?0\.[0-9]{1,17}|0)"
_WHOLE = "(0|[1-9][0-9]{0,8})"
_TAG = re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_VALUES = {"integer": (_WHOLE, "%s"), "real": (_NUMBER, "%s"), "word": (_WORD, '"%s"'), "text": (_OTHER, '"%s"')}


class Part(NamedTuple):
    """What a pattern has of one row.

    Attributes:
        name: of the attribute or element, as the file spells it.
        leaf: the row.
        at: number of the first group: of the value, or of the tag of the first language.
        places: for a reference, the groups of its attributes.
        order: for a reference, its attributes in the order of the file.
    """

    name: str
    leaf: Leaf
    at: int
    places: Mapping[str, int] = {}
    order: tuple[str, ...] = ()


class Form:
    """The form of one member.

    Args:
        start: its start tag, up to the name.
        end: its end tag.
        short: name of the element that names the target of a reference.
        languages: languages that a text may have.
        direct: see `Shape`.
    """

    def __init__(self, start: str, end: str, short: str, languages: int, direct: Mapping[str, str]) -> None:
        self.start, self.end, self.short, self.languages, self.direct = start, end, short, languages, direct
        self._groups: dict[str, int] = {}
        self._count = 0
        self._json: list[str] = []

    def learn(self, parts: Sequence[Part], groups: Sequence[Any]) -> bool:
        """Take the form of a member from the groups of its match; tell whether it has one."""
        head, body = "", ""
        for part in parts:
            key = part.places["refObjectId"] if part.places else part.at
            if groups[key] is None:
                continue
            field = self.direct.get(part.leaf.attr)
            told = None if field is None else self._part(part, field, groups)
            if told is None:
                return False
            if part.leaf.key[0] == "@":
                head += f' {part.name}="{told}"'
            else:
                body += told
        self.match = re.compile(f"{self.start}{head}>{body}{self.end}").match
        self.template = "{" + ",".join(self._json) + "}"
        return True

    def _part(self, part: Part, field: str, groups: Sequence[Any]) -> str | None:
        leaf = part.leaf
        if leaf.kind == "ref":
            return self._reference(part, field, groups)
        if leaf.kind == "lang":
            told, json = self._languages(part.name, part.at, groups)
            self._say(field, json)
            return told
        pattern = self._plain(leaf, field, groups[part.at])
        return pattern if pattern is None or leaf.key[0] == "@" else f"<{part.name}>{pattern}</{part.name}>"

    def _plain(self, leaf: Leaf, field: str, text: str) -> str | None:
        if leaf.words:
            if text not in leaf.words:
                return None
            self._say(field, f'"{leaf.words[text]}"')
            return re.escape(text)
        if leaf.kind == "place":
            self._say(field, '{"code":"%s"}')
            self._count += 1
            return _OTHER
        if leaf.kind not in _VALUES:
            return None
        if field in self._groups:
            # Two places that say the same, as mean and resulting amount do.
            return rf"\{self._groups[field]}"
        pattern, json = _VALUES[leaf.kind]
        self._say(field, json)
        self._count += 1
        self._groups[field] = self._count
        return pattern

    def _say(self, field: str, json: str | None) -> None:
        self._json.append(f'"{field}":{json}')

    def _languages(self, name: str, at: int, groups: Sequence[Any]) -> tuple[str | None, str]:
        told, said = "", []
        for n in range(at, at + 2 * self.languages, 2):
            tag = groups[n]
            if tag is None:
                break
            if not _TAG.fullmatch(tag) or f'"{tag}":"%s"' in said:
                return None, ""
            pattern = _ENGLISH if tag == "en" else _CHINESE if tag == "zh" else _OTHER
            told += f'<{name} xml:lang="{tag}">{pattern}</{name}>'
            said.append(f'"{tag}":"%s"')
            self._count += 1
        return told, "{" + ",".join(said) + "}"

    def _reference(self, part: Part, field: str, groups: Sequence[Any]) -> str | None:
        target = part.leaf.target
        assert target is not None  # the table gives one for every reference
        out, json, uuid = f"<{part.name}", [f'"type":"{target}"'], 0
        for name in part.order:
            if name == "type":
                out += f' type="{REFERENCE_TYPES[target]}"'
            elif name == "refObjectId":
                self._count += 1
                uuid = self._count
                out += f' refObjectId="{_UUID}"'
                json.append('"uuid":"%s"')
            elif name == "version" and groups[part.places[name]] is not None:
                self._count += 1
                out += f' version="{_WORD}"'
                json.append('"version":"%s"')
            elif name == "uri":
                # Only the usual address, which the model does not hold.
                if not uuid or groups[part.places[name]] is not None:
                    return None
                out += rf' uri="\.\./{FOLDERS[target]}/\{uuid}\.xml"'
        told, names = self._languages(self.short, part.at, groups)
        if told is None:
            return None
        self._say(field, "{" + ",".join([*json, f'"name":{names}']) + "}")
        return f"{out}>{told}</{part.name}>" if told else f"{out}/>"
