"""Taking over a library that is there already: its shows are followed, its episodes counted, only gaps are filled.

Nothing in the folder is moved, renamed or written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.clock import now
from pipeline.errors import NotFound, UserError
from pipeline.library.nfo import SUFFIX
from pipeline.library.scan import ShowFolder, Video, shows_in
from pipeline.model import Episode, EpisodeInfo, Person, ShowInfo
from pipeline.model.jobs import Origin
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.ports import Catalogue
from pipeline.releases.episodes import Listing, told
from pipeline.releases.file_names import in_told_season
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.parsing.words import words
from pipeline.releases.titles import goes_on, keys_of
from pipeline.services import catalogue
from pipeline.services.catalogue import refresh_show
from pipeline.services.survey import open_wanted
from pipeline.store import Connection, Store, media_files, people, shows
from pipeline.store.runs import Stage
from pipeline.store.shows import Start
from pipeline.subtitles.sidecars import full_files

Keys = frozenset[tuple[str, ...]]
"""Titles as words."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A folder of the library, and what it is."""

    folder: ShowFolder
    show: ShowInfo | None  # None: no catalogue's show is surely it
    episodes: tuple[EpisodeInfo, ...] = ()  # that the catalogue lists
    why_not: Reason = NO_REASON  # why it is not known
    elsewhere: Keys = frozenset()  # what the library's other folders are called, as words

    @property
    def there(self) -> dict[Path, list[EpisodeInfo]]:
        """The episodes that each video holds; one that holds none that is known, or another show's, is left out."""
        show = self.show or self.folder.show
        listing = Listing(self.episodes, show.kind)
        held = {video.path: held_in(video, listing, show) for video in self._own_videos}
        return {path: episodes for path, episodes in held.items() if episodes}

    @property
    def _own_videos(self) -> list[Video]:
        """Those that do not bear another show's title; where none bears this one's, titles tell nothing."""
        known = [self.folder.show, *([self.show] if self.show else [])]
        titles = {video.path: _own_title(video) for video in self.folder.videos}
        own = Keys().union(*map(keys_of, known))
        if own.isdisjoint(titles.values()):
            return [*self.folder.videos]
        return [video for video in self.folder.videos if not _is_strange(titles[video.path], own, self.elsewhere)]

    @property
    def gaps(self) -> list[EpisodeInfo]:
        """What has aired since the first episode that is there, and is not there."""
        have = {(e.season, e.number) for held in self.there.values() for e in held}
        first = _first_regular(have)
        if first is None:
            return []
        moment = now()
        later = [e for e in self.episodes if (e.season, e.number) > first and _has_aired(e, moment)]
        return [e for e in later if (e.season, e.number) not in have]


@dataclass(frozen=True, kw_only=True)
class Adopted:
    files: int  # that were not known before
    opened: int  # episodes put on their way


def scan(catalogues: Sequence[Catalogue], library: Path) -> Iterator[Found]:
    """What is in a library, show by show. UserError when there is no such folder."""
    if not library.is_dir():
        raise UserError(Reason("not-a-folder", path=str(library)))
    folders = [*shows_in(library)]
    called = {folder.path: keys_of(folder.show) for folder in folders}
    for folder in folders:
        elsewhere = frozenset(key for path, keys in called.items() if path != folder.path for key in keys)
        try:
            info = _show(catalogues, folder.show)
            listed = catalogue.episodes(catalogues, info)
        except NotFound as error:
            yield Found(folder=folder, show=None, why_not=error.why)
        else:
            yield Found(folder=folder, show=info, episodes=tuple(listed), elsewhere=elsewhere)


def _own_title(video: Video) -> tuple[str, ...]:
    """The title in a file's own name, as words; none where a description says what it is."""
    return () if video.path.with_suffix(SUFFIX).is_file() else words(read(video.path.name).title)


def _is_strange(title: tuple[str, ...], own: Keys, elsewhere: Keys) -> bool:
    """Whether a title is another folder's, goes on behind this show's as a spin-off's does, or is several words of
    which the show's own titles have none.
    """
    if title in own:
        return False
    apart = len(title) > 1 and set(title).isdisjoint(word for key in own for word in key)
    return apart or title in elsewhere or goes_on(title, own)


def _first_regular(codes: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The first (season, number) of no special."""
    return min((code for code in codes if code[0] > 0), default=None)


def _has_aired(episode: EpisodeInfo, moment: datetime) -> bool:
    return episode.airs_at is not None and episode.airs_at <= moment


def _show(catalogues: Sequence[Catalogue], told: ShowInfo) -> ShowInfo:
    """The catalogue's show: by its id, else by exactly its title and year. NotFound when that is not sure."""
    if told.tvdb_id or told.tvmaze_id or told.imdb_id:
        return catalogue.look_up(catalogues, told)
    found = catalogue.search(catalogues, told.title)
    same = [each for each in found if _is_called(each, told.title) and _may_be_of(each, told.year)]
    sure = _only_one(same, told.year)
    if sure is None:
        raise NotFound("catalogues", _why_unsure(found, same))
    return sure


def _is_called(show: ShowInfo, title: str) -> bool:
    return words(title) in {words(name) for name in (show.title, *show.aliases)}


def _may_be_of(show: ShowInfo, year: int | None) -> bool:
    """Whether it began in this year or the ones beside it, or either is unknown."""
    return not year or show.year is None or abs(show.year - year) <= 1


def _only_one(same: Sequence[ShowInfo], year: int | None) -> ShowInfo | None:
    """The only show, or among several the only one of exactly this year."""
    if len(same) == 1:
        return same[0]
    exact = [each for each in same if year and each.year == year]
    return exact[0] if len(exact) == 1 else None


def _why_unsure(found: Sequence[ShowInfo], same: Sequence[ShowInfo]) -> Reason:
    if same:
        return Reason("several-shows-called-so", count=len(same))
    if found:
        return Reason("no-show-called-so-but", nearest=found[0].title)
    return Reason("no-show-called-so")


_NEAREST = 3  # parts of a path: the file, its season's folder and the show's


def held_in(video: Video, listing: Listing, show: ShowInfo) -> list[EpisodeInfo]:
    """The listed episodes of this show that a video holds, by its name and description; none when that is unclear."""
    name = video.name
    if name.is_pack:
        return []
    if name.season is None:
        name = in_told_season(name, "/".join(video.path.parts[-_NEAREST:]), show)
    return [*told(name, listing)] or _run_together(name, listing)


def _run_together(name: ReleaseName, listing: Listing) -> list[EpisodeInfo]:
    """ "101": season and number written as one, where no episode has such a number."""
    listed = {(each.season, each.number): each for each in listing.episodes}
    codes = [divmod(number, 100) for number in name.episodes or name.absolute]
    if any(not code[0] or code not in listed or name.season not in (None, code[0]) for code in codes):
        return []
    return [listed[code] for code in codes]


def the_owner(store: Store) -> Person:
    """Whose subscriptions they become. UserError when nobody owns the bot yet."""
    with store.read() as db:
        owner = people.owner(db)
    if owner is None:
        raise UserError(Reason("no-owner-yet"))
    return owner


def take(
    store: Store,
    catalogues: Sequence[Catalogue],
    stages: Sequence[Stage],
    owner: Person,
    found: Found,
    *,
    fill: bool = True,
) -> Adopted:
    """Count what is there, and have the owner follow the show from its first episode there on, or (`fill` is False)
    from the next that airs. Safe to repeat."""
    assert found.show is not None
    with store.write() as db:
        show = shows.save_show(db, found.show)
    refresh_show(store, catalogues, show)
    files = sum(count_file(store, show.id, path, held) for path, held in found.there.items())
    begin = min(((e.season, e.number) for held in found.there.values() for e in held if e.season > 0), default=(1, 1))
    with store.write() as db:
        if shows.subscription_of(db, owner.id, show.id) is None:
            first = {"from_season": begin[0], "from_number": begin[1]} if fill else {}
            shows.subscribe(db, owner.id, show.id, Start.EVERYTHING if fill else Start.NEXT, **first)
    return Adopted(
        files=files, opened=len(open_wanted(store, show, stages, why=Origin.BACKLOG if fill else Origin.AIRED))
    )


def count_file(store: Store, show_id: int, path: Path, held: Sequence[EpisodeInfo], release: str = "") -> bool:
    """Write down that a file holds these episodes, unless they have one; whether that was news.

    `release`: a name that tells what the file is, where its own does not."""
    stat = path.stat()
    facts = {
        "size": stat.st_size,
        "duration": 0.0,
        "release": release or path.stem,
        "info_hash": "",
        "subtitles": tuple(sorted({s.language for s in full_files(path) if s.language})),
        "filed_at": datetime.fromtimestamp(stat.st_mtime, UTC),  # long enough ago that nothing replaces it by itself
    }
    with store.write() as db:
        new = _without_file(db, show_id, held)
        if new:
            media_files.note(db, new, path.absolute(), **facts)
    return bool(new)


def _without_file(db: Connection, show_id: int, held: Sequence[EpisodeInfo]) -> list[Episode]:
    """Those of these episodes that are known and have no file yet."""
    asked = [shows.episode_by_code(db, show_id, each.season, each.number) for each in held]
    known = [each for each in asked if each is not None]
    there = shows.in_library(db, [each.id for each in known])
    return [each for each in known if each.id not in there]
