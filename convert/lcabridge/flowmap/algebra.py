"""Inverting, chaining, comparing and merging maps; what is not certain is reported, never guessed (reference B.7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, getcontext, localcontext

import msgspec

from lcabridge.flowmap.table import NOT_AVAILABLE, FlowMap, MapRow, Side, cardinality
from lcabridge.flowmap.unitfactor import factor_between

DIGITS = 17
"""Significant digits of a factor that is calculated: a double has no more."""

_INVERSE = {"=": "=", "~": "~", "<>": "<>", ">": "<", "<": ">", "none": "none"}
_COMPOSED: dict[tuple[str, str], str] = {
    (">", ">"): ">",
    ("<", "<"): "<",
    (">", "<"): "<>",
}
"""Compositions of two conditions other than ``=`` that are certain; the rest may be disjoint and is refused."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an operation could not do, or found to differ.

    Attributes:
        kind: ``merged`` (N:1 without shares), ``ambiguous`` (several targets), ``not convertible``, ``condition`` (unknown
            composition), ``dimension``, ``gap`` (no second step), ``differs`` (chain against direct), ``only first``,
            ``only second``, ``condition differs``, ``factor differs``, ``target differs``, ``overridden``.
        source: flow it is about.
        detail: in words for people.
        first: what the first map (or the chain) has.
        second: what the second (or the direct table) has.
    """

    kind: str
    source: Side
    detail: str = ""
    first: str = ""
    second: str = ""


def invert(table: FlowMap) -> tuple[FlowMap, list[Finding]]:
    """Return the map from target to source.

    ``>`` and ``<`` change places, factors become 1/f. A target of several sources has no inverse unless shares are
    recorded: it is left out and reported, as are split sources and rows that cannot be converted.
    """
    found: list[Finding] = []
    rows: list[MapRow] = []
    by_target: dict[tuple[str, ...], list[MapRow]] = {}
    many = {key for key, group in table.by_source().items() if cardinality(group) in ("split", "fan-out")}
    for row in table.rows:
        if row.is_blocked:
            continue
        if row.value is None:
            found.append(Finding(kind="not convertible", source=row.source, detail=row.factor))
            continue
        by_target.setdefault(row.target.key, []).append(row)
    for group in by_target.values():
        sources = {row.source.key for row in group}
        if len(sources) > 1:
            names = ", ".join(sorted({row.source.name or row.source.uuid for row in group}))
            found.append(Finding(kind="merged", source=group[0].target, detail=names))
            continue
        row = group[0]
        if row.source.key in many:
            found.append(Finding(kind="ambiguous", source=row.source, detail=row.target.name or row.target.uuid))
            continue
        rows.append(
            MapRow(
                source=row.target,
                target=row.source,
                condition=_INVERSE[row.relation],
                factor=_inverse(row.factor),
                map_type=row.map_type,
                rule=row.rule,
                confidence=row.confidence,
                justification="semapv:MappingInversion",
                origin=row.origin or table.id,
                mapper=row.mapper,
                verifier=row.verifier,
                line=row.line,
            )
        )
    inverse = FlowMap(
        id=f"{table.id}-inverted",
        name=f"{table.name} (inverted)".strip(),
        version=table.version,
        source_list=table.target_list,
        target_list=table.source_list,
        licence=table.licence,
        creators=table.creators,
        derived_from=[*table.derived_from, f"{table.id} {table.sha256}".strip()],
        rows=rows,
    )
    return inverse, found


def _inverse(factor: str) -> str:
    if not factor or Decimal(factor) == 1:
        return factor
    return _divided(Decimal(1), Decimal(factor))


def _divided(one: Decimal, other: Decimal) -> str:
    with localcontext() as context:
        context.prec = DIGITS
        return format((one / other).normalize(), "f") if one else "0"


def _product(*factors: Decimal) -> str:
    with localcontext() as context:
        context.prec = max(DIGITS, getcontext().prec)
        result = Decimal(1)
        for factor in factors:
            result *= factor
        text = result.normalize()
    return "" if text == 1 else format(text, "f")


def compose(first: FlowMap, second: FlowMap, direct: FlowMap | None = None) -> tuple[FlowMap, list[Finding]]:
    """Return the map A → C of A → B and B → C: f_AC = f_AB · u · f_BC, u between the two units of B.

    Refused and reported: unknown compositions of conditions, units of B of different dimensions, split or fan-out steps,
    rows that cannot be converted. A direct table is compared with the result, and never replaced or changed by it.
    """
    found: list[Finding] = []
    rows: list[MapRow] = []
    steps = second.by_source()
    wide = {
        key
        for table in (first, second)
        for key, group in table.by_source().items()
        if cardinality(group) in ("split", "fan-out")
    }
    for row in first.rows:
        if row.is_blocked:
            rows.append(row)
            continue
        onward = steps.get(row.target.key)
        if not onward:
            found.append(Finding(kind="gap", source=row.source, detail=row.target.name or row.target.uuid))
            continue
        if row.source.key in wide or row.target.key in wide:
            found.append(Finding(kind="ambiguous", source=row.source, detail=row.target.name or row.target.uuid))
            continue
        joined = _joined(row, onward[0], first, second)
        if isinstance(joined, Finding):
            found.append(joined)
        else:
            rows.append(joined)
    result = FlowMap(
        id=f"{first.id}+{second.id}",
        name=f"{first.source_list} to {second.target_list} by {first.target_list}",
        source_list=first.source_list,
        target_list=second.target_list,
        licence=", ".join(dict.fromkeys(t.licence for t in (first, second) if t.licence)),
        creators=list(dict.fromkeys((*first.creators, *second.creators))),
        derived_from=[f"{t.id} {t.version} {t.sha256}".strip() for t in (first, second)],
        rows=rows,
    )
    if direct is not None:
        found += [
            msgspec.structs.replace(finding, kind="differs")
            for finding in compare(result, direct)
            if finding.kind in ("target differs", "factor differs")
        ]
    return result, found


def composed_condition(one: str, other: str) -> str | None:
    """Return the condition of a chain, None where the two flows may have nothing in common."""
    if "none" in (one, other):
        return "none"
    if "~" in (one, other):
        return "~"
    if one == "=":
        return other
    if other == "=":
        return one
    return _COMPOSED.get((one, other))


def _joined(row: MapRow, onward: MapRow, first: FlowMap, second: FlowMap) -> MapRow | Finding:
    condition = composed_condition(row.relation, onward.relation)
    if condition is None:
        detail = f"{row.relation} then {onward.relation}"
        return Finding(kind="condition", source=row.source, detail=detail)
    if condition == "none":
        return MapRow(source=row.source, condition="none", comment=onward.comment, origin=f"{first.id}+{second.id}")
    if row.value is None or onward.value is None:
        return Finding(kind="not convertible", source=row.source, detail=NOT_AVAILABLE)
    between = factor_between(row.target.unit, onward.source.unit) if row.target.unit and onward.source.unit else ""
    if between is None:
        return Finding(kind="dimension", source=row.source, detail=f"{row.target.unit} → {onward.source.unit}")
    factor = _product(Decimal(row.factor or "1"), Decimal(between or "1"), Decimal(onward.factor or "1"))
    return MapRow(
        source=row.source,
        target=onward.target,
        condition=condition,
        factor=factor,
        confidence=max(row.confidence, onward.confidence),
        context_relation=next(
            (r for r in (row.context_relation, onward.context_relation) if r not in ("", "same")), "same"
        ),
        justification="semapv:MappingChaining",
        origin="+".join(part for part in (row.origin or first.id, onward.origin or second.id) if part),
        line=row.line,
    )


def compare(first: FlowMap, second: FlowMap) -> list[Finding]:
    """Return what two maps say differently of the same source flows, and which flows only one of them knows."""
    found: list[Finding] = []
    ours, theirs = first.by_source(), second.by_source()
    for key, rows in ours.items():
        others = theirs.get(key)
        if others is None:
            found.append(Finding(kind="only first", source=rows[0].source, first=_targets(rows)))
            continue
        if {row.target.key for row in rows} != {row.target.key for row in others}:
            finding = Finding(
                kind="target differs", source=rows[0].source, first=_targets(rows), second=_targets(others)
            )
            found.append(finding)
            continue
        if not _same_factor(rows, others):
            one, other = (", ".join(row.factor or "1" for row in group) for group in (rows, others))
            found.append(Finding(kind="factor differs", source=rows[0].source, first=one, second=other))
        elif {row.relation for row in rows} != {row.relation for row in others}:
            one, other = (", ".join(row.relation for row in group) for group in (rows, others))
            found.append(Finding(kind="condition differs", source=rows[0].source, first=one, second=other))
    for key, rows in theirs.items():
        if key not in ours:
            found.append(Finding(kind="only second", source=rows[0].source, second=_targets(rows)))
    return found


def _targets(rows: Sequence[MapRow]) -> str:
    return "; ".join(
        f"{row.target.name} ({row.target.context})" if row.target.name else row.target.uuid or "none" for row in rows
    )


def _same_factor(ours: Sequence[MapRow], theirs: Sequence[MapRow]) -> bool:
    one = {row.target.key: row.value for row in ours}
    other = {row.target.key: row.value for row in theirs}
    for key, value in one.items():
        second = other.get(key)
        if (value is None) != (second is None):
            return False
        if value is not None and second is not None and abs(value - second) > 1e-9 * abs(second):
            return False
    return True


def merge(tables: Sequence[FlowMap]) -> tuple[FlowMap, list[Finding]]:
    """Return one map of several: for each source flow the rows of the first table that knows it; what is overridden is named."""
    found: list[Finding] = []
    taken: dict[tuple[str, ...], str] = {}
    rows: list[MapRow] = []
    for table in tables:
        for key, group in table.by_source().items():
            if key in taken:
                found.append(
                    Finding(
                        kind="overridden",
                        source=group[0].source,
                        first=taken[key],
                        second=f"{table.id}: {_targets(group)}",
                    )
                )
                continue
            taken[key] = table.id
            rows += [msgspec.structs.replace(row, origin=row.origin or table.id) for row in group]
    merged = FlowMap(
        id="+".join(table.id for table in tables),
        name="merged",
        source_list=tables[0].source_list if tables else "",
        target_list=tables[0].target_list if tables else "",
        licence=", ".join(dict.fromkeys(table.licence for table in tables if table.licence)),
        derived_from=[f"{table.id} {table.version} {table.sha256}".strip() for table in tables],
        rows=rows,
    )
    return merged, found
