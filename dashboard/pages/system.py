"""What is set and from where; copies of the database; what runs."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dashboard.context import Context, PageRequest
from pipeline.config import Settings
from pipeline.model.reasons import Reason
from pipeline.services import backups, settings_told
from pipeline.store import backups as copies

SHOWN_MOST = 5  # copies of each folder
Shown = dict[str, Any]


def settings_page(asked: PageRequest, context: Context) -> Shown:
    """Every setting; `only`=set in the address leaves out those that stand at their defaults."""
    only = asked.query.get("only") == "set"
    parts = settings_told.everything(context.settings)
    kept = [
        (part, [told for told in part.settings if not only or told.source is not settings_told.Source.DEFAULT])
        for part in parts
    ]
    return {"title": Reason("page-settings"), "parts": [each for each in kept if each[1]], "only": only}


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
