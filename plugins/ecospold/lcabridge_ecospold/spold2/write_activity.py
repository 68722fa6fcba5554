"""A process as an activity data set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lcabridge.model import ImpactResult, Index, Parameter, Process, Ref, Review, Text, pick, version_key
from lcabridge.report import Report, catalogue
from lcabridge_ecospold.spold2.dates import dated, stamped
from lcabridge_ecospold.spold2.flows import class_value, split_synonyms
from lcabridge_ecospold.spold2.formulas import to_model, to_relation
from lcabridge_ecospold.spold2.names import (
    ACTIVITY_ALIAS,
    FORMAT,
    NO_DATES,
    NOBODY,
    PLACEHOLDER,
    PLACEHOLDER_EMAIL,
    PLACEHOLDER_SHORT,
    SCENARIO,
    SYSTEM_MODEL,
    derived,
    is_uuid,
    uuid_of,
)
from lcabridge_ecospold.spold2.tables import Tables
from lcabridge_ecospold.spold2.texts import canonical, laid_out, write_pieces, write_texts
from lcabridge_ecospold.spold2.trees import written
from lcabridge_ecospold.spold2.write_exchanges import VARIABLE, Writer, uncertainty
from lcabridge_ecospold.spold2.xmlout import cut, element, escape, texts


class ActivityWriter:
    """Writes one process.

    Args:
        process: the process.
        tables: of the package.
        index: of the package.
        activities: activity id of processes whose UUID is not the activity's.
        report: takes the issues.
    """

    def __init__(
        self, process: Process, tables: Tables, index: Index, activities: dict[str, str], report: Report
    ) -> None:
        self.process = process
        self.tables = tables
        self.index = index
        self.activities = activities
        self.report = report
        self.extra: dict[str, Any] = process.extra.get(FORMAT, {})

    def write(self) -> tuple[str, str, list[int]]:
        """Return the data set without its end tag, the end tag, and which exchanges were written in which order."""
        kind = "childActivityDataset" if self.extra.get("kind") == "child" else "activityDataset"
        flows = Writer(self.process, self.tables, self.index, self.activities, self.report)
        exchanges, order = flows.write()
        parameters = "".join(
            self._parameter(p) for p in self.process.parameters if p.name.lower() not in flows.variables
        )
        nameless = "".join(written(node) for node in self.extra.get("nameless parameters", ()))
        indicators = "".join(self._indicators())
        parts = (
            element("activityDescription", {}, self._description()),
            element("flowData", {}, (exchanges, parameters, nameless, indicators, self._rest("flowData"))),
            element("modellingAndValidation", {}, self._modelling()),
            element("administrativeInformation", {}, self._administration()),
            self._rest("dataset"),
        )
        return f"<{kind}>{''.join(parts)}", f"</{kind}>", order

    def _rest(self, place: str) -> str:
        return "".join(written(node) for node in self.extra.get(f"{place}/*", ()))

    def _kept(self, place: str) -> dict[str, Any]:
        found = self.extra.get(place)
        return found if isinstance(found, dict) else {}

    def _attrs(self, place: str) -> dict[str, Any]:
        return {key[1:]: value for key, value in self._kept(place).items() if key.startswith("@")}

    def _rich(self, name: str, place: str, text: Text) -> str:
        pieces, fits = laid_out(text, self.extra.get(place))
        if not fits:
            self.report.add(catalogue.STALE_EXTENSION, path=f"extra.{FORMAT}.{place}", value=self.extra.get(place))
        return write_pieces(name, pieces)

    def _assumed(self, path: str, value: Any) -> None:
        self.report.add(catalogue.PLACEHOLDER, path=path, value=value)

    def _description(self) -> Iterable[str]:
        process = self.process
        start, end, technology = self._technology()
        yield self._activity(start, end)
        kept = self.extra.get("classification") or []
        position = 0
        for rest in kept:
            yield classification(None if rest.get("value") else self._class(position), rest)
            position += not (rest.get("value") and not (rest["system"] and rest["value"]))
        seen = {rest.get("@classificationId") for rest in kept}
        for entry in process.classifications[position:]:
            uuid = derived("classification", entry.system)
            if uuid not in seen and entry.classes and class_value(entry) and entry.system:
                seen.add(uuid)
                yield classification(entry, {"@classificationId": uuid})
        yield self._geography()
        yield technology
        yield self._time()
        yield self._scenario()
        yield self._rest("activityDescription")

    def _class(self, position: int) -> Any:
        found = self.process.classifications
        return found[position] if position < len(found) else None

    def _activity(self, start: str, end: str) -> str:
        process = self.process
        attrs = self._attrs("activity")
        name = pick(process.name, "en") or PLACEHOLDER
        if not process.name:
            self._assumed("name", PLACEHOLDER)
        master = attrs.pop("masterAllocationPropertyId", None)
        attrs = {
            "id": self.activity_id(),
            "activityNameId": derived("activity name", process.name.get("en") or pick(process.name, "en")),
            "type": "2" if process.process_type == "lci_result" else "1",
            "specialActivityType": "0",
            **({"masterAllocationPropertyId": master} if master else {}),
            **attrs,
        }
        listed = self.extra.get("synonym")
        synonyms = listed or split_synonyms(process.synonyms)
        allocation = process.modelling.approach_deviations if process.modelling else {}
        content = (
            texts("activityName", process.name or {"en": name}, 120) or texts("activityName", {"en": PLACEHOLDER}),
            "".join(
                f'<synonym xml:lang="{escape(lang)}">{escape(cut(text, 80))}</synonym>'
                for lang, text in synonyms
                if text
            ),
            start,
            end,
            self._rich("allocationComment", "allocationComment", allocation),
            self._rich("generalComment", "generalComment", process.description),
            "".join(f"<tag>{escape(cut(tag, 40))}</tag>" for tag in process.tags if tag),
            self._rest("activity"),
        )
        return element("activity", attrs, content)

    def activity_id(self) -> str:
        """Return the id of the activity: the one that the process had, where reading it gives the same process."""
        process = self.process
        said = next((alias.id for alias in process.aliases if alias.system == ACTIVITY_ALIAS), "")
        product = next((e.flow.uuid for e in process.exchanges if e.is_reference and e.flow), "")
        if said and self.tables.process(uuid_of(said), product) == process.uuid:
            return said
        return process.uuid

    def _technology(self) -> tuple[str, str, str]:
        text = self.process.technology.description if self.process.technology else {}
        pieces, fits = laid_out(text, self.extra.get("technology/comment"))
        if not fits:
            self.report.add(catalogue.STALE_EXTENSION, path=f"extra.{FORMAT}.technology/comment")
        limits = {"start": "includedActivitiesStart", "end": "includedActivitiesEnd"}
        said: dict[str, str] = {"start": "", "end": ""}
        for kind, lang, _, value in pieces:
            if kind in limits:
                said[kind] += element(limits[kind], {"xml:lang": lang}, escape(cut(value, 32000)))
        rest = [piece for piece in pieces if piece[0] not in limits]
        technology = (write_pieces("comment", rest), self._rest("technology"))
        return said["start"], said["end"], element("technology", self._attrs("technology"), technology)

    def _geography(self) -> str:
        found = self.process.geography
        place = found.place if found else None
        rest = self._kept("geography")
        ref = place.ref if place else None
        code = self.index.place_code(place)
        uuid = ref.uuid if ref else derived("place", code) if code else NOBODY
        if not code and ref is not None:
            code = next(iter(ref.name.values()), "") or (ref.summary.location if ref.summary else "")
        short: Text = rest.get("shortname") or {"en": code or PLACEHOLDER_SHORT}
        if place is None or not code:
            self._assumed("geography.place", PLACEHOLDER_SHORT)
        attrs = self._attrs("geography")
        said = attrs.pop("geographyId", None)
        uuid = said if isinstance(said, str) and uuid_of(said) == uuid else uuid
        content = (
            texts("shortname", short, 40),
            self._rich("comment", "geography/comment", found.description if found else {}),
            self._rest("geography"),
        )
        return element("geography", {"geographyId": uuid if is_uuid(uuid) or said else NOBODY, **attrs}, content)

    def _time(self) -> str:
        found = self.process.time
        dates = [dated(found.valid_from, "-01-01"), dated(found.valid_until, "-12-31")] if found else ["", ""]
        if found and found.reference_year and not dates[0] and 1 <= found.reference_year <= 9999:
            dates[0] = f"{found.reference_year:04}-01-01"
        for number, name in enumerate(("valid_from", "valid_until")):
            if not dates[number]:
                dates[number] = NO_DATES[number]
                self._assumed(f"time.{name}", NO_DATES[number])
        attrs = {
            "startDate": dates[0], "endDate": dates[1], "isDataValidForEntirePeriod": "true", **self._attrs("timePeriod"),
        }  # fmt: skip
        comment = self._rich("comment", "timePeriod/comment", found.description if found else {})
        return element("timePeriod", attrs, (comment, self._rest("timePeriod")))

    def _scenario(self) -> str:
        rest = self._kept("macroEconomicScenario")
        attrs = self._attrs("macroEconomicScenario") or {"macroEconomicScenarioId": SCENARIO[0]}
        name: Text = rest.get("name") or {"en": SCENARIO[1]}
        if not rest:
            self._assumed("macroEconomicScenario", SCENARIO[1])
        content = (
            texts("name", name, 80),
            write_texts("comment", rest.get("comment") or {}),
            self._rest("macroEconomicScenario"),
        )
        return element("macroEconomicScenario", attrs, content)

    def _parameter(self, found: Parameter) -> str:
        named = VARIABLE(found.name) is not None
        if not named:
            # The XSD allows 40 characters without blanks; formulas that use the name find it in the extension.
            self.report.add(catalogue.DEGRADED_VALUE, path=f"parameters.{found.name}.name", value=found.name, native="")
        if found.value is None:
            self._assumed(f"parameters.{found.name}.value", 0.0)
        rest: dict[str, Any] = self._kept("parameters").get(found.name) or {}
        relation = rest.get("@mathematicalRelation")
        if found.formula and not (isinstance(relation, str) and to_model(relation)[0] == found.formula):
            relation = to_relation(found.formula)
        attrs = {
            "parameterId": rest.get("@parameterId")
            or found.uuid
            or derived("parameter", self.process.uuid, found.name),
            "parameterContextId": rest.get("@parameterContextId"),
            "variableName": found.name if named else None,
            "mathematicalRelation": relation or None,
            "isCalculatedAmount": rest.get("@isCalculatedAmount"),
            "amount": found.value or 0.0,
            "unitId": rest.get("@unitId"),
            "unitContextId": rest.get("@unitContextId"),
        }
        spread = rest.get("uncertainty") or {}
        content = (
            texts("name", rest.get("name") or {"en": cut(found.name, 80)}, 80),
            texts("unitName", rest.get("unitName"), 40),
            uncertainty("uncertainty", found.uncertainty, spread.get("base"), spread.get("pedigree") or "", spread),
            write_texts("comment", found.description),
            "".join(written(node) for node in rest.get("*", ())),
        )
        return element("parameter", attrs, content)

    def _indicators(self) -> Iterable[str]:
        kept = self.extra.get("impactIndicators") or []
        for number, result in enumerate(self.process.impact_results):
            rest = kept[number] if number < len(kept) else {}
            yield self._indicator(result, rest)

    def _indicator(self, result: ImpactResult, rest: dict[str, Any]) -> str:
        if result.category is None or result.amount is None:
            return ""
        known = self.index.find(result.category)
        name = result.category.name or (known.name if known else {}) or {"en": result.category.uuid}
        said = rest.get("@impactIndicatorId")
        attrs: dict[str, Any] = {
            "impactIndicatorId": said if said and uuid_of(said) == result.category.uuid else result.category.uuid,
            "impactMethodId": derived("impact method", PLACEHOLDER_SHORT),
            "impactCategoryId": derived("impact category", result.category.uuid),
            "amount": result.amount,
        }
        attrs.update({k[1:]: v for k, v in rest.items() if k.startswith("@") and k != "@impactIndicatorId"})
        unknown = {"en": PLACEHOLDER_SHORT}
        return element(
            "impactIndicator",
            attrs,
            (
                texts("impactMethodName", rest.get("impactMethodName") or unknown, 120),
                texts("impactCategoryName", rest.get("impactCategoryName") or unknown, 120),
                texts("name", name, 120),
                texts("unitName", rest.get("unitName") or unknown, 40),
            ),
        )

    def _modelling(self) -> Iterable[str]:
        found = self.process.data_sources
        rest = self._kept("representativeness")
        if rest or (found and (found.share_covered is not None or found.sampling or found.treatment)):
            share = found.share_covered if found else None
            attrs = {
                "percent": share if share is None or share <= 100.0 else None,
                "systemModelId": SYSTEM_MODEL[0],
                **self._attrs("representativeness"),
            }
            content = (
                texts("systemModelName", rest.get("systemModelName") or {"en": SYSTEM_MODEL[1]}, 120),
                write_texts("samplingProcedure", found.sampling if found else {}),
                write_texts("extrapolations", found.treatment if found else {}),
                self._rest("representativeness"),
            )
            yield element("representativeness", attrs, content)
        kept = self.extra.get("reviews") or []
        for number, review in enumerate(self.process.reviews):
            yield self._review(review, kept[number] if number < len(kept) else {})
        yield self._rest("modellingAndValidation")

    def _review(self, review: Review, rest: dict[str, Any]) -> str:
        person = review.reviewers[0] if review.reviewers else None
        uuid, name, email = self._named(person)
        said = rest.get("@reviewerId")
        attrs = {
            "reviewerId": said if said and uuid_of(said) == uuid else uuid,
            "reviewerName": name,
            "reviewerEmail": email,
            "reviewDate": NO_DATES[0],
            "reviewedMajorRelease": "0", "reviewedMinorRelease": "0", "reviewedMajorRevision": "0",
            "reviewedMinorRevision": "0",
        }  # fmt: skip
        attrs.update({k[1:]: v for k, v in rest.items() if k.startswith("@") and k != "@reviewerId"})
        pieces, fits = laid_out(review.details, rest.get("details"))
        if not fits:
            pieces = canonical(review.details)
        content = (
            write_pieces("details", pieces),
            write_texts("otherDetails", review.other_details),
            "".join(written(node) for node in rest.get("*", ())),
        )
        return element("review", attrs, content)

    def _named(self, person: Ref | None) -> tuple[str, str, str]:
        """Return id, name and e-mail address of a person; the placeholder for nobody."""
        if person is None:
            return NOBODY, PLACEHOLDER_SHORT, PLACEHOLDER_EMAIL
        known = self.index.find(person)
        name = pick(person.name, "en") or (pick(known.name, "en") if known else "")
        email = self.tables.emails.get(person.uuid, "")
        return person.uuid, cut(name, 40) or PLACEHOLDER_SHORT, cut(email, 80) or PLACEHOLDER_EMAIL

    def _person(self, place: str, person: Ref | None) -> dict[str, Any]:
        rest = self._attrs(place)
        uuid, name, email = self._named(person)
        said = rest.pop("personId", None)
        if person is None:
            self._assumed(f"administration.{place}", PLACEHOLDER_SHORT)
        return {
            "personId": said if said and uuid_of(said) == uuid else uuid,
            "personName": name,
            "personEmail": rest.pop("personEmail", None) or email,
            **rest,
        }

    def _administration(self) -> Iterable[str]:
        found = self.process.administration
        entered = found.entered_by if found else None
        generators = found.generators if found else []
        yield element("dataEntryBy", self._person("dataEntryBy", entered), self._rest("dataEntryBy"))
        place = "dataGeneratorAndPublication"
        attrs = self._person(place, generators[0] if generators else None)
        copyright_ = found.copyright if found else None
        if copyright_ is None:
            self._assumed("administration.copyright", False)
        attrs["isCopyrightProtected"] = bool(copyright_)
        if found and found.publication is not None:
            self.index.find(found.publication)
            uuid = found.publication.uuid
            said = attrs.pop("publishedSourceId", None)
            year, author = self.tables.sources.get(uuid, ("", ""))
            attrs["publishedSourceId"] = said if said and uuid_of(said) == uuid else uuid
            attrs.setdefault("publishedSourceYear", cut(year, 30) or None)
            attrs.setdefault("publishedSourceFirstAuthor", self._short(author, 40, "administration.publication.name"))
            sections = found.publication.sections
            attrs.setdefault("pageNumbers", cut(sections[0], 30) if sections else None)
        if found and found.exclusive_access:
            uuid = found.exclusive_access[0].uuid
            said = attrs.pop("companyId", None)
            self.index.find(found.exclusive_access[0])
            attrs["companyId"] = said if said and uuid_of(said) == uuid else uuid
        yield element(place, attrs, self._rest(place))
        yield self._file()
        yield self._rest("administrativeInformation")

    def _short(self, text: str, limit: int, path: str) -> str | None:
        """Return a text that a reference repeats, as long as the XSD allows; what is cut stands at the target."""
        found = cut(text, limit)
        if found != text:
            self.report.add(catalogue.DEGRADED_VALUE, path=path, value=text, native=found)
        return found or None

    def _file(self) -> str:
        process, found = self.process, self.process.administration
        rest = self._kept("fileAttributes")
        release = (
            [*(max(number, 0) for number in version_key(process.version)), 0, 0, 0][:3]
            if process.version
            else [0, 0, 0]
        )
        stamps = {
            "creationTimestamp": found.created if found else "",
            "lastEditTimestamp": process.last_change,
            "fileTimestamp": found.time_stamp if found else "",
        }
        attrs: dict[str, Any] = {
            "majorRelease": release[0], "minorRelease": release[1], "majorRevision": release[2], "minorRevision": 0,
            "internalSchemaVersion": "2.0.10", "defaultLanguage": "en",
            **{name: text for name, text in stamps.items() if stamped(text)},
            "fileGenerator": "lcabridge",
            **self._attrs("fileAttributes"),
        }  # fmt: skip
        content = (
            texts("contextName", rest.get("contextName"), 80),
            "".join(written(node) for node in rest.get("requiredContext", ())),
            self._rest("fileAttributes"),
        )
        return element("fileAttributes", attrs, content)


def classification(found: Any, rest: dict[str, Any]) -> str:
    """Return a classification of an activity or a MasterData entry."""
    attrs = {key[1:]: value for key, value in rest.items() if key.startswith("@")}
    systems: Text = rest.get("system") or {"en": found.system if found else ""}
    values: Text = rest.get("value") or {"en": class_value(found) if found else ""}
    content = (
        write_texts("classificationSystem", systems, 255), write_texts("classificationValue", values, 120),
        "".join(written(node) for node in rest.get("*", ())),
    )  # fmt: skip
    return element("classification", attrs, content)
