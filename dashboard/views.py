"""What each page shows, read from the store in one go. Runs off the event loop."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.context import Context, PageRequest, check_sees, shows_of
from dashboard.graph import draw
from dashboard.pages import system
from dashboard.results import Around, told
from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Episode, Person, Role, Show
from pipeline.model.jobs import JobKind, JobState, RunState, StepRun
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.services import space
from pipeline.services.rights import may
from pipeline.services.vitals import problems
from pipeline.store import (
    Connection,
    active_jobs,
    chores,
    deletions,
    health,
    history,
    media_files,
    overview,
    pausing,
    people,
    presence,
    presses,
    shows,
    verdicts,
)
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.runs import Stage
from pipeline.store.vitals import vitals

ROWS = 100  # episodes on the first page
BRIEF = 900.0  # seconds: what lasts less is told to the second
SHOWS = 60  # on a page
BEGUN = (RunState.DUE, RunState.RUNNING, RunState.STUCK)
Shown = dict[str, Any]  # what a template is given; `title` is a Reason, or a name


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A step's state as people see it: `kind` is its colour and icon, `words` say it."""

    kind: str
    words: Reason
    share: float | None = None  # how much is done, while that means something
    left: Reason = NO_REASON  # how long it still takes
    until: datetime | None = None  # when it is looked at again


_OTHERWISE = {
    RunState.WAITING: Reason("page-not-yet"),
    RunState.STUCK: Reason("page-stuck"),
    RunState.CANCELLED: Reason("page-given-up"),
}


def mark(run: StepRun) -> Mark:
    if run.state is RunState.DONE:
        return _done(run)
    share = run.progress if run.progress is not None and 0 <= run.progress < 1 and not run.failures else None
    # A download is looked at now and then; between two looks it goes on all the same.
    if run.state is RunState.RUNNING or (run.state is RunState.DUE and share is not None):
        return _under_way(share, run.seconds_left)
    if run.state is RunState.DUE:
        return _due(run)
    return Mark(kind=str(run.state), words=_OTHERWISE[run.state])


def _done(run: StepRun) -> Mark:
    if run.left_open:
        return Mark(kind="waits", words=run.left_open)
    took = (run.finished_at - run.begun_at).total_seconds() if run.finished_at and run.begun_at else 0
    return Mark(kind="done", words=Reason("page-done-in", seconds=took) if took >= 1 else Reason("page-done"))


def _under_way(share: float | None, seconds_left: float | None) -> Mark:
    words = Reason("page-running") if share is None else Reason("text", text=f"{int(share * 100)} %")
    left = Reason("page-left", seconds=seconds_left) if seconds_left else NO_REASON
    return Mark(kind="running", words=words, share=share, left=left)


def _due(run: StepRun) -> Mark:
    until = run.due_at if run.due_at and run.due_at > now() else None
    if run.failures:
        return Mark(kind="retry", words=Reason("page-failed", count=run.failures), until=until)
    if until:
        return Mark(kind="waits", words=Reason("page-looks-again"), until=until)
    return Mark(kind="due", words=Reason("page-next-in-line"))


def home(db: Connection, asked: PageRequest) -> Shown:
    """What is on its way, what needs somebody first, and what ended lately."""
    mine = shows_of(db, asked.viewer)
    ways = in_order(db, history.most_urgent(db, ROWS, mine))
    ended = in_order(db, history.ended_lately(db, show_ids=mine))
    counts = history.counts(db, mine)
    return {
        "title": Reason("page-title-on-its-way", stuck=counts.stuck),
        "ways": ways,
        "more": counts.active - len(ways),
        "ended": ended,
        "steps": _steps([*ways, *ended]),
        "paused": pausing.paused(db),
        "nobody": not overview.followed_titles(db, mine),
    }


def _steps(ways: Sequence[ActiveJob]) -> list[str]:
    """The line of episodes, as the head of the list."""
    runs = next((way.runs for way in ways if way.job.kind is JobKind.EPISODE), ())
    return [run.step for run in runs]


def in_order(db: Connection, job_ids: list[int]) -> list[ActiveJob]:
    ways = active_jobs.find(db, states=tuple(JobState), job_ids=job_ids)
    return sorted(ways, key=lambda way: job_ids.index(way.job.id))


# -------------------------------------------------------------------------------------------------------- one episode


def job(db: Connection, asked: PageRequest, context: Context) -> Shown:
    """One episode's way: the line with its states, every attempt, the releases considered."""
    way = way_of(db, asked.viewer, asked.id)
    return {**_episode(db, way.show, way.episode, context), **_way(db, way, context)}


def way_of(db: Connection, viewer: Person, job_id: int) -> ActiveJob:
    """A job, whatever became of it. UserError when it is not there, or none of their business."""
    ways = active_jobs.find(db, states=tuple(JobState), job_ids=[job_id])
    if not ways:
        raise UserError(Reason("no-such-job"))
    check_sees(db, viewer, ways[0].show.id)
    return ways[0]


def log(db: Connection, viewer: Person, attempt_id: int) -> str:
    """One attempt's log. UserError when it is none of their business, or not there any more."""
    if not may(viewer, Role.MEMBER):
        raise UserError(Reason("members-only"))
    check_sees(db, viewer, history.show_of_attempt(db, attempt_id))
    return history.log_of(db, attempt_id)


def episode(db: Connection, asked: PageRequest, context: Context) -> Shown:
    """An episode with its newest job, if it has had one."""
    wanted = shows.episode_by_id(db, asked.id)
    check_sees(db, asked.viewer, wanted.show_id)
    shown = _episode(db, shows.by_id(db, wanted.show_id), wanted, context)
    ways = sorted(shown["jobs"], key=lambda way: (way.job.kind is JobKind.EPISODE, way.job.id))  # its way before all
    return {**shown, **_way(db, ways[-1], context)} if ways else {**shown, "way": None}


def _episode(db: Connection, show: Show, wanted: Episode, context: Context) -> Shown:
    jobs = active_jobs.find(db, states=tuple(JobState), episode_id=wanted.id, kinds=JobKind)
    return {
        "title": f"{show.title} {wanted.code}",
        "show": show,
        "episode": wanted,
        "jobs": jobs,
        "active": any(w.job.state is JobState.ACTIVE and w.job.kind is JobKind.EPISODE for w in jobs),
        "files": media_files.files_of(db, [wanted.id]),
        "recycle_days": context.settings.recycle_days,
        "gone": bool(deletions.gone(db, [wanted.id])),
        "pressed": presses.of_episode(db, wanted.id),
        "considered": verdicts.of_episode(db, wanted.id),
    }


def _way(db: Connection, way: ActiveJob, context: Context) -> Shown:
    runs = {run.step: run for run in way.runs}
    known = {stage.name: stage for stage in context.stages if stage.kind is way.job.kind}
    # A step whose plugin is gone still has its history.
    of_job = [known.get(run.step, Stage(name=run.step, lane=run.lane)) for run in way.runs]
    again = _can_go_again([stage for stage in of_job if stage.name in known], runs)
    able = _can_do_without(of_job, runs)
    tries = history.tries(db, way.job.id)
    starts = [each.attempt.started_at for of_run in tries.values() for each in of_run]
    drawn = {"drawing": draw(of_job), "tries": tries, **_time_axis(*_span(way, starts))}
    around = Around(context.settings.library, {person.id: person.name for person in people.everyone(db)})
    results = {run.step: told(run, around) for run in way.runs}
    return {"way": way, "runs": runs, "again": again, "able": able, "results": results, **drawn}


def _time_axis(begin: datetime, end: datetime) -> Shown:
    """Where attempts stand on it, in per cent of the whole way, and its ticks."""
    length = max((end - begin).total_seconds(), 1.0)

    def bar(started: datetime, finished: datetime | None) -> tuple[float, float]:
        """(from, how wide)."""
        left = max(0.0, (started - begin).total_seconds() / length)
        right = max(0.0, ((finished or end) - begin).total_seconds() / length)
        return round(100 * left, 1), round(max(100 * (right - left), 0.6), 1)

    return {"bar": bar, "ticks": [begin + n * (end - begin) / 4 for n in range(5)], "brief": length < BRIEF}


def _can_go_again(stages: Sequence[Stage], runs: dict[str, StepRun]) -> set[str]:
    """The steps that can be run anew: those whose predecessors in this job are done."""
    done = {name for name, run in runs.items() if run.state is RunState.DONE}
    return {stage.name for stage in stages if done >= runs.keys() & set(stage.after)}


def _can_do_without(stages: Sequence[Stage], runs: dict[str, StepRun]) -> set[str]:
    """The steps that can be marked as done: begun, and not needed by what comes after."""
    return {stage.name for stage in stages if stage.without and runs[stage.name].state in BEGUN}


def _span(way: ActiveJob, starts: Sequence[datetime]) -> tuple[datetime, datetime]:
    """From when to when the attempts are drawn. The wait for the air time would squeeze all else into a corner."""
    end = way.job.finished_at or now()
    begin = min([way.job.created_at, *starts])
    aired = way.episode.airs_at
    return (aired if aired and begin < aired < end else begin), end


# --------------------------------------------------------------------------------------------------------------- shows


def all_shows(db: Connection, asked: PageRequest) -> Shown:
    """A page of the followed shows. The address says `q`, words of the title; `only`, what they have an episode of;
    `by`: "next" for those that air soonest first; `look`: "posters" instead of a list; `page`, from 1."""
    words, by = asked.query.get("q", "").strip()[:100], "next" if asked.query.get("by") == "next" else "title"
    moment = now()
    mine = shows_of(db, asked.viewer)
    titles = {show_id: folded(title) for show_id, title in overview.followed_titles(db, mine)}
    fitting = [show_id for show_id, title in titles.items() if all(word in title for word in folded(words).split())]
    only = asked.query.get("only", "")
    if only in tuple(overview.Having):
        having = overview.having(db, overview.Having(only), fitting, moment)
        fitting = [show_id for show_id in fitting if show_id in having]
    ids = _ordered(db, sorted(fitting, key=lambda show_id: titles[show_id]), by, moment)
    page, pages = asked.page_of(len(ids), SHOWS)
    shown = overview.glances(db, ids[(page - 1) * SHOWS : page * SHOWS], moment)
    return {
        "title": Reason("page-shows"),
        "everyones": mine is None,
        "shows": shown,
        "look": "posters" if asked.query.get("look") == "posters" else "list",
        "count": len(ids),
        "page": page,
        "pages": pages,
        "q": words,
        "by": by,
        "only": only,
        "havings": tuple(overview.Having),
    }


def _ordered(db: Connection, ids: list[int], by: str, moment: datetime) -> list[int]:
    if by == "title":
        return ids
    airs = overview.next_airings(db, moment)
    return sorted(ids, key=lambda show_id: (show_id not in airs, airs.get(show_id, moment)))


def folded(text: str) -> str:
    """Without case and accents, to find and to sort by."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


# -------------------------------------------------------------------------------------------------------------- health


def all_health(db: Connection, context: Context) -> Shown:
    """Each outside system, the disks, what is going on."""
    settings, names = context.settings, [part.name for _, part in context.parts.all()] if context.parts else []
    systems = health.all_systems(db)
    known = {system.system for system in systems}
    failing = sum(bool(system.problem) for system in systems)
    return {
        "title": Reason("page-title-health", failing=failing),
        "problems": problems(vitals(db)),
        "systems": sorted(systems, key=lambda s: (not s.problem, s.system)),
        "chores": chores.everything(db),
        "unasked": [name for name in dict.fromkeys(names) if name not in known],
        "disks": [
            _disk(db, Reason("page-disk-library"), settings.library),
            _disk(db, Reason("page-disk-data"), settings.data),
        ],
        "counts": history.counts(db),
        "workers": [worker.rpartition(":")[0] for worker in history.workers(db)],
        "processes": presence.all_processes(db),
        "versions": system.versions(context),
        "backups": system.kept_backups(settings),
        "known": set(names),
        "paused": pausing.paused(db),
    }


def _disk(db: Connection, name: Reason, folder: Path) -> Shown:
    try:
        usage, promised = shutil.disk_usage(folder), space.promised(db, folder)
    except OSError:
        return {"name": name, "folder": folder.name, "total": 0}
    return {"name": name, "folder": folder.name, "total": usage.total, "free": usage.free, "promised": promised}
