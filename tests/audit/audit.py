"""The audit: every leaf of a source package must stand in the package that came back, or be covered by an issue.

    python -m tests.audit SOURCE BACK --report R1.json [--report R2.json ...] [--show 50]
    python -m tests.audit SOURCE BACK --stripped --report ...
    python -m tests.audit --strip IN OUT

Reports are given in the order of the conversions: the first one read SOURCE. How an issue covers a leaf is stated in
`cover.py`. A field of a reference that is only displayed (name, category, location, type, unit of the target) counts
as found if BACK states the same value in the reference itself **or** in the data set that the reference names; the
latter are counted in a column of their own (`at target`), and `--strict-summaries` refuses them.

Exit code: 0 nothing unexplained, 1 something unexplained, 2 wrong use.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.audit.cover import Cover
from tests.audit.ilcd import IlcdPackage
from tests.audit.leaves import Key, Leaf, Package, missing, open_package
from tests.audit.stripped import TOLERANCE, strip_extensions

_MEMBER = re.compile(r"\[[^\]]*\]")


@dataclass(slots=True)
class Lost:
    """A leaf that is neither found nor covered, with its place."""

    key: Key
    file: str
    leaf: Leaf

    def __str__(self) -> str:
        raw = str(self.leaf.raw)
        shown = raw if len(raw) <= 90 else raw[:90] + "..."
        return f"{self.key[0]} {self.key[1]} {self.leaf.path} = {shown!r}  [{self.file} {self.leaf.pointer}]"


@dataclass(slots=True)
class Result:
    """Counts of leaves by kind, the unexplained ones, and what was counted apart."""

    total: Counter[str] = field(default_factory=Counter)
    at_target: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    by_code: Counter[str] = field(default_factory=Counter)
    by_path: Counter[str] = field(default_factory=Counter)
    unexplained: list[Lost] = field(default_factory=list)
    data_sets: Counter[str] = field(default_factory=Counter)
    data_sets_back: Counter[str] = field(default_factory=Counter)
    bookkeeping: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Say whether every leaf is explained."""
        return not self.unexplained


def audit(source: Package, back: Package, cover: Cover, *, tolerance: float = 0.0, strict: bool = False) -> Result:
    """Audit two opened packages.

    Args:
        source: what went in.
        back: what came back, in the same family of formats.
        cover: the reports of the conversions between.
        tolerance: relative difference of numbers that counts as equal (0 in the full audit).
        strict: refuse display-only fields that stand only at the target of their reference.
    """
    result = Result()
    for key in source.identities():
        tree = source.tree(key)
        if tree is None:
            continue
        other = back.tree(key)
        if other is None and (moved := cover.moved(key)) is not None:
            other = back.tree(moved)
        result.data_sets[key[0]] += 1
        result.data_sets_back[key[0]] += other is not None
        result.total.update(leaf.kind for leaf in tree.all())
        file = source.file_of(key)
        for leaf in missing(tree, other, tolerance):
            if not strict and leaf.about is not None and back.holds(leaf.about, leaf.value):
                result.at_target[leaf.kind] += 1
                continue
            code = cover.take(key, file, leaf)
            if code is not None:
                result.covered[leaf.kind] += 1
                result.by_code[code] += 1
            else:
                result.unexplained.append(Lost(key, file, leaf))
                result.by_path[f"{key[0]} {_MEMBER.sub('[]', leaf.path)}"] += 1
    result.bookkeeping = source.bookkeeping
    return result


def audit_files(
    source: str | Path,
    back: str | Path,
    reports: Sequence[str | Path] = (),
    *,
    stripped: bool = False,
    strict: bool = False,
) -> Result:
    """Audit two packages on disk; see `audit`."""
    opened = open_package(source, stripped=stripped), open_package(back, stripped=stripped)
    try:
        cover = Cover.from_files(reports)
        for package in opened:
            if isinstance(package, IlcdPackage):
                package.derived = cover.derived
        return audit(opened[0], opened[1], cover, tolerance=TOLERANCE if stripped else 0.0, strict=strict)
    finally:
        for package in opened:
            package.close()


def render(result: Result, show: int) -> str:
    """Write the result as text: the table, the codes that covered, and the first unexplained leaves."""
    lost = Counter(item.leaf.kind for item in result.unexplained)
    lines = ["data sets          in     back"]
    lines += [f"  {k:<15}{n:>6}{result.data_sets_back[k]:>9}" for k, n in sorted(result.data_sets.items())]
    lines.append(f"{'leaves':<20}{'in':>10}{'found':>10}{'at target':>10}{'covered':>10}{'unexplained':>12}")
    kinds = sorted(result.total)
    for kind in [*kinds, "all"]:
        columns = [
            sum(c.values()) if kind == "all" else c[kind]
            for c in (result.total, result.at_target, result.covered, lost)
        ]
        found = columns[0] - sum(columns[1:])
        lines.append(f"  {kind:<18}{columns[0]:>10}{found:>10}{columns[1]:>10}{columns[2]:>10}{columns[3]:>12}")
    if result.by_code:
        lines.append("covered by")
        lines += [f"  {code:<40}{n:>8}" for code, n in result.by_code.most_common()]
    if result.bookkeeping:
        apart = ", ".join(f"{k} {n}" for k, n in sorted(result.bookkeeping.items()))
        lines.append(f"apart (syntax, not audited): {apart}")
    if result.unexplained:
        lines.append("unexplained, by path")
        lines += [f"  {n:>8}  {path}" for path, n in result.by_path.most_common(max(show, 1))]
        lines.append(f"unexplained, first {min(show, len(result.unexplained))} of {len(result.unexplained)}")
        lines += [f"  {item}" for item in result.unexplained[:show]]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__.split("\n")[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("back", type=Path)
    parser.add_argument("--report", action="append", default=[], type=Path, help="in the order of the conversions")
    parser.add_argument("--show", type=int, default=50, help="how many unexplained leaves to print")
    parser.add_argument("--stripped", action="store_true", help="the second audit: what must survive natively")
    parser.add_argument("--strict-summaries", action="store_true", help="refuse display fields found at the target")
    parser.add_argument("--strip", action="store_true", help="copy SOURCE to BACK without extensions and side files")
    options = parser.parse_args(arguments)
    for path in (options.source, *([] if options.strip else [options.back]), *options.report):
        if not path.exists():
            parser.error(f"{path} does not exist")
    if options.strip:
        sys.stdout.write(f"removed {strip_extensions(options.source, options.back)}\n")
        return 0
    result = audit_files(
        options.source, options.back, options.report, stripped=options.stripped, strict=options.strict_summaries
    )
    sys.stdout.write(render(result, options.show) + "\n")
    return 0 if result.clean else 1
