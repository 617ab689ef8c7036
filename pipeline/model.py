"""The nouns.

Timestamps are UTC and timezone-aware. Sizes are bytes, durations and times left seconds (float), rates bytes a
second. Languages are IETF tags (BCP 47). Ids of outside systems keep that system's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class ShowKind(StrEnum):
    """How a show's episodes are numbered by those who release them."""

    STANDARD = "standard"  # S01E02
    DAILY = "daily"  # 2026-11-22
    ANIME = "anime"  # absolute: 27


class Role(StrEnum):
    """What a person may do."""

    OWNER = "owner"
    MEMBER = "member"
    GUEST = "guest"
    ASKING = "asking"  # has knocked; the owner has not answered
    BANNED = "banned"


@dataclass(frozen=True, kw_only=True)
class ShowInfo:
    """A show as a catalogue describes it."""

    title: str
    year: int | None = None
    tvdb_id: int | None = None
    tvmaze_id: int | None = None
    imdb_id: str | None = None
    aliases: tuple[str, ...] = ()
    kind: ShowKind = ShowKind.STANDARD
    status: str = ""  # "Running", "Ended", … as the catalogue words it
    network: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    language: str = ""  # BCP 47: the language it was made in
    overview: str = ""  # plain text
    poster_url: str = ""
    runtime: float | None = None  # seconds


@dataclass(frozen=True, kw_only=True)
class Show(ShowInfo):
    """A show that somebody follows."""

    id: int
    refreshed_at: datetime | None = None  # when its episodes were last read from a catalogue

    @property
    def name(self) -> str:
        """The title with its year, as Jellyfin wants folders named."""
        return f"{self.title} ({self.year})" if self.year and f"({self.year})" not in self.title else self.title


@dataclass(frozen=True, kw_only=True)
class EpisodeInfo:
    """An episode as a catalogue describes it. Season 0 holds specials."""

    season: int
    number: int
    title: str = ""
    absolute: int | None = None
    airs_at: datetime | None = None  # None: not announced
    air_date: date | None = None  # in the place where it airs; what daily shows are named by
    runtime: float | None = None  # seconds
    overview: str = ""
    image_url: str = ""
    tvdb_id: int | None = None
    tvmaze_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Episode(EpisodeInfo):
    id: int
    show_id: int

    @property
    def code(self) -> str:
        """S01E02."""
        return f"S{self.season:02}E{self.number:02}"


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    telegram_id: int
    name: str
    role: Role
    time_zone: str = "UTC"  # IANA name
    language: str = "en"  # what the bot speaks to them
    quiet_from: str = ""  # "22:30", in their time zone: from here on news waits …
    quiet_to: str = ""  # … until here; empty: never quiet
    digest_at: str = ""  # "18:00": episodes are announced once a day; empty: at once
    player_user: str = ""  # who they are on the media server
    most_shows: int | None = None
    most_bytes_a_week: int | None = None


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One person follows one show, from somewhere on.

    An episode is wanted when it is at or after (`from_season`, `from_number`) and does not air before `from_at`.
    """

    id: int
    person_id: int
    show_id: int
    from_season: int = 1
    from_number: int = 1
    from_at: datetime | None = None
    until_season: int | None = None  # the last episode wanted (with `until_number`); None: no end
    until_number: int | None = None
    languages: tuple[str, ...] = ()  # subtitles wanted; empty: the household's setting
    profile: str = ""  # quality profile; empty: the household's default
    muted: bool = False
    created_at: datetime | None = None

    def wants(self, episode: EpisodeInfo) -> bool:
        if (episode.season, episode.number) < (self.from_season, self.from_number):
            return False
        until = (self.until_season, self.until_number)
        if None not in until and (episode.season, episode.number) > until:
            return False
        if self.from_at is None:
            return True
        return episode.airs_at is not None and episode.airs_at >= self.from_at


@dataclass(frozen=True, kw_only=True)
class Release:
    """What an indexer offered. `link` never holds a secret: its indexer puts the key back when it is used."""

    title: str
    indexer: str
    link: str = ""  # of the .torrent, or a magnet
    info_hash: str = ""  # lower-case hex, where the indexer said
    guid: str = ""
    size: int | None = None  # bytes
    seeders: int | None = None
    peers: int | None = None
    published_at: datetime | None = None
    page_url: str = ""
    tvdb_id: int | None = None  # the indexer's claim: evidence, not truth
    tvmaze_id: int | None = None
    imdb_id: str | None = None
    free_to_share: bool = False  # public domain or openly licensed, as the indexer states it
    min_ratio: float | None = None  # the seeding the indexer asks for
    min_seed_time: float | None = None  # seconds
    download_factor: float | None = None  # share of the download that the tracker counts; 0: freeleech
    locked: str = (
        ""  # what the indexer says stands before the video: "password", "archive"; empty: nothing, or not said
    )

    @property
    def key(self) -> str:
        """Tells releases apart across searches: the info-hash where known."""
        return self.info_hash or f"{self.indexer}:{self.guid or self.link or self.title}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to ask an indexer for: an episode, or a whole season when `number` is None."""

    show: ShowInfo
    season: int
    number: int | None = None
    absolute: int | None = None
    air_date: date | None = None
    episode_title: str = ""


@dataclass(frozen=True, kw_only=True)
class TorrentFile:
    """One file inside a torrent. `path` is relative, with "/" between folders, as the torrent names it: untrusted."""

    path: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Torrent:
    """What a downloader needs to begin: the .torrent's bytes, or a magnet whose files are not known yet."""

    info_hash: str  # v1, lower-case hex
    name: str = ""
    data: bytes | None = None
    magnet: str | None = None
    files: tuple[TorrentFile, ...] | None = None


class DownloadState(StrEnum):
    QUEUED = "queued"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    STOPPED = "stopped"
    COMPLETE = "complete"  # every wanted byte is there and checked


@dataclass(frozen=True, kw_only=True)
class DownloadedFile:
    """One file of a download. `path` is relative to the download's folder."""

    index: int
    path: str
    size: int
    done: int  # bytes that are there and checked
    wanted: bool = True

    @property
    def complete(self) -> bool:
        return self.done >= self.size


@dataclass(frozen=True, kw_only=True)
class DownloadStatus:
    info_hash: str
    name: str
    state: DownloadState
    folder: str  # by the name that this machine knows it by
    size: int  # wanted bytes
    done: int  # bytes of those that are there
    rate: float = 0.0  # bytes a second
    seconds_left: float | None = None
    peers: int = 0  # connected, seeds and webseeds included
    error: str = ""  # local and fatal (disk, permissions)
    warning: str = ""  # the tracker's: no reason to give up
    files: tuple[DownloadedFile, ...] = ()  # empty while a magnet's metadata is missing
    ratio: float = 0.0
    seeding_seconds: float = 0.0

    @property
    def progress(self) -> float:
        return self.done / self.size if self.size else 0.0


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
class RefusedSubtitle:
    """A subtitle that a person does not want for an episode. Empty: not known."""

    provider: str = ""
    id: str = ""  # the provider's
    mark: str = ""  # of its text: see `pipeline.subtitles.fingerprint`


@dataclass(frozen=True, kw_only=True)
class SubtitleQuery:
    """What a subtitler needs to know to find subtitles that fit one file."""

    video: str  # path of the downloaded original: hashes are taken from it
    release: str  # the release's name
    show: ShowInfo
    episode: EpisodeInfo
    languages: tuple[str, ...]  # wanted, BCP 47
    hearing_impaired: bool = False  # True: preferred; False: not wanted
    forced: bool = False
    refused: tuple[RefusedSubtitle, ...] = ()  # never these: the next best instead


@dataclass(frozen=True, kw_only=True)
class Subtitle:
    """A subtitle that was found: SRT text as the provider sent it, not yet cleaned."""

    language: str
    content: bytes
    provider: str
    id: str
    score: int = 0
    hearing_impaired: bool = False
    forced: bool = False


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How a subtitle would come to fit the sound: every time is multiplied by `factor`, then `offset` is added."""

    offset: float  # seconds
    factor: float
    agreeing: float  # seconds in which there is speech and text, or neither, minus those in which only one is there


@dataclass(frozen=True, kw_only=True)
class PlayerItem:
    """An episode as a player shows it."""

    player: str  # configured name
    id: str
    title: str
    url: str = ""  # opens it; empty when the player has no page for it
    path: str = ""
    image_url: str = ""
    watched: bool = False
    position: float = 0.0  # seconds


@dataclass(frozen=True, kw_only=True)
class PlayerUser:
    """Somebody whom a player keeps apart from others: their own watched marks."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PlayerEntry:
    """One line of a player's library when it is browsed: a library, show, season, episode or film."""

    player: str
    id: str  # what `browse` takes to look inside, or `play` to start it
    title: str
    kind: str  # "library", "show", "season", "episode", "movie", "folder"
    opens: bool  # there is something inside
    url: str = ""
    image_url: str = ""
    season: int | None = None
    number: int | None = None
    watched: bool = False


@dataclass(frozen=True, kw_only=True)
class PlayerSession:
    """A screen that something can be played on now."""

    player: str
    id: str
    name: str  # "Living room"
    user: str = ""


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


class Fate(StrEnum):
    """What becomes of an episode's file that everyone who follows it has watched."""

    SEEN = "seen"  # nothing yet
    ASKED = "asked"  # the owner has been asked
    KEPT = "kept"  # the owner wants to keep it
    GOING = "going"  # on its way into the recycle folder: for the pipeline it is gone
    GONE = "gone"
    RETURNING = "returning"  # on its way back


OUT = (Fate.GOING, Fate.GONE, Fate.RETURNING)
"""Not in the library, and not wanted there."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits of `first`, then twice as long each time, up to `most`; `attempts` in all."""

    attempts: int = 5
    first: timedelta = field(default=timedelta(seconds=30))
    most: timedelta = field(default=timedelta(hours=1))

    def delay(self, attempt: int) -> timedelta:
        return min(self.first * float(2 ** min(attempt - 1, 20)), self.most)
