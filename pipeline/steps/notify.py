"""notify: tell everyone who follows the episode, or asked for it, that it can be watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.model import Episode, Person, Role, Show
from pipeline.model.jobs import Job, Origin
from pipeline.ports import Player
from pipeline.services.telling import tell_players
from pipeline.steps.results import Filed, Notified, Refreshed
from pipeline.store import Connection, Store, active_jobs, downloads, media_files, outbox, people, shows, watch_news
from pipeline.store.runs import Stage
from pipeline.store.watch_news import Links

PACK_PATIENCE = timedelta(hours=1)  # how long news waits for the rest of a pack
NEAR_PATIENCE = timedelta(minutes=2)  # and for others of the show that are nearly there


def notify(
    job: Job,
    show: Show,
    episode: Episode,
    file: Filed,
    refresh: Refreshed,
    store: Store,
    context: StepContext,
    players: Sequence[Player] = (),
    stages: Sequence[Stage] = (),
) -> Notified:
    """Queue one message for each follower, and for who asked for it; a second run of this step queues none.

    The episodes of a pack are told of in one message, so are others of the show that are nearly there: their news waits
    until the last of them is there. A better picture of what was announced before is no news. A player that was off
    while the episode was filed is told later.
    """
    off = [player for player in players if player.name in refresh.silent]
    with store.write() as db:
        tell_players(db, job, off, (Path(path) for path in (file.path, *file.gone)), stages)
    links = tuple((item.player, item.url) for item in refresh.items if item.url)
    _renew(episode, file, links, store, context)
    if job.why is Origin.UPGRADE:
        return Notified(people=())
    told = _announce(job, episode, _news(show, episode, file, refresh, links), store, context)
    context.log(f"told {', '.join(p.name for p in told) or 'nobody: nobody follows it or asked for it'}")
    return Notified(people=tuple(p.id for p in told))


def _renew(episode: Episode, file: Filed, links: Links, store: Store, context: StepContext) -> None:
    """What was announced before, of any episode in it, leads to the new file."""
    with store.write() as db:
        held = {episode.id} | media_files.owners(db, Path(file.path))
        if links:
            known = watch_news.renew_links(db, held, file.path, links)
        else:
            known = watch_news.renew_names(db, held, file.path)
    if known:
        context.log(f"it was announced before; {known} messages are brought up to date")


def _news(show: Show, episode: Episode, file: Filed, refresh: Refreshed, links: Links) -> outbox.GoWatch:
    image = next((i.image_url for i in refresh.items if i.image_url), "") or episode.image_url or show.poster_url
    return outbox.GoWatch(
        episode_id=episode.id,
        show_title=show.title,
        code=episode.code,
        title=episode.title,
        duration=file.duration,
        size=file.size,
        image_url=image,
        subtitles=file.subtitles,
        subtitles_missing=file.subtitles_missing,
        links=links,
        path=file.path,
    )


def _announce(job: Job, episode: Episode, news: outbox.GoWatch, store: Store, context: StepContext) -> list[Person]:
    """Queue the news for each who is told; who they are."""
    with store.write() as db:
        told = _listening(db, job, episode)
        due_at, rest = _when(db, job.id, episode.show_id)
        for person in told:
            outbox.put(db, watch_news.key(job.id, person.id), person.id, news, due_at)
    if rest:
        context.log(f"the news waits for {rest} more of the same pack or show, until {due_at:%H:%M:%S} UTC at most")
    return told


def _when(db: Connection, job_id: int, show_id: int) -> tuple[datetime, int]:
    """When the news are due, and how many jobs they wait for until then: what waits already is due at the same time."""
    near, pack = active_jobs.nearly_there(db, job_id, show_id, NEAR_PATIENCE), downloads.siblings(db, job_id)
    rest, patience = _untold(db, pack, job_id), PACK_PATIENCE
    held = watch_news.held(db, (job_id, *pack))
    if not rest:
        rest, patience = _untold(db, near, job_id), NEAR_PATIENCE
        held |= {news: due for news, due in watch_news.held(db, near).items() if due <= now() + NEAR_PATIENCE}
    due_at = min((now() + patience, *held.values())) if rest else now()
    watch_news.tell_at(db, held, due_at)
    return due_at, len(rest)


def _untold(db: Connection, coming: Mapping[int, bool], job_id: int) -> list[int]:
    """Which of the others that are on their way have no news yet."""
    return watch_news.untold(db, [other for other, comes in coming.items() if comes and other != job_id])


def _listening(db: Connection, job: Job, episode: Episode) -> list[Person]:
    """The followers who are not muted, and who asked for just this episode, muted or not."""
    whose = shows.awaiting if job.why in (Origin.AIRED, Origin.BACKLOG) else shows.followers
    told = {person.id: person for person, subscription in whose(db, episode) if not subscription.muted}
    asked = filter(None, (people.find_by_id(db, each) for each in job.asked_by))
    told |= {person.id: person for person in asked if person.role is not Role.BANNED}
    return [told[each] for each in sorted(told)]
