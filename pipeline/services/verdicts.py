"""What was considered for an episode and why: saved for `/why`, and the facts the rules judge by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select, update

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.model import Episode, MediaFile, Release, Show
from pipeline.model.jobs import UPGRADE, Job, JobState, RunState
from pipeline.playback.device_profiles import household
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.decide import Verdict
from pipeline.releases.match import namesakes, titles_of
from pipeline.releases.parsing.names import read
from pipeline.releases.quality_profiles import Profile, together
from pipeline.services import downloads, space
from pipeline.store import Store, insert, noun, shows
from pipeline.store.tables import block, job, media_file, step_run, verdict
from pipeline.store.tables import episode as episode_table

KEY_MOST = 400  # characters of a release's key that are kept


def case(
    store: Store, show: Show, episode: Episode, settings: Settings, job: Job | None = None, free: int | None = None
) -> Case:
    """Everything that the rules may look at for one episode. `free`: bytes where downloads go, when it is known."""
    moment = now()
    with store.read() as db:
        same = namesakes(show, shows.all_followed(db))
        season = [e for e in shows.episodes(db, show.id) if e.season == episode.season]
        return Case(
            show=show,
            episode=episode,
            moment=moment,
            profile=profile_for(db, episode, settings),
            screen=household(settings.household.screens, settings.screens),
            blocked=blocklist(db, episode.id, moment),
            namesakes=same,
            aired=_aired(db, same),
            season_episodes=len(season),
            season_ends_at=max((e.airs_at for e in season if e.airs_at), default=None),
            gaps=_gaps(db, show.id, episode.season),
            on_the_way=downloads.on_the_way(db, show.id),
            have=filed_offer(db, episode.id, show) if job is not None and job.why == UPGRADE else None,
            free=None if free is None else free - space.promised(db),
        )


def profile_for(db: Connection, episode: Episode, settings: Settings) -> Profile:
    """What the followers of an episode want, the household's profile where they have none of their own."""
    wished = [sub.profile or settings.household.profile for _, sub in shows.followers(db, episode)]
    return together(wished or [settings.household.profile], settings.profiles)


def blocklist(db: Connection, episode_id: int, moment: datetime) -> dict[str, str]:
    """Why releases may not be taken for an episode, by their keys and info-hashes."""
    rows = db.execute(
        select(block.c.release_key, block.c.info_hash, block.c.reason).where(
            block.c.episode_id == episode_id, or_(block.c.until.is_(None), block.c.until > moment)
        )
    ).all()
    known = {row.release_key: row.reason for row in rows}
    return known | {row.info_hash: row.reason for row in rows if row.info_hash}


def _aired(db: Connection, same: Iterable[Show]) -> dict[tuple[int, int, int], datetime]:
    return {(show.id, e.season, e.number): e.airs_at for show in same for e in shows.episodes(db, show.id) if e.airs_at}


def _gaps(db: Connection, show_id: int, season: int) -> int:
    """How many episodes of a season wait for a release."""
    rows = db.execute(
        select(job.c.id)
        .join(episode_table, episode_table.c.id == job.c.episode_id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .where(
            episode_table.c.show_id == show_id,
            episode_table.c.season == season,
            job.c.state == JobState.ACTIVE,
            step_run.c.step == "fetch",
            step_run.c.state.in_([RunState.DUE, RunState.RUNNING, RunState.STUCK]),
        )
    )
    return max(1, len(rows.all()))


def filed(db: Connection, episode_id: int) -> MediaFile | None:
    """The episode's file in the library."""
    here = (media_file.c.episode_id == episode_id, media_file.c.replaced_at.is_(None))
    row = db.execute(select(media_file).where(*here).order_by(media_file.c.id.desc())).first()
    return noun(MediaFile, row) if row else None


def filed_offer(db: Connection, episode_id: int, show: Show) -> Candidate | None:
    """What the library has, as far as its name tells; None when there is nothing, or nothing that is liked: what a
    person complained of is no measure for others."""
    file = filed(db, episode_id)
    if file is None:
        return None
    complaint = (block.c.episode_id == episode_id, or_(block.c.until.is_(None), block.c.until > now()))
    same = and_(block.c.info_hash == "", block.c.title == file.release)
    if file.info_hash:
        same |= block.c.info_hash == file.info_hash
    if db.execute(select(block.c.id).where(*complaint, same).limit(1)).first():
        return None
    return Candidate(release=Release(title=file.release, indexer=""), name=read(file.release, titles_of(show)))


def remembered(db: Connection, episode_id: int, beyond: Iterable[str]) -> list[Release]:
    """What was considered before and is not from the indexers in `beyond`, which have just been asked again."""
    asked = set(beyond)
    rows = db.execute(select(verdict.c.release).where(verdict.c.episode_id == episode_id)).scalars()
    return [release for release in rows if release.indexer not in asked]


def save(store: Store, episode_id: int, judged: Sequence[Verdict], chosen: Verdict | None) -> None:
    """Keep every verdict of this look; a release seen again keeps when it was first seen."""
    moment = now()
    with store.write() as db:
        db.execute(update(verdict).where(verdict.c.episode_id == episode_id).values(chosen=False))
        for each in judged:
            key = {"episode_id": episode_id, "release_key": each.release.key[:KEY_MOST]}
            values = {
                "release": each.release,
                "rule": each.rule,
                "reason": each.reason,
                "score": each.score,
                "chosen": each is chosen,
                "seen_at": moment,
            }
            insert(db, verdict, {**key, **values, "first_seen_at": moment})
            same = (verdict.c.episode_id == episode_id, verdict.c.release_key == key["release_key"])
            db.execute(update(verdict).where(*same).values(**values))
