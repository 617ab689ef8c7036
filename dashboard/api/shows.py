"""Shows and their episodes: what is followed, what a catalogue has, what airs, what lacks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from dashboard.api.asking import PAGE, HouseHere, Id, Listed, Out, PageNumber, Say, Viewer, Words, as_page
from dashboard.context import check_sees
from dashboard.pages import add, show
from dashboard.pages.shows import all_shows
from pipeline.clock import now
from pipeline.model import Episode, Show
from pipeline.releases import quality_profiles
from pipeline.services import keep_last
from pipeline.services.rights import whose
from pipeline.services.server_paths import as_seen_by
from pipeline.store import activity, overview, presses, shows, verdicts
from pipeline.store.media_files import files_of

Days = Annotated[int, Query(ge=0, le=366)]


class ShowIds(Out):
    title: str
    year: int | None
    tvdb_id: int | None
    tvmaze_id: int | None
    imdb_id: str | None
    network: str
    status: str


class ShowOut(ShowIds):
    """A followed show, counted."""

    id: int
    followers: list[str]
    here: int = Field(description="episodes in the library")
    going: int = Field(description="episodes on their way")
    stuck: int = Field(description="of those, waiting for a person")
    missing: int = Field(description="aired, wanted, neither here nor on their way")
    next_airs_at: datetime | None


class SubscriptionOut(Out):
    """How a person follows a show."""

    from_season: int
    from_number: int
    from_at: datetime | None
    until_season: int | None
    until_number: int | None
    languages: list[str] = Field(description="of subtitles; empty: the household's")
    profile: str = Field(description="empty: the household's")
    muted: bool


class ShowWhole(ShowOut):
    """A show, and how one follows it oneself."""

    overview: str
    seasons: list[int]
    keep_last: int = Field(description="so many of its newest episodes are kept; 0: all")
    subscription: SubscriptionOut | None


class FoundOut(ShowIds):
    """A show of a catalogue."""

    word: str = Field(description='what the action "follow" takes')
    overview: str
    show_id: int | None = Field(description="where it is followed by oneself already")


class EpisodeOut(Out):
    id: int
    show_id: int
    season: int = Field(description="0: specials")
    number: int
    title: str
    airs_at: datetime | None
    state: str = Field(description="done, running, stuck, missing, coming, skipped, gone (deleted) or unasked")


class FileOut(Out):
    """An episode's file in the library."""

    path: str = Field(description="for the owner; for others the file's name")
    size: int
    duration: float = Field(description="seconds")
    release: str
    subtitles: list[str]
    filed_at: datetime | None


class CandidateOut(Out):
    """A release that was considered for an episode."""

    id: int = Field(description='what the action "take" takes')
    title: str
    indexer: str
    size: int | None
    seeders: int | None
    rule: str = Field(description="what refused it; empty: nothing did")
    reason: str
    score: list[int]
    chosen: bool
    seen_at: datetime


class PressOut(Out):
    """What somebody pressed."""

    at: datetime
    who: str
    place: str = Field(description="chat, browser or api")
    verb: str
    about: str
    episode_id: int | None
    said: str


class AiringOut(Out):
    show_id: int
    show: str
    episode_id: int
    code: str
    title: str
    airs_at: datetime
    here: bool = Field(description="whether it is in the library")


def list_shows(
    context: HouseHere,
    viewer: Viewer,
    q: Words = "",
    by: Literal["title", "next"] = "title",
    only: overview.Having | None = None,
    page: PageNumber = 1,
) -> Listed[ShowOut]:
    """The shows that are followed, by title or by what airs next; `q`: words of it; `only`: with such an episode."""
    with context.store.read() as db:
        shown = all_shows(db, as_page(viewer, q=q, by=by, only=only, page=page))
    found = shown["shows"] if page <= shown["pages"] else []
    return Listed(items=[_show(each) for each in found], page=page, pages=shown["pages"])


def one_show(context: HouseHere, viewer: Viewer, show_id: Id) -> ShowWhole:
    """A show, and how one follows it oneself."""
    with context.store.read() as db:
        check_sees(db, viewer, show_id)
        (glance,) = overview.glances(db, [show_id], now())
        mine = shows.subscription_of(db, viewer.id, show_id)
        seasons = sorted({each.season for each in shows.episodes(db, show_id)})
        kept = keep_last.of_show(db, show_id)
    own = SubscriptionOut.model_validate(mine.subscription) if mine else None
    plot = glance.show.overview
    return ShowWhole(**_show(glance).model_dump(), overview=plot, seasons=seasons, keep_last=kept, subscription=own)


def list_episodes(context: HouseHere, viewer: Viewer, show_id: Id, season: int | None = None) -> list[EpisodeOut]:
    """A show's episodes, or one season's, with where each is."""
    with context.store.read() as db:
        check_sees(db, viewer, show_id)
        listed = [e for e in shows.episodes(db, show_id) if season in (None, e.season)]
        kinds = show.kinds_of(db, listed, shows.subscriptions_to(db, show_id))
    return [_episode(each, kinds[each.id]) for each in listed]


def one_episode(context: HouseHere, viewer: Viewer, episode_id: Id) -> EpisodeOut:
    """An episode, with where it is."""
    with context.store.read() as db:
        found = shows.episode_by_id(db, episode_id)
        check_sees(db, viewer, found.show_id)
        kinds = show.kinds_of(db, [found], shows.subscriptions_to(db, found.show_id))
    return _episode(found, kinds[found.id])


def files(context: HouseHere, viewer: Viewer, episode_id: Id) -> list[FileOut]:
    """An episode's files in the library."""
    with context.store.read() as db:
        check_sees(db, viewer, shows.episode_by_id(db, episode_id).show_id)
        found = [FileOut.model_validate(each) for each in files_of(db, [episode_id])]
    return [each.model_copy(update={"path": as_seen_by(viewer, each.path)}) for each in found]


def candidates(context: HouseHere, viewer: Viewer, say: Say, episode_id: Id) -> list[CandidateOut]:
    """The releases that were considered for an episode, with why each was taken or not. The action "look" asks the
    indexers anew."""
    with context.store.read() as db:
        check_sees(db, viewer, shows.episode_by_id(db, episode_id).show_id)
        found = verdicts.of_episode(db, episode_id)
    return [_candidate(each, say) for each in found]


def pressed(context: HouseHere, viewer: Viewer, say: Say, episode_id: Id) -> list[PressOut]:
    """Who pressed what about an episode."""
    with context.store.read() as db:
        check_sees(db, viewer, shows.episode_by_id(db, episode_id).show_id)
        found = presses.of_episode(db, episode_id)
    return [press(each, say) for each in found]


def search(context: HouseHere, viewer: Viewer, q: Words) -> list[FoundOut]:
    """What the catalogues have by this title, to be followed."""
    shown = add.find(as_page(viewer, q=q), context)
    if shown["failure"]:
        raise shown["failure"]
    return [
        FoundOut(**ShowIds.model_validate(info).model_dump(), word=word, overview=info.overview, show_id=known)
        for info, word, known in shown["rows"]
    ]


def profiles(context: HouseHere, viewer: Viewer) -> dict[str, str]:  # noqa: ARG001 - whoever has no token is refused
    """The quality profiles that a show can be followed with, and how each is called."""
    return dict(quality_profiles.titles(context.settings.profiles))


def calendar(context: HouseHere, viewer: Viewer, days: Days = 35, past: Days = 7) -> list[AiringOut]:
    """What airs in the next days and aired in the past ones."""
    moment = now()
    with context.store.read() as db:
        rows = overview.airing_between(db, moment - timedelta(days=past), moment + timedelta(days=days), whose(viewer))
    return [_airing(show, episode, here) for show, episode, here in rows]


def wanted(context: HouseHere, viewer: Viewer, page: PageNumber = 1) -> Listed[AiringOut]:
    """What has aired, is wanted, and is neither here nor on its way; the newest first. `pages`: as far as is known, one
    more where there are more."""
    with context.store.read() as db:
        rows = activity.missing(db, now(), PAGE + 1, (page - 1) * PAGE, whose(viewer))
    items = [_airing(show, episode, False) for show, episode in rows[:PAGE]]
    return Listed(items=items, page=page, pages=page + (len(rows) > PAGE))


# ------------------------------------------------------------------------------------------------------------- shaping


def _show(glance: overview.Glance) -> ShowOut:
    about = ShowIds.of(glance.show).model_dump()
    return ShowOut.of(glance, **about, id=glance.show.id, followers=list(glance.followers), next_airs_at=glance.next)


def _episode(episode: Episode, state: str) -> EpisodeOut:
    return EpisodeOut.of(episode, state=state)


def _candidate(known: verdicts.Considered, say: Say) -> CandidateOut:
    offered = {name: getattr(known.release, name) for name in ("title", "indexer", "size", "seeders")}
    return CandidateOut.of(known, reason=say(known.reason), score=list(known.score), **offered)


def press(row: presses.Pressed, say: Say) -> PressOut:
    """What somebody pressed, in words."""
    return PressOut.of(row, said=say(row.said))


def _airing(show: Show, episode: Episode, here: bool) -> AiringOut:
    assert episode.airs_at is not None
    return AiringOut.of(episode, show=show.title, episode_id=episode.id, here=here)
