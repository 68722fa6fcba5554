"""Flow mapping: tables in all their formats, flow lists, matching, application, algebra and coverage (reference competitors B)."""

from lcabridge.flowmap.files import KINDS, Kind, map_bytes, parse_map, read_map, write_map
from lcabridge.flowmap.problems import FlowMapError, Problem, check_rows
from lcabridge.flowmap.table import CONDITIONS, FlowMap, MapRow, Side, cardinality

__all__ = [
    "CONDITIONS",
    "KINDS",
    "FlowMap",
    "FlowMapError",
    "Kind",
    "MapRow",
    "Problem",
    "Side",
    "cardinality",
    "check_rows",
    "map_bytes",
    "parse_map",
    "read_map",
    "write_map",
]
