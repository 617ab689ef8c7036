"""What the catalogues know of shows: asked in the order of the configuration, the first that has it counts.

These reach outside: they may take seconds, and raise the four errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from pipeline.clock import now
from pipeline.errors import NotFound, OutsideError, Unreachable
from pipeline.model import Episode, EpisodeInfo, SceneRange, Show, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.releases.scene import usable
from pipeline.services import former_titles
from pipeline.store import Connection, Store, key_values, renumbering, shows

T = TypeVar("T")

FEW_GONE = 2  # episodes may leave a list unnoticed
SHARE_GONE = 0.1  # or this share of it
BELIEVED_AFTER = timedelta(days=1)


def search(catalogues: Sequence[Catalogue], text: str) -> list[ShowInfo]:
    """What a person may mean, best first, from the first catalogue that finds anything; empty when nothing fits.

    Raises the last catalogue's error when none could be asked.
    """
    problems: list[OutsideError] = []
    answered = False
    for catalogue in catalogues:
        try:
            found = catalogue.search(text)
        except OutsideError as error:
            problems.append(error)
            continue
        if found:
            return found
        answered = True
    if not answered:
        raise _weightiest(problems) or Unreachable("catalogues", Reason("no-catalogue"))
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
        info = _with_ids(_found_again(catalogue, show), show)
        return info, catalogue.episodes(info)

    info, listed = _first(catalogues, show, read)
    scene = scene_of(catalogues, info, listed)
    with store.write() as db:
        former = [*former_titles.remembered(db, show.id), show.title]
        saved = shows.save_show(db, former_titles.with_former_titles(info, former), show)
        former_titles.note_renamed(db, show, saved)
        if scene is not None:
            shows.set_scene(db, saved.id, scene)
        shows.save_episodes(db, saved.id, _believed(db, saved, listed))
        shows.set_refreshed(db, saved.id)


def _found_again(catalogue: Catalogue, show: Show) -> ShowInfo:
    """The show by its own id; where that is gone, by what other catalogues call it: of two entries for one show the
    duplicate is deleted, mostly without a word which one stays."""
    try:
        return catalogue.show(show)
    except NotFound:
        for other in (replace(show, tvmaze_id=None), replace(show, tvdb_id=None)):
            if catalogue.id_of(show) is not None and catalogue.id_of(other) is None and any(_ids(other)):
                return catalogue.show(other)
        raise


def _ids(info: ShowInfo) -> tuple[int | str | None, ...]:
    return info.tvdb_id, info.tvmaze_id, info.imdb_id


def scene_of(
    catalogues: Sequence[Catalogue], show: ShowInfo, listed: Sequence[EpisodeInfo]
) -> tuple[SceneRange, ...] | None:
    """How releases count a show; None when nobody who would know could be asked."""
    told: list[SceneRange] = []
    answered = False
    for ask in [each.scene for each in catalogues if hasattr(each, "scene")]:
        try:
            told += ask(show)
            answered = True
        except OutsideError:  # noted as its health; what was known before goes on
            continue
    return usable(told, show, listed) if answered else None


def _believed(db: Connection, show: Show, listed: Sequence[EpisodeInfo]) -> Sequence[EpisodeInfo]:
    """The list, with those that are suddenly not on it any more, until it has been so for a day.

    A catalogue that has trouble answers with an empty or shorter list; what is deleted here is gone with its history.
    """
    key, moment = f"shorter {show.id}", now()
    known = shows.episodes(db, show.id)
    gone = _not_listed(known, listed)
    if len(gone) <= max(FEW_GONE, len(known) * SHARE_GONE) and listed:
        key_values.drop(db, key)
        return listed
    first = key_values.put_once(db, key, moment.isoformat()) if gone else moment.isoformat()
    if gone and listed and moment - datetime.fromisoformat(first) > BELIEVED_AFTER:
        return listed
    return [*listed, *gone]


def _not_listed(known: Sequence[Episode], listed: Sequence[EpisodeInfo]) -> list[Episode]:
    """The stored episodes that neither an id nor a number of the list belongs to."""
    ids = {id_ for info in listed for id_ in renumbering.ids_of(info)}
    numbers = {(info.season, info.number) for info in listed}
    return [e for e in known if not renumbering.ids_of(e) & ids and (e.season, e.number) not in numbers]


def _first(catalogues: Sequence[Catalogue], ids: ShowInfo, read: Callable[[Catalogue], T]) -> T:
    """What the first catalogue that has the show answers; else the last one's error."""
    problems: list[OutsideError] = []
    for catalogue in catalogues:
        try:
            return read(catalogue)
        except OutsideError as error:
            problems.append(error)
    raise _weightiest(problems) or NotFound("catalogues", Reason("no-catalogue-knows", show=ids.title or "?"))


def _weightiest(problems: Sequence[OutsideError]) -> OutsideError | None:
    """The last: that one does not know a show says little while another cannot be asked."""
    away = [error for error in problems if not isinstance(error, NotFound)]
    return (*problems, *away)[-1] if problems else None


def _with_ids(info: ShowInfo, known: ShowInfo) -> ShowInfo:
    """The catalogue's answer with the ids that we knew and it did not say."""
    return replace(
        info,
        tvdb_id=info.tvdb_id or known.tvdb_id,
        tvmaze_id=info.tvmaze_id or known.tvmaze_id,
        imdb_id=info.imdb_id or known.imdb_id,
    )
