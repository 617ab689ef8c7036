"""An older database that is put back: what was filed since lies in the library, and nobody needs it again."""

from __future__ import annotations

from pathlib import Path

from pipeline.config import Settings
from pipeline.library.naming import episode_path, pattern_for
from pipeline.library.scan import videos_in
from pipeline.model import Episode, Show
from pipeline.model.jobs import JobState, Origin
from pipeline.releases.episodes import Listing
from pipeline.services import show_folder
from pipeline.services.adopt import count_file, held_in
from pipeline.store import Connection, Store, active_jobs, leases, library_mark, media_files, outbox, shows
from pipeline.store.active_jobs import ActiveJob

EVERY_ONE = 1_000_000  # jobs on their way


def recognise(store: Store, show: Show, episode: Episode, settings: Settings) -> bool:
    """Whether the library holds an episode of which the database has never had a file; it counts as filed from now on.

    Only the show's own folder is looked at.
    """
    with store.read() as db:
        if media_files.was_ever_filed(db, episode.id):
            return False
        listing = Listing(shows.episodes(db, show.id), show.kind)
        folder = _folder(db, show, episode, settings)
    for video in videos_in(settings.library / folder):
        held = held_in(video, listing, show)
        if any((each.season, each.number) == (episode.season, episode.number) for each in held):
            return count_file(store, show.id, video.path, held)
    return False


def after_an_older_database(store: Store, settings: Settings) -> int:
    """When an older database was put back: what it has on its way and lies in the library was filed and told since, and
    what it has to say of that was said. How many episodes that were.

    Whoever hears of an episode twice wonders; who missed the news finds it in the library.
    """
    with store.read() as db:
        count = library_mark.ahead(db, settings.library)
        ways = active_jobs.find(db, limit=EVERY_ONE) if count else []
    if not count:
        return 0
    there = [way for way in ways if way.job.why is not Origin.UPGRADE and _lies_there(store, way, settings)]
    with store.write() as db:
        for way in there:
            leases.cancel_job(db, way.job.id, JobState.ABANDONED)
        outbox.count_as_told(db)
        library_mark.catch_up(db, count)
    return len(there)


def _lies_there(store: Store, way: ActiveJob, settings: Settings) -> bool:
    with store.read() as db:
        known = media_files.filed(db, way.episode.id)
    return bool(known and Path(known.path).is_file()) or recognise(store, way.show, way.episode, settings)


def _folder(db: Connection, show: Show, episode: Episode, settings: Settings) -> str:
    """The show's own; else what it would be called today."""
    pattern = pattern_for(show, episode, settings.filing.patterns)
    path = episode_path(settings.library, show, episode, ".mkv", pattern)
    return show_folder.kept(db, show, settings.library).own or path.relative_to(settings.library).parts[0]
