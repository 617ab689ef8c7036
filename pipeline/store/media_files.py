"""The library as the store knows it: which files are of which episodes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, and_, func, not_, or_, select, type_coerce

from pipeline.clock import now
from pipeline.model import Episode, MediaFile, Show
from pipeline.releases.episodes import Listing, told
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.titles import read_for
from pipeline.store import key_values, noun, nouns
from pipeline.store.places import kept
from pipeline.store.tables import episode as episode_table
from pipeline.store.tables import media_file

NEVER = datetime.max.replace(tzinfo=UTC)
_RENUMBERED = "renumbered:"  # a note: when a file came to another number
HERE = media_file.c.replaced_at.is_(None)


def held_by(file: str, release: ReleaseName, show: Show, episode: Episode, listed: Sequence[Episode]) -> list[Episode]:
    """The episodes in one video: this one, and those before and after it that its name (or its release's) tells of."""
    name = read_for(Path(file).name, show)
    if not name.names_episode:
        name = release
    if not _names_several(name):
        return [episode]
    spoken = {(each.season, each.number) for each in told(name, Listing(listed, show.kind))}
    found = [each for each in listed if each.season == episode.season and (each.season, each.number) in spoken]
    return found if episode in found and _unbroken([each.number for each in found]) else [episode]


def _names_several(name: ReleaseName) -> bool:
    """Whether it tells of several episodes, each by its number."""
    return not name.is_pack and not name.date and len(name.episodes or name.absolute) > 1


def _unbroken(numbers: Sequence[int]) -> bool:
    return list(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


def files_of(db: Connection, episode_ids: Iterable[int]) -> list[MediaFile]:
    """What is filed of these episodes, oldest first."""
    query = select(media_file).where(HERE, media_file.c.episode_id.in_(list(episode_ids)))
    return nouns(MediaFile, db.execute(query.order_by(media_file.c.id)))


def filed(db: Connection, episode_id: int) -> MediaFile | None:
    """What the library holds of an episode now."""
    return next(reversed(files_of(db, [episode_id])), None)


def replaced(db: Connection, episode_id: int) -> list[MediaFile]:
    """What was filed of an episode and gave way since, oldest first."""
    gone = (media_file.c.episode_id == episode_id, media_file.c.replaced_at.is_not(None))
    return nouns(MediaFile, db.execute(select(media_file).where(*gone).order_by(media_file.c.id)))


def was_ever_filed(db: Connection, episode_id: int) -> bool:
    """Whether there is or was a file of an episode."""
    return db.execute(select(media_file.c.id).where(media_file.c.episode_id == episode_id).limit(1)).first() is not None


def newest(db: Connection, limit: int) -> list[MediaFile]:
    """What was filed last, newest first."""
    query = select(media_file).where(HERE).order_by(media_file.c.filed_at.desc()).limit(limit)
    return nouns(MediaFile, db.execute(query))


def first_filed(db: Connection, episode_id: int) -> datetime | None:
    """When something was first filed of an episode."""
    return db.execute(select(func.min(media_file.c.filed_at)).where(media_file.c.episode_id == episode_id)).scalar()


def first_filed_since(db: Connection, since: datetime) -> dict[int, datetime]:
    """The episodes of which nothing was filed before, with when the first file was."""
    first = func.min(media_file.c.filed_at)
    query = select(media_file.c.episode_id, first.label("first")).group_by(media_file.c.episode_id)
    return {row.episode_id: row.first for row in db.execute(query.having(first > since))}


def sizes_since(db: Connection, show_ids: Iterable[int], since: datetime) -> list[tuple[Episode, int]]:
    """The episodes of these shows that were filed since then, with their bytes."""
    size = func.max(media_file.c.size).label("size")
    late = (media_file.c.filed_at >= since, HERE)
    files = select(media_file.c.episode_id, size).where(*late).group_by(media_file.c.episode_id).subquery()
    query = select(episode_table, files.c.size).join(files, files.c.episode_id == episode_table.c.id)
    rows = db.execute(query.where(episode_table.c.show_id.in_(list(show_ids))))
    return [(noun(Episode, row), row.size) for row in rows]


def all_here(db: Connection, show_ids: Iterable[int] | None = None) -> list[MediaFile]:
    """Everything that is filed, of these shows or of all, by path."""
    query = select(media_file).where(HERE).order_by(media_file.c.path, media_file.c.id)
    if show_ids is not None:
        of_those = select(episode_table.c.id).where(episode_table.c.show_id.in_(list(show_ids)))
        query = query.where(media_file.c.episode_id.in_(of_those))
    return nouns(MediaFile, db.execute(query))


def filed_of_shows(db: Connection, show_ids: Iterable[int]) -> list[tuple[MediaFile, Episode]]:
    """What is filed of these shows, with its episodes, by path."""
    filed = episode_table.c.id.in_(select(media_file.c.episode_id).where(HERE))
    query = select(episode_table).where(episode_table.c.show_id.in_(list(show_ids)), filed)
    known = {episode.id: episode for episode in nouns(Episode, db.execute(query))}
    return [(file, known[file.episode_id]) for file in all_here(db, show_ids) if file.episode_id in known]


def by_path(files: Iterable[MediaFile]) -> dict[Path, list[MediaFile]]:
    """The files on the disk, each with its rows: several when it holds several episodes."""
    found: dict[Path, list[MediaFile]] = {}
    for file in files:
        found.setdefault(Path(file.path), []).append(file)
    return found


def by_ids(db: Connection, ids: Iterable[int]) -> list[MediaFile]:
    """These files, in the library or not any more."""
    return nouns(MediaFile, db.execute(select(media_file).where(media_file.c.id.in_(list(ids)))))


def episodes_in(db: Connection, ids: Iterable[int]) -> list[Episode]:
    """The episodes of these files, in order."""
    query = select(episode_table).join(media_file, media_file.c.episode_id == episode_table.c.id)
    ordered = query.where(media_file.c.id.in_(list(ids))).order_by(episode_table.c.season, episode_table.c.number)
    return nouns(Episode, db.execute(ordered))


def set_replaced(db: Connection, ids: Iterable[int]) -> None:
    """These are not in the library from now on."""
    db.execute(media_file.update().where(media_file.c.id.in_(list(ids)), HERE).values(replaced_at=now()))


def set_returned(db: Connection, ids: Iterable[int]) -> None:
    """These are in the library again."""
    db.execute(media_file.update().where(media_file.c.id.in_(list(ids))).values(replaced_at=None))


def set_path(db: Connection, ids: Iterable[int], path: Path, *, renumbered: bool = False) -> None:
    """These are called so now; `renumbered`: with another episode's number than before."""
    wanted = list(ids)
    db.execute(media_file.update().where(media_file.c.id.in_(wanted)).values(path=str(path)))
    for id_ in wanted if renumbered else ():
        key_values.put(db, f"{_RENUMBERED}{id_}", now().isoformat())


def add_subtitles(db: Connection, file: MediaFile, languages: Iterable[str]) -> None:
    """Write down that a file has subtitles in these languages, too."""
    there = tuple(sorted({*file.subtitles, *languages}))
    db.execute(media_file.update().where(media_file.c.id == file.id).values(subtitles=there))


def is_still(db: Connection, file: MediaFile) -> bool:
    """Whether a file is still what and where it was: not replaced, deleted or renamed meanwhile."""
    same = (media_file.c.id == file.id, media_file.c.path == file.path, HERE)
    return db.execute(select(media_file.c.id).where(*same)).first() is not None and Path(file.path).is_file()


def served_by(db: Connection, wanted: Episode, held: Sequence[Episode], path: Path, info_hash: str) -> list[Episode]:
    """Which of the episodes in a new file it is to be the file of: not those that have a file of their own."""
    filed = files_of(db, [each.id for each in held])
    together = {str(path)} | {f.path for f in filed if f.episode_id == wanted.id}
    apart = {f.episode_id for f in filed if f.path not in together and f.info_hash != info_hash}
    return [each for each in held if each.id == wanted.id or each.id not in apart]


def giving_way(db: Connection, episode_ids: Collection[int], path: Path, info_hash: str) -> set[Path]:
    """What is filed of these episodes and gives way to this file: not where other episodes are in it, too."""
    others = {Path(f.path) for f in files_of(db, episode_ids) if (Path(f.path), f.info_hash) != (path, info_hash)}
    return {other for other in others if owners(db, other) <= set(episode_ids)}


def owners(db: Connection, path: Path) -> set[int]:
    """The ids of the episodes that a file of the library holds."""
    return set(db.execute(select(media_file.c.episode_id).where(HERE, media_file.c.path == str(path))).scalars())


def converted(db: Connection, old: Path, new: Path, *, size: int, duration: float) -> None:
    """A file of the library was made anew in its place, perhaps under another suffix."""
    mine = media_file.update().where(HERE, media_file.c.path == str(old))
    db.execute(mine.values(path=str(new), size=size, duration=duration))


def folder_before(db: Connection, show_id: int, library: Path) -> str:
    """What a show's folder in the library was called before Airdate filed anything into it (`adopt`); else nothing."""
    query = select(media_file.c.path).join(episode_table, episode_table.c.id == media_file.c.episode_id)
    adopted = query.where(episode_table.c.show_id == show_id, media_file.c.info_hash == "").order_by(media_file.c.id)
    for path in map(Path, db.execute(adopted).scalars()):
        if path.is_relative_to(library) and len(path.relative_to(library).parts) > 1:
            return path.relative_to(library).parts[0]
    return ""


def folders_of(db: Connection, show_id: int, library: Path) -> list[str]:
    """The folders of the library in which a show's files are, that of the newest last."""
    inside = func.substr(type_coerce(media_file.c.path, Text), len(kept(db, library)) + 2)
    find = func.strpos if db.dialect.name == "postgresql" else func.instr
    folder = func.substr(inside, 1, find(inside, os.sep) - 1).label("folder")
    of_it = select(episode_table.c.id).where(episode_table.c.show_id == show_id)
    mine = (HERE, media_file.c.episode_id.in_(of_it), _inside(db, library), find(inside, os.sep) > 0)
    query = select(folder).where(*mine).group_by(folder).order_by(func.max(media_file.c.id))
    return list(db.execute(query).scalars())


def of_them_filed(db: Connection, paths: Iterable[Path]) -> set[Path]:
    """Those of these paths at which a file of the library is."""
    query = select(media_file.c.path).where(HERE, media_file.c.path.in_([str(path) for path in paths]))
    return set(map(Path, db.execute(query.distinct()).scalars()))


def shows_in(db: Connection, folder: Path) -> set[int]:
    """The ids of the shows that have files in a folder."""
    query = select(episode_table.c.show_id).join(media_file, episode_table.c.id == media_file.c.episode_id)
    return set(db.execute(query.where(HERE, _inside(db, folder)).distinct()).scalars())


def under(db: Connection, paths: Iterable[Path]) -> list[MediaFile]:
    """What is filed as one of these files, or in one of these folders."""
    wanted = list(paths)
    mine = or_(media_file.c.path.in_([str(path) for path in wanted]), *(_inside(db, path) for path in wanted))
    return nouns(MediaFile, db.execute(select(media_file).where(HERE, mine).order_by(media_file.c.id)))


def any_under(db: Connection, folder: Path) -> bool:
    """Whether something is filed somewhere in a folder."""
    return db.execute(select(media_file.c.id).where(HERE, _inside(db, folder)).limit(1)).first() is not None


def count_under(db: Connection, folder: Path) -> int:
    """How many episodes are filed somewhere in a folder."""
    return db.execute(select(func.count()).select_from(media_file).where(HERE, _inside(db, folder))).scalar_one()


def _inside(db: Connection, folder: Path) -> ColumnElement[bool]:
    """By the index of paths: PostgreSQL finds a beginning in it, SQLite only what lies between two texts."""
    path, begin = type_coerce(media_file.c.path, Text), f"{kept(db, folder)}{os.sep}"
    if db.dialect.name == "postgresql":
        return path.startswith(begin, autoescape=True)
    return and_(path >= begin, path < begin[:-1] + chr(ord(os.sep) + 1))


def came_at(db: Connection, show_ids: Iterable[int]) -> dict[int, datetime]:
    """Since when players may have seen the episodes of these shows: there was a file of each since then, and under no
    other number, which is what players keep their marks by.

    Of those that were there before Airdate was (`adopt`) it is not known.
    """
    query = select(media_file).join(episode_table, episode_table.c.id == media_file.c.episode_id)
    query = query.where(episode_table.c.show_id.in_(list(show_ids))).order_by(media_file.c.id.desc())
    numbered = _numbered_at(db)
    first: dict[int, MediaFile] = {}
    since: dict[int, datetime] = {}
    for file in nouns(MediaFile, db.execute(query)):
        if _was_there_until(file, first.get(file.episode_id)):
            first[file.episode_id] = file
            if file.id in numbered:
                since[file.episode_id] = max(numbered[file.id], since.get(file.episode_id, numbered[file.id]))
    came = {episode_id: file.filed_at for episode_id, file in first.items() if file.info_hash and file.filed_at}
    return came | {episode_id: max(at, came.get(episode_id, at)) for episode_id, at in since.items()}


def _numbered_at(db: Connection) -> dict[int, datetime]:
    """Since when files that were renumbered have their number, by their ids."""
    notes = key_values.starting_with(db, _RENUMBERED)
    return {int(key.removeprefix(_RENUMBERED)): datetime.fromisoformat(at) for key, at in notes.items()}


def _was_there_until(file: MediaFile, later: MediaFile | None) -> bool:
    """Whether an episode's file is there still; or was, until a later one took its place."""
    until = file.replaced_at or NEVER
    return until == NEVER if later is None else until >= (later.filed_at or NEVER)


def is_mounted(db: Connection, library: Path) -> bool:
    """False when the library's disk seems to be away: there is nothing where episodes were filed."""
    return library.is_dir() and (any(library.iterdir()) or not any_under(db, library))


def note(db: Connection, episodes: Iterable[Episode], path: Path, **values: Any) -> None:
    """Write down that this file is these episodes' now; what was filed of them before is replaced."""
    values = {"filed_at": now(), **values}
    for episode in episodes:
        mine = (media_file.c.episode_id == episode.id, HERE)
        same = (*mine, media_file.c.path == str(path), media_file.c.info_hash == values["info_hash"])
        db.execute(media_file.update().where(*mine, not_(and_(*same))).values(replaced_at=now()))
        if db.execute(select(media_file.c.id).where(*same)).first():
            db.execute(media_file.update().where(*same).values(**values))
        else:
            db.execute(media_file.insert().values(episode_id=episode.id, path=str(path), **values))
