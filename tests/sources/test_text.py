"""Text in seven spellings: the right characters or an error, never nonsense (C.4, encoding)."""

from __future__ import annotations

import codecs

import pytest

from lcabridge.errors import MalformedSourceError
from lcabridge.sources import decode_text

CHINESE = "\u4e8c\u6c27\u5316\u78b3\u6392\u653e\u56e0\u5b50\uff0c\u4e2d\u56fd\u7535\u7f51\uff082024\u5e74\uff09"
RARE = "\u65b0\u7586\u7164\u7535\uff0c\u9555\u3001\U00020087\u548c\u4e2d\u56fd\u7684\u6c34\u6ce5\u751f\u4ea7"
GERMAN = "M\u00fcll, Erdgas 5 m\u00b3, W\u00e4rme gro\u00df 20 \u00b5g"
FRENCH = "d\u00e9chets m\u00e9nagers \u00e0 l\u2019h\u00f4pital, bl\u00e9"
JAPANESE = "\u4e8c\u9178\u5316\u70ad\u7d20\u306e\u6392\u51fa\u91cf\u3068\u96fb\u529b"
KOREAN = "\uc774\uc0b0\ud654\ud0c4\uc18c \ubc30\ucd9c\uacc4\uc218\uc640 \uc804\ub825 \uc0dd\uc0b0\uc758 \uc601\ud5a5"
TAIWAN = "\u4e8c\u6c27\u5316\u78b3\u7684\u6392\u653e\u4fc2\u6578\u8207\u96fb\u529b\u751f\u7522"
RUSSIAN = "\u0432\u044b\u0431\u0440\u043e\u0441\u044b \u0443\u0433\u043b\u0435\u043a\u0438\u0441\u043b\u043e\u0433\u043e \u0433\u0430\u0437\u0430"
POLISH = "energia elektryczna z w\u0119gla, ca\u0142kowity \u015blad"


@pytest.mark.parametrize("text", [CHINESE, GERMAN, FRENCH, JAPANESE, KOREAN, RUSSIAN, "plain"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides(text, mark, encoding):
    assert decode_text(mark + text.encode(encoding)) == (text, encoding, "byte order mark")


@pytest.mark.parametrize(
    "text", [CHINESE, RARE, GERMAN, FRENCH, JAPANESE, KOREAN, TAIWAN, RUSSIAN, POLISH, "\u00e9", "\u00b5g", "m\u00b2"]
)
def test_utf8_is_recognised_without_mark(text):
    assert decode_text(text.encode()) == (text, "utf-8", "valid UTF-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_is_recognised_by_its_zeros(encoding):
    text = "{SimaPro 9}\r\n" + CHINESE
    assert decode_text(text.encode(encoding))[:2] == (text, encoding)


@pytest.mark.parametrize(
    "text", [CHINESE, "\u6c34", "\u7535\u529b", "\u4e2d\u56fd", "CO2;\u4e8c\u6c27\u5316\u78b3;kg", RARE]
)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_chinese_in_gbk_is_recognised_by_its_characters(text, encoding):
    if encoding == "gbk" and text == RARE:
        text = text.replace("\U00020087", "")
    found, name, evidence = decode_text(text.encode(encoding))
    assert (found, name) == (text, "gb18030")
    assert "frequent" in evidence


@pytest.mark.parametrize("text", [GERMAN, FRENCH, "5 \u00b5g", "m\u00b2", "20 \u00b0C"])
def test_western_text_is_recognised_where_every_accent_makes_sense(text):
    found, name, _ = decode_text(text.encode("cp1252"))
    assert (found, name) == (text, "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        ("\u70ad", "shift_jis"),
        (KOREAN, "cp949"),
        (TAIWAN, "big5"),
        ("\u96fb\u529b", "big5"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "cp1250"),
    ],
)
def test_other_encodings_are_refused_and_not_turned_into_nonsense(text, encoding):
    with pytest.raises(MalformedSourceError, match="encoding") as caught:
        decode_text(text.encode(encoding), at="x.csv")
    assert "x.csv" in str(caught.value)
    assert caught.value.hint_zh


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "shift_jis"),
        (KOREAN, "cp949"),
        (TAIWAN, "big5"),
        (RUSSIAN, "cp1251"),
        (POLISH, "cp1250"),
        (CHINESE, "gbk"),
    ],
)
@pytest.mark.parametrize("how", ["declared", "forced"])
def test_they_are_read_when_somebody_names_them(text, encoding, how):
    assert decode_text(text.encode(encoding), **{how: encoding})[0] == text


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "GB2312", "ascii", "Big5", "shift_jis"])
@pytest.mark.parametrize("text", [CHINESE, FRENCH, KOREAN])
def test_utf8_under_a_wrong_declaration_is_still_utf8(declared, text):
    assert decode_text(text.encode(), declared)[:2] == (text, "utf-8")


@pytest.mark.parametrize("declared", ["utf-8", "ISO-8859-1", "windows-1252", "ascii"])
def test_gbk_under_a_wrong_declaration_is_still_chinese(declared):
    assert decode_text(CHINESE.encode("gbk"), declared)[:2] == (CHINESE, "gb18030")


def test_latin1_with_windows_bytes_is_windows1252():
    assert decode_text("\u201cM\u00fcll\u201d".encode("cp1252"), "ISO-8859-1")[:2] == (
        "\u201cM\u00fcll\u201d",
        "cp1252",
    )


@pytest.mark.parametrize("label", ["utf-7", "nonsense", "rot13", "base64", "idna", "", "a\x00b"])
def test_unknown_or_unsafe_encodings_are_refused(label):
    with pytest.raises(MalformedSourceError, match="not supported"):
        decode_text(b"x", label)


@pytest.mark.parametrize("data", [codecs.BOM_UTF8 + b"\xff", codecs.BOM_UTF16_LE + b"\x00\xd8", b"\xff\xfe\x00"])
def test_bytes_that_contradict_their_mark_are_refused(data):
    with pytest.raises(MalformedSourceError, match="not valid"):
        decode_text(data)


def test_ascii_needs_no_evidence():
    assert decode_text(b"kg CO2e") == ("kg CO2e", "ascii", "no byte above 7F")


def test_chinese_names_of_a_real_package_survive_gb18030_and_big5(corpus):
    from lcabridge.sources import open_source, parse_xml

    language = "{http://www.w3.org/XML/1998/namespace}lang"
    texts = set()
    with open_source(corpus / "ilcd" / "tiangong-dev.zip") as source:
        for name in source.names():
            if "/flows/" in f"/{name}" and name.endswith(".xml"):
                root = parse_xml(source.read(name), source.locate(name))
                found = (e.text for e in root.iter("{*}baseName") if e.get(language) == "zh")
                texts.update(text for text in found if text and sum("\u4e00" <= c <= "\u9fff" for c in text) > 3)
    together = "\n".join(sorted(texts))
    assert decode_text(together.encode("gb18030"))[:2] == (together, "gb18030")
    read = 0
    for text in texts:
        # One short name may lack evidence; what is read must be right.
        try:
            assert decode_text(text.encode("gb18030"))[0] == text
        except MalformedSourceError:
            continue
        read += 1
    assert read > 0.8 * len(texts) > 20
