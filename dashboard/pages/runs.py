"""The newest jobs as a grid: a column for each, by the day it began, a row for each step."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

from dashboard.context import PageRequest, shows_of, zone_of
from dashboard.marks import mark
from dashboard.pages.job import in_order
from pipeline.model.jobs import StepRun
from pipeline.model.reasons import Reason
from pipeline.store import Connection, activity

COLUMNS = 60
LEGEND = {
    "done": Reason("page-done"),
    "running": Reason("page-running"),
    "due": Reason("page-next-in-line"),
    "retry": Reason("page-tried-again"),
    "stuck": Reason("page-stuck"),
    "waiting": Reason("page-not-yet"),
}
LONG = 6 * 3600.0  # seconds: what took so long, or longer, is drawn darkest


def grid(db: Connection, asked: PageRequest, zone: str) -> dict[str, Any]:
    """`by`=time in the address: the colours say how long each step took, instead of how it stands."""
    by_time = asked.query.get("by") == "time"
    ids = activity.newest_ways(db, COLUMNS, shows_of(db, asked.viewer))
    ways = sorted(in_order(db, ids), key=lambda way: way.job.id)
    steps = list(dict.fromkeys(run.step for way in ways for run in way.runs))
    cells = {(way.job.id, run.step): _cell(run, by_time) for way in ways for run in way.runs}
    begun = groupby(ways, lambda way: way.job.created_at.astimezone(zone_of(zone)).date())
    days = [(day, len(list(each))) for day, each in begun]
    drawn = {"ways": ways, "days": days, "steps": steps, "cells": cells}
    return {"title": Reason("page-runs"), **drawn, "by_time": by_time, "legend": LEGEND}


def _cell(run: StepRun, by_time: bool) -> dict[str, Any]:
    """Its colour, how strong it is (0 to 1), and what it says."""
    how = mark(run)
    took = (run.finished_at - run.begun_at).total_seconds() if run.finished_at and run.begun_at else None
    if not by_time:
        return {"kind": how.kind, "strength": 1.0, "words": how.words}
    share = 0.0 if took is None else min(1.0, math.log1p(max(0.0, took)) / math.log1p(LONG))
    strength = round(0.12 + 0.88 * share, 2)
    if took is None:
        return {"kind": "waiting", "strength": strength, "words": how.words}
    return {"kind": "running", "strength": strength, "words": Reason("page-done-in", seconds=took)}
