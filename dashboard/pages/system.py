"""What is set and from where; copies of the database; what runs."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from dashboard.actions.settings import DAYS, WHATS
from dashboard.context import Context, PageRequest, Shown
from pipeline.config import Settings
from pipeline.model.reasons import Reason
from pipeline.services import backups, household_screens, retention, settings_told
from pipeline.services.retention import Policy
from pipeline.store import Connection
from pipeline.store import backups as copies

SHOWN_MOST = 5  # copies of each folder


def settings(db: Connection, asked: PageRequest, context: Context) -> Shown:
    """Every setting; `only`=set in the address leaves out those that stand at their defaults. What is chosen here or in
    the chat counts more than the file."""
    only = asked.query.get("only") == "set"
    parts = settings_told.everything(context.settings)
    kept = [
        (part, [told for told in part.settings if not only or told.source is not settings_told.Source.DEFAULT])
        for part in parts
    ]
    shown = {"title": Reason("page-settings"), "parts": [each for each in kept if each[1]], "only": only}
    return {**shown, **_chosen(db, context.settings)}


def _chosen(db: Connection, settings: Settings) -> Shown:
    """What can be changed here, and which of the settings that takes the place of."""
    policy = retention.policy(db, settings)
    chosen = ["screens"] if household_screens.is_chosen(db) else []
    if policy != Policy(what=settings.household.watched, days=settings.household.watched_days):
        chosen += ["watched", "watched_days"]
    return {
        "screens": household_screens.known(settings),
        "ticked": household_screens.ticked(db, settings),
        "policy": policy,
        "whats": WHATS,
        "days": sorted({*DAYS, int(policy.days)}),
        "chosen": chosen,
    }


def versions(context: Context) -> dict[str, str]:
    """What runs here, by name."""
    database = context.store.engine.dialect
    return {
        "Airdate": version("airdate"),
        "Python": platform.python_version(),
        database.name: ".".join(map(str, database.server_version_info or ())) or _sqlite(),
    }


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def kept_backups(settings: Settings) -> list[tuple[str, int, list[tuple[str, int, datetime]]]]:
    """(folder, how many, the newest of them as (name, bytes, when)) of each folder with copies of the database."""
    found = []
    for folder in backups.folders(settings):
        files = copies.kept(folder)
        found.append((str(folder), len(files), [_file(path) for path in files[:SHOWN_MOST]]))
    return found


def _file(path: Path) -> tuple[str, int, datetime]:
    told = path.stat()
    return path.name, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC)
