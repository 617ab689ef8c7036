"""Jellyfin: has it look at new files, finds them there, and plays them on the household's screens.

    [players.jellyfin]
    url = "http://127.0.0.1:8096"
    api_key = "…"                                  # Dashboard, API Keys, +
    # public_url = "https://jellyfin.example.org"  # what links in the chat begin with
    # user = "Ada"                                 # whose watched marks are meant when nobody is named
    # username = "airdate"                         # where a proxy in front of it asks for a name and password
    # password = "…"
    # folders = { "/media/tv" = "/srv/library" }   # the library's folder as Jellyfin names it, then as we do

Works with Jellyfin 10.10 and later. The API: https://api.jellyfin.org.

`client` is the way there, `asking` its questions, `items` what stands in its answers, `looking` has it look, `finding`
knows the library's files again, `address` guesses which address was meant.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, field_validator

from integrations.common import folders
from integrations.common.http import SIGN_IN_ASKED, each, reading
from integrations.common.settings import Access, HttpSettings, plain_url
from integrations.jellyfin import address
from integrations.jellyfin.asking import SHOWS, Asking
from integrations.jellyfin.client import Connection, Params
from integrations.jellyfin.finding import Finding
from integrations.jellyfin.items import Shapes, data_of, path_of, played_since, show_of
from integrations.jellyfin.looking import Looking
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, PlayerEntry, PlayerItem, PlayerSession, PlayerUser, ShowInfo
from pipeline.model.reasons import Reason

UNTRUSTED = "certificate-not-trusted"
TELLING = (UNTRUSTED, "sent-on", "answer-web-page")
GUESS_AGAIN = 3600.0  # seconds until the right address is looked for again while it is told of what comes
ACTIVE = 960  # seconds: a screen that was not heard of for longer is off, by Jellyfin's own reckoning


class Jellyfin:
    """Fits the Player port."""

    reads_nfo = True  # it cannot be told not to

    class Config(HttpSettings):
        url: str = Field("http://127.0.0.1:8096", min_length=1, description="setting-jellyfin-url")
        api_key: SecretStr = Field(description="setting-jellyfin-api-key")
        public_url: str = Field("", description="setting-jellyfin-public-url")
        user: str = Field("", description="setting-jellyfin-user")
        folders: dict[str, str] = Field(default_factory=dict, description="setting-jellyfin-folders")
        timeout: float = Field(20, gt=0, le=120, description="setting-timeout")

        @field_validator("url", "public_url")
        @classmethod
        def _plain_url(cls, url: str) -> str:
            return url and plain_url(url)

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._ask = Asking(name, self._connect, config.user)
        self._finding = Finding(self._ask, mapped=bool(config.folders))
        self._looking = Looking(self._ask, self._finding, self.theirs)
        self._guessed = (-GUESS_AGAIN, "")
        self._shapes = Shapes(name, address.without_page(config.public_url or config.url))

    def check(self) -> Reason:
        with self._right_address():
            info = reading(self.name, self._ask.connection().get("System/Info"), lambda told: dict(told.items()))
            if "jellyfin" not in str(info.get("ProductName")).lower():  # Emby answers there, too
                raise BadResponse(self.name, self._none_there())
            shows = [str(row.get("Name")) for row in self._ask.libraries_of_shows()]
        said = f"Jellyfin {info.get('Version', '?')} ({info.get('ServerName', '?')})"
        if not shows:
            raise NotFound(self.name, Reason("jellyfin-no-shows", version=said))
        return Reason("jellyfin-answers", version=said, libraries=", ".join(shows))

    def locations(self) -> dict[str, bool]:
        """The folders of its libraries of shows, as it names them, and whether all that is right in one is a show each:
        in libraries of mixed content shows may lie deeper. NotFound when it has none."""
        with self._right_address():
            rows = self._ask.libraries_of_shows()
        pairs = [(str(each), row.get("CollectionType") == SHOWS) for row in rows for each in row.get("Locations") or ()]
        if not pairs:
            raise NotFound(self.name, Reason("jellyfin-no-shows", version="Jellyfin"))
        return dict(pairs)

    def refresh(self, path: Path) -> None:
        """Harmless to repeat; asked again for a path that it has not shown since, it looks at more."""
        try:
            self._looking.ask_for(path)
        except (Unauthorized, NotFound, BadResponse) as error:  # it takes no orders at this address
            raise self._with_address(error, GUESS_AGAIN) from error

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        wanted = self.theirs(path)
        for item in self._finding.candidates(show, episode, wanted, lambda id_: self._looking.at(id_, time.time())):
            self._looking.is_shown(path)
            return self._shapes.item(item)
        raise NotFound(self.name, Reason("jellyfin-not-yet", name=folders.file_name(wanted)))

    def show_in(self, folder: Path) -> ShowInfo | None:
        """As which show it knows a folder of the library; None when it does not know it."""
        wanted = self.theirs(folder)
        series = next((each for each in self._ask.every_series() if folders.alike(path_of(each), wanted)), None)
        return reading(self.name, series, show_of) if series else None

    def sessions(self) -> list[PlayerSession]:
        found = self._ask.connection().get("Sessions", params={"activeWithinSeconds": ACTIVE})
        return [screen for screen in each(self.name, found, self._shapes.session) if screen is not None]

    def play(self, item_id: str, session_id: str) -> None:
        params: Params = {"playCommand": "PlayNow", "itemIds": item_id}
        try:
            self._ask.connection().post(f"Sessions/{quote(session_id, safe='')}/Playing", params=params)
        except NotFound as error:
            raise NotFound(self.name, Reason("screen-is-off")) from error

    def mark_watched(self, item_id: str, *, watched: bool = True, user: str = "") -> None:
        who = self._ask.needed_user_id(user)
        path = f"UserPlayedItems/{quote(item_id, safe='')}"
        if watched:
            self._ask.connection().post(path, params={"userId": who})
        else:
            self._ask.connection().delete(path, params={"userId": who})
        if self.watched(item_id, who) is not watched:
            raise Unreachable(self.name, Reason("jellyfin-mark-lost"))

    def watched(self, item_id: str, user: str = "") -> bool:
        item = self._ask.item(item_id, self._ask.needed_user_id(user))
        return bool(data_of(item).get("Played"))

    def watched_among(self, paths: Mapping[Path, datetime | None], user: str = "") -> set[Path]:
        if not paths:
            return set()
        # Once more by each item's own mark, and by the one file that is the item's own: other versions of it, and
        # files of shows that it has merged, may not have been watched. On this answer files are deleted.
        played = self._ask.played_episodes(self._ask.needed_user_id(user))
        marks = {path_of(item): data_of(item) for item in played if data_of(item).get("Played") is True}
        mine = folders.among(paths, marks, self._config.folders)
        return {path for path, theirs in mine.items() if played_since(marks[theirs], paths[path])}

    def users(self) -> list[PlayerUser]:
        return self._ask.users()

    def browse(self, parent: str | None = None, user: str = "") -> list[PlayerEntry]:
        who = self._ask.user_id(user)
        if parent is None and not who:
            return [self._shapes.library(row) for row in self._ask.libraries()]
        if parent is None:
            return [self._shapes.entry(item) for item in self._ask.items_at("UserViews", {"userId": who})]
        params: Params = {"parentId": parent, "sortBy": ["IsFolder", "SortName"], "isMissing": "false", "userId": who}
        return [self._shapes.entry(item) for item in self._ask.items(params)]

    def latest(self, limit: int = 10, user: str = "") -> list[PlayerItem]:
        return [self._shapes.item(item) for item in self._ask.newest_episodes(limit, self._ask.user_id(user))]

    def theirs(self, path: Path) -> str:
        """What Jellyfin's machine calls a path of ours."""
        return folders.theirs(path, self._config.folders)

    @contextmanager
    def _right_address(self) -> Iterator[None]:
        """What answers so is perhaps no Jellyfin: which address to put."""
        try:
            yield
        except OutsideError as error:
            if isinstance(error, Unreachable) and urlsplit(self._config.url).port:  # it is off, or starting
                raise
            raise self._with_address(error) from error

    def _with_address(self, error: OutsideError, age: float = 0.0) -> OutsideError:
        """The error, with the address that was meant; `age` (seconds): how old that guess may be."""
        mine = self._config.url.rstrip("/")
        if time.monotonic() - self._guessed[0] > age:
            # Nothing secret is told where nobody vouches for who it is.
            access = Access(verify_tls=False) if error.why.code == UNTRUSTED else self._config.access()
            self._guessed = (time.monotonic(), address.Guess(mine, self._config.timeout, access).found())
        found = self._guessed[1]
        if found and found != mine:
            return Unauthorized(self.name, Reason("jellyfin-other-address", url=found, section=self.name))
        if not found and not isinstance(error, Unreachable) and not _tells_more(error.why):
            return type(error)(self.name, self._none_there())
        return error

    def _none_there(self) -> Reason:
        return Reason("jellyfin-none-there", url=self._config.url.rstrip("/"), section=self.name)

    def _connect(self) -> Connection:
        return Connection(
            self.name,
            url=self._config.url,
            api_key=self._config.api_key.get_secret_value(),
            timeout=self._config.timeout,
            access=self._config.access(),
        )


def _tells_more(why: Reason) -> bool:
    """Whether an answer says better what is wrong than that it is no Jellyfin's."""
    remedy = why.params.get("remedy")
    return why.code in TELLING or (isinstance(remedy, Reason) and remedy.code == SIGN_IN_ASKED)
