"""example: the library's folder itself, for people who open the files: it keeps who watched what in a file of its own.

[players.example]
folder = "/srv/library"
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    EpisodeInfo,
    NotFound,
    PlayerEntry,
    PlayerItem,
    PlayerSession,
    PlayerUser,
    Reason,
    ShowInfo,
    Unreachable,
    reason_from,
)

VIDEOS = (".mp4", ".mkv")
MARKS = ".airdate-example.json"


class Example:
    """A Player."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        folder: Path = Field(description="the library")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._root = config.folder
        self._lock = threading.Lock()

    def check(self) -> Reason:
        return reason_from(f"{len(self._videos())} videos in {self._root}")

    def refresh(self, path: Path) -> None:
        """It looks each time anyway."""

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:  # noqa: ARG002 - by its path alone
        if not path.is_file() or not path.is_relative_to(self._root):
            raise NotFound(self.name, f"{path.name} is not there")
        return self._item(path)

    def sessions(self) -> list[PlayerSession]:
        return []

    def play(self, item_id: str, session_id: str) -> None:  # noqa: ARG002
        raise NotFound(self.name, "it has no screens")

    def mark_watched(self, item_id: str, *, watched: bool = True, user: str = "") -> None:  # noqa: ARG002
        self._path(item_id)
        with self._lock:
            marks = self._marks()
            if watched:
                marks[item_id] = datetime.now(UTC).isoformat()
            else:
                marks.pop(item_id, None)
            new = self._root / f"{MARKS}.new"
            new.write_text(json.dumps(marks), encoding="utf-8")
            new.replace(self._root / MARKS)

    def watched(self, item_id: str, user: str = "") -> bool:  # noqa: ARG002
        self._path(item_id)
        return item_id in self._marks()

    def watched_among(self, paths: Mapping[Path, datetime | None], user: str = "") -> set[Path]:  # noqa: ARG002
        marks = {self._root / name: datetime.fromisoformat(at) for name, at in self._marks().items()}
        return {path for path, since in paths.items() if path in marks and (since is None or marks[path] >= since)}

    def users(self) -> list[PlayerUser]:
        return []

    def browse(self, parent: str | None = None, user: str = "") -> list[PlayerEntry]:  # noqa: ARG002
        folder = self._path(parent) if parent else self._root
        if not folder.is_dir():
            raise NotFound(self.name, f"{folder.name} holds nothing")
        return [self._entry(path) for path in sorted(folder.iterdir()) if path.is_dir() or path.suffix in VIDEOS]

    def latest(self, limit: int = 10, user: str = "") -> list[PlayerItem]:  # noqa: ARG002
        newest = sorted(self._videos(), key=lambda path: path.stat().st_mtime, reverse=True)
        return [self._item(path) for path in newest[:limit]]

    def _videos(self) -> list[Path]:
        if not self._root.is_dir():
            raise Unreachable(self.name, f"{self._root} is not there")
        return [path for path in self._root.rglob("*") if path.suffix in VIDEOS]

    def _path(self, item_id: str) -> Path:
        path = self._root / item_id
        if not path.exists() or not path.resolve().is_relative_to(self._root.resolve()):
            raise NotFound(self.name, "it is not there any more")
        return path

    def _marks(self) -> dict[str, str]:
        try:
            marks: dict[str, str] = json.loads((self._root / MARKS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return marks

    def _item(self, path: Path) -> PlayerItem:
        name = str(path.relative_to(self._root))
        return PlayerItem(player=self.name, id=name, title=path.stem, path=str(path), watched=name in self._marks())

    def _entry(self, path: Path) -> PlayerEntry:
        folder = path.is_dir()
        kind = "folder" if folder else "episode"
        name = str(path.relative_to(self._root))
        return PlayerEntry(player=self.name, id=name, title=path.stem, kind=kind, opens=folder)
