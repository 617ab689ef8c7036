"""For the owner: what is stuck and its remedies, how everything stands, hold and go on."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.chat import phrases
from bot.chat.buttons import short_digest
from bot.chat.context import BotContext
from bot.chat.markup import Html, escape, fill, joined, seen
from bot.chat.phrases import told
from bot.chat.request import Request, button_for
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.commands.dismiss import arrived
from bot.texts import Texts, texts_for
from messages.units import size_text
from pipeline.errors import UserError
from pipeline.model import Person
from pipeline.model.jobs import RunState, StepRun
from pipeline.services import actions, space
from pipeline.store import Connection, chores, health, history, outbox, pausing, presence, runs, shows
from pipeline.store.chores import ChoreRun
from pipeline.store.outbox import Trouble
from pipeline.store.presence import LANES, Process
from pipeline.store.undelivered import Undelivered, undelivered

REASON_MOST = 1500  # characters


# ------------------------------------------------------------------------------------------------- what needs a person


def remedy_rows(context: BotContext, person: Person, run: StepRun, t: Texts) -> Rows:
    """A step's remedies as buttons."""
    labels = {r.action: t.b_remedies.get(r.action) or told(person, r.label) for r in run.remedies}
    buttons = [
        button_for(context, person, label, "remedy", run.id, short_digest(action)) for action, label in labels.items()
    ]
    return in_rows(buttons, 2)


async def stuck(request: Request) -> Reply:
    """A stuck step with its remedies."""
    found = await request.context.read(_stuck_run, request.numbers[0])
    if found is None:
        return Toast(request.t.outdated, alert=True)
    run, name, code = found
    reason = told(request.person, run.reason, REASON_MOST)
    text = fill(request.t.needs_you, show=name, code=code, step=phrases.step_name(request.t, run.step), reason=reason)
    rows = (
        *remedy_rows(request.context, request.person, run, request.t),
        (request.button(request.t.b_back, "status"),),
    )
    return View(text=text, rows=rows)


def _stuck_run(db: Connection, run_id: int) -> tuple[StepRun, str, str] | None:
    run = runs.run_by_id(db, run_id)
    if run is None or run.state is not RunState.STUCK:
        return None
    episode = shows.episode_by_id(db, runs.job_by_id(db, run.job_id).episode_id)
    return run, shows.by_id(db, episode.show_id).title, episode.code


async def remedy(request: Request) -> Reply:
    """A remedy was chosen."""
    run_id, digest = request.numbers
    found = await request.context.read(_stuck_run, run_id)
    if found is None:
        return Toast(request.t.outdated, alert=True)
    run, name, code = found
    chosen = next((r for r in run.remedies if short_digest(r.action) == digest), None)
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    try:
        done = await request.context.quick(
            actions.apply, request.context.store, run.id, chosen.action, request.context.stages
        )
    except UserError as error:
        return Toast(told(request.person, error.reason), alert=True)
    head = fill("<b>{show}</b> {code}", show=name, code=code)
    label, said = (told(request.person, words) for words in (chosen.label, done))
    return View(text=joined([head, fill("{label}: {done}", label=label, done=said)]))


def trouble_rows(context: BotContext, person: Person, row_id: int, news: Trouble) -> Rows:
    """What can be done about a system that needs the owner: make room on a disk, or try again what waits for it."""
    t = texts_for(person.language)
    settings = context.settings
    if news.system in {folder.name for folder in (settings.library, settings.data, settings.recycle)}:
        hold = button_for(context, person, t.b_hold, "hold")
        return ((hold, button_for(context, person, t.b_watched, "afterall")),)
    return ((button_for(context, person, t.b_remedies["again"], "retry", row_id),),)


async def retry(request: Request) -> Reply:
    """The settings are mended, or it is back: whatever waits for that system tries again now."""
    row = await request.context.read(outbox.by_id, request.numbers[0])
    news = row.news if row is not None and await arrived(request, row.id) else None
    if not isinstance(news, Trouble):
        return Toast(request.t.outdated, alert=True)
    context = request.context
    count = await context.quick(actions.again_with, context.store, news.system, context.stages)
    return Toast(
        seen(phrases.count(request.t.tried_again, count, system=news.system)) if count else request.t.nothing_to_try
    )


# ------------------------------------------------------------------------------------------------------------- health


async def show_health(request: Request) -> Reply:
    """/health: each outside system, the disks, the queue."""
    systems, done, counts, paused, processes, untold = await request.context.read(_health)
    t = request.t
    lines = [Html(t.health_head)]
    for system in systems:
        if not system.problem:
            lines.append(fill(t.health_well, system=system.system))
            continue
        since = phrases.moment(request.person, system.since)
        lines.append(fill(t.health_ill, system=system.system, text=told(request.person, system.text), when=since))
    if not systems:
        lines.append(escape(t.health_unknown))
    settings = request.context.settings
    folders = dict.fromkeys((settings.library, settings.data))
    lines += [await request.context.outside(_disk, request.context, t, folder) for folder in folders]
    lines += _processes(request, processes)
    lines += _chores(request, done)
    lines.append(fill(t.health_queue, active=counts.active, stuck=counts.stuck, messages=counts.messages))
    lines += [fill("📪 {text}", text=told(request.person, each.reason)) for each in untold]
    if paused:
        lines.append(escape(t.paused_line))
    return View(text=joined(lines), rows=((request.button(t.b_refresh, "health"),),))


def _health(
    db: Connection,
) -> tuple[list[health.Health], list[ChoreRun], history.Counts, bool, list[Process], list[Undelivered]]:
    done, processes = chores.everything(db), presence.all_processes(db)
    return health.all_systems(db), done, history.counts(db), pausing.paused(db), processes, undelivered(db)


def _processes(request: Request, living: list[Process]) -> list[Html]:
    """The hosts that work, where there are several; what each lacks; and the lanes that nobody serves."""
    if not living:
        return []
    t = request.t
    nobody = [lane for lane in LANES if not any(each.serves(lane) for each in living)]
    return [
        *(_hosts(t, living) if len(living) > 1 else ()),
        *(line for each in living for line in _lacks(request, each)),
        *(fill(t.health_nobody, lane=lane) for lane in nobody),
    ]


def _hosts(t: Texts, living: list[Process]) -> list[Html]:
    hosts = sorted({(each.host, each.lanes) for each in living})
    return [fill(t.health_process, host=host, lanes=" + ".join(lanes) or t.health_bot) for host, lanes in hosts]


def _lacks(request: Request, process: Process) -> list[Html]:
    """The lanes that a process does not serve, and why."""
    why = {lane: told(request.person, reason, 300) for lane, reason in process.lacks.items()}
    return [fill(request.t.health_lacks, host=process.host, lane=lane, why=said) for lane, said in why.items()]


def _chores(request: Request, runs: list[ChoreRun]) -> list[Html]:
    """How the periodic duties went the last time: each that failed, else that all went well."""
    t, person = request.t, request.person
    failed = [each for each in runs if each.reason]
    if not failed:
        return [fill(t.health_chores, count=len(runs))] if runs else []
    lines = []
    for each in failed:
        when = phrases.moment(person, each.finished_at) if each.finished_at else "?"
        times = phrases.count(t.chore_times, each.failures, when=when)
        chore, reason = told(person, chores.duty(each.name)), told(person, each.reason, 300)
        lines.append(fill(t.health_chore_ill, chore=chore, reason=reason, times=times))
    return lines


def _disk(context: BotContext, t: Texts, folder: Path) -> Html:
    try:
        usage = shutil.disk_usage(folder)
        with context.store.read() as db:
            promised = space.promised(db, folder)
    except OSError:
        return fill(t.health_disk_gone, folder=folder.name)
    sizes = {"free": size_text(usage.free), "size": size_text(usage.total)}
    line = fill(t.health_disk, folder=folder.name, **sizes)
    return joined([line, fill(t.health_promised, size=size_text(promised))], ", ") if promised else line


# ------------------------------------------------------------------------------------------------------ hold and go on


async def pause(request: Request) -> Reply:
    done = await request.context.quick(actions.pause, request.context.store)
    return View(text=fill(request.t.paused, done=told(request.person, done)))


async def resume(request: Request) -> Reply:
    done = await request.context.quick(actions.resume, request.context.store)
    return View(text=fill(request.t.resumed, done=told(request.person, done)))
