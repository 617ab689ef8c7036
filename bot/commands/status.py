"""/status: what is on its way, edited in place while it changes."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import phrases
from bot.chat.markup import Html, bar, escape, fill, joined
from bot.chat.request import Request
from bot.chat.translate import translated
from bot.chat.view import Reply, Rows, View, in_rows
from bot.commands.shows import page_row
from messages.units import time_text
from pipeline.clock import now
from pipeline.model.jobs import Origin, RunState, StepRun
from pipeline.store import Connection, active_jobs, pausing, shows
from pipeline.store.active_jobs import ActiveJob

SHOWN = 10  # episodes on a page
REASON_MOST = 160  # characters of a reason


async def status(request: Request) -> Reply:
    """/status and its refresh button. The owner sees everything, others what they follow."""
    screen = await _draw(request)
    if screen is None:
        paused = await request.context.read(pausing.paused)
        lines = [escape(request.t.all_quiet), *([_paused(request)] if paused else [])]
        return View(text=joined(lines))
    return screen


async def status_below(request: Request) -> Reply:
    """The status in a message of its own, under one that is still needed."""
    reply = await status(request)
    return replace(reply, fresh=True) if isinstance(reply, View) else reply


async def _draw(request: Request) -> View | None:
    """The status as it is now; None when nothing is on its way."""
    going, paused = await request.context.read(_look, None if request.owner else request.person.id)
    if not going:
        return None
    t = request.t
    going.sort(key=lambda g: (not g.stuck, not _runs(g), g.job.id))
    pages = (len(going) + SHOWN - 1) // SHOWN
    page = min(request.numbers[0] if request.numbers else 0, pages - 1)
    on_page = going[page * SHOWN : (page + 1) * SHOWN]
    lines = [Html(t.on_its_way), *([_paused(request)] if paused else [])]
    lines += [_episode(request, g) for g in on_page]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))

    async def again() -> View | None:
        drawn = await _draw(request)
        return drawn or View(text=escape(t.all_quiet))

    moving = any(_runs(g) or not g.stuck for g in going)
    return View(
        text=joined(lines, "\n\n"), rows=_rows(request, on_page, page, pages), refresh=again if moving else None
    )


def _look(db: Connection, person_id: int | None) -> tuple[list[ActiveJob], bool]:
    if person_id is None:
        return active_jobs.find(db), pausing.paused(db)
    mine = {f.show.id: f.subscription for f in shows.followed_by(db, person_id)}
    going = active_jobs.find(db, show_ids=mine)
    return [g for g in going if mine[g.show.id].wants(g.episode)], pausing.paused(db)


def _runs(going: ActiveJob) -> bool:
    return any(run.state is RunState.RUNNING for run in going.runs)


def _paused(request: Request) -> Html:
    return escape(request.t.paused_line if request.owner else request.t.paused_line_member)


def _episode(request: Request, going: ActiveJob) -> Html:
    head = fill(request.t.episode_line, show=going.show.title, code=going.episode.code)
    if going.job.why is Origin.UPGRADE:
        head = fill("{head} · {why}", head=head, why=request.t.job_whys[Origin.UPGRADE])
    return joined([head, *(step_line(request, run) for run in going.now_at)])


def step_line(request: Request, run: StepRun) -> Html:
    """What a step does at the moment, in a line or two."""
    t = request.t
    what = phrases.step_words(t, run.step)
    reason = translated(t, request.person, run.reason, REASON_MOST)
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
