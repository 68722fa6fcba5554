"""Peak memory of a process and all its descendants, sampled from /proc (Linux only).

RSS counts pages that several processes share once for each of them; PSS divides them among their users, so its sum is
what the machine really holds. Both are sums over the tree at one moment, and the largest such sum is the peak.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(slots=True)
class Peak:
    """Largest sums seen, in MiB, and how many processes there were then; None where it cannot be measured."""

    rss: float | None = None
    pss: float | None = None
    processes: int = 0


def own_peak() -> float | None:
    """Return the peak RSS of this process in MiB, None where it cannot be measured."""
    try:
        status = (PROC / "self" / "status").read_text(encoding="ascii")
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), None)


def tree(root: int) -> list[int]:
    """List a process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            parent = int(stat.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _field(path: Path, name: str) -> float:
    """Read a `Name:  123 kB` line in MiB; 0 if the process has gone."""
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


class Watch(threading.Thread):
    """Samples a process tree until it is stopped."""

    def __init__(self, pid: int, interval: float = 0.1) -> None:
        """Watch the process `pid` every `interval` seconds."""
        super().__init__(daemon=True)
        self.peak = Peak()
        self._pid = pid
        self._interval = interval
        self._end = threading.Event()

    def run(self) -> None:
        """Sample."""
        if not PROC.is_dir():
            return
        while not self._end.is_set():
            self._sample()
            time.sleep(self._interval)

    def _sample(self) -> None:
        pids = tree(self._pid)
        rss = sum(_field(PROC / str(pid) / "status", "VmRSS:") for pid in pids)
        pss = sum(_field(PROC / str(pid) / "smaps_rollup", "Pss:") for pid in pids)
        if rss > (self.peak.rss or 0):
            self.peak.rss, self.peak.processes = rss, len(pids)
        self.peak.pss = max(self.peak.pss or 0.0, pss)

    def stop(self) -> Peak:
        """Stop and return the peak."""
        self._end.set()
        self.join()
        return self.peak
