"""Real kills at random moments: the target is a whole version, always."""

from __future__ import annotations

import importlib.util
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from lcabridge.sources import atomic, open_source

WRITER = Path(__file__).with_name("killed_writer.py")
KILLS = {"zip": 80, "folder": 70, "file": 70}  # 220 in all


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("lcabridge_tests_killed_writer", WRITER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def version_of(target: Path, kind: str, writer) -> int:
    """Return the one version that the whole target has."""
    with open_source(target) as source:
        found = {name: source.read(name) for name in source.names()}
    version = int(next(iter(found.values())).split(b":")[0])
    expected = writer.contents(version)
    if kind == "file":
        expected = {target.name: b"".join(expected[name] for name in sorted(expected))}
    assert found == expected
    return version


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform == "win32", reason="SIGKILL is POSIX; Windows has no kill that a process cannot notice"
)
@pytest.mark.parametrize("kind", ["zip", "folder", "file"])
def test_killed_at_random_moments_the_target_is_old_or_whole_new(tmp_path, kind, writer):
    target = tmp_path / "target"
    writer.write(target, kind, 1)
    rng = random.Random(kind)
    last = 1
    killed_while_writing = 0
    for _ in range(KILLS[kind]):
        child, pipe = writer.start(target, kind, last + 1)
        with os.fdopen(pipe, encoding="ascii") as lines:
            assert int(lines.readline()) == last + 1
            time.sleep(rng.random() ** 2 * 0.04)
            os.kill(child, signal.SIGKILL)
            started = [last + 1, *(int(line) for line in lines)]
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
        version = version_of(target, kind, writer)
        # Old is what was there before the write that was cut; new is that write's own.
        assert version in (started[-1] - 1, started[-1])
        killed_while_writing += any(atomic.temporary(target, role).exists() for role in ("new", "spool", "lock"))
        last = version
    assert killed_while_writing > KILLS[kind] // 4
    writer.write(target, kind, last + 1)
    assert version_of(target, kind, writer) == last + 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["target"]
