"""Writing folders: a sibling folder is filled and takes the target's place in one step."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from lcabridge.errors import Location, TargetExistsError, WriteError
from lcabridge.sources import atomic
from lcabridge.sources.names import FOLDER_MARKER
from lcabridge.sources.sink import Packed, Sink, unpack

_MARKER_TITLE = "written by lcabridge; it replaces this folder on the next write as long as no file came or went"
_WINDOWS_FORBIDDEN = frozenset('<>:"|?*')
_WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"com{n}" for n in range(1, 10)} | {f"lpt{n}" for n in range(1, 10)}
)


class FolderSink(Sink):
    """A folder of files. A marker file lists what was written, as a digest of names and sizes.

    An existing folder is replaced as a whole, and therefore only if it is empty, if its marker still
    describes it (nothing of anybody else is in it), or if ``overwrite`` is set.
    """

    def __init__(self, target: Path, *, overwrite: bool = False) -> None:
        self._overwrite = overwrite
        self._made: set[str] = set()
        self._written: list[tuple[str, int]] = []
        super().__init__(target)

    def _check_target(self) -> None:
        target = self._target
        if not target.is_dir():
            if os.path.lexists(target):
                raise WriteError(
                    "the target is a file, not a folder", "目标是文件，不是文件夹", at=Location(file=str(self.path)),
                    hint_en="choose another target, or remove the file", hint_zh="请选择其他目标，或移除该文件",
                )  # fmt: skip
            return
        if not self._overwrite and any(target.iterdir()) and not _is_ours(target):
            raise TargetExistsError(
                "the folder is there and holds files that lcabridge did not write",
                "文件夹已存在，且包含并非由 lcabridge 写入的文件",
                at=Location(file=str(self.path)),
                hint_en="choose another folder, or replace it all with --overwrite",
                hint_zh="请选择其他文件夹，或用 --overwrite 整体替换",
            )

    def _start(self) -> None:
        self._new = atomic.temporary(self._target, "new")
        self._new.mkdir()

    def _add(self, name: str, data: bytes) -> None:
        if os.name == "nt":
            self._refuse_windows(name)
        folder, _, _ = name.rpartition("/")
        if folder not in self._made:
            (self._new / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        with (self._new / name).open("xb") as file:
            file.write(data)
            if os.name == "nt":
                atomic.flush(file)
        self._written.append((name, len(data)))

    def _add_packed(self, name: str, packed: Packed) -> None:
        self._add(name, unpack(packed))

    def _commit(self) -> None:
        marker = f"{_MARKER_TITLE}\n{_digest(self._written)}\n"
        (self._new / FOLDER_MARKER).write_text(marker, encoding="utf-8", newline="\n")
        atomic.flush_tree(self._new)
        atomic.swap_folders(self._new, self._target, atomic.temporary(self._target, "old"))
        atomic.flush_folder(self._target.parent)

    def _close(self) -> None:
        """Nothing stays open between two entries."""

    def _refuse_windows(self, name: str) -> None:
        for part in name.split("/"):
            stem = part.split(".")[0].lower()
            if not _WINDOWS_FORBIDDEN.isdisjoint(part) or part[-1] in " ." or stem in _WINDOWS_DEVICES:
                raise WriteError(
                    f"Windows cannot store a file named {part!r}", f"Windows 无法存储名为 {part!r} 的文件",
                    at=Location(file=str(self.path)),
                    hint_en="write a zip archive instead", hint_zh="请改为写入 zip 压缩包",
                )  # fmt: skip


def _digest(written: list[tuple[str, int]]) -> str:
    digest = hashlib.sha256()
    for name, size in sorted(written):
        digest.update(f"{name}\t{size}\n".encode())
    return f"sha256:{digest.hexdigest()} of {len(written)} names and sizes"


def _is_ours(folder: Path) -> bool:
    """Return whether the marker is there and still describes every file in the folder."""
    marker = folder / FOLDER_MARKER
    try:
        lines = marker.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    found: list[tuple[str, int]] = []
    for root, folders, files in os.walk(folder):
        if any(Path(root, name).is_symlink() for name in (*folders, *files)):
            return False
        for name in files:
            path = Path(root, name)
            found.append((path.relative_to(folder).as_posix(), path.stat().st_size))
    own = [entry for entry in found if entry[0] != FOLDER_MARKER]
    try:
        return lines == [_MARKER_TITLE, _digest(own)]
    except UnicodeEncodeError:  # a name that is no text is not ours
        return False
