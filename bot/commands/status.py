"""/status: what is on its way, edited in place while it changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.chat import phrases
from bot.chat.markup import Html, bar, escape, fill, joined
from bot.chat.paging import Page, page_line, page_of, turn_row
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, View, in_rows
from messages.units import time_text
from pipeline.clock import now
from pipeline.model.jobs import JobKind, Origin, RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.store import Connection, active_jobs, pausing, shows
from pipeline.store.active_jobs import ActiveJob

SHOWN = 10  # episodes on a page
REASON_MOST = 160  # characters of a reason


async def status(request: Request) -> Reply:
    """/status and its refresh button. The owner sees everything, others what they follow."""
    return await _draw(request)


async def status_below(request: Request) -> Reply:
    """The status in a message of its own, under one that is still needed."""
    reply = await status(request)
    return replace(reply, fresh=True) if isinstance(reply, View) else reply


async def _draw(request: Request) -> View:
    """The status as it is now."""
    jobs, paused = await request.context.read(_look, None if request.owner else request.person.id)
    t = request.t
    hold = [_paused(request)] if paused else []
    going, waiting = _parted(jobs)
    background = _background(request, waiting)
    if not going:
        return View(text=joined([escape(t.all_quiet), *background, *hold]))
    page = page_of(going, request.page, SHOWN)
    episodes = [_episode(request, g) for g in page.shown]
    lines = [Html(t.on_its_way), *hold, *episodes, *background, *page_line(request, page)]

    async def again() -> View:
        return await _draw(request)

    moving = any(_runs(g) or not g.stuck for g in going)
    return View(text=joined(lines, "\n\n"), rows=_rows(request, page), refresh=again if moving else None)


def _look(db: Connection, person_id: int | None) -> tuple[list[ActiveJob], bool]:
    if person_id is None:
        return active_jobs.find(db, kinds=JobKind, whole=False), pausing.paused(db)
    mine = {f.show.id: f.subscription for f in shows.followed_by(db, person_id)}
    going = active_jobs.find(db, show_ids=mine, kinds=JobKind, whole=False)
    return [g for g in going if mine[g.show.id].wants(g.episode)], pausing.paused(db)


def _parted(jobs: list[ActiveJob]) -> tuple[list[ActiveJob], list[ActiveJob]]:
    """What is going on, with what needs a person or is running first; and what waits in the background."""
    going = [job for job in jobs if not _in_background(job)]
    going.sort(key=lambda g: (not g.stuck, not _runs(g), g.job.id))
    return going, [job for job in jobs if _in_background(job)]


def _in_background(going: ActiveJob) -> bool:
    """One that goes on for days or weeks after the episode has come, and just waits for its next look."""
    waits = all(run.state is RunState.DUE and not run.failures for run in going.now_at)
    return going.job.kind in (JobKind.BETTER, JobKind.MISSING_SUBTITLES) and waits


def _background(request: Request, jobs: list[ActiveJob]) -> list[Html]:
    """How many of each kind, in one line."""
    counts = Counter(job.job.called for job in jobs)
    told_each = [f"{count} × {told(request.person, called)}" for called, count in counts.items()]
    return [fill(request.t.in_background, what=", ".join(told_each))] if counts else []


def _runs(going: ActiveJob) -> bool:
    return any(run.state is RunState.RUNNING for run in going.runs)


def _paused(request: Request) -> Html:
    return escape(request.t.paused_line if request.owner else request.t.paused_line_member)


def _episode(request: Request, going: ActiveJob) -> Html:
    head = fill(request.t.episode_line, show=going.show.title, code=going.episode.code)
    if going.job.kind is not JobKind.EPISODE or going.job.why is Origin.UPGRADE:
        what = going.job.because if going.job.kind is JobKind.EPISODE else going.job.called
        head = fill("{head} · {what}", head=head, what=told(request.person, what))
    return joined([head, *(step_line(request, run) for run in going.now_at)])


def step_line(request: Request, run: StepRun) -> Html:
    """What a step does at the moment, in a line or two."""
    t = request.t
    what = phrases.step_words(t, run.step)
    reason = _reason(request, run)
    if run.state is RunState.STUCK:
        return fill(t.stuck_line, reason=reason or run.step)
    goes_on = run.state is RunState.RUNNING or run.step == "download"
    if goes_on and run.progress is not None and run.progress < 1:
        return _bar(request, what, run.progress, run.seconds_left)
    if not reason:
        return escape(what)
    if _is_put_off(run):
        return joined([escape(what), fill(t.waits_line, reason=reason)])
    return fill("{what} · {reason}", what=what, reason=reason)


def _is_put_off(run: StepRun) -> bool:
    return run.state is RunState.DUE and run.due_at is not None and run.due_at > now()


def _reason(request: Request, run: StepRun) -> str:
    again = run.state is RunState.DUE and run.failures > 1
    why = Reason("tried", why=run.reason, count=run.failures) if again else run.reason
    return told(request.person, why, REASON_MOST)


def _bar(request: Request, what: str, progress: float, seconds_left: float | None) -> Html:
    line = fill(request.t.step_bar, what=what, bar=bar(progress), percent=int(progress * 100))
    if not seconds_left:
        return line
    return fill("{line} · {left}", line=line, left=fill(request.t.left, time=time_text(seconds_left)))


def _rows(request: Request, page: Page[ActiveJob]) -> Rows:
    """What needs a person comes with a button for it."""
    buttons = []
    if request.owner:
        for g in page.shown:
            label = f"✋ {g.show.title} {g.episode.code}"
            buttons += [request.button(label, "stuck", run.id) for run in g.stuck]
    refresh = request.button(request.t.b_refresh, "status", page.number)
    return (*in_rows(buttons, 1), *turn_row(request, "status", page), (refresh,))
