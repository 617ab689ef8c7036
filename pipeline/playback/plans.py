"""What happens to a file so that a screen plays it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.model import StreamKind
from pipeline.model.reasons import NO_REASON, Reason


class Action(StrEnum):
    COPY = "copy"
    CONVERT = "convert"
    EXTRACT = "extract"  # a subtitle, to a file of its own beside the video
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class StreamPlan:
    """What happens to one stream of the source, and why."""

    index: int  # the source stream's
    action: Action
    why: Reason
    codec: str = ""  # what to convert to: "h264", "aac", "opus"; of an extracted subtitle "srt" or "mks"
    options: tuple[tuple[str, str], ...] = ()  # for the encoder: (("channels", "6"),); see VIDEO_OPTIONS
    kind: StreamKind = StreamKind.VIDEO
    suffix: str = ""  # of an extracted subtitle's file: ".en.forced.srt", put in place of the video's own
    default: bool = False  # what a player begins with

    def option(self, name: str) -> str:
        """The value of one option; empty when it is not set."""
        return dict(self.options).get(name, "")


# The options of a converted video stream. Sizes are pixels, which become square; `frame_rate` a fraction like
# 30000/1001, set only when it must change; `cut` is what is shown of a picture, "width:height:left:top", and comes
# before all that is about its size; `crop` is "1" when wanted; `join` says of fields that were coded apart which comes
# first, "top" or "bottom"; `deinterlace` is "1" for a picture from two fields, "2" for one from each; `tonemap` names
# the HDR kind that becomes SDR.
VIDEO_OPTIONS = (
    "width",
    "height",
    "cut",
    "crop",
    "frame_rate",
    "join",
    "deinterlace",
    "tonemap",
    "profile",
    "level",
    "pixel_format",
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens to a file: its streams in the order that they have in the result. `container` is ffmpeg's muxer and
    the suffix: "mp4", "mkv"."""

    container: str
    streams: tuple[StreamPlan, ...]
    why: Reason
    untouched: bool = False  # True: the file is playable as it is; nothing to do
    blocked: Reason = NO_REASON  # why this file cannot be made playable at all: take another release

    def sidecars(self, target: Path) -> list[tuple[StreamPlan, Path]]:
        """The subtitle files that appear beside `target`, each with the stream it comes from.

        One whose stream turns out to hold no text is not written.
        """
        return [(s, target.with_name(target.stem + s.suffix)) for s in self.streams if s.action is Action.EXTRACT]

    @property
    def converts_video(self) -> bool:
        """Whether the picture is encoded anew: what takes long."""
        return any(s.action is Action.CONVERT and s.kind is StreamKind.VIDEO for s in self.streams)
