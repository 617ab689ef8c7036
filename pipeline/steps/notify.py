"""notify: tell everyone who follows the episode that it can be watched."""

from __future__ import annotations

from pipeline import outbox, shows
from pipeline.jobs import Job
from pipeline.model import Episode, Show
from pipeline.results import Filed, Notified, Refreshed
from pipeline.store import Store
from pipeline.work import Work


def notify(
    job: Job, show: Show, episode: Episode, file: Filed, refresh: Refreshed, store: Store, work: Work
) -> Notified:
    """Queue one message for each follower; a second run of this step queues none."""
    image = next((i.image_url for i in refresh.items if i.image_url), "") or episode.image_url or show.poster_url
    news = outbox.GoWatch(
        episode_id=episode.id,
        show_title=show.title,
        code=episode.code,
        title=episode.title,
        duration=file.duration,
        size=file.size,
        image_url=image,
        subtitles=file.subtitles,
        subtitles_missing=file.subtitles_missing,
        links=tuple((item.player, item.url) for item in refresh.items if item.url),
        path=file.path,
    )
    with store.write() as db:
        people = [person for person, sub in shows.followers(db, episode) if not sub.muted]
        for person in people:
            outbox.put(db, f"watch:{job.id}:{person.id}", person.id, news)
    work.say(f"told {', '.join(p.name for p in people) or 'nobody: nobody follows it'}")
    return Notified(people=tuple(p.id for p in people))
