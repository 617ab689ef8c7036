"""For the owner: what is stuck and its remedies, how everything stands, hold and go on."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Connection

from bot import said
from bot.buttons import short_digest
from bot.house import House
from bot.markup import Html, escape, fill, joined, seen
from bot.noticed import arrived
from bot.screen import Reply, Rows, Screen, Toast, in_rows
from bot.texts import Texts, texts_for
from bot.tongue import retold
from bot.visit import Visit, button_for
from pipeline import actions, durable, health, history, outbox, pausing, shows, space
from pipeline.errors import Mistake
from pipeline.jobs import RunState, StepRun
from pipeline.model import Person
from pipeline.outbox import Trouble
from pipeline.words import size_text

REASON_MOST = 1500  # characters


# ------------------------------------------------------------------------------------------------- what needs a person


def remedy_rows(house: House, person: Person, run: StepRun, t: Texts) -> Rows:
    """A step's remedies as buttons."""
    buttons = [
        button_for(house, person, t.b_remedies.get(r.action, r.label), "remedy", run.id, short_digest(r.action))
        for r in run.remedies
    ]
    return in_rows(buttons, 2)


async def stuck(visit: Visit) -> Reply:
    """A stuck step with its remedies."""
    found = await visit.house.read(_stuck_run, visit.numbers[0])
    if found is None:
        return Toast(visit.t.outdated, alert=True)
    run, name, code = found
    reason = retold(visit.t, visit.person, run.reason, REASON_MOST)
    text = fill(visit.t.needs_you, show=name, code=code, step=said.step_name(visit.t, run.step), reason=reason)
    rows = (*remedy_rows(visit.house, visit.person, run, visit.t), (visit.button(visit.t.b_back, "status"),))
    return Screen(text=text, rows=rows)


def _stuck_run(db: Connection, run_id: int) -> tuple[StepRun, str, str] | None:
    run = durable.run_by_id(db, run_id)
    if run is None or run.state is not RunState.STUCK:
        return None
    episode = shows.episode_by_id(db, durable.job_by_id(db, run.job_id).episode_id)
    return run, shows.by_id(db, episode.show_id).title, episode.code


async def remedy(visit: Visit) -> Reply:
    """A remedy was chosen."""
    run_id, digest = visit.numbers
    found = await visit.house.read(_stuck_run, run_id)
    if found is None:
        return Toast(visit.t.outdated, alert=True)
    run, name, code = found
    chosen = next((r for r in run.remedies if short_digest(r.action) == digest), None)
    if chosen is None:
        return Toast(visit.t.outdated, alert=True)
    try:
        done = await visit.house.quick(actions.apply, visit.house.store, run.id, chosen.action, visit.house.stages)
    except Mistake as error:
        return Toast(retold(visit.t, visit.person, str(error)), alert=True)
    head = fill("<b>{show}</b> {code}", show=name, code=code)
    label, done = (retold(visit.t, visit.person, words) for words in (chosen.label, done))
    return Screen(text=joined([head, fill("{label}: {done}", label=label, done=done)]))


def trouble_rows(house: House, person: Person, row_id: int, news: Trouble) -> Rows:
    """What can be done about a system that needs the owner: make room on a disk, or try again what waits for it."""
    t = texts_for(person.language)
    settings = house.settings
    if news.system in {folder.name for folder in (settings.library, settings.data, settings.recycle)}:
        hold = button_for(house, person, t.b_hold, "hold")
        return ((hold, button_for(house, person, t.b_watched, "afterall")),)
    return ((button_for(house, person, t.b_remedies["again"], "retry", row_id),),)


async def retry(visit: Visit) -> Reply:
    """The settings are mended, or it is back: whatever waits for that system tries again now."""
    row = await visit.house.read(outbox.by_id, visit.numbers[0])
    news = row.news if row is not None and await arrived(visit, row.id) else None
    if not isinstance(news, Trouble):
        return Toast(visit.t.outdated, alert=True)
    house = visit.house
    count = await house.quick(actions.again_with, house.store, news.system, house.stages)
    return Toast(seen(said.count(visit.t.tried_again, count, system=news.system)) if count else visit.t.nothing_to_try)


# ------------------------------------------------------------------------------------------------------------- health


async def show_health(visit: Visit) -> Reply:
    """/health: each outside system, the disks, the queue."""
    systems, counts, paused = await visit.house.read(_health)
    t = visit.t
    lines = [Html(t.health_head)]
    for system in systems:
        if not system.problem:
            lines.append(fill(t.health_well, system=system.system))
            continue
        since = said.moment(t, visit.person, system.since)
        lines.append(fill(t.health_ill, system=system.system, text=retold(t, visit.person, system.text), when=since))
    if not systems:
        lines.append(escape(t.health_unknown))
    settings = visit.house.settings
    folders = dict.fromkeys((settings.library, settings.data))
    lines += [await visit.house.outside(_disk, visit.house, t, folder) for folder in folders]
    lines.append(fill(t.health_queue, active=counts.active, stuck=counts.stuck, messages=counts.messages))
    if paused:
        lines.append(escape(t.paused_line))
    return Screen(text=joined(lines), rows=((visit.button(t.b_refresh, "health"),),))


def _health(db: Connection) -> tuple[list[health.Health], history.Counts, bool]:
    return health.all_systems(db), history.counts(db), pausing.paused(db)


def _disk(house: House, t: Texts, folder: Path) -> Html:
    try:
        usage = shutil.disk_usage(folder)
        with house.store.read() as db:
            promised = space.promised(db, folder)
    except OSError:
        return fill(t.health_disk_gone, folder=folder.name)
    sizes = {"free": size_text(usage.free), "size": size_text(usage.total)}
    line = fill(t.health_disk, folder=folder.name, **sizes)
    return joined([line, fill(t.health_promised, size=size_text(promised))], ", ") if promised else line


# ------------------------------------------------------------------------------------------------------ hold and go on


async def pause(visit: Visit) -> Reply:
    changed = await visit.house.write(pausing.pause)
    return Screen(text=escape(visit.t.paused if changed else visit.t.was_paused))


async def resume(visit: Visit) -> Reply:
    changed = await visit.house.write(pausing.resume)
    return Screen(text=escape(visit.t.resumed if changed else visit.t.was_not_paused))
