"""The facts that the rules judge an episode's releases by."""

from __future__ import annotations

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.model import Episode, Release, Show, ShowInfo
from pipeline.model.jobs import Job, Origin, RunState
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.episodes import Listing
from pipeline.releases.quality_profiles import Profile, together
from pipeline.releases.titles import namesakes, read_for
from pipeline.services import household_screens, name_owners, space
from pipeline.store import Connection, Store, active_jobs, blocks, downloads, media_files, shows


def case_of(
    store: Store, show: Show, episode: Episode, settings: Settings, job: Job | None = None, free: int | None = None
) -> Case:
    """Everything that the rules may look at for one episode. `free`: bytes where downloads go, when it is known."""
    moment = now()
    with store.read() as db:
        followed = shows.all_followed(db)
        same = namesakes(show, followed)
        listing = listing_of(db, show)
        season = [e for e in listing.episodes if e.season == episode.season]
        return Case(
            show=show,
            episode=episode,
            moment=moment,
            profile=profile_for(db, episode, settings),
            screen=household_screens.plays(db, settings),
            blocked=blocks.reasons(db, episode.id, moment),
            listing=listing,
            namesakes=same,
            followed=followed,
            elsewhere=name_owners.remembered(db, show, followed),
            listings={each.id: listing_of(db, each) for each in same},
            season_episodes=len(season),
            season_ends_at=max((e.airs_at for e in season if e.airs_at), default=None),
            gaps=_gaps(db, show.id, episode.season),
            on_the_way=downloads.on_the_way(db, show.id),
            have=filed_candidate(db, episode.id, show) if job is not None and job.why is Origin.UPGRADE else None,
            free=None if free is None else free - space.promised(db),
        )


def profile_for(db: Connection, episode: Episode, settings: Settings) -> Profile:
    """What the followers of an episode want, the household's profile where they have none of their own."""
    wanted = [sub.profile or settings.household.profile for _, sub in shows.awaiting(db, episode)]
    return together(wanted or [settings.household.profile], settings.profiles)


def listing_of(db: Connection, show: Show) -> Listing:
    """A show's episodes, to be asked what a name means."""
    return Listing(shows.episodes(db, show.id), show.kind)


def others_known(db: Connection, show: Show) -> tuple[ShowInfo, ...]:
    """The shows that a release of this one must not be of: all others that are followed, and the bare name's owners."""
    followed = shows.all_followed(db)
    return (*(each for each in followed if each.id != show.id), *name_owners.remembered(db, show, followed))


def _gaps(db: Connection, show_id: int, season: int) -> int:
    """How many episodes of a season wait for a release."""
    looking = (RunState.DUE, RunState.RUNNING, RunState.STUCK)
    return max(1, len(active_jobs.at_fetch(db, [show_id], looking, season)))


def filed_candidate(db: Connection, episode_id: int, show: Show) -> Candidate | None:
    """What the library has, as far as its name tells; None when there is nothing, or nothing that is liked: what a
    person complained of is no measure for others."""
    file = media_files.filed(db, episode_id)
    if file is None or blocks.holds_file(db, episode_id, file):
        return None
    return Candidate(release=Release(title=file.release, indexer=""), name=read_for(file.release, show))
