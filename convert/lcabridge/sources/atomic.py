"""Replacing a target in one step: lock, temporaries beside it, flush to disk, rename (docs/safety.md).

All temporaries of a target have fixed names beside it, and a lock guards them. Whoever holds the lock may
therefore clear what a dead run left, and no process ids or ages have to be trusted.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lcabridge.errors import Location, WriteError

PREFIX = ".lcabridge-"
"""Start of the name of every temporary; none of them ever holds the only copy of finished data, except the
previous folder during the swap on systems that cannot exchange two folders."""

_ROLES = ("lock", "new", "spool", "old")
_MAX_NAME = 200  # of 255 bytes that file systems allow
_REPLACE_TRIES = 20
_REPLACE_PAUSE = 0.1  # seconds
_WINDOWS_BUSY = (5, 32, 33)  # access denied, sharing violation, lock violation
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_HELD: set[Path] = set()  # locks of this process; the system's locks do not guard a process from itself
_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)

_REASONS = {
    errno.ENOSPC: ("the disk is full", "磁盘已满", "free space and run again", "请释放空间后重新运行"),
    errno.EDQUOT: ("the disk quota is used up", "磁盘配额已用完", "free space and run again", "请释放空间后重新运行"),
    errno.EFBIG: ("the file becomes too large", "文件过大", "write to another disk", "请写入其他磁盘"),
    errno.EROFS: ("the disk is read-only", "磁盘为只读", "choose another target", "请选择其他目标"),
    errno.EACCES: ("permission is denied", "没有权限", "choose another target or change its permissions",
                   "请选择其他目标或更改其权限"),
    errno.EPERM: ("permission is denied", "没有权限", "choose another target or change its permissions",
                  "请选择其他目标或更改其权限"),
    errno.ENAMETOOLONG: ("the name is too long", "名称过长", "choose a shorter name", "请使用较短的名称"),
    errno.EBUSY: ("it is in use", "正在被使用", "close the program that uses it", "请关闭正在使用它的程序"),
}  # fmt: skip


def write_failed(error: OSError, target: Path) -> WriteError:
    """Return the one error for any failure of disk or permissions; the target is as it was."""
    default = (error.strerror or str(error), error.strerror or str(error), "choose another target", "请选择其他目标")
    en, zh, hint_en, hint_zh = _REASONS.get(error.errno or 0, default)
    return WriteError(
        f"cannot be written: {en}; it was left as it was",
        f"无法写入：{zh}；目标保持原样",
        at=Location(file=str(target)),
        hint_en=hint_en,
        hint_zh=hint_zh,
    )


@contextlib.contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn every `OSError` inside into the `WriteError` for ``target``."""
    try:
        yield
    except OSError as error:
        raise write_failed(error, target) from error


def temporary(target: Path, role: str) -> Path:
    """Return the name of a temporary beside the target: ``.lcabridge-<role>-<name>``."""
    name = target.name
    if len(os.fsencode(name)) > _MAX_NAME:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return target.with_name(f"{PREFIX}{role}-{name}")


def interrupted_remains(target: Path) -> Path | None:
    """Return the folder that holds a missing target's content after an interrupted swap, if there is one."""
    new, old = temporary(target, "new"), temporary(target, "old")
    if not old.is_dir():
        return None
    return new if new.is_dir() else old


class TargetLock:
    """The right to write one target; released by the system when its process dies.

    Raises:
        WriteError: another run holds it, or the folder of the target cannot be written.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = temporary(target, "lock")
        with writing(target):
            self._file = self._acquire()

    def _acquire(self) -> BinaryIO:
        while True:
            if self._path in _HELD:
                raise self._taken()
            file = self._path.open("ab")
            try:
                locked = _try_lock(file)
                # The previous holder may have removed the name between our opening and our locking.
                current = locked and _same_file(file, self._path)
            except BaseException:
                file.close()
                raise
            if current:
                _HELD.add(self._path)
                return file
            file.close()
            if not locked:
                raise self._taken()

    def _taken(self) -> WriteError:
        return WriteError(
            "another run is writing this target",
            "另一个运行正在写入此目标",
            at=Location(file=str(self._target)),
            hint_en="wait until it is done, or choose another target",
            hint_zh="请等待其完成，或选择其他目标",
        )

    def release(self) -> None:
        """Give the target free and remove the lock's file."""
        _HELD.discard(self._path)
        if os.name == "nt":
            self._file.close()
        # On Windows another run may have opened it in between; then it is that run's to remove.
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(file: BinaryIO) -> bool:
        # lockf and not flock: a forked worker that outlives a killed parent must not keep the lock.
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            # A file system without locks (some network shares): written all the same, without guard.
            if error.errno not in _NO_LOCKS:
                raise
        return True


def _same_file(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def recover(target: Path) -> None:
    """Finish or undo what a dead run left at this target; call with the lock held."""
    new, old = temporary(target, "new"), temporary(target, "old")
    if old.is_dir() and not os.path.lexists(target):
        # Died between the two renames of a swap, which start only when the new folder is complete.
        (new if new.is_dir() else old).rename(target)
    for role in _ROLES[1:]:
        remove(temporary(target, role))


def remove(path: Path) -> None:
    """Remove a file or folder tree of ours; nothing there is fine."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        return


def flush(file: BinaryIO) -> None:
    """Bring a file's content to the disk."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that cannot, such as some network shares
            raise
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Bring everything under a folder to the disk; on Windows each file was flushed when it was closed."""
    if sys.platform == "linux":
        # One call for the file system instead of one for each of a million files.
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if syncfs is not None and syncfs(descriptor) == 0:
                return
        finally:
            os.close(descriptor)
    if sys.platform != "win32":
        os.sync()


def replace(source: Path, target: Path, *, tries: int | None = None) -> None:
    """Rename over the target; a target that another program holds open (Windows) is tried again for two seconds.

    Raises:
        WriteError: the target stays open in another program.
        OSError: anything else.
    """
    left = tries if tries is not None else (_REPLACE_TRIES if os.name == "nt" else 1)
    while True:
        try:
            source.replace(target)
        except PermissionError as error:
            left -= 1
            if left > 0:
                time.sleep(_REPLACE_PAUSE)
                continue
            if getattr(error, "winerror", None) in _WINDOWS_BUSY:
                raise WriteError(
                    "another program holds the target open; it was left as it was",
                    "目标正被其他程序打开；目标保持原样",
                    at=Location(file=str(target)),
                    hint_en="close it there (openLCA, Excel, a virus scanner) and run again",
                    hint_zh="请在该程序（openLCA、Excel、杀毒软件等）中关闭后重新运行",
                ) from error
            raise
        else:
            return


def swap_folders(new: Path, target: Path, old: Path) -> None:
    """Put ``new`` in the place of ``target``; what was there ends up as ``old`` or under the name of ``new``.

    Linux exchanges both names in one step. Elsewhere two renames leave an instant in which the target is
    missing; `recover` completes it on the next write, and reading names the place of the content.
    """
    if not os.path.lexists(target):
        replace(new, target)
    elif not _exchange(new, target):
        replace(target, old)
        try:
            replace(new, target)
        except BaseException:
            old.rename(target)
            raise


def _exchange(one: Path, other: Path) -> bool:
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    rename.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    # Fails on old kernels and some file systems; then the two renames do.
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def check_place(target: Path) -> Path:
    """Return the target with links resolved, so that a rename replaces the file and not the link to it.

    Raises:
        WriteError: its folder does not exist, or the target is a device or pipe.
    """
    with writing(target):
        real = Path(os.path.realpath(target))
        if not real.name or not real.parent.is_dir():
            raise WriteError(
                "the folder of the target does not exist", "目标所在文件夹不存在", at=Location(file=str(target)),
                hint_en="create it first", hint_zh="请先创建该文件夹",
            )  # fmt: skip
        if os.path.lexists(real):
            mode = real.stat().st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise WriteError(
                    "the target is neither file nor folder", "目标既不是文件也不是文件夹",
                    at=Location(file=str(target)), hint_en="choose another target", hint_zh="请选择其他目标",
                )  # fmt: skip
    return real


def keep_mode(target: Path, new: Path) -> None:
    """Give the new file the permissions of the one it replaces."""
    if target.is_file():
        new.chmod(stat.S_IMODE(target.stat().st_mode))
