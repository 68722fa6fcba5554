"""Which language the command line speaks: ``--lang``, ``LCABRIDGE_LANG``, or the locale."""

from __future__ import annotations

import locale
import os
from typing import Any

import click

from lcabridge.errors import Language

VARIABLE = "LCABRIDGE_LANG"


def preferred() -> Language:
    """Return the language of the environment: zh where LCABRIDGE_LANG or the locale says so, else en."""
    named = (
        os.environ.get(VARIABLE) or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    )
    if not named:
        # Windows has no LANG; its user locale is asked instead ("Chinese (Simplified)_China" or zh_CN).
        named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


def current(ctx: click.Context | None = None) -> Language:
    """Return the language of the running command."""
    ctx = ctx or click.get_current_context(silent=True)
    while ctx is not None:
        if isinstance(ctx.obj, dict) and ctx.obj.get("lang"):
            return "zh" if ctx.obj["lang"] == "zh" else "en"
        ctx = ctx.parent
    return preferred()


def say(en: str, zh: str) -> str:
    """Return the text in the running command's language."""
    return zh if current() == "zh" else en


class Command(click.Command):
    """A command with help in both languages: the Chinese one is given as ``help_zh``."""

    def __init__(self, *args: Any, help_zh: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_zh = help_zh

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text in the current language."""
        help_en, self.help = self.help, (self.help_zh if current(ctx) == "zh" and self.help_zh else self.help)
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = help_en

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the one-line help in the current language."""
        if current() == "zh" and self.help_zh:
            return self.help_zh.strip().splitlines()[0]
        return super().get_short_help_str(limit)


class Option(click.Option):
    """An option with help in both languages."""

    def __init__(self, *args: Any, help_zh: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_zh = help_zh

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the help record in the current language."""
        help_en, self.help = self.help, (self.help_zh if current(ctx) == "zh" and self.help_zh else self.help)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = help_en
