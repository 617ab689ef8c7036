"""Jellyfin: has it look at new files, finds them there, and plays them on the household's screens.

    [players.jellyfin]
    url = "http://127.0.0.1:8096"
    api_key = "…"                                  # Dashboard, API Keys, +
    # public_url = "https://jellyfin.example.org"  # what links in the chat begin with
    # user = "Ada"                                 # whose watched marks are meant when nobody is named
    # folders = { "/media/tv" = "/srv/library" }   # the library's folder as Jellyfin names it, then as we do

Works with Jellyfin 10.10 and later. The API: https://api.jellyfin.org. Times there are ticks of 100 ns.

Jellyfin waits about a minute after a hint about a path before it looks (Dashboard, Libraries, "Library monitor delay").
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from integrations.common import folders
from integrations.common.http import reading
from integrations.jellyfin.client import Connection, Params
from pipeline.errors import BadResponse, NotFound, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, PlayerEntry, PlayerItem, PlayerSession, PlayerUser, ShowInfo

log = logging.getLogger(__name__)

Item = dict[str, Any]

TICKS = 10_000_000  # in a second
PAGE = 500  # items in one answer
MOST_PAGES = 200
ACTIVE = 960  # seconds: a screen that was not heard of for longer is off, by Jellyfin's own reckoning
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

    def check(self) -> str:
        info = self._connection().get("System/Info")
        libraries = self._libraries()
        said = f"Jellyfin {info.get('Version', '?')} ({info.get('ServerName', '?')})"
        shows = [str(x.get("Name")) for x in libraries if x.get("CollectionType") in ("tvshows", None, "")]
        if not shows:
            raise NotFound(self.name, f"{said} answers, but has no library of shows. Add one: Dashboard, Libraries.")
        return f"{said}, shows in: {', '.join(shows)}"

    def refresh(self, path: Path) -> None:
        """Has it look at one path. Harmless to repeat. Falls back to a look at everything, which takes long."""
        update = {"Path": self.theirs(path), "UpdateType": "Created" if path.exists() else "Deleted"}
        try:
            self._connection().post("Library/Media/Updated", json={"Updates": [update]})
        except (NotFound, BadResponse) as error:
            log.warning("%s. Asking it to look at the whole library instead of %s.", error, update["Path"])
            self._connection().post("Library/Refresh")

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        wanted = self.theirs(path)
        for series in self._series_of(show, wanted):
            for item in self._episodes(str(series["Id"]), episode.season):
                if _holds(item, wanted) or (_numbered(item, episode) and _holds_name(item, wanted)):
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
        self._connection().post(f"Sessions/{quote(session_id, safe='')}/Playing", params=params)
        # Jellyfin says 204 to a screen that has just gone, too.
        if session_id not in {session.id for session in self.sessions()}:
            raise NotFound(self.name, "that screen is switched off, or no longer signed in to Jellyfin.")

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

    def watched_among(self, paths: Sequence[Path], user: str = "") -> set[Path]:
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
        # Once more by each item's own mark: on this answer files are deleted.
        played = [item for item in self._items(params) if (item.get("UserData") or {}).get("Played") is True]
        return folders.among(paths, (path for item in played for path in _paths(item)), self._config.folders)

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

    def _series_of(self, show: ShowInfo, path: str) -> Iterator[Item]:
        """The shows that it can be, surest first. Jellyfin cannot be asked for a provider's id (jellyfin#16192).

        First among those of its title, then among all, because Jellyfin may have it under another.
        """
        seen: set[str] = set()
        for term in (show.title, ""):
            params: Params = {"includeItemTypes": "Series", "recursive": "true", "fields": ["ProviderIds", "Path"]}
            every = list(self._items({**params, "searchTerm": term}))
            # Two folders of one show are two items with the same ids: the path tells them apart.
            by_path = [s for s in every if s.get("Path") and folders.inside(path, str(s["Path"]))]
            found = by_path or [s for s in every if _same_show(s, show)]
            yield from (s for s in found if s["Id"] not in seen)
            if by_path:
                return
            seen |= {str(s["Id"]) for s in found}

    def _episodes(self, series_id: str, season: int) -> list[Item]:
        params: Params = {
            "parentId": series_id,
            "includeItemTypes": "Episode",
            "recursive": "true",
            "parentIndexNumber": str(season),
            "isMissing": "false",
            "fields": FIELDS,
            "userId": self._user_id(""),
        }
        found = self._items(params)
        return [item for item in found if item.get("LocationType") != "Virtual"]  # announced, but without a file

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
    return str(series.get("Name")).casefold() == show.title.casefold() and (None in years or years[0] == years[1])


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


def _holds(item: Item, path: str) -> bool:
    return any(folders.same(known, path) for known in _paths(item))


def _holds_name(item: Item, path: str) -> bool:
    """By the file's name alone: enough beside the number, where `folders` is not set."""
    return any(folders.file_name(known) == folders.file_name(path) for known in _paths(item))


def _plain_id(text: str) -> str:
    return text.replace("-", "").lower()
