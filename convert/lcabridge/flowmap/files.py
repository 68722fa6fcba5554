"""Reading and writing flow maps in any of their formats; the format is found by content, or by the suffix when writing."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path
from typing import Any, Literal

import orjson

from lcabridge.errors import Location, UsageError
from lcabridge.flowmap import glad, olca, randonneur, sssom
from lcabridge.flowmap.grid import GZIP_MAGIC, ZIP_MAGIC, csv_bytes, grid, read_bytes, write_bytes, xlsx_bytes
from lcabridge.flowmap.problems import FlowMapError, Problem, check_rows
from lcabridge.flowmap.table import FlowMap
from lcabridge.sources import DEFAULT_LIMITS, Limits, decode_text, load_json

Kind = Literal["own", "glad", "glad20", "fedefl", "olca-csv", "olca-json", "randonneur", "sssom"]
KINDS: tuple[Kind, ...] = ("own", "glad", "glad20", "fedefl", "olca-csv", "olca-json", "randonneur", "sssom")


def read_map(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> tuple[FlowMap, list[Problem]]:
    """Read a flow map of any format (``.gz`` too), and say what is wrong with its rows.

    Raises:
        ReadError: the file is not there or no flow map (``FlowMapError`` names line and column).
    """
    target = Path(path)
    return parse_map(read_bytes(target, limits), str(target), limits)


def parse_map(data: bytes, file: str = "", limits: Limits = DEFAULT_LIMITS) -> tuple[FlowMap, list[Problem]]:
    """Read a flow map from bytes; as ``read_map``."""
    digest = hashlib.sha256(data).hexdigest()
    table = _parse(_unzipped(data, file, limits), file)
    table.sha256 = digest
    table.id = table.id or Path(file.removesuffix(".gz")).stem
    return table, check_rows(table)


def _unzipped(data: bytes, file: str, limits: Limits) -> bytes:
    if not data.startswith(GZIP_MAGIC):
        return data
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
        found = packed.read(limits.file_bytes + 1)
    if len(found) > limits.file_bytes:
        raise FlowMapError("the unpacked table is too large", "解压后的表过大", at=Location(file=file))
    return found


def _parse(data: bytes, file: str) -> FlowMap:
    if data.startswith(ZIP_MAGIC):
        return glad.read(grid(data, file), file)
    text = decode_text(data, at=file)[0]
    body = text.lstrip()
    if body[:1] in "{[":
        return _parse_json(load_json(text.encode(), file), file)
    first = next((line for line in body.splitlines() if line.strip() and not line.startswith(("#", '"#'))), "")
    if sssom.is_sssom(first.split("\t")):
        return sssom.read(grid(data, file, "\t"), file)
    delimiter = max(",;\t", key=first.count)
    if glad.is_glad(next(iter(grid(first.encode(), file, delimiter)), (0, [""]))[1]) or "FlowName" in first:
        return glad.read(grid(data, file, delimiter), file)
    if first.count(";") >= 2:
        return olca.read_csv(grid(data, file, ";"), file)
    raise FlowMapError(
        "this is no flow map that is known here",
        "无法识别的流映射表",
        at=Location(file=file, line=1),
        hint_en="GLAD or FEDEFL (CSV, XLSX), openLCA (CSV, JSON), randonneur JSON and SSSOM TSV are read",
        hint_zh="可读取 GLAD、FEDEFL（CSV、XLSX）、openLCA（CSV、JSON）、randonneur JSON 与 SSSOM TSV",
    )


def _parse_json(document: Any, file: str) -> FlowMap:
    if randonneur.is_randonneur(document):
        return randonneur.read(document)
    if olca.is_json(document):
        return olca.read_json(document)
    raise FlowMapError(
        "this JSON is neither a flow map of openLCA nor a package of randonneur",
        "此 JSON 既不是 openLCA 流映射，也不是 randonneur 数据包",
        at=Location(file=file, line=1),
    )


def map_bytes(table: FlowMap, kind: Kind, *, workbook: bool = False) -> tuple[bytes, dict[str, int]]:
    """Return a map as a file, and how many values of which field have no place in that format.

    Args:
        table: the map.
        kind: format.
        workbook: XLSX instead of CSV, for the GLAD variants.
    """
    if kind in glad.VARIANTS:
        lines, lost = glad.write(table, kind)
        return (xlsx_bytes([("Mapping", lines)]) if workbook else csv_bytes(lines)), lost
    if kind == "olca-csv":
        lines, lost = olca.write_csv(table)
        return csv_bytes(lines, ";"), lost
    if kind == "sssom":
        lines, lost = sssom.write(table)
        return "".join("\t".join(cells) + "\n" for cells in lines).encode(), lost
    document, lost = olca.write_json(table) if kind == "olca-json" else randonneur.write(table)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n", lost


def kind_of(path: Path, kind: str = "") -> Kind:
    """Return the format for a file name: ``.json`` openLCA, ``.tsv`` SSSOM, ``.csv`` and ``.xlsx`` our own.

    Raises:
        UsageError: neither name nor ``kind`` says it.
    """
    for known in KINDS:
        if kind == known:
            return known
    suffixes: dict[str, Kind] = {".json": "olca-json", ".tsv": "sssom", ".csv": "own", ".xlsx": "own"}
    found = suffixes.get(path.suffix.lower())
    if kind or found is None:
        raise UsageError(
            f"no format of flow maps: {kind or path.name}",
            f"未知的流映射格式：{kind or path.name}",
            hint_en="formats: " + ", ".join(KINDS),
            hint_zh="可用格式：" + "、".join(KINDS),
        )
    return found


def write_map(table: FlowMap, path: Path | str, kind: str = "") -> dict[str, int]:
    """Write a flow map; return how many values of which field have no place in that format.

    Raises:
        UsageError: neither suffix nor ``kind`` names a format.
        WriteError: the file system refuses.
    """
    target = Path(path)
    data, lost = map_bytes(table, kind_of(target, kind), workbook=target.suffix.lower() == ".xlsx")
    write_bytes(target, data)
    return lost
