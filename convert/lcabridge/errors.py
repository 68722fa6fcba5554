"""Every exception the library raises: one tree, each message in English and Chinese.

An exception means "this call cannot go on". Everything that a conversion can survive is an
``Issue`` in the report instead (DESIGN §4). ``str(error)`` is one line with file, place and hint.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Language = Literal["en", "zh"]


class ExitCode(IntEnum):
    """What the command line returns (DESIGN §8)."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4
    BUG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where in the input something stands; every member is optional but at least one is given.

    Attributes:
        file: path of the file, with the entry of an archive behind ``!`` (``pkg.zip!processes/x.json``).
        line: line number, from 1.
        column: column number, from 1.
        pointer: JSON pointer, XPath, or sheet cell inside the file.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        if self.pointer:
            place = f"{place} {self.pointer}" if place else self.pointer
        return place


class LcabridgeError(Exception):
    """Base of all errors of lcabridge.

    Args:
        en: one sentence: what is wrong.
        zh: the same in Chinese.
        at: the place in the input.
        hint_en: what the user can do.
        hint_zh: the same in Chinese.
    """

    exit_code: ExitCode = ExitCode.UNREADABLE

    def __init__(
        self,
        en: str,
        zh: str,
        *,
        at: Location | None = None,
        hint_en: str = "",
        hint_zh: str = "",
    ) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
        self.at = at
        self.hint_en = hint_en
        self.hint_zh = hint_zh

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process boundaries (DESIGN §3); keyword-only arguments need help to be pickled.
        return (_rebuild, (type(self), self.__dict__.copy()))

    def message(self, lang: Language = "en") -> str:
        """Return the error as one line: place, what is wrong, what to do."""
        text, hint = (self.zh, self.hint_zh) if lang == "zh" else (self.en, self.hint_en)
        place = f"{self.at}: " if self.at and str(self.at) else ""
        joint = "；" if lang == "zh" else "; "
        return f"{place}{text}{joint + hint if hint else ''}"

    def __str__(self) -> str:
        return self.message("en")


def _rebuild(cls: type[LcabridgeError], state: dict[str, object]) -> LcabridgeError:
    error = cls.__new__(cls)
    error.args = (state["en"],)
    error.__dict__.update(state)
    return error


class UsageError(LcabridgeError):
    """The call's own words are off: an unknown option, a missing argument, a target in the way."""

    exit_code = ExitCode.USAGE


class PluginError(LcabridgeError):
    """A plugin breaks its contract."""

    exit_code = ExitCode.USAGE


class DuplicateFormatError(PluginError):
    """Two plugins register one id."""


class PluginLoadError(PluginError):
    """A plugin that was asked for does not import."""


class FormatError(LcabridgeError):
    """No format fits, or a format cannot do what is asked."""


class UnknownFormatError(FormatError):
    """The content is of no installed format, or the id named does not exist."""


class AmbiguousFormatError(FormatError):
    """More than one format claims the content with the same confidence."""


class UnsupportedOperationError(FormatError):
    """The format reads only, or writes only."""

    exit_code = ExitCode.USAGE


class ReadError(LcabridgeError):
    """The source cannot be read."""


class SourceMissingError(ReadError):
    """The path does not exist."""


class MalformedSourceError(ReadError):
    """The bytes are not what the format says: broken JSON, XML, archive, number or text."""


class DuplicateIdError(ReadError):
    """One identity (UUID and version) stands for two different contents."""


class LimitError(ReadError):
    """A safety limit is exceeded; the hint names the option that raises it."""

    exit_code = ExitCode.REFUSED


class UnsafeContentError(ReadError):
    """Content that could harm: a DOCTYPE, a path out of the package, a link, an encrypted entry."""

    exit_code = ExitCode.REFUSED


class ModelError(LcabridgeError):
    """A value breaks a rule of the canonical model."""


class UnitError(ModelError):
    """An unknown unit, or two units of different dimensions."""


class FormulaError(ModelError):
    """A formula that cannot be parsed or evaluated within its limits."""


class WriteError(LcabridgeError):
    """The target cannot be written."""


class TargetExistsError(WriteError):
    """The target is there and is not ours to replace."""

    exit_code = ExitCode.USAGE


class LossRefusedError(LcabridgeError):
    """``--on-loss refuse``: the conversion would lose something.

    Attributes:
        account: the report of the refused conversion, in the form of its JSON contract.
    """

    exit_code = ExitCode.REFUSED
    account: dict[str, object]


class WorkerLostError(LcabridgeError):
    """A worker process died: out of memory, or killed."""

    exit_code = ExitCode.REFUSED
