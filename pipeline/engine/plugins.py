"""Finds integrations through entry points and makes the ones that the configuration names.

`[indexers.prowlarr]` with `plugin = "torznab"` is a Torznab indexer called prowlarr; without `plugin`, the section's
own name says which. `[webhooks.NAME]` and `[notify.NAME]` are notifiers whose names are free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from pydantic import BaseModel

from pipeline.config import Section, Settings, read_section
from pipeline.engine.clients import Clients
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.ports import (
    PORTS_VERSION,
    Catalogue,
    Downloader,
    Encoder,
    Indexer,
    Notifier,
    Player,
    Subtitler,
    Synchroniser,
)

P = TypeVar("P")

NOTIFIERS = {"webhooks": ("webhook", "webhook"), "notify": ("apprise", "notify")}
"""Tables of notifiers: the plugin of a section that names none, and the word before their names, which are free."""

OURS = "airdate"  # the package whose plugins are always of these ports


class PluginClass(Protocol):
    """What an entry point leads to."""

    Config: type[BaseModel]

    def __call__(self, config: Any, *, name: str) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The configured integrations: everything outside that the line touches."""

    catalogues: tuple[Catalogue, ...]
    indexers: tuple[Indexer, ...]
    downloader: Downloader
    encoder: Encoder
    subtitlers: tuple[Subtitler, ...]
    players: tuple[Player, ...]
    synchronisers: tuple[Synchroniser, ...] = ()
    notifiers: tuple[Notifier, ...] = ()

    def all(self) -> list[tuple[str, Any]]:
        """(port, integration), in the line's order."""
        several = (
            ("catalogue", self.catalogues),
            ("indexer", self.indexers),
            ("downloader", self.downloader.clients if isinstance(self.downloader, Clients) else (self.downloader,)),
            ("encoder", (self.encoder,)),
            ("subtitler", self.subtitlers),
            ("synchroniser", self.synchronisers),
            ("player", self.players),
            ("notifier", self.notifiers),
        )
        return [(port, part) for port, parts in several for part in parts]


def available(group: str) -> dict[str, EntryPoint]:
    """The installed plugins of a group ("indexers"), by name."""
    return {e.name: e for e in entry_points(group=f"airdate.{group}")}


def plugin_class(group: str, name: str, where: str) -> PluginClass:
    """UserError when there is none, when it cannot be loaded, or when it was made for other ports than these."""
    found = available(group)
    if name not in found:
        raise UserError(Reason("no-such-plugin", where=where, name=name, installed=tuple(sorted(found)) or ("–",)))
    entry = found[name]
    try:
        cls = entry.load()
    except Exception as error:  # somebody else's code: it may raise anything
        why = f"{type(error).__name__}: {error}"
        raise UserError(Reason("plugin-does-not-load", where=where, package=_package(entry), why=why)) from error
    _check_version(cls, entry, where)
    return cast(PluginClass, cls)


def _check_version(cls: object, entry: EntryPoint, where: str) -> None:
    package = _package(entry)
    made_for = getattr(cls, "ports_version", None)
    if package == OURS or made_for == PORTS_VERSION:
        return
    if made_for is None:
        raise UserError(Reason("plugin-names-no-version", where=where, package=package, ours=PORTS_VERSION))
    raise UserError(
        Reason("plugin-of-other-version", where=where, package=package, theirs=str(made_for), ours=PORTS_VERSION)
    )


def class_of(group: str, name: str, section: Section, where: str) -> PluginClass:
    """The plugin that a section is about. UserError as for `plugin_class`."""
    plugin, _ = NOTIFIERS.get(group, (name, ""))
    return plugin_class("notifiers" if group in NOTIFIERS else group, str(section.get("plugin", plugin)), where)


def _called(group: str, name: str) -> str:
    return f"{NOTIFIERS[group][1]} {name}" if group in NOTIFIERS else name


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.value


def make(group: str, sections: dict[str, Section], path: Path, kind: type[P]) -> tuple[P, ...]:
    """Make each section's integration; touches no network. UserError for a section that cannot be read."""
    made = []
    for name, section in sections.items():
        settings = dict(section)
        settings.pop("downloader", None)  # of an indexer: which client its torrents go to, see `assemble`
        if settings.pop("enabled", True) is False:
            continue
        where = f"{path}: [{group}.{name}]"
        cls = class_of(group, name, section, where)
        settings.pop("plugin", None)
        part = cls(read_section(cls.Config, settings, path, (group, name)), name=_called(group, name))
        if not isinstance(part, kind):
            raise UserError(Reason("plugin-does-not-fit", where=where, port=kind.__name__))
        made.append(part)
    return tuple(made)


def assemble(settings: Settings, path: Path, downloader: Downloader | None = None) -> Parts:
    """All configured integrations. `downloader` stands in when none is configured."""
    downloaders = make("downloaders", settings.downloaders, path, Downloader)  # type: ignore[type-abstract]
    encoders = make("encoders", settings.encoders, path, Encoder)  # type: ignore[type-abstract]
    if not downloaders and downloader is not None:
        downloaders = (downloader,)
    if not downloaders or len(encoders) != 1:
        raise UserError(Reason("downloaders-and-one-encoder", path=str(path)))
    return Parts(
        catalogues=make("catalogues", settings.catalogues, path, Catalogue),  # type: ignore[type-abstract]
        indexers=make("indexers", settings.indexers, path, Indexer),  # type: ignore[type-abstract]
        downloader=_as_one(downloaders, settings, path),
        encoder=encoders[0],
        subtitlers=make("subtitlers", settings.subtitlers, path, Subtitler),  # type: ignore[type-abstract]
        players=make("players", settings.players, path, Player),  # type: ignore[type-abstract]
        synchronisers=make("synchronisers", settings.synchronisers, path, Synchroniser),  # type: ignore[type-abstract]
        notifiers=(
            *make("webhooks", settings.webhooks, path, Notifier),  # type: ignore[type-abstract]
            *make("notify", settings.notify, path, Notifier),  # type: ignore[type-abstract]
        ),
    )


def _as_one(downloaders: Sequence[Downloader], settings: Settings, path: Path) -> Downloader:
    """The one, or several as one. UserError when an indexer names a client that is not there."""
    routes = {
        name: str(section["downloader"]) for name, section in settings.indexers.items() if "downloader" in section
    }
    known = tuple(client.name for client in downloaders)
    for indexer, client in routes.items():
        if client not in known:
            raise UserError(Reason("no-such-client", path=str(path), indexer=indexer, name=client, known=known))
    return downloaders[0] if len(downloaders) == 1 else Clients(downloaders, routes)


def step_config(settings: Settings, name: str, kind: type[BaseModel] | None) -> Any:
    """What `[steps.NAME]` sets for an extra step; None for one that has no settings."""
    return kind.model_validate(settings.steps.get(name, {})) if kind else None
