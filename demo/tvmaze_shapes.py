"""Shows and episodes as TVmaze writes them: https://www.tvmaze.com/api."""

from __future__ import annotations

from html import escape
from typing import Any

from demo.listing import Listed, ListedShow
from demo.shows import DemoShow
from pipeline.model import ShowKind

Json = dict[str, Any]

COUNTRIES = {"GB": "United Kingdom", "NZ": "New Zealand", "US": "United States", "JP": "Japan", "DE": "Germany"}


def show(listed: ListedShow, url: str, embed: list[str] | None = None) -> Json:
    it = listed.show
    poster = f"{url}/art/{it.tvmaze_id}/poster.jpg"
    first = listed.first_aired
    shaped = {
        "id": it.tvmaze_id,
        "url": f"{url}/tvmaze/page/{it.tvmaze_id}",
        "name": it.title,
        "type": _type(it),
        "language": it.language,
        "genres": list(it.genres),
        "status": it.status,
        "runtime": it.runtime,
        "averageRuntime": it.runtime,
        "premiered": f"{it.year}{first.astimezone(it.zone):-%m-%d}" if first else f"{it.year}-01-01",
        "ended": None,
        "officialSite": None,
        "schedule": {"time": _time(listed), "days": list(it.airs_on)},
        "rating": {"average": None},
        "weight": 50,
        "network": {
            "id": it.tvmaze_id,
            "name": it.network,
            "country": {
                "name": COUNTRIES.get(it.country, it.country),
                "code": it.country,
                "timezone": it.time_zone,
            },
            "officialSite": None,
        },
        "webChannel": None,
        "dvdCountry": None,
        "externals": {"tvrage": None, "thetvdb": it.tvdb_id, "imdb": it.imdb_id},
        "image": {"medium": poster, "original": poster},
        "summary": f"<p><b>{escape(it.title)}</b> &mdash; {escape(it.overview)}</p>",
        "updated": int(listed.updated.timestamp()),
        "_links": {"self": {"href": f"{url}/tvmaze/shows/{it.tvmaze_id}", "name": it.title}},
    }
    embedded: Json = {}
    if "akas" in (embed or ()):
        embedded["akas"] = akas(it)
    if "episodes" in (embed or ()):
        embedded["episodes"] = episodes(listed, url, specials=False)
    return {**shaped, "_embedded": embedded} if embedded else shaped


def akas(it: DemoShow) -> list[Json]:
    return [{"name": name, "country": None} for name in it.aliases]


def episodes(listed: ListedShow, url: str, *, specials: bool) -> list[Json]:
    """In order of airing. A special has the season that it belongs to, and no number."""
    chosen = listed.in_order() if specials else listed.regular()
    chosen.sort(key=lambda e: (e.episode.airs_at is None, e.episode.airs_at or 0, e.id))
    return [_episode(listed, e, url) for e in chosen]


def _episode(listed: ListedShow, one: Listed, url: str) -> Json:
    it, episode = listed.show, one.episode
    special = episode.season == 0
    local = episode.airs_at.astimezone(it.zone) if episode.airs_at else None
    still = f"{url}/art/{it.tvmaze_id}/{one.id}.jpg"
    return {
        "id": one.id,
        "url": f"{url}/tvmaze/episodes/{one.id}",
        "name": episode.title,
        "season": _season_of_special(listed, one) if special else episode.season,
        "number": None if special else episode.number,
        "type": "significant_special" if special else "regular",
        "airdate": f"{local:%Y-%m-%d}" if local else "",
        "airtime": f"{local:%H:%M}" if local else "",
        "airstamp": episode.airs_at.isoformat(timespec="seconds") if episode.airs_at else None,
        "runtime": it.runtime,
        "rating": {"average": None},
        "image": {"medium": still, "original": still},
        "summary": f"<p>{escape(episode.overview)}</p>" if episode.overview else None,
        "_links": {
            "self": {"href": f"{url}/tvmaze/episodes/{one.id}"},
            "show": {"href": f"{url}/tvmaze/shows/{it.tvmaze_id}", "name": it.title},
        },
    }


def _season_of_special(listed: ListedShow, special: Listed) -> int:
    """The season that was running, or had last run, when it aired."""
    at = special.episode.airs_at
    before = [e.episode.season for e in listed.regular() if at and e.episode.airs_at and e.episode.airs_at <= at]
    return max(before, default=1)


def _time(listed: ListedShow) -> str:
    first = listed.first_aired
    return f"{first.astimezone(listed.show.zone):%H:%M}" if first else ""


def _type(it: DemoShow) -> str:
    return {ShowKind.ANIME: "Animation", ShowKind.DAILY: "Talk Show"}.get(it.kind, "Scripted")
