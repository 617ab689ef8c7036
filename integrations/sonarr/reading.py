"""What Sonarr's answers say of a household. A row that is odd costs only itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Protocol

from integrations.common.http import each
from integrations.common.reading import read_date, read_day
from integrations.sonarr.naming import patterns
from pipeline.model import EpisodeInfo, ShowInfo, ShowKind
from pipeline.model.imports import (
    ImportedBlock,
    ImportedEpisode,
    ImportedFile,
    ImportedHousehold,
    ImportedProfile,
    ImportedShow,
)
from pipeline.model.reasons import Reason

Row = Mapping[str, Any]

LEFT = {  # what is not taken over, and what is said of it
    "indexer": "sonarr-indexer-left",
    "downloadclient": "sonarr-downloadclient-left",
    "importlist": "sonarr-importlist-left",
    "notification": "sonarr-notification-left",
    "customformat": "sonarr-customformat-left",
    "releaseprofile": "sonarr-releaseprofile-left",
}
_LINES = re.compile(r"(\d{3,4})p", re.IGNORECASE)
_LINES_OF = {"SDTV": 480, "DVD": 480, "Raw-HD": 1080}  # qualities whose name does not say it


class Source(Protocol):
    """A Sonarr, however it is reached: its tables as the API shows them."""

    def rows(self, table: str, series: int | None = None) -> list[dict[str, Any]]: ...


def household(source: Source, told: Callable[[int, int], None]) -> ImportedHousehold:
    """Everything that is taken over, and what is not."""
    series = source.rows("series")
    profiles = {one["id"]: _profile(one) for one in source.rows("qualityprofile")}
    tags = {one["id"]: str(one["label"]) for one in source.rows("tag")}
    blocked = defaultdict(list)
    for row in source.rows("blocklist"):
        blocked[row.get("seriesId")].append(row)

    def read(numbered: tuple[int, Row]) -> ImportedShow:
        number, row = numbered
        told(number, len(series))
        return _show(source, row, profiles, tags, blocked[row["id"]])

    shows = each("sonarr", [*enumerate(series)], read)
    told(len(series), len(series))
    return ImportedHousehold(
        shows=tuple(shows), naming=patterns(source.rows("config/naming")), left_out=_left_out(source)
    )


def _show(
    source: Source, row: Row, profiles: Mapping[int, ImportedProfile], tags: Mapping[int, str], blocked: Sequence[Row]
) -> ImportedShow:
    folder = _posix(row["path"])
    files = {one["id"]: _file(folder, one) for one in source.rows("episodefile", series=row["id"])}
    rows = source.rows("episode", series=row["id"])
    codes = {one.get("id"): (int(one["seasonNumber"]), int(one["episodeNumber"])) for one in rows}
    return ImportedShow(
        info=_info(row),
        folder=folder,
        root=_posix(row.get("rootFolderPath") or str(PurePosixPath(folder).parent)),
        monitored=bool(row.get("monitored")),
        new_seasons=row.get("monitorNewItems", "all") != "none",
        seasons={int(one["seasonNumber"]): bool(one.get("monitored")) for one in row.get("seasons") or ()},
        episodes=tuple(each("sonarr", rows, lambda one: _episode(one, files))),
        profile=profiles.get(row.get("qualityProfileId", 0)),
        tags=tuple(tags[one] for one in row.get("tags") or () if one in tags),
        blocks=tuple(each("sonarr", blocked, lambda one: _block(one, codes))),
    )


def _info(row: Row) -> ShowInfo:
    aliases = (_text(one, "title") for one in row.get("alternateTitles") or ())
    return ShowInfo(
        title=str(row["title"]),
        year=_number(row, "year"),
        tvdb_id=_number(row, "tvdbId"),
        tvmaze_id=_number(row, "tvMazeId"),
        imdb_id=_text(row, "imdbId") or None,
        aliases=tuple(dict.fromkeys(filter(None, aliases))),
        kind=ShowKind(_text(row, "seriesType") or ShowKind.STANDARD),
        network=_text(row, "network"),
        overview=_text(row, "overview"),
        poster_url=_poster(row.get("images") or ()),
        runtime=_seconds(row),
    )


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "")


def _number(row: Row, name: str) -> int | None:
    """0 stands for none."""
    return int(row.get(name) or 0) or None


def _seconds(row: Row) -> float | None:
    """How long an episode is; Sonarr counts in minutes."""
    return 60.0 * float(row.get("runtime") or 0) or None


def _poster(images: Iterable[Row]) -> str:
    return next((str(one.get("remoteUrl") or "") for one in images if one.get("coverType") in ("poster", 1)), "")


def _episode(row: Row, files: Mapping[int, ImportedFile]) -> ImportedEpisode:
    info = EpisodeInfo(
        season=int(row["seasonNumber"]),
        number=int(row["episodeNumber"]),
        title=_text(row, "title"),
        absolute=_number(row, "absoluteEpisodeNumber"),
        airs_at=_moment(row.get("airDateUtc")),
        air_date=read_day(row.get("airDate")),
        runtime=_seconds(row),
        overview=_text(row, "overview"),
        tvdb_id=_number(row, "tvdbId"),
    )
    return ImportedEpisode(
        info=info, monitored=bool(row.get("monitored")), file=files.get(int(row.get("episodeFileId") or 0))
    )


def _moment(text: object) -> datetime | None:
    """In UTC; `read_date` is for what came already, and these are still to come."""
    try:
        moment = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _file(folder: str, row: Row) -> ImportedFile:
    path = _posix(row.get("path") or f"{folder}/{row['relativePath']}")
    stem = str(row.get("sceneName") or PurePosixPath(path).stem)
    quality = str(((row.get("quality") or {}).get("quality") or {}).get("name") or "")
    group = str(row.get("releaseGroup") or "")
    told = [stem] if quality.casefold() in stem.casefold() else [stem, quality]
    release = " ".join(told)
    return ImportedFile(path=path, release=release if not group or group in stem else f"{release}-{group}")


def _block(row: Row, codes: Mapping[Any, tuple[int, int]]) -> ImportedBlock:
    return ImportedBlock(
        title=str(row["sourceTitle"]),
        info_hash=str(row.get("torrentInfoHash") or "").lower(),
        episodes=tuple(codes[one] for one in row.get("episodeIds") or () if one in codes),
        at=read_date(str(row.get("date") or "")),
    )


# ----------------------------------------------------------------------------------------------------------- profiles


def _profile(row: Row) -> ImportedProfile:
    taken = [lines for item in row.get("items") or () if item.get("allowed") for lines in _lines_in(item)]
    cutoff = [lines for item in row.get("items") or () if _is(item, row.get("cutoff")) for lines in _lines_in(item)]
    most = max(taken, default=0)
    return ImportedProfile(
        name=str(row["name"]),
        most_lines=most,
        best_lines=min(max(cutoff, default=most), most),
        upgrades=bool(row.get("upgradeAllowed")),
    )


def _is(item: Row, wanted: object) -> bool:
    return wanted in (item.get("id"), (item.get("quality") or {}).get("id"))


def _lines_in(item: Row) -> Iterator[int]:
    """The lines of a quality, or of each in a group."""
    quality = item.get("quality")
    if quality:
        yield int(quality.get("resolution") or 0) or _lines_called(str(quality.get("name")))
    for inside in item.get("items") or ():
        yield from _lines_in(inside)


def _lines_called(name: str) -> int:
    found = _LINES.search(name)
    return int(found[1]) if found else _LINES_OF.get(name, 0)


# --------------------------------------------------------------------------------------------------------- left out


def _left_out(source: Source) -> tuple[Reason, ...]:
    named = {table: tuple(sorted(str(row.get("name") or row["id"]) for row in source.rows(table))) for table in LEFT}
    told = [Reason(LEFT[table], names=names) for table, names in named.items() if names]
    if mapped := source.rows("remotepathmapping"):
        told.append(Reason("sonarr-mappings-left", count=len(mapped)))
    if len(source.rows("delayprofile")) > 1:  # one is always there
        told.append(Reason("sonarr-delays-left"))
    return tuple(told)


def _posix(path: str) -> str:
    """A path as it is written here; Sonarr may run on Windows."""
    return path.replace("\\", "/").rstrip("/") if re.match(r"[A-Za-z]:\\|\\\\", path) else path.rstrip("/") or "/"
