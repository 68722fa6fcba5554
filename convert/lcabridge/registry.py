"""Discovery of plugins: what is installed, what each brings, and what is broken (DESIGN §3)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

import msgspec
import pluggy

from lcabridge import hookspecs
from lcabridge.errors import DuplicateFormatError, PluginError, PluginLoadError, UnknownFormatError
from lcabridge.format import API_VERSION, Format

GROUP = "lcabridge"
ONLY = "LCABRIDGE_LOAD_PLUGINS"
"""Environment variable: a comma-separated list of plugins to load, for finding a troublemaker."""


class PluginInfo(msgspec.Struct):
    """One plugin as ``lcabridge plugins`` shows it.

    Attributes:
        name: name of its entry point.
        module: module that the entry point names.
        distribution: distribution and version that installed it.
        formats: ids of the formats it registers.
        hooks: hooks it implements.
        error: why it is broken, "" if it is not.
    """

    name: str
    module: str
    distribution: str = ""
    formats: list[str] = []
    hooks: list[str] = []
    error: str = ""


class Registry:
    """Plugins and formats, found once.

    Args:
        plugins: (name, module object) pairs beside or instead of the installed ones, for tests.
        installed: whether to load the installed entry points.

    Raises:
        DuplicateFormatError: two plugins register one format id.
    """

    def __init__(self, plugins: Iterable[tuple[str, Any]] = (), *, installed: bool = True) -> None:
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        self.plugins: dict[str, PluginInfo] = {}
        self._formats: dict[str, Format] = {}
        for name, module in plugins:
            self._register(PluginInfo(name=name, module=getattr(module, "__name__", name)), module)
        if installed:
            for point in _chosen(entry_points(group=GROUP)):
                self._load(point)

    @property
    def formats(self) -> Mapping[str, Format]:
        """Return the formats by id, sorted; read-only."""
        return MappingProxyType(dict(sorted(self._formats.items())))

    @property
    def hook(self) -> Any:
        """Return the caller of the other hooks (checks, mappings, commands)."""
        return self._manager.hook

    def format(self, format_id: str) -> Format:
        """Return a format by id.

        Raises:
            PluginLoadError: the plugin of that name is broken.
            UnknownFormatError: there is no such format; the message lists those there are and the broken plugins.
        """
        if format_id in self._formats:
            return self._formats[format_id]
        broken = self.broken()
        for info in broken:
            if format_id.startswith(info.name):
                raise PluginLoadError(
                    f"the plugin {info.name!r} for format {format_id!r} does not load: {info.error}",
                    f"格式 {format_id!r} 的插件 {info.name!r} 无法加载：{info.error}",
                    hint_en="see: lcabridge plugins",
                    hint_zh="请查看：lcabridge plugins",
                )
        known = ", ".join(self.formats)
        more = "; broken plugins: " + ", ".join(i.name for i in broken) if broken else ""
        more_zh = "；无法加载的插件：" + "、".join(i.name for i in broken) if broken else ""
        raise UnknownFormatError(
            f"there is no format {format_id!r}",
            f"没有格式 {format_id!r}",
            hint_en=f"formats: {known}{more}",
            hint_zh=f"可用格式：{known}{more_zh}",
        )

    def broken(self) -> list[PluginInfo]:
        """Return the plugins that do not load."""
        return [info for info in self.plugins.values() if info.error]

    def _load(self, point: EntryPoint) -> None:
        dist = f"{point.dist.name} {point.dist.version}" if point.dist else ""
        # Two distributions may use one name; each is a plugin of its own.
        name = point.name if point.name not in self.plugins else f"{point.name} ({dist})"
        info = PluginInfo(name=name, module=point.value, distribution=dist)
        try:
            module = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a plugin raises must not take the others down
            info.error = f"{type(error).__name__}: {error}"
            self.plugins[info.name] = info
            return
        self._register(info, module)

    def _register(self, info: PluginInfo, module: Any) -> None:
        self.plugins[info.name] = info
        try:
            self._manager.register(module, name=info.name)
            self._manager.check_pending()
            info.hooks = sorted(caller.name for caller in self._manager.get_hookcallers(module) or [])
            found = _formats_of(self._manager, info.name)
        except DuplicateFormatError:
            raise
        except Exception as error:  # noqa: BLE001  # same
            info.error = f"{type(error).__name__}: {error}"
            if self._manager.has_plugin(info.name):
                self._manager.unregister(name=info.name)
            return
        for fmt in found:
            if fmt.id in self._formats:
                other = next((p.name for p in self.plugins.values() if fmt.id in p.formats), "?")
                raise DuplicateFormatError(
                    f"plugins {other!r} and {info.name!r} both register the format {fmt.id!r}",
                    f"插件 {other!r} 与 {info.name!r} 都注册了格式 {fmt.id!r}",
                    hint_en=f"uninstall one, or set {ONLY}",
                    hint_zh=f"请卸载其一，或设置 {ONLY}",
                )
            self._formats[fmt.id] = fmt
            info.formats.append(fmt.id)


def _chosen(points: Iterable[EntryPoint]) -> list[EntryPoint]:
    only = os.environ.get(ONLY)
    found = sorted(points, key=lambda p: p.name)
    if only is None:
        return found
    names = {name.strip() for name in only.split(",") if name.strip()}
    return [point for point in found if point.name in names]


def _formats_of(manager: pluggy.PluginManager, name: str) -> list[Format]:
    others = [p for n, p in manager.list_name_plugin() if n != name]
    caller = manager.subset_hook_caller("lcabridge_register_formats", remove_plugins=others)
    formats = [fmt for batch in caller() for fmt in batch]
    for fmt in formats:
        if not isinstance(fmt, Format):
            raise PluginError(f"{fmt!r} is not a Format", f"{fmt!r} 不是 Format 对象")
        if fmt.api_version != API_VERSION:
            raise PluginError(
                f"format {fmt.id!r} is made for plugin interface {fmt.api_version}, this is {API_VERSION}",
                f"格式 {fmt.id!r} 针对插件接口 {fmt.api_version}，当前为 {API_VERSION}",
            )
    return formats


@cache
def registry() -> Registry:
    """Return the registry of what is installed; built once per process."""
    return Registry()


def checks(found: Registry) -> list[Any]:
    """Return the checks that plugins register."""
    return [check for batch in found.hook.lcabridge_register_checks() for check in batch]


__all__ = ["PluginInfo", "Registry", "checks", "registry"]
