"""example: shows that stand in files of a folder, one for each.

    [catalogues.example]
    folder = "/srv/shows"

A file `NUMBER.toml`, whose number is this catalogue's own id of the show, and its TVmaze id (0 and below are free):

    title = "Our Own Show"
    [[episodes]]
    season = 1
    number = 1
    airs_at = 2026-11-22T20:00:00Z
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    EpisodeInfo,
    NotFound,
    Reason,
    ShowInfo,
    Unreachable,
    reading,
    reason_from,
)


class Example:
    """A Catalogue."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        folder: Path = Field(description="folder with a file for each show")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._folder = config.folder

    def check(self) -> Reason:
        return reason_from(f"{len(self._all())} shows in {self._folder}")

    def search(self, text: str) -> list[ShowInfo]:
        words = text.casefold()
        shows = [self._show(number) for number in self._all()]
        return [show for show in shows if words and words in show.title.casefold()]

    def show(self, ids: ShowInfo) -> ShowInfo:
        return self._show(self._number(ids))

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        rows = self._read(self._number(ids)).get("episodes", [])
        found = reading(self.name, rows, lambda rows: [_episode(row) for row in rows])
        return sorted(found, key=lambda episode: (episode.season, episode.number))

    def changed_since(self, moment: datetime) -> set[int] | None:
        return {number for number, path in self._all().items() if path.stat().st_mtime >= moment.timestamp()}

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id

    def _all(self) -> dict[int, Path]:
        """The shows' files, by their ids."""
        if not self._folder.is_dir():
            raise Unreachable(self.name, f"{self._folder} is not there")
        files = {path.stem: path for path in self._folder.glob("*.toml")}
        return {int(stem): path for stem, path in sorted(files.items()) if stem.lstrip("-").isdigit()}

    def _number(self, ids: ShowInfo) -> int:
        if ids.tvmaze_id is None or ids.tvmaze_id not in self._all():
            raise NotFound(self.name, f"it has no show {ids.title!r}")
        return ids.tvmaze_id

    def _read(self, number: int) -> dict[str, Any]:
        try:
            text = self._all()[number].read_text(encoding="utf-8")
        except (OSError, KeyError):
            raise NotFound(self.name, f"it has no show {number}") from None
        return reading(self.name, text, tomllib.loads)

    def _show(self, number: int) -> ShowInfo:
        row = self._read(number)
        return reading(self.name, row, lambda row: ShowInfo(title=row["title"], tvmaze_id=number, year=row.get("year")))


def _episode(row: dict[str, Any]) -> EpisodeInfo:
    airs_at = row.get("airs_at")
    return EpisodeInfo(
        season=row["season"],
        number=row["number"],
        title=row.get("title", ""),
        airs_at=airs_at.astimezone(UTC) if isinstance(airs_at, datetime) else None,
        runtime=row.get("runtime"),
    )
