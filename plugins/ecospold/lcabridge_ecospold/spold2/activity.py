"""Activity data sets as processes."""

from __future__ import annotations

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.model import (
    Alias,
    Json,
    Process,
)
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge_ecospold.spold2 import extension, issues
from lcabridge_ecospold.spold2.context import Context
from lcabridge_ecospold.spold2.description import Description
from lcabridge_ecospold.spold2.exchanges import INTERMEDIATE, Exchanges
from lcabridge_ecospold.spold2.flowdata import read_flow_data
from lcabridge_ecospold.spold2.head import version_of
from lcabridge_ecospold.spold2.issues import EMPTY_ACTIVITY, MISSING, NO_ID
from lcabridge_ecospold.spold2.metadata import read_administration, read_modelling
from lcabridge_ecospold.spold2.names import (
    ACTIVITY_ALIAS,
    EXTENSION,
    FORMAT,
    Q,
    uuid_of,
)
from lcabridge_ecospold.spold2.tables import Tables
from lcabridge_ecospold.spold2.trees import Element, local

_SECTIONS = ("activityDescription", "flowData", "modellingAndValidation", "administrativeInformation")
_DEVIATIONS = tuple(
    kind.code
    for kind in (
        catalogue.BAD_VALUE, catalogue.CARRIED, catalogue.UNREAD, issues.NAMESPACE, MISSING, EMPTY_ACTIVITY, issues.GROUP,
        issues.NO_DIRECTION, NO_ID,
    )
)  # fmt: skip
"""Codes of what a strict reader refuses."""


class Reader:
    """Reads the activities of a package.

    Args:
        tables: of the package.
        strict: refuse what deviates from the schema.
    """

    def __init__(self, tables: Tables, *, strict: bool = False) -> None:
        self.tables = tables
        self.strict = strict

    def identity(self, dataset: Element, fallback: str, product: str | None = None) -> tuple[str, str, str]:
        """Return activity id as spelled, UUID of the activity, UUID of the process (``product``: see ``read``)."""
        activity = dataset.find(f"{Q}activityDescription/{Q}activity")
        raw = (activity.get("id") or "") if activity is not None else ""
        uuid = uuid_of(raw) if raw else fallback
        return raw, uuid, self.tables.process(uuid, reference_product(dataset) if product is None else product)

    def carried(self, node: Element, report: Report) -> list[Json]:
        """Return an element beside the data sets, reported as carried."""
        return Context(self.tables, report, "en").carry(node, f"extra.{FORMAT}.document/*")

    def read(
        self,
        dataset: Element,
        fallback: str,
        report: Report,
        at: str,
        *,
        namespace: str = "",
        product: str | None = None,
        plain: Exchanges | None = None,
    ) -> Process:
        """Return the process of an activity data set.

        Args:
            dataset: the element; EcoSpold's elements in its own namespace (``document.normalise``).
            fallback: UUID of an activity without id.
            report: takes the issues.
            at: file for messages.
            namespace: the namespace that the file used instead.
            product: UUID of the reference product, where it is known.
            plain: the exchanges, where they have been read.

        Raises:
            MalformedSourceError: ``strict``, and something deviates from the schema.
        """
        raw, activity, uuid = self.identity(dataset, fallback, product)
        attributes = dataset.find(f"{Q}administrativeInformation/{Q}fileAttributes")
        version = version_of(attributes)
        report.about(EntityKey("process", uuid, version), at)
        before = len(report.issues)
        context = Context(
            self.tables, report, (attributes.get("defaultLanguage") if attributes is not None else None) or "en"
        )
        process = Process(uuid=uuid, version=version)
        if namespace:
            context.issue(issues.NAMESPACE, dataset, "", value=namespace)
        if not raw:
            context.issue(NO_ID, dataset, "uuid", value=activity)
        elif activity != raw.strip().lower():
            context.issue(catalogue.NOT_UUID, dataset, "uuid", value=raw, uuid=activity)
        if raw and raw != uuid:
            process.aliases.append(Alias(system=ACTIVITY_ALIAS, id=raw))
        if local(dataset.tag) == "childActivityDataset":
            context.keep("kind", "child")
        Description(context, process).read(dataset.find(f"{Q}activityDescription"))
        read_flow_data(context, process, dataset.find(f"{Q}flowData"), dataset, plain)
        read_modelling(context, process, dataset.find(f"{Q}modellingAndValidation"))
        read_administration(context, process, dataset.find(f"{Q}administrativeInformation"))
        context.others(dataset, _SECTIONS, "dataset")
        if context.extra:
            process.extra[FORMAT] = context.extra
        if self.strict:
            _refuse(report, before, at)
        exact = dataset.find(EXTENSION)
        if exact is not None:
            return extension.apply(process, exact.text or "", at, report)
        return process


def _refuse(report: Report, before: int, at: str) -> None:
    from lcabridge.report import message  # noqa: PLC0415  # only where something is refused

    for issue in report.issues[before:]:
        if issue.code in _DEVIATIONS:
            raise MalformedSourceError(
                message(issue, "en"),
                message(issue, "zh"),
                at=Location(file=at, line=issue.line, pointer=issue.pointer),
                hint_en="read without the option 'strict' to have deviations reported instead",
                hint_zh="不使用 strict 选项时，偏差将写入报告而不中止",
            )


def reference_product(dataset: Element) -> str:
    """Return the UUID of the first reference product, one with an amount other than zero first; "" where there is none."""
    first = ""
    for node in dataset.iterfind(f"{Q}flowData/{INTERMEDIATE}"):
        group = node.find(f"{Q}outputGroup")
        flow = node.get("intermediateExchangeId")
        if group is None or (group.text or "").strip() != "0" or not flow:
            continue
        if (node.get("amount") or "").strip() not in ("", "0", "0.0"):
            return uuid_of(flow)
        first = first or uuid_of(flow)
    return first
