"""The ports: what the pipeline asks of the outside. An integration is a class that fits one of them.

Each has a nested `Config` (pydantic), is made as `Plugin(config, name=...)` without touching the network, and is found
through the entry points in pyproject.toml. Every call has a timeout and raises only the four errors of
`pipeline.errors` (Unreachable, Unauthorized, NotFound, BadResponse). Every call is safe to repeat and safe to make from
several threads.

A `Path` is a file or folder by the name that this machine knows it by: an integration whose system runs elsewhere and
calls it otherwise translates (`folders` in the settings of the built-in ones). `airdate.testing` has the behaviour that
is asked for here as tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from pipeline.model import (
    DownloadStatus,
    EpisodeInfo,
    MediaInfo,
    PlayerEntry,
    PlayerItem,
    PlayerSession,
    PlayerUser,
    Release,
    SceneRange,
    ShowInfo,
    Subtitle,
    SubtitleQuery,
    SyncResult,
    Torrent,
    Wanted,
)
from pipeline.model.events import Event
from pipeline.model.reasons import Reason
from pipeline.playback.plans import Plan

PORTS_VERSION = 1
"""What a plugin names as its `ports_version`. It rises when a plugin that fitted would not fit any more; a call or a
field that a plugin may do without leaves it as it is."""

Progress = Callable[[float, float | None], None]
"""Called with the share done (0 to 1) and the seconds left, where known. May raise to cancel."""


class Plugin(Protocol):
    """One with an attribute `pace` (pipeline.model.Pace) is not asked more often than that, by all workers together."""

    name: str

    def check(self) -> Reason:
        """Ask the system for real and say what answered ("Transmission 3.00, 51 GB free"); a plugin of others, whose
        sentences are in no catalogue of ours, with `reason_from(sentence)`."""


@runtime_checkable
class Catalogue(Plugin, Protocol):
    """Knows shows and when their episodes air.

    One with an `attribution`, (its name, its page), wants to be named where what it knows is shown.
    """

    def search(self, text: str) -> list[ShowInfo]:
        """Shows that a title typed by a person may mean, best first; empty when there are none."""

    def show(self, ids: ShowInfo) -> ShowInfo:
        """The show with one of these ids (tvdb_id, tvmaze_id, imdb_id; the rest is ignored). NotFound if unknown, or
        when `ids` has none."""

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        """Every episode, specials included (season 0), by season and number. NotFound as for `show`."""

    def changed_since(self, moment: datetime) -> set[int] | None:
        """This catalogue's ids of the shows that changed, rather too many than too few; None when it can only say for
        a shorter time back: then each show is read again."""

    def id_of(self, ids: ShowInfo) -> int | None:
        """This catalogue's own id among `ids`, as `changed_since` names it."""


class SceneCatalogue(Catalogue, Protocol):
    """A catalogue that knows how releases count episodes where other catalogues do it otherwise.

    One that knows nothing else answers NotFound to `search`, `show` and `episodes`, an empty set to `changed_since` and
    None to `id_of`.
    """

    def scene(self, show: ShowInfo) -> tuple[SceneRange, ...]:
        """How releases of this show count; empty when they do as TheTVDB does, or when that is not known."""


@runtime_checkable
class Indexer(Plugin, Protocol):
    """Knows which releases exist.

    One with a number `requests`, of those that this thread has made so far, has each request of a search counted.
    """

    def search(self, wanted: Wanted) -> list[Release]:
        """Releases that may hold an episode, or a season when `wanted.number` is None; empty when there are none. Too
        many are no harm: the pipeline reads the names."""

    def newest(self, page: int = 0) -> list[Release]:
        """The newest releases, newest first; `page` counts from 0; empty past the end."""

    def torrent(self, release: Release) -> Torrent:
        """The torrent behind a release of this indexer, read and checked: `data` or `magnet` is set. NotFound when it
        is gone, BadResponse when what lies there is no torrent."""


@runtime_checkable
class Downloader(Plugin, Protocol):
    """Downloads torrents, keyed by info-hash (hex, in small letters or capitals)."""

    def add(self, torrent: Torrent, folder: Path | None = None) -> None:
        """Begin, or do nothing when this info-hash is there already. From its return on `status` knows it, also when
        its files are not known yet (a magnet). `folder`, by this machine's name for it: where the download's files (or
        its root folder) go, made where it is missing; None for the client's own.

        BadResponse when what the torrent holds cannot be read or has another info-hash; then nothing of it is kept.
        """

    def status(self, info_hash: str) -> DownloadStatus:
        """How it stands. NotFound when the client does not have it.

        `done` counts bytes whose checksums were right. COMPLETE means that every wanted byte is, and lies on the disk
        at `folder`: what is complete is opened at once, a file of a pack as soon as its own `done` is its `size`. Paths
        of `files` begin with the torrent's root folder, where it has one, and their order is the torrent's. What keeps
        it from going on by itself is its `problem` and `error`; what a tracker says is a `warning`.
        """

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        """Download just these files of it, by their places in `status().files`; none at all is a choice, too. NotFound
        when it has no such file, or its files are not known yet."""

    def resume(self, info_hash: str) -> None:
        """Go on with one that stopped for a local error (a full disk that has room again); nothing happens to one that
        runs. NotFound when the client does not have it."""

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        """Forget it, with its files or without; nothing happens when it is not there."""

    def free_space(self, folder: Path | None = None) -> int:
        """Bytes free where it downloads to; a folder still to be made counts as the one it will be made in."""


@runtime_checkable
class Encoder(Plugin, Protocol):
    """Reads and converts media files.

    One with a method `shrink(picture, target, width)` makes small JPEG pictures of JPEG and PNG ones: the pages show
    posters then.
    """

    def probe(self, path: Path) -> MediaInfo:
        """What is inside. NotFound when it is not there, BadResponse when it is not a media file, or is damaged beyond
        reading."""

    def texts(self, path: Path, indexes: Sequence[int]) -> dict[int, bytes]:
        """What the text subtitles of these streams hold, as they lie in the file; those that can be read."""

    def encode(self, source: Path, plan: Plan, target: Path, progress: Progress) -> None:
        """Carry out the plan into `target`, which appears only when it is whole; the source stays as it is. What
        `progress` raises ends it, with nothing left at `target` and no process running."""

    def verify(self, source: Path, plan: Plan, target: Path) -> MediaInfo:
        """Check that `target` is whole and is what the plan meant: streams, length, decodable. BadResponse if not."""


@runtime_checkable
class Subtitler(Plugin, Protocol):
    """Finds subtitles."""

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        """The best subtitle of each wanted language that can be had and is not refused, in the order of the languages;
        Unreachable when no provider could be asked."""


@runtime_checkable
class Synchroniser(Plugin, Protocol):
    """Listens to what is said in a video."""

    def fit(self, video: Path, srt: str) -> SyncResult:
        """How the subtitle's times would come to fit. BadResponse when nothing was found to go by."""


@runtime_checkable
class Notifier(Plugin, Protocol):
    """Tells a program, or people elsewhere than in the chat, what happens in the household."""

    def wants(self, event: Event) -> bool:
        """Whether it is to be told of this."""

    def tell(self, event: Event, text: str) -> None:
        """Hand it on; `text` says it to people, in the owner's language. Returns when it was taken; after an error the
        same event comes again later, and by its `id` it is known for the same; after NotFound it does not."""


@runtime_checkable
class Player(Plugin, Protocol):
    """A media server or player that shows the library.

    One with a method `theirs(path)` may know our paths by other names: `doctor` then compares. One with a method
    `show_in(folder)` says as which show it knows a folder of the library, or None: two may have one title. One with
    `locations()` tells the folders that it looks at, as it names them, with whether each folder in one is a show to it:
    they are compared with the library. One with `reads_nfo = True` shows what NFO files and pictures beside the videos
    say: they are written for it.
    """

    def refresh(self, path: Path) -> None:
        """Look at this file or folder of the library again, which may be new, changed or gone. Returns when the player
        was told, not when it has looked: see `find`. Unreachable with `retry_after` while it takes no orders."""

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        """The episode as the player shows it. NotFound while it is not there yet."""

    def sessions(self) -> list[PlayerSession]:
        """Screens that something can be played on now."""

    def play(self, item_id: str, session_id: str) -> None:
        """Start an item on a screen. NotFound when either is not there (any more)."""

    def mark_watched(self, item_id: str, *, watched: bool = True, user: str = "") -> None:
        """Set an item's watched mark (for one user, where the player has users)."""

    def watched(self, item_id: str, user: str = "") -> bool:
        """An item's watched mark. `user` is a name or an id; empty: the configured one, or all there is."""

    def watched_among(self, paths: Mapping[Path, datetime | None], user: str = "") -> set[Path]:
        """Which of these files of the library have a watched mark, in few requests. `user`: as above. A file that the
        player does not have, or may have taken for another, is not among them; nor is one that was played only before
        the moment beside it: marks outlive files."""

    def users(self) -> list[PlayerUser]:
        """Those whose watched marks are kept apart; empty when the player does not tell people apart."""

    def browse(self, parent: str | None = None, user: str = "") -> list[PlayerEntry]:
        """What is in an entry; None: the libraries. In the player's own order. Empty or an error
        when there is no such entry (any more)."""

    def latest(self, limit: int = 10, user: str = "") -> list[PlayerItem]:
        """The episodes that came last, newest first."""
