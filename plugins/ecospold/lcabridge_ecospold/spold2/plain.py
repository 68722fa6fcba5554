"""Exchanges read from the text of a document, without building a tree of the thousands of elements that they are.

Published data sets write their exchanges in one way: name and unit in English, comments, a distribution, properties,
classifications or a compartment, a group. The patterns here match that way and nothing else; a document is read like
this only if they match all of its exchanges from the first byte to the last, so that it is proven to be well-formed
without a parser. A single exchange, property or distribution that is written otherwise is parsed by itself. Whatever
calls for an issue, and any other document, is left to the parser, which knows lines and paths. Both ways give the same.
"""

from __future__ import annotations

import re
from typing import NoReturn

from lxml import etree

from lcabridge.model import Exchange, Json, Uncertainty, put
from lcabridge.report import IssueType, Report
from lcabridge.sources import Limits
from lcabridge_ecospold.spold2 import distributions as dist
from lcabridge_ecospold.spold2.context import Context, Extra
from lcabridge_ecospold.spold2.exchanges import Exchanges
from lcabridge_ecospold.spold2.names import NS, exchange_id
from lcabridge_ecospold.spold2.numbers import number
from lcabridge_ecospold.spold2.spread import lognormal, pedigree, read_uncertainty
from lcabridge_ecospold.spold2.tables import FlowFacts, Tables, unit_ref
from lcabridge_ecospold.spold2.trees import Element

_START = re.compile(rb"<flowData>\s*(?=<(?:intermediate|elementary)Exchange )")
_MARK = b'<intermediateExchange amount="0"/>'
"""Stands for all exchanges in what the parser sees of the document, so that it is no child that leaves them out."""
_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding=["'](?!utf-?8["'])""", re.IGNORECASE).search
_ILLEGAL = [bytes([code]) for code in range(32) if code not in b"\t\n\r"]
"""Control characters that no XML document may have; looked for one by one, which is much faster than a pattern."""
_CDATA_END = re.compile(rb"\]\]>").search
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

_NAMED = r'<name xml:lang="en">([^<]+)</name>\s*<unitName xml:lang="en">([^<]+)</unitName>\s*'
_HEAD = re.compile(rf"<(intermediate|elementary)Exchange( [^<>]*)>\s*{_NAMED}", re.ASCII).match
_COMMENT = re.compile(r'<comment xml:lang="([A-Za-z-]+)">([^<]+)</comment>\s*', re.ASCII).match
_UNCERTAINTY = re.compile(
    r"<uncertainty>\s*<([a-z]+)( [^<>&/]*)/>\s*(?:<pedigreeMatrix( [^<>&/]*)/>\s*)?"
    r'(?:<comment xml:lang="en">([^<]+)</comment>\s*)?</uncertainty>\s*',
    re.ASCII,
).match
_PROPERTY = re.compile(
    rf'<property propertyId="([^"<&]*)" amount="([^"<&]*)" unitId="([^"<&]*)">\s*{_NAMED}'
    r'(?:<comment xml:lang="en">([^<]+)</comment>\s*)?</property>\s*',
    re.ASCII,
).match
_CLASS = re.compile(
    r'<classification classificationId="([^"<&]*)">\s*<classificationSystem xml:lang="en">([^<&]+)</classificationSystem>'
    r'\s*<classificationValue xml:lang="en">([^<&]+)</classificationValue>\s*</classification>\s*',
    re.ASCII,
).match
_PLACE = re.compile(
    r'<compartment subcompartmentId="([^"<&]*)">\s*<compartment xml:lang="en">([^<&]+)</compartment>\s*'
    r'<subcompartment xml:lang="en">([^<&]+)</subcompartment>\s*</compartment>\s*',
    re.ASCII,
).match
_GROUP = re.compile(r"<(in|out)putGroup>([0-9])</\1putGroup>\s*</(intermediate|elementary)Exchange>\s*", re.ASCII).match
_SCORES = re.compile(r' (\w+)="([1-5])"', re.ASCII)
_BLANK = re.compile(r"[ \t\n]*").match


class UnusualError(Exception):
    """The exchanges need a parser, or something of them has to be reported; never leaves this plugin."""


class _Silent(Context):
    """A context in which nothing may be reported."""

    def issue(self, kind: IssueType, *_: object, **__: object) -> NoReturn:
        """Give up."""
        raise UnusualError(kind.code)


def divide(data: bytes, limits: Limits) -> tuple[bytes, str] | None:
    """Return a document without its exchanges, and their text; None where only a parser can tell them apart.

    Line feeds stand for those of the exchanges, so that lines are counted right.
    """
    found = _START.search(data)
    close = data.rfind(b"</flowData>")
    end = data.rfind(b"Exchange>", 0, close) + 9
    if found is None or end <= found.end() or not _sure(data, found.start(), close, limits):
        return None
    if data.find(b"<intermediateExchange ", found.end(), end) < 0:
        return None  # perhaps a child that leaves them out
    try:
        text = str(memoryview(data)[found.end() : end], "utf-8")
    except UnicodeDecodeError:
        return None
    if "\ufffe" in text or "\uffff" in text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = b"\n" * data.count(b"\n", found.end(), end)
    return b"".join((data[: found.end()], _MARK, lines, data[end:])), text


def _sure(data: bytes, start: int, close: int, limits: Limits) -> bool:
    """Tell whether the bytes alone show what the document is."""
    if limits.xml_huge or limits.xml_depth < 256 or len(data) > min(limits.xml_text, limits.xml_elements, 10 << 20):
        return False  # a parser counts more closely
    if (b"!" in data and b"<!" in data) or _ENCODING(data[:512]) or any(code in data for code in _ILLEGAL):
        return False  # comments and CDATA sections can hide anything
    alone = data.count(b"Dataset>", 0, start) == 1 and data.count(b"Dataset>", close) == 1
    return alone and _CDATA_END(data) is None


def read_plain(text: str, process: str, tables: Tables) -> Exchanges | None:
    """Return the exchanges of a text that ``divide`` found, None where it takes a parser to read or to report them.

    Args:
        text: what stands between the tags of ``flowData``.
        process: UUID of the process.
        tables: of the package.
    """
    reader = _Plain(_Silent(tables, Report(cap=0), "en"), process)
    try:
        reader.read_all(text)
    except UnusualError:
        return None
    return reader


class _Plain(Exchanges):
    def read_all(self, text: str) -> None:
        position, end = 0, len(text)
        while position < end:
            variables = len(self.variables)
            after = self._quick(text, position)
            if after < 0:
                del self.variables[variables:]
                after = self._parsed(text, position)
            position = after

    def _parsed(self, text: str, position: int) -> int:
        """Read an exchange that is written in another way; the parser sees it alone."""
        for kind in ("intermediate", "elementary"):
            if text.startswith(f"<{kind}Exchange ", position):
                node, position = _fragment(text, position, f"</{kind}Exchange>")
                self.read(node)
                return position
        raise UnusualError(text[position : position + 40])

    def _quick(self, text: str, position: int) -> int:  # noqa: C901, PLR0911, PLR0912  # the hot path, as Exchanges.read
        """Read the exchange at a position and return where the next one starts; -1 if it is not written in the usual way."""
        head = _HEAD(text, position)
        if head is None:
            return -1
        kind, said, name, unit = head.groups()
        if "&" in said or "\n" in said or "\t" in said:
            return -1
        pieces = said.split('"')
        attrs = dict(zip(pieces[::2], pieces[1::2], strict=False))
        if len(pieces) != 2 * len(attrs) + 1 or pieces[-1].strip(" "):
            return -1
        elementary = kind == "elementary"
        facts = self.context.tables.flows.get(
            attrs.pop(" elementaryExchangeId=" if elementary else " intermediateExchangeId=", "")
        )
        given, amount_text, unit_id = attrs.pop(" id=", None), attrs.pop(" amount=", None), attrs.pop(" unitId=", None)
        amount = number(amount_text) if amount_text is not None else None
        if facts is None or amount is None or not unit_id or facts.raw != facts.ref.uuid or given is None:
            return -1
        if (name if "&" not in name else _unescaped(name)) != facts.english:
            return -1
        if (unit if "&" not in unit else _unescaped(unit)) != facts.unit:
            return -1
        order = len(self.found) + 1
        exchange = Exchange(flow=facts.ref, amount=amount, id=order, unit=unit_ref(facts.unit))
        rest: Extra = {}
        position = head.end()
        while text.startswith("<c", position) and (comment := _COMMENT(text, position)) is not None:
            lang, value = comment.groups()
            put(exchange.comment, lang, value if "&" not in value else _unescaped(value))
            position = comment.end()
        if text.startswith("<u", position):
            position = self._spread(text, position, exchange, rest, amount_text)
        if text.startswith("<p", position):
            position = self._properties(text, position, rest)
        if elementary:
            place = _PLACE(text, position)
            if place is None:
                return -1
            if place.groups() != facts.compartment:
                rest["compartment"] = _place_tree(*place.groups())
            position = place.end()
        else:
            position = self._classes(text, position, rest)
        tail = _GROUP(text, position)
        if tail is None or tail[3] != kind:
            return -1
        if given[14:15] != "5" or given != exchange_id(self.process, order):
            rest["@id"] = given
        cas = attrs.pop(" casNumber=", None)
        if cas is not None and cas.strip() != facts.cas:
            rest["@casNumber"] = cas
        if self.context.units.setdefault(facts.unit, unit_id) != unit_id:
            rest["@unitId"] = unit_id
        if attrs and not self._more(exchange, rest, attrs, facts):
            return -1
        group = tail[1][:1] + tail[2]
        self._direct(None, exchange, group, intermediate=not elementary)
        self.finish(exchange, rest, facts, group)
        return tail.end()

    def _spread(self, text: str, position: int, exchange: Exchange, rest: Extra, said: str | None) -> int:
        found = _UNCERTAINTY(text, position)
        if found is not None:
            kind, numbers, matrix, comment = found.groups()
            entry = (_ENTRIES.get(matrix) or _entry(matrix)) if matrix else ""
            kept: Extra = {}
            known = _distribution(kind, numbers, kept, exchange.amount, said) if entry or not matrix else None
            if known is not None:
                exchange.uncertainty, exchange.base_uncertainty = known
                exchange.dq_entry = entry
                if comment is not None:
                    kept["comment"] = {"en": comment if "&" not in comment else _unescaped(comment)}
                if kept:
                    rest["uncertainty"] = kept
                return found.end()
        if not text.startswith("<uncertainty>", position):
            return position
        node, position = _fragment(text, position, "</uncertainty>")
        kept = {}
        exchange.uncertainty, exchange.base_uncertainty, exchange.dq_entry = read_uncertainty(
            self.context, node, "", kept
        )
        if kept:
            rest["uncertainty"] = kept
        return position

    def _properties(self, text: str, position: int, rest: Extra) -> int:
        found: list[Json] = []
        table = self.properties
        while text.startswith("<property ", position):
            match = _PROPERTY(text, position)
            amount = number(match[2]) if match is not None else None
            if match is None or amount is None:
                node, position = _fragment(text, position, "</property>")
                found.append(self._property(node, len(found)))
                continue
            uuid, _, unit_id, name, unit, comment = match.groups()
            key = (
                uuid,
                unit_id,
                name if "&" not in name else _unescaped(name),
                unit if "&" not in unit else _unescaped(unit),
            )
            there = table.get(key)
            if there is None:
                there = table[key] = len(table)
            if comment is None:
                found.append([there, amount])
            else:
                found.append(
                    [there, amount, {"comment": {"en": comment if "&" not in comment else _unescaped(comment)}}]
                )
            position = match.end()
        if found:
            rest["property"] = found
        return position

    def _classes(self, text: str, position: int, rest: Extra) -> int:
        found = []
        table = self.classifications
        while (match := _CLASS(text, position)) is not None:
            uuid, system, value = match.groups()
            key = ((("classificationId", uuid),), (True, "en", system), (False, "en", value))
            there = table.get(key)
            if there is None:
                there = table[key] = len(table)
            found.append(there)
            position = match.end()
        if found:
            rest["classification"] = found
        return position

    def _more(self, exchange: Exchange, rest: Extra, attrs: dict[str, str], facts: FlowFacts) -> bool:
        """Take the attributes that only some exchanges have; False where one is not written as ``name="value"``."""
        named = {}
        for key, value in attrs.items():
            name = key[1:-1]
            if key != f" {name}=" or not (name.isascii() and name.isalnum()):
                return False
            named[name] = value
        self.attributes(None, exchange, rest, named, facts)
        return True


def _fragment(text: str, position: int, closing: str) -> tuple[Element, int]:
    """Parse one element and return it with the position after it."""
    end = text.find(closing, position) + len(closing)
    if end < len(closing):
        raise UnusualError(closing)
    try:
        node = etree.fromstring(f'<r xmlns="{NS}">{text[position:end]}</r>', _PARSER)
    except etree.XMLSyntaxError:
        raise UnusualError(closing) from None
    blank = _BLANK(text, end)
    return node[0], blank.end() if blank else end


_STRANGE = re.compile("&(?!amp;|lt;|gt;|quot;|apos;)").search


def _unescaped(text: str) -> str:
    """Return a text with the five entities of XML replaced; others are left to the parser."""
    if _STRANGE(text) is not None:
        raise UnusualError(text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


def _distribution(
    kind: str, said: str, kept: Extra, amount: float | None, amount_text: str | None
) -> tuple[Uncertainty, float | None] | None:
    """Return a distribution and the base uncertainty, None for one that takes a parser to read or to report."""
    pieces = said.split('"')
    attrs = dict(zip(pieces[::2], pieces[1::2], strict=False))
    if len(pieces) != 2 * len(attrs) + 1 or pieces[-1].strip(" ") or kind not in dist.REQUIRED:
        return None
    if kind == "lognormal" and tuple(attrs) == _LOGNORMAL:
        mean, mu, variance, spread = attrs.values()
        return lognormal(mean, mu, variance, spread, kept, amount, amount_text)
    numbers = {}
    for key, value in attrs.items():
        name = key[1:-1]
        found = number(value)
        if found is None or key != f" {name}=" or not (name.isascii() and name.isalnum()):
            return None
        numbers[name] = found
    if not all(name in numbers for name in dist.REQUIRED[kind]):
        return None
    model, base, rest = dist.to_model(kind, numbers)
    if model is None:
        return None
    if rest:
        kept["numbers"] = rest
    return model, base


_LOGNORMAL = (" meanValue=", " mu=", " variance=", " varianceWithPedigreeUncertainty=")

_ENTRIES: dict[str, str] = {}
"""Attributes of a pedigree matrix as written to its entry: 3,125 at most in the usual order."""


def _entry(said: str) -> str:
    pairs = tuple(_SCORES.findall(said))
    whole = "".join(f' {name}="{score}"' for name, score in pairs) == said.rstrip(" ")
    entry = pedigree(pairs) if whole and len(dict(pairs)) == len(pairs) else ""
    if entry and len(_ENTRIES) < 10_000:
        _ENTRIES[said] = entry
    return entry


def _place_tree(uuid: str, top: str, sub: str) -> Json:
    """Return a compartment as ``trees.tree`` does."""
    names = [["compartment", {"xml:lang": "en"}, [top]], ["subcompartment", {"xml:lang": "en"}, [sub]]]
    return ["compartment", {"subcompartmentId": uuid}, names]
