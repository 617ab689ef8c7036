"""What the catalogues know of shows: asked in the order of the configuration, the first that has it counts.

These reach outside: they may take seconds, and raise the four errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.errors import NotFound, OutsideError, Unreachable
from pipeline.model import EpisodeInfo, Show, ShowInfo
from pipeline.ports import Catalogue
from pipeline.store import Store, shows

T = TypeVar("T")


def search(catalogues: Sequence[Catalogue], text: str) -> list[ShowInfo]:
    """What a person may mean, best first, from the first catalogue that finds anything; empty when nothing fits.

    Raises the last catalogue's error when none could be asked.
    """
    problem: OutsideError = Unreachable("catalogues", "no catalogue is configured")
    answered = False
    for catalogue in catalogues:
        try:
            found = catalogue.search(text)
        except OutsideError as error:
            problem = error
            continue
        if found:
            return found
        answered = True
    if not answered:
        raise problem
    return []


def look_up(catalogues: Sequence[Catalogue], ids: ShowInfo) -> ShowInfo:
    """The show with one of these ids. NotFound when no catalogue has it."""
    return _first(catalogues, ids, lambda catalogue: catalogue.show(ids))


def episodes(catalogues: Sequence[Catalogue], ids: ShowInfo) -> list[EpisodeInfo]:
    """A show's episodes; nothing is stored. NotFound when no catalogue has it."""
    return _first(catalogues, ids, lambda catalogue: catalogue.episodes(ids))


def refresh_show(store: Store, catalogues: Sequence[Catalogue], show: Show) -> None:
    """Read a followed show and its episodes anew, and keep what was read. NotFound when no catalogue has it."""

    def read(catalogue: Catalogue) -> tuple[ShowInfo, list[EpisodeInfo]]:
        info = _with_ids(catalogue.show(show), show)
        return info, catalogue.episodes(info)

    info, listed = _first(catalogues, show, read)
    with store.write() as db:
        saved = shows.save_show(db, info)
        shows.save_episodes(db, saved.id, listed)
        shows.set_refreshed(db, saved.id)


def _first(catalogues: Sequence[Catalogue], ids: ShowInfo, read: Callable[[Catalogue], T]) -> T:
    """What the first catalogue that has the show answers; else the last one's error."""
    problem: OutsideError = NotFound("catalogues", f"no catalogue knows {ids.title or 'that show'}")
    for catalogue in catalogues:
        try:
            return read(catalogue)
        except OutsideError as error:
            problem = error
    raise problem


def _with_ids(info: ShowInfo, known: ShowInfo) -> ShowInfo:
    """The catalogue's answer with the ids that we knew and it did not say."""
    return replace(
        info,
        tvdb_id=info.tvdb_id or known.tvdb_id,
        tvmaze_id=info.tvmaze_id or known.tvmaze_id,
        imdb_id=info.imdb_id or known.imdb_id,
    )
