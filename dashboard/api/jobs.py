"""What is on its way and what has ended: jobs, their steps and attempts; releases that may not be taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import PlainTextResponse
from pydantic import Field, TypeAdapter

from dashboard.api.asking import PAGE, HouseHere, Id, Listed, Out, PageNumber, Say, Viewer, Words, as_page, pages
from dashboard.context import shows_of
from dashboard.pages import activity as ended
from dashboard.pages import job as job_page
from dashboard.pages import runs as grid
from pipeline.model.jobs import JobState, StepRun
from pipeline.services.server_paths import as_seen_by
from pipeline.store import activity, history
from pipeline.store.active_jobs import ActiveJob

_JSON: TypeAdapter[Any] = TypeAdapter(Any)


class StepOut(Out):
    id: int
    step: str
    state: str
    progress: float | None = Field(description="0 to 1")
    seconds_left: float | None
    failures: int
    due_at: datetime | None
    begun_at: datetime | None
    finished_at: datetime | None
    reason: str
    remedies: list[str] = Field(description='what the action "remedy" takes: the id of the step, and one of these')


class JobOut(Out):
    id: int
    kind: str
    state: str
    show_id: int
    show: str
    episode_id: int
    code: str
    created_at: datetime
    finished_at: datetime | None
    outcome: str
    steps: list[StepOut]


class AttemptOut(Out):
    """One try at a step."""

    id: int = Field(description="of its log")
    step: str
    number: int
    outcome: str
    reason: str
    worker: str
    started_at: datetime
    finished_at: datetime | None
    log_size: int = Field(description="characters")


class BlockOut(Out):
    """A release that may not be taken for an episode."""

    id: int = Field(description='what the action "allow" takes')
    show: str
    episode_id: int
    code: str
    title: str
    reason: str
    at: datetime
    until: datetime | None = Field(description="none: for good")


def list_jobs(
    context: HouseHere,
    viewer: Viewer,
    say: Say,
    state: JobState = JobState.ACTIVE,
    q: Words = "",
    day: Annotated[date | None, Query(description="on which they ended, by the household's clock")] = None,
    page: PageNumber = 1,
) -> Listed[JobOut]:
    """What is on its way, most urgent first; or what has ended so, newest first: of these shows, on this day."""
    with context.store.read() as db:
        mine = shows_of(db, viewer)
        if state is JobState.ACTIVE:
            ids = history.most_urgent(db, PAGE * page, mine)[(page - 1) * PAGE :]
            ways, last = job_page.in_order(db, ids), pages(history.counts(db, mine).active)
        else:
            zone = context.settings.household.time_zone
            shown = ended.history(db, as_page(viewer, q=q, day=day, state=state, page=page), zone)
            ways, last = shown["ways"] if page <= shown["pages"] else [], shown["pages"]
    return Listed(items=[_job(way, say) for way in ways], page=page, pages=last)


def runs(context: HouseHere, viewer: Viewer, say: Say) -> list[JobOut]:
    """The newest episodes' ways, the oldest of them first, whatever became of them: the columns of the grid."""
    with context.store.read() as db:
        ways = grid.grid(db, as_page(viewer), context.settings.household.time_zone)["ways"]
    return [_job(way, say) for way in ways]


def one_job(context: HouseHere, viewer: Viewer, say: Say, job_id: Id) -> JobOut:
    """A job with its steps."""
    with context.store.read() as db:
        way = job_page.way_of(db, viewer, job_id)
    return _job(way, say)


def results(context: HouseHere, viewer: Viewer, job_id: Id) -> dict[str, Any]:
    """What each step of a job that is done handed on, by the step's name."""
    with context.store.read() as db:
        way = job_page.way_of(db, viewer, job_id)
    given = {run.step: _JSON.dump_python(run.result, mode="json") for run in way.runs if run.result is not None}
    return as_seen_by(viewer, given)


def attempts(context: HouseHere, viewer: Viewer, say: Say, job_id: Id) -> list[AttemptOut]:
    """Every try at every step of a job."""
    with context.store.read() as db:
        way = job_page.way_of(db, viewer, job_id)
        tries = history.tries(db, job_id)
    return [_attempt(each, run.step, say) for run in way.runs for each in tries.get(run.id, [])]


def log(context: HouseHere, viewer: Viewer, attempt_id: Id) -> PlainTextResponse:
    """An attempt's log; it grows while that runs."""
    with context.store.read() as db:
        return PlainTextResponse(job_page.log(db, viewer, attempt_id))


def upgrades(context: HouseHere, viewer: Viewer, say: Say) -> list[JobOut]:
    """Of what is here, that of which a better copy is looked for."""
    with context.store.read() as db:
        ways = job_page.in_order(db, activity.better_wanted(db, PAGE, shows_of(db, viewer)))
    return [_job(way, say) for way in ways]


def blocklist(context: HouseHere, viewer: Viewer, say: Say, page: PageNumber = 1) -> Listed[BlockOut]:
    """The releases that may not be taken."""
    with context.store.read() as db:
        shown = ended.blocklist(db, as_page(viewer, page=page))
    rows = shown["rows"] if page <= shown["pages"] else []
    return Listed(items=[_block(row, say) for row in rows], page=page, pages=shown["pages"])


# ------------------------------------------------------------------------------------------------------------- shaping


def _job(way: ActiveJob, say: Say) -> JobOut:
    return JobOut.of(
        way.job,
        show_id=way.show.id,
        show=way.show.title,
        episode_id=way.episode.id,
        code=way.episode.code,
        outcome=say(way.job.outcome) if way.job.finished_at else "",
        steps=[_step(run, say) for run in way.runs],
    )


def _step(run: StepRun, say: Say) -> StepOut:
    offered = [remedy.action for remedy in run.remedies]
    return StepOut.of(run, reason=say(run.left_open or run.reason), remedies=offered)


def _attempt(tried: history.Tried, step: str, say: Say) -> AttemptOut:
    return AttemptOut.of(tried.attempt, step=step, reason=say(tried.attempt.reason), log_size=tried.log_size)


def _block(row: activity.Blocked, say: Say) -> BlockOut:
    of_episode = {"show": row.show.title, "episode_id": row.episode.id, "code": row.episode.code}
    return BlockOut.of(row, **of_episode, reason=say(row.reason))
