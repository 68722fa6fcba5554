"""The sections modellingAndValidation and administrativeInformation."""

from __future__ import annotations

from lcabridge.model import (
    Administration,
    DataSources,
    Process,
    Ref,
    Review,
)
from lcabridge_ecospold.spold2.context import Context, Extra
from lcabridge_ecospold.spold2.flows import children, contact_of
from lcabridge_ecospold.spold2.issues import MISSING
from lcabridge_ecospold.spold2.names import (
    NO_DATES,
    SYSTEM_MODEL,
    Q,
    uuid_of,
)
from lcabridge_ecospold.spold2.texts import joined, layout, pieces_of, read_texts
from lcabridge_ecospold.spold2.trees import Element, attributes, local, tree

_PUBLICATION = frozenset(
    {"personContextId", "dataPublishedIn", "publishedSourceIdOverwrittenByChild", "publishedSourceContextId"}
    | {"publishedSourceYear", "publishedSourceFirstAuthor", "pageNumbers", "accessRestrictedTo", "companyCode"}
    | {"companyIdOverwrittenByChild", "companyContextId"}
)
_FILE = frozenset({"minorRevision", "internalSchemaVersion", "defaultLanguage", "fileGenerator", "contextId"})


def read_modelling(context: Context, process: Process, section: Element | None) -> None:
    """Read representativeness and reviews."""
    if section is None:
        return
    node = section.find(f"{Q}representativeness")
    if node is not None:
        found = DataSources(
            share_covered=context.number(node, "percent", "data_sources.share_covered", node.get("percent")),
            sampling=context.texts(node, "samplingProcedure", "data_sources.sampling"),
            treatment=context.texts(node, "extrapolations", "data_sources.treatment"),
        )
        if found != DataSources():
            process.data_sources = found
        rest = context.attributes(
            node, {"percent"}, frozenset({"systemModelId", "systemModelContextId"}), "representativeness"
        )
        name = context.texts(node, "systemModelName", "representativeness")
        if rest == {"@systemModelId": SYSTEM_MODEL[0]} and name == {"en": SYSTEM_MODEL[1]}:
            rest, name = {}, {}
        if name:
            rest["systemModelName"] = name
        if not rest and found == DataSources():
            rest["said"] = True
        context.keep("representativeness", rest)
        context.others(node, ("systemModelName", "samplingProcedure", "extrapolations"), "representativeness")
    kept = []
    for number, review in enumerate(children(section, "review")):
        kept.append(_review(context, process, review, f"reviews[{number}]"))
    if any(kept):
        context.keep("reviews", kept)
    context.others(section, ("representativeness", "review"), "modellingAndValidation")


def _review(context: Context, process: Process, node: Element, path: str) -> Extra:
    raw = node.get("reviewerId") or ""
    pieces = pieces_of(node.find(f"{Q}details"), context.lang)
    details = joined(pieces)
    found = Review(details=details, other_details=context.texts(node, "otherDetails", path))
    contact = contact_of(raw, node.get("reviewerName") or "", node.get("reviewerEmail") or "") if raw else None
    if contact is not None:
        found.reviewers = [Ref(type="contact", uuid=contact.uuid, name=contact.name)]
    process.reviews.append(found)
    used = {"reviewerId", "reviewerName"}
    rest: Extra = {f"@{k}": v for k, v in attributes(node).items() if k not in used}
    if raw and uuid_of(raw) != raw:
        rest["@reviewerId"] = raw
    context.known_email(rest, "@reviewerEmail", uuid_of(raw))
    for key, usual in _REVIEW.items():
        if rest.get(key) == usual:
            del rest[key]
    plan = layout(pieces, details)
    if plan is not None:
        rest["details"] = plan
    others = [
        context.carry(c, path)
        for c in node
        if isinstance(c.tag, str) and local(c.tag) not in ("details", "otherDetails")
    ]
    if others:
        rest["*"] = others
    return rest


_REVIEW = {
    "@reviewDate": NO_DATES[0], "@reviewedMajorRelease": "0", "@reviewedMinorRelease": "0",
    "@reviewedMajorRevision": "0", "@reviewedMinorRevision": "0",
}  # fmt: skip


def read_administration(context: Context, process: Process, section: Element | None) -> None:
    """Read who entered, made and published the data set, and its file attributes."""
    if section is None:
        return
    found = Administration()
    names = ("dataEntryBy", "dataGeneratorAndPublication", "fileAttributes")
    entry, publication, file = (section.find(Q + name) for name in names)
    for name, node in zip(names, (entry, publication, file), strict=True):
        if node is None:
            context.issue(MISSING, section, "administration", name=name)
    if entry is not None:
        found.entered_by = _person(
            context, entry, "dataEntryBy", frozenset({"personContextId", "isActiveAuthor"}), set()
        )
    if publication is not None:
        _publication(context, found, publication)
    if file is not None:
        _file(context, process, found, file)
    if found != Administration():
        process.administration = found
    context.others(section, names, "administrativeInformation")


def _person(context: Context, node: Element, place: str, known: frozenset[str], used: set[str]) -> Ref | None:
    raw, name, email = (node.get(key) or "" for key in ("personId", "personName", "personEmail"))
    context.required(node, ("personId", "personName", "personEmail"), "administration")
    rest = context.attributes(node, {"personId", "personName", "personEmail", *used}, known, place)
    contact = contact_of(raw, name, email) if raw else None
    if raw and uuid_of(raw) != raw:
        rest["@personId"] = raw
    if contact is not None and email:
        rest["@personEmail"] = email
        context.known_email(rest, "@personEmail", contact.uuid)
    for key, usual in _PERSON_USUAL.items():
        if rest.get(key) == usual:
            del rest[key]
    context.keep(place, rest)
    context.others(node, (), place)
    return Ref(type="contact", uuid=contact.uuid, name=contact.name) if contact is not None else None


_PERSON_USUAL = {"@isActiveAuthor": "false", "@dataPublishedIn": "0", "@accessRestrictedTo": "0"}


def _publication(context: Context, found: Administration, node: Element) -> None:
    place = "dataGeneratorAndPublication"
    used = {"isCopyrightProtected", "publishedSourceId", "companyId"}
    ref = _person(context, node, place, _PUBLICATION, used)
    if ref is not None:
        found.generators = [ref]
    found.copyright = context.truth(
        node, "isCopyrightProtected", "administration.copyright", node.get("isCopyrightProtected")
    )
    rest: Extra = context.extra.get(place, {})
    source, company = node.get("publishedSourceId"), node.get("companyId")
    if source:
        pages = rest.pop("@pageNumbers", None)
        uuid = uuid_of(source)
        found.publication = Ref(type="source", uuid=uuid, sections=(pages,) if pages else ())
        if uuid != source:
            rest["@publishedSourceId"] = source
        year, author = context.tables.sources.get(uuid, ("", ""))
        for key, known in (("@publishedSourceYear", year), ("@publishedSourceFirstAuthor", author)):
            if known and rest.get(key) == known:
                del rest[key]
    if company:
        found.exclusive_access = [Ref(type="contact", uuid=uuid_of(company))]
        if uuid_of(company) != company:
            rest["@companyId"] = company
    if rest:
        context.extra[place] = rest
    else:
        context.extra.pop(place, None)


def _file(context: Context, process: Process, found: Administration, node: Element) -> None:
    context.required(node, ("majorRelease", "minorRelease", "majorRevision", "minorRevision"), "version")
    process.last_change = node.get("lastEditTimestamp") or ""
    found.created, found.time_stamp = node.get("creationTimestamp") or "", node.get("fileTimestamp") or ""
    numbers = ("majorRelease", "minorRelease", "majorRevision")
    used = {"lastEditTimestamp", "creationTimestamp", "fileTimestamp"}
    if process.version:
        used.update(numbers)
    rest = context.attributes(node, used, _FILE, "fileAttributes")
    for name in (*numbers, "minorRevision"):
        if node.get(name) is not None:
            context.whole(node, name, "version", node.get(name))
    for key, usual in {
        "@minorRevision": "0",
        "@defaultLanguage": "en",
        "@internalSchemaVersion": "2.0.10",
        "@fileGenerator": "lcabridge",
    }.items():
        if rest.get(key) == usual:
            del rest[key]
    named = read_texts(children(node, "contextName"), context.lang)
    if named:
        rest["contextName"] = named
    required = [tree(child) for child in children(node, "requiredContext")]
    if required:
        rest["requiredContext"] = required
    context.keep("fileAttributes", rest)
    context.others(node, ("contextName", "requiredContext"), "fileAttributes")
