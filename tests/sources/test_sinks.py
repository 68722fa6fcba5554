"""Sinks: the old target or the whole new one, and the same bytes whatever the order."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lcabridge.errors import SourceMissingError, TargetExistsError, WriteError
from lcabridge.sources import FileSink, FolderSink, ZipSink, atomic, open_sink, open_source, pack, unpack

ENTRIES = {
    "processes/b.json": b'{"b":1}' * 300,
    "processes/a.json": b"{}",
    "\u6d41/\u6c34.json": "\u6c34".encode() * 50,
    "empty": b"",
    "random.bin": random.Random(1).randbytes(5000),
    "Z.json": b"z",
}


def fill(sink, entries=None):
    for name, data in (entries or ENTRIES).items():
        sink.add(name, data)


def content(path: Path) -> dict[str, bytes]:
    with open_source(path) as source:
        return {name: source.read(name) for name in source.names()}


def left_over(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name.startswith(atomic.PREFIX)]


@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_what_is_added_is_read_again(tmp_path, kind):
    target = tmp_path / "out"
    with open_sink(target, kind) as sink:
        fill(sink)
        assert not target.exists()
    assert content(target) == ENTRIES
    assert left_over(tmp_path) == []


def test_another_program_reads_the_archive(tmp_path):
    with open_sink(tmp_path / "out.zip", "zip") as sink:
        fill(sink)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(ENTRIES)
        assert {name: archive.read(name) for name in ENTRIES} == ENTRIES
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr == 0o100644 << 16
            assert entry.create_system == 3


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_finds_no_fault(tmp_path):
    with open_sink(tmp_path / "out.zip", "zip") as sink:
        fill(sink)
    subprocess.run(["unzip", "-tqq", tmp_path / "out.zip"], check=True)


def test_a_file_takes_one_entry_or_pieces(tmp_path):
    target = tmp_path / "out.csv"
    with open_sink(target, "file") as sink:
        sink.add("any", b"one")
        with pytest.raises(WriteError, match="second entry"):
            sink.add("other", b"two")
    assert target.read_bytes() == b"one"
    with FileSink(target) as pieces:
        pieces.append(b"a")
        pieces.append(b"b")
    assert target.read_bytes() == b"ab"
    with open_sink(target, "file") as sink:
        sink.add_packed("any", pack(b"x" * 1000))
    assert target.read_bytes() == b"x" * 1000


def test_packed_entries_travel_between_processes():
    for data in (b"", b"x" * 10_000, random.Random(2).randbytes(100)):
        packed = pickle.loads(pickle.dumps(pack(data)))
        assert unpack(packed) == data
        assert len(packed.data) <= len(data)


@pytest.mark.parametrize("packed", [False, True])
def test_bytes_do_not_depend_on_order_or_way(tmp_path, packed):
    digests = set()
    for seed in range(6):
        names = sorted(ENTRIES)
        if seed:
            random.Random(seed).shuffle(names)
        with open_sink(tmp_path / "out.zip", "zip") as sink:
            for name in names:
                if packed and seed % 2:
                    sink.add_packed(name, pack(ENTRIES[name]))
                else:
                    sink.add(name, ENTRIES[name])
        digests.add(hashlib.sha256((tmp_path / "out.zip").read_bytes()).hexdigest())
    assert len(digests) == 1


SCRIPT = """
import hashlib, os, random, sys, time
from pathlib import Path
from lcabridge.sources import open_sink
target = Path(sys.argv[1])
names = {f"d{n % 7}/\\u6c34{n}.json" for n in range(200)}
order = list(names)
if int(sys.argv[2]):
    random.Random(int(sys.argv[2])).shuffle(order)
if hasattr(time, "tzset"):
    time.tzset()
with open_sink(target, "zip") as sink:
    for name in order:
        sink.add(name, (name * 20).encode())
print(hashlib.sha256(target.read_bytes()).hexdigest())
"""


def test_bytes_do_not_depend_on_time_zone_hash_seed_or_language(tmp_path):
    digests = set()
    settings = [("0", "UTC", "C"), ("1", "Asia/Shanghai", "zh_CN.UTF-8"), ("random", "America/New_York", "de_DE")]
    for number, (seed, zone, language) in enumerate(settings):
        variables = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": language, "LC_ALL": language}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, tmp_path / f"{number}.zip", str(number)],
            env=variables, check=True, capture_output=True, text=True,
        )  # fmt: skip
        digests.add(done.stdout)
    assert len(digests) == 1


def test_more_than_65535_entries_need_zip64(tmp_path):
    with open_sink(tmp_path / "out.zip", "zip") as sink:
        empty = pack(b"")
        for number in reversed(range(65_600)):
            sink.add_packed(f"{number:06}", empty)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert len(archive.namelist()) == 65_600
    with open_source(tmp_path / "out.zip") as source:
        assert source.names()[-1] == "065599"


def test_offsets_and_sizes_beyond_4_gib_use_zip64_fields(tmp_path, monkeypatch):
    # The bound lowered to 60 bytes makes every field a zip64 field; the rest of the code is as it is.
    from lcabridge.sources import zipwrite

    sink = ZipSink(tmp_path / "out.zip")
    monkeypatch.setattr(zipwrite, "_FULL32", 60)
    sink.add("a", b"a" * 10)
    header = sink._local_header(0)
    sink._sizes[0] = 5 << 30
    monkeypatch.undo()
    large = sink._local_header(0)
    sink.abort()
    assert len(header) == 30 + 1
    assert len(large) == 30 + 1 + 20
    assert large[31:35] == b"\x01\x00\x10\x00"
    assert int.from_bytes(large[35:43], "little") == 5 << 30


@pytest.mark.parametrize("kind", ["zip", "folder", "file"])
def test_an_error_inside_leaves_everything_as_it_was(tmp_path, kind):
    target = tmp_path / "out"
    with open_sink(target, kind) as sink:
        sink.add("a", b"old")
    before = content(target)
    with pytest.raises(ZeroDivisionError), open_sink(target, kind) as sink:
        sink.add("b", b"%d" % (1 // 0))
    assert content(target) == before
    assert left_over(tmp_path) == []
    with open_sink(target, kind) as sink:
        sink.add("b", b"new")
        sink.abort()
    assert content(target) == before


@pytest.mark.parametrize("kind", ["zip", "folder"])
@pytest.mark.parametrize(
    ("first", "second"), [("a", "a"), ("a", "A"), ("\u00e9", "e\u0301"), ("d/stra\u00dfe", "D/STRASSE")]
)
def test_two_entries_of_one_name_are_refused(tmp_path, kind, first, second):
    sink = open_sink(tmp_path / "out", kind)
    sink.add(first, b"1")
    for add, data in ((sink.add, b"2"), (sink.add_packed, pack(b"2"))):
        with pytest.raises(WriteError, match="two entries"):
            add(second, data)
    sink.abort()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/x", "a/../x", "a\\x", "C:x", "", "a/", "a//b", "./a", "a\x00", "a\n"])
@pytest.mark.parametrize("kind", ["zip", "folder", "file"])
def test_names_that_lead_out_are_refused(tmp_path, kind, name):
    with pytest.raises(WriteError, match="entry name"), open_sink(tmp_path / "out", kind) as sink:
        sink.add(name, b"1")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_ours_is_not_replaced(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    with open_sink(target, "folder") as sink:  # empty: nothing is lost
        sink.add("a.json", b"1")
    with open_sink(target, "folder") as sink:  # ours
        sink.add("b.json", b"2")
    assert content(target) == {"b.json": b"2"}
    (target / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(TargetExistsError, match="--overwrite"):
        open_sink(target, "folder")
    assert sorted(content(target)) == ["b.json", "thesis.doc"]
    with open_sink(target, "folder", overwrite=True) as sink:
        sink.add("c.json", b"3")
    assert content(target) == {"c.json": b"3"}


def test_kinds_do_not_replace_each_other(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    for kind in ("zip", "file"):
        with pytest.raises(WriteError, match="is a folder"):
            open_sink(tmp_path / "folder", kind)
    with pytest.raises(WriteError, match="is a file"):
        open_sink(tmp_path / "file", "folder")
    with pytest.raises(WriteError, match="does not exist"):
        open_sink(tmp_path / "none" / "x.zip", "zip")
    assert left_over(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_the_target_stays_a_link(tmp_path):
    (tmp_path / "real.zip").write_bytes(b"old")
    (tmp_path / "link.zip").symlink_to("real.zip")
    with open_sink(tmp_path / "link.zip", "zip") as sink:
        sink.add("a", b"1")
    assert (tmp_path / "link.zip").is_symlink()
    assert content(tmp_path / "real.zip") == {"a": b"1"}


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits are POSIX")
def test_permissions_of_the_old_file_are_kept(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"old")
    (tmp_path / "x.zip").chmod(0o640)
    with open_sink(tmp_path / "x.zip", "zip") as sink:
        sink.add("a", b"1")
    assert (tmp_path / "x.zip").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["zip", "folder", "file"])
def test_two_writers_of_one_target_do_not_mix(tmp_path, kind):
    target = tmp_path / "out"
    with open_sink(target, kind) as sink:
        sink.add("a", b"1")
        with pytest.raises(WriteError, match="another run"):
            open_sink(target, kind)
        other = f"from pathlib import Path; from lcabridge.sources import open_sink; open_sink(Path({str(target)!r}), {kind!r})"
        done = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=False)
        assert "another run is writing this target" in done.stderr
    assert list(content(target).values()) == [b"1"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("step", ["flush", "flush_folder", "replace"])
def test_a_failing_disk_is_one_error_and_the_target_stays(tmp_path, monkeypatch, code, step):
    target = tmp_path / "out.zip"
    with open_sink(target, "zip") as sink:
        sink.add("a", b"old")
    before = target.read_bytes()

    def fail(*_args, **_kwargs):
        raise OSError(code, os.strerror(code))

    sink = open_sink(target, "zip")
    sink.add("b", b"new")
    monkeypatch.setattr(atomic, step, fail)
    with pytest.raises(WriteError, match="cannot be written") as caught:
        sink.commit()
    monkeypatch.undo()
    assert caught.value.hint_zh
    # Only the flush of the folder comes after the rename: the whole new file is there by then.
    assert (target.read_bytes() == before) is (step != "flush_folder")
    assert zipfile.ZipFile(target).testzip() is None
    assert left_over(tmp_path) == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from lcabridge.errors import WriteError
from lcabridge.sources import open_sink
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
target, kind = Path(sys.argv[1]), sys.argv[2]
failed = 0
for offset in range(0, 20_000, 1000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (offset, resource.RLIM_INFINITY))
    try:
        with open_sink(target, kind) as sink:
            sink.add("a", bytes(range(256)) * 100)
            if kind != "file":
                sink.add("b", b"y" * 30_000)
    except WriteError as error:
        assert "too large" in str(error), error
        failed += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(failed)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@pytest.mark.parametrize(("kind", "least"), [("file", 20), ("folder", 20), ("zip", 1)])
def test_a_disk_that_ends_at_any_byte_leaves_the_target(tmp_path, kind, least):
    target = tmp_path / "out"
    with open_sink(target, kind) as sink:
        sink.add("a", b"old")
    before = content(target)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, target, kind], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.stderr == ""
    failed = int(done.stdout)
    assert failed >= least
    if failed == 20:
        assert content(target) == before
    assert left_over(tmp_path) == []


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root may write anywhere"
)
def test_a_folder_without_permission_is_named(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WriteError, match="permission"):
            open_sink(tmp_path / "x.zip", "zip")
    finally:
        tmp_path.chmod(0o700)


def test_a_target_held_open_is_tried_again_and_then_named(tmp_path, monkeypatch):
    source, target = tmp_path / "new", tmp_path / "out"
    source.write_bytes(b"new")
    calls = []
    real = Path.replace

    def busy(self, goal):
        calls.append(goal)
        if len(calls) < 3:
            error = PermissionError(errno.EACCES, "in use")
            error.winerror = 32
            raise error
        return real(self, goal)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(atomic, "_REPLACE_PAUSE", 0)
    atomic.replace(source, target, tries=3)
    assert target.read_bytes() == b"new"
    calls.clear()
    with pytest.raises(WriteError, match="another program holds"):
        atomic.replace(target, source, tries=2)


@pytest.mark.parametrize("moment", ["building", "between", "exchanged"])
def test_the_next_write_clears_and_recovers_what_a_dead_run_left(tmp_path, moment):
    target = tmp_path / "out"
    new, old = atomic.temporary(target, "new"), atomic.temporary(target, "old")
    with FolderSink(target) as sink:
        sink.add("a", b"old")
    atomic.temporary(target, "lock").write_bytes(b"")
    shutil.copytree(target, new)
    (new / "a").write_bytes(b"new")
    if moment == "between":
        target.rename(old)
        with pytest.raises(SourceMissingError, match="interrupted") as caught:
            open_source(target)
        assert str(new) in str(caught.value)
    sink = FolderSink(target)
    assert content(target) == {"a": b"new" if moment == "between" else b"old"}
    sink.abort()
    assert left_over(tmp_path) == []
    assert content(target) == {"a": b"new" if moment == "between" else b"old"}


def test_without_exchange_two_renames_do(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic, "_exchange", lambda *_: False)
    target = tmp_path / "out"
    for data in (b"1", b"2"):
        with FolderSink(target) as sink:
            sink.add("a", data)
    assert content(target) == {"a": b"2"}
    with FolderSink(target) as sink:
        sink.add("a", b"3")
        real = atomic.replace

        def fail_second(source, goal, **kwargs):
            if source.name.startswith(".lcabridge-new"):
                raise OSError(errno.EIO, "broken")
            real(source, goal, **kwargs)

        monkeypatch.setattr(atomic, "replace", fail_second)
        with pytest.raises(WriteError):
            sink.commit()
    assert content(target) == {"a": b"2"}


def test_a_long_target_name_still_fits(tmp_path):
    target = tmp_path / ("\u6c34" * 80 + ".zip")
    with open_sink(target, "zip") as sink:
        sink.add("a", b"1")
    assert content(target) == {"a": b"1"}


@pytest.mark.parametrize("name", ["a:b", "con.json", "a?", "end.", "end ", "d/NUL"])
def test_names_that_windows_cannot_store_are_refused_there(tmp_path, name):
    sink = FolderSink(tmp_path / "out")
    with pytest.raises(WriteError, match="Windows"):
        sink._refuse_windows(name)
    sink.abort()


def test_a_closed_sink_takes_nothing(tmp_path):
    with open_sink(tmp_path / "x.zip", "zip") as sink:
        sink.commit()
    with pytest.raises(ValueError, match="closed"):
        sink.add("a", b"")
