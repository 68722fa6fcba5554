"""Points 15 and 16: content made to harm, cut off or damaged is one clear error, or it is read; nothing else happens."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lcabridge.errors import LcabridgeError, LimitError, UnsafeContentError
from lcabridge.format import Format
from lcabridge.model import to_json
from lcabridge.sources import open_source
from lcabridge.testing.binding import needs_both, needs_reading
from lcabridge.testing.roundtrip import read_package, target_path, write_package
from lcabridge.testing.samples import packages

_SECRET = "zq7-secret-of-this-machine"  # noqa: S105  # a marker to look for, not a password
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_FLIPS = 40
Entries = dict[str, bytes]


def _payloads(secret: Path) -> dict[str, bytes]:
    return {
        "external entity": f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode(),
        "entities in entities": f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]><a>&l9;</a>'.encode(),
        "deep JSON": b"[" * 100_000,
        "deep JSON object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "deep XML": b"<a>" * 50_000 + b"</a>" * 50_000,
        "NaN": b'{"amount": NaN}',
        "one key twice": b'{"a": 1, "a": 2}',
        "number beyond a double": b'{"amount": 1e999}',
        "null bytes": bytes(1000),
    }


class HostilePoints:
    """Nobody's file takes the program down, and nothing of the machine gets into a package."""

    def test_15_hostile_entries(self, fmt: Format, tmp_path: Path) -> None:
        """Payloads in place of an entry of each kind give an error of lcabridge or are left out; no file is fetched."""
        needs_both(fmt)
        secret = tmp_path / "secret.txt"
        secret.write_text(_SECRET, encoding="utf-8")
        entries, archive = _sample(fmt, tmp_path)
        kinds = {(name.rpartition("/")[0].partition("/")[0], name.rpartition(".")[2]): name for name in entries}
        for name in kinds.values():
            for payload, data in _payloads(secret).items():
                path = _store({**entries, name: data}, tmp_path / "hostile", archive=archive)
                read = _read(fmt, path, f"{payload} in {name}")
                assert _SECRET not in read, f"{payload} in {name}: a file of this machine was read"

    def test_15_names_that_lead_out(self, fmt: Format, tmp_path: Path) -> None:
        """An archive with ``../`` names, or one entry twice, is refused before anything is read."""
        needs_both(fmt)
        entries, archive = _sample(fmt, tmp_path)
        if not archive:
            pytest.skip(f"{fmt.id} is one file")
        path = _store({**entries, "../out.json": b"{}"}, tmp_path / "climbing", archive=True)
        with pytest.raises(UnsafeContentError):
            read_package(fmt, path)

    def test_15_bomb(self, fmt: Format, tmp_path: Path) -> None:
        """An entry that inflates without measure is refused by a limit."""
        needs_both(fmt)
        entries, archive = _sample(fmt, tmp_path)
        if not archive:
            pytest.skip(f"{fmt.id} is one file")
        name = next(iter(entries))
        path = _store({**entries, name: bytes(64 << 20)}, tmp_path / "bomb", archive=True)
        with pytest.raises(LimitError):
            read_package(fmt, path)

    def test_16_cut_off_entries(self, fmt: Format, tmp_path: Path) -> None:
        """An entry that stops early is an error with its place, or is read as far as it goes with an issue."""
        needs_both(fmt)
        entries, archive = _sample(fmt, tmp_path)
        for name, data in entries.items():
            for part in (0.1, 0.5, 0.9):
                cut = {**entries, name: data[: int(len(data) * part) or 1]}
                _read(fmt, _store(cut, tmp_path / "cut", archive=archive), f"{name} cut at {part:.0%}")

    def test_16_damaged_entries(self, fmt: Format, tmp_path: Path) -> None:
        """Single bytes changed anywhere give an error with its place, or other values; never another exception."""
        needs_both(fmt)
        entries, archive = _sample(fmt, tmp_path)
        for number, damaged in enumerate(_damage(entries)):
            _read(fmt, _store(damaged, tmp_path / "damaged", archive=archive), f"damage {number}")

    def test_16_cut_off_package(self, fmt: Format, tmp_path: Path) -> None:
        """A package that stops early is an error with its place."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        write_package(fmt, packages()["supply chain"], path)
        if path.is_dir():
            pytest.skip(f"{fmt.id} writes folders")
        data = path.read_bytes()
        for size in sorted({1, 10, len(data) // 3, len(data) // 2, len(data) - 30, len(data) - 1}):
            path.write_bytes(data[:size])
            _read(fmt, path, f"package cut after {size} bytes")

    def test_16_missing_source(self, fmt: Format, tmp_path: Path) -> None:
        """A path that is not there is an error that names it."""
        needs_reading(fmt)
        with pytest.raises(LcabridgeError, match="nowhere"):
            read_package(fmt, tmp_path / "nowhere.zip")


def _sample(fmt: Format, folder: Path) -> tuple[Entries, bool]:
    """Return the entries of a written package, and whether they belong into an archive."""
    path = target_path(fmt, folder, "intact")
    write_package(fmt, packages()["supply chain"], path)
    with open_source(path) as source:
        return {name: source.read(name) for name in source.names()}, source.kind != "file"


def _store(entries: Entries, path: Path, *, archive: bool) -> Path:
    if not archive:
        path.write_bytes(next(iter(entries.values())))
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def _read(fmt: Format, path: Path, what: str) -> str:
    """Read a damaged package; return all that was read as text."""
    try:
        entities, _ = read_package(fmt, path)
    except LcabridgeError as error:
        return _clear(error, what)
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__} instead of an error of lcabridge: {error}") from error
    return "\n".join(to_json(entity).decode() for entity in entities)


def _clear(error: LcabridgeError, what: str) -> str:
    assert error.at is not None, f"{what}: the error does not say where: {error}"
    assert str(error.at), f"{what}: the error does not say where: {error}"
    assert error.zh, f"{what}: the error has no Chinese text"
    return str(error)


def _damage(entries: Entries) -> Iterator[Entries]:
    dice = random.Random(20)  # noqa: S311  # the same damage every time
    names = sorted(entries)
    for _ in range(_FLIPS):
        name = dice.choice(names)
        data = bytearray(entries[name])
        data[dice.randrange(len(data))] = dice.choice(b"\x00\x0a\x20\"',.;0{}[]<>/\\x\xff")
        yield {**entries, name: bytes(data)}
