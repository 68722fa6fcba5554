"""Same bytes: one conversion under many circumstances gives one file and one report.

    python -m tests.audit.same_bytes SOURCE --to FORMAT [--to FORMAT ...] [--workers 2]

Converts SOURCE by the command line once as it is, and again with each circumstance changed: a second run, several
workers by fork and by spawn, the entries of the source zip shuffled and stored, another time zone, another hash seed,
another locale, another working folder. Prints the SHA-256 of each target and report; exit code 1 if any differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What differs from the plain run."""

    name: str
    workers: int = 1
    shuffled: bool = False
    environment: dict[str, str] = field(default_factory=dict)


def circumstances(workers: int, *, fork: bool = sys.platform == "linux") -> list[Circumstance]:
    """List the runs; the first is the plain one."""
    methods = ["fork", "spawn"] if fork else ["spawn"]
    return [
        Circumstance("plain"),
        Circumstance("again"),
        *(Circumstance(f"{workers} workers, {m}", workers, environment={"LCABRIDGE_START_METHOD": m}) for m in methods),
        Circumstance("shuffled zip", shuffled=True),
        Circumstance(f"shuffled zip, {workers} workers", workers, shuffled=True),
        Circumstance("time zone", environment={"TZ": "Asia/Shanghai"}),
        Circumstance("time zone west", environment={"TZ": "America/Denver"}),
        Circumstance("hash seed 1", environment={"PYTHONHASHSEED": "1"}),
        Circumstance(f"hash seed 4711, {workers} workers", workers, environment={"PYTHONHASHSEED": "4711"}),
        Circumstance("locale", environment={"LC_ALL": "C", "LANG": "C"}),
    ]


def shuffle(source: Path, target: Path, seed: int = 7) -> None:
    """Copy a zip with its entries in another order, without compression and with other times."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        names = sorted(n for n in old.namelist() if not n.endswith("/"))
        random.Random(seed).shuffle(names)
        for name in names:
            new.writestr(zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6)), old.read(name))


def sha256(path: Path) -> str:
    """Hash a file, or a folder by its names and bytes."""
    digest = hashlib.sha256()
    for part in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
        if path.is_dir():
            digest.update(part.relative_to(path).as_posix().encode() + b"\0")
        digest.update(part.read_bytes())
    return digest.hexdigest()


def lcabridge() -> str:
    """Return the installed command."""
    name = "lcabridge.exe" if os.name == "nt" else "lcabridge"
    return str(Path(sysconfig.get_path("scripts")) / name)


def convert(source: Path, folder: Path, to: str, circumstance: Circumstance) -> tuple[str, str]:
    """Convert once and return the hashes of target and report.

    The source is given by the same relative name each time, because reports name files as the user named them.

    Raises:
        subprocess.CalledProcessError: the conversion failed.
    """
    target, report = folder / "target.zip", folder / "report.json"
    if source.is_dir():
        shutil.copytree(source, folder / source.name)
    else:
        shutil.copyfile(source, folder / source.name)
    command = [lcabridge(), "convert", source.name, str(target), "--to", to, "--report", str(report)]
    command += ["--workers", str(circumstance.workers)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", **circumstance.environment}
    subprocess.run(command, check=True, env=environment, cwd=folder, capture_output=True)
    return sha256(target), sha256(report)


def compare(source: Path, to: str, workers: int = 2) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (circumstance, hash of the target, hash of the report, same as the plain run)."""
    with tempfile.TemporaryDirectory() as scratch:
        mixed = Path(scratch, "mixed")
        mixed.mkdir()
        can_shuffle = source.is_file() and zipfile.is_zipfile(source)
        if can_shuffle:
            shuffle(source, mixed / source.name)
        plain: tuple[str, str] | None = None
        for number, circumstance in enumerate(circumstances(workers)):
            if circumstance.shuffled and not can_shuffle:
                continue
            folder = Path(scratch, str(number))
            folder.mkdir()
            given = mixed / source.name if circumstance.shuffled else source.resolve()
            hashes = convert(given, folder, to, circumstance)
            plain = plain or hashes
            yield circumstance.name, *hashes, hashes == plain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit.same_bytes", description="one input, one output")
    parser.add_argument("source", type=Path)
    parser.add_argument("--to", action="append", required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    good = True
    for to in options.to:
        try:
            for name, target, report, same in compare(options.source, to, options.workers):
                verdict = "same" if same else "DIFFERS"
                good &= same
                sys.stdout.write(f"{to:<14}{name:<28}{target[:16]}  {report[:16]}  {verdict}\n")
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"{to}: {error}\n{error.stderr.decode(errors='replace')}\n")
            return 2
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
