"""example: the ffmpeg of Airdate, with a setting more.

    [encoders.example]
    most_hours = 6

There is one encoder: set `enabled = false` in [encoders.ffmpeg].
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from airdate.plugin import BadResponse, FFmpeg, Plan, Progress


class Example(FFmpeg):
    """An Encoder."""

    ports_version = 1

    class Config(FFmpeg.Config):
        most_hours: float = Field(6.0, gt=0, description="a longer film is refused")

    def __init__(self, config: Config, *, name: str) -> None:
        super().__init__(config, name=name)
        self._longest = config.most_hours * 3600

    def encode(self, source: Path, plan: Plan, target: Path, progress: Progress) -> None:
        if (seconds := self.probe(source).duration) > self._longest:
            raise BadResponse(self.name, f"it lasts {seconds / 3600:.1f} hours")
        super().encode(source, plan, target, progress)
