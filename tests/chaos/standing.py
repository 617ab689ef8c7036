"""Where an episode stands that came out and is not in the library, or was not told of: so that each can be traced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from pipeline.model.jobs import JobState, RunState
from pipeline.store.tables import attempt, episode, job, message, show, step_run, subscription
from tests.chaos.household import Film, Household

OPEN = (RunState.DUE, RunState.RUNNING, RunState.STUCK)


def standing(household: Household, film: Film) -> str:
    """In the words of the database, and where the world moved it meanwhile."""
    store = household.world.store()
    try:
        with store.read() as db:
            return "; ".join(_standing(db, household, film))
    finally:
        store.close()


def _standing(db: Connection, household: Household, film: Film) -> Iterator[str]:
    of_it = (show.c.title == film.show.title, episode.c.number == film.episode.number)
    row = db.execute(select(episode).join(show, show.c.id == episode.c.show_id).where(*of_it)).first()
    if row is None:
        yield "Airdate has not read of it"
        return
    yield from _moved(db, household, film, row.id)
    jobs = db.execute(select(job).where(job.c.episode_id == row.id, job.c.kind == "episode").order_by(job.c.id)).all()
    yield from () if jobs else ["nothing was begun for it"]
    for each in jobs:
        yield f"job {each.id} is {each.state} ({each.why})"
        yield from _steps(db, each.id) if each.state == JobState.ACTIVE else ()
    yield from _news(db, row.id)


def _moved(db: Connection, household: Household, film: Film, episode_id: int) -> Iterator[str]:
    """Whether the catalogue of the world has it before what is followed begins, or otherwise than Airdate does."""
    listed = household.world.catalogue.listing.shows[film.show.tvmaze_id]
    airs_at = next(e.episode.airs_at for e in listed.episodes if e.episode.code == film.episode.code)
    known, begins = db.execute(
        select(episode.c.airs_at, subscription.c.from_at)
        .join(subscription, subscription.c.show_id == episode.c.show_id)
        .where(episode.c.id == episode_id)
    ).one()
    if _clock(airs_at) != _clock(known):
        yield f"it airs at {_clock(airs_at)}, Airdate believes at {_clock(known)}"
    if begins and known and known < begins:
        yield f"it aired at {_clock(known)}, what is followed begins at {_clock(begins)}"


def _steps(db: Connection, job_id: int) -> Iterator[str]:
    """The open steps with the last reason, and how many attempts ended how."""
    for run in db.execute(select(step_run).where(step_run.c.job_id == job_id, step_run.c.state.in_(OPEN))):
        ends = db.execute(select(attempt.c.outcome).where(attempt.c.step_run_id == run.id).order_by(attempt.c.id))
        last = ", ".join(str(each) for each in ends.scalars().all()[-5:])
        yield f"{run.step} is {run.state}, due {_clock(run.due_at)}, {run.failures} failures: {run.reason} [{last}]"


def _news(db: Connection, episode_id: int) -> Iterator[str]:
    news = select(message).where(message.c.kind == "GoWatch").order_by(message.c.id)
    for each in db.execute(news):
        if episode_id in (each.payload.get("episode_id"), *each.payload.get("episode_ids", ())):
            yield f"news {each.id} is {each.state}, due {_clock(each.due_at)}"


def _clock(moment: datetime | None) -> str:
    return f"{moment:%d %H:%M:%S}" if moment else "no time"
