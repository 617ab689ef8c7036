"""/status: what is on its way, edited in place while it changes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot import said
from bot.markup import Html, bar, escape, fill, joined
from bot.myshows import page_row
from bot.screen import Reply, Rows, Screen, in_rows
from bot.tongue import retold
from bot.visit import Visit
from pipeline import board, pausing, shows, upgrades
from pipeline.board import OnItsWay
from pipeline.clock import now
from pipeline.jobs import RunState, StepRun
from pipeline.words import time_text

SHOWN = 10  # episodes on a page
REASON_MOST = 160  # characters of a reason


async def status(visit: Visit) -> Reply:
    """/status and its refresh button. The owner sees everything, others what they follow."""
    screen = await _draw(visit)
    if screen is None:
        paused = await visit.house.read(pausing.paused)
        lines = [escape(visit.t.all_quiet), *([_paused(visit)] if paused else [])]
        return Screen(text=joined(lines))
    return screen


async def status_below(visit: Visit) -> Reply:
    """The status in a message of its own, under one that is still needed."""
    reply = await status(visit)
    return replace(reply, fresh=True) if isinstance(reply, Screen) else reply


async def _draw(visit: Visit) -> Screen | None:
    """The status as it is now; None when nothing is on its way."""
    going, paused = await visit.house.read(_look, None if visit.owner else visit.person.id)
    if not going:
        return None
    t = visit.t
    going.sort(key=lambda g: (not g.stuck, not _runs(g), g.job.id))
    pages = (len(going) + SHOWN - 1) // SHOWN
    page = min(visit.numbers[0] if visit.numbers else 0, pages - 1)
    on_page = going[page * SHOWN : (page + 1) * SHOWN]
    lines = [Html(t.on_its_way), *([_paused(visit)] if paused else [])]
    lines += [_episode(visit, g) for g in on_page]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))

    async def again() -> Screen | None:
        drawn = await _draw(visit)
        return drawn or Screen(text=escape(t.all_quiet))

    moving = any(_runs(g) or not g.stuck for g in going)
    return Screen(
        text=joined(lines, "\n\n"), rows=_rows(visit, on_page, page, pages), refresh=again if moving else None
    )


def _look(db: Connection, person_id: int | None) -> tuple[list[OnItsWay], bool]:
    if person_id is None:
        return board.on_its_way(db), pausing.paused(db)
    mine = {f.show.id: f.subscription for f in shows.followed_by(db, person_id)}
    going = board.on_its_way(db, show_ids=mine)
    return [g for g in going if mine[g.show.id].wants(g.episode)], pausing.paused(db)


def _runs(going: OnItsWay) -> bool:
    return any(run.state is RunState.RUNNING for run in going.runs)


def _paused(visit: Visit) -> Html:
    return escape(visit.t.paused_line if visit.owner else visit.t.paused_line_member)


def _episode(visit: Visit, going: OnItsWay) -> Html:
    head = fill(visit.t.episode_line, show=going.show.title, code=going.episode.code)
    if going.job.why == upgrades.WHY:
        head = fill("{head} · {why}", head=head, why=visit.t.job_whys[upgrades.WHY])
    return joined([head, *(step_line(visit, run) for run in going.now_at)])


def step_line(visit: Visit, run: StepRun) -> Html:
    """What a step does at the moment, in a line or two."""
    t = visit.t
    what = said.step_words(t, run.step)
    reason = retold(t, visit.person, run.reason, REASON_MOST)
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


def _rows(visit: Visit, going: list[OnItsWay], page: int, pages: int) -> Rows:
    """What needs a person comes with a button for it."""
    buttons = []
    if visit.owner:
        for g in going:
            label = f"✋ {g.show.title} {g.episode.code}"
            buttons += [visit.button(label, "stuck", run.id) for run in g.stuck]
    return (
        *in_rows(buttons, 1),
        *page_row(visit, "status", page, pages),
        (visit.button(visit.t.b_refresh, "status", page),),
    )
