"""check: has the episode aired, and does somebody still want it?

Beside the step stands the survey, which looks at the followed shows and puts aired episodes on their way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import date as Date  # noqa: N812 - `date` reads better as a parameter

from sqlalchemy import select, update

from pipeline import clearing, durable, health, limits, shows
from pipeline.actions import AGAIN, CANCEL
from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.durable import Stage
from pipeline.errors import Later, Missing, Mistake, OutsideError, Stuck
from pipeline.jobs import Job
from pipeline.model import Episode, Show, ShowInfo
from pipeline.ports import Catalogue
from pipeline.results import Checked
from pipeline.store import Store
from pipeline.store.tables import show as show_table
from pipeline.work import Work, seconds

AHEAD = timedelta(hours=36)  # episodes that air this soon are put on their way already; `check` waits for the hour
CLAIM = timedelta(minutes=15)  # how long a show is left to the one who looks at it


def check(
    job: Job,
    show: Show,
    episode: Episode,
    store: Store,
    settings: Settings,
    catalogues: Sequence[Catalogue],
    work: Work,
) -> Checked:
    """Wait for the hour; then ask the catalogue once more, since air times move."""
    if job.why != "asked":
        _wait_for(episode, settings.timing)
    moment = now()
    try:
        refresh_show(store, catalogues, show)
    except OutsideError as error:  # what we know is enough to go on
        work.say(str(error))
    with store.read() as db:
        episode = shows.episode_by_id(db, episode.id)
        followers = len(shows.followers(db, episode))
    if job.why != "asked":
        _wait_for(episode, settings.timing)
        if not followers:
            raise Stuck(f"Nobody follows {show.title} {episode.code} any more.", (CANCEL, AGAIN))
    work.say(f"{show.title} {episode.code} aired {episode.airs_at or 'at an unknown time'}; {followers} want it")
    return Checked(aired_at=episode.airs_at or moment, followers=followers)


def _wait_for(episode: Episode, timing: Timing) -> None:
    if episode.airs_at is None:
        raise Later("The catalogue has no air time for it any more", timedelta(hours=6))
    wait = episode.airs_at + seconds(timing.after_airing) - now()
    if wait > timedelta():
        # Not longer than a few hours at a time: the air time may move closer.
        raise Later(f"It airs at {episode.airs_at:%Y-%m-%d %H:%M} UTC", min(wait, timedelta(hours=6)))


# ------------------------------------------------------------------------------------------------------- the survey


def survey(store: Store, catalogues: Sequence[Catalogue], settings: Settings, stages: Sequence[Stage]) -> int:
    """Look at every followed show whose time has come, and put on their way what has aired. How many were put."""
    opened = 0
    while (show := _next_show(store)) is not None:
        try:
            refresh_show(store, catalogues, show)
            wait = _until_next_look(store, show, settings.timing)
        except OutsideError:  # noted as the catalogue's health by refresh_show; what is known already goes on
            wait = seconds(settings.timing.catalogue_soon)
        opened += len(open_wanted(store, show, stages))
        with store.write() as db:
            db.execute(
                update(show_table)
                .where(show_table.c.id == show.id, show_table.c.look_at.is_not(None))
                .values(look_at=now() + wait)
            )
    return opened


def _next_show(store: Store) -> Show | None:
    """Claim a show that is to be looked at; several workers never take the same one."""
    moment = now()
    with store.read() as db:
        found = db.execute(
            select(show_table.c.id, show_table.c.look_at)
            .where(show_table.c.look_at <= moment)
            .order_by(show_table.c.look_at)
            .limit(1)
        ).first()
    if found is None:
        return None
    with store.write() as db:
        claimed = db.execute(
            update(show_table)
            .where(show_table.c.id == found.id, show_table.c.look_at == found.look_at)
            .values(look_at=moment + CLAIM)
        )
        if claimed.rowcount:
            return shows.by_id(db, found.id)
    return _next_show(store)


def refresh_show(store: Store, catalogues: Sequence[Catalogue], show: Show) -> None:
    """Read the show and its episodes from the first catalogue that has it. Missing when none has."""
    info, listed = None, None
    problem: OutsideError = Missing("catalogues", f"no catalogue knows {show.title} any more")
    for catalogue in catalogues:
        try:
            info = catalogue.show(show)
            listed = catalogue.episodes(_with_ids(info, show))
            health.well(store, catalogue.name)
            break
        except Missing as error:
            problem = error
        except OutsideError as error:
            problem = error
            health.ill(store, error)
    if info is None or listed is None:
        raise problem
    with store.write() as db:
        saved = shows.save_show(db, _with_ids(info, show))
        shows.save_episodes(db, saved.id, listed)
        db.execute(update(show_table).where(show_table.c.id == saved.id).values(refreshed_at=now()))


def _with_ids(info: ShowInfo, known: ShowInfo) -> ShowInfo:
    """The catalogue's answer with the ids that we knew and it did not say."""
    return replace(
        info,
        tvdb_id=info.tvdb_id or known.tvdb_id,
        tvmaze_id=info.tvmaze_id or known.tvmaze_id,
        imdb_id=info.imdb_id or known.imdb_id,
    )


def open_wanted(store: Store, show: Show, stages: Sequence[Stage], why: str = "aired") -> list[int]:
    """Put on their way the episodes that somebody wants and that air soon or have aired.

    What only those want who have had their gigabytes of the week waits until a later look; they are told once a week.
    """
    with store.write() as db:
        wanted = shows.wanted_episodes(db, show.id, now() + AHEAD)
        wait = limits.held_back(db, show.id, wanted)
        opened = [durable.open_job(db, episode.id, why, stages) for episode in wanted if episode.id not in wait]
    return [job_id for job_id in opened if job_id is not None]


def _until_next_look(store: Store, show: Show, timing: Timing) -> timedelta:
    """A day; sooner while something is about to air."""
    moment = now()
    with store.read() as db:
        airs = [e.airs_at for e in shows.episodes(db, show.id) if e.airs_at]
    near = any(abs(at - moment) < timedelta(hours=12) for at in airs)
    return seconds(timing.catalogue_soon if near else timing.catalogue)


def backfill(store: Store, show: Show, since: Date, stages: Sequence[Stage]) -> list[Episode]:
    """Put on their way all episodes that aired since a day (UTC), followed or not, and are not in the library.

    Those that left it because everyone had watched them are no gaps."""
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC)
    moment = now()
    if begin > moment:
        raise Mistake(f"{since} is in the future; give a day that has been.")
    with store.write() as db:
        aired = [e for e in shows.episodes(db, show.id) if e.airs_at and begin <= e.airs_at <= moment]
        ids = [e.id for e in aired]
        there = shows.in_library(db, ids) | clearing.gone(db, ids).keys()
        missing = [e for e in aired if e.id not in there and e.season > 0]
        return [e for e in missing if durable.open_job(db, e.id, "asked", stages) is not None]
