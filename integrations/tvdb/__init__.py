"""TheTVDB: shows, absolute numbers, names in many languages. Needs a key.

    [catalogues.tvdb]
    api_key = "…"             # https://thetvdb.com/api-information
    # pin = "…"               # only with a key that its users have to pay for

Metadata provided by TheTVDB (https://thetvdb.com): whoever shows it has to say so (https://thetvdb.com/api-information).

The API: https://thetvdb.github.io/v4-api/. TVDB has the date of each episode, and one time of day for the whole show,
both as they are in the show's country. That is what `airs_at` is made of; where the time or the country is unknown, an
episode counts as aired at noon UTC of its date, as TVmaze counts what streams without an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from time import monotonic
from typing import Any
from urllib.parse import quote

from pydantic import Field, SecretStr

from integrations.common.http import each, legible, reading
from integrations.common.reading import as_text, inside, read_day, read_id, read_minutes, read_number
from integrations.common.settings import HttpSettings
from integrations.tvdb import countries
from integrations.tvdb.client import Client, Clients
from pipeline.errors import NotFound
from pipeline.model import CastMember, EpisodeInfo, SeasonInfo, ShowDetails, ShowInfo, ShowKind
from pipeline.model.reasons import Reason

ENGLISH = "eng"
BANNER, BACKGROUND, CLEARLOGO = 1, 3, 23  # kinds of artwork: https://thetvdb.github.io/v4-api/#/Artwork%20Types
MOST_CAST = 20
PICTURES = "https://artworks.thetvdb.com"  # where paths without a host are from
MOST_PAGES = 100  # of 500 episodes each
MOST_UPDATES = 30  # pages of 1000 updates each
LONGEST_BACK = timedelta(days=7)  # a week of updates is about as many pages as are worth reading
DAILY_GENRES = frozenset({"talk show", "news", "game show", "sport"})
DAILY_FROM = 3  # days a week
JUST_READ = 60.0  # seconds

Json = dict[str, Any]


class TVDB:
    """Fits the Catalogue port."""

    attribution = ("TheTVDB", "https://thetvdb.com")  # asked for by https://thetvdb.com/api-information

    class Config(HttpSettings):
        api_key: SecretStr = Field(description="setting-tvdb-api-key")
        pin: SecretStr = Field(SecretStr(""), description="setting-tvdb-pin")
        url: str = Field("https://api4.thetvdb.com/v4/", description="setting-api-url")
        timeout: float = Field(20, gt=0, le=120, description="setting-timeout")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._clients = Clients(
            name,
            url=config.url,
            key=config.api_key.get_secret_value(),
            pin=config.pin.get_secret_value(),
            timeout=config.timeout,
            access=config.access(),
        )

        self._read_last: tuple[int | None, float, Json] = (None, 0.0, {})

    def check(self) -> Reason:
        self.search("Pioneer One")
        return Reason("tvdb-answers")

    def search(self, text: str) -> list[ShowInfo]:
        if not text.strip():
            return []
        found = self._clients.get().search(text.strip(), type="series", limit=25)
        return each(self.name, found, _hit)

    def show(self, ids: ShowInfo) -> ShowInfo:
        series = self._series(ids, whole=True)
        found = reading(self.name, series, _show)
        self._read_last = (found.tvdb_id, monotonic(), series)
        return found

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        # Most often its show was read just before: not asked for twice.
        read, at, series = self._read_last
        if ids.tvdb_id is None or read != ids.tvdb_id or monotonic() - at > JUST_READ:
            series = self._series(ids)
        id_, original = reading(self.name, series, lambda s: (int(s["id"]), str(s.get("originalLanguage") or "")))
        rows = self._episode_rows(id_, None)
        english = self._english_rows(id_) if original not in ("", ENGLISH) else []
        return _episodes(self.name, series, rows, english)

    def changed_since(self, moment: datetime) -> set[int] | None:
        if datetime.now(UTC) - moment > LONGEST_BACK:
            return None
        since = int(moment.timestamp())
        changed: set[int] = set()
        for kind in ("series", "episodes"):
            for page in self._clients.pages(_updates_of(kind, since), MOST_UPDATES):
                changed |= {*each(self.name, reading(self.name, page, _rows), _changed)}
        return changed - {0}

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvdb_id

    def _series(self, ids: ShowInfo, *, whole: bool = False) -> Json:
        """The extended record; unless `whole`, without characters and artwork. `short` is a word: True would be sent as
        "True"."""
        client = self._clients.get()
        short = "false" if whole else "true"
        found = client.get_series_extended(self._own_id(ids), meta="translations", short=short)
        record: Json = self._clients.some(found, ids.title or "this show")
        return record

    def _own_id(self, ids: ShowInfo) -> int:
        if ids.tvdb_id is not None:
            return ids.tvdb_id
        if ids.imdb_id:
            found = self._clients.get().search_by_remote_id(quote(ids.imdb_id, safe=""))
            series = reading(self.name, found, lambda hits: [h["series"]["id"] for h in _rows(hits) if h.get("series")])
            if series:
                return int(series[0])
        raise NotFound(self.name, Reason("catalogue-no-id", system="TVDB", show=ids.title or "?"))

    def _english_rows(self, series_id: int) -> list[Json]:
        """The episodes with their English names: one without a translation comes without a name, and of some shows TVDB
        says that there is no such list (https://github.com/thetvdb/v4-api/issues/323). The original's names stand in.
        """
        try:
            return self._episode_rows(series_id, ENGLISH)
        except NotFound:
            return []

    def _episode_rows(self, series_id: int, language: str | None) -> list[Json]:
        def ask(client: Client, page: int) -> Any:
            return client.get_series_episodes(series_id, "default", page=page, lang=language)

        rows: list[Json] = []
        for page in self._clients.pages(ask, MOST_PAGES):
            rows += reading(self.name, page, lambda told: _rows(told and told["episodes"]))
        return rows


def _updates_of(kind: str, since: int) -> Any:
    def ask(client: Client, page: int) -> Any:
        return client.get_updates(since, type=kind, action="update", page=page)

    return ask


def _rows(data: Any) -> list[Any]:
    """TVDB writes null for an empty list."""
    if data is None:
        return []
    if not isinstance(data, list):
        raise TypeError(f"a list was expected, not {type(data).__name__}")
    return data


def _changed(update: Json) -> int:
    """The show that it is about; 0: none."""
    return int(update.get("seriesId") or (update.get("entityType") == "series" and update.get("recordId")) or 0)


def _hit(hit: Json) -> ShowInfo:
    """A search result, which has other names for everything than the record has."""
    english = as_text(inside(hit, "translations").get(ENGLISH))
    original = str(hit.get("name") or english or hit["name"])
    title = english or original
    return ShowInfo(
        title=title,
        year=read_id(hit.get("year")),
        tvdb_id=int(hit["tvdb_id"]),
        imdb_id=_remote(hit.get("remote_ids"), "imdb"),
        tvmaze_id=read_id(_remote(hit.get("remote_ids"), "tv maze")),
        aliases=_others(title, [original, *_rows(hit.get("aliases"))]),
        status=as_text(hit.get("status")),
        network=as_text(hit.get("network")),
        country=countries.alpha_2(as_text(hit.get("country"))),
        language=_language(hit.get("primary_language")),
        overview=as_text(inside(hit, "overviews").get(ENGLISH) or hit.get("overview")).strip(),
        poster_url=_picture(hit.get("image_url")),
    )


def _show(series: Json) -> ShowInfo:
    english = _translated(series, "nameTranslations", "name")
    original = str(series.get("name") or english or series["name"])
    title = english or original
    aliases = legible(series.get("aliases"), lambda alias: alias["name"])
    return ShowInfo(
        title=title,
        year=read_id(series.get("year") or as_text(series.get("firstAired"))[:4]),
        tvdb_id=int(series["id"]),
        imdb_id=_remote(series.get("remoteIds"), "imdb"),
        tvmaze_id=read_id(_remote(series.get("remoteIds"), "tv maze")),
        aliases=_others(title, [original, *aliases]),
        kind=_kind(series),
        status=as_text(inside(series, "status").get("name")),
        network=as_text(inside(series, "latestNetwork", "originalNetwork").get("name")),
        country=countries.alpha_2(_country(series)),
        language=_language(series.get("originalLanguage")),
        overview=(_translated(series, "overviewTranslations", "overview") or as_text(series.get("overview"))).strip(),
        poster_url=_picture(series.get("image")),
        runtime=read_minutes(series.get("averageRuntime")),
        details=_details(series, original),
    )


def _details(series: Json, original: str) -> ShowDetails:
    works = legible(series.get("artworks"), lambda one: (read_id(one["type"]), _picture(one.get("image"))))
    art = dict(reversed(works))  # the best liked come first
    ended = as_text(inside(series, "status").get("name")).lower() == "ended"
    return ShowDetails(
        genres=legible(series.get("genres"), lambda genre: str(genre["name"])),
        certificate=next(iter(legible(series.get("contentRatings"), lambda one: as_text(one["name"]))), ""),
        air_days=tuple(day.capitalize() for day, airs in inside(series, "airsDays").items() if airs),
        air_time=as_text(series.get("airsTime")),
        ended=read_day(series.get("lastAired")) if ended else None,
        original_title=original,
        seasons=_seasons(series),
        cast=_cast(series),
        fanart_url=art.get(BACKGROUND, ""),
        banner_url=art.get(BANNER, ""),
        logo_url=art.get(CLEARLOGO, ""),
    )


def _seasons(series: Json) -> tuple[SeasonInfo, ...]:
    """Those of the order in which it aired, which is the one that is asked for."""
    orders = legible(series.get("seasons"), lambda one: (as_text(inside(one, "type").get("type")) or "official", one))
    return legible([one for order, one in orders if order in ("official", "default")], _season)


def _season(season: Json) -> SeasonInfo:
    name, poster = as_text(season.get("name")), _picture(season.get("image"))
    return SeasonInfo(number=int(season["number"]), name=name, poster_url=poster)


def _cast(series: Json) -> tuple[CastMember, ...]:
    people = legible(series.get("characters"), lambda one: (one["peopleType"], read_id(one.get("sort")) or 0, one))
    actors = sorted((one for one in people if one[0] == "Actor"), key=lambda one: one[1])
    return legible([one for _, _, one in actors[:MOST_CAST]], _member)


def _member(one: Json) -> CastMember:
    picture = _picture(one.get("image") or one.get("personImgURL"))
    return CastMember(name=as_text(one.get("personName")), role=as_text(one.get("name")), image_url=picture)


def _episodes(system: str, series: Json, rows: list[Json], english: list[Json]) -> list[EpisodeInfo]:
    zone = reading(system, series, lambda told: countries.zone(_country(told)))
    airs = _time(series.get("airsTime"))
    named = {row.get("id"): row for row in english if isinstance(row, dict)}
    found = each(system, rows, lambda row: _episode(row, named.get(row["id"], {}), airs, zone))
    return sorted(found, key=lambda e: (e.season, e.number))


def _episode(row: Json, english: Json, airs: time | None, zone: tzinfo | None) -> EpisodeInfo:
    day = read_day(row.get("aired"))
    return EpisodeInfo(
        season=read_number(row["seasonNumber"]),
        number=read_number(row["number"]),
        title=as_text(english.get("name") or row.get("name")),
        absolute=read_id(row.get("absoluteNumber")),
        airs_at=_moment(day, airs, zone) if day else None,
        air_date=day,
        runtime=read_minutes(row.get("runtime")),
        overview=as_text(english.get("overview") or row.get("overview")).strip(),
        image_url=_picture(row.get("image")),
        tvdb_id=int(row["id"]),
        before_season=read_id(row.get("airsBeforeSeason")),
        before_episode=read_id(row.get("airsBeforeEpisode")),
        after_season=read_id(row.get("airsAfterSeason")),
    )


def _moment(day: date, airs: time | None, zone: tzinfo | None) -> datetime:
    if airs is None or zone is None:
        return datetime.combine(day, time(12), UTC)
    return datetime.combine(day, airs, zone).astimezone(UTC)


def _time(text: Any) -> time | None:
    """ "21:00", and as some records have it, "9:00 PM"."""
    match = re.fullmatch(r"\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*([AaPp][Mm])?\s*", str(text or ""))
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _kind(series: Json) -> ShowKind:
    genres = set(legible(series.get("genres"), lambda genre: str(genre["name"]).lower()))
    if "anime" in genres:
        return ShowKind.ANIME
    days = sum(bool(airs) for airs in inside(series, "airsDays").values())
    return ShowKind.DAILY if genres & DAILY_GENRES and days >= DAILY_FROM else ShowKind.STANDARD


def _translated(series: Json, where: str, field: str) -> str:
    """The English text. One that is marked as an alias is another name, not a translation."""
    told = legible(
        inside(series, "translations").get(where), lambda one: (one["language"], one.get("isAlias"), one[field])
    )
    return next((as_text(text) for language, alias, text in told if language == ENGLISH and text and not alias), "")


def _country(series: Json) -> str:
    networks = (inside(series, "originalNetwork"), inside(series, "latestNetwork"))
    known = (series.get("originalCountry"), *(network.get("country") for network in networks), series.get("country"))
    return str(next(filter(None, known), ""))


def _others(title: str, names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(name) for name in names if name and name != title))


def _remote(ids: Any, source: str) -> str | None:
    """The id that another system has for it. TVDB spells "IMDB" and "TV Maze"."""
    told = legible(ids, lambda one: (one["sourceName"].lower().replace(" ", ""), as_text(one["id"])))
    return next((id_ for name, id_ in told if id_ and name == source.replace(" ", "")), None)


def _language(code: Any) -> str:
    """ "jpn" as "ja"; TVDB's own codes beyond ISO 639-3 ("zhtw") as far as they go."""
    import babelfish  # 3 MB that a quiet day does not need

    if not code:
        return ""
    try:
        return str(babelfish.Language(str(code)))
    except (ValueError, babelfish.Error):
        return {"zhtw": "zh-TW", "pt": "pt-BR", "yue": "yue"}.get(str(code), "")


def _picture(url: Any) -> str:
    text = str(url or "")
    return f"{PICTURES}{text}" if text.startswith("/") else text
