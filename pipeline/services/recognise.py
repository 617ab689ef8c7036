"""An older database that is put back: what was filed since lies in the library, and nobody needs it again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.library.naming import episode_path, pattern_for
from pipeline.library.scan import videos_in
from pipeline.model import Episode, Show
from pipeline.model.jobs import Job, JobState, Origin
from pipeline.releases.episodes import Listing
from pipeline.services import show_folder
from pipeline.services.adopt import count_file, held_in
from pipeline.store import (
    Connection,
    Store,
    active_jobs,
    key_values,
    leases,
    library_mark,
    media_files,
    outbox,
    shows,
    watch_news,
)
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.watch_news import WatchNews

log = logging.getLogger("airdate.recognise")

EVERY_ONE = 1_000_000  # jobs on their way
SOME_DAYS = timedelta(days=7)
_PUT_BACK = "older database put back"
_OWED = "telling owed to the library: "


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
    """When an older database was put back: what it has on its way and lies in the library was filed since. How many
    episodes that were. Who was told of it since, as the library knows, is not told again; the others are.
    """
    with store.read() as db:
        count = library_mark.ahead(db, settings.library)
        ways = active_jobs.find(db, limit=EVERY_ONE) if count else []
    if not count:
        return 0
    told = library_mark.told(settings.library)
    there = [way for way in ways if way.job.why is not Origin.UPGRADE and _lies_there(store, way, settings)]
    with store.write() as db:
        waiting = watch_news.waiting(db)
        said = [news.id for news in waiting if _telling(settings.library, news) in told]
        watch_news.count_as_told(db, said)
        for way in there:
            _tell_the_others(db, way.job.id, way.show, way.episode, settings.library, told)
            leases.cancel_job(db, way.job.id, JobState.ABANDONED)
        library_mark.catch_up(db, count)
        key_values.put(db, _PUT_BACK, now().isoformat())
    return len(there)


def tell_what_was_filed(store: Store, job: Job, show: Show, episode: Episode, settings: Settings) -> None:
    """An episode was recognised. For some days after an older database was put back, whoever was not told of it is."""
    with store.write() as db:
        at = key_values.get(db, _PUT_BACK)
        if at and abs(now() - datetime.fromisoformat(at)) < SOME_DAYS:
            _tell_the_others(db, job.id, show, episode, settings.library, library_mark.told(settings.library))


def _tell_the_others(
    db: Connection, job_id: int, show: Show, episode: Episode, library: Path, told: Collection[str]
) -> None:
    file = media_files.filed(db, episode.id)
    if file is None:
        return
    news = watch_news.of_file(show, episode, file)
    for person, subscription in shows.followers(db, episode):
        if not subscription.muted and library_mark.telling(library, person.telegram_id, file.path) not in told:
            outbox.put(db, watch_news.key(job_id, person.id), person.id, news)


def tellings(db: Connection, lead_id: int, library: Path) -> list[str]:
    """What a message tells somebody of, as the library is to know it."""
    return [_telling(library, news) for news in watch_news.carried_by(db, lead_id) if news.path]


def note_told(library: Path, told: Sequence[str]) -> bool:
    """Note in the library who was told of what; False when it can't be now (see `delivered`)."""
    try:
        library_mark.note_told(library, told)
    except OSError as error:
        log.info("who was told of what cannot be written into the library yet: %s", error.strerror)
        return False
    return True


def delivered(
    db: Connection, lead_id: int, telegram_message_id: int | None, told: Sequence[str], *, noted: bool
) -> int:
    """A message has arrived. What the library could not be told of it is owed (see `note_what_is_owed`). The count that
    its mark is to say.
    """
    outbox.sent(db, lead_id, telegram_message_id)
    if not noted:
        for telling in told:
            key_values.put(db, f"{_OWED}{telling}", "")
    return library_mark.one_more(db) if told else 0


def write_count(library: Path, count: int) -> None:
    """The mark's count, once it is in the database; what is counted next makes up for one that can't be written."""
    try:
        library_mark.write_count(library, count)
    except OSError as error:
        log.info("the library's mark cannot be written: %s", error.strerror)


def note_what_is_owed(store: Store, library: Path) -> None:
    """Note who was told while the library could not be written, or by a bot on a machine that has none."""
    with store.read() as db:
        owed = list(key_values.starting_with(db, _OWED))
        count = library_mark.count(db) if owed else 0
    if owed and note_told(library, [key.removeprefix(_OWED) for key in owed]):
        write_count(library, count)
        with store.write() as db:
            key_values.drop_all(db, owed)


def _telling(library: Path, news: WatchNews) -> str:
    return library_mark.telling(library, news.telegram_id, news.path)


def _lies_there(store: Store, way: ActiveJob, settings: Settings) -> bool:
    with store.read() as db:
        known = media_files.filed(db, way.episode.id)
    return bool(known and Path(known.path).is_file()) or recognise(store, way.show, way.episode, settings)


def _folder(db: Connection, show: Show, episode: Episode, settings: Settings) -> str:
    """The show's own; else what it would be called today."""
    pattern = pattern_for(show, episode, settings.filing.patterns)
    path = episode_path(settings.library, show, episode, ".mkv", pattern)
    return show_folder.kept(db, show, settings.library).own or path.relative_to(settings.library).parts[0]
