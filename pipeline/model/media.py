"""Media files: what is inside, and what the library holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class StreamKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    SUBTITLE = "subtitle"
    ATTACHMENT = "attachment"
    DATA = "data"


class Crop(NamedTuple):
    """How many pixels at each side of a stored picture are not to be shown."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


NO_CROP = Crop()


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
    commentary: bool = False
    described: bool = False  # sound that tells the blind what is seen
    original: bool = False  # in the language that the film was made in
    dubbed: bool = False
    lyrics: bool = False  # a subtitle of songs and signs only
    empty: bool = False  # announced, and nothing of it is there
    foreign: bool = False  # of another programme that was recorded along
    frames: int | None = None  # how many packets it has, where the container says so
    duration: float | None = None
    bit_rate: int | None = None  # bits a second
    # Video only.
    width: int = 0
    height: int = 0
    pixel_format: str = ""
    bit_depth: int = 8
    frame_rate: float | None = None
    interlaced: bool = False
    fields: str = ""  # "top" or "bottom", the first, where each coded picture is one field; size and rate are of both
    hdr: str = ""  # "", "hdr10", "hdr10plus", "hlg"; "dolby-vision" only where no other layer stands below it
    hdr_unsaid: bool = False  # the pictures say nothing of their HDR: only the container does
    dolby_vision: int | None = None  # the profile of its Dolby Vision record: 5, 7, 8
    sample_aspect: float = 1.0
    crop: Crop = NO_CROP  # of `width` and `height`, by what the container says
    stereo: bool = False  # holds a picture for each eye
    unordered: bool = False  # stored in another order than it is shown, in a container that has no times of showing
    rotation: int = 0  # degrees by which players turn it: 0, 90, 180, 270
    picture: bool = False  # a cover or another still picture, not a film
    tag: str = ""  # the sample entry in MP4: "avc1", "hvc1", "hev1"
    # Audio only.
    channels: int = 0
    sample_rate: int = 0  # Hz


@dataclass(frozen=True, kw_only=True)
class MediaInfo:
    """What is inside a media file."""

    container: str  # ffprobe's format names: "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2"
    size: int
    duration: float  # of picture and sound: a subtitle may say that it lasts longer
    streams: tuple[Stream, ...] = ()
    chapters: tuple[tuple[float, float], ...] = ()  # from when to when each lasts, in seconds
    damage: float = 0.0  # share of the pictures that were looked at and could not be decoded; 0 where nobody looked
    muxer: str = ""  # the container as a suffix, where ffprobe's names leave it open: "mkv" or "webm", "mp4" or "mov"
    linked: bool = False  # parts of it lie in other files, which it names

    def of(self, kind: StreamKind) -> tuple[Stream, ...]:
        """The streams of one kind, without still pictures, another programme's and those of which nothing is there."""
        return tuple(s for s in self.streams if s.kind is kind and not (s.picture or s.empty or s.foreign))

    @property
    def chapters_inside(self) -> int:
        """How many chapters begin before the film ends."""
        return sum(start < self.duration for start, _ in self.chapters)

    @property
    def film(self) -> Stream | None:
        """The main picture: the default one, else the largest."""
        films = self.of(StreamKind.VIDEO)
        return max(films, key=lambda s: (s.default, s.width * s.height), default=None)

    @property
    def frame_rate(self) -> float | None:
        """The main picture's, in pictures a second; None: not known."""
        return self.film.frame_rate if self.film else None


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
