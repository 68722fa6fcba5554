"""XML without document types, entities and network (C.4, XML attack), within limits."""

from __future__ import annotations

import socket
import time

import pytest
from lxml import etree

from lcabridge.errors import LcabridgeError, LimitError, MalformedSourceError, UnsafeContentError
from lcabridge.sources import Limits, parse_xml

BILLION = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r>&c;</r>"""
QUADRATIC = b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50_000 + b'">]><r>' + b"&a;" * 50_000 + b"</r>"
XXE = b'<!DOCTYPE r [<!ENTITY co SYSTEM "file:///etc/passwd">]><r>&co; fossil</r>'


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "data",
    [
        BILLION,
        QUADRATIC,
        XXE,
        b'<!DOCTYPE r SYSTEM "http://example.invalid/r.dtd"><r/>',
        b'<!DOCTYPE r PUBLIC "-//X//Y" "http://example.invalid/r.dtd"><r/>',
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://example.invalid/p"> %p;]><r/>',
        b"<!DOCTYPE r><r/>",
        b"<!doctype html><html/>",
        b'<?xml version="1.0"?>\n<!-- <r/> -->\n<?pi x?>\n<!DOCTYPE r><r/>',
        b"\xef\xbb\xbf<!DOCTYPE r><r/>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r><r/>'.encode("utf-16"),
        "<!DOCTYPE r><r/>".encode("utf-16-be"),
        '<?xml version="1.0" encoding="GB18030"?><!DOCTYPE r><r>\u6c34</r>'.encode("gb18030"),
    ],
)
def test_every_document_type_is_refused_fast(data):
    start = time.perf_counter()
    with pytest.raises(UnsafeContentError, match="DOCTYPE") as caught:
        parse_xml(data, "p.zip!x.xml")
    assert time.perf_counter() - start < 2
    assert "p.zip!x.xml" in str(caught.value)


@pytest.mark.parametrize(
    "text", [b"<r><!-- <!DOCTYPE r> --></r>", b"<r><![CDATA[<!DOCTYPE r>]]></r>", b"<?a <!DOCTYPE?><r/>"]
)
def test_the_word_alone_is_no_document_type(text):
    assert parse_xml(text, "x.xml").tag == "r"


def test_an_entity_without_declaration_is_an_error_and_no_silent_loss():
    with pytest.raises(MalformedSourceError, match="nbsp") as caught:
        parse_xml(b"<r>\n a&nbsp;b</r>", "x.xml")
    assert caught.value.at is not None
    assert caught.value.at.line == 2


def test_builtin_and_numeric_references_are_text():
    assert parse_xml(b"<r>&lt;&amp;&#x6c34;</r>", "x.xml").text == "<&\u6c34"


@pytest.mark.parametrize(
    "data",
    [
        b'<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></r>',
        b'<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u http://example.invalid/x.xsd"/>',
        b'<?xml-stylesheet href="http://example.invalid/x.xsl" type="text/xsl"?><r/>',
    ],
)
def test_references_to_elsewhere_are_not_followed(data):
    root = parse_xml(data, "x.xml")
    assert root.tag == "r"
    assert b"root:" not in etree.tostring(root)


@pytest.mark.parametrize(
    "data",
    [b"", b"  ", b"junk", b"<a><b></a>", b"<a/>junk", b"<a/><b/>", b'<a x="1" x="2"/>', b"<a>\x00</a>", b"<a>&#0;</a>", b"<a", b"<a><b/>",
     b"\xff\xfe", b"<p:a/>"],
)  # fmt: skip
def test_what_is_not_well_formed_has_a_place(data):
    with pytest.raises(MalformedSourceError, match=r"x\.xml") as caught:
        parse_xml(data, "x.xml")
    assert caught.value.hint_zh
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "limits", "option"),
    [
        (b"<a>" * 300 + b"</a>" * 300, Limits(), "xml_huge=true"),
        (b"<a>" * 100_000, Limits(), "xml_huge=true"),
        (b"<a>" * 3000 + b"</a>" * 3000, Limits(xml_huge=True), "xml_depth=N"),
        (b"<a>" * 11 + b"</a>" * 11, Limits(xml_depth=10), "xml_depth=N"),
        (b"<a>" + b"x" * (11 << 20) + b"</a>", Limits(), "xml_huge=true"),
        (b'<a b="' + b"x" * (11 << 20) + b'"/>', Limits(), "xml_huge=true"),
        (b"<a><b/>" + b"x" * 101 + b"</a>", Limits(xml_text=100), "xml_text=N"),
        (b'<a b="' + b"x" * 101 + b'"/>', Limits(xml_text=100), "xml_text=N"),
        (b"<a>" + b"<b/>" * 100 + b"</a>", Limits(xml_elements=50), "xml_elements=N"),
        (b"<a>xxxxx</a>", Limits(file_bytes=10), "file_bytes=N"),
    ],
)
def test_each_limit_names_its_option(data, limits, option):
    start = time.perf_counter()
    with pytest.raises(LcabridgeError, match=f"--limit {option}") as caught:
        parse_xml(data, "x.xml", limits)
    assert isinstance(caught.value, LimitError)
    assert time.perf_counter() - start < 2


def test_a_limit_raised_lets_the_document_in():
    deep = b"<a>" * 300 + b"</a>" * 300
    assert parse_xml(deep, "x.xml", Limits(xml_huge=True, xml_depth=300)).tag == "a"
    with pytest.raises(LimitError, match="xml_depth=N"):
        parse_xml(deep, "x.xml", Limits(xml_huge=True, xml_depth=299))
    exact = b"<a>" * 10 + b"</a>" * 10
    assert parse_xml(exact, "x.xml", Limits(xml_depth=10)).tag == "a"


@pytest.mark.parametrize(
    "data",
    [
        b"<a " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>",
        b"<a " + b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(50_000)) + b"/>",
    ],
)
def test_floods_of_attributes_are_read_in_linear_time(data):
    start = time.perf_counter()
    parse_xml(data, "x.xml")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("encoding", "label", "text"),
    [
        ("utf-8", "UTF-8", "\u4e8c\u6c27\u5316\u78b3"),
        ("utf-8-sig", "utf-8", "\u4e8c\u6c27\u5316\u78b3"),
        ("gbk", "GBK", "\u4e8c\u6c27\u5316\u78b3"),
        ("gbk", "gb2312", "\u4e8c\u6c27\u5316\u78b3\u9555"),
        ("gb18030", "GB18030", "\u6c34\U00020087"),
        ("utf-16", "UTF-16", "\u6c34"),
        ("utf-16", "UTF-8", "\u6c34"),
        ("latin-1", "ISO-8859-1", "M\u00fcll"),
        ("cp1252", "windows-1252", "M\u00fcll \u20ac"),
        ("big5", "Big5", "\u6c34\u6ce5"),
        ("shift_jis", "Shift_JIS", "\u4e8c\u9178\u5316\u70ad\u7d20"),
        ("cp1251", "windows-1251", "\u0432\u044b\u0431\u0440\u043e\u0441\u044b"),
    ],
)
def test_declared_encodings_are_read_on_every_system(encoding, label, text):
    data = f'<?xml version="1.0" encoding="{label}"?><r a="{text}">{text}</r>'.encode(encoding)
    root = parse_xml(data, "x.xml")
    assert root.text == text
    assert root.get("a") == text


@pytest.mark.parametrize(
    ("encoding", "label", "found"),
    [
        ("utf-8", "ISO-8859-1", "utf-8"),
        ("utf-8", "GB2312", "utf-8"),
        ("gb18030", "UTF-8", "gb18030"),
        ("gbk", "ISO-8859-1", "gb18030"),
    ],
)
def test_a_wrong_declaration_is_refused_or_repaired_and_told(encoding, label, found):
    text = "\u4e8c\u6c27\u5316\u78b3\u6392\u653e\u7684\u56e0\u5b50"
    data = f'<?xml version="1.0" encoding="{label}"?><r>{text}</r>'.encode(encoding)
    with pytest.raises(MalformedSourceError, match="declares"):
        parse_xml(data, "x.xml")
    told = []
    root = parse_xml(data, "x.xml", on_repair=lambda name, evidence: told.append((name, evidence)))
    assert root.text == text
    assert [name for name, _ in told] == [found]


@pytest.mark.parametrize("label", ["nonsense", "UTF-7", "EBCDIC-CP-US"])
def test_unknown_encodings_are_refused(label):
    with pytest.raises(MalformedSourceError, match="not supported"):
        parse_xml(f'<?xml version="1.0" encoding="{label}"?><r/>'.encode(), "x.xml")


def test_comments_and_processing_instructions_are_kept():
    root = parse_xml(b"<r><!-- c --><?p i?></r>", "x.xml")
    assert len(root) == 2
