"""Which stored episode is which of a catalogue's list, when that has been renumbered.

The catalogue's own id says so: numbers move between episodes. Only an episode whose id is not listed any more, or that
has none, is known by its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, select, update

from pipeline.model import Episode, EpisodeInfo
from pipeline.store.tables import episode, job, media_file

ASIDE = 10_000  # added to the number of an episode that is not listed any more, when another has its number now

Key = tuple[int, int]  # season, number
Pair = tuple[Episode | None, EpisodeInfo]


def save(db: Connection, show_id: int, there: Sequence[Episode], infos: Iterable[EpisodeInfo]) -> None:
    """Bring a show's episodes up to date. One that is not listed any more stays if something hangs on it."""
    pairs = pair(there, infos)
    _make_room(db, there, pairs)
    for old, info in pairs:
        values = {k: v for k, v in asdict(info).items() if k in episode.c}
        if old is None:
            db.execute(episode.insert().values(show_id=show_id, **values))
            continue
        for key in ("tvdb_id", "tvmaze_id"):  # an id once known is not forgotten: the other catalogue's, say
            values[key] = values[key] or getattr(old, key)
        if any(getattr(old, k) != v for k, v in values.items()):
            db.execute(update(episode).where(episode.c.id == old.id).values(**values))


def pair(there: Sequence[Episode], infos: Iterable[EpisodeInfo]) -> list[Pair]:
    """Each of the list with the stored episode that it is; of two with one number the first counts."""
    listed = list({_key(info): info for info in reversed(list(infos))}.values())[::-1]
    by_id = {id_: old for old in there for id_ in ids_of(old)}
    by_number = _known_by_number(there, listed)
    pairs: list[Pair] = []
    taken: set[int] = set()
    for info in listed:
        same = next((by_id[id_] for id_ in ids_of(info) if id_ in by_id), by_number.get(_key(info)))
        found = same if same is not None and same.id not in taken else None
        taken |= {found.id} if found else set()
        pairs.append((found, info))
    return pairs


def _known_by_number(there: Sequence[Episode], listed: Sequence[EpisodeInfo]) -> dict[Key, Episode]:
    """By its number alone is only known what no id of the list belongs to."""
    claimed = {id_ for info in listed for id_ in ids_of(info)}
    return {_key(old): old for old in there if not ids_of(old) & claimed}


def _make_room(db: Connection, there: Sequence[Episode], pairs: Sequence[Pair]) -> None:
    """Free the numbers that others take now: no two episodes of a show may share one, not even for a moment."""
    gone = _not_listed(there, pairs)
    kept = select(job.c.episode_id).union(select(media_file.c.episode_id))
    db.execute(delete(episode).where(episode.c.id.in_([old.id for old in gone]), episode.c.id.not_in(kept)))
    wanted = {_key(info) for _, info in pairs}
    _set_aside(db, [old for old in gone if _key(old) in wanted], {_key(old) for old in there} | wanted)
    for before, info in pairs:
        if before is not None and _key(before) != _key(info):
            db.execute(update(episode).where(episode.c.id == before.id).values(number=-before.id))


def _not_listed(there: Sequence[Episode], pairs: Sequence[Pair]) -> list[Episode]:
    found = {old.id for old, _ in pairs if old is not None}
    return [old for old in there if old.id not in found]


def _set_aside(db: Connection, episodes: Sequence[Episode], used: set[Key]) -> None:
    """Give each a number that nobody has or wants."""
    for each in episodes:
        number = each.number
        while (each.season, number) in used:
            number += ASIDE
        used.add((each.season, number))
        db.execute(update(episode).where(episode.c.id == each.id).values(number=number))


def _key(info: EpisodeInfo) -> Key:
    return info.season, info.number


def ids_of(info: EpisodeInfo) -> set[tuple[str, int]]:
    """The catalogues' ids of an episode."""
    pairs = (("tvdb", info.tvdb_id), ("tvmaze", info.tvmaze_id))
    return {(name, value) for name, value in pairs if value}
