"""The section activityDescription: what the activity is, where, when and how."""

from __future__ import annotations

from lcabridge.model import (
    Geography,
    Modelling,
    Place,
    Process,
    Ref,
    Technology,
    Text,
    Time,
)
from lcabridge.report import catalogue
from lcabridge_ecospold.spold2.context import Context, Extra
from lcabridge_ecospold.spold2.dates import dated
from lcabridge_ecospold.spold2.flows import children, synonyms
from lcabridge_ecospold.spold2.head import TYPES, activity_classes, activity_name
from lcabridge_ecospold.spold2.issues import MISSING
from lcabridge_ecospold.spold2.names import (
    NO_DATES,
    NOBODY,
    PLACEHOLDER_SHORT,
    SCENARIO,
    XML_LANG,
    Q,
    derived,
    uuid_of,
)
from lcabridge_ecospold.spold2.texts import Piece, joined, layout, pieces_of
from lcabridge_ecospold.spold2.trees import Element, attributes

_ACTIVITY = frozenset(
    {"activityNameId", "activityNameContextId", "parentActivityId", "parentActivityContextId", "inheritanceDepth"}
    | {"specialActivityType", "energyValues", "masterAllocationPropertyId", "masterAllocationPropertyContextId"}
    | {"masterAllocationPropertyIdOverwrittenByChild", "datasetIcon"}
)


class Description:
    """The section activityDescription."""

    def __init__(self, context: Context, process: Process) -> None:
        self.context = context
        self.process = process

    def read(self, section: Element | None) -> None:
        """Read the section."""
        context, process = self.context, self.process
        if section is None:
            return
        found = {name: section.find(Q + name) for name in _DESCRIPTION}
        activity, technology = found["activity"], found["technology"]
        for name in _DESCRIPTION:
            if found[name] is None:
                context.issue(MISSING, section, name, name=name)
        if activity is not None:
            self._activity(activity)
        process.classifications, rest = activity_classes(section)
        context.keep("classification", rest)
        self._geography(found["geography"])
        self._technology(activity, technology)
        self._time(found["timePeriod"])
        self._scenario(found["macroEconomicScenario"])
        context.others(section, (*_DESCRIPTION, "classification"), "activityDescription")

    def _activity(self, node: Element) -> None:
        context, process = self.context, self.process
        context.required(node, ("activityNameId", "type", "specialActivityType"), "process")
        kind = (node.get("type") or "").strip()
        process.process_type = TYPES.get(kind)
        rest = context.attributes(node, {"id", "type"}, _ACTIVITY, "activity")
        if kind and process.process_type is None:
            context.bad(node, "type", "process_type", kind, "1 or 2")
        process.name = activity_name(node)
        if not process.name:
            context.issue(MISSING, node, "name", name="activityName")
        for name, usual in (("specialActivityType", "0"), ("energyValues", "0"), ("inheritanceDepth", "0")):
            if rest.get(f"@{name}") == usual and (name != "inheritanceDepth" or "@parentActivityId" not in rest):
                del rest[f"@{name}"]
        if rest.get("@activityNameId") == derived("activity name", _first(process.name)):
            del rest["@activityNameId"]
        process.synonyms, listed = synonyms(children(node, "synonym"))
        context.keep("synonym", listed)
        process.description = self._rich(node.find(f"{Q}generalComment"), "generalComment", "description")
        allocation = self._rich(
            node.find(f"{Q}allocationComment"), "allocationComment", "modelling.approach_deviations"
        )
        if allocation:
            process.modelling = Modelling(approach_deviations=allocation)
        process.tags = [child.text for child in children(node, "tag") if child.text]
        context.keep("activity", rest)
        context.others(node, _ACTIVITY_CHILDREN, "activity")

    def _rich(self, node: Element | None, place: str, path: str) -> Text:
        """Return the text of a ``TTextAndImage`` element and keep how it is laid out."""
        pieces = pieces_of(node, self.context.lang)
        text = joined(pieces)
        self.context.keep(place, layout(pieces, text))
        if node is not None and not pieces:
            self.context.empty(node, path)
        return text

    def _geography(self, node: Element | None) -> None:
        if node is None:
            return
        context = self.context
        raw = node.get("geographyId") or ""
        short = context.texts(node, "shortname", "geography.place")
        code = short.get("en") or next(iter(short.values()), "")
        place = Place(ref=Ref(type="location", uuid=uuid_of(raw))) if raw else Place(code=code) if code else None
        description = self._rich(node.find(f"{Q}comment"), "geography/comment", "geography.description")
        if raw == NOBODY:
            place = None
        if place is not None or description:
            self.process.geography = Geography(place=place, description=description)
        if not raw:
            context.issue(MISSING, node, "geography.place", name="geographyId")
        rest = context.attributes(node, {"geographyId"}, frozenset({"geographyContextId"}), "geography")
        if raw and uuid_of(raw) != raw:
            rest["@geographyId"] = raw
        known = context.tables.places.get(uuid_of(raw)) if raw else None
        if short and code != PLACEHOLDER_SHORT and (list(short) != ["en"] or code != known) and raw:
            rest["shortname"] = short
        context.keep("geography", rest)
        context.others(node, ("shortname", "comment"), "geography")

    def _technology(self, activity: Element | None, node: Element | None) -> None:
        context = self.context
        pieces: list[Piece] = []
        for name, kind in (("includedActivitiesStart", "start"), ("includedActivitiesEnd", "end")):
            for child in children(activity, name) if activity is not None else ():
                if child.text:
                    pieces.append([kind, child.get(XML_LANG) or context.lang, None, child.text])
                else:
                    context.empty(child, "technology.description")
        if node is not None:
            pieces += pieces_of(node.find(f"{Q}comment"), context.lang)
            rest = context.attributes(node, set(), frozenset({"technologyLevel"}), "technology")
            context.keep("technology", rest)
            context.others(node, ("comment",), "technology")
        text = joined(pieces)
        context.keep("technology/comment", layout(pieces, text))
        if text:
            self.process.technology = Technology(description=text)

    def _time(self, node: Element | None) -> None:
        if node is None:
            return
        context = self.context
        context.required(node, ("startDate", "endDate", "isDataValidForEntirePeriod"), "time")
        start, end = (
            self._day(node, name, path) for name, path in (("startDate", "valid_from"), ("endDate", "valid_until"))
        )
        description = self._rich(node.find(f"{Q}comment"), "timePeriod/comment", "time.description")
        dates = ["" if said == none else said for said, none in zip((start, end), NO_DATES, strict=True)]
        if any(dates) or description:
            self.process.time = Time(valid_from=dates[0], valid_until=dates[1], description=description)
        rest = context.attributes(
            node, {"startDate", "endDate"}, frozenset({"isDataValidForEntirePeriod"}), "timePeriod"
        )
        if rest.get("@isDataValidForEntirePeriod") == "true":
            del rest["@isDataValidForEntirePeriod"]
        context.keep("timePeriod", rest)
        context.others(node, ("comment",), "timePeriod")

    def _day(self, node: Element, name: str, attr: str) -> str:
        """Return a date; one that comes with a time of day is reported and cut."""
        said = node.get(name) or ""
        if len(said) > 10 and said[10] == "T" and dated(said, ""):
            self.context.issue(catalogue.REPAIRED_VALUE, node, f"time.{attr}", name, said, repaired=said[:10])
            return said[:10]
        if said and not dated(said, ""):
            self.context.issue(catalogue.UNREAD, node, f"time.{attr}", name, said)
            return ""
        return said

    def _scenario(self, node: Element | None) -> None:
        if node is None:
            return
        rest: Extra = {f"@{key}": value for key, value in attributes(node).items()}
        name, comment = self.context.texts(node, "name", "scenario"), self.context.texts(node, "comment", "scenario")
        if rest == {"@macroEconomicScenarioId": SCENARIO[0]} and name == {"en": SCENARIO[1]}:
            rest, name = {}, {}
        if name:
            rest["name"] = name
        if comment:
            rest["comment"] = comment
        self.context.keep("macroEconomicScenario", rest)
        self.context.others(node, ("name", "comment"), "macroEconomicScenario")


_DESCRIPTION = ("activity", "geography", "technology", "timePeriod", "macroEconomicScenario")
_ACTIVITY_CHILDREN = (
    "activityName", "synonym", "includedActivitiesStart", "includedActivitiesEnd", "allocationComment", "generalComment",
    "tag",
)  # fmt: skip


def _first(text: Text) -> str:
    return text.get("en") or next(iter(text.values()), "")
