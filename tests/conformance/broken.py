"""Formats that break one rule each; the suite has to reject every one at the point named."""

import random
import time
from typing import ClassVar

import msgspec
from pydantic import Field

from lcabridge.errors import MalformedSourceError
from lcabridge.format import Capabilities, Confidence, Evidence, FormatOptions
from lcabridge.model import Exchange, Process, from_json
from lcabridge.report import Issue, Loss, Severity, catalogue
from lcabridge.report.issue import IssueType
from tests.toys import ALL_TYPES, Lines, LinesSession, Toybox, ToyboxSession


def _changed(entity, **fields):
    return msgspec.structs.replace(entity, **fields)


class SilentLoss(Toybox):
    """Leaves a comment out and says nothing."""

    def encode(self, entity, index, options, report):
        return super().encode(_changed(entity, description={}), index, options, report)


class SilentlyDropsEntities(Toybox):
    def encode(self, entity, index, options, report):
        return [] if entity.type == "source" else super().encode(entity, index, options, report)


class SilentChange(Toybox):
    """Makes every amount positive, like converters that mistake a sign for a direction."""

    def encode(self, entity, index, options, report):
        if isinstance(entity, Process):
            entity = _changed(
                entity, exchanges=[_changed(e, amount=e.amount and abs(e.amount)) for e in entity.exchanges]
            )
        return super().encode(entity, index, options, report)


class RoundsNumbers(Toybox):
    def encode(self, entity, index, options, report):
        if isinstance(entity, Process):
            entity = _changed(
                entity, exchanges=[_changed(e, amount=e.amount and float(f"{e.amount:.6e}")) for e in entity.exchanges]
            )
        return super().encode(entity, index, options, report)


class CriesWolf(Toybox):
    """Reports a loss that does not happen."""

    def encode(self, entity, index, options, report):
        if entity.description:
            report.add(catalogue.DROPPED_VALUE, path="description", value=entity.description)
        return super().encode(entity, index, options, report)


class Invents(Toybox):
    """Fills a gap with a value that looks real."""

    def encode(self, entity, index, options, report):
        if isinstance(entity, Process) and not entity.default_allocation:
            entity = _changed(entity, default_allocation="physical")
        return super().encode(entity, index, options, report)


class DropsReference(Toybox):
    def encode(self, entity, index, options, report):
        if isinstance(entity, Process):
            lines = [
                _changed(e, provider=e.provider if e.provider and index.get("process", e.provider.uuid) else None)
                for e in entity.exchanges
            ]
            entity = _changed(entity, exchanges=lines)
        return super().encode(entity, index, options, report)


class HidesDanglers(Toybox):
    """Writes a dangling reference and does not ask the index for it."""

    def encode(self, entity, index, options, report):
        missed = dict(index.missed)
        files = super().encode(entity, index, options, report)
        index.missed = missed
        return files


class MutatesInput(Toybox):
    def encode(self, entity, index, options, report):
        entity.tags.append("seen")
        files = super().encode(entity, index, options, report)
        if isinstance(entity, Process):
            entity.exchanges.append(Exchange())
        return files


class Nondeterministic(Toybox):
    def encode(self, entity, index, options, report):
        for name, data in super().encode(entity, index, options, report):
            yield name, data + b" " * random.randrange(1, 50)


class WritesTheClock(Toybox):
    def frame(self, index, options, report):
        return [("written.txt", str(time.perf_counter_ns()).encode())]


class DependsOnHashSeed(Toybox):
    def frame(self, index, options, report):
        return [("types.txt", " ".join({summary.type for summary in index} | set(ALL_TYPES)).encode())]


class DependsOnOrder(Lines):
    def write(self, package, sink, options, report):
        super().write(package, sink, options, report)
        first = next(iter(package.entities()), None)
        sink.append(b"" if first is None else b" " * (first.uuid[0] in "01234567") + b"\n")

    def open(self, source, options):
        return _Stripped(source)


class _Stripped(LinesSession):
    def read(self, part, index, report):
        for line in self.source.read(self._name)[part.offset : part.offset + part.length].splitlines():
            if line.strip():
                yield from_json(line, self._name)


class GreedySniff(Toybox):
    def sniff(self, source):
        return Evidence(Confidence.YES, "looks good")


class SniffRaises(Toybox):
    def sniff(self, source):
        head = source.head(source.names()[0], 100)
        return Evidence(Confidence.YES, "a box") if head.decode().startswith('{"') else super().sniff(source)


class SniffReadsAll(Toybox):
    def sniff(self, source):
        for name in source.names():
            source.read(name)
        return super().sniff(source)


class DoesNotKnowItself(Toybox):
    def sniff(self, source):
        found = super().sniff(source)
        return Evidence(Confidence.MAYBE, found.reason) if source.path.suffix != ".zip" else found


class KeepsTooMuch(Toybox):
    """Drops honestly what ``keeps`` promises."""

    def encode(self, entity, index, options, report):
        if entity.description:
            for tag, text in entity.description.items():
                report.add(catalogue.DROPPED_VALUE, path=f"description[{tag!r}]", value=text)
        return super().encode(_changed(entity, description={}), index, options, report)


class KeepsTooLittle(Toybox):
    @property
    def keeps(self):
        return Capabilities(native=frozenset(ALL_TYPES) - {"source"})


class GreedyReader(Lines):
    """Reads the whole file for the first line."""

    def open(self, source, options):
        return _Greedy(source)


class _Greedy(LinesSession):
    def read(self, part, index, report):
        self.source.read(self._name)
        yield from super().read(part, index, report)


class LeavesFilesOpen(Toybox):
    held: ClassVar[list] = []

    def open(self, source, options):
        self.held.append(source.path.open("rb") if source.path.is_file() else None)
        return super().open(source, options)


class ReadsInvalid(Toybox):
    """Returns text where the model has a number."""

    def open(self, source, options):
        return _Invalid(source)


class _Invalid(ToyboxSession):
    def read(self, part, index, report):
        for entity in super().read(part, index, report):
            if isinstance(entity, Process):
                for line in entity.exchanges:
                    line.id = str(line.id)
            yield entity


class NoFixedPoint(Toybox):
    """Adds to a text each time it reads, and says so each time."""

    def open(self, source, options):
        return _Growing(source)


class _Growing(ToyboxSession):
    def read(self, part, index, report):
        for entity in super().read(part, index, report):
            report.about(entity)
            entity.tags.append("read")
            report.add(catalogue.PLACEHOLDER, path="tags", value="read")
            yield entity


class CrashesOnDamage(Toybox):
    def open(self, source, options):
        return _Careless(source)


class _Careless(ToyboxSession):
    def read(self, part, index, report):
        data = self.source.read(part.names[0])
        assert data.decode("utf-8").endswith("}")
        yield from_json(data)


class ErrorsWithoutPlace(Toybox):
    def open(self, source, options):
        return _Placeless(source)


class _Placeless(ToyboxSession):
    def read(self, part, index, report):
        try:
            yield from super().read(part, index, report)
        except MalformedSourceError as error:
            raise MalformedSourceError("it is broken", "已损坏") from error


class BypassesTheSink(Lines):
    def write(self, package, sink, options, report):
        with sink.path.open("wb") as file:
            file.write(b"toy lines 1\n")
        super().write(package, sink, options, report)


class OpenOptions(Toybox):
    """Swallows a misspelt option."""

    class Options(FormatOptions):
        model_config: ClassVar = {"extra": "ignore"}
        suffix: str = Field(".toy", description="suffix")


class MuteOptions(Toybox):
    class Options(FormatOptions):
        suffix: str = ".toy"


class BadId(Toybox):
    id = "Toy Box"


class NoWay(Toybox):
    can_read = False
    can_write = False


_UNLISTED = IssueType(
    code="TOY-999", severity=Severity.INFO, loss=Loss.DROPPED, title_en="t", title_zh="标题", en="e", zh="中"
)


class UnlistedIssue(Toybox):
    def encode(self, entity, index, options, report):
        report.issues.append(Issue(code=_UNLISTED.code, stage=report.stage, entity=report.entity, path="nothing"))
        return super().encode(entity, index, options, report)


class WordlessIssue(Toybox):
    """Does not give the words that the message asks for."""

    def encode(self, entity, index, options, report):
        report.add(catalogue.FACTOR_MISSING, path="exchanges[0].amount", value=1.0)
        return super().encode(entity, index, options, report)


class Miscounts(Toybox):
    def encode(self, entity, index, options, report):
        files = super().encode(entity, index, options, report)
        report.written[entity.type] = 0
        return files


REJECTED = {
    SilentLoss: "test_09_no_silent_loss",
    SilentlyDropsEntities: "test_09_no_silent_loss",
    SilentChange: "test_12_numbers_are_exact",
    RoundsNumbers: "test_12_numbers_are_exact",
    CriesWolf: "test_09_no_silent_loss",
    Invents: "test_09_no_silent_loss",
    DropsReference: "test_09_no_silent_loss",
    HidesDanglers: "test_06_references_resolve_or_are_named",
    MutatesInput: "test_07_writing_leaves_its_input_alone",
    Nondeterministic: "test_07_same_bytes_twice_and_in_any_order",
    WritesTheClock: "test_07_same_bytes_twice_and_in_any_order",
    DependsOnHashSeed: "test_07_same_bytes_elsewhere",
    DependsOnOrder: "test_07_same_bytes_twice_and_in_any_order",
    GreedySniff: "test_03_strangers_are_refused_without_raising",
    SniffRaises: "test_03_strangers_are_refused_without_raising",
    SniffReadsAll: "test_03_sniffing_reads_little",
    DoesNotKnowItself: "test_03_own_samples_are_recognised",
    KeepsTooMuch: "test_10_keeps_is_what_happens",
    KeepsTooLittle: "test_10_keeps_is_what_happens",
    GreedyReader: "test_05_reader_is_lazy",
    LeavesFilesOpen: "test_05_reader_closes_its_files",
    ReadsInvalid: "test_06_entities_are_valid",
    NoFixedPoint: "test_11_second_reading_is_a_fixed_point",
    CrashesOnDamage: "test_16_cut_off_entries",
    ErrorsWithoutPlace: "test_16_damaged_entries",
    BypassesTheSink: "test_17_interrupted_writing_leaves_the_target",
    OpenOptions: "test_18_unknown_option_is_refused",
    MuteOptions: "test_18_options_are_documented_and_have_defaults",
    BadId: "test_01_descriptor_is_well_formed",
    NoWay: "test_01_descriptor_is_well_formed",
    UnlistedIssue: "test_19_issues_are_in_the_catalogue",
    WordlessIssue: "test_19_issues_are_in_the_catalogue",
    Miscounts: "test_06_counts_are_exact",
}
"""Each broken format with the point that has to reject it."""
