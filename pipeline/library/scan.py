"""Reading a library that is there already: which shows and episodes its folders, file names and NFO files tell of."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pipeline.library.nfo import SHOW_FILE, SUFFIX
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.releases.extras import is_extra, is_sample, lies_apart
from pipeline.releases.file_kinds import VIDEO
from pipeline.releases.file_names import read_file
from pipeline.releases.parsing.names import ReleaseName

LARGEST_NFO = 1_000_000  # bytes
_MOST_IN_ONE = 20  # episodes in one file

_YEAR = re.compile(r"\s*\(((?:19|20)\d\d)\)")
# "[tvdbid-123]" is Jellyfin's, "{tvdb-123}" Plex's and Sonarr's.
_TAG = re.compile(r"\s*[\[{(](tvdb|tvmaze|imdb|tmdb)(?:id)?[-=: ]([\w]+)[\]})]", re.IGNORECASE)
_BEGIN = re.compile(rb"<(tvshow|episodedetails)\b")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?\bencoding=["']([\w.-]{1,40})["']""")
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# What a NAS and its users' computers keep in a library, thrown away or for themselves:
# https://github.com/Sonarr/Sonarr/issues/518, https://github.com/Radarr/Radarr/issues/4280
_SYSTEMS = frozenset(
    ("@eadir", "#recycle", "@recycle", "#snapshot", "$recycle.bin", "lost+found", "system volume information")
)


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
    for folder in sorted(p for p in library.iterdir() if p.is_dir() and not _is_put_away(p.name)):
        show = show_of(folder)
        videos = tuple(_read(path, folder, show) for path in _videos(folder, show.title))
        if videos:
            yield ShowFolder(path=folder, show=show, videos=videos)


def videos_in(folder: Path) -> tuple[Video, ...]:
    """The videos of one show's folder; none when it is not there."""
    if not folder.is_dir():
        return ()
    show = show_of(folder)
    return tuple(_read(path, folder, show) for path in _videos(folder, show.title))


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


def video_files(folder: Path) -> Iterator[Path]:
    """All videos in a folder; what is hidden, thrown away or a system's own is left out."""
    found = (path for path in _files(folder) if path.suffix.lower() in VIDEO and not path.name.startswith("."))
    yield from (path for path in found if path.is_file())


def described_title(folder: Path) -> str:
    """What a show is called by its tvshow.nfo; empty when that tells nothing."""
    return _text(_nfo(folder / SHOW_FILE), "title")


def described_episodes(video: Path) -> list[EpisodeInfo]:
    """What the description beside a video tells of the episodes in it, as far as it tells their numbers."""
    return [each for nfo in _documents(video.with_suffix(SUFFIX)) if (each := _episode(nfo)) is not None]


def _episode(nfo: Element) -> EpisodeInfo | None:
    season, number, ids = _number(_text(nfo, "season")), _number(_text(nfo, "episode")), _ids(nfo)
    if season is None or number is None:
        return None
    return EpisodeInfo(
        season=season,
        number=number,
        title=_text(nfo, "title"),
        air_date=_day(_text(nfo, "aired")),
        tvdb_id=_number(ids.get("tvdb", "")),
        tvmaze_id=_number(ids.get("tvmaze", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _ids(nfo: Element | None) -> dict[str, str]:
    """The catalogues' ids that a description tells, by catalogue: as Kodi writes them today, as Jellyfin does beside
    that (<tvdbid>, <imdb_id>), and as Kodi did before 17 (<id>, TVDB's).

    https://kodi.wiki/view/NFO_files/TV_shows, https://jellyfin.org/docs/general/server/metadata/nfo/
    """
    if nfo is None:
        return {}
    old = _text(nfo, "id")
    found = {"imdb" if old.startswith("tt") else "tvdb": old}
    for catalogue in ("tvdb", "tvmaze", "imdb"):
        found[catalogue] = _text(nfo, f"{catalogue}id") or _text(nfo, f"{catalogue}_id") or found.get(catalogue, "")
    return {catalogue: told for catalogue, told in (found | _unique_ids(nfo)).items() if told}


def _unique_ids(nfo: Element) -> dict[str, str]:
    return {(each.get("type") or "").lower(): (each.text or "").strip() for each in nfo.iter("uniqueid")}


def _videos(folder: Path, title: str) -> list[Path]:
    return sorted(path for path in video_files(folder) if not _beside(path, folder, title))


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder, in folders that are links to other disks as well; each folder once."""
    seen = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not _is_put_away(name)]
        yield from (Path(place) / name for name in names)


def _is_put_away(folder: str) -> bool:
    return folder.startswith(".") or folder.lower() in _SYSTEMS


def _beside(video: Path, folder: Path, title: str) -> bool:
    """Whether it is an extra or a sample; what is described as an episode is none."""
    within = video.relative_to(folder)
    extra = is_extra(within.as_posix(), (title,)) or lies_apart(within.parts, (title,))
    return extra and (is_sample(within.as_posix()) or not video.with_suffix(SUFFIX).is_file())


def _read(path: Path, folder: Path, show: ShowInfo) -> Video:
    name = read_file(path.relative_to(folder.parent).as_posix(), (show.title,))
    season, numbers = _told(path.with_suffix(SUFFIX))
    if season is not None and numbers and not (name.season == season and set(numbers) <= set(name.episodes)):
        # A person or another program has looked closely: that counts for more than the name.
        name = name._replace(
            season=season, episodes=numbers, special=season == 0,
            absolute=(), date=None, is_pack=False, part=None, until=None, bare=False, junk=None,
        )  # fmt: skip
    return Video(path=path, name=name)


def _told(path: Path) -> tuple[int | None, tuple[int, ...]]:
    """The season and the episodes that a video's description tells of: a document for each (Kodi), or one with the last
    one's number (Jellyfin's <episodenumberend>)."""
    told = [(_number(_text(nfo, "season")), _numbers(nfo)) for nfo in _documents(path)]
    season = told[0][0] if told else None
    found = {number for each, numbers in told for number in numbers if each == season}
    return season, tuple(sorted(found))


def _numbers(nfo: Element) -> range:
    first, last = _number(_text(nfo, "episode")), _number(_text(nfo, "episodenumberend"))
    if first is None:
        return range(0)
    return range(first, last + 1 if last is not None and first <= last < first + _MOST_IN_ONE else first + 1)


def _nfo(path: Path) -> Element | None:
    """The first document in an NFO file; None when there is none that can be read."""
    return next(_documents(path), None)


def _documents(path: Path) -> Iterator[Element]:
    """The documents in an NFO file, one after the other; none that cannot be read."""
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_NFO else b""
    except OSError:
        return
    for document in _whole_documents(_as_utf8(content)):
        with contextlib.suppress(ParseError, DefusedXmlException, ValueError):
            yield fromstring(document)


def _as_utf8(content: bytes) -> bytes:
    """An NFO file as the parts that are taken from it have to be: they no longer say what the whole was written in."""
    said = _ENCODING.match(content)
    encoding = "utf-16" if content.startswith(_BOMS) else said[1].decode() if said else "utf-8"
    try:
        return content.decode(encoding).encode()
    except (LookupError, ValueError):
        return content


def _whole_documents(content: bytes) -> Iterator[bytes]:
    """From each beginning to its end. An end that is not there is looked for once: else it would be the square."""
    behind, endless = 0, set[bytes]()
    for begin in _BEGIN.finditer(content):
        if begin.start() < behind or begin[1] in endless:
            continue
        end = content.find(b"</%s>" % begin[1], begin.end())
        if end < 0:
            endless.add(begin[1])
            continue
        behind = end + len(begin[1]) + 3
        yield content[begin.start() : behind]


def _text(nfo: Element | None, tag: str) -> str:
    return (nfo.findtext(tag) or "").strip() if nfo is not None else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
