"""Reads a library folder as Jellyfin does: `Show (2025) [tvdbid-123]/Season 02/Show - S02E04 - Title.mkv`, and NFOs.

https://jellyfin.org/docs/general/server/media/shows and https://jellyfin.org/docs/general/server/metadata/nfo
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from xml.etree.ElementTree import Element

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

VIDEOS = frozenset({".mkv", ".mp4", ".m4v", ".avi", ".mov", ".ts", ".webm", ".ogv", ".mpg", ".mpeg", ".wmv"})
SUBTITLES = frozenset({".srt", ".vtt"})
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
POSTERS = ("poster.jpg", "poster.png", "folder.jpg", "folder.png", "cover.jpg")

_NUMBERED = re.compile(r"\bS(?P<season>\d{1,4})[ ._-]*E(?P<first>\d{1,4})(?:[ ._-]*-?E(?P<last>\d{1,4}))?", re.I)
_DATED = re.compile(r"\b(?P<year>(?:19|20)\d\d)[-. _](?P<month>\d\d)[-. _](?P<day>\d\d)\b")
_SEASON = re.compile(r"^(?:season|series|staffel|s)[ ._-]*(\d{1,4})$", re.I)
_YEAR = re.compile(r"\s*\((?P<year>(?:19|20)\d\d)\)")
_TAG = re.compile(r"\s*[\[{](?P<name>tvdb|imdb|tmdb|tvmaze)(?:id)?[-=](?P<id>\w+)[\]}]", re.I)
_PROVIDERS = {"tvdb": "Tvdb", "imdb": "Imdb", "tmdb": "Tmdb", "tvmaze": "TvMaze"}


@dataclass(frozen=True, kw_only=True)
class Item:
    """A folder or a file as the server shows it. `kind` is Jellyfin's own word for it."""

    id: str
    kind: str  # CollectionFolder, Series, Season, Episode
    name: str
    path: Path
    parent: str = ""
    series: str = ""  # id
    series_name: str = ""
    season: int | None = None
    number: int | None = None
    last_number: int | None = None  # of a file with several episodes
    year: int | None = None
    overview: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    added: datetime = LONG_AGO
    picture: Path | None = None
    subtitles: tuple[Path, ...] = ()

    @property
    def is_folder(self) -> bool:
        return self.kind != "Episode"


def item_id(kind: str, path: Path) -> str:
    """32 hexadecimal digits out of kind and path, as Jellyfin makes its own: the same after every scan."""
    return md5(f"{kind}:{path}".encode(), usedforsecurity=False).hexdigest()


def scan(root: Path, name: str) -> dict[str, Item]:
    """Everything in the library, by id."""
    library = Item(id=item_id("CollectionFolder", root), kind="CollectionFolder", name=name, path=root)
    found = {library.id: library}
    for folder in sorted(_folders(root)):
        found |= {item.id: item for item in scan_show(folder, library.id)}
    return found


def scan_show(folder: Path, library: str) -> list[Item]:
    """A show's folder: the show, its seasons, its episodes. Empty when there is no episode in it."""
    series = _series(folder, library)
    episodes = [item for path in sorted(_videos(folder)) if (item := _episode(path, series))]
    seasons = {e.season: _season(folder, series, e.season) for e in episodes if e.season is not None}
    placed = [replace(e, parent=seasons[e.season].id if e.season in seasons else series.id) for e in episodes]
    return [series, *seasons.values(), *placed] if placed else []


def _series(folder: Path, library: str) -> Item:
    name, tags = folder.name, {}
    for tag in _TAG.finditer(name):
        tags[_PROVIDERS[tag["name"].lower()]] = tag["id"]
    name = _TAG.sub("", name).strip()
    year = _YEAR.search(name)
    nfo = _nfo(folder / "tvshow.nfo", "tvshow")
    return Item(
        id=item_id("Series", folder),
        kind="Series",
        name=_text(nfo, "title") or _YEAR.sub("", name).strip(),
        path=folder,
        parent=library,
        year=_number(_text(nfo, "year") or _text(nfo, "premiered")[:4]) or (int(year["year"]) if year else None),
        overview=_text(nfo, "plot"),
        ids=tags | _ids(nfo),
        added=_modified(folder),
        picture=next((folder / p for p in POSTERS if (folder / p).is_file()), None),
    )


def _season(folder: Path, series: Item, number: int) -> Item:
    path = next((f for f in _folders(folder) if _season_of_folder(f.name) == number), folder / f"Season {number:02}")
    return Item(
        id=item_id("Season", series.path / f"season {number}"),
        kind="Season",
        name=f"Season {number}" if number else "Specials",
        path=path,
        parent=series.id,
        series=series.id,
        series_name=series.name,
        number=number,
        season=number,
        added=series.added,
    )


def _episode(path: Path, series: Item) -> Item | None:
    nfo = _nfo(path.with_suffix(".nfo"), "episodedetails")
    numbered = _NUMBERED.search(path.stem)
    folder = _season_of_folder(path.parent.name)
    season = _number(_text(nfo, "season"))
    number = _number(_text(nfo, "episode"))
    last = None
    if numbered:
        season = int(numbered["season"]) if season is None else season
        number = int(numbered["first"]) if number is None else number
        last = int(numbered["last"]) if numbered["last"] else None
    dated = _DATED.search(path.stem)
    if number is None and not dated:
        return None  # the real one lists it too, without a number; nothing here asks for those
    return Item(
        id=item_id("Episode", path),
        kind="Episode",
        name=_text(nfo, "title") or _title(path, numbered) or path.stem,
        path=path,
        series=series.id,
        series_name=series.name,
        season=folder if season is None else season,
        number=number,
        last_number=last,
        year=int(dated["year"]) if dated else None,
        overview=_text(nfo, "plot"),
        ids=_ids(nfo),
        added=_modified(path),
        picture=next((p for p in _pictures(path) if p.is_file()), None),
        subtitles=tuple(sorted(_sidecars(path))),
    )


def _title(path: Path, numbered: re.Match[str] | None) -> str:
    rest = path.stem[numbered.end() :] if numbered else ""
    return rest.strip(" -._") if rest.startswith((" - ", " – ")) else ""


def _pictures(path: Path) -> Iterator[Path]:
    for suffix in (".jpg", ".png"):
        yield path.with_name(f"{path.stem}-thumb{suffix}")
        yield path.with_suffix(suffix)


def _sidecars(path: Path) -> Iterator[Path]:
    for beside in path.parent.iterdir():
        if beside.suffix.lower() in SUBTITLES and beside.name.startswith(f"{path.stem}."):
            yield beside


def _videos(folder: Path) -> Iterator[Path]:
    """Video files up to two folders deep: more is extras. Hidden ones are left alone."""
    for pattern in ("*", "*/*"):
        for path in folder.glob(pattern):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if path.suffix.lower() in VIDEOS and path.is_file() and not hidden:
                yield path


def _folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))


def _season_of_folder(name: str) -> int | None:
    if name.lower() in ("specials", "special", "extras"):
        return 0
    match = _SEASON.match(name.strip())
    return int(match[1]) if match else None


def _nfo(path: Path, root: str) -> Element | None:
    """The NFO's root element; None when there is none that can be read. Jellyfin ignores broken ones as well."""
    try:
        element: Element = defusedxml.ElementTree.fromstring(path.read_bytes())
    except (OSError, SyntaxError, ValueError, DefusedXmlException):
        return None
    return element if element.tag == root else None


def _text(nfo: Element | None, tag: str) -> str:
    return (nfo.findtext(tag) or "").strip() if nfo is not None else ""


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _ids(nfo: Element | None) -> dict[str, str]:
    if nfo is None:
        return {}
    found = {}
    for element in nfo.iter("uniqueid"):
        provider = _PROVIDERS.get(str(element.get("type", "")).lower())
        if provider and element.text:
            found[provider] = element.text.strip()
    return found


def _modified(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:  # gone between the listing and this look
        return datetime.now(UTC)
