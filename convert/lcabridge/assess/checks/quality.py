"""Data quality (G5): scores weighted by what they contribute to the result, ratings by named methods, answered statements.

Scores of different schemes are kept apart: a scheme is a data quality system of the package, or the words of ILCD reviews.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lcabridge.assess.look import Look, ProcessLook, declare
from lcabridge.calc.precise import burdens
from lcabridge.calc.quality import scores_of
from lcabridge.calc.system import Vector
from lcabridge.model import DQSystem, Entity, Index, Process, Ref, Source, pick

ILCD_WORDS = {"very good": 1.0, "good": 2.0, "fair": 3.0, "poor": 4.0, "very poor": 5.0}
ILCD = "ILCD review indicators"
_CRITERIA: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("TeR", re.compile(r"techn|技术", re.IGNORECASE)),
    ("GR", re.compile(r"geogr|地理|地域", re.IGNORECASE)),
    ("TiR", re.compile(r"tempor|time|时间", re.IGNORECASE)),
    ("P", re.compile(r"precision|reliab|可靠|精度|不确定", re.IGNORECASE)),
    ("C", re.compile(r"complet|完整", re.IGNORECASE)),
    ("M", re.compile(r"method|consisten|方法|一致", re.IGNORECASE)),
)
"""Criterion by what an indicator is called."""
REPRESENTATIVENESS = ("TeR", "GR", "TiR")


@dataclass(slots=True, frozen=True)
class Method:
    """A way to make one number of several scores.

    Attributes:
        id: name.
        formula: in words, for the table.
        needs: criteria without which it is not that method; empty for any.
        rate: scores by criterion to the rating.
    """

    id: str
    formula: str
    needs: tuple[str, ...]
    rate: Callable[[Mapping[str, float]], float]


def _mean(scores: Mapping[str, float]) -> float:
    return sum(scores.values()) / len(scores)


def _pef(scores: Mapping[str, float]) -> float:
    return sum(scores[name] for name in ("TeR", "GR", "TiR", "P")) / 4.0


def _ilcd(scores: Mapping[str, float]) -> float:
    return (sum(scores.values()) + 4.0 * max(scores.values())) / (len(scores) + 4.0)


METHODS = (
    Method("PEF/CIFA", "DQR = (TeR + GR + TiR + P) / 4", ("TeR", "GR", "TiR", "P"), _pef),
    Method("ILCD", "DQR = (sum of scores + 4 x worst) / (number + 4)", (), _ilcd),
    Method("pedigree mean", "DQR = mean of the indicator scores", (), _mean),
)
"""Rating methods (reference china section 4): PEF guidance 6.3 and CIFA chapter 5; ILCD Handbook annex A; mean."""


@dataclass(slots=True)
class Scheme:
    """A scale of scores.

    Attributes:
        name: for people.
        criteria: of its indicators in order, "" for one that is none of ours.
        worst: highest score of the scale.
    """

    name: str
    criteria: tuple[str, ...]
    worst: float = 5.0


def criterion(name: str) -> str:
    """Return the criterion of an indicator's name, "" for none."""
    return next((word for word, form in _CRITERIA if form.search(name)), "")


@dataclass(slots=True)
class Schemes:
    """The data quality systems seen; processes may come first."""

    known: dict[str, Scheme] = field(default_factory=dict)

    def take(self, system: DQSystem) -> None:
        """Note a system."""
        indicators = sorted(system.indicators, key=lambda i: i.position or 0)
        worst = max((float(s.position or 0) for i in indicators for s in i.scores), default=5.0)
        self.known[system.uuid] = Scheme(
            pick(system.name, "en") or system.uuid, tuple(criterion(i.name) for i in indicators), worst or 5.0
        )

    def of(self, uuid: str, length: int) -> Scheme:
        """Return a scheme; for a system that is not there, the five indicators of the pedigree matrix in their order."""
        found = self.known.get(uuid)
        if found is None:
            usual = ("P", "C", "TiR", "GR", "TeR") if length == 5 else ("",) * length
            found = Scheme(f"scheme {uuid or 'without a system'}", usual)
        return found


@dataclass(slots=True)
class _Entry:
    """Scores of a process as it states them."""

    scheme: str
    scores: tuple[float, ...]
    words: dict[str, float] = field(default_factory=dict)


def _ilcd_scores(process: Process) -> dict[str, float]:
    """Return the scores of a process's review indicators; the review with most indicators counts."""
    best: dict[str, float] = {}
    for review in process.reviews:
        found: dict[str, float] = {}
        for aspect in review.indicators:
            score = ILCD_WORDS.get(aspect.value.strip().casefold())
            word = criterion(aspect.name) if "overall" not in aspect.name.casefold() else ""
            if score is not None and word:
                found[word] = score
        if len(found) > len(best):
            best = found
    return best


class _Scored(Look):
    """Collects scores of processes; exchange scores become a process's own, weighted by contribution at the end."""

    missing = (
        "quality scores (of processes, of exchanges, or in reviews)",
        "数据质量评分（过程、交换或评审中的评分）",
    )

    def prepare(self) -> None:
        self.schemes = Schemes()
        self.entries: dict[str, _Entry] = {}
        self.exchanges: dict[str, tuple[str, list[tuple[str, str, str, float, tuple[float, ...] | None]]]] = {}
        self.processes = 0

    def see(self, entity: Entity) -> None:
        if isinstance(entity, DQSystem):
            self.schemes.take(entity)
        elif isinstance(entity, Process):
            self.processes += 1
            self._process(entity)

    def _process(self, process: Process) -> None:
        scores = scores_of(process.dq_entry)
        words = _ilcd_scores(process)
        if scores:
            self.entries[process.uuid] = _Entry(process.dq_system.uuid if process.dq_system else "", tuple(scores))
        elif any(exchange.dq_entry for exchange in process.exchanges):
            system = process.exchange_dq_system.uuid if process.exchange_dq_system else ""
            self.exchanges[process.uuid] = (system, self._lines(process))
        elif words:
            self.entries[process.uuid] = _Entry(ILCD, (), words)

    def _lines(self, process: Process) -> list[tuple[str, str, str, float, tuple[float, ...] | None]]:
        kept: list[tuple[str, str, str, float, tuple[float, ...] | None]] = []
        for line in self.setting.lines.of(process):
            if line.exchange.is_reference or line.amount is None:
                continue
            scores = scores_of(line.exchange.dq_entry)
            provider = line.exchange.provider.uuid if line.exchange.provider else ""
            kept.append((line.uuid, provider, line.direction or "", line.amount, tuple(scores) if scores else None))
        return kept

    def criteria(self, entry: _Entry) -> dict[str, float]:
        """Return the scores of an entry by criterion."""
        if entry.scheme == ILCD:
            return entry.words
        names = self.schemes.of(entry.scheme, len(entry.scores)).criteria
        return {name: score for name, score in zip(names, entry.scores, strict=False) if name}

    def title(self, scheme: str) -> str:
        """Return the name of a scheme."""
        return ILCD if scheme == ILCD else self.schemes.of(scheme, 5).name


class _Rating(_Scored):
    """Scores of factors: weighted means over the chain, weights |GWP contribution|."""

    def close(self) -> None:
        solved = self.setting.calculated
        if solved is None:
            if self.entries or self.exchanges:
                self.entries, self.exchanges = {}, {}
                self.lacking = (self.setting.why_not.get("en", ""), self.setting.why_not.get("zh", ""))
            return
        self._from_exchanges()
        for scheme in sorted({entry.scheme for entry in self.entries.values()}):
            self._scheme(scheme)

    lacking: tuple[str, str] | None = None

    def _scheme(self, scheme: str) -> None:
        solved = self.setting.calculated
        if solved is None:
            return
        calculator, scores = solved.calculator, solved.scores
        system = calculator.system
        own = np.abs(burdens(calculator.interventions, scores.indicator.factors))
        names = [word for word, _ in _CRITERIA]
        table = np.zeros((len(system.products), 1 + 2 * len(names)))
        table[:, 0] = own
        for column, product in enumerate(system.products):
            entry = self.entries.get(system.activities[product.activity].uuid)
            if entry is None or entry.scheme != scheme:
                continue
            for name, score in self.criteria(entry).items():
                place = 1 + 2 * names.index(name)
                table[column, place] = own[column]
                table[column, place + 1] = own[column] * score
        self._factors(scheme, names, solved.weighted(table))

    def _factors(self, scheme: str, names: Sequence[str], sums: Vector) -> None:
        solved = self.setting.calculated
        if solved is None:
            return
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
            self.factor(scheme, self.index, activity.uuid, activity.version, rated, min(covered[n] for n in rated))

    def factor(
        self, scheme: str, index: Index, uuid: str, version: str, rated: dict[str, float], coverage: float
    ) -> None:
        """Judge one factor."""

    partly = ("less than the least share of their result has a score", "其结果中有评分的占比不足")

    def _from_exchanges(self) -> None:
        """Turn exchange scores into process scores, weighted by |amount x factor| of what each exchange brings."""
        solved = self.setting.calculated
        if solved is None or not self.exchanges:
            return
        system, values = solved.calculator.system, solved.scores.values
        by_flow: dict[tuple[str, str], float] = {
            (row.uuid, row.direction): abs(float(f))
            for row, f in zip(system.flows, solved.scores.indicator.factors, strict=True)
        }
        supplier: dict[tuple[str, str], float] = {}
        for column, product in enumerate(system.products):
            score = abs(float(values[column]))
            supplier[system.activities[product.activity].uuid, product.flow] = score
            supplier.setdefault(("", product.flow), score)
        for uuid, (scheme, lines) in self.exchanges.items():
            weights = [
                abs(amount)
                * by_flow.get((flow, direction), supplier.get((provider, flow), supplier.get(("", flow), 0.0)))
                for flow, provider, direction, amount, _ in lines
            ]
            length = next((len(scores) for *_, scores in lines if scores), 0)
            rated = [(w, s) for w, (*_, s) in zip(weights, lines, strict=True) if s and len(s) == length]
            total, covered = sum(weights), sum(w for w, _ in rated)
            if not length or not covered or covered < self.profile.tolerance("weight") * total:
                continue
            mean = tuple(sum(w * s[k] for w, s in rated) / covered for k in range(length))
            self.entries[uuid] = _Entry(scheme, mean)


LIMIT = 3.0
"""Score above which representativeness is said to be weak: PEF asks for 3.0 or better of secondary data."""


class _Representativeness(_Rating):
    def factor(
        self, scheme: str, index: Index, uuid: str, version: str, rated: dict[str, float], coverage: float
    ) -> None:
        known = index.get("process", uuid, version)
        stated = {name: score for name, score in rated.items() if name in REPRESENTATIVENESS}
        self.tally.row(
            "representativeness",
            uuid=uuid,
            name=known.name if known else {},
            scheme=self.title(scheme),
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
                scheme=self.title(scheme),
                limit=LIMIT,
            )


class _Dqr(_Rating):
    def factor(
        self, scheme: str, index: Index, uuid: str, version: str, rated: dict[str, float], coverage: float
    ) -> None:
        known = index.get("process", uuid, version)
        wanted = {ILCD: "ILCD"}.get(scheme)
        method = next(
            m
            for m in METHODS
            if (wanted is None or m.id == wanted)
            and set(m.needs) <= set(rated)
            and (m.needs or wanted or m.id != "ILCD")
        )
        rating = method.rate(rated)
        self.tally.row(
            "rating",
            uuid=uuid,
            name=known.name if known else {},
            scheme=self.title(scheme),
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
                scheme=self.title(scheme),
                coverage=coverage,
            )


class _Scales(_Scored):
    """Scores that are off their scale; several schemes in one package are listed."""

    def prepare(self) -> None:
        super().prepare()
        self._odd: list[tuple[str, str, str, str, str]] = []
        self._systems: set[str] = set()

    def see(self, entity: Entity) -> None:
        super().see(entity)
        if not isinstance(entity, Process):
            return
        if entity.dq_entry:
            self._note(entity, entity.dq_system, "dq_entry", entity.dq_entry)
        for number, exchange in enumerate(entity.exchanges):
            if exchange.dq_entry:
                self._note(entity, entity.exchange_dq_system, f"exchanges[{number}].dq_entry", exchange.dq_entry)

    def _note(self, process: Process, system: Ref | None, where: str, entry: str) -> None:
        self.tally.seen += 1
        uuid = system.uuid if system else ""
        self._systems.add(uuid)
        if not self._fits(uuid, entry):
            self._odd.append((process.uuid, process.version, uuid, where, entry))

    def _fits(self, system: str, entry: str) -> bool:
        values = _VALUES.search(entry)
        parts = [part.strip().casefold() for part in values[1].split(";")] if values else []
        scheme = self.schemes.of(system, len(parts))
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
                scheme=self.schemes.of(system, 5).name,
            )
        words = sum(1 for entry in self.entries.values() if entry.scheme == ILCD)
        self.tally.seen += words
        names = {self.schemes.of(system, 5).name for system in self._systems} | ({ILCD} if words else set())
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
