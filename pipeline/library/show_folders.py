"""Which folder of the library is which show's, and by what names players know the shows that are there.

Jellyfin 12 makes one show of folders with one title whose names tell neither a tvdb nor an imdb id, whatever else tells
them apart; and two shows of two folders of one show.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

from pipeline.library.readback import Reader, ids_in, series_of
from pipeline.library.scan import described_title, show_of
from pipeline.model import ShowInfo
from pipeline.releases.parsing.words import words

ALIKE = 40  # letters
_SORTED = re.compile(r"^(.+), (the|an?|der|die|das|el|la|los|las|le|les|il|o|os|as)(?=\s*(?:[\[({]|$))", re.IGNORECASE)
_TAGS = re.compile(r"\s*[\[{](?:tvdb|imdb|tvmaze|tmdb)(?:id)?[-=][^\]}]*[\]}]", re.IGNORECASE)


def folders_of(library: Path, show: ShowInfo, title: str, others: Collection[str] = ()) -> tuple[str, list[Path]]:
    """The folder whose ids say that it is this show's, however it is called (empty: none does); and those that are
    called as the show is and say nothing else: a namesake's may be among them.

    `title`: the show's, as a folder can be called; `others`: folders that are known to be other shows'.
    """
    sure, unsure = "", []
    for folder in alike(library, title):
        told = show_of(folder)
        same = same_by_ids(told, show)
        sure = sure or (folder.name if same else "")
        if same is None and _is_called(folder, told, show, title) and not _is_anothers(folder, show, others):
            unsure.append(folder)
    return sure, unsure


def _is_called(folder: Path, told: ShowInfo, show: ShowInfo, title: str) -> bool:
    """Whatever signs stand between the words, and in whatever style the article and the year."""
    names = (told.title, _bare(folder.name))
    titles = (title, f"{title} {show.year}") if show.year else (title,)
    return any(_same_title(each, _sorted_back(name)) for name in names for each in titles)


def _sorted_back(name: str) -> str:
    """ "Tin Orchard, The" as it is spoken."""
    return _SORTED.sub(r"\2 \1", name)


def _same_title(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or _same_words(one, other)


def _same_words(one: str, other: str) -> bool:
    return bool(words(one)) and words(one) == words(other)


def names_beside(library: Path, show: ShowInfo, title: str, others: Collection[str] = ()) -> frozenset[str]:
    """What players call the other shows whose folders begin as this title does and tell no id; case-folded."""
    found = (
        name.casefold()
        for folder in alike(library, title)
        if not tells_id(folder.name) and _is_anothers(folder, show, others)
        for name in (_bare(folder.name), described_title(folder))
    )
    return frozenset(found)


def named_apart(show: ShowInfo, folder: str) -> str:
    """The name by which a folder was told apart from others of the show's title; empty when it was not."""
    bare, plain = _bare(folder), {_bare(show.title), _bare(show.name)}
    return next((name for name in _longer_names(show) if bare == _bare(_bracketed(name)) and bare not in plain), "")


def own_name(show: ShowInfo, beside: Collection[str]) -> str:
    """What the show is called where its title is another one's as well."""
    return next((name for name in (show.title, *_longer_names(show)) if name.casefold() not in beside), show.title)


def bracketed_names(show: ShowInfo) -> list[str]:
    """Titles for a folder that stay whole: Jellyfin cuts a year in round brackets off."""
    return [_bracketed(name) for name in _longer_names(show)]


def _bracketed(name: str) -> str:
    return re.sub(r" \(([0-9]{4})\)$", r" [\1]", name)


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


def alike(library: Path, title: str) -> Iterator[Path]:
    """Folders that begin as the title does: a long one may have been cut."""
    begins = title.casefold()[:ALIKE], _plain(title)[:ALIKE]
    if library.is_dir():
        some = (each for each in library.iterdir() if _begins(each.name, *begins))
        yield from sorted(each for each in some if each.is_dir())


def _begins(folder: str, title: str, plain: str) -> bool:
    folder = _sorted_back(folder)
    return folder.casefold().startswith(title) or (bool(plain) and _plain(folder).startswith(plain))


@lru_cache(maxsize=4096)
def _plain(folder: str) -> str:
    return " ".join(words(folder))


def _is_anothers(folder: Path, show: ShowInfo, others: Collection[str]) -> bool:
    told = show_of(folder)
    same = same_by_ids(told, show)
    if same is not None:
        return not same
    return folder.name in others or (None not in (told.year, show.year) and told.year != show.year)


def same_by_ids(one: ShowInfo, other: ShowInfo) -> bool | None:
    """None: they have no id of one catalogue."""
    pairs = ((one.tvdb_id, other.tvdb_id), (one.tvmaze_id, other.tvmaze_id), (one.imdb_id, other.imdb_id))
    both = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return any(both) if both else None
