"""The survey: looks at the followed shows whose time has come, and puts aired episodes on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import date as Date  # noqa: N812 - `date` reads better as a parameter

from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.engine.context import seconds
from pipeline.errors import NotFound, OutsideError, UserError
from pipeline.model import Episode, Show
from pipeline.model.jobs import Origin
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.services import limits, name_owners
from pipeline.services.catalogue import refresh_show
from pipeline.services.changes import is_fresh, may_read, note_changes
from pipeline.store import Connection, Store, deletions, key_values, outbox, runs, shows
from pipeline.store.runs import Stage

AHEAD = timedelta(hours=36)  # episodes that air this soon are put on their way already; `check` waits for the hour
DELETED = "Deleted"  # how a show stands that no catalogue lists any more
CLAIM = timedelta(minutes=15)  # how long a show is left to the one who looks at it


def survey(store: Store, catalogues: Sequence[Catalogue], settings: Settings, stages: Sequence[Stage]) -> int:
    """Look at every followed show whose time has come, and put on their way what has aired. How many were put."""
    opened = 0
    note_changes(store, catalogues, settings.timing)
    while (show := shows.claim_next(store, CLAIM)) is not None:
        wait = _look(store, catalogues, show, settings.timing)
        opened += len(open_wanted(store, show, stages))
        with store.write() as db:
            shows.plan_look(db, show.id, now() + wait)
    return opened


def _look(store: Store, catalogues: Sequence[Catalogue], show: Show, timing: Timing) -> timedelta:
    """Read a show anew if its catalogue has something new; how long until the next look."""
    if is_fresh(store, catalogues, show, timing):
        return _until_next_look(store, show, timing)
    if not may_read(store, catalogues, show, timing):
        return seconds(timing.catalogue_soon)
    try:
        refresh_show(store, catalogues, show)
    except NotFound:
        _tell_gone(store, show)
        return seconds(timing.catalogue)
    except OutsideError:  # noted as the catalogue's health; what is known already goes on
        return seconds(timing.catalogue_soon)
    name_owners.ask_once(store, catalogues, show)
    with store.write() as db:
        key_values.drop(db, _gone_key(show))
    return _until_next_look(store, show, timing)


def _tell_gone(store: Store, show: Show) -> None:
    """Tell its followers that no catalogue lists a show any more, once it has been so at two looks."""
    with store.write() as db:
        if key_values.get(db, _gone_key(show)) is None:
            key_values.put(db, _gone_key(show), now().isoformat())
            return
        shows.set_status(db, show.id, DELETED)
        for each in shows.subscriptions_to(db, show.id):
            news = outbox.Plain(words="show_gone", values={"show": show.title})
            outbox.put(db, f"gone:{show.id}:{each.person_id}", each.person_id, news)


def _gone_key(show: Show) -> str:
    return f"gone {show.id}"


def open_wanted(store: Store, show: Show, stages: Sequence[Stage], why: Origin = Origin.AIRED) -> list[int]:
    """Put on their way the episodes that somebody wants and that air soon or have aired.

    What only those want who have had their gigabytes of the week waits until a later look; they are told once a week.
    """
    with store.write() as db:
        wanted = shows.wanted_episodes(db, show.id, now() + AHEAD)
        wait = limits.held_back(db, show.id, wanted)
        opened = [runs.open_job(db, episode.id, why, stages) for episode in wanted if episode.id not in wait]
    return [job_id for job_id in opened if job_id is not None]


def _until_next_look(store: Store, show: Show, timing: Timing) -> timedelta:
    """A day; sooner while something is about to air."""
    moment = now()
    with store.read() as db:
        airs = [e.airs_at for e in shows.episodes(db, show.id) if e.airs_at]
    near = any(abs(at - moment) < timedelta(hours=12) for at in airs)
    return seconds(timing.catalogue_soon if near else timing.catalogue)


def backfill(
    store: Store, show: Show, since: Date, stages: Sequence[Stage], asked_by: int | None = None
) -> list[Episode]:
    """Put on their way all episodes that aired since a day (UTC), followed or not, and are not in the library.

    `asked_by`: a person, by id, who is told when they are there.
    Those that left it because everyone had watched them are no gaps."""
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC)
    if begin > now():
        raise UserError(Reason("day-in-the-future", day=since))
    with store.write() as db:
        missing = _missing_since(db, show, begin)
        opened = {e.id: runs.open_job(db, e.id, Origin.ASKED, stages) for e in missing}
        for job_id in opened.values():
            if job_id is not None and asked_by is not None:
                runs.asked_for(db, job_id, asked_by)
        return [e for e in missing if opened[e.id] is not None]


def _missing_since(db: Connection, show: Show, begin: datetime) -> list[Episode]:
    """The regular episodes that have aired since a moment, and are not and never were in the library."""
    moment = now()
    aired = [e for e in shows.episodes(db, show.id) if e.airs_at and begin <= e.airs_at <= moment]
    ids = [e.id for e in aired]
    there = shows.in_library(db, ids) | deletions.gone(db, ids).keys()
    return [e for e in aired if e.id not in there and e.season > 0]
