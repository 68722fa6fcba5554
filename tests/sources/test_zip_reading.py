"""Archives that lie, bite or are cut off (reference/competitors.md C.4, containers)."""

from __future__ import annotations

import io
import pickle
import stat
import struct
import zipfile
import zlib

import pytest

from lcabridge.errors import LcabridgeError, LimitError, MalformedSourceError, UnsafeContentError
from lcabridge.sources import Limits, open_source


@pytest.fixture
def put(tmp_path):
    def write(data: bytes, name: str = "p.zip"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def take(source, way: str) -> bytes:
    if way == "read":
        return source.read("a.json")
    with source.open("a.json") as stream:
        return stream.read()


def entry_of(error: LcabridgeError) -> str:
    assert error.at is not None
    assert error.hint_en
    assert error.hint_zh
    assert error.zh
    assert "\n" not in str(error)
    return str(error)


def test_reads_what_zipfile_writes(tmp_path):
    path = tmp_path / "p.zip"
    contents = {
        "b/x.json": b'{"a":1}' * 500,
        "a.json": b"",
        "b/\u6c34.json": b"\x00\xff",
        "stored.bin": bytes(range(256)),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "stored.bin" else None)
    with open_source(path) as source:
        assert source.kind == "zip"
        assert list(source.names()) == sorted(contents)
        for name, data in contents.items():
            assert source.read(name) == data
            assert source.size(name) == len(data)
            assert source.head(name, 4) == data[:4]
            with source.open(name) as stream:
                assert stream.read() == data
        assert source.locate("a.json") == f"{path}!a.json"


def test_a_streamed_archive_with_data_descriptors_is_read(tmp_path):
    class Unseekable(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

        def tell(self):
            raise io.UnsupportedOperation

    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"[1]")
    path = tmp_path / "p.zip"
    path.write_bytes(stream.getvalue())
    with open_source(path) as source:
        assert source.read("a.json") == b"[1]"


def test_folders_and_junk_are_listed_apart(put, forge):
    data = forge.archive(
        forge.Forged(b"a/", b"", 0, mode=0o40755),
        forge.Forged(b"a/x.json"),
        forge.Forged(b"__MACOSX/a/._x.json"),
        forge.Forged(b"a/.DS_Store"),
        forge.Forged(b"Thumbs.db"),
    )
    with open_source(put(data)) as source:
        assert list(source.names()) == ["a/x.json"]
        assert source.ignored == ("Thumbs.db", "__MACOSX/a/._x.json", "a/", "a/.DS_Store")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        (b"../evil.json", "leads out"),
        (b"a/../../evil.json", "leads out"),
        (b"/etc/passwd", "absolute"),
        (b"C:/x.json", "drive"),
        (b"c:x.json", "drive"),
        (b"a\\..\\x.json", "backslash"),
        (b"a\x00.json", "control"),
        (b"a/./x.json", "'.' part"),
        (b"a//x.json", "'.' part"),
        (b"", "empty"),
        (b"../", "leads out"),
    ],
)
def test_names_that_lead_out_are_refused(put, forge, name, word):
    with pytest.raises(UnsafeContentError, match="entry name") as caught:
        open_source(put(forge.archive(forge.Forged(name, b"", 0))))
    assert word in entry_of(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "flags"),
    [
        (b"a.json", b"a.json", 0),
        (b"a", b"a", 0),
        (b"a.json", b"A.JSON", 0),
        ("\u00e9.json".encode(), "\u00c9.json".encode(), 0x800),
        ("\u00e9.json".encode(), "e\u0301.json".encode(), 0x800),  # composed and decomposed: one file on macOS
        ("stra\u00dfe".encode(), b"STRASSE", 0x800),
    ],
)
def test_two_entries_of_one_name_are_refused(put, forge, first, second, flags):
    data = forge.archive(forge.Forged(first, b"[1]", flags=flags), forge.Forged(second, b"[2]", flags=flags))
    with pytest.raises(UnsafeContentError):
        open_source(put(data))


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(put, forge, mode):
    with pytest.raises(UnsafeContentError, match="not a file") as caught:
        open_source(put(forge.archive(forge.Forged(b"a.json", b"/etc/passwd", 0, mode=mode | 0o777))))
    entry_of(caught.value)


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2000])
def test_encrypted_entries_are_refused(put, forge, flags):
    with pytest.raises(UnsafeContentError, match="encrypted"):
        open_source(put(forge.archive(forge.Forged(b"a.json", flags=flags))))


@pytest.mark.parametrize("method", [1, 6, 9, 12, 14, 93, 95, 98, 99])
def test_other_compression_is_refused_by_name(put, forge, method):
    with pytest.raises(MalformedSourceError, match="not supported"):
        open_source(put(forge.archive(forge.Forged(b"a.json", method=method))))


def test_a_bomb_is_refused_by_its_ratio_before_it_is_inflated(put, forge):
    bomb = forge.archive(forge.Forged(b"zeros.json", bytes(20 << 20)))
    with pytest.raises(LimitError, match="zip_ratio=N") as caught:
        open_source(put(bomb))
    assert "zeros.json" in entry_of(caught.value)
    with open_source(put(bomb), Limits(zip_ratio=2000)) as source:
        assert len(source.read("zeros.json")) == 20 << 20


def test_a_high_ratio_within_the_grace_is_fine(put, forge):
    with open_source(put(forge.archive(forge.Forged(b"zeros.json", bytes(1 << 20))))) as source:
        assert source.size("zeros.json") == 1 << 20


@pytest.mark.parametrize("declared", [10, 100_000])
@pytest.mark.parametrize("way", ["read", "open"])
def test_a_lie_about_the_size_is_found_while_inflating(put, forge, declared, way):
    data = forge.archive(forge.Forged(b"a.json", b"x" * 5000, size=declared))
    with open_source(put(data)) as source, pytest.raises(MalformedSourceError, match="size of the entry"):
        take(source, way)


def test_a_bomb_that_declares_little_does_not_inflate(put, forge):
    # 100 MB behind a declared 1,000 bytes: one byte too many must be enough to stop.
    data = forge.archive(forge.Forged(b"a.json", bytes(100 << 20), size=1000))
    with open_source(put(data)) as source:
        with pytest.raises(MalformedSourceError, match="size of the entry"):
            source.read("a.json")
        with source.open("a.json") as stream, pytest.raises(MalformedSourceError, match="size of the entry"):
            stream.read()


@pytest.mark.parametrize("method", [0, 8])
@pytest.mark.parametrize("way", ["read", "open"])
def test_a_wrong_checksum_is_found(put, forge, method, way):
    data = forge.archive(forge.Forged(b"a.json", b"[1]", method, crc=zlib.crc32(b"[2]")))
    with open_source(put(data)) as source, pytest.raises(MalformedSourceError, match="checksum") as caught:
        take(source, way)
    assert "p.zip!a.json" in entry_of(caught.value)


@pytest.mark.parametrize("packed", [b"\xff\xff\xff", b"", zlib.compress(b"{}")])
def test_bytes_that_do_not_inflate_are_named(put, forge, packed):
    data = forge.archive(forge.Forged(b"a.json", b"{}", packed=packed))
    with open_source(put(data)) as source, pytest.raises(MalformedSourceError, match="zip archive is broken"):
        source.read("a.json")


def test_overlapping_entries_are_refused(put, forge):
    # Two directory entries for one local header: the flat bomb of Fifield (2019).
    kernel = b"x" * 1000
    data = forge.archive(forge.Forged(b"a.json", kernel, 0), forge.Forged(b"b.json", kernel, 0, offset=0))
    with pytest.raises(UnsafeContentError, match="overlaps"):
        open_source(put(data))


def test_an_overlap_hidden_in_the_local_header_is_refused(put, forge):
    # The extra field exists in the local header only, so that the directory alone looks sound.
    inner = forge.archive(forge.Forged(b"b.json", b"[2]", 0))
    local_b = inner[: inner.index(b"PK\x01\x02")]
    data = bytearray(forge.archive(forge.Forged(b"a.json", b"[1]", 0), forge.Forged(b"b.json", b"[2]", 0)))
    struct.pack_into("<H", data, 28, len(local_b))  # a.json's local header claims b.json's bytes as extra field
    with open_source(put(bytes(data))) as source, pytest.raises(UnsafeContentError, match="overlaps"):
        source.read("a.json")


def test_a_local_header_with_another_name_is_refused(put, forge):
    data = forge.archive(forge.Forged(b"a.json", local_name=b"b.json"))
    with open_source(put(data)) as source, pytest.raises(MalformedSourceError, match="contradicts"):
        source.read("a.json")


def test_every_truncation_is_an_error(put, forge):
    whole = forge.archive(*(forge.Forged(b"e%d.json" % n, b"x" * 50 * n) for n in range(1, 6)))
    for cut in range(4, len(whole)):
        with pytest.raises(MalformedSourceError, match="zip archive is broken"):
            open_source(put(whole[:cut])).close()


@pytest.mark.parametrize(
    "change",
    [
        {"count": 1},
        {"count": 3},
        {"tail": b"junk"},
        {"tail": b"PK\x05\x06" + bytes(18)},  # a second, empty package behind the first
    ],
)
def test_a_directory_that_does_not_add_up_is_refused(put, forge, change):
    data = forge.archive(forge.Forged(b"a.json"), forge.Forged(b"b.json"), **change)
    with pytest.raises(MalformedSourceError):
        open_source(put(data))


def test_bytes_before_the_archive_are_refused(put, forge):
    data = b"PK\x03\x04" + b"hidden" + forge.archive(forge.Forged(b"a.json"))
    with pytest.raises(MalformedSourceError):
        open_source(put(data))


def test_a_zip64_record_that_lies_is_refused(put, forge):
    good = forge.archive(forge.Forged(b"a.json"))
    body, end = good[:-22], bytearray(good[-22:])
    size, start = struct.unpack_from("<2I", end, 12)
    struct.pack_into("<2H2I", end, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)

    def with_record(count: int, at: int) -> bytes:
        record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, at)
        return body + record + struct.pack("<4sIQI", b"PK\x06\x07", 0, len(body), 1) + bytes(end)

    with open_source(put(with_record(1, start))) as source:
        assert list(source.names()) == ["a.json"]
    for lie in (with_record(1 << 40, start), with_record(1, start + 1), with_record(0, start)):
        with pytest.raises(LcabridgeError):
            open_source(put(lie))


def test_an_empty_archive_has_no_entries(put, forge):
    with open_source(put(forge.archive())) as source:
        assert list(source.names()) == []


def test_nested_archives_are_not_entered(put, forge):
    inner = forge.archive(forge.Forged(b"../x.json", bytes(30 << 20)))
    with open_source(put(forge.archive(forge.Forged(b"inner.zip", inner, 0)))) as source:
        assert list(source.names()) == ["inner.zip"]
        assert source.read("inner.zip") == inner


@pytest.mark.parametrize(
    ("limits", "option"),
    [
        (Limits(zip_entries=2), "zip_entries"),
        (Limits(zip_entry_bytes=99), "zip_entry_bytes"),
        (Limits(zip_total_bytes=299), "zip_total_bytes"),
        (Limits(zip_directory_bytes=100), "zip_directory_bytes"),
    ],
)
def test_each_limit_names_its_option(put, forge, limits, option):
    data = forge.archive(*(forge.Forged(b"%d.json" % n, b"x" * 100, 0) for n in range(3)))
    with pytest.raises(LimitError, match=f"--limit {option}=N") as caught:
        open_source(put(data), limits)
    entry_of(caught.value)
    with open_source(put(data)) as source:
        assert len(source.names()) == 3


def test_a_document_beyond_file_bytes_can_be_streamed_but_not_read_whole(put, forge):
    data = forge.archive(forge.Forged(b"a.json", b"x" * 1000))
    with open_source(put(data), Limits(file_bytes=999)) as source:
        with pytest.raises(LimitError, match="file_bytes"):
            source.read("a.json")
        with source.open("a.json") as stream:
            assert len(stream.read()) == 1000


@pytest.mark.parametrize(
    ("raw", "name", "encoding"),
    [
        (
            "\u7535\u529b/\u4e8c\u6c27\u5316\u78b3.json".encode("gbk"),
            "\u7535\u529b/\u4e8c\u6c27\u5316\u78b3.json",
            "gb18030",
        ),
        ("\u6c34.json".encode("gbk"), "\u6c34.json", "gb18030"),
        ("\u7535\u529b.json".encode(), "\u7535\u529b.json", "utf-8"),
        ("M\u00fcll.json".encode("cp437"), "M\u00fcll.json", "cp437"),
        ("d\u00e9chets.json".encode("cp437"), "d\u00e9chets.json", "cp437"),
        (b"plain.json", "plain.json", "ascii"),
    ],
)
def test_names_without_the_utf8_flag_are_decoded_by_evidence(put, forge, raw, name, encoding):
    with open_source(put(forge.archive(forge.Forged(raw)))) as source:
        assert list(source.names()) == [name]
        assert source.name_encoding == encoding
        assert source.read(name) == b"{}"


def test_names_with_the_flag_or_the_unicode_field_need_no_evidence(put, forge):
    raw = "d\u00e9chets.json".encode("cp437")
    text = "d\u00e9chets.json".encode()
    extra = struct.pack("<2HBI", 0x7075, 5 + len(text), 1, zlib.crc32(raw)) + text
    data = forge.archive(forge.Forged(raw, extra=extra), forge.Forged("\u6c34.json".encode(), flags=0x800))
    with open_source(put(data)) as source:
        assert list(source.names()) == ["d\u00e9chets.json", "\u6c34.json"]


def test_a_source_survives_pickling_and_notices_that_the_file_changed(put, forge):
    path = put(forge.archive(forge.Forged(b"a.json", b"[1]")))
    with open_source(path) as source:
        packed = pickle.dumps(source)
    with pickle.loads(packed) as again:
        assert again.read("a.json") == b"[1]"
    path.write_bytes(forge.archive(forge.Forged(b"a.json", b"[1,2]")))
    with pytest.raises(MalformedSourceError, match="changed"):
        pickle.loads(packed)


@pytest.mark.parametrize(("cache_bytes", "is_kept"), [(200, True), (199, False)])
def test_a_package_is_inflated_once_if_all_of_it_fits_the_cache(put, forge, cache_bytes, is_kept):
    path = put(forge.archive(forge.Forged(b"a.json", b"x" * 100), forge.Forged(b"b.json", b"y" * 100)))
    with open_source(path, cache_bytes=cache_bytes) as source:
        assert (source.read("a.json") is source.read("a.json")) is is_kept
        assert source.read("b.json") == b"y" * 100


def test_seventy_thousand_entries_open_fast(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{number:06}.json"), b"{}")
    with open_source(path) as source:
        assert len(source.names()) == 70_000
        assert source.read("069999.json") == b"{}"
