"""Headings, paragraphs and tables of a bilingual document, as HTML and as Word (Office Open XML, ECMA-376)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lcabridge.model import Text, pick

_DATE = (1980, 1, 1, 0, 0, 0)
"""Time stamp of the parts of a Word file: the same document is the same bytes."""


@dataclass(slots=True, frozen=True)
class Heading:
    """A heading of a level (1 is the highest)."""

    level: int
    text: Text


@dataclass(slots=True, frozen=True)
class Paragraph:
    """A paragraph; both languages are shown, Chinese first."""

    text: Text


@dataclass(slots=True, frozen=True)
class Table:
    """A table; cells are shown as they are."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Table


def both(text: Text) -> tuple[str, ...]:
    """Return Chinese and English, once if they are the same or one is missing."""
    zh, en = text.get("zh", ""), text.get("en", "")
    return tuple(dict.fromkeys(part for part in (zh, en) if part)) or (pick(text),)


_STYLE = (
    'body{margin:0 auto;max-width:900px;padding:32px;font:15px/1.6 system-ui,"Segoe UI","Noto Sans","PingFang SC",'
    '"Microsoft YaHei","Noto Sans CJK SC",sans-serif;color-scheme:light dark}h1{font-size:24px}h2{font-size:18px;margin-top:2em}'
    "table{border-collapse:collapse;width:100%;font-size:13.5px}td,th{border:1px solid #8888;padding:4px 8px;text-align:left;"
    "vertical-align:top}p.en{opacity:.75}p{margin:.4em 0}"
)


def html(title: Text, blocks: Sequence[Block]) -> str:
    """Return the document as a self-contained HTML page."""
    name = " / ".join(both(title))
    body = "".join(_html_block(block) for block in (Heading(1, title), *blocks))
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(name)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _html_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(' / '.join(both(block.text)))}</h{block.level}>"
    if isinstance(block, Paragraph):
        zh = f'<p lang="zh">{escape(block.text["zh"])}</p>' if block.text.get("zh") else ""
        en = f'<p class="en" lang="en">{escape(block.text["en"])}</p>' if block.text.get("en") else ""
        return zh + en or f"<p>{escape(pick(block.text))}</p>"
    heads = "".join(f"<th>{'<br>'.join(escape(word) for word in both(head))}</th>" for head in block.heads)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    return f"<table><tr>{heads}</tr>{rows}</table>"


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    _HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELATIONS = (
    _HEAD
    + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    _HEAD
    + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>'
)


def _style(level: int, size: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


_STYLES = (
    _HEAD + f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="SimSun" w:cs="Calibri"/><w:sz w:val="21"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:pPr><w:spacing w:after="80"/></w:pPr></w:style>' + _style(1, 36) + _style(2, 28) + _style(3, 24) + "</w:styles>"
)


def docx(title: Text, blocks: Sequence[Block]) -> bytes:
    """Return the document as a Word file."""
    body = "".join(_word_block(block) for block in (Heading(1, title), *blocks))
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
    )
    page += 'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{body}{page}</w:body></w:document>",
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/styles.xml": _STYLES,
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            file.writestr(info, text.encode())
    return data.getvalue()


def _word_block(block: Block) -> str:
    if isinstance(block, Heading):
        return _word_paragraph(" / ".join(both(block.text)), f"Heading{block.level}")
    if isinstance(block, Paragraph):
        return "".join(_word_paragraph(part) for part in both(block.text))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="888888"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = "".join(_word_row(row) for row in [[" / ".join(both(head)) for head in block.heads], *block.rows])
    grid = "<w:tblGrid>" + "<w:gridCol/>" * len(block.heads) + "</w:tblGrid>"
    frame = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{frame}{grid}{rows}</w:tbl>{_word_paragraph('')}"


def _word_row(row: Sequence[str]) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{_word_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"


def _word_paragraph(text: str, style: str = "") -> str:
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{kind}<w:r><w:t xml:space="preserve">{escape(_printable(text), quote=False)}</w:t></w:r></w:p>'


def _printable(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )
