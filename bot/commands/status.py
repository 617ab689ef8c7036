"""/status: what is on its way, edited in place while it changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.chat import phrases
from bot.chat.markup import Html, bar, escape, fill, joined
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, View, in_rows
from bot.commands.shows import page_row
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
    t, going = request.t, [job for job in jobs if not _in_background(job)]
    waiting = _background(request, [job for job in jobs if _in_background(job)])
    if not going:
        return View(text=joined([escape(t.all_quiet), *waiting, *([_paused(request)] if paused else [])]))
    going.sort(key=lambda g: (not g.stuck, not _runs(g), g.job.id))
    pages = (len(going) + SHOWN - 1) // SHOWN
    page = min(request.numbers[0] if request.numbers else 0, pages - 1)
    on_page = going[page * SHOWN : (page + 1) * SHOWN]
    lines = [Html(t.on_its_way), *([_paused(request)] if paused else [])]
    lines += [_episode(request, g) for g in on_page]
    lines += waiting
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))

    async def again() -> View:
        return await _draw(request)

    moving = any(_runs(g) or not g.stuck for g in going)
    return View(
        text=joined(lines, "\n\n"), rows=_rows(request, on_page, page, pages), refresh=again if moving else None
    )


def _look(db: Connection, person_id: int | None) -> tuple[list[ActiveJob], bool]:
    if person_id is None:
        return active_jobs.find(db, kinds=JobKind), pausing.paused(db)
    mine = {f.show.id: f.subscription for f in shows.followed_by(db, person_id)}
    going = active_jobs.find(db, show_ids=mine, kinds=JobKind)
    return [g for g in going if mine[g.show.id].wants(g.episode)], pausing.paused(db)


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
    again = run.state is RunState.DUE and run.failures > 1
    why = Reason("tried", why=run.reason, count=run.failures) if again else run.reason
    reason = told(request.person, why, REASON_MOST)
    if run.state is RunState.STUCK:
        return fill(t.stuck_line, reason=reason or run.step)
    if run.progress is not None and run.progress < 1 and (run.state is RunState.RUNNING or run.step == "download"):
        line = fill(t.step_bar, what=what, bar=bar(run.progress), percent=int(run.progress * 100))
        if run.seconds_left:
            left = fill(t.left, time=time_text(run.seconds_left))
            line = fill("{line} · {left}", line=line, left=left)
        return line
    waits = run.state is RunState.DUE and run.due_at is not None and run.due_at > now()
    if waits and reason:
        return joined([escape(what), fill(t.waits_line, reason=reason)])
    return fill("{what} · {reason}", what=what, reason=reason) if reason else escape(what)


def _rows(request: Request, going: list[ActiveJob], page: int, pages: int) -> Rows:
    """What needs a person comes with a button for it."""
    buttons = []
    if request.owner:
        for g in going:
            label = f"✋ {g.show.title} {g.episode.code}"
            buttons += [request.button(label, "stuck", run.id) for run in g.stuck]
    return (
        *in_rows(buttons, 1),
        *page_row(request, "status", page, pages),
        (request.button(request.t.b_refresh, "status", page),),
    )
