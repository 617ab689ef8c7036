"""Media files: what is inside, and what the library holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StreamKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    SUBTITLE = "subtitle"
    ATTACHMENT = "attachment"
    DATA = "data"


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One stream of a media file, in ffprobe's words where the field names match (codec "hevc", profile "Main 10")."""

    index: int
    kind: StreamKind
    codec: str
    profile: str = ""
    level: int | None = None
    language: str = ""  # BCP 47; empty: not stated
    title: str = ""
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False
    duration: float | None = None
    bit_rate: int | None = None  # bits a second
    # Video only.
    width: int = 0
    height: int = 0
    pixel_format: str = ""
    bit_depth: int = 8
    frame_rate: float | None = None
    interlaced: bool = False
    hdr: str = ""  # "", "hdr10", "hdr10plus", "hlg", "dolby-vision"
    sample_aspect: float = 1.0
    picture: bool = False  # an attached cover, not a film
    tag: str = ""  # the sample entry in MP4: "avc1", "hvc1", "hev1"
    # Audio only.
    channels: int = 0
    sample_rate: int = 0  # Hz


@dataclass(frozen=True, kw_only=True)
class MediaInfo:
    """What is inside a media file."""

    container: str  # ffprobe's format names: "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2"
    size: int
    duration: float
    streams: tuple[Stream, ...] = ()
    chapters: int = 0
    muxer: str = ""  # the container as a suffix, where ffprobe's names leave it open: "mkv" or "webm", "mp4" or "mov"

    def of(self, kind: StreamKind) -> tuple[Stream, ...]:
        """The streams of one kind, attached pictures left out."""
        return tuple(s for s in self.streams if s.kind is kind and not s.picture)


@dataclass(frozen=True, kw_only=True)
class MediaFile:
    """An episode's file in the library."""

    id: int
    episode_id: int
    path: str
    size: int
    duration: float
    release: str  # the release's name it came from
    info_hash: str = ""
    subtitles: tuple[str, ...] = ()  # BCP 47
    filed_at: datetime | None = None
    replaced_at: datetime | None = None  # set when an upgrade or a person took its place


class DeletionState(StrEnum):
    """What becomes of an episode's file that everyone who follows it has watched."""

    SEEN = "seen"  # nothing yet
    ASKED = "asked"  # the owner has been asked
    KEPT = "kept"  # the owner wants to keep it
    GOING = "going"  # on its way into the recycle folder: for the pipeline it is gone
    GONE = "gone"
    RETURNING = "returning"  # on its way back


OUT = (DeletionState.GOING, DeletionState.GONE, DeletionState.RETURNING)
"""Not in the library, and not wanted there."""
