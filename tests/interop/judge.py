"""openLCA as a judge: runs the Java program under ``openlca/`` and holds what openLCA says it stored and calculated."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent / "openlca"
JAVA = "LCABRIDGE_JAVA_HOME"
"""Environment variable: home of a JDK; else ``JAVA_HOME``, the ``java`` on the path, and what Debian installs."""


class NoJudgeError(Exception):
    """openLCA cannot be run here; the text says why."""


@dataclass
class Stored:
    """What openLCA stored: by kind and UUID; its warnings and errors; inventories by process."""

    entities: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    inventories: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of_file(cls, path: Path) -> Stored:
        """Return what the program wrote."""
        stored = cls()
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                said = json.loads(line)
                kind = said.pop("kind")
                if kind == "log":
                    stored.log.append(said)
                elif kind == "inventory":
                    stored.inventories[said["uuid"]] = said
                else:
                    stored.entities.setdefault(kind, {})[said["uuid"]] = said
        return stored

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        return self.entities.get(kind, {})

    def errors(self) -> list[str]:
        return [f"{line.get('entity', '')} {line.get('message')}" for line in self.log if line["state"] == "error"]


@dataclass(frozen=True)
class Judge:
    """A built program: profile ``io`` reads every format that openLCA has, ``core`` JSON-LD only."""

    java: Path
    profile: str

    def hear(self, format_id: str, package: Path, out: Path, *words: str) -> Stored:
        """Import a package into an empty database; ``words`` are those of the program (``calc``, ``export``)."""
        classes = HERE / "target" / self.profile
        path = os.pathsep.join([str(classes / "classes"), str(classes / "dependency" / "*")])
        command = [
            str(self.java),
            "-Xmx4g",
            "-cp",
            path,
            "judge.Main",
            format_id,
            str(package.resolve()),
            str(out),
            *words,
        ]
        # openLCA puts the files of an in-memory database under the current folder.
        done = subprocess.run(
            command, cwd=out.parent, capture_output=True, text=True, encoding="utf-8", check=False, timeout=3600
        )
        if done.returncode:
            raise AssertionError(f"openLCA failed on {package.name}: {done.stderr[-3000:]}")
        return Stored.of_file(out)


def _version(java: Path) -> int:
    done = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found.group(1)) if found else 0


def _javas() -> dict[int, Path]:
    homes = [os.environ.get(JAVA), os.environ.get("JAVA_HOME"), *map(str, sorted(Path("/usr/lib/jvm").glob("*")))]
    found = [Path(home) / "bin" / "java" for home in homes if home]
    on_path = shutil.which("java")
    found += [Path(on_path)] if on_path else []
    return {version: java for java in reversed(found) if java.exists() and (version := _version(java)) >= 17}


@functools.cache
def judge() -> Judge:
    """Return the judge, built where it is not yet.

    Raises:
        NoJudgeError: no Java, no Maven, or openLCA's libraries are not to be had.
    """
    maven = shutil.which("mvn")
    javas = _javas()
    if not maven or not javas:
        raise NoJudgeError("openLCA as a judge needs Maven and a JDK of version 17 or newer (docs/interop.md)")
    reasons = []
    # olca-core 2.3 weaves classes and does not know those of newer Javas.
    for profile, fitting in (("io", [v for v in javas if v >= 21]), ("core", [v for v in javas if v <= 21])):
        if not fitting:
            reasons.append(f"{profile}: no fitting Java among {sorted(javas)}")
            continue
        java = javas[max(fitting)]
        reason = _build(maven, java, profile)
        if not reason:
            return Judge(java, profile)
        reasons.append(f"{profile}: {reason}")
    raise NoJudgeError("; ".join(reasons))


def _build(maven: str, java: Path, profile: str) -> str:
    """Build one profile; return what is missing, or ""."""
    target = HERE / "target" / profile
    sources = [HERE / "pom.xml", *HERE.glob("src/main/java/judge/*.java")]
    stamp = target / "built"
    if stamp.exists() and all(stamp.stat().st_mtime > source.stat().st_mtime for source in sources):
        return ""
    environment = {**os.environ, "JAVA_HOME": str(java.parent.parent)}
    command = [
        maven, "-q", "-B", f"-P{profile}", f"-DbuildDirectory={target}", "compile", "dependency:copy-dependencies",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=900
    )
    if done.returncode:
        first = next((line for line in done.stdout.splitlines() if "ERROR" in line), "Maven failed")
        return first[:300]
    stamp.touch()
    return ""
