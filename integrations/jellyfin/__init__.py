"""Jellyfin: has it look at new files, finds them there, and plays them on the household's screens.

    [players.jellyfin]
    url = "http://127.0.0.1:8096"
    api_key = "…"                                  # Dashboard, API Keys, +
    # public_url = "https://jellyfin.example.org"  # what links in the chat begin with
    # user = "Ada"                                 # whose watched marks are meant when nobody is named
    # folders = { "/media/tv" = "/srv/library" }   # the library's folder as Jellyfin names it, then as we do

Works with Jellyfin 10.10 and later. The API: https://api.jellyfin.org. Times there are ticks of 100 ns.

Jellyfin waits about a minute after a hint about a path before it looks, and forgets it at a restart. So it is asked to
look at an item itself: the season or show, else the library, else everything. What it needs for that is found by paths:
names, seasons and parents are its own affair.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from integrations.common import folders
from integrations.common.http import reading
from integrations.jellyfin import address
from integrations.jellyfin.client import Connection, Params
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, PlayerEntry, PlayerItem, PlayerSession, PlayerUser, ShowInfo

log = logging.getLogger(__name__)

Item = dict[str, Any]

TICKS = 10_000_000  # in a second
PAGE = 500  # items in one answer
MOST_PAGES = 200
NEWEST = 200  # items among which one is looked for that its show does not have
OPENING = 4.0  # seconds that it may take to look at a show
ACTIVE = 960  # seconds: a screen that was not heard of for longer is off, by Jellyfin's own reckoning
_BEHIND = re.compile(r"\s*[\[({].*$")  # the year and the ids behind a folder's title
FIELDS = ["ProviderIds", "Path", "MediaSources"]
KINDS = {
    "CollectionFolder": "library",
    "UserView": "library",
    "Series": "show",
    "Season": "season",
    "Episode": "episode",
    "Movie": "movie",
}


class Jellyfin:
    """Fits the Player port."""

    reads_nfo = True  # it cannot be told not to

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

        url: str = Field("http://127.0.0.1:8096", description="Where Jellyfin answers")
        api_key: SecretStr = Field(description="An API key: Dashboard, API Keys, +")
        public_url: str = Field("", description="What links for people begin with; empty: the same as url")
        user: str = Field("", description="Whose watched marks are meant when nobody is named; empty: the only user's")
        folders: dict[str, str] = Field(
            default_factory=dict,
            description="Folders by the name Jellyfin's machine knows them by, with the name they have on this one",
        )
        timeout: float = Field(20, gt=0, le=120, description="Seconds to wait for an answer")
        verify_tls: bool = Field(True, description="False: accept a certificate that nobody vouches for")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._public = (config.public_url or config.url).rstrip("/")
        self._local = threading.local()
        self._lock = threading.Lock()
        self._ways = (self._look_near, self._look_at_show, self._look_at_library)  # weak to strong
        self._asked: dict[Path, int] = {}  # how often, since it was last shown
        self._looks: dict[str, float] = {}  # when it was last asked to look at an item
        self._known: dict[str, str] = {}  # its shows' ids, by the folder of a file
        self._opening: dict[str, float] = {}  # since when it is looking at a show once more

    def check(self) -> str:
        try:
            info = self._connection().get("System/Info")
            libraries = self._libraries()
        except (Unauthorized, NotFound, BadResponse) as error:
            better = address.better(self._config.url, self._config.timeout, verify=self._config.verify_tls)
            if not better:
                raise
            text = f'that address is not its own. Put url = "{better}" into [players.{self.name}].'
            raise Unauthorized(self.name, text) from error
        said = f"Jellyfin {info.get('Version', '?')} ({info.get('ServerName', '?')})"
        shows = [str(x.get("Name")) for x in libraries if x.get("CollectionType") in ("tvshows", None, "")]
        if not shows:
            raise NotFound(self.name, f"{said} answers, but has no library of shows. Add one: Dashboard, Libraries.")
        return f"{said}, shows in: {', '.join(shows)}"

    def locations(self) -> list[str]:
        """The folders of its libraries of shows, as it names them."""
        rows = [row for row in self._libraries() if row.get("CollectionType") in ("tvshows", None, "")]
        return [str(folder) for row in rows for folder in row.get("Locations") or ()]

    def refresh(self, path: Path) -> None:
        """Has it look at a path's season or show, or where it must. Harmless to repeat; asked again for a path that it
        has not shown since, it looks at more."""
        with self._lock:
            asked = self._asked.get(path, 0)
            if path.exists():
                self._asked[path] = asked + 1
        look = self._ways[asked] if asked < len(self._ways) else self._look_at_everything
        try:
            look(path, time.time() if asked else _changed_at(path))
        except (NotFound, BadResponse) as error:
            log.warning("%s. Telling it of %s instead.", error, path)
            self._hint(path)

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        wanted = self.theirs(path)
        for item in self._candidates(show, episode, wanted):
            with self._lock:
                self._asked.pop(path, None)
            return self._item(item)
        raise NotFound(self.name, f"Jellyfin does not show {folders.file_name(wanted)} yet.")

    def sessions(self) -> list[PlayerSession]:
        found = self._connection().get("Sessions", params={"activeWithinSeconds": ACTIVE})
        return reading(
            self.name,
            found,
            lambda rows: [
                PlayerSession(
                    player=self.name,
                    id=str(row["Id"]),
                    name=str(row.get("DeviceName") or row.get("Client") or "?"),
                    user=str(row.get("UserName") or ""),
                )
                for row in rows
                if row.get("SupportsRemoteControl")
            ],
        )

    def play(self, item_id: str, session_id: str) -> None:
        params: Params = {"playCommand": "PlayNow", "itemIds": item_id}
        try:
            self._connection().post(f"Sessions/{quote(session_id, safe='')}/Playing", params=params)
        except NotFound as error:
            raise NotFound(self.name, "that screen is switched off, or no longer signed in to Jellyfin.") from error

    def mark_watched(self, item_id: str, *, watched: bool = True, user: str = "") -> None:
        who = self._user_id(user, needed=True)
        path = f"UserPlayedItems/{quote(item_id, safe='')}"
        if watched:
            self._connection().post(path, params={"userId": who})
        else:
            self._connection().delete(path, params={"userId": who})
        if self.watched(item_id, who) is not watched:
            raise Unreachable(self.name, "Jellyfin took the watched mark but does not show it.")

    def watched(self, item_id: str, user: str = "") -> bool:
        item = self._only(item_id, self._user_id(user, needed=True))
        return bool((item.get("UserData") or {}).get("Played"))

    def watched_among(self, paths: Mapping[Path, datetime | None], user: str = "") -> set[Path]:
        if not paths:
            return set()
        who = self._user_id(user, needed=True)
        params: Params = {
            "includeItemTypes": "Episode",
            "recursive": "true",
            "isPlayed": "true",
            "isMissing": "false",
            "fields": FIELDS,
            "userId": who,
        }
        # Once more by each item's own mark, and by the one file that is the item's own: other versions of it, and
        # files of shows that it has merged, may not have been watched. On this answer files are deleted.
        marks = {_path(item): item["UserData"] for item in self._items(params) if _data(item).get("Played") is True}
        mine = folders.among(paths, marks, self._config.folders)
        return {path for path, theirs in mine.items() if _played_since(marks[theirs], paths[path])}

    def users(self) -> list[PlayerUser]:
        found = self._connection().get("Users")
        return reading(self.name, found, lambda rows: [PlayerUser(id=str(r["Id"]), name=str(r["Name"])) for r in rows])

    def browse(self, parent: str | None = None, user: str = "") -> list[PlayerEntry]:
        who = self._user_id(user)
        if parent is None and not who:
            return [self._library(row) for row in self._libraries()]
        if parent is None:
            return [self._entry(item) for item in self._items_at("UserViews", {"userId": who})]
        params: Params = {"parentId": parent, "sortBy": ["IsFolder", "SortName"], "isMissing": "false", "userId": who}
        return [self._entry(item) for item in self._items(params)]

    def latest(self, limit: int = 10, user: str = "") -> list[PlayerItem]:
        params: Params = {
            "includeItemTypes": "Episode",
            "recursive": "true",
            "isMissing": "false",
            "sortBy": "DateCreated",
            "sortOrder": "Descending",
            "limit": str(limit),
            "fields": FIELDS,
            "userId": self._user_id(user),
        }
        return [self._item(item) for item in self._items_at("Items", params)]

    # Asking.

    def _connection(self) -> Connection:
        """One for each thread: the library keeps its state in dictionaries without locks."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = Connection(
                self.name,
                url=self._config.url,
                api_key=self._config.api_key.get_secret_value(),
                timeout=self._config.timeout,
                verify_tls=self._config.verify_tls,
            )
        return connection

    def _libraries(self) -> list[Item]:
        found = self._connection().get("Library/VirtualFolders")
        return reading(self.name, found, lambda rows: [dict(row) for row in rows])

    def _items_at(self, path: str, params: Params) -> list[Item]:
        answer = self._connection().get(path, params={k: v for k, v in params.items() if v})
        return reading(self.name, answer, lambda found: [dict(item) for item in found["Items"]])

    def _items(self, params: Params) -> Iterator[Item]:
        """All items of a query, page after page."""
        for page in range(MOST_PAGES):
            found = self._items_at("Items", {**params, "startIndex": str(page * PAGE), "limit": str(PAGE)})
            yield from found
            if len(found) < PAGE:
                return
        raise BadResponse(self.name, f"Jellyfin lists more than {PAGE * MOST_PAGES} items.")

    def _only(self, item_id: str, user_id: str) -> Item:
        found = self._items_at("Items", {"ids": item_id, "userId": user_id, "fields": FIELDS})
        if not found:
            raise NotFound(self.name, "Jellyfin no longer has that item.")
        return found[0]

    # Having it look.

    def _look_near(self, path: Path, changed: float) -> None:
        """At the season, or the show; at the library when it does not know the show, or its folder is gone."""
        series = self._series_at(self.theirs(path))
        if series is None or not _is_there(series, path):
            self._look_at_library(path, changed)
            return
        seasons = self._items({"parentId": str(series["Id"]), "includeItemTypes": "Season", "fields": ["Path"]})
        mine = (s for s in seasons if path.parent.is_dir() and self._is_season_of(s, series, path))
        self._look_at(str(next(mine, series)["Id"]), changed)

    def _is_season_of(self, season: Item, series: Item, path: Path) -> bool:
        """Some seasons have no folder of their own: what is new in theirs is the show's affair."""
        folder = _path(season)
        own = bool(folder) and not folders.same(folder, _path(series))
        return own and folders.file_name(folder) == path.parent.name

    def _look_at_show(self, path: Path, changed: float) -> None:
        series = self._series_at(self.theirs(path))
        if series is None or not _is_there(series, path):
            self._look_at_library(path, changed)
        else:
            self._look_at(str(series["Id"]), changed)

    def _look_at_library(self, path: Path, changed: float) -> None:
        """A library that was empty when it was first looked at is only looked at again with all the others."""
        for id_ in self._libraries_with(self.theirs(path)):
            if not self._items_at("Items", {"parentId": id_, "limit": "1"}):
                self._look_at_everything()
                return
            self._look_at(id_, changed)

    def _look_at(self, item_id: str, changed: float) -> None:
        """Unless it was asked to after the change: many files of one season are one look."""
        with self._lock:
            if changed < self._looks.get(item_id, 0):
                return
            self._looks[item_id] = time.time()
        # Without these two it takes in a new file but never its number or picture.
        modes: Params = {"metadataRefreshMode": "Default", "imageRefreshMode": "Default"}
        try:
            self._connection().post(f"Items/{quote(item_id, safe='')}/Refresh", params=modes)
        except OutsideError:
            self._looks.pop(item_id, None)
            raise

    def _look_at_everything(self, *_: object) -> None:
        self._connection().post("Library/Refresh")

    def _hint(self, path: Path) -> None:
        update = {"Path": self.theirs(path), "UpdateType": "Created" if path.exists() else "Deleted"}
        try:
            self._connection().post("Library/Media/Updated", json={"Updates": [update]})
        except (NotFound, BadResponse) as error:
            log.warning("%s. Asking it to look at everything.", error)
            self._look_at_everything()

    def _libraries_with(self, path: str) -> list[str]:
        """Those of shows that `path` is in; all of shows when none is, because `folders` is not set."""
        rows = [row for row in self._libraries() if row.get("CollectionType") in ("tvshows", None, "")]
        mine = [row for row in rows if any(folders.inside(path, str(each)) for each in row.get("Locations") or ())]
        return [str(row["ItemId"]) for row in mine or rows if row.get("ItemId")]

    # Finding.

    def _every_series(self) -> list[Item]:
        params: Params = {"includeItemTypes": "Series", "recursive": "true", "fields": ["ProviderIds", "Path"]}
        return list(self._items(params))

    def _series_at(self, path: str) -> Item | None:
        """The show by its folder's path; without `folders`, by its folder's name."""
        return self._at(path, self._every_series())

    def _at(self, path: str, every: Sequence[Item]) -> Item | None:
        inside = next((each for each in every if _is_in(path, each)), None)
        return inside or next((each for each in every if _path(each) and self._is_folder_of(_path(each), path)), None)

    def _is_folder_of(self, folder: str, path: str) -> bool:
        return not self._config.folders and folders.file_name(folder) in folders.names(path)[:-1]

    def _candidates(self, show: ShowInfo, episode: EpisodeInfo, path: str) -> Iterator[Item]:
        """The items that hold the file, surest first."""
        known = self._known.get(folders.parent(path))
        if known:
            yield from (item for item in self._episodes(known, episode.season) if self._is_file(item, path))
        every = self._every_series()
        series = self._at(path, every)
        for each in [series] if series else [each for each in every if _same_show(each, show)]:
            yield from self._of(str(each["Id"]), episode, path)
        yield from self._newest(path)

    def _of(self, series_id: str, episode: EpisodeInfo, path: str) -> Iterator[Item]:
        """Of a show: its season's episodes, then all, because it may have put this one into another season."""
        with self._lock:
            self._known[folders.parent(path)] = series_id
        for season in (episode.season, None):
            for item in self._episodes(series_id, season):
                if self._is_file(item, path) or (_numbered(item, episode) and _holds_name(item, path)):
                    yield item

    def _newest(self, path: str) -> Iterator[Item]:
        """What its show does not have (yet).

        While a library is looked at for the first time, shows are empty for minutes; and 10.11 shows nothing of a new
        show whose ids came with its NFO until it looks at it once more.
        """
        params: Params = {"includeItemTypes": "Episode", "recursive": "true", "isMissing": "false", "fields": FIELDS}
        params = {**params, "sortBy": "DateCreated", "sortOrder": "Descending", "limit": str(NEWEST)}
        for item in self._items_at("Items", {**params, "userId": self._user_id("")}):
            if not (_is_shown(item) and self._is_file(item, path)):
                continue
            if self._is_in_its_show(item) or not self._is_opening(str(item["SeriesId"])):
                yield item

    def _is_in_its_show(self, item: Item) -> bool:
        series_id, season = str(item.get("SeriesId") or ""), item.get("ParentIndexNumber")
        return not series_id or any(each["Id"] == item["Id"] for each in self._episodes(series_id, season))

    def _is_opening(self, series_id: str) -> bool:
        """Have it look at the show once more, and give it some seconds for that."""
        moment = time.monotonic()
        with self._lock:
            first = series_id not in self._opening
            begun = self._opening.setdefault(series_id, moment)
        if first:
            self._look_at(series_id, time.time())
        return moment - begun < OPENING

    def _is_file(self, item: Item, path: str) -> bool:
        """By its path; where `folders` is not set, by the names at its end."""
        known = _paths(item)
        if any(folders.same(each, path) for each in known):
            return True
        return not self._config.folders and any(folders.same_tail(each, path) for each in known)

    def _episodes(self, series_id: str, season: int | None) -> list[Item]:
        params: Params = {
            "parentId": series_id,
            "includeItemTypes": "Episode",
            "recursive": "true",
            "isMissing": "false",
            "fields": FIELDS,
            "userId": self._user_id(""),
        }
        if season is not None:
            params = {**params, "parentIndexNumber": str(season)}
        try:
            return [item for item in self._items(params) if _is_shown(item)]
        except BadResponse:  # 400: it has no such item any more
            with self._lock:
                self._known = {folder: known for folder, known in self._known.items() if known != series_id}
            return []

    def _user_id(self, user: str, *, needed: bool = False) -> str:
        """The id behind a name or an id; empty when nobody is named and it is not `needed`."""
        wanted = user or self._config.user
        if not wanted and not needed:
            return ""
        users = self.users()
        if not wanted and len(users) == 1:
            return users[0].id
        for known in users:
            if wanted and (_plain_id(wanted) == _plain_id(known.id) or wanted.casefold() == known.name.casefold()):
                return known.id
        names = ", ".join(u.name for u in users) or "nobody"
        said = f"it has no user {wanted!r}" if wanted else "it has several users, and none was named"
        raise Unauthorized(self.name, f"{said}. It knows: {names}. Set user in [players.{self.name}].")

    # Reading.

    def _item(self, item: Item) -> PlayerItem:
        return reading(self.name, item, self._read_item)

    def _read_item(self, item: Item) -> PlayerItem:
        data = item.get("UserData") or {}
        return PlayerItem(
            player=self.name,
            id=str(item["Id"]),
            title=_title(item),
            url=self._page(item),
            path=str(item.get("Path") or ""),
            image_url=self._image(item),
            watched=bool(data.get("Played")),
            position=(data.get("PlaybackPositionTicks") or 0) / TICKS,
        )

    def _entry(self, item: Item) -> PlayerEntry:
        return reading(self.name, item, self._read_entry)

    def _read_entry(self, item: Item) -> PlayerEntry:
        folder = bool(item.get("IsFolder"))
        kind = KINDS.get(str(item["Type"]), "folder" if folder else "movie")
        return PlayerEntry(
            player=self.name,
            id=str(item["Id"]),
            title=str(item.get("Name") or ""),
            kind=kind,
            opens=folder,
            url=self._page(item),
            image_url=self._image(item),
            season=item.get("ParentIndexNumber") if kind == "episode" else item.get("IndexNumber"),
            number=item.get("IndexNumber") if kind == "episode" else None,
            watched=bool((item.get("UserData") or {}).get("Played")),
        )

    def _library(self, row: Item) -> PlayerEntry:
        item = {"Id": row.get("ItemId"), "Name": row.get("Name"), "Type": "CollectionFolder", "IsFolder": True}
        return self._entry(item)

    def _page(self, item: Item) -> str:
        return f"{self._public}/web/#/details?id={quote(str(item['Id']), safe='')}"

    def _image(self, item: Item) -> str:
        tag = (item.get("ImageTags") or {}).get("Primary")
        owner = str(item["Id"])
        if not tag and item.get("SeriesPrimaryImageTag"):
            tag, owner = item["SeriesPrimaryImageTag"], str(item.get("SeriesId"))
        if not tag:
            return ""
        return f"{self._public}/Items/{quote(owner, safe='')}/Images/Primary?tag={quote(str(tag), safe='')}"

    def theirs(self, path: Path) -> str:
        """What Jellyfin's machine calls a path of ours."""
        return folders.theirs(path, self._config.folders)


def _title(item: Item) -> str:
    if item.get("Type") != "Episode":
        return str(item.get("Name") or "")
    season, number = item.get("ParentIndexNumber"), item.get("IndexNumber")
    code = f" S{season:02}E{number:02}" if isinstance(season, int) and isinstance(number, int) else ""
    return f"{item.get('SeriesName') or ''}{code} {item.get('Name') or ''}".strip()


def _same_show(series: Item, show: ShowInfo) -> bool:
    ids = {str(key).lower(): str(value).lower() for key, value in (series.get("ProviderIds") or {}).items()}
    ours = (("tvdb", show.tvdb_id), ("tvmaze", show.tvmaze_id), ("imdb", show.imdb_id))
    known = [(ids[key], str(value).lower()) for key, value in ours if value is not None and ids.get(key)]
    if known:
        return any(theirs == our for theirs, our in known)
    years = (show.year, series.get("ProductionYear"))
    # Up to 10.11 a show without an NFO is called as its whole folder.
    names = {str(series.get("Name")).casefold(), _BEHIND.sub("", str(series.get("Name"))).casefold()}
    return show.title.casefold() in names and (None in years or years[0] == years[1])


def _numbered(item: Item, episode: EpisodeInfo) -> bool:
    """Whether the item is this episode, or a file of several with this one among them."""
    first = item.get("IndexNumber")
    if not isinstance(first, int) or item.get("ParentIndexNumber") != episode.season:
        return False
    return first <= episode.number <= (item.get("IndexNumberEnd") or first)


def _paths(item: Item) -> list[str]:
    """The item's file, and those of its other versions."""
    sources = item.get("MediaSources") or []
    return [str(path) for path in (item.get("Path"), *(s.get("Path") for s in sources)) if path]


def _path(item: Item) -> str:
    return str(item.get("Path") or "")


def _data(item: Item) -> Item:
    return item.get("UserData") or {}


def _played_since(data: Item, moment: datetime | None) -> bool:
    """A mark outlives its file: filed again under the same name, it is still there."""
    if moment is None:
        return True
    try:
        return datetime.fromisoformat(str(data.get("LastPlayedDate"))) > moment
    except (ValueError, TypeError):  # without a date, or without a time zone
        return False


def _is_in(path: str, folder: Item) -> bool:
    return bool(_path(folder)) and folders.inside(path, _path(folder))


def _is_shown(item: Item) -> bool:
    """Not announced without a file; not in the moment between being taken in and being looked into, numberless."""
    read = isinstance(item.get("IndexNumber"), int) or bool(item.get("RunTimeTicks"))
    return read and item.get("LocationType") != "Virtual"


def _is_there(series: Item, path: Path) -> bool:
    """Whether the show's folder, as we name it, is still there."""
    name = folders.file_name(_path(series))
    return next((each for each in path.parents if each.name == name), path.parent).is_dir()


def _changed_at(path: Path) -> float:
    """When a file came or went, by its folder; now when nothing is left of it. Seconds since 1970."""
    try:
        return max(path.parent.stat().st_mtime, path.stat().st_ctime if path.exists() else 0)
    except OSError:
        return time.time()


def _holds_name(item: Item, path: str) -> bool:
    """By the file's name alone: enough beside the number, where `folders` is not set."""
    return any(folders.file_name(known) == folders.file_name(path) for known in _paths(item))


def _plain_id(text: str) -> str:
    return text.replace("-", "").lower()
