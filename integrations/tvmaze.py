"""TVmaze: shows and air times. Needs no key.

    [catalogues.tvmaze]
    # url = "https://api.tvmaze.com"
    # timeout = 15

The data is by TVmaze.com and its contributors under CC BY-SA 4.0: whoever shows it has to name TVmaze and link to it
(https://www.tvmaze.com/api#licensing); `attribution` below is for that.

The API: https://www.tvmaze.com/api. At least 20 calls in 10 s are allowed for each address; answers may be an hour old.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from pydantic import Field

from integrations.common.http import Web, each, legible, reading
from integrations.common.reading import (
    as_text,
    inside,
    read_day,
    read_fraction,
    read_id,
    read_minutes,
    read_number,
    texts,
)
from integrations.common.settings import HttpSettings
from pipeline.errors import NotFound
from pipeline.model import CastMember, EpisodeInfo, Pace, SeasonInfo, ShowDetails, ShowInfo, ShowKind
from pipeline.model.reasons import Reason

REQUESTS = 3  # at most for each call of the port
WINDOW = 10.5  # seconds for `Config.calls_per_window`: a little over 10, as calls do not travel equally fast
CLOCKS_DIFFER = timedelta(minutes=5)
UPDATES = (("day", timedelta(days=1)), ("week", timedelta(weeks=1)), ("month", timedelta(days=30)))

EMBEDDED = ("akas", "images", "seasons", "cast")
MOST_CAST = 20

# Types of programme whose releases carry a date when several air each week; a weekly one is numbered all the same.
DAILY_TYPES = frozenset({"Talk Show", "News", "Panel Show", "Game Show", "Variety", "Sports"})
DAILY_FROM = 3  # days a week


class TVmaze:
    """Fits the Catalogue port."""

    attribution = ("TVmaze, CC BY-SA 4.0", "https://www.tvmaze.com")

    class Config(HttpSettings):
        url: str = Field("https://api.tvmaze.com", description="setting-api-url")
        timeout: float = Field(15, gt=0, le=120, description="setting-timeout")
        calls_per_window: int = Field(20, ge=3, description="setting-tvmaze-calls-per-window")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._url = config.url.rstrip("/")
        remedy = Reason("check-tvmaze")
        self._web = Web(name, timeout=config.timeout, remedy=remedy, access=config.access())
        self.pace = Pace(config.calls_per_window // REQUESTS, WINDOW)

    def check(self) -> Reason:
        self.search("Pioneer One")
        return Reason("tvmaze-answers", url=self._url)

    def search(self, text: str) -> list[ShowInfo]:
        if not text.strip():
            return []
        answer = self._get("search/shows", q=text.strip())
        return each(self.name, answer, lambda hit: _show(hit["show"]))

    def show(self, ids: ShowInfo) -> ShowInfo:
        # Asked for again by its id, because a redirect drops `embed`: of a lookup, and of a show that was merged.
        own = self._own_id(ids)
        found = self._whole(own)
        return found if found.tvmaze_id in (own, None) else self._whole(found.tvmaze_id)

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        answer = self._get(f"shows/{self._own_id(ids)}/episodes", specials="1")
        return _episodes(self.name, answer)

    def changed_since(self, moment: datetime) -> set[int] | None:
        since = moment - CLOCKS_DIFFER
        age = datetime.now(UTC) - since
        span = next((name for name, length in UPDATES if age <= length), None)
        if span is None:
            return None
        answer = self._get("updates/shows", since=span)
        # No updates at all are written as a list: PHP does not tell an empty one from an empty object.
        updates = reading(self.name, answer, lambda told: [*told.items()] if told != [] else [])
        changed = each(self.name, updates, lambda update: (int(update[0]), float(update[1])))
        return {own_id for own_id, moment in changed if moment >= since.timestamp()}

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id

    def _whole(self, own_id: int) -> ShowInfo:
        return reading(self.name, self._get(f"shows/{own_id}", **{"embed[]": EMBEDDED}), _show)

    def _own_id(self, ids: ShowInfo) -> int:
        if ids.tvmaze_id is not None:
            return ids.tvmaze_id
        for key, value in (("thetvdb", ids.tvdb_id), ("imdb", ids.imdb_id)):
            if value is None:
                continue
            try:
                answer = self._get("lookup/shows", **{key: str(value)})
            except NotFound:
                continue
            return reading(self.name, answer, lambda found: int(found["id"]))
        raise NotFound(self.name, Reason("catalogue-no-id", system="TVmaze", show=ids.title or "?"))

    def _get(self, path: str, **params: str | Sequence[str]) -> Any:
        return self._web.get_json(f"{self._url}/{path}", params)


def _show(data: dict[str, Any]) -> ShowInfo:
    title = as_text(data["name"])
    if not title:
        raise ValueError("a show without a name")
    place, externals = inside(data, "network", "webChannel"), inside(data, "externals")
    return ShowInfo(
        title=title,
        year=_year(data.get("premiered")),
        tvmaze_id=int(data["id"]),
        tvdb_id=read_id(externals.get("thetvdb")),
        imdb_id=as_text(externals.get("imdb")) or None,
        aliases=_aliases(data, title),
        kind=_kind(data),
        status=as_text(data.get("status")),
        network=as_text(place.get("name")),
        country=as_text(inside(place, "country").get("code")),
        language=_language(data.get("language")),
        overview=plain(data.get("summary")),
        poster_url=_image(data),
        runtime=read_minutes(data.get("runtime") or data.get("averageRuntime")),
        details=_details(data),
    )


def _aliases(data: dict[str, Any], title: str) -> tuple[str, ...]:
    names = legible(inside(data, "_embedded").get("akas"), lambda aka: as_text(aka["name"]))
    return tuple(dict.fromkeys(name for name in names if name not in ("", title)))


def _details(data: dict[str, Any]) -> ShowDetails:
    schedule, embedded = inside(data, "schedule"), inside(data, "_embedded")
    # The first of each kind is the one that is liked best.
    pictures = dict(reversed(legible(embedded.get("images"), lambda one: (one["type"], _resolution(one)))))
    return ShowDetails(
        genres=texts(data.get("genres")),
        rating=_rating(data),
        air_days=texts(schedule.get("days")),
        air_time=as_text(schedule.get("time")),
        ended=read_day(data.get("ended")),
        seasons=legible(embedded.get("seasons"), _season),
        cast=legible(embedded.get("cast"), _member)[:MOST_CAST],
        fanart_url=pictures.get("background", ""),
        banner_url=pictures.get("banner", ""),
    )


def _season(data: dict[str, Any]) -> SeasonInfo:
    return SeasonInfo(number=int(data["number"]), name=as_text(data.get("name")), poster_url=_image(data))


def _member(data: dict[str, Any]) -> CastMember:
    person, character = inside(data, "person"), inside(data, "character")
    return CastMember(
        name=as_text(person.get("name")),
        role=as_text(character.get("name")),
        image_url=_image(character) or _image(person),
    )


def _resolution(picture: dict[str, Any]) -> str:
    return as_text(inside(inside(picture, "resolutions"), "original").get("url"))


def _rating(data: dict[str, Any]) -> float | None:
    return read_fraction(as_text(inside(data, "rating").get("average"))) or None


def _kind(data: dict[str, Any]) -> ShowKind:
    animated = data.get("type") == "Animation" and data.get("language") == "Japanese"
    if animated or "Anime" in texts(data.get("genres")):
        return ShowKind.ANIME
    days = texts(inside(data, "schedule").get("days"))
    if data.get("type") in DAILY_TYPES and len(days) >= DAILY_FROM:
        return ShowKind.DAILY
    return ShowKind.STANDARD


def _episodes(system: str, answer: Any) -> list[EpisodeInfo]:
    """All of them in order. A special has no number of its own: they are counted through by when they aired."""
    kept = each(system, answer, lambda e: (e, _aired(e), None if e.get("number") is None else _numbers(e)))
    specials = sorted((aired, e) for e, aired, numbers in kept if numbers is None)
    rows = [(e, numbers) for e, _, numbers in kept if numbers is not None]
    rows += [(e, (0, number)) for number, (_, e) in enumerate(specials, start=1)]
    return sorted(each(system, rows, lambda row: _episode(row[0], *row[1])), key=lambda e: (e.season, e.number))


def _numbers(data: dict[str, Any]) -> tuple[int, int]:
    return read_number(data["season"]), read_number(data["number"])


def _aired(data: dict[str, Any]) -> tuple[bool, str, int]:
    # Unannounced ones last, so that they do not shift the numbers of those that have aired.
    day = read_day(data.get("airdate"))
    return (day is None, str(day or ""), int(data["id"]))


def _episode(data: dict[str, Any], season: int, number: int) -> EpisodeInfo:
    return EpisodeInfo(
        season=season,
        number=number,
        title=as_text(data.get("name")),
        airs_at=_moment(data.get("airstamp")),
        air_date=read_day(data.get("airdate")),
        runtime=read_minutes(data.get("runtime")),
        overview=plain(data.get("summary")),
        image_url=_image(data),
        tvmaze_id=int(data["id"]),
        rating=_rating(data),
    )


def _moment(text: str | None) -> datetime | None:
    """None for what cannot be read, and without a zone: that would be hours off."""
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _year(text: str | None) -> int | None:
    return read_id(as_text(text)[:4])


def _image(data: dict[str, Any]) -> str:
    image = inside(data, "image")
    return as_text(image.get("original") or image.get("medium"))


def _language(told: object) -> str:
    """ "Japanese" as "ja". Empty for a name that ISO 639 does not have."""
    import babelfish  # 3 MB that a quiet day does not need

    name = as_text(told)
    if not name:
        return ""
    try:
        return str(babelfish.Language.fromname(name))
    except (ValueError, babelfish.Error):
        return _LANGUAGES.get(name, "")


# Names that ISO 639 words differently.
_LANGUAGES = {"Greek": "el", "Malay": "ms", "Norwegian": "no", "Kurdish": "ku", "Nepali": "ne", "Swahili": "sw"}


def plain(html: object) -> str:
    """Text out of a summary's HTML: paragraphs become lines, tags go, entities become characters. Empty for what is no
    text: a summary is worth no episode."""
    if not isinstance(html, str):
        return ""
    text = re.sub(r"\s+", " ", html)
    text = re.sub(r"<\s*(?:br|/p|/li)\b[^>]{0,200}>", "\n", text, flags=re.IGNORECASE)
    text = unescape(re.sub(r"<[/!a-zA-Z][^<>]{0,1000}>", "", text))
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)
