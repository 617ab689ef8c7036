"""How players read a file's place in the library: the names that Airdate gives must come back as they were meant.

    read("Row (2026)/Season 01/Row (2026) - S01E02 - Low Tide.mp4", Reader.JELLYFIN_12)

A model of what Jellyfin 10.10, 10.11, 12.0 and Kodi take from folders and names alone; an NFO beside the video tells
them more (title, numbers), but not everything: what is hidden stays hidden, a range that a name seems to tell stays,
and up to 10.11 the season in the file's name counts for more than the NFO's. The names they document:
https://jellyfin.org/docs/general/server/media/shows and https://kodi.wiki/view/Naming_video_files/TV_shows; the rest
was found by asking real ones (tests/pipeline/library/readings.csv).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from typing import NamedTuple


class Reader(Enum):
    """Who reads. The values of Jellyfin's are compared by age."""

    KODI = 0
    JELLYFIN_10 = 10
    JELLYFIN_11 = 11
    JELLYFIN_12 = 12

    @classmethod
    def of(cls, version: str) -> Reader:
        """The Jellyfin of a version number such as 10.11.11; a later one reads as the last that is known."""
        major, _, rest = version.partition(".")
        if major != "10":
            return cls.JELLYFIN_12
        return cls.JELLYFIN_11 if rest.partition(".")[0] not in ("8", "9", "10") else cls.JELLYFIN_10


JELLYFINS = (Reader.JELLYFIN_10, Reader.JELLYFIN_11, Reader.JELLYFIN_12)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a path alone tells. None: it tells nothing of that."""

    series: str
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)  # tvdb, imdb, tvmaze, tmdb → id
    season: int | None = None
    number: int | None = None
    end: int | None = None  # the last number of a file that holds several
    title: str = ""
    by_date: bool = False
    folder_season: int | None = None  # what the folder is called


class _Numbers(NamedTuple):
    season: int | None = None
    number: int | None = None
    end: int | None = None
    by_date: bool = False


def read(file: str, reader: Reader, library: str = "library") -> Reading | None:
    """What `reader` makes of a file by its path below the library's folder `library`. None: it is not shown at all."""
    path = PurePosixPath(file)
    if _hidden(path, reader):
        return None
    show, inner = path.parts[0], path.parts[1:-1]
    numbers = _kodi_numbers(path.name) if reader is Reader.KODI else _numbers(path, library)
    folder_season = season_of(inner[0], reader) if inner else None
    series, year = series_of(show, reader, library)
    return Reading(
        series=series,
        year=year,
        ids=ids_in(show),
        season=_season(numbers, folder_season, reader, in_folder=bool(inner)),
        number=numbers.number if numbers else None,
        end=numbers.end if numbers else None,
        title=title_of(path.stem),
        by_date=bool(numbers and numbers.by_date),
        folder_season=folder_season,
    )


def as_meant(
    file: str, reader: Reader, *, season: int, number: int, end: int | None = None, ids: Mapping[str, str]
) -> bool:
    """Whether a file comes back as the episode that it is, an NFO beside it telling what its path leaves open."""
    reading = read(file, reader)
    if reading is None or any(ids.get(name, value) != value for name, value in reading.ids.items()):
        return False
    if reader is Reader.KODI and not reading.by_date and reading.number is None:
        return False  # it reads numbers nowhere else
    told = ((reading.season, season), (reading.folder_season, season), (reading.number, number), (reading.end, end))
    return all(said is None or said == meant for said, meant in told)


# ------------------------------------------------------------------------------------------------- the show's folder

_WITH_YEAR = re.compile(r"(.+?)\s*\(([0-9]{4})\)")
_TAG = re.compile(r"[\[{(](tvdb|imdb|tvmaze|tmdb)(?:id)?[-=]([^\]})]+)[\]})]", re.IGNORECASE)
_BARE_IMDB = re.compile(r"tt[0-9]{7,8}", re.IGNORECASE)
_PARTS = re.compile(r"([^._]{2,})[._]*|[._]([^._]{2,})")
_SERIES = (
    # "Row s02 …" and "Row season 2 …"; "Row 204 …": what stands before the number is the name. Where nothing does, the
    # folder around it is.
    re.compile(r"([^/]+?)[\s_.-]*s[0-9]+[\]\[ ._-]*e[0-9]+[^/]*$", re.IGNORECASE),
    re.compile(r"[/._ -]((?![0-9]{3})[^/_]*)[/._ -][0-9]+[0-9][0-9][._ -][^/]*$"),
    re.compile(r"([^/]+)/s(?:eason)?[. _-]*[0-9]+", re.IGNORECASE),
    re.compile(r"([^/]+)[. _-]+s(?:eason)?[. _-]*[0-9]+", re.IGNORECASE),
)


def series_of(folder: str, reader: Reader, library: str = "library") -> tuple[str, int | None]:
    """Name and year that a show's folder tells, where no NFO tells better."""
    with_year = _WITH_YEAR.match(folder)
    if with_year and reader in (Reader.JELLYFIN_12, Reader.KODI):
        return with_year[1].strip(), int(with_year[2])
    found = next(filter(None, (pattern.search(f"/{library}/{folder}") for pattern in _SERIES)), None)
    name = found[1].strip(" _.-") if found else folder
    spaced = _PARTS.sub(lambda part: f"{part[1] or ''} {part[2] or ''}", name).strip()
    years = re.findall(r".\(([0-9]{4})\)", folder)
    return spaced or name, int(years[-1]) if years and not found else None


def ids_in(folder: str) -> dict[str, str]:
    """The catalogues' ids in a folder's name; of several of one kind, the first counts."""
    found: dict[str, str] = {}
    for name, value in _TAG.findall(folder):
        found.setdefault(name.lower(), value)
    bare = _BARE_IMDB.search(folder)
    if bare and "imdb" not in found:
        found["imdb"] = bare[0].lower()
    return found


# ------------------------------------------------------------------------------------------------------------ seasons

_SEASON_WORDS = "season|sæson|temporada|saison|staffel|series|сезон|stagione|säsong|seizoen|sezon"
_SEASONS = (
    re.compile(r"^s?([0-9]{1,4})$"),
    re.compile(r"(?:^|[ ._-])s([0-9]{1,4})(?=[ ._-]|$)"),
    re.compile(rf"^\W*(?:(?:{_SEASON_WORDS})\W*([0-9]+)|([0-9]+)\W*(?:{_SEASON_WORDS}))(?![0-9])"),
)
_NO_SEASONS = range(200, 1928)  # read as something else, such as 1920x1080
_LAST_SEASON = 2500


def season_of(folder: str, reader: Reader) -> int | None:
    """The season that a folder in a show's folder is for."""
    name = folder.strip().lower()
    if name == "specials" or (name == "extras" and reader is Reader.JELLYFIN_10):
        return 0
    found = next(filter(None, (pattern.search(name) for pattern in _SEASONS)), None)
    number = next((int(group) for group in found.groups() if group), None) if found else None
    return number if reader is Reader.JELLYFIN_10 or _possible(number) else None


def _possible(season: int | None) -> bool:
    return season is None or (season not in _NO_SEASONS and season <= _LAST_SEASON)


def _season(numbers: _Numbers | None, folder: int | None, reader: Reader, *, in_folder: bool) -> int | None:
    """The file's name decides, else the folder; without both, what has a number is of the first season."""
    if numbers is None:
        return folder if reader is Reader.JELLYFIN_10 else None
    if numbers.season is not None:
        return numbers.season
    if folder is not None or in_folder or numbers.number is None:
        return folder
    return 1


# ------------------------------------------------------------------------------------------------------ hidden or not

_EXTRAS = "scene|clip|interview|behindthescenes|deleted|deletedscene|featurette|short|extra|other"
_EXTRA = re.compile(rf"(?:^|.*[-._]|.*- )(?:trailer|sample)[0-9]*$|.*-(?:{_EXTRAS})[0-9]*$", re.IGNORECASE | re.DOTALL)
_OLD_EXTRA = re.compile(r".* (?:trailer|sample)[0-9]*$", re.IGNORECASE | re.DOTALL)
_IGNORED = frozenset(
    (
        *("metadata", "ps3_update", "ps3_vprm", "extrafanart", "extrathumbs", "lost+found", "temprec", "tempsbe"),
        *("eadir", "@eadir", "#recycle", "@recycle", "$recycle.bin", "system volume information"),
    )
)
_IGNORED_SINCE_11 = frozenset(("subs", "sample"))
_EXTRA_FOLDERS = frozenset(
    (
        *("trailers", "backdrops", "behind the scenes", "deleted scenes", "interviews", "scenes", "samples", "shorts"),
        *("featurettes", "extras", "other", "clips", "theme-music"),
    )
)
_KODI_HIDES = re.compile(r"[!-._ \\/]sample[-._ \\/]", re.IGNORECASE)


def _hidden(path: PurePosixPath, reader: Reader) -> bool:
    """Whether it is taken for a trailer, an extra or a system's own file."""
    if any(part.startswith(".") for part in path.parts):
        return True
    if reader is Reader.KODI:
        return bool(_KODI_HIDES.search(f"/{path}"))
    folders = [part.lower() for part in path.parts[:-1]]
    if not _IGNORED.isdisjoint(folders) or _EXTRA.fullmatch(path.stem):
        return True
    if reader is Reader.JELLYFIN_10:
        return not _EXTRA_FOLDERS.isdisjoint(folders) or bool(_OLD_EXTRA.fullmatch(path.stem))
    return not (_IGNORED_SINCE_11.isdisjoint(folders) and _EXTRA_FOLDERS.isdisjoint(folders[1:]))


# ---------------------------------------------------------------------------------------------------------- numbers


class _Way(NamedTuple):
    """One way of telling numbers, with the groups season, number, end and name as far as it has them."""

    pattern: re.Pattern[str]
    named: bool = True  # may also tell the end of a range that another way began
    by_date: bool = False


def _way(pattern: str, *, named: bool = True, by_date: bool = False) -> _Way:
    return _Way(re.compile(pattern, re.IGNORECASE | re.DOTALL), named, by_date)


# In Jellyfin's order; the first that gives a number counts. Each is looked for in "/library/show/season/file.mp4".
_LAST = r"[^/]*$"
_END = r"(?:-(?P<end>[0-9]{2,3}))*"
_WAYS = (
    _way(rf"/(?P<name>(?:(?!s[0-9]+[\]\[ ._-]*e[0-9])[^/])*)s(?P<season>[0-9]+)[\]\[ ._-]*e(?P<number>[0-9]+){_LAST}"),
    _way(rf"[._ -]ep_?(?P<number>[0-9]+){_LAST}", named=False),
    _way(rf"e(?P<number>[0-9]+)\.{_LAST}", named=False),
    _way(r"[0-9]{4}[._ -][0-9]{2}[._ -][0-9]{2}", by_date=True),
    _way(r"[0-9]{2}[._ -][0-9]{2}[._ -][0-9]{4}", by_date=True),
    _way(r".*/(?:(?P<name>[^/]+?)\s)?s(?:eason)?\s*(?P<season>[0-9]+)\s+e(?:pisode)?\s*(?P<number>[0-9]+)"),
    _way(r"/(?!episode)(?P<name>[\w\s]+?)\s(?P<number>[0-9]{1,4})(?:-(?P<end>[0-9]{2,4}))*[^/x]*$"),
    _way(rf"[/._ \[(-](?P<season>[0-9]+)x(?P<number>[0-9]+(?:(?:[a-i]|\.[1-9])(?![0-9]))?){_LAST}", named=False),
    _way(r"\[.*?\].*?(?P<name>[-\w\s]+?)[\s_]*-[\s_]*(?P<number>[0-9]+)"),
    _way(
        r"[/._ -](?P<name>(?![0-9]{3})[^/_]*)[/._ -](?P<season>[0-9]+)"
        rf"(?P<number>[0-9]{{2}}(?:(?:[a-i]|\.[1-9])(?![0-9]))?)[._ -]{_LAST}"
    ),
    _way(rf"[/._ -]p(?:ar)?t[_. -](?P<number>[ivx]+|[0-9]+)[._ -]{_LAST}", named=False),
    _way(rf"episode (?P<number>[0-9]+)(?:-(?P<end>[0-9]+))?{_LAST}"),
    _way(rf"/(?P<name>(?:(?!s?[0-9]{{1,4}}x[0-9])[^/])*)s?(?P<season>[0-9]{{1,4}})x(?P<number>[0-9]+){_LAST}"),
    _way(rf".*/(?P<name>[^/]*)s(?P<season>[0-9]{{1,4}})[x.]?e(?P<number>[0-9]+){_LAST}"),
    _way(r"/(?P<number>[0-9]+)(?:-(?P<end>[0-9]+))*\.\w+$"),
    _way(r"(?P<season>[0-9]+)-(?P<number>[0-9]+)", named=False),
    _way(rf"/(?P<number>[0-9]{{1,3}}){_END}\s?-\s?{_LAST}"),
    _way(rf"/(?P<number>[0-9]{{1,3}}){_END}\.[^/]+$"),
    _way(rf".*/[^/]* - (?P<number>[0-9]{{1,3}}){_END}{_LAST}"),
    _way(rf"season[._ ](?P<season>[0-9]+)/(?P<number>[0-9]{{1,3}}){_LAST}"),
)
_FIRST_X = r"/(?:(?!s?[0-9]{1,4}x[0-9]{1,3})[^/])*s?(?P<season>[0-9]{1,4})x(?P<number>[0-9]{1,3})"
_LAST_CODE = r".*/[^/]*s(?P<season>[0-9]{1,4})[x.]?e(?P<number>[0-9]{1,3})"
_RANGES = (
    _way(rf"{_FIRST_X}(?:(?:-| - )[0-9]{{1,4}}[ex](?P<end>[0-9]{{1,3}}))+{_LAST}"),
    _way(rf"{_FIRST_X}(?:(?:-| - )[0-9]{{1,4}}xe(?P<end>[0-9]{{1,3}}))+{_LAST}"),
    _way(rf"{_FIRST_X}(?:(?:-| - )?[xe](?P<end>[0-9]{{1,3}}))+{_LAST}"),
    _way(rf"{_FIRST_X}(?:-x?e?(?P<end>[0-9]{{1,3}}))+{_LAST}"),
    _way(rf"{_LAST_CODE}(?:(?:-| - )?[xe](?P<end>[0-9]{{1,3}}))+{_LAST}"),
    _way(rf"{_LAST_CODE}(?:-x?e?(?P<end>[0-9]{{1,3}}))+{_LAST}"),
)


def _numbers(path: PurePosixPath, library: str) -> _Numbers | None:
    """What Jellyfin reads; None when no way fits."""
    text = f"/{library}/{path}"
    for way in _WAYS:
        match = way.pattern.search(text)
        found = _taken(way, match)
        if match and found:
            return found if found.by_date else found._replace(end=found.end or _range_end(text, _name_in(match)))
    return None


def _taken(way: _Way, match: re.Match[str] | None) -> _Numbers | None:
    if match is None or way.by_date:
        return _Numbers(by_date=True) if match else None
    groups = match.groupdict()
    number, season = groups.get("number") or "", groups.get("season")
    if not number.isdigit() or not _possible(int(season) if season else None):
        return None
    return _Numbers(int(season) if season else None, int(number), _end(match))


def _end(match: re.Match[str]) -> int | None:
    """A number right before more digits, an i or a p is the lines of a picture."""
    if not match.groupdict().get("end"):
        return None
    after = match.string[match.end("end") : match.end("end") + 1].lower()
    return None if after and after in "0123456789ip" else int(match["end"])


def _name_in(match: re.Match[str]) -> str:
    return (match.groupdict().get("name") or "").strip(" _.-")


def _range_end(text: str, name: str) -> int | None:
    """The end of a range, told in whatever way. A name that begins with the number is looked at in all ways."""
    ways: Iterable[_Way] = _RANGES if name else (*(way for way in _WAYS if way.named), *_RANGES)
    ends = (found.end for found in (_taken(way, way.pattern.search(text)) for way in ways) if found)
    return next((end for end in ends if end is not None), None)


_KODI_WAYS = (
    _way(rf"s(?P<season>[0-9]+)[ ._x-]*e(?P<number>[0-9]+)(?P<rest>{_LAST})"),
    _way(rf"[._ -]ep_?(?P<number>[0-9]+)(?P<rest>{_LAST})"),
    _way(r"[0-9]{4}[.-][0-9]{2}[.-][0-9]{2}", by_date=True),
    _way(r"[0-9]{2}[.-][0-9]{2}[.-][0-9]{4}", by_date=True),
    _way(rf"[/._ \[(-](?P<season>[0-9]+)x(?P<number>[0-9]+)(?P<rest>{_LAST})"),
    _way(rf"[/._ -](?P<season>[0-9]+)(?P<number>[0-9]{{2}})(?P<rest>[._ -]{_LAST})"),
)
_KODI_MORE = re.compile(r"[-_ex]+([0-9]+)", re.IGNORECASE)


def _kodi_numbers(name: str) -> _Numbers | None:
    """Kodi's own list: https://kodi.wiki/view/Advancedsettings.xml#tvshowmatching."""
    for way in _KODI_WAYS:
        match = way.pattern.search(f"/{name}")
        if match and way.by_date:
            return _Numbers(by_date=True)
        if match:
            season = match.groupdict().get("season")
            more = list(_kodi_more(match["rest"]))
            return _Numbers(int(season) if season else 1, int(match["number"]), more[-1] if more else None)
    return None


def _kodi_more(rest: str) -> Iterator[int]:
    while found := _KODI_MORE.match(rest):
        yield int(found[1])
        rest = rest[found.end() :]


# ----------------------------------------------------------------------------------------------------------- titles

_JUNK = (
    "3d|sbs|tab|hsbs|htab|mvc|hdr|hdc|uhd|ultrahd|4k|ac3|dts|custom|dc|divx|divx5|dsr|dsrip|dutch|dvd|dvdrip|dvdscr|"
    "dvdscreener|screener|dvdivx|cam|fragment|fs|hdtv|hdrip|hdtvrip|internal|limited|multi|subs|ntsc|ogg|ogm|pal|pdtv|"
    "proper|repack|rerip|retail|cd[1-9]|r5|bd5|bd|se|svcd|swedish|german|read.nfo|nfofix|unrated|ws|telesync|ts|"
    "telecine|tc|brrip|bdrip|(?:480|576|720|1080)[pi]|2160p|hrhd|hrhdtv|hddvd|bluray|blu-ray|[xh]26[45]|xvid|xvidvd|"
    r"xxx|www.www|aac|\[.*\]"
)
_YEARS = tuple(
    re.compile(rf"(.+[^_,.()\[\]-]){between}(?:19|20)[0-9]{{2}}(?![0-9]|\W[0-9]{{2}}\W[0-9]{{2}})", re.DOTALL)
    for between in (r"[_.()\[\]-]", r"[ _.()\[\]-]+")
)
_CLEAN = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"\s*(.+?)[ _,.()\[\]-](?:{_JUNK})(?:[ _,.()\[\]-]|$)",
        r"(.+?)\[.*\]",
        r"\s*(.+?)\WE[0-9]+[-~]E?[0-9]+(?:\W|$)",
        r"\s*\[[^\]]+\](?!\.\w+$)\s*(.+)",
        r"\s*(.+?)\s+-\s+[0-9]+\s*$",
        rf"\s*(.+?)(?:[-._ ](?:trailer|sample)|-(?:{_EXTRAS}))$",
    )
)


def title_of(name: str) -> str:
    """The title that a file's name tells where no NFO does: what stands before a year, without a release's words."""
    for pattern in _YEARS:
        if found := pattern.match(name):
            name = found[1].strip()
            break
    for pattern in _CLEAN:
        if found := pattern.match(name):
            name = found[1]
    return name.strip()
