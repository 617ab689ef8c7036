"""Which folder of the library is which show's, and by what names players know the shows that are there.

Jellyfin 12 makes one show of folders with one title whose names tell neither a tvdb nor an imdb id, whatever else tells
them apart; and two shows of two folders of one show.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.library.readback import Reader, ids_in, series_of
from pipeline.library.scan import described_title, show_of
from pipeline.model import ShowInfo

ALIKE = 40  # letters
_TAGS = re.compile(r"\s*[\[{](?:tvdb|imdb|tvmaze|tmdb)(?:id)?[-=][^\]}]*[\]}]", re.IGNORECASE)


def folder_of(library: Path, show: ShowInfo, title: str, others: Collection[str] = ()) -> str:
    """The name of the folder that is this show's already, however it is called; empty when there is none.

    `title`: the show's, as a folder can be called; `others`: folders that are known to be other shows'.
    """
    unsure = ""
    for folder in _alike(library, title):
        told = show_of(folder)
        same = _same_by_ids(told, show)
        if same:
            return folder.name
        called_so = title.casefold() in (told.title.casefold(), _bare(folder.name).casefold())
        if same is None and called_so and not _is_anothers(folder, show, others):
            unsure = unsure or folder.name
    return unsure


def names_beside(library: Path, show: ShowInfo, title: str, others: Collection[str] = ()) -> frozenset[str]:
    """What players call the other shows whose folders begin as this title does and tell no id; case-folded."""
    found = (
        name.casefold()
        for folder in _alike(library, title)
        if not tells_id(folder.name) and _is_anothers(folder, show, others)
        for name in (_bare(folder.name), described_title(folder))
    )
    return frozenset(found)


def own_name(show: ShowInfo, beside: Collection[str]) -> str:
    """What the show is called where its title is another one's as well."""
    return next((name for name in (show.title, *_longer_names(show)) if name.casefold() not in beside), show.title)


def bracketed_names(show: ShowInfo) -> list[str]:
    """Titles for a folder that stay whole: Jellyfin cuts a year in round brackets off."""
    return [re.sub(r" \(([0-9]{4})\)$", r" [\1]", name) for name in _longer_names(show)]


def _longer_names(show: ShowInfo) -> list[str]:
    """A show that nothing tells apart has its number at TVmaze."""
    more = (show.year, show.country, show.network, show.tvmaze_id and f"TVmaze {show.tvmaze_id}", "TV")
    return [f"{show.title} ({each})" for each in more if each]


def tells_id(folder: str) -> bool:
    """Whether a folder's name tells Jellyfin which show it is."""
    return bool(ids_in(folder).keys() & {"tvdb", "imdb"})


def known_by(folder: str) -> str:
    """The name that a folder alone tells, case-folded."""
    return _bare(folder).casefold()


def _bare(folder: str) -> str:
    return series_of(_TAGS.sub("", folder), Reader.JELLYFIN_12)[0]


def _alike(library: Path, title: str) -> Iterator[Path]:
    """Folders that begin as the title does: a long one may have been cut."""
    begins = title.casefold()[:ALIKE]
    if library.is_dir():
        some = (each for each in library.iterdir() if each.name.casefold().startswith(begins))
        yield from sorted(each for each in some if each.is_dir())


def _is_anothers(folder: Path, show: ShowInfo, others: Collection[str]) -> bool:
    told = show_of(folder)
    same = _same_by_ids(told, show)
    if same is not None:
        return not same
    return folder.name in others or (None not in (told.year, show.year) and told.year != show.year)


def _same_by_ids(one: ShowInfo, other: ShowInfo) -> bool | None:
    """None: they have no id of one catalogue."""
    pairs = ((one.tvdb_id, other.tvdb_id), (one.tvmaze_id, other.tvmaze_id), (one.imdb_id, other.imdb_id))
    both = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return any(both) if both else None
