"""check: has the episode aired, and does somebody still want it?

Beside the step stands the survey, which looks at the followed shows and puts aired episodes on their way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.engine.context import StepContext, seconds
from pipeline.engine.remedies import AGAIN, CANCEL
from pipeline.errors import Abandon, Later, OutsideError, Stuck
from pipeline.model import Episode, Show
from pipeline.model.jobs import Job, Origin
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.services.catalogue import refresh_show
from pipeline.services.changes import is_fresh
from pipeline.services.recognise import recognise, tell_what_was_filed
from pipeline.steps.results import Checked
from pipeline.store import Store, shows


def check(
    job: Job,
    show: Show,
    episode: Episode,
    store: Store,
    settings: Settings,
    catalogues: Sequence[Catalogue],
    context: StepContext,
) -> Checked:
    """Wait for the hour; then ask the catalogue once more, since air times move."""
    if job.why is not Origin.ASKED:
        _wait_for(episode, settings.timing)
        if recognise(store, show, episode, settings):
            tell_what_was_filed(store, job, show, episode, settings)
            raise Abandon(Reason("lies-in-the-library"))
    moment = now()
    try:
        if not is_fresh(store, catalogues, show, settings.timing):
            refresh_show(store, catalogues, show)
    except OutsideError as error:  # what we know is enough to go on
        context.log(str(error))
    with store.read() as db:
        episode = shows.episode_by_id(db, episode.id)
        followers = len(shows.awaiting(db, episode))
    if job.why is not Origin.ASKED:
        _wait_for(episode, settings.timing)
        if not followers and not job.asked_by:
            raise Stuck(Reason("nobody-follows", show=show.title, code=episode.code), (CANCEL, AGAIN))
    context.log(f"{show.title} {episode.code} aired {episode.airs_at or 'at an unknown time'}; {followers} want it")
    return Checked(aired_at=episode.airs_at or moment, followers=followers)


def _wait_for(episode: Episode, timing: Timing) -> None:
    if episode.airs_at is None:
        raise Later(Reason("no-air-time-any-more"), timedelta(hours=6))
    wait = episode.airs_at + seconds(timing.after_airing) - now()
    if wait > timedelta():
        # Not longer than a few hours at a time: the air time may move closer.
        raise Later(Reason("airs-at", at=episode.airs_at), min(wait, timedelta(hours=6)))


# ------------------------------------------------------------------------------------------------------- the survey
