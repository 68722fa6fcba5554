"""Building a distribution and installing it where nothing else is, without an index."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path


def build(project: Path, folder: Path) -> Path:
    """Return the wheel of a project; the project itself is not written to."""
    copy = folder / "project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("__pycache__", ".venv", ".git", "*_cache", "dist"))
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")], cwd=copy)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def install(wheel: Path, target: Path) -> Path:
    """Unpack a wheel: for pure Python that is all that an installation is."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run_any(
    command: list[str], *, cwd: Path | None = None, path: list[Path] | None = None, **env: str
) -> tuple[str, int]:
    """Run a program with ``path`` importable; return all it says, and its exit code."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "LCABRIDGE_EXAMPLES": "10", **env}
    if path:
        environment["PYTHONPATH"] = os.pathsep.join(map(str, path))
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout, done.returncode


def run(command: list[str], *, cwd: Path | None = None, path: Path | None = None) -> str:
    """Run a program; return what it says, fail with all of it if it fails."""
    said, code = run_any(command, cwd=cwd, path=[path] if path else None)
    assert code == 0, f"{command}\n{said[-6000:]}"
    return said


def pytest_in(folder: Path, path: Path) -> str:
    """Run the tests in a folder with ``path`` importable and no configuration of ours; warnings are errors."""
    options = ["-q", "-W", "error", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    return run([sys.executable, "-m", "pytest", *options, str(folder)], cwd=folder, path=path)
