"""Taking over a household that another program keeps: who follows what from where on, what is there, what is refused.

First a plan, then what it says is done; done again, a plan holds what is new alone. Nothing is asked of a catalogue:
the shows come with their episodes, and are read anew like any other's. Nothing on the disk is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.library.naming import check_pattern
from pipeline.library.placing import named_within
from pipeline.model import Person, Release, Role, Show, ShowKind
from pipeline.model.imports import (
    ImportedBlock,
    ImportedEpisode,
    ImportedHousehold,
    ImportedProfile,
    ImportedShow,
)
from pipeline.model.jobs import Origin
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.parsing.words import words
from pipeline.releases.quality_profiles import BUILT_IN, Profile
from pipeline.services.adopt import count_file
from pipeline.services.survey import open_wanted
from pipeline.store import Connection, Store, blocks, people, runs, shows
from pipeline.store.runs import Stage
from pipeline.store.shows import Start

LAST = 9999  # no season has so many episodes
_REQUESTED_BY = re.compile(r"^\d+\s*-\s*")  # as request managers tag a show: "3 - ada"

Code = tuple[int, int]  # season, number


@dataclass(frozen=True, kw_only=True)
class Span:
    """What of a show is wanted: from an episode on, up to one or without end, but for some."""

    first: Code
    last: Code | None = None
    but: tuple[Code, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ShowPlan:
    """What is to be done about one show; what is so already is not in it."""

    show: ImportedShow
    span: Span | None  # None: nobody is to follow it
    profile: str  # quality profile; empty: the household's
    followers: tuple[Person, ...]  # who do not follow it yet
    files: Mapping[Path, tuple[ImportedEpisode, ...]]  # that are there and are not counted yet
    skip: tuple[Code, ...]  # that are not to be looked for
    blocks: tuple[ImportedBlock, ...]
    notes: tuple[Reason, ...]  # what cannot be

    @property
    def is_news(self) -> bool:
        return bool(self.followers or self.files or self.skip or self.blocks)


@dataclass(frozen=True, kw_only=True)
class Taken:
    files: int
    opened: int  # episodes put on their way


# ------------------------------------------------------------------------------------------------------------ the plan


def plan(
    store: Store, household: ImportedHousehold, settings: Settings, owner: Person, roots: Mapping[str, Path]
) -> list[ShowPlan]:
    """What taking it over would do, show by show. `roots`: which folder here a folder there is."""
    with store.read() as db:
        crowd = [each for each in people.everyone(db) if each.role is not Role.PENDING]
        return [_plan(db, show, settings, owner, crowd, roots) for show in household.shows]


def _plan(
    db: Connection,
    show: ImportedShow,
    settings: Settings,
    owner: Person,
    crowd: Sequence[Person],
    roots: Mapping[str, Path],
) -> ShowPlan:
    known = shows.find(db, show.info)
    span = span_of(show)
    there = dict(_there(show, settings.library, roots))
    named, strange = _tagged(show.tags, crowd)
    return ShowPlan(
        show=show,
        span=span,
        profile=_profile_here(show.profile, settings),
        followers=tuple(_not_yet(db, named or [owner], known)) if span else (),
        files=_not_counted(db, there, known),
        skip=tuple(_not_skipped(db, span.but, known)) if span else (),
        blocks=tuple(_not_blocked(db, show.blocks, known)),
        notes=tuple(_notes(show, there, strange)),
    )


def span_of(show: ImportedShow) -> Span | None:
    """What of a show is monitored, but for what is not and is not there; None when nothing is."""
    regular = [each for each in show.episodes if each.info.season > 0]
    wanted = [*(_code(each) for each in regular if each.monitored), *_to_come(show, regular)]
    if not show.monitored or not (wanted or show.new_seasons):
        return None
    first = min(wanted, default=(_newest_season(show, regular) + 1, 1))
    last = None if show.new_seasons else _last(show, wanted)
    return Span(first=first, last=last, but=tuple(_left_out(regular, first, last)))


def _newest_season(show: ImportedShow, regular: Iterable[ImportedEpisode]) -> int:
    return max((*show.seasons, *(each.info.season for each in regular)), default=0)


def _left_out(regular: Iterable[ImportedEpisode], first: Code, last: Code | None) -> Iterator[Code]:
    """What in between is neither monitored nor there."""
    for each in regular:
        if first < _code(each) and (last is None or _code(each) <= last) and not each.monitored and not each.file:
            yield _code(each)


def _to_come(show: ImportedShow, regular: Sequence[ImportedEpisode]) -> Iterator[Code]:
    """The next episode of each season that is monitored: it will be, once it is listed."""
    for season, monitored in show.seasons.items():
        if monitored and season > 0:
            yield season, max((each.info.number for each in regular if each.info.season == season), default=0) + 1


def _last(show: ImportedShow, wanted: Sequence[Code]) -> Code:
    """The end of the last season of which anything is wanted."""
    season = max(wanted)[0]
    return season, LAST if show.seasons.get(season) else max(number for of, number in wanted if of == season)


def _code(episode: ImportedEpisode) -> Code:
    return episode.info.season, episode.info.number


def _there(
    show: ImportedShow, library: Path, roots: Mapping[str, Path]
) -> Iterator[tuple[Path, tuple[ImportedEpisode, ...]]]:
    """The files that are found here, each with its episodes."""
    episodes: dict[str, list[ImportedEpisode]] = {}
    for each in show.episodes:
        if each.file:
            episodes.setdefault(each.file.path, []).append(each)
    for path, held in episodes.items():
        if found := _here(path, show.root, library, roots):
            yield found, tuple(held)


def _here(path: str, root: str, library: Path, roots: Mapping[str, Path]) -> Path | None:
    """Where a file of theirs is here: by the folder that was told, in its own place, or in the library."""
    told = [(there.rstrip("/"), here) for there, here in roots.items()]
    inside = [(there, here) for there, here in told if path.startswith(f"{there}/")]
    if inside:
        there, here = max(inside, key=lambda pair: len(pair[0]))
        places = [here / path[len(there) + 1 :]]
    else:
        places = [Path(path), library / path.removeprefix(f"{root.rstrip('/')}/")]
    return next((named_within(library, place) for place in places if place.is_file()), None)


def _tagged(tags: Iterable[str], crowd: Sequence[Person]) -> tuple[list[Person], list[str]]:
    """The people whose names a show's tags are, and the tags that are nobody's."""
    by_name = {words(person.name): person for person in crowd}
    named = [(tag, by_name.get(words(_REQUESTED_BY.sub("", tag)))) for tag in tags]
    return [person for _, person in named if person], [tag for tag, person in named if not person]


def _profile_here(profile: ImportedProfile | None, settings: Settings) -> str:
    """Ours of the same name, else the nearest by its lines; empty where that is the household's or nothing is known."""
    own = {**BUILT_IN, **settings.profiles}
    if profile is None or not profile.most_lines:
        return ""
    same = [name for name in own if name.casefold() == profile.name.casefold()]
    name = (
        same[0]
        if same
        else min(own, key=lambda each: _distance(profile, own[each], each != settings.household.profile))
    )
    return "" if name == settings.household.profile else name


def _distance(theirs: ImportedProfile, ours: Profile, other: bool) -> tuple[int, int, bool, bool]:
    return (
        abs(theirs.most_lines - ours.most_resolution),
        abs(theirs.best_lines - ours.best_resolution),
        theirs.upgrades != bool(ours.upgrade_days),
        other,
    )


def _notes(show: ImportedShow, there: Mapping[Path, object], strange: Sequence[str]) -> Iterator[Reason]:
    away = {each.file.path for each in show.episodes if each.file}
    if len(away) > len(there):
        yield Reason("import-files-away", count=len(away) - len(there), root=show.root)
    if specials := sum(each.monitored and not each.file for each in show.episodes if each.info.season == 0):
        yield Reason("import-specials", count=specials)
    if strange:
        yield Reason("import-tags", tags=tuple(strange))
    if show.profile is None:
        yield Reason("import-no-profile")


# ------------------------------------------------------------------------------------------------- what is new of it


def _not_yet(db: Connection, wanting: Iterable[Person], known: Show | None) -> Iterator[Person]:
    for person in wanting:
        if known is None or shows.subscription_of(db, person.id, known.id) is None:
            yield person


def _not_counted(
    db: Connection, there: Mapping[Path, tuple[ImportedEpisode, ...]], known: Show | None
) -> dict[Path, tuple[ImportedEpisode, ...]]:
    if known is None:
        return dict(there)
    ids = {(each.season, each.number): each.id for each in shows.episodes(db, known.id)}
    counted = shows.in_library(db, list(ids.values()))
    return {path: held for path, held in there.items() if not {ids.get(_code(each)) for each in held} <= counted}


def _not_skipped(db: Connection, codes: Iterable[Code], known: Show | None) -> Iterator[Code]:
    for code in codes:
        episode = shows.episode_by_code(db, known.id, *code) if known else None
        if episode is None or not runs.has_had_job(db, episode.id):
            yield code


def _not_blocked(db: Connection, theirs: Iterable[ImportedBlock], known: Show | None) -> Iterator[ImportedBlock]:
    for block in theirs:
        found = [shows.episode_by_code(db, known.id, *code) if known else None for code in block.episodes]
        key = _as_release(block).short_key
        if any(each is None or key not in blocks.reasons(db, each.id, now()) for each in found):
            yield block


def _as_release(block: ImportedBlock) -> Release:
    return Release.known_by_name(block.title, block.info_hash)


# ---------------------------------------------------------------------------------------------------------- doing it


def take_over(store: Store, stages: Sequence[Stage], planned: ShowPlan, *, fill: bool = True) -> Taken:
    """Do what a plan says. `fill` is False: only what airs from now on is wanted. Safe to repeat."""
    with store.write() as db:
        show = shows.find(db, planned.show.info) or shows.save_show(db, planned.show.info)
        if not shows.episodes(db, show.id):
            shows.save_episodes(db, show.id, [each.info for each in planned.show.episodes])
    files = sum(
        count_file(store, show.id, path, [each.info for each in held], _release(held))
        for path, held in planned.files.items()
    )
    with store.write() as db:
        _skip(db, show, planned.skip)
        _block(db, show, planned.blocks)
        for person in planned.followers:
            _follow(db, show, person, planned, fill)
    return Taken(files=files, opened=len(open_wanted(store, show, stages, Origin.BACKLOG if fill else Origin.AIRED)))


def _release(held: Sequence[ImportedEpisode]) -> str:
    return next((each.file.release for each in held if each.file), "")


def _skip(db: Connection, show: Show, codes: Iterable[Code]) -> None:
    for code in codes:
        episode = shows.episode_by_code(db, show.id, *code)
        if episode is not None and not runs.has_had_job(db, episode.id):
            runs.skip(db, episode.id)


def _block(db: Connection, show: Show, theirs: Iterable[ImportedBlock]) -> None:
    for block in theirs:
        for code in block.episodes:
            episode = shows.episode_by_code(db, show.id, *code)
            if episode is not None:
                blocks.put(db, episode.id, _as_release(block), Reason("import-blocked"))


def _follow(db: Connection, show: Show, person: Person, planned: ShowPlan, fill: bool) -> None:
    assert planned.span is not None
    season, number = planned.span.first
    until = dict(zip(("until_season", "until_number"), planned.span.last or (None, None), strict=True))
    begin = {"from_season": season, "from_number": number} | ({} if fill else {"from_at": now()})
    shows.subscribe(db, person.id, show.id, Start.EVERYTHING, profile=planned.profile, **begin, **until)


# ------------------------------------------------------------------------------------------------------------- naming


def naming(household: ImportedHousehold) -> dict[ShowKind, tuple[str, Reason]]:
    """Their ways of naming files as ours, each with why it cannot be used, where it cannot."""
    return {kind: (pattern, _unusable(pattern)) for kind, pattern in household.naming.items()}


def _unusable(pattern: str) -> Reason:
    try:
        check_pattern(pattern)
    except ValueError as error:
        return Reason("text", text=str(error))
    return NO_REASON
