"""Reading a library that is there already: which shows and episodes its folders, file names and NFO files tell of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pipeline.library.nfo import SHOW_FILE, SUFFIX
from pipeline.model import ShowInfo
from pipeline.releases.files import VIDEO, is_extra, is_sample, read_file
from pipeline.releases.parsing.names import ReleaseName

LARGEST_NFO = 1_000_000  # bytes

_YEAR = re.compile(r"\s*\(((?:19|20)\d\d)\)")
# "[tvdbid-123]" is Jellyfin's, "{tvdb-123}" Plex's and Sonarr's.
_TAG = re.compile(r"\s*[\[{(](tvdb|tvmaze|imdb|tmdb)(?:id)?[-=: ]([\w]+)[\]})]", re.IGNORECASE)
_DOCUMENT = re.compile(rb"<(tvshow|episodedetails)\b.*?</\1>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Video:
    path: Path
    name: ReleaseName  # what its name, its folders and its description tell of its number


@dataclass(frozen=True, kw_only=True)
class ShowFolder:
    path: Path
    show: ShowInfo  # as far as folder and description tell
    videos: tuple[Video, ...]


def shows_in(library: Path) -> Iterator[ShowFolder]:
    """Every folder with videos in it, by name."""
    for folder in sorted(p for p in library.iterdir() if p.is_dir() and not p.name.startswith(".")):
        show = show_of(folder)
        videos = tuple(_read(path, folder, show) for path in _videos(folder, show.title))
        if videos:
            yield ShowFolder(path=folder, show=show, videos=videos)


def show_of(folder: Path) -> ShowInfo:
    """The show, by its folder's name and its tvshow.nfo; where both say something, the description is right."""
    nfo = _nfo(folder / SHOW_FILE)
    bare = _TAG.sub("", folder.name)
    title = _text(nfo, "title") or _YEAR.sub("", bare).strip() or folder.name
    year = _YEAR.search(bare)
    ids = {name.lower(): value for name, value in _TAG.findall(folder.name)} | _ids(nfo)
    imdb = ids.get("imdb", "")
    return ShowInfo(
        title=_YEAR.sub("", title).strip() or title,
        year=_number(_text(nfo, "year") or _text(nfo, "premiered")[:4]) or (int(year[1]) if year else None),
        tvdb_id=_number(ids.get("tvdb", "")),
        tvmaze_id=_number(ids.get("tvmaze", "")),
        imdb_id=imdb if re.fullmatch(r"tt\d+", imdb) else None,
    )


def _ids(nfo: Element | None) -> dict[str, str]:
    """The catalogues' ids that a description tells, by catalogue."""
    told = nfo.iter("uniqueid") if nfo is not None else ()
    return {(each.get("type") or "").lower(): (each.text or "").strip() for each in told}


def _videos(folder: Path, title: str) -> list[Path]:
    found = (p for p in folder.rglob("*") if p.suffix.lower() in VIDEO and not p.name.startswith("."))
    return sorted(p for p in found if p.is_file() and not _beside(p, folder, title))


def _beside(video: Path, folder: Path, title: str) -> bool:
    """Whether it is an extra or a sample; what is described as an episode is none."""
    within = video.relative_to(folder).as_posix()
    return is_extra(within, (title,)) and (is_sample(within) or not video.with_suffix(SUFFIX).is_file())


def _read(path: Path, folder: Path, show: ShowInfo) -> Video:
    name = read_file(path.relative_to(folder.parent).as_posix(), (show.title,))
    nfo = _nfo(path.with_suffix(SUFFIX))
    season, number = _number(_text(nfo, "season")), _number(_text(nfo, "episode"))
    if season is not None and number is not None and not (name.season == season and number in name.episodes):
        # A person or another program has looked closely: that counts for more than the name.
        name = name._replace(
            season=season, episodes=(number,), special=season == 0,
            absolute=(), date=None, is_pack=False, part=None, until=None, bare=False, junk=None,
        )  # fmt: skip
    return Video(path=path, name=name)


def _nfo(path: Path) -> Element | None:
    """The first document in an NFO file; None when there is none that can be read."""
    try:
        if path.stat().st_size > LARGEST_NFO:
            return None
        found = _DOCUMENT.search(path.read_bytes())
        return fromstring(found[0]) if found else None
    except (OSError, ParseError, DefusedXmlException, ValueError):
        return None


def _text(nfo: Element | None, tag: str) -> str:
    return (nfo.findtext(tag) or "").strip() if nfo is not None else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
