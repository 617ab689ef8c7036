"""Each outside system, the disks, what is going on."""

from __future__ import annotations

import shutil
from pathlib import Path

from dashboard.context import Context, Shown
from dashboard.pages import system
from pipeline.model.reasons import Reason
from pipeline.services import space
from pipeline.services.vitals import problems
from pipeline.store import Connection, chores, health, history, pausing, presence
from pipeline.store.undelivered import undelivered
from pipeline.store.vitals import vitals


def all_health(db: Connection, context: Context) -> Shown:
    """Each outside system, the disks, what is going on."""
    settings, names = context.settings, [part.name for _, part in context.parts.all()] if context.parts else []
    systems = health.all_systems(db)
    known = {system.system for system in systems}
    failing = sum(bool(system.problem) for system in systems)
    return {
        "title": Reason("page-title-health", failing=failing),
        "problems": [*problems(vitals(db)), *(each.reason for each in undelivered(db))],
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
