"""The command group, and the road from an error to one line and an exit code (DESIGN §8)."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from typing import Any

import click

from lcabridge import __version__
from lcabridge.cli import assess, calc, compare, convert, formats, inspect, plugins, review, schemas, validate
from lcabridge.cli import map as map_
from lcabridge.cli.language import Command, Option, preferred
from lcabridge.errors import ExitCode, LcabridgeError
from lcabridge.registry import registry

DEBUG = "LCABRIDGE_DEBUG"
"""Environment variable: show the traceback of an unexpected error."""


class Group(click.Group, Command):
    """The group finds plugin commands only when asked for, so that ``--version`` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of own and plugin commands."""
        return sorted({*super().list_commands(ctx), *_plugin_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        return super().get_command(ctx, cmd_name) or _plugin_commands().get(cmd_name)


def _plugin_commands() -> dict[str, click.Command]:
    found = {}
    for batch in registry().hook.lcabridge_register_commands():
        for command in batch:
            found[command.name] = command
    return found


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Convert LCA data between formats and the Chinese national structure, with a full account of every loss.",
    help_zh="在各种 LCA 数据格式与中国国家产品碳足迹因子数据库结构之间转换，并完整说明每一处损失。",
)
@click.version_option(__version__, prog_name="lcabridge")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    is_eager=True,
    cls=Option,
    help="Language of messages (default: LCABRIDGE_LANG or the locale).",
    help_zh="消息语言（默认取 LCABRIDGE_LANG 或系统区域）。",
    callback=lambda ctx, _param, value: ctx.ensure_object(dict).update(lang=value or preferred()),
    expose_value=False,
)
def cli() -> None:
    """Root of the command line."""


for _command in (
    assess.command,
    calc.command,
    compare.command,
    convert.command,
    formats.command,
    inspect.command,
    map_.command,
    plugins.command,
    review.command,
    schemas.command,
    validate.command,
):
    cli.add_command(_command)


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    _tolerant_console()
    # Reading makes millions of small objects and no cycles: rarer collections save about 15 % (bench/README.md).
    gc.set_threshold(200_000, 20, 50)
    sys.exit(run(argv))


def run(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit code; every error is one line on stderr."""
    lang = _asked_language(sys.argv[1:] if argv is None else argv)
    try:
        result: Any = cli.main(args=argv, prog_name="lcabridge", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.Abort:
        click.echo("interrupted" if lang == "en" else "已中断", err=True)
        return 130
    except click.ClickException as error:
        click.echo(f"lcabridge: {error.format_message()}", err=True)
        return ExitCode.USAGE
    except LcabridgeError as error:
        click.echo(f"lcabridge: {error.message(lang)}", err=True)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # what no one foresaw is our bug, and the user gets a line, not a traceback
        if os.environ.get(DEBUG):
            traceback.print_exc()
        texts = {
            "en": f"lcabridge: this is a bug of lcabridge: {type(error).__name__}: {error}; "
            f"nothing was written; please report it with the output of {DEBUG}=1",
            "zh": f"lcabridge：这是 lcabridge 的缺陷：{type(error).__name__}: {error}；未写出任何内容；"
            f"请附上 {DEBUG}=1 的输出进行报告",
        }
        click.echo(texts[lang], err=True)
        return ExitCode.BUG
    return int(result or 0)


def _asked_language(argv: list[str]) -> Any:
    for i, word in enumerate(argv):
        if word == "--lang" and i + 1 < len(argv):
            return "zh" if argv[i + 1] == "zh" else "en"
        if word.startswith("--lang="):
            return "zh" if word.endswith("zh") else "en"
    return preferred()


def _tolerant_console() -> None:
    # A Windows console in code page 437 or 936 cannot show every character: a replacement beats a UnicodeEncodeError.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
