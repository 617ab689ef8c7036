"""Sonarr, to come from: its shows, files, profiles and blocklist. Nothing in it is changed.

From a running one by its API (v3: https://sonarr.tv/docs/api), or from its database: `sonarr.db`, or the zip file that
System → Backup makes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from integrations.sonarr.api import Api
from integrations.sonarr.database import Database
from integrations.sonarr.reading import household
from pipeline.model.imports import ImportedHousehold


def read(source: str, key: str, told: Callable[[int, int], None]) -> ImportedHousehold:
    """What a Sonarr has. `source`: its address, or a file; `told` hears how many shows are read, of how many.

    Raises the four errors of outside systems; UserError for a file that is none of Sonarr's.
    """
    if source.lower().startswith(("http://", "https://")):
        return household(Api(source, key), told)
    with Database(Path(source)) as database:
        return household(database, told)
