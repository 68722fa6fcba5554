"""A signed review form, read back: the reviewer as contact, the form as source, and the review entry of data sets."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lcabridge.assess.pages.output import check_output
from lcabridge.assess.review.form import CONCLUSIONS, FIELDS, HEAD, REVIEW_TYPES, SUFFIXES
from lcabridge.calc.blocks import both
from lcabridge.errors import Location, MalformedSourceError, UsageError
from lcabridge.flowmap.grid import grid, read_bytes
from lcabridge.model import (
    Administration,
    Contact,
    Entity,
    LifeCycleModel,
    Process,
    Review,
    ReviewScope,
    Source,
    Text,
    has_cjk,
    true_language,
)
from lcabridge.sources import open_source, parse_xml

VERSION = "01.00.000"
"""Of the contact and the source that a form becomes."""
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "lcabridge review record")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OPINIONS: dict[str, Text] = {
    "opinion.representativeness": {"en": "Representativeness", "zh": "代表性"},
    "opinion.rigour": {"en": "Scientific rigour", "zh": "科学严谨性"},
    "opinion.traceability": {"en": "Traceability", "zh": "可追溯性"},
    "opinion": {"en": "Opinion", "zh": "审查意见"},
}


class Signed(msgspec.Struct, kw_only=True, frozen=True):
    """A filled form.

    Attributes:
        file: name of the file.
        data: its bytes; they travel with the package.
        values: what stands in it, by key.
    """

    file: str
    data: bytes
    values: dict[str, str]


def read_form(path: Path) -> Signed:
    """Read a filled form (XLSX or Word).

    Raises:
        UsageError: another kind of file, a line that must be filled is not, or has a value that it cannot have.
        ReadError: it cannot be read.
        MalformedSourceError: it is no form of ours.
    """
    check_output(path, SUFFIXES)
    data = read_bytes(path)
    rows = _word_rows(path) if path.suffix.lower() == ".docx" else (row for _, row in grid(data, str(path)))
    known = {field.key for field in FIELDS}
    values = {row[0].strip(): row[2].strip() for row in rows if len(row) > 2 and row[0].strip() in known}
    if "fingerprint" not in values:
        raise MalformedSourceError(
            "this is no review form of lcabridge: it has no line 'fingerprint'",
            "这不是 lcabridge 的审查表：没有 fingerprint 行",
            at=Location(file=str(path)),
            hint_en="make one with lcabridge assess SRC --review-template FORM.xlsx",
            hint_zh="请用 lcabridge assess SRC --review-template FORM.xlsx 生成",
        )
    _check(values, path)
    return Signed(file=path.name, data=data, values=values)


def _word_rows(path: Path) -> Iterator[list[str]]:
    with open_source(path) as source:
        if "word/document.xml" not in source.names():
            return
        root = parse_xml(source.read("word/document.xml"), f"{path}!word/document.xml")
    for row in root.iter(f"{_W}tr"):
        cells = []
        for cell in row.iter(f"{_W}tc"):
            paragraphs = ["".join(t.text or "" for t in p.iter(f"{_W}t")) for p in cell.iter(f"{_W}p")]
            cells.append("\n".join(paragraphs))
        yield cells


def _check(values: dict[str, str], path: Path) -> None:
    empty = [field for field in FIELDS if field.required and not values.get(field.key)]
    if empty:
        column = " / ".join(both(HEAD[2]))
        raise UsageError(
            f"the form is not complete: {', '.join(field.label['en'] for field in empty)}",
            f"审查表未填完整：{'、'.join(field.label['zh'] for field in empty)}",
            at=Location(file=str(path), pointer=empty[0].key),
            hint_en=f"fill in the column '{column}'",
            hint_zh=f"请填写“{column}”列",
        )
    # A workbook turns a date into one of its own; grid gives it back as YYYY-MM-DD.
    if _DATE.fullmatch(values["review.date"]) is None:
        _refuse(path, "review.date", values["review.date"], "YYYY-MM-DD")
    if values["review.type"] not in REVIEW_TYPES:
        _refuse(path, "review.type", values["review.type"], "; ".join(REVIEW_TYPES))
    if conclusion(values["conclusion"]) is None:
        _refuse(path, "conclusion", values["conclusion"], "; ".join(" / ".join(both(t)) for t in CONCLUSIONS.values()))


def _refuse(path: Path, key: str, value: str, wanted: str) -> None:
    raise UsageError(
        f"{key} cannot be {value!r}",
        f"{key} 不能为 {value!r}",
        at=Location(file=str(path), pointer=key),
        hint_en=f"it may be: {wanted}",
        hint_zh=f"可填：{wanted}",
    )


def conclusion(word: str) -> Text | None:
    """Return the conclusion that a word of either language means, None if none."""
    plain = word.strip().casefold()
    return next((text for text in CONCLUSIONS.values() if plain in {t.casefold() for t in text.values()}), None)


class Record(msgspec.Struct, kw_only=True, frozen=True):
    """What a signed form becomes in a package.

    Attributes:
        contact: the reviewer.
        source: the form.
        review: the entry of each reviewed data set.
        wanted: UUIDs of the processes and models that were reviewed; all if empty.
    """

    contact: Contact
    source: Source
    review: Review
    wanted: frozenset[str] = frozenset()

    @classmethod
    def of(cls, signed: Signed, wanted: frozenset[str] = frozenset()) -> Record:
        """Make the record of a form."""
        values = signed.values
        name, organisation = values["reviewer.name"], values.get("reviewer.organisation", "")
        contact = Contact(
            uuid=str(uuid.uuid5(_NAMESPACE, f"reviewer {name} {organisation}")),
            version=VERSION,
            name=_text(name),
            full_name=_text(f"{name}, {organisation}" if organisation else name),
            email=values.get("reviewer.email", ""),
            administration=Administration(),
        )
        source = Source(
            uuid=str(uuid.uuid5(_NAMESPACE, hashlib.sha256(signed.data).hexdigest())),
            version=VERSION,
            name=_spoken(
                f"Review record, {values['review.date']}: {values.get('package', '')}",
                f"审查记录，{values['review.date']}：{values.get('package', '')}",
            ),
            citation=_text(f"{name}, {organisation or '-'}, {values['review.date']}, {signed.file}"),
            year=int(values["review.date"][:4]),
            files=[f"../external_docs/{signed.file}"],
            contacts=[contact.ref()],
        )
        review = Review(
            type=values["review.type"],
            scopes=[
                ReviewScope(name=scope, methods=_listed(values.get("review.methods", "")))
                for scope in _listed(values.get("review.scope", ""))
            ],
            details=_details(values),
            reviewers=[contact.ref()],
            report=source.ref(),
        )
        return cls(contact=contact, source=source, review=review, wanted=wanted)

    def apply(self, entity: Entity) -> Entity:
        """Return a data set with the review entry; it replaces an entry of the same form."""
        if not isinstance(entity, Process | LifeCycleModel) or (self.wanted and entity.uuid not in self.wanted):
            return entity
        others = [r for r in entity.reviews if r.report is None or r.report.uuid != self.source.uuid]
        return msgspec.structs.replace(entity, reviews=[*others, self.review])


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；]", text) if part.strip()]


def _text(value: str) -> Text:
    return {true_language("en", value): value}


def _spoken(en: str, zh: str) -> Text:
    """Return a text in both languages; the English one is left out where a Chinese name stands in it."""
    return {"zh": zh} if has_cjk(en) else {"en": en, "zh": zh}


def _details(values: dict[str, str]) -> Text:
    """Return conclusion and opinions: what was written stands under the language that it is in, the rest in both."""
    verdict = conclusion(values["conclusion"]) or {}
    found = {"en": [f"Conclusion: {verdict['en']}."], "zh": [f"审查结论：{verdict['zh']}。"]}
    for key, label in _OPINIONS.items():
        if values.get(key):
            lang = true_language("en", values[key])
            found[lang].append(f"{label[lang]}: {values[key]}" if lang == "en" else f"{label[lang]}：{values[key]}")
    signed = "" if has_cjk(values["signature"]) else f" by {values['signature']}"
    found["en"].append(f"Date: {values['review.date']}; signed{signed}.")
    found["zh"].append(f"日期：{values['review.date']}；签字：{values['signature']}。")
    return {lang: "\n".join(lines) for lang, lines in found.items()}
