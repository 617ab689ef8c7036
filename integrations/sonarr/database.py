"""Sonarr's own database, or a backup of it, read from a copy: what lies there is not even opened.

Its tables and columns are those of the API, in other letters; whole objects stand in columns as JSON, and qualities and
kinds as numbers (https://github.com/Sonarr/Sonarr, src/NzbDrone.Core/Datastore).
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.errors import UserError
from pipeline.model.reasons import Reason

NAME = "sonarr.db"
MOST_BYTES = 8 * 2**30
# Older versions have other names for a few.
TABLES = {
    "series": ("Series",),
    "episode": ("Episodes",),
    "episodefile": ("EpisodeFiles",),
    "qualityprofile": ("QualityProfiles", "Profiles"),
    "tag": ("Tags",),
    "blocklist": ("Blocklist", "Blacklist"),
    "config/naming": ("NamingConfig",),
    "indexer": ("Indexers",),
    "downloadclient": ("DownloadClients",),
    "importlist": ("ImportLists",),
    "notification": ("Notifications",),
    "customformat": ("CustomFormats",),
    "releaseprofile": ("ReleaseProfiles",),
    "delayprofile": ("DelayProfiles",),
    "remotepathmapping": ("RemotePathMappings",),
}
KINDS = ("standard", "daily", "anime")
NEW_SEASONS = ("all", "none")


class Database:
    """A context manager; `rows` answers as the API does."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="airdate-sonarr-")
        try:
            self._db = sqlite3.connect(_copy(self._file, Path(self._folder.name)))
            self._db.row_factory = sqlite3.Row
            self._names = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "Series" not in self._names:
                raise UserError(Reason("no-sonarr-database", path=str(self._file)))
            self._qualities = self._read_qualities()
        except (OSError, sqlite3.Error, zipfile.BadZipFile) as error:
            self._folder.cleanup()
            raise UserError(Reason("cannot-be-read", path=str(self._file), why=str(error))) from error
        except UserError:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def rows(self, table: str, series: int | None = None) -> list[dict[str, Any]]:
        """Those of one table, of one series where it is said; none when the table is not there."""
        name = next((each for each in TABLES[table] if each in self._names), None)
        if name is None:
            return []
        query = f'SELECT * FROM "{name}"' + ("" if series is None else " WHERE SeriesId = ?")  # noqa: S608 - one of TABLES
        with closing(self._db.execute(query, () if series is None else (series,))) as found:
            return [self._as_answered(dict(row)) for row in found]

    def _as_answered(self, row: dict[str, Any]) -> dict[str, Any]:
        told = {f"{name[0].lower()}{name[1:]}": _decoded(value) for name, value in row.items()}
        told["qualityProfileId"] = told.get("qualityProfileId", told.get("profileId"))
        told["seriesType"] = _named(KINDS, told.get("seriesType"))
        told["monitorNewItems"] = _named(NEW_SEASONS, told.get("monitorNewItems"))
        return {name: self._with_qualities(value) for name, value in told.items()}

    def _with_qualities(self, value: Any) -> Any:
        """Where a quality's number stands, the quality."""
        if isinstance(value, list):
            return [self._with_qualities(each) for each in value]
        if not isinstance(value, dict):
            return value
        told = {name: self._with_qualities(part) for name, part in value.items()}
        if isinstance(told.get("quality"), int):
            told["quality"] = self._qualities.get(told["quality"], {"id": told["quality"], "name": ""})
        return told

    def _read_qualities(self) -> dict[int, dict[str, Any]]:
        if "QualityDefinitions" not in self._names:
            return {}
        rows = self._db.execute("SELECT Quality, Title FROM QualityDefinitions")
        return {number: {"id": number, "name": title} for number, title in rows}


def _copy(file: Path, folder: Path) -> Path:
    """A copy of the database, with what is not merged into it yet."""
    copy = folder / NAME
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            inside = next((each for each in packed.infolist() if Path(each.filename).name == NAME), None)
            if inside is None or inside.file_size > MOST_BYTES:
                raise UserError(Reason("no-sonarr-database", path=str(file)))
            with packed.open(inside) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        return copy
    shutil.copyfile(file, copy)
    log = file.with_name(f"{file.name}-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))
    return copy


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in "[{":
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _named(names: tuple[str, ...], number: Any) -> str:
    return names[number] if isinstance(number, int) and 0 <= number < len(names) else names[0]
