"""The demonstration: a foreign package into the national structure, calculated, assessed, compared; a factor to openLCA.

Usage: python demo/run.py [OUT]. Writes packages and reports to OUT (default demo/out) and opens the report where there
is a screen. Set LCABRIDGE_DEMO_QUIET=1 to leave the browser alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from pathlib import Path

from lcabridge.cli import run

HERE = Path(__file__).resolve().parent
JOBS = (
    (
        "1. A foreign package (openLCA JSON-LD: grid, cogeneration, lorry, waste treatment, aluminium profile) into the national structure",
        "1. 国外数据包（openLCA JSON-LD：电网、热电联产、货车运输、废物处理、铝型材）转换为国家结构",
        HERE / "foreign-package",
        "foreign-as-national.zip",
        "national",
    ),
    (
        "2. ... and back into openLCA",
        "2. ……再转换回 openLCA",
        "foreign-as-national.zip",
        "foreign-back.zip",
        "olca-jsonld",
    ),
    (
        "3. The national electricity factors of 2023 and 2024 (ILCD, Chinese and English) into the national structure",
        "3. 2023、2024年全国电力碳足迹因子（ILCD，中英文）转换为国家结构",
        HERE / "national-grid",
        "grid-national.zip",
        "national",
    ),
    (
        "4. ... and out to openLCA",
        "4. ……再导出到 openLCA",
        "grid-national.zip",
        "grid-openlca.zip",
        "olca-jsonld",
    ),
)
STUDIES = (
    (
        "5. The footprint factors of the converted package: total, and its split by origin",
        "5. 计算转换后数据包的碳足迹因子：合计及按来源分列",
        ("calc", "foreign-as-national.zip", "--split"),
    ),
    (
        "6. What the aluminium profile's factor is made of; published with inventory, model and development report",
        "6. 铝型材因子的构成；连同清单、模型与研制报告一并发布",
        (
            "calc",
            "foreign-as-national.zip",
            "--process",
            "Aluminium profile, extrusion",
            "--contributions",
            "process",
            "--output",
            "profile.html",
            "--publish",
            "profile-factor.zip",
            "--development-report",
            "profile-report.docx",
        ),
    ),
    (
        "7. Is the converted package consistent? What is missing is said, never passed",
        "7. 转换后的数据包是否一致？缺少数据之处如实说明，不作通过处理",
        ("assess", "foreign-as-national.zip", "--output", "assessment.html"),
    ),
    (
        "8. Can the foreign package and the national factors be used together? 27 points, with evidence",
        "8. 国外数据包与国家因子能否一并使用？27 项对比及其依据",
        ("compare", "foreign-as-national.zip", "grid-national.zip", "--output", "comparison.html"),
    ),
)
FILES = {".zip", ".html", ".docx"}
"""Endings of the words that are files in OUT."""


def main(out: Path) -> int:
    """Run the conversions and studies; return the exit code of the first that fails."""
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    for en, zh, source, target, form in JOBS:
        print(f"\n{en}\n{zh}\n", flush=True)
        report = out / f"{Path(target).stem}.html"
        src = source if isinstance(source, Path) else out / source
        verify = ("--verify-score", "cn-inventory")
        code = run(["convert", str(src), str(out / target), "--to", form, "--report", str(report), *verify])
        if code:
            return code
    for en, zh, words in STUDIES:
        print(f"\n{en}\n{zh}\n", flush=True)
        code = run([str(out / word) if Path(word).suffix in FILES else word for word in words])
        if code:
            return code
    first = out / "foreign-as-national.html"
    print(f"\nOpen the report / 打开报告: {first}")
    if sys.stdout.isatty() and not os.environ.get("CI") and not os.environ.get("LCABRIDGE_DEMO_QUIET"):
        webbrowser.open(first.as_uri())
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "out"))
