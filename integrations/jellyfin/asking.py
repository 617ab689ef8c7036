"""What Jellyfin is asked of its users, libraries, shows and episodes, and how its answers are read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from integrations.common.http import each, reading
from integrations.jellyfin.client import Connection, Params
from pipeline.errors import BadResponse, NotFound, Unauthorized
from pipeline.model import PlayerUser
from pipeline.model.reasons import Reason

Item = dict[str, Any]

PAGE = 500  # items in one answer
MOST_PAGES = 200
FIELDS = ["ProviderIds", "Path", "MediaSources"]
EPISODES: Params = {"includeItemTypes": "Episode", "recursive": "true", "isMissing": "false", "fields": FIELDS}
CANNOT = "Error processing request."
SHOWS = "tvshows"
OF_SHOWS = (SHOWS, None, "")  # kinds of libraries that have shows in them


class Asking:
    """Raises only the four errors. `connect` makes a client; `user` is the one who is meant when nobody is named."""

    def __init__(self, name: str, connect: Callable[[], Connection], user: str) -> None:
        self.name = name
        self._connect = connect
        self._user = user
        self._local = threading.local()

    def connection(self) -> Connection:
        """One for each thread: the library keeps its state in dictionaries without locks."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        return connection

    def libraries(self) -> list[Item]:
        found = self.connection().get("Library/VirtualFolders")
        return each(self.name, found, dict)

    def libraries_of_shows(self) -> list[Item]:
        return [row for row in self.libraries() if row.get("CollectionType") in OF_SHOWS]

    def items_at(self, path: str, params: Params) -> list[Item]:
        """The items of one answer; what has nothing to say among the parameters is left out. NotFound when the item
        that they are to be in is gone."""
        return _sound(self._rows(path, params))

    def _rows(self, path: str, params: Params) -> list[Any]:
        try:
            answer = self.connection().get(path, params={k: v for k, v in params.items() if v})
        except BadResponse as error:  # it answers 400
            if "parentId" in params and error.answer.startswith(CANNOT):
                raise NotFound(self.name, Reason("jellyfin-item-gone")) from error
            raise
        return reading(self.name, answer, lambda found: list(found["Items"]))

    def items(self, params: Params) -> Iterator[Item]:
        """All items of a query, page after page."""
        for page in range(MOST_PAGES):
            found = self._rows("Items", {**params, "startIndex": str(page * PAGE), "limit": str(PAGE)})
            yield from _sound(found)
            if len(found) < PAGE:
                return
        raise BadResponse(self.name, Reason("jellyfin-too-many", count=PAGE * MOST_PAGES))

    def item(self, item_id: str, user_id: str) -> Item:
        found = self.items_at("Items", {"ids": item_id, "userId": user_id, "fields": FIELDS})
        if not found:
            raise NotFound(self.name, Reason("jellyfin-item-gone"))
        return found[0]

    def every_series(self) -> list[Item]:
        params: Params = {"includeItemTypes": "Series", "recursive": "true", "fields": ["ProviderIds", "Path"]}
        return list(self.items(params))

    def seasons(self, series_id: str) -> Iterator[Item]:
        return self.items({"parentId": series_id, "includeItemTypes": "Season", "fields": ["Path"]})

    def episodes(self, series_id: str = "", season: int | None = None) -> Iterator[Item]:
        """Those of a show and season, or of everything. NotFound when it has no such show any more."""
        number = "" if season is None else str(season)
        among: Params = {"parentId": series_id, "parentIndexNumber": number, "userId": self.user_id("")}
        return self.items({**EPISODES, **among})

    def newest_episodes(self, limit: int, user_id: str) -> list[Item]:
        newest: Params = {"sortBy": "DateCreated", "sortOrder": "Descending", "limit": str(limit), "userId": user_id}
        return self.items_at("Items", {**EPISODES, **newest})

    def played_episodes(self, user_id: str) -> Iterator[Item]:
        return self.items({**EPISODES, "isPlayed": "true", "userId": user_id})

    def users(self) -> list[PlayerUser]:
        found = self.connection().get("Users")
        return each(self.name, found, lambda row: PlayerUser(id=str(row["Id"]), name=str(row["Name"])))

    def user_id(self, user: str) -> str:
        """The id behind a name or an id, or of the configured user; empty when neither is named."""
        wanted = user or self._user
        return self._known(wanted, self.users()) if wanted else ""

    def needed_user_id(self, user: str) -> str:
        """The same; the only user's when nobody is named."""
        wanted = user or self._user
        users = self.users()
        return users[0].id if len(users) == 1 and not wanted else self._known(wanted, users)

    def _known(self, wanted: str, users: list[PlayerUser]) -> str:
        for known in users:
            if wanted and (_plain(wanted) == _plain(known.id) or wanted.casefold() == known.name.casefold()):
                return known.id
        why = Reason("jellyfin-no-user", user=wanted) if wanted else Reason("jellyfin-which-user")
        names = ", ".join(user.name for user in users) or "-"
        raise Unauthorized(self.name, Reason("jellyfin-set-user", why=why, users=names, section=self.name))


def _sound(rows: list[Any]) -> list[Item]:
    """A row that is no item costs only itself."""
    return [dict(row) for row in rows if isinstance(row, dict) and row.get("Id")]


def _plain(text: str) -> str:
    return text.replace("-", "").lower()
