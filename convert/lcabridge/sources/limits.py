"""The safety limits on what is read, each a named option (threat model: docs/safety.md)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from lcabridge.errors import LimitError, Location


class Limits(BaseModel):
    """How much a source may ask of the machine before it is refused.

    Sizes are bytes. Every limit may be raised for a file that is trusted; the error names the option.

    Attributes:
        zip_entries: entries in one archive or files in one folder.
        zip_entry_bytes: inflated size of one entry.
        zip_total_bytes: inflated size of all entries together.
        zip_ratio: inflated size per stored byte, checked for entries above ``zip_ratio_grace``.
        zip_ratio_grace: entries up to this inflated size may have any ratio.
        zip_directory_bytes: size of the archive's central directory.
        file_bytes: one document that is read whole (JSON, XML, text).
        json_depth: nesting of arrays and objects.
        json_values: values in one document.
        xml_depth: nesting of elements.
        xml_text: one text node or attribute.
        xml_elements: elements in one document.
        xml_huge: lift libxml2's own fixed bounds (256 levels, 10 MB of text), so that higher
            ``xml_depth`` and ``xml_text`` count.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zip_entries: int = Field(default=2_000_000, ge=1)
    zip_entry_bytes: int = Field(default=1 << 30, ge=1)
    zip_total_bytes: int = Field(default=64 << 30, ge=1)
    zip_ratio: float = Field(default=200.0, ge=1)
    zip_ratio_grace: int = Field(default=1 << 20, ge=0)
    zip_directory_bytes: int = Field(default=1 << 30, ge=1)
    file_bytes: int = Field(default=256 << 20, ge=1)
    json_depth: int = Field(default=128, ge=1, le=1000)
    json_values: int = Field(default=20_000_000, ge=1)
    xml_depth: int = Field(default=256, ge=1, le=2048)
    xml_text: int = Field(default=10 << 20, ge=1)
    xml_elements: int = Field(default=5_000_000, ge=1)
    xml_huge: bool = False


DEFAULT_LIMITS = Limits()


def exceeded(
    option: str, en: str, zh: str, at: Location, *, found: float | None = None, limit: float | None = None
) -> LimitError:
    """Return the error for a limit that was passed, naming the option that raises it.

    Args:
        option: field of `Limits`.
        en: what is too large, without the numbers.
        zh: the same in Chinese.
        at: the place in the input.
        found: the number met, where it is known.
        limit: the number allowed.
    """
    numbers_en = f" ({found:,} > {limit:,})" if found is not None and limit is not None else ""
    numbers_zh = f"（{found:,} > {limit:,}）" if found is not None and limit is not None else ""
    value = "true" if option == "xml_huge" else "N"
    return LimitError(
        en + numbers_en,
        zh + numbers_zh,
        at=at,
        hint_en=f"if you trust the file, raise the limit with --limit {option}={value}",
        hint_zh=f"如果信任该文件，可用 --limit {option}={value} 提高上限",
    )
