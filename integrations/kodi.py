"""Kodi: has it look at new files, finds them in its library, and plays them on its screen.

    [players.kodi]
    url = "http://127.0.0.1:8080"       # Settings, Services, Control: "Allow remote control via HTTP"
    username = "kodi"
    password = "…"
    # folders = { "smb://nas/tv" = "/srv/library" }   # the library's folder as Kodi names it, then as we do

The library's folder has to be a video source in Kodi whose content is "TV shows"; with "Local information only" it
reads the NFO files that Airdate writes. Works with Kodi 19 and later. The API: https://kodi.wiki/view/JSON-RPC_API/v13
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import Field

from integrations.common import folders
from integrations.common.http import Web, each, reading
from integrations.common.quoting import quoted
from integrations.common.settings import HttpSettings
from pipeline.errors import BadResponse, NotFound, Unreachable
from pipeline.model import EpisodeInfo, PlayerEntry, PlayerItem, PlayerSession, PlayerUser, ShowInfo
from pipeline.model.reasons import Reason

SESSION = "kodi"  # it has one screen: its own
INVALID_PARAMS = -32602  # also its answer to an id that it does not have
FAILED = -32100  # "Failed to execute method."
BUSY_FOR = 5.0  # seconds: what is worth waiting for while it reads its folders
EPISODE_FIELDS = ["title", "showtitle", "season", "episode", "file", "playcount", "resume"]
SEASON_FOLDER = re.compile(r"(season|series|specials|staffel)\b", re.IGNORECASE)

Json = dict[str, Any]
R = TypeVar("R")


class Kodi:
    """Fits the Player port. Ids: "34" is an episode, "movie:5", "show:3", "season:3:1", "shows" and "movies"."""

    reads_nfo = True  # its local scraper knows nothing else: the library is described for it

    class Config(HttpSettings):
        url: str = Field("http://127.0.0.1:8080", description="setting-kodi-url")
        username: str = Field("kodi", description="setting-kodi-username")
        folders: dict[str, str] = Field(default_factory=dict, description="setting-kodi-folders")
        timeout: float = Field(15, gt=0, le=120, description="setting-timeout")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._url = f"{config.url.rstrip('/')}/jsonrpc"
        remedy = Reason("check-kodi")
        self._web = Web(name, timeout=config.timeout, remedy=remedy, access=config.access())
        self._scanning = threading.Lock()

    def check(self) -> Reason:
        told = self._call("Application.GetProperties", properties=["name", "version"])
        version = reading(self.name, told, lambda t: f"{t['name']} {t['version']['major']}.{t['version']['minor']}")
        sources = self._list("Files.GetSources", "sources", media="video")
        if not sources:
            raise NotFound(self.name, Reason("kodi-no-source", version=version))
        return Reason("kodi-answers", version=version, device=self._friendly_name(), count=len(sources))

    def refresh(self, path: Path) -> None:
        """Has it look at the one show that `path` belongs to; a file that is gone leaves its library."""
        if path.suffix and not path.exists() and _is_mounted(path):
            self._remove(self.theirs(path))  # a scan only adds
            return
        directory = self.theirs(_show_folder(path))
        slash = "\\" if "\\" in directory and "/" not in directory else "/"
        with self._scanning:
            # A second "scan" during a scan stops the first one: that is what Kodi's own button does.
            if self._info("Library.IsScanningVideo"):
                raise Unreachable(self.name, Reason("kodi-reading"), BUSY_FOR)
            self._call("VideoLibrary.Scan", directory=directory.rstrip("/\\") + slash, showdialogs=False)

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        wanted = self.theirs(path)
        fields = ["title", "uniqueid", "file"]
        shows = [s for s in self._list("VideoLibrary.GetTVShows", "tvshows", properties=fields) if s.get("tvshowid")]
        for known in sorted(shows, key=lambda s: not folders.inside(wanted, str(s.get("file") or "?"))):
            if not (folders.inside(wanted, str(known.get("file") or "?")) or _same_show(known, show)):
                continue
            for row in self._episodes(int(known["tvshowid"]), episode.season):
                if self._is(row, episode, wanted):
                    return self._item(row)
        raise NotFound(self.name, Reason("kodi-not-yet", name=folders.file_name(wanted)))

    def show_in(self, folder: Path) -> ShowInfo | None:
        """As which show it knows a folder of the library; None when it does not know it."""
        wanted = self.theirs(folder)
        shows = self._list("VideoLibrary.GetTVShows", "tvshows", properties=["title", "uniqueid", "file"])
        known = next((each for each in shows if folders.alike(str(each.get("file") or "?"), wanted)), None)
        return self._read(known, _show) if known else None

    def sessions(self) -> list[PlayerSession]:
        return [PlayerSession(player=self.name, id=SESSION, name=self._friendly_name())]

    def play(self, item_id: str, session_id: str) -> None:
        if session_id != SESSION:
            raise NotFound(self.name, Reason("kodi-own-screen"))
        kind, number = _id(item_id)
        if kind not in ("episode", "movie"):
            raise NotFound(self.name, Reason("not-playable"))
        self._details(kind, number)  # Player.Open says OK to an id that is not there
        self._call("Player.Open", item={f"{kind}id": number})

    def mark_watched(self, item_id: str, *, watched: bool = True, user: str = "") -> None:  # noqa: ARG002 - no users
        kind, number = _id(item_id)
        method = {"episode": "VideoLibrary.SetEpisodeDetails", "movie": "VideoLibrary.SetMovieDetails"}.get(kind)
        if method is None:
            raise NotFound(self.name, Reason("not-markable"))
        changes: Json = {"playcount": int(watched), "resume": {"position": 0}}
        self._call(method, **{f"{kind}id": number}, **changes)
        if self.watched(item_id) is not watched:
            raise Unreachable(self.name, Reason("kodi-mark-lost"))

    def watched(self, item_id: str, user: str = "") -> bool:  # noqa: ARG002 - Kodi has no users
        kind, number = _id(item_id)
        return bool(self._details(kind, number).get("playcount"))

    def watched_among(self, paths: Mapping[Path, datetime | None], user: str = "") -> set[Path]:  # noqa: ARG002 - no users
        if not paths:
            return set()
        played = {"field": "playcount", "operator": "greaterthan", "value": "0"}
        fields = ["file", "playcount", "lastplayed"]
        rows = self._list("VideoLibrary.GetEpisodes", "episodes", properties=fields, filter=played)
        marks = {str(row.get("file") or ""): str(row.get("lastplayed") or "") for row in rows if row.get("playcount")}
        mine = folders.among(paths, marks, self._config.folders)
        return {path for path, theirs in mine.items() if _played_since(marks[theirs], paths[path])}

    def users(self) -> list[PlayerUser]:
        return []

    def browse(self, parent: str | None = None, user: str = "") -> list[PlayerEntry]:  # noqa: ARG002 - no users
        if parent is None:
            return [self._folder("shows", "TV shows", "library"), self._folder("movies", "Films", "library")]
        kind, *numbers = parent.split(":")
        if parent == "movies":
            fields = ["title", "playcount"]
            films = self._list("VideoLibrary.GetMovies", "movies", properties=fields, sort={"method": "title"})
            return each(self.name, films, self._film)
        if parent == "shows":
            shows = self._list("VideoLibrary.GetTVShows", "tvshows", properties=["title"], sort={"method": "title"})
            return each(self.name, shows, lambda s: self._folder(f"show:{s['tvshowid']}", str(s["title"]), "show"))
        if kind == "show":
            rows = self._list("VideoLibrary.GetSeasons", "seasons", tvshowid=_number(numbers), properties=["season"])
            return each(self.name, rows, lambda row: self._season(parent, row))
        if kind == "season":
            rows = self._episodes(_number(numbers), _number(numbers[1:]))
            return each(self.name, rows, self._entry)
        raise NotFound(self.name, Reason("kodi-nothing-called", name=parent))

    def latest(self, limit: int = 10, user: str = "") -> list[PlayerItem]:  # noqa: ARG002 - no users
        rows = self._list(
            "VideoLibrary.GetRecentlyAddedEpisodes",
            "episodes",
            properties=EPISODE_FIELDS,
            limits={"start": 0, "end": limit},
        )
        return each(self.name, rows, self._item)

    def _remove(self, file: str) -> None:
        name = folders.file_name(file)
        spelled = [{"field": "filename", "operator": "is", "value": each} for each in (name, quote(name))]
        rows = self._list("VideoLibrary.GetEpisodes", "episodes", properties=["file"], filter={"or": spelled})
        for row in rows:
            if folders.same(str(row.get("file") or ""), file):
                self._call("VideoLibrary.RemoveEpisode", episodeid=int(row["episodeid"]))

    def theirs(self, path: Path) -> str:
        """What Kodi's machine calls a path of ours."""
        return folders.theirs(path, self._config.folders)

    # Asking.

    def _call(self, method: str, **params: Any) -> Any:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        try:
            answer = self._web.post_json(self._url, request)
        except NotFound as gone:  # it has no other address: somebody else answers at this one
            raise BadResponse(self.name, Reason("with-remedy", why=gone.why, remedy=Reason("check-url"))) from gone
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            raise BadResponse(self.name, Reason("kodi-not-rpc"), repr(answer))
        if "error" not in answer:
            return answer["result"]
        error = answer["error"] if isinstance(answer["error"], dict) else {}
        if error.get("code") == INVALID_PARAMS:
            raise NotFound(self.name, Reason("kodi-gone"))
        if error.get("code") == FAILED:
            raise Unreachable(self.name, Reason("kodi-not-now", method=method))
        said = quoted(str(error.get("message") or answer["error"]))
        raise BadResponse(self.name, Reason("kodi-refused", method=method, said=said), repr(answer))

    def _list(self, method: str, key: str, **params: Any) -> list[Json]:
        """The rows of an answer. Kodi leaves the key out when there are none."""
        answer = self._call(method, **params)
        rows = reading(self.name, answer, lambda told: list(told.get(key) or []))
        return [row for row in rows if isinstance(row, dict)]

    def _episodes(self, show: int, season: int) -> list[Json]:
        found = {"tvshowid": show, "season": season, "properties": EPISODE_FIELDS, "sort": {"method": "episode"}}
        return self._list("VideoLibrary.GetEpisodes", "episodes", **found)

    def _details(self, kind: str, number: int) -> Json:
        if kind == "movie":
            told = self._call("VideoLibrary.GetMovieDetails", movieid=number, properties=["playcount"])
            return reading(self.name, told, lambda t: dict(t["moviedetails"]))
        told = self._call("VideoLibrary.GetEpisodeDetails", episodeid=number, properties=EPISODE_FIELDS)
        return reading(self.name, told, lambda t: dict(t["episodedetails"]))

    def _info(self, boolean: str) -> bool:
        told = self._call("XBMC.GetInfoBooleans", booleans=[boolean])
        return reading(self.name, told, lambda t: bool(t[boolean]))

    def _friendly_name(self) -> str:
        told = self._call("XBMC.GetInfoLabels", labels=["System.FriendlyName"])
        return reading(self.name, told, lambda t: str(t["System.FriendlyName"] or "Kodi"))

    # Reading.

    def _is(self, row: Json, episode: EpisodeInfo, path: str) -> bool:
        """By the file; or by its name beside the number, where `folders` is not set."""
        file = str(row.get("file") or "")
        numbered = (row.get("season"), row.get("episode")) == (episode.season, episode.number)
        return numbered and (
            folders.alike(file, path) or folders.alike(folders.file_name(file), folders.file_name(path))
        )

    def _read(self, row: Json, read: Callable[[Json], R]) -> R:
        return reading(self.name, row, read)

    def _item(self, row: Json) -> PlayerItem:
        return self._read(
            row,
            lambda r: PlayerItem(
                player=self.name,
                id=str(r["episodeid"]),
                title=f"{r.get('showtitle') or ''} S{r['season']:02}E{r['episode']:02} {r.get('title') or ''}".strip(),
                path=str(r.get("file") or ""),
                watched=bool(r.get("playcount")),
                position=float((r.get("resume") or {}).get("position") or 0),
            ),
        )

    def _entry(self, row: Json) -> PlayerEntry:
        return PlayerEntry(
            player=self.name,
            id=str(row["episodeid"]),
            title=str(row.get("title") or row.get("label") or ""),
            kind="episode",
            opens=False,
            season=int(row["season"]),
            number=int(row["episode"]),
            watched=bool(row.get("playcount")),
        )

    def _film(self, row: Json) -> PlayerEntry:
        watched = bool(row.get("playcount"))
        id_ = f"movie:{row['movieid']}"
        return PlayerEntry(
            player=self.name, id=id_, title=str(row["title"]), kind="movie", opens=False, watched=watched
        )

    def _season(self, show: str, row: Json) -> PlayerEntry:
        number = int(row["season"])
        entry = self._folder(f"season:{show.partition(':')[2]}:{number}", str(row["label"]), "season")
        return PlayerEntry(**{**vars(entry), "season": number})

    def _folder(self, id_: str, title: str, kind: str) -> PlayerEntry:
        return PlayerEntry(player=self.name, id=id_, title=title, kind=kind, opens=True)


def _is_mounted(path: Path) -> bool:
    """Whether what is left of season, show or library is not an empty place where a disk was."""
    left = next((folder for folder in list(path.parents)[:3] if folder.is_dir()), None)
    return left is not None and any(left.iterdir())


def _show_folder(path: Path) -> Path:
    """The folder of the show: Kodi takes whatever folder it is told to scan for a show of its own."""
    folder = path.parent if path.suffix and not path.is_dir() else path
    for candidate in (folder, folder.parent):
        if (candidate / "tvshow.nfo").is_file():
            return candidate
    return folder.parent if SEASON_FOLDER.match(folder.name) else folder


def _show(known: Mapping[str, Any]) -> ShowInfo:
    ids = {str(key).lower(): str(value) for key, value in (known.get("uniqueid") or {}).items()}
    tvdb, tvmaze = (int(ids[name]) if ids.get(name, "").isdecimal() else None for name in ("tvdb", "tvmaze"))
    return ShowInfo(title=str(known.get("title")), tvdb_id=tvdb, tvmaze_id=tvmaze, imdb_id=ids.get("imdb") or None)


def _same_show(known: Mapping[str, Any], show: ShowInfo) -> bool:
    ids = {str(key).lower(): str(value).lower() for key, value in (known.get("uniqueid") or {}).items()}
    ours = (("tvdb", show.tvdb_id), ("tvmaze", show.tvmaze_id), ("imdb", show.imdb_id))
    both = [(ids[key], str(value).lower()) for key, value in ours if value is not None and ids.get(key)]
    if both:
        return any(theirs == our for theirs, our in both)
    # Not by the year: it is 1970 for every show whose NFO has none. The file's name has to fit as well.
    return str(known.get("title")).casefold() == show.title.casefold()


def _played_since(told: str, moment: datetime | None) -> bool:
    """Kodi writes its machine's own time, which is taken to be of our time zone; some marks have none."""
    if moment is None:
        return True
    try:
        return datetime.fromisoformat(told).astimezone() > moment
    except ValueError:
        return False


def _id(item_id: str) -> tuple[str, int]:
    kind, _, number = item_id.rpartition(":")
    return kind or "episode", _number([number])


def _number(parts: list[str]) -> int:
    """Kodi's ids count from 1; 0 is none of them."""
    return int(parts[0]) if parts and parts[0].isdigit() else 0
