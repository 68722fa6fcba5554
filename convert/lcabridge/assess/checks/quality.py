"""Data quality (G5): scores weighted by what they contribute to the result, ratings by named methods, answered statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from lcabridge.assess.look import Look, ProcessLook, declare
from lcabridge.assess.model import Calculated
from lcabridge.assess.scores import CRITERIA, ILCD, REPRESENTATIVENESS, Collector, method_of
from lcabridge.assess.walk import Where, path_of
from lcabridge.calc.precise import burdens
from lcabridge.calc.system import Vector
from lcabridge.model import DQSystem, Entity, Process, Source, Summary


class _Scored(Look):
    """Shares the collected scores with the other checks of quality."""

    missing = (
        "quality scores (of processes, of exchanges, or in reviews)",
        "数据质量评分（过程、交换或评审中的评分）",
    )

    def prepare(self) -> None:
        self.scores: Collector = self.setting.shared.setdefault("scores", Collector(self.setting.lines))

    def see(self, entity: Entity) -> None:
        self.scores.take(entity)


class _Rating(_Scored):
    """Scores of factors: weighted means over the chain, weights |GWP contribution|."""

    partly = ("less than the least share of their result has a score", "其结果中有评分的占比不足")

    def close(self) -> None:
        solved = self.setting.calculated
        if solved is None:
            if self.scores.has_scores:
                why = self.setting.why_not
                self.missing = (f"the calculation: {why.get('en', '')}", f"计算结果：{why.get('zh', '')}")
            return
        self.scores.rate_exchanges(solved.calculator, solved.scores, self.profile.tolerance("weight"))
        for scheme in sorted({entry.scheme for entry in self.scores.entries.values()}):
            self._scheme(scheme, solved)

    def _scheme(self, scheme: str, solved: Calculated) -> None:
        names = [word for word, _ in CRITERIA]
        sums = self.setting.shared.get(f"sums {scheme}")
        if sums is None:
            sums = self.setting.shared[f"sums {scheme}"] = solved.weighted(self._table(scheme, names, solved))
        self._factors(scheme, names, sums, solved)

    def _table(self, scheme: str, names: Sequence[str], solved: Calculated) -> Vector:
        system = solved.calculator.system
        own = np.abs(burdens(solved.calculator.interventions, solved.scores.indicator.factors))
        table = np.zeros((len(system.products), 1 + 2 * len(names)))
        table[:, 0] = own
        for column, product in enumerate(system.products):
            entry = self.scores.entries.get(system.activities[product.activity].uuid)
            if entry is None or entry.scheme != scheme:
                continue
            for name, score in self.scores.criteria(entry).items():
                place = 1 + 2 * names.index(name)
                table[column, place] = own[column]
                table[column, place + 1] = own[column] * score
        return table

    def _factors(self, scheme: str, names: Sequence[str], sums: Vector, solved: Calculated) -> None:
        least = self.profile.tolerance("weight")
        system = solved.calculator.system
        for column, product in enumerate(system.products):
            total = sums[column, 0]
            if not product.is_reference or not total > 0.0:
                continue
            covered = {name: float(sums[column, 1 + 2 * k] / total) for k, name in enumerate(names)}
            rated = {
                name: float(sums[column, 2 + 2 * k] / sums[column, 1 + 2 * k])
                for k, name in enumerate(names)
                if covered[name] >= least
            }
            if not rated:
                self.tally.skipped += any(share > 0.0 for share in covered.values())
                continue
            self.tally.seen += 1
            activity = system.activities[product.activity]
            known = self.index.get("process", activity.uuid, activity.version)
            if known is not None:
                self.factor(scheme, known, rated, min(covered[n] for n in rated))

    def factor(self, scheme: str, known: Summary, rated: dict[str, float], coverage: float) -> None:
        """Judge one factor: of process ``known``, scores by criterion, least part of the result that they cover."""


LIMIT = 3.0
"""Score above which representativeness is said to be weak: PEF asks for 3.0 or better of secondary data."""


class _Representativeness(_Rating):
    def factor(self, scheme: str, known: Summary, rated: dict[str, float], coverage: float) -> None:
        stated = {name: score for name, score in rated.items() if name in REPRESENTATIVENESS}
        self.tally.row(
            "representativeness",
            uuid=known.uuid,
            name=known.name,
            scheme=self.scores.title(scheme),
            coverage=coverage,
            scores=stated,
        )
        weak = {name: score for name, score in stated.items() if score > LIMIT}
        if weak:
            self.tally.add(
                known,
                "dq_entry",
                ", ".join(f"{name} {score:.2f}" for name, score in weak.items()),
                "weighted by contribution over {coverage:.0%} of the result: {value} ({scheme}; 1 is best, up to {limit} is fair)",
                "按贡献加权（覆盖结果的 {coverage:.0%}）：{value}（{scheme}；1 为最佳，不超过 {limit} 为尚可）",
                coverage=coverage,
                scheme=self.scores.title(scheme),
                limit=LIMIT,
            )


class _Dqr(_Rating):
    def factor(self, scheme: str, known: Summary, rated: dict[str, float], coverage: float) -> None:
        method = method_of(scheme, self.scores.title(scheme), rated)
        rating = method.rate(rated)
        self.tally.row(
            "rating",
            uuid=known.uuid,
            name=known.name,
            scheme=self.scores.title(scheme),
            method=method.id,
            formula=method.formula,
            rating=rating,
            coverage=coverage,
            scores=rated,
        )
        if rating > LIMIT:
            self.tally.add(
                known,
                "dq_entry",
                round(rating, 6),
                "DQR {value:.2f} by {method} ({formula}), scores of {scheme}, {coverage:.0%} of the result",
                "DQR {value:.2f}（方法 {method}：{formula}；评分体系 {scheme}；覆盖结果的 {coverage:.0%}）",
                method=method.id,
                formula=method.formula,
                scheme=self.scores.title(scheme),
                coverage=coverage,
            )


class _Scales(_Scored):
    """Scores that are off their scale; several schemes in one package are listed."""

    def prepare(self) -> None:
        super().prepare()
        self._odd: list[tuple[str, str, str, str, str]] = []
        self._verdicts: dict[tuple[str, str], bool] = {}

    def see(self, entity: Entity) -> None:
        super().see(entity)
        if isinstance(entity, DQSystem):
            self._verdicts = {key: fits for key, fits in self._verdicts.items() if key[0] != entity.uuid}
        if not isinstance(entity, Process):
            return
        if entity.dq_entry:
            self._note(entity, entity.dq_system.uuid if entity.dq_system else "", "dq_entry", entity.dq_entry)
        system = entity.exchange_dq_system.uuid if entity.exchange_dq_system else ""
        for number, exchange in enumerate(entity.exchanges):
            if exchange.dq_entry:
                self._note(entity, system, (number, "dq_entry"), exchange.dq_entry)

    def _note(self, process: Process, system: str, where: Where, entry: str) -> None:
        self.tally.seen += 1
        key = (system, entry)
        fits = self._verdicts.get(key)
        if fits is None:
            fits = self._verdicts[key] = self._fits(system, entry)
        if not fits:
            self._odd.append((process.uuid, process.version, system, path_of(where), entry))

    def _fits(self, system: str, entry: str) -> bool:
        values = _VALUES.search(entry)
        parts = [part.strip().casefold() for part in values[1].split(";")] if values else []
        scheme = self.scores.schemes.of(system, len(parts))
        if len(parts) != len(scheme.criteria) or not parts:
            return False
        return all(part in _UNSCORED or (_is_number(part) and 1.0 <= float(part) <= scheme.worst) for part in parts)

    def close(self) -> None:
        for uuid, version, system, where, entry in self._odd:
            if self._fits(system, entry):  # its system came after it
                continue
            self.tally.add(
                self.index.get("process", uuid, version),
                where,
                entry,
                "the entry {value} is no score of {scheme}",
                "{value} 不是 {scheme} 的评分",
                scheme=self.scores.schemes.of(system, 5).name,
            )
        words = sum(1 for entry in self.scores.entries.values() if entry.scheme == ILCD)
        self.tally.seen += words
        names = {self.scores.title(system) for system, _ in self._verdicts} | ({ILCD} if words else set())
        for name in sorted(names) if len(names) > 1 else ():
            self.tally.row("schemes", name=name)


_VALUES = re.compile(r"\(([^)]*)\)")
_UNSCORED = frozenset({"", "n.a.", "na", "n/a", "-"})


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


class _Primary(ProcessLook):
    """Share of primary data of each factor, weighted by contribution."""

    missing = ("data types of exchanges (primary, secondary)", "交换的数据类型（初级、次级）")
    _shares: Mapping[str, float] = {
        "primary": 1.0,
        "> 90% primary": 0.95,
        ">90% primary": 0.95,
        "mixed primary / secondary": 0.5,
        "mixed": 0.5,
        "secondary": 0.0,
    }

    def prepare(self) -> None:
        self._known: dict[str, float] = {}

    def process(self, process: Process) -> None:
        found = [
            self._shares.get(e.data_source_type.strip().casefold()) for e in process.exchanges if e.data_source_type
        ]
        stated = [share for share in found if share is not None]
        if stated and len(stated) >= 0.8 * len(process.exchanges):
            self._known[process.uuid] = sum(stated) / len(stated)

    def close(self) -> None:
        solved = self.setting.calculated
        if solved is None or not self._known:
            return
        system = solved.calculator.system
        own = np.abs(burdens(solved.calculator.interventions, solved.scores.indicator.factors))
        shares = [self._known.get(system.activities[p.activity].uuid) for p in system.products]
        table = np.column_stack(
            [
                own,
                own * np.array([s is not None for s in shares]),
                own * np.array([s or 0.0 for s in shares]),
            ]
        )
        sums = solved.weighted(table)
        for column, product in enumerate(system.products):
            total, covered, primary = (float(x) for x in sums[column])
            if not product.is_reference or total <= 0.0 or covered < self.profile.tolerance("weight") * total:
                continue
            self.tally.seen += 1
            activity = system.activities[product.activity]
            self.tally.row(
                "primary", uuid=activity.uuid, name=activity.name, share=primary / covered, coverage=covered / total
            )


class _Statements(ProcessLook):
    """Rigour (G5) as answered statements: each with the place of its evidence."""

    statements: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        (
            "the method is documented",
            "方法有说明",
            (
                "modelling.principle",
                "modelling.approaches",
                "modelling.method_details",
                "modelling.description",
                "model_description",
            ),
        ),
        (
            "the handling of data is documented",
            "数据处理有说明",
            ("data_sources.treatment", "data_sources.selection", "data_sources.cut_off", "data_sources.sampling"),
        ),
        ("a review is present", "有评审", ("reviews",)),
    )

    def process(self, process: Process) -> None:
        self.tally.seen += 1
        lacking = []
        for en, zh, paths in self.statements:
            evidence = [path for path in paths if self.answers(process, path)]
            self.tally.row(
                "statements",
                6000,
                uuid=process.uuid,
                statement={"en": en, "zh": zh},
                answer=bool(evidence),
                evidence=evidence,
            )
            if not evidence:
                lacking.append((en, zh))
        if lacking:
            self.tally.add(
                process,
                "",
                None,
                "no evidence that: {said}",
                "缺少依据：{said_zh}",
                said="; ".join(en for en, _ in lacking),
                said_zh="；".join(zh for _, zh in lacking),
            )

    def answers(self, process: Process, path: str) -> bool:
        """Tell whether a field is evidence."""
        if path == "reviews":
            return any(
                review.type.strip().casefold() not in ("", "not reviewed") or review.reviewers or review.report
                for review in process.reviews
            )
        value: object = process
        for name in path.split("."):
            value = getattr(value, name, None)
        return any(str(text).strip() for text in value.values()) if isinstance(value, dict) else bool(value)


class _Traceable(Look):
    """Sources: named by the process, in the package, and leading to a document."""

    missing = ("processes", "过程数据集")

    def prepare(self) -> None:
        self._open: set[str] = set()
        self._cites: dict[str, tuple[str, ...]] = {}

    def see(self, entity: Entity) -> None:
        if isinstance(entity, Source):
            if entity.citation or entity.url or entity.files or entity.year:
                self._open.add(entity.uuid)
            return
        if not isinstance(entity, Process):
            return
        self.tally.seen += 1
        named = [ref.uuid for ref in entity.external_documentation]
        if entity.data_sources is not None:
            named += [ref.uuid for ref in entity.data_sources.sources]
        if entity.administration is not None and entity.administration.publication is not None:
            named.append(entity.administration.publication.uuid)
        named += [ref.uuid for exchange in entity.exchanges for ref in exchange.sources]
        if named:
            self._cites[entity.uuid] = tuple(dict.fromkeys(named))
        else:
            self.tally.add(entity, "data_sources.sources", None, "names no source", "未注明来源")

    def close(self) -> None:
        for uuid, named in self._cites.items():
            if not any(source in self._open for source in named):
                self.tally.add(
                    self.index.get("process", uuid),
                    "data_sources.sources",
                    named[0],
                    "none of its {count} sources has a citation, year, link or file",
                    "其 {count} 个来源均无引文、年份、链接或文件",
                    count=len(named),
                )


_WHY = (
    "How far a factor stands for the technology, place and time it is used for decides what it is worth.",
    "因子对其技术、地域和时间的代表性决定其价值。",
)
_MEND = (
    "State scores for the processes that contribute most, or replace weak data.",
    "为贡献最大的过程给出评分，或替换薄弱数据。",
)

CHECKS = (
    declare(
        _Representativeness,
        "quality.representativeness",
        (
            "Factors represent technology, place and time (weighted by contribution)",
            "因子的技术、地理和时间代表性（按贡献加权）",
        ),
        clause="G5; A8",
        rationale=_WHY,
        mend=_MEND,
        severity="inform",
        types=("process", "dq_system"),
        needs=("scores",),
    ),
    declare(
        _Dqr,
        "quality.rating",
        ("The data quality rating of factors is 3 or better", "因子的数据质量评级（DQR）不低于 3"),
        clause="G5; A8",
        rationale=_WHY,
        mend=_MEND,
        severity="inform",
        types=("process", "dq_system"),
        needs=("scores",),
    ),
    declare(
        _Scales,
        "quality.scales",
        ("Quality scores are scores of their scheme", "质量评分符合其评分体系"),
        clause="G5",
        rationale=(
            "A score off its scale, or of a scheme nobody knows, says nothing.",
            "超出量表或体系不明的评分没有意义。",
        ),
        mend=("Give the score of the scheme named, or name the scheme.", "按所注体系评分，或注明体系。"),
        types=("process", "dq_system"),
    ),
    declare(
        _Primary,
        "quality.primary-share",
        ("The share of primary data is known", "初级数据占比已知"),
        clause="G4; G5",
        rationale=("The guideline puts primary data first.", "指引要求优先采用初级数据。"),
        mend=("State the data type of exchanges.", "注明交换的数据类型。"),
        severity="inform",
        needs=("scores",),
    ),
    declare(
        _Statements,
        "quality.rigour",
        ("Method, handling of data and review are documented", "方法、数据处理和评审有据可查"),
        clause="G5; A7; A8",
        rationale=("Rigour cannot be computed; it is stated, with evidence.", "科学严谨性不能计算，只能凭依据说明。"),
        mend=("Fill in the fields, or have the data set reviewed.", "填写相应字段，或进行评审。"),
        severity="inform",
    ),
    declare(
        _Traceable,
        "quality.traceability",
        ("Every process leads to its sources", "每个过程可追溯到来源"),
        clause="G4; G5; G7",
        rationale=("Numbers without a source cannot be checked by anybody.", "没有来源的数值无人能核实。"),
        mend=("Name the source, with citation, link or file.", "注明来源及其引文、链接或文件。"),
        types=("process", "source"),
    ),
)
