"""Series and episodes as TVDB v4 writes them: https://thetvdb.github.io/v4-api/."""

from __future__ import annotations

from typing import Any

import babelfish

from demo.listing import Listed, ListedShow
from demo.shows import DemoShow

Json = dict[str, Any]

# ISO 3166-1 alpha-3 in lower case, as TVDB has it.
COUNTRIES = {"GB": "gbr", "NZ": "nzl", "US": "usa", "JP": "jpn", "DE": "deu"}
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
STATUSES = {"Running": (1, "Continuing"), "Ended": (2, "Ended"), "In Development": (3, "Upcoming")}


def language(it: DemoShow) -> str:
    return str(babelfish.Language.fromname(it.language).alpha3)


def languages(it: DemoShow) -> list[str]:
    """Those it has a name in. English, because somebody always translates it."""
    return sorted({language(it), "eng"})


def base(listed: ListedShow, url: str) -> Json:
    it = listed.show
    number, name = STATUSES.get(it.status, STATUSES["Running"])
    local = [e.episode.airs_at.astimezone(it.zone) for e in listed.regular() if e.episode.airs_at]
    return {
        "id": it.tvdb_id,
        "name": it.original_title or it.title,
        "slug": it.title.lower().replace(" ", "-"),
        "image": f"{url}/art/{it.tvmaze_id}/poster.jpg",
        "nameTranslations": languages(it),
        "overviewTranslations": languages(it),
        "aliases": [{"language": "eng", "name": name} for name in it.aliases],
        "firstAired": f"{min(local):%Y-%m-%d}" if local else "",
        "lastAired": f"{max(local):%Y-%m-%d}" if local else "",
        "nextAired": "",
        "score": 1000,
        "status": {"id": number, "name": name, "recordType": "series", "keepUpdated": number == 1},
        "originalCountry": COUNTRIES[it.country],
        "originalLanguage": language(it),
        "defaultSeasonType": 1,
        "isOrderRandomized": False,
        "lastUpdated": f"{listed.updated:%Y-%m-%d %H:%M:%S}",
        "averageRuntime": it.runtime,
        "year": str(it.year),
    }


def extended(listed: ListedShow, url: str, *, translations: bool) -> Json:
    it = listed.show
    last = max((e.episode.airs_at for e in listed.regular() if e.episode.airs_at), default=None)
    network = {
        "id": it.tvmaze_id,
        "name": it.network,
        "slug": "network",
        "country": COUNTRIES[it.country],
        "primaryCompanyType": 1,
        "aliases": [],
        "tagOptions": [],
    }
    shaped = {
        **base(listed, url),
        "overview": it.overview,
        "abbreviation": "",
        "country": COUNTRIES[it.country],
        "airsDays": {day: day.title() in it.airs_on for day in DAYS},
        "airsTime": f"{last.astimezone(it.zone):%H:%M}" if last else "",
        "genres": [{"id": n, "name": g, "slug": g.lower()} for n, g in enumerate(it.genres, start=1)],
        "originalNetwork": network,
        "latestNetwork": network,
        "companies": [network],
        "remoteIds": [{"id": it.imdb_id, "type": 2, "sourceName": "IMDB"}],
        "seasons": [],
        "tags": [],
    }
    if translations:
        every = [translation(it, code) for code in languages(it)]
        shaped["translations"] = {"nameTranslations": every, "overviewTranslations": every, "alias": list(it.aliases)}
    return shaped


def translation(it: DemoShow, code: str) -> Json:
    original = code == language(it)
    return {
        "name": (it.original_title or it.title) if original else it.title,
        "overview": it.overview,
        "language": code,
        "isPrimary": original,
        "aliases": list(it.aliases),
    }


def episodes(listed: ListedShow, url: str, lang: str) -> list[Json]:
    absolute = {e.id: n for n, e in enumerate(listed.regular(), start=1)}
    return [_episode(listed, one, url, absolute.get(one.id, 0), lang) for one in listed.in_order()]


def _episode(listed: ListedShow, one: Listed, url: str, absolute: int, lang: str) -> Json:
    it, episode = listed.show, one.episode
    local = episode.airs_at.astimezone(it.zone) if episode.airs_at else None
    # Without a language the original's title comes; the invented original titles have a mark of their own.
    title = episode.title if lang == "eng" or not it.original_title else f"{it.original_title} {episode.code}"
    return {
        "id": one.id,
        "seriesId": it.tvdb_id,
        "name": title,
        "aired": f"{local:%Y-%m-%d}" if local else "",
        "runtime": it.runtime,
        "overview": episode.overview,
        "nameTranslations": languages(it),
        "overviewTranslations": languages(it),
        "image": f"{url}/art/{it.tvmaze_id}/{one.id}.jpg",
        "imageType": 11,
        "isMovie": 0,
        "number": episode.number,
        "absoluteNumber": absolute,
        "seasonNumber": episode.season,
        "lastUpdated": f"{listed.updated:%Y-%m-%d %H:%M:%S}",
        "year": f"{local:%Y}" if local else "",
    }


def search_result(listed: ListedShow, url: str) -> Json:
    it = listed.show
    return {
        "objectID": f"series-{it.tvdb_id}",
        "id": f"series-{it.tvdb_id}",
        "tvdb_id": str(it.tvdb_id),
        "type": "series",
        "name": it.original_title or it.title,
        "aliases": list(it.aliases),
        "country": COUNTRIES[it.country],
        "image_url": f"{url}/art/{it.tvmaze_id}/poster.jpg",
        "thumbnail": f"{url}/art/{it.tvmaze_id}/poster.jpg",
        "first_air_time": base(listed, url)["firstAired"],
        "overview": it.overview,
        "overviews": dict.fromkeys(languages(it), it.overview),
        "primary_language": language(it),
        "network": it.network,
        "status": STATUSES.get(it.status, STATUSES["Running"])[1],
        "slug": it.title.lower().replace(" ", "-"),
        "translations": {code: translation(it, code)["name"] for code in languages(it)},
        "remote_ids": [{"id": it.imdb_id, "type": 2, "sourceName": "IMDB"}],
        "year": str(it.year),
    }


def update(listed: ListedShow, kind: str) -> Json:
    return {
        "recordType": "",
        "recordId": listed.show.tvdb_id,
        "methodInt": 2,
        "method": "update",
        "extraInfo": "",
        "userId": 0,
        "timeStamp": int(listed.updated.timestamp()),
        "entityType": kind,
        "seriesId": listed.show.tvdb_id,
    }


def links(where: str, page: int, total: int, size: int) -> Json:
    shaped: Json = {
        "prev": f"{where}?page={page - 1}" if page else None,
        "self": f"{where}?page={page}",
        "total_items": total,
        "page_size": size,
    }
    if (page + 1) * size < total:
        shaped["next"] = f"{where}?page={page + 1}"
    return shaped
