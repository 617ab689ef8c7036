"""example: by how much a video's subtitles are off stands beside it, as seconds, in `NAME.late`.

[synchronisers.example]
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    BadResponse,
    Reason,
    SyncResult,
    reason_from,
)


class Example:
    """A Synchroniser."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        suffix: str = Field(".late", description="of the files with the seconds")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._suffix = config.suffix

    def check(self) -> Reason:
        return reason_from(f"it reads NAME{self._suffix}")

    def fit(self, video: Path, srt: str) -> SyncResult:
        try:
            late = float(video.with_suffix(self._suffix).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise BadResponse(self.name, "nothing says by how much they are off") from None
        if "-->" not in srt:
            raise BadResponse(self.name, "the subtitle has no lines")
        return SyncResult(offset=-late, factor=1.0, agreeing=60.0)
