"""What stands in Jellyfin's items: https://api.jellyfin.org. Times there are ticks of 100 ns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from integrations.common import folders
from integrations.common.http import reading
from integrations.jellyfin.asking import Item
from pipeline.model import EpisodeInfo, PlayerEntry, PlayerItem, PlayerSession, ShowInfo

TICKS = 10_000_000  # in a second
KINDS = {
    "CollectionFolder": "library",
    "UserView": "library",
    "Series": "show",
    "Season": "season",
    "Episode": "episode",
    "Movie": "movie",
}
_BEHIND = re.compile(r"\s*[\[({].*$")  # the year and the ids behind a folder's title


@dataclass(frozen=True)
class Shapes:
    """Makes our nouns of its items. `public` is what links for people begin with."""

    player: str
    public: str

    def item(self, item: Item) -> PlayerItem:
        return reading(self.player, item, self._item)

    def _item(self, item: Item) -> PlayerItem:
        data = data_of(item)
        return PlayerItem(
            player=self.player,
            id=str(item["Id"]),
            title=_title(item),
            url=self._page(item),
            path=path_of(item),
            image_url=self._image(item),
            watched=bool(data.get("Played")),
            position=(data.get("PlaybackPositionTicks") or 0) / TICKS,
        )

    def entry(self, item: Item) -> PlayerEntry:
        return reading(self.player, item, self._entry)

    def _entry(self, item: Item) -> PlayerEntry:
        folder = bool(item.get("IsFolder"))
        kind = KINDS.get(str(item["Type"]), "folder" if folder else "movie")
        return PlayerEntry(
            player=self.player,
            id=str(item["Id"]),
            title=str(item.get("Name") or ""),
            kind=kind,
            opens=folder,
            url=self._page(item),
            image_url=self._image(item),
            season=item.get("ParentIndexNumber") if kind == "episode" else item.get("IndexNumber"),
            number=item.get("IndexNumber") if kind == "episode" else None,
            watched=bool(data_of(item).get("Played")),
        )

    def library(self, row: Item) -> PlayerEntry:
        item = {"Id": row.get("ItemId"), "Name": row.get("Name"), "Type": "CollectionFolder", "IsFolder": True}
        return self.entry(item)

    def session(self, row: Item) -> PlayerSession | None:
        """A screen; None when it cannot be told to play."""
        if not row.get("SupportsRemoteControl"):
            return None
        return PlayerSession(
            player=self.player,
            id=str(row["Id"]),
            name=str(row.get("DeviceName") or row.get("Client") or "?"),
            user=str(row.get("UserName") or ""),
        )

    def _page(self, item: Item) -> str:
        return f"{self.public}/web/#/details?id={quote(str(item['Id']), safe='')}"

    def _image(self, item: Item) -> str:
        tag = (item.get("ImageTags") or {}).get("Primary")
        owner = str(item["Id"])
        if not tag and item.get("SeriesPrimaryImageTag"):
            tag, owner = item["SeriesPrimaryImageTag"], str(item.get("SeriesId"))
        if not tag:
            return ""
        return f"{self.public}/Items/{quote(owner, safe='')}/Images/Primary?tag={quote(str(tag), safe='')}"


def _title(item: Item) -> str:
    if item.get("Type") != "Episode":
        return str(item.get("Name") or "")
    season, number = item.get("ParentIndexNumber"), item.get("IndexNumber")
    code = f" S{season:02}E{number:02}" if isinstance(season, int) and isinstance(number, int) else ""
    return f"{item.get('SeriesName') or ''}{code} {item.get('Name') or ''}".strip()


def path_of(item: Item) -> str:
    return str(item.get("Path") or "")


def data_of(item: Item) -> Item:
    """What a user has seen of it."""
    return item.get("UserData") or {}


def is_in(path: str, folder: Item) -> bool:
    return bool(path_of(folder)) and folders.inside(path, path_of(folder))


def is_shown(item: Item) -> bool:
    """Not announced without a file; not in the moment between being taken in and being looked into, numberless."""
    read = isinstance(item.get("IndexNumber"), int) or bool(item.get("RunTimeTicks"))
    return read and item.get("LocationType") != "Virtual"


def is_numbered(item: Item, episode: EpisodeInfo) -> bool:
    """Whether the item is this episode, or a file of several with this one among them."""
    first = item.get("IndexNumber")
    if not isinstance(first, int) or item.get("ParentIndexNumber") != episode.season:
        return False
    return first <= episode.number <= (item.get("IndexNumberEnd") or first)


def has_path(item: Item, path: str, *, by_tail: bool) -> bool:
    """Whether the item has this file; `by_tail`: the names at the end of the path are enough."""
    known = _paths(item)
    if any(folders.alike(each, path) for each in known):
        return True
    return by_tail and any(folders.same_tail(each, path) for each in known)


def has_name(item: Item, path: str) -> bool:
    """By the file's name alone: enough beside the number, where `folders` is not set."""
    return any(folders.alike(folders.file_name(known), folders.file_name(path)) for known in _paths(item))


def _paths(item: Item) -> list[str]:
    """The item's file, and those of its other versions."""
    versions = [each for each in item.get("MediaSources") or [] if isinstance(each, dict)]
    return [str(path) for path in (each.get("Path") for each in (item, *versions)) if path]


def played_since(data: Item, moment: datetime | None) -> bool:
    """A mark outlives its file: filed again under the same name, it is still there."""
    if moment is None:
        return True
    try:
        played = datetime.fromisoformat(str(data.get("LastPlayedDate")))
    except ValueError:  # without a date
        return False
    return (played if played.tzinfo else played.replace(tzinfo=UTC)) > moment


def show_of(series: Item) -> ShowInfo:
    """As which show it knows one, by whatever found its ids out."""
    ids = {str(key).lower(): str(value) for key, value in (series.get("ProviderIds") or {}).items()}
    tvdb, tvmaze = (int(ids[name]) if ids.get(name, "").isdecimal() else None for name in ("tvdb", "tvmaze"))
    year = series.get("ProductionYear")
    return ShowInfo(
        title=str(series.get("Name") or ""), year=year, tvdb_id=tvdb, tvmaze_id=tvmaze, imdb_id=ids.get("imdb") or None
    )


def same_show(series: Item, show: ShowInfo) -> bool:
    """By an id that both have, else by title and year."""
    ids = {str(key).lower(): str(value).lower() for key, value in (series.get("ProviderIds") or {}).items()}
    ours = (("tvdb", show.tvdb_id), ("tvmaze", show.tvmaze_id), ("imdb", show.imdb_id))
    known = [(ids[key], str(value).lower()) for key, value in ours if value is not None and ids.get(key)]
    if known:
        return any(theirs == our for theirs, our in known)
    return _same_title(series, show)


def _same_title(series: Item, show: ShowInfo) -> bool:
    years = (show.year, series.get("ProductionYear"))
    # Up to 10.11 a show without an NFO is called as its whole folder.
    names = {str(series.get("Name")).casefold(), _BEHIND.sub("", str(series.get("Name"))).casefold()}
    return show.title.casefold() in names and (None in years or years[0] == years[1])
