"""What the household's screens play, and what must be done to a file so that they play it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    COPY = "copy"
    CONVERT = "convert"
    EXTRACT = "extract"  # a text subtitle, to a file of its own beside the video
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class StreamPlan:
    """What happens to one stream of the source, and why in a few plain words."""

    index: int  # the source stream's
    action: Action
    why: str
    codec: str = ""  # ffmpeg's encoder family to convert to: "h264", "aac", "srt"
    options: tuple[tuple[str, str], ...] = ()  # for the encoder: (("channels", "6"),)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens to a file. `container` is ffmpeg's muxer and the suffix: "mp4", "mkv"."""

    container: str
    streams: tuple[StreamPlan, ...]
    why: str  # one sentence for a person
    untouched: bool = False  # True: the file is playable as it is; nothing to do
