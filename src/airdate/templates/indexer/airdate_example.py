"""example: the .torrent files of a folder, each a release that is called like its file.

[indexers.example]
folder = "/srv/torrents"
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    BadResponse,
    NotFound,
    Reason,
    Release,
    Torrent,
    Unreachable,
    Wanted,
    read_torrent,
    reason_from,
)


class Example:
    """An Indexer."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        folder: Path = Field(description="folder with .torrent files")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._folder = config.folder

    def check(self) -> Reason:
        return reason_from(f"{len(self.newest())} torrents in {self._folder}")

    def search(self, wanted: Wanted) -> list[Release]:
        names = [_words(title) for title in (wanted.show.title, *wanted.show.aliases)]
        return [release for release in self.newest() if any(_words(release.title).startswith(n) for n in names if n)]

    def newest(self, page: int = 0) -> list[Release]:
        if not self._folder.is_dir():
            raise Unreachable(self.name, f"{self._folder} is not there")
        found = [self._release(path) for path in self._folder.glob("*.torrent")] if page == 0 else []
        return sorted(found, key=lambda release: release.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)

    def torrent(self, release: Release) -> Torrent:
        path = Path(release.link)
        if path.parent != self._folder or not path.is_file():
            raise NotFound(self.name, "the torrent is gone")
        try:
            return read_torrent(path.read_bytes())
        except Exception as error:
            raise BadResponse(self.name, f"{path.name} cannot be read: {error}") from error

    def _release(self, path: Path) -> Release:
        came = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Release(title=path.stem, indexer=self.name, link=str(path), guid=path.name, published_at=came)


def _words(text: str) -> str:
    """Lower-case words with one blank between them."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
