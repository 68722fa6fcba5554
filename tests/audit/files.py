"""The files of a package, whether it is a zip, a folder or a single file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

# The earliest time a zip entry can carry; used for every entry that the audit writes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class Files:
    """Named byte strings of a package; names use forward slashes and are sorted."""

    def __init__(self, path: Path) -> None:
        """Open `path`: a zip (by content), a folder, or one file."""
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._read: Callable[[str], bytes]
        if path.is_dir():
            found = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
            self.names = sorted(found)
            self._read = lambda name: found[name].read_bytes()
        elif zipfile.is_zipfile(path):
            archive = zipfile.ZipFile(path)
            self._zip = archive
            self.names = sorted(n for n in archive.namelist() if not n.endswith("/"))
            self._read = archive.read
        else:
            self.names = [path.name]
            self._read = lambda name: path.read_bytes()

    def read(self, name: str) -> bytes:
        """Return the bytes of one file."""
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def close(self) -> None:
        """Release the archive handle."""
        if self._zip is not None:
            self._zip.close()


def write_files(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files to `target`: a zip if its name ends with .zip, else a folder."""
    if target.suffix.lower() == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files:
                info = zipfile.ZipInfo(name, _ZIP_EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return
    for name, data in files:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
