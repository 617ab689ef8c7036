"""Reads a library folder as Jellyfin does, by names (`pipeline.library.readback`) and by NFO files.

https://jellyfin.org/docs/general/server/media/shows and https://jellyfin.org/docs/general/server/metadata/nfo
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from xml.etree.ElementTree import Element

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from pipeline.library.readback import Reader, Reading, ids_in, read, series_of

VIDEOS = frozenset({".mkv", ".mp4", ".m4v", ".avi", ".mov", ".ts", ".webm", ".ogv", ".mpg", ".mpeg", ".wmv"})
SUBTITLES = frozenset({".srt", ".vtt", ".ass", ".ssa", ".mks", ".sup"})
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
POSTERS = ("poster.jpg", "poster.png", "folder.jpg", "folder.png", "cover.jpg")
RUNTIME = 30_000_000  # ticks: nothing here measures a file

_PROVIDERS = {"tvdb": "Tvdb", "imdb": "Imdb", "tmdb": "Tmdb", "tvmaze": "TvMaze"}
_DOCUMENT = re.compile(rb"<episodedetails\b.*?</episodedetails>", re.DOTALL)


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
    season_name: str = ""
    number: int | None = None
    last_number: int | None = None  # of a file with several episodes
    year: int | None = None
    overview: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    added: datetime = LONG_AGO
    picture: Path | None = None
    subtitles: tuple[Path, ...] = ()
    versions: tuple[Path, ...] = ()  # other files of the same episode
    slot: str = ""  # files of one show with the same slot are versions of one item: what their names tell of numbers
    key: str = ""  # of a show: what tells it apart from others. Of an episode: what keeps its marks under another name
    late_ids: bool = False  # of a show: its best id came with its NFO, after its folder was named
    was_read: bool = True  # False: only added so far

    @property
    def is_folder(self) -> bool:
        return self.kind != "Episode"

    @property
    def best_id(self) -> str:
        """A show's, by which the server knows it before all others; empty: it has none of those."""
        return self.ids.get("Tvdb") or self.ids.get("Imdb") or ""


def item_id(kind: str, path: Path) -> str:
    """32 hexadecimal digits out of kind and path, as Jellyfin makes its own: the same after every scan."""
    return md5(f"{kind}:{path}".encode(), usedforsecurity=False).hexdigest()


def scan(root: Path, name: str, reader: Reader) -> dict[str, Item]:
    """Everything in the library, by id."""
    library = Item(id=item_id("CollectionFolder", root), kind="CollectionFolder", name=name, path=root)
    found = {library.id: library}
    for folder in sorted(_folders(root)):
        found |= {item.id: item for item in scan_show(folder, library.id, reader)}
    return merged(found, reader)


def scan_show(folder: Path, library: str, reader: Reader) -> list[Item]:
    """A show's folder: the show, its seasons, its episodes. Empty when there is no episode in it."""
    series = _series(folder, library, reader)
    pairs = [pair for path in sorted(_videos(folder)) if (pair := _episode(path, series, reader))]
    seasons = {season: _season(folder, series, season, e.path.parent, reader) for season, e in pairs}
    placed = [replace(e, parent=seasons[season].id, season_name=seasons[season].name) for season, e in pairs]
    return [series, *seasons.values(), *placed] if placed else []


def merged(items: dict[str, Item], reader: Reader) -> dict[str, Item]:
    """From 12.0 on shows with one key are one show, and files of one episode are versions of one item."""
    if reader is not Reader.JELLYFIN_12:
        return items
    first: dict[str, Item] = {}
    for item in items.values():
        if item.kind == "Series":
            first.setdefault(item.key, item)
    same = {i.id: first[i.key] for i in items.values() if i.kind == "Series"}
    kept = [_moved(i, same) for i in items.values() if same.get(i.id, i).id == i.id]
    return {item.id: item for item in _versions(kept)}


def _moved(item: Item, same: dict[str, Item]) -> Item:
    show = same.get(item.series)
    return replace(item, series=show.id, series_name=show.name) if show else item


def _versions(items: Iterable[Item]) -> Iterator[Item]:
    episodes: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.slot:
            episodes.setdefault((item.series, item.slot), []).append(item)
        else:
            yield item
    for first, *others in episodes.values():
        yield replace(first, versions=tuple(other.path for other in others))


def _series(folder: Path, library: str, reader: Reader) -> Item:
    told, year = series_of(folder.name, reader, folder.parent.name)
    named = {_PROVIDERS[name]: value for name, value in ids_in(folder.name).items()}
    nfo = _nfo(folder / "tvshow.nfo", "tvshow")
    name = _text(nfo, "title") or told
    good = named.get("Tvdb") or named.get("Imdb")
    id_ = item_id("Series", folder)
    return Item(
        id=id_,
        kind="Series",
        name=name,
        path=folder,
        parent=library,
        year=_number(_text(nfo, "year") or _text(nfo, "premiered")[:4]) or year,
        overview=_text(nfo, "plot"),
        ids=named | _ids(nfo),
        added=_modified(folder),
        picture=_first_there(folder / name for name in POSTERS),
        key=good or (f"series-{name.lower()}" if reader is Reader.JELLYFIN_12 else id_),
        late_ids=not good and "Imdb" in _ids(nfo),
    )


def _season(folder: Path, series: Item, number: int | None, inside: Path, reader: Reader) -> Item:
    unknown = inside.name if inside != folder else "Season Unknown"
    return Item(
        id=item_id("Season", series.path / f"season {number}"),
        kind="Season",
        name=unknown if number is None else f"Season {number}" if number else "Specials",
        path=next((f for f in _folders(folder) if _folder_season(f, folder, reader) == number), folder),
        parent=series.id,
        series=series.id,
        series_name=series.name,
        number=number,
        season=number,
        added=series.added,
    )


def _folder_season(inner: Path, folder: Path, reader: Reader) -> int | None:
    reading = read(f"{folder.name}/{inner.name}/x.mkv", reader, folder.parent.name)
    return reading.folder_season if reading else None


def _episode(path: Path, series: Item, reader: Reader) -> tuple[int | None, Item] | None:
    """The season that it stands in, and the episode. None: it is hidden."""
    library = series.path.parent
    reading = read(path.relative_to(library).as_posix(), reader, library.name)
    if reading is None:
        return None
    nfos = _nfos(path.with_suffix(".nfo"))
    nfo = nfos[0] if nfos else None
    season = _season_told(reading, _number(_text(nfo, "season")), reader)
    number = _or_else(_number(_text(nfo, "episode")), reading.number)
    stands_in = _stands_in(reading, season, reader)
    return stands_in, Item(
        id=item_id("Episode", path),
        kind="Episode",
        name=" / ".join(filter(None, (_text(each, "title") for each in nfos))) or reading.title,
        path=path,
        series=series.id,
        series_name=series.name,
        season=season,
        number=number,
        last_number=_number(_text(nfos[-1], "episode")) if len(nfos) > 1 else reading.end,
        year=series.year,
        overview=_text(nfo, "plot"),
        ids=_ids(nfo),
        added=_modified(path),
        picture=_first_there(_pictures(path)),
        subtitles=tuple(sorted(_sidecars(path))),
        slot="" if number is None else f"{stands_in}:{_or_else(reading.number, number)}",
        key=f"{series.best_id or series.id}{season or 0:03}{number or 0:03}",
    )


def _or_else(first: int | None, second: int | None) -> int | None:
    return second if first is None else first


def _stands_in(reading: Reading, season: int | None, reader: Reader) -> int | None:
    """The season under which it is listed."""
    if reader is Reader.JELLYFIN_12 and reading.season is not None:
        return reading.season
    return _or_else(reading.folder_season, season)


def _season_told(reading: Reading, described: int | None, reader: Reader) -> int | None:
    """Up to 10.11 the file's name counts for more than what its NFO says."""
    first, second = described, reading.season
    if reader is not Reader.JELLYFIN_12 and reading.season != reading.folder_season:
        first, second = second, first
    return _or_else(first, second)


def _first_there(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


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


def _nfo(path: Path, root: str) -> Element | None:
    """The NFO's root element; None when there is none that can be read. Jellyfin ignores broken ones as well."""
    try:
        return _element(path.read_bytes(), root)
    except OSError:
        return None


def _nfos(path: Path) -> list[Element]:
    """What an NFO beside a video tells of the episodes in it, one after the other."""
    try:
        content = path.read_bytes()
    except OSError:
        return []
    found = (_element(each, "episodedetails") for each in _DOCUMENT.findall(content))
    return [each for each in found if each is not None]


def _element(content: bytes, root: str) -> Element | None:
    try:
        element: Element = defusedxml.ElementTree.fromstring(content)
    except (SyntaxError, ValueError, DefusedXmlException):
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
