"""A Sonarr with three shows: its API on loopback, and the same as its database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.server import LoopbackServer

KEY = "0123456789abcdef0123456789abcdef"
QUALITIES = {1: ("SDTV", 480), 4: ("HDTV-720p", 720), 3: ("WEBDL-1080p", 1080), 19: ("Bluray-2160p", 2160)}
HASH = "c0ffee" + "0" * 34


def _quality(number: int) -> dict[str, Any]:
    name, lines = QUALITIES[number]
    return {"id": number, "name": name, "source": "web", "resolution": lines}


def _profile(number: int, name: str, allowed: tuple[int, ...], cutoff: int) -> dict[str, Any]:
    items = [{"quality": _quality(each), "items": [], "allowed": each in allowed} for each in QUALITIES]
    return {"id": number, "name": name, "upgradeAllowed": True, "cutoff": cutoff, "items": items}


def _series(number: int, title: str, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "alternateTitles": [],
        "year": 2019 + number,
        "path": f"/tv/{title} ({2019 + number})",
        "rootFolderPath": "/tv/",
        "tvdbId": 99_900_300 + number,
        "tvMazeId": 0,
        "imdbId": "",
        "monitored": True,
        "monitorNewItems": "all",
        "seriesType": "standard",
        "qualityProfileId": 1,
        "runtime": 45,
        "images": [{"coverType": "poster", "remoteUrl": "https://example.org/poster.jpg"}],
        "seasons": [{"seasonNumber": 1, "monitored": True}],
        "tags": [],
        **values,
    }


def _episode(series: int, season: int, number: int, *, monitored: bool = True, file: int = 0) -> dict[str, Any]:
    return {
        "id": 1000 * series + 100 * season + number,
        "seriesId": series,
        "seasonNumber": season,
        "episodeNumber": number,
        "title": f"Part {number}",
        "airDate": f"2020-0{season + 1}-0{number}",
        "airDateUtc": f"2020-0{season + 1}-0{number}T20:00:00Z",
        "monitored": monitored,
        "hasFile": bool(file),
        "episodeFileId": file,
    }


def _file(number: int, series: int, path: str, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        "seriesId": series,
        "relativePath": path,
        "path": f"/tv/{path}",
        "size": 5,
        "quality": {"quality": _quality(3), "revision": {"version": 1}},
        **values,
    }


LANE, NIGHTLY, QUIET = "Copper Lane", "The Nightly Ledger", "Quiet Harbour"
TABLES: Mapping[str, list[dict[str, Any]]] = {
    "series": [
        _series(1, LANE, tags=[1, 2], seasons=[{"seasonNumber": n, "monitored": n > 1} for n in (0, 1, 2, 3)]),
        _series(2, NIGHTLY, seriesType="daily", qualityProfileId=2, monitorNewItems="none"),
        _series(3, QUIET, monitored=False, qualityProfileId=9),
    ],
    "episode": [
        _episode(1, 0, 1),
        _episode(1, 1, 1, monitored=False, file=11),
        _episode(1, 1, 2, monitored=False, file=11),
        _episode(1, 2, 1, file=12),
        _episode(1, 2, 2, monitored=False),
        _episode(1, 2, 3),
        _episode(2, 1, 1),
        _episode(2, 1, 2),
        _episode(3, 1, 1, file=31),
    ],
    "episodefile": [
        _file(11, 1, f"{LANE} (2020)/Season 1/{LANE} - S01E01-E02.mkv"),
        _file(12, 1, f"{LANE} (2020)/Season 2/2x01.mkv", sceneName="Copper.Lane.S02E01.720p.HDTV", releaseGroup="ROW"),
        _file(31, 3, f"{QUIET} (2022)/{QUIET} - 1x01.mkv"),
    ],
    "qualityprofile": [_profile(1, "HD", (4, 3), 3), _profile(2, "Ultra", (3, 19), 19)],
    "tag": [{"id": 1, "label": "3 - ada"}, {"id": 2, "label": "kids"}],
    "blocklist": [
        {"id": 1, "seriesId": 1, "episodeIds": [1203], "sourceTitle": "Copper Lane S02E03 1080p WEB BAD"},
        {
            "id": 2,
            "seriesId": 1,
            "episodeIds": [1203],
            "sourceTitle": "Copper.Lane.S02E03.FAKE",
            "torrentInfoHash": HASH.upper(),
        },
    ],
    "indexer": [{"id": 1, "name": "Harbour Tracker"}],
    "delayprofile": [{"id": 1}],
    "config/naming": [
        {
            "renameEpisodes": True,
            "standardEpisodeFormat": "{Series Title} - S{season:00}E{episode:00} - {Episode Title} {[Quality Full]}",
            "dailyEpisodeFormat": "{Series Title} - {Air-Date} - {Episode Title}",
            "animeEpisodeFormat": "{Series Title} - S{season:00}E{episode:00} - {absolute:000}{-Release Group}",
            "seriesFolderFormat": "{Series TitleYear}",
            "seasonFolderFormat": "Season {season:00}",
        }
    ],
}


@contextmanager
def sonarr(tables: Mapping[str, list[dict[str, Any]]] = TABLES) -> Iterator[LoopbackServer]:
    """Its API, as https://sonarr.tv/docs/api describes it: rows by table. Without the key it says 401 and no word."""

    async def answer(request: Request) -> Response:
        table = request.path_params["table"]
        if request.headers.get("X-Api-Key") != KEY:
            return Response(status_code=401)
        if table not in tables:
            return Response(status_code=404)
        rows = tables[table]
        if series := request.query_params.get("seriesId"):
            rows = [row for row in rows if str(row["seriesId"]) == series]
        if table == "blocklist":
            page, size = int(request.query_params["page"]), int(request.query_params["pageSize"])
            return JSONResponse({"totalRecords": len(rows), "records": rows[(page - 1) * size : page * size]})
        return JSONResponse(rows[0] if table == "config/naming" else rows)

    with LoopbackServer(Starlette(routes=[Route("/api/v3/{table:path}", answer)])) as server:
        yield server


NAMES = {
    "series": "Series",
    "episode": "Episodes",
    "episodefile": "EpisodeFiles",
    "qualityprofile": "QualityProfiles",
    "tag": "Tags",
    "blocklist": "Blocklist",
    "config/naming": "NamingConfig",
    "indexer": "Indexers",
}
NUMBERS = {"standard": 0, "daily": 1, "anime": 2, "all": 0, "none": 1}


def write_database(path: Path) -> None:
    """The same in `sonarr.db`: columns with capitals, kinds and qualities as numbers, what has parts as JSON."""
    with closing(sqlite3.connect(path)) as db:
        for table, name in NAMES.items():
            _write(db, name, [_as_kept(row) for row in TABLES[table]])
        titles = [{"Quality": number, "Title": title} for number, (title, _) in QUALITIES.items()]
        _write(db, "QualityDefinitions", titles)
        db.commit()


def _as_kept(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name[0].upper() + name[1:]: _value(name, value) for name, value in row.items()}
    return {name: value for name, value in kept.items() if name not in ("RootFolderPath", "HasFile")}


def _value(name: str, value: Any) -> Any:
    if name in ("seriesType", "monitorNewItems"):
        return NUMBERS[value]
    return json.dumps(_numbered(value)) if isinstance(value, dict | list) else value


def _numbered(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbered(each) for each in value]
    if isinstance(value, dict):
        return value["id"] if "resolution" in value else {name: _numbered(part) for name, part in value.items()}
    return value


def _write(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    db.execute(f'CREATE TABLE "{table}" ({", ".join(columns)})')
    marks = ", ".join(f":{name}" for name in columns)
    db.executemany(f'INSERT INTO "{table}" VALUES ({marks})', [{**dict.fromkeys(columns), **row} for row in rows])


def lay_files(folder: Path) -> None:
    """The videos, where its root folder is here."""
    for row in TABLES["episodefile"]:
        path = folder / row["relativePath"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"video")
