"""The machinery, for the owner: systems, periodic duties, disks, processes, backups, settings, statistics."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from dashboard.api.asking import PAGE, HouseHere, Out, Owner, PageNumber, Say, as_page
from dashboard.api.shows import PressOut, press
from dashboard.pages import statistics as charts
from dashboard.pages import system
from dashboard.pages.health import all_health
from pipeline.store import chores, health, presence, presses


class SystemOut(Out):
    system: str = Field(description='what the action "try" takes')
    problem: str = Field(description="empty: well; else Unreachable, Unauthorized, NotFound or BadResponse")
    why: str
    since: datetime | None = Field(description="none: it has not been asked yet")


class ChoreOut(Out):
    """A periodic duty."""

    name: str = Field(description='what the action "run" takes')
    title: str
    running: bool
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    failures: int = Field(description="in a row")
    why: str


class DiskOut(Out):
    name: str
    folder: str
    total: int = Field(description="bytes; 0: it cannot be read")
    free: int = 0
    promised: int = Field(0, description="of what is free, to what is on its way")


class ProcessOut(Out):
    host: str
    version: str
    lanes: list[str]
    lacks: dict[str, str] = Field(description="lanes that it cannot serve just now, each with why")
    seen_at: datetime


class CopyOut(Out):
    """A copy of the database."""

    folder: str
    name: str
    size: int
    at: datetime


class Status(Out):
    active: int = Field(description="jobs")
    stuck: int = Field(description="steps that wait for a person")
    messages: int = Field(description="that are to be sent")
    paused: bool
    problems: list[str]
    versions: dict[str, str]


class SettingOut(Out):
    """One setting, as the file would say it; what is secret is never told."""

    section: str
    name: str
    value: str
    source: str = Field(description="environment, file or default")
    variable: str = Field(description="of the environment, which sets it too")
    description: str


class Choices(Out):
    """What can be changed by the action "household"; it counts more than the file."""

    screens: dict[str, str] = Field(description="all that there are, and how each is called")
    ticked: list[str]
    watched: str = Field(description="keep, ask or delete: what becomes of what everyone has watched")
    days: float = Field(description="after so many")


class BarOut(Out):
    name: str
    value: float


class Statistics(Out):
    arrived: list[BarOut] = Field(description="episodes, by week")
    bytes: list[BarOut] = Field(description="of them, by week")
    conversions: list[BarOut] = Field(description="of the latest, by how long they took")
    indexers: list[BarOut] = Field(description="of the latest episodes")
    groups: list[BarOut] = Field(description="of the latest episodes")


def systems(context: HouseHere, viewer: Owner, say: Say) -> list[SystemOut]:  # noqa: ARG001
    """How each outside system stands."""
    with context.store.read() as db:
        found = health.all_systems(db)
    told = [SystemOut.of(each, why=say(each.text)) for each in found]
    known = {each.system for each in told}
    names = [part.name for _, part in context.parts.all()] if context.parts else []
    unasked = [name for name in dict.fromkeys(names) if name not in known]
    return [*told, *(SystemOut(system=name, problem="", why="", since=None) for name in unasked)]


def status(context: HouseHere, viewer: Owner, say: Say) -> Status:  # noqa: ARG001
    """What is going on, and what is wrong with it."""
    shown = _health(context)
    problems = [say(each) for each in shown["problems"]]
    return Status.of(shown["counts"], paused=shown["paused"], problems=problems, versions=shown["versions"])


def duties(context: HouseHere, viewer: Owner, say: Say) -> list[ChoreOut]:  # noqa: ARG001
    """The periodic duties, each with its last outcome."""
    with context.store.read() as db:
        return [_chore(each, say) for each in chores.everything(db)]


def disks(context: HouseHere, viewer: Owner, say: Say) -> list[DiskOut]:  # noqa: ARG001
    """The disks, with what is promised of them."""
    return [DiskOut(**{**each, "name": say(each["name"])}) for each in _health(context)["disks"]]


def processes(context: HouseHere, viewer: Owner, say: Say) -> list[ProcessOut]:  # noqa: ARG001
    """Airdate's own, on all machines."""
    with context.store.read() as db:
        return [_process(each, say) for each in presence.all_processes(db)]


def backups(context: HouseHere, viewer: Owner) -> list[CopyOut]:  # noqa: ARG001
    """The newest copies of the database, in each folder of them. The action "run" with "backup" makes one."""
    found = system.kept_backups(context.settings)
    return [
        CopyOut(folder=folder, name=name, size=size, at=at) for folder, _, files in found for name, size, at in files
    ]


def statistics(context: HouseHere, viewer: Owner, say: Say) -> Statistics:
    """What has arrived, how long conversions took, who serves us."""
    with context.store.read() as db:
        shown = charts.page(db, as_page(viewer))
    lists = {**shown, **{name: columns.bars for name, columns in shown["columns_of"].items()}}
    bars = {
        name: [BarOut(name=say(bar.name), value=bar.value) for bar in lists[name]] for name in Statistics.model_fields
    }
    return Statistics(**bars)


def settings(context: HouseHere, viewer: Owner, say: Say, only_set: bool = False) -> list[SettingOut]:
    """Every setting, with what it means and from where it is; `only_set`: without those at their defaults."""
    with context.store.read() as db:
        parts = system.settings(db, as_page(viewer, only="set" if only_set else ""), context)["parts"]
    return [
        SettingOut.of(each, section=part.name, description=say(each.description))
        for part, kept in parts
        for each in kept
    ]


def choices(context: HouseHere, viewer: Owner) -> Choices:
    """What the household has chosen in the chat or in the browser."""
    with context.store.read() as db:
        shown = system.settings(db, as_page(viewer), context)
    policy = shown["policy"]
    screens = {name: screen.title for name, screen in shown["screens"].items()}
    return Choices(screens=screens, ticked=list(shown["ticked"]), watched=policy.what, days=policy.days)


def pressed(context: HouseHere, viewer: Owner, say: Say, page: PageNumber = 1) -> list[PressOut]:  # noqa: ARG001
    """Who pressed what, the latest first."""
    with context.store.read() as db:
        return [press(each, say) for each in presses.lately(db, PAGE, (page - 1) * PAGE)]


# ------------------------------------------------------------------------------------------------------------- shaping


def _health(context: HouseHere) -> dict[str, Any]:
    with context.store.read() as db:
        return all_health(db, context)


def _chore(row: chores.ChoreRun, say: Say) -> ChoreOut:
    called = say(chores.duty(row.name))
    return ChoreOut.of(row, title=called, running=row.lease is not None, why=say(row.reason))


def _process(row: presence.Process, say: Say) -> ProcessOut:
    return ProcessOut.of(row, lanes=list(row.lanes), lacks={lane: say(why) for lane, why in row.lacks.items()})
