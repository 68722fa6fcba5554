"""Which format a source is of: by content, with the evidence (DESIGN §3)."""

from __future__ import annotations

from lcabridge.errors import AmbiguousFormatError, Location, UnknownFormatError
from lcabridge.format import Confidence, Evidence, Format
from lcabridge.registry import Registry
from lcabridge.sources import Source

FAILED = "sniff failed"
"""How the evidence of a plugin begins whose sniff raised, against its contract."""


def evidence(source: Source, registry: Registry) -> list[tuple[Format, Evidence]]:
    """Return what every readable format says of the source, the most confident first."""
    found = []
    for fmt in registry.formats.values():
        if not fmt.can_read:
            continue
        found.append((fmt, _sniff(fmt, source)))
    return sorted(found, key=lambda pair: (-pair[1].confidence, pair[0].id))


def _sniff(fmt: Format, source: Source) -> Evidence:
    try:
        found = fmt.sniff(source)
    except Exception as error:  # noqa: BLE001  # a plugin that breaks the rule "never raises" must not stop the others
        return Evidence(Confidence.NO, f"{FAILED}: {type(error).__name__}: {error}")
    return found if isinstance(found, Evidence) else Evidence(Confidence.NO, f"sniff returned {found!r}")


def detect(source: Source, registry: Registry) -> tuple[Format, Evidence]:
    """Return the format of a source and the evidence for it.

    Raises:
        UnknownFormatError: no format claims it.
        AmbiguousFormatError: two claim it with the same confidence.
    """
    told = evidence(source, registry)
    found = [pair for pair in told if pair[1].confidence > Confidence.NO]
    at = Location(file=str(source.path))
    if not found:
        failed = "; ".join(f"{fmt.id}: {ev.reason}" for fmt, ev in told if ev.reason.startswith(FAILED))
        known = ", ".join(registry.formats)
        broken = [info.name for info in registry.broken()]
        more, more_zh = ("", "")
        if failed:
            more, more_zh = f"; {failed}", f"；{failed}"
        if broken:
            more, more_zh = (
                more + f"; broken plugins: {', '.join(broken)}",
                more_zh + f"；无法加载的插件：{'、'.join(broken)}",
            )
        raise UnknownFormatError(
            "this is of no format that is installed",
            "无法识别为任何已安装的格式",
            at=at,
            hint_en=f"name it with --from; formats: {known}{more}",
            hint_zh=f"可用 --from 指定；已安装格式：{known}{more_zh}",
        )
    best = found[0]
    rivals = [pair for pair in found if pair[1].confidence == best[1].confidence]
    if len(rivals) > 1:
        said = "; ".join(f"{fmt.id}: {ev.reason}" for fmt, ev in rivals)
        raise AmbiguousFormatError(
            f"more than one format claims this ({said})",
            f"多个格式都声称可读（{said}）",
            at=at,
            hint_en="name one with --from",
            hint_zh="请用 --from 指定",
        )
    return best
