"""Of some shows only the newest episodes are kept: what is beyond them goes to the recycle folder, with an undo.

What was watched does not matter. News, talk shows and the like fill a disk otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.model import MediaFile
from pipeline.services import deletion
from pipeline.store import Connection, Store, deletions, key_values, media_files, shows
from pipeline.store.runs import Stage

_KEY = "keep-last:"  # in key_values: how many, by the show's id


def of_show(db: Connection, show_id: int) -> int:
    """How many of its episodes are kept; 0: all."""
    return int(key_values.get(db, f"{_KEY}{show_id}") or 0)


def set_for(db: Connection, show_id: int, count: int) -> None:
    """Keep only so many from now on; 0: all."""
    if count:
        key_values.put(db, f"{_KEY}{show_id}", count)
    else:
        key_values.drop(db, f"{_KEY}{show_id}")


def beyond(db: Connection, show_id: int, count: int) -> list[MediaFile]:
    """The files of the episodes that are older than the newest `count` in the library, specials left alone.

    A video with an episode that stays in it stays, too. What somebody decided to keep, or had back, stays.
    """
    regular = [e.id for e in shows.episodes(db, show_id) if e.season > 0]
    files = {file.episode_id: file for file in media_files.files_of(db, regular)}
    there = [id_ for id_ in regular if id_ in files]
    old = set(there[: max(0, len(there) - count)]) - deletions.settled(db)
    return [files[id_] for id_ in there if id_ in old and media_files.owners(db, Path(files[id_].path)) <= old]


def apply_to(db: Connection, show_id: int, stages: Sequence[Stage]) -> int | None:
    """Have what is beyond the limit deleted; the job, where there is something."""
    count = of_show(db, show_id)
    going = beyond(db, show_id, count) if count else []
    going = [file for file in going if not shows.on_the_way(db, [file.episode_id])]
    return deletion.delete_by_hand(db, {file.episode_id: file.id for file in going}, stages) if going else None


def apply_everywhere(store: Store, stages: Sequence[Stage]) -> None:
    """A chore: every show of which only so many are kept."""
    with store.read() as db:
        limited = [int(key.removeprefix(_KEY)) for key in key_values.starting_with(db, _KEY)]
    for show_id in limited:
        with store.write() as db:
            apply_to(db, show_id, stages)
