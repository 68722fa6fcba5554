"""Measure the matcher against the gold tables: ``make bench-mapping`` (docs/mapping-benchmark.md).

Blind: no shipped map, and no list, name or compartment that was made from the tested pair. What is asked: the flow lists
themselves, ecoinvent's names over its own versions, hand-made tables of compartments and usual names. Tables are scored by
distinct source names against FEDEFL's flowables (as the published baselines were), ecoinvent by flow against EF 3.1.
"""

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

from lcabridge.flowmap import read_map
from lcabridge.flowmap.contexts import resolve, same_medium
from lcabridge.flowmap.lists import SourceFlow, enrich, shipped
from lcabridge.flowmap.match import Matcher
from lcabridge.flowmap.names import key
from lcabridge.flowmap.shipped import load
from lcabridge.flowmap.thesaurus import thesaurus_without
from lcabridge.flowmap.unitfactor import factor_between

SEED = "2026"
DATA = Path("../shared/data")
BASELINE = {
    "USLCIv2019Q4": 46.5,
    "eLCI": 34.4,
    "NEI": 89.4,
    "TRI": 88.9,
    "USDA_CUS": 69.1,
    "NETL_model": 73.8,
    "DMR": 82.6,
}
"""Coverage of the best known method including its fuzzy matches, of which one in four is wrong (percent)."""

ECOINVENT = ("3.9.1", "3.10.1", "3.11")


def half(name):
    """Split by substance: the same one is always on the same side, whatever its compartment."""
    return "train" if hashlib.sha256(f"{SEED}|{key(name)}".encode()).digest()[0] % 2 else "test"


def flows_of(table):
    seen = set()
    for row in table.rows:
        ident = (row.source.name, row.source.key)
        if ident not in seen:
            seen.add(ident)
            formula = json.loads(row.extra.get("source", "{}")).get("formula") or ""
            yield row, enrich(SourceFlow(side=row.source, formula=formula))


class Score:
    def __init__(self):
        self.total = self.covered = self.evaluable = self.right = self.disputed = self.place = self.gold = (
            self.flows
        ) = 0
        self.wrong = []

    def line(self):
        judged = self.evaluable - self.disputed
        return {
            "sources": self.total,
            "coverage": 100 * self.covered / self.total,
            "precision_raw": 100 * self.right / self.evaluable if self.evaluable else None,
            "disputed": 100 * self.disputed / self.evaluable if self.evaluable else None,
            "precision": 100 * self.right / judged if judged else None,
            "recall": 100 * self.right / self.gold if self.gold else None,
            "context_accuracy": 100 * self.place / self.flows if self.flows else None,
        }


def evidence(flow, mine, golds, numbers):
    """Return why a gold row is disputed: the CAS number that others give the source is ours and not the gold's."""
    said = {flow.side.cas} - {""} or set(numbers(flow.side.name))
    others = {g.cas for g in golds if g.cas}
    if mine.cas and mine.cas in said and mine.cas not in others:
        return f"CAS of the source {mine.cas}, gold {', '.join(sorted(others)) or 'none'}"
    exact = key(flow.side.name) == key(mine.name)
    if exact and mine.cas and mine.cas not in others and not any(key(g.name) == key(mine.name) for g in golds):
        return f"the list has this very name (CAS {mine.cas}), gold {', '.join(sorted(others)) or 'without number'}"
    return ""


def epa(name, matcher, numbers, part):
    table, _ = read_map(DATA / f"mappings/fedefl/{name}.csv")
    known = {f.name: f for f in matcher.target.flowables}
    gold, got, rule, which = defaultdict(set), defaultdict(set), {}, {}
    score = Score()
    names = set()
    cross = factors = same = 0
    for row in table.rows:
        if half(row.source.name) in part and row.target.name in known:
            gold[row.source.name].add(row.target.name)
    for row, flow in flows_of(table):
        if half(row.source.name) not in part:
            continue
        names.add(row.source.name)
        match = matcher.match(flow)
        if match.row is None:
            continue
        got[row.source.name].add(match.row.target.name)
        rule[row.source.name], which[row.source.name] = match.row.rule, flow
        one, other = (
            resolve(row.source.context, row.source.unit),
            resolve(match.row.target.context, match.row.target.unit),
        )
        cross += not same_medium(one, other)
        if (
            row.target.name == match.row.target.name
            and factor_between(row.source.unit, row.target.unit) is not None
            and row.value is not None
        ):
            factors += 1
            same += close(match.row.value, row.value, row.factor)
    score.total, score.covered, score.gold = len(names), len(got), len(gold)
    for source, mine in got.items():
        if source not in gold:
            continue
        score.evaluable += 1
        if mine <= gold[source]:
            score.right += 1
            continue
        ours = next(iter(mine - gold[source]))
        why = evidence(which[source], known[ours], [known[g] for g in gold[source]], numbers)
        score.disputed += bool(why)
        score.wrong.append((name, source, ours, "; ".join(sorted(gold[source])), rule[source], why))
    return score, {
        "cross_medium": cross,
        "factors": factors,
        "factors_same": same,
        "rules": dict(Counter(rule.values())),
    }


def close(ours, gold, text):
    """Equal to the digits that the gold table prints."""
    digits = len(text.replace(".", "").lstrip("0").partition("e")[0]) or 1
    return ours is not None and abs(ours - gold) <= 0.5 * 10.0 ** (1 - digits) * abs(gold) * 1.0001 + 1e-12 * abs(gold)


def ecoinvent(version, matcher, part):
    table, _ = read_map(DATA / f"mappings/randonneur/ecoinvent-{version}-biosphere-EF-3.1-biosphere.gz")
    known = matcher.target.by_uuid()
    gold = {row.source.key: row for row in table.rows}
    score = Score()
    cross = factors = same = 0
    rules = Counter()
    for row, flow in flows_of(table):
        if half(row.source.name) not in part or row.target.uuid not in known:
            continue
        score.total += 1
        score.gold += 1
        match = matcher.match(flow)
        if match.row is None:
            continue
        score.covered += 1
        score.evaluable += 1
        rules[match.row.rule] += 1
        mine, theirs = known[match.row.target.uuid], known[gold[row.source.key].target.uuid]
        cross += not same_medium(
            resolve(row.source.context, row.source.unit), resolve(match.row.target.context, match.row.target.unit)
        )
        if factor_between(row.source.unit, row.target.unit) is not None:
            factors += 1
            same += close(match.row.value, row.value, row.factor or "1")
        if mine[0] is theirs[0] or key(mine[0].name) == key(theirs[0].name):
            score.right += 1
            score.flows += 1
            score.place += mine[1] == theirs[1]
            continue
        why = evidence(flow, mine[0], [theirs[0]], lambda _: ())
        score.disputed += bool(why)
        score.wrong.append(
            (
                f"ecoinvent {version}",
                f"{row.source.name} | {row.source.context}",
                mine[0].name,
                theirs[0].name,
                match.row.rule,
                why,
            )
        )
    return score, {"cross_medium": cross, "factors": factors, "factors_same": same, "rules": dict(rules)}


def curated(name):
    """Coverage where the shipped table of the same list is asked first: published apart, it is no measure of the matcher."""
    table, _ = read_map(DATA / f"mappings/fedefl/{name}.csv")
    known = {row.source.key for row in load(f"{name.lower().replace('_', '-')}-fedefl").rows if row.is_convertible}
    sources = {row.source.name: row.source.key in known for row in table.rows}
    return 100 * sum(sources.values()) / len(sources)


def show(title, lines, out):
    columns = (
        "sources",
        "coverage",
        "baseline",
        "precision",
        "precision_raw",
        "disputed",
        "recall",
        "context_accuracy",
    )
    out.append(f"\n## {title}\n\n| table | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    for name, line in lines:
        cells = [
            ("–" if line.get(c) is None else f"{line[c]:.2f}" if isinstance(line[c], float) else str(line[c]))
            for c in columns
        ]
        out.append(f"| {name} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=Path("bench/out/mapping.json"))
    parser.add_argument("--page", type=Path, help="write the tables as Markdown")
    arguments = parser.parse_args()
    start = time.process_time()
    fedefl, ef31 = (Matcher(shipped(i), thesaurus_without(i)) for i in ("fedefl", "ef31"))
    other = thesaurus_without("fedefl")

    def numbers(name):
        return other.cas_of([key(name)])

    out, result, wrong = [], {}, []
    for part, title in ((("train", "test"), "all"), (("test",), "test half"), (("train",), "train half")):
        lines, pooled, checks = [], Score(), Counter()
        for name, baseline in BASELINE.items():
            score, more = epa(name, fedefl, numbers, part)
            lines.append((name, {**score.line(), "baseline": baseline}))
            for field in ("total", "covered", "evaluable", "right", "disputed", "gold", "place", "flows"):
                setattr(pooled, field, getattr(pooled, field) + getattr(score, field))
            checks.update({k: more[k] for k in ("cross_medium", "factors", "factors_same")})
            wrong += score.wrong if title == "all" else []
        for version in ECOINVENT:
            score, more = ecoinvent(version, ef31, part)
            lines.append(
                (
                    f"ecoinvent {version} to EF 3.1, by flow",
                    {**score.line(), "baseline": 88.5 if version == "3.9.1" else None},
                )
            )
            for field in ("total", "covered", "evaluable", "right", "disputed", "gold", "place", "flows"):
                setattr(pooled, field, getattr(pooled, field) + getattr(score, field))
            checks.update({k: more[k] for k in ("cross_medium", "factors", "factors_same")})
            wrong += score.wrong if title == "all" else []
        lines.append(("pooled", pooled.line()))
        show(f"Blind, {title}", lines, out)
        result[title] = {"tables": dict(lines), **checks}
        out.append(
            f"\nAcross media: {checks['cross_medium']}. Factors equal to the printed digits: {checks['factors_same']} of {checks['factors']}."
        )
    out.append("\n## With the shipped table of the list asked first (coverage, %)\n")
    out += [f"* {name}: {curated(name):.1f}" for name in BASELINE]
    out.append(
        f"\n## Where we and the gold differ ({len(wrong)})\n\nDisputed rows have evidence; the others count as wrong.\n"
    )
    out.append("| table | source | ours | gold | rule | evidence |\n|---|---|---|---|---|---|")
    seen = Counter((w[0], w[1].partition(" | ")[0], *w[2:]) for w in wrong)
    out += [
        f"| {' | '.join(str(c).replace('|', '/') for c in w)}{f' ({n} rows)' if n > 1 else ''} |"
        for w, n in seen.items()
    ]
    result["cpu_seconds"] = time.process_time() - start
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=1), "utf-8")
    text = "\n".join(out)
    print(text)
    if arguments.page:
        head = (
            arguments.page.read_text("utf-8").partition("<!-- results -->")[0]
            if arguments.page.exists()
            else "# Mapping benchmark\n\n"
        )
        arguments.page.write_text(f"{head}<!-- results -->\n{text}\n", "utf-8")


if __name__ == "__main__":
    main()
