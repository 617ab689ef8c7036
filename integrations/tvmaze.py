"""TVmaze: shows and air times. Needs no key.

    [catalogues.tvmaze]
    # url = "https://api.tvmaze.com"
    # timeout = 15

The data is by TVmaze.com and its contributors under CC BY-SA 4.0: whoever shows it has to name TVmaze and link to it
(https://www.tvmaze.com/api#licensing); `ATTRIBUTION` below is the sentence for that.

The API: https://www.tvmaze.com/api. At least 20 calls in 10 s are allowed for each address; answers may be an hour old.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import babelfish
from pydantic import BaseModel, ConfigDict, Field

from integrations.common.http import Web, reading
from pipeline.errors import NotFound
from pipeline.model import EpisodeInfo, ShowInfo, ShowKind

ATTRIBUTION = "Show data by TVmaze (https://www.tvmaze.com), CC BY-SA 4.0"

WINDOW = 10.5  # seconds for `Config.calls_per_window`: a little over 10, as calls do not travel equally fast
CACHE_AGE = timedelta(minutes=65)  # answers come from a cache of 60 minutes; the rest is for clocks that differ
UPDATES = (("day", timedelta(days=1)), ("week", timedelta(weeks=1)), ("month", timedelta(days=30)))

# Types of programme whose releases carry a date when several air each week; a weekly one is numbered all the same.
DAILY_TYPES = frozenset({"Talk Show", "News", "Panel Show", "Game Show", "Variety", "Sports"})
DAILY_FROM = 3  # days a week


class TVmaze:
    """Fits the Catalogue port."""

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        url: str = Field("https://api.tvmaze.com", description="Where the API answers")
        timeout: float = Field(15, gt=0, le=120, description="Seconds to wait for an answer")
        calls_per_window: int = Field(20, ge=1, description="Calls in 10 seconds; TVmaze allows 20 for each address")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._url = config.url.rstrip("/")
        self._web = Web(name, timeout=config.timeout, remedy="TVmaze needs no key: is a proxy in the way?")
        self._pace = Pace(config.calls_per_window, WINDOW)

    def check(self) -> str:
        self.search("Pioneer One")
        return f"TVmaze answers at {self._url}"

    def search(self, text: str) -> list[ShowInfo]:
        if not text.strip():
            return []
        answer = self._get("search/shows", q=text.strip())
        return reading(self.name, answer, lambda hits: [_show(hit["show"]) for hit in _list(hits)])

    def show(self, ids: ShowInfo) -> ShowInfo:
        # Asked for again by its id, because the redirect of a lookup drops `embed`.
        answer = self._get(f"shows/{self._own_id(ids)}", embed="akas")
        return reading(self.name, answer, _show)

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        answer = self._get(f"shows/{self._own_id(ids)}/episodes", specials="1")
        return reading(self.name, answer, lambda data: _episodes(_list(data)))

    def changed_since(self, moment: datetime) -> set[int] | None:
        since = moment - CACHE_AGE
        age = datetime.now(UTC) - since
        span = next((name for name, length in UPDATES if age <= length), None)
        if span is None:
            return None
        answer = self._get("updates/shows", since=span)
        return reading(self.name, answer, lambda data: _changed(data, since.timestamp()))

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id

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
        raise NotFound(self.name, f"TVmaze does not know {ids.title or 'this show'} by any of its ids.")

    def _get(self, path: str, **params: str) -> Any:
        self._pace.wait()
        return self._web.get_json(f"{self._url}/{path}", params)


class Pace:
    """Lets `calls` through in any `window` seconds, and makes the next one wait its turn."""

    def __init__(
        self,
        calls: int,
        window: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._times: deque[float] = deque(maxlen=calls)
        self._window = window
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:  # whoever comes later waits behind: that is the order of turns
            if len(self._times) == self._times.maxlen:
                self._sleep(max(0.0, self._times[0] + self._window - self._clock()))
            self._times.append(self._clock())


def _list(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise TypeError(f"a list was expected, not {type(answer).__name__}")
    return answer


def _changed(updates: Any, since: float) -> set[int]:
    # No updates at all are written as a list: PHP does not tell an empty one from an empty object.
    return {int(id_) for id_, changed in updates.items() if changed >= since} if updates != [] else set()


def _show(data: dict[str, Any]) -> ShowInfo:
    place = data.get("network") or data.get("webChannel") or {}
    country = place.get("country") or {}
    externals = data.get("externals") or {}
    runtime = data.get("runtime") or data.get("averageRuntime")
    title = str(data["name"])
    akas = (data.get("_embedded") or {}).get("akas") or []
    return ShowInfo(
        title=title,
        year=_year(data.get("premiered")),
        tvmaze_id=int(data["id"]),
        tvdb_id=int(externals["thetvdb"]) if externals.get("thetvdb") else None,
        imdb_id=externals.get("imdb") or None,
        aliases=tuple(dict.fromkeys(str(aka["name"]) for aka in akas if aka["name"] != title)),
        kind=_kind(data),
        status=str(data.get("status") or ""),
        network=str(place.get("name") or ""),
        country=str(country.get("code") or ""),
        language=_language(data.get("language")),
        overview=plain(data.get("summary")),
        poster_url=_image(data),
        runtime=runtime * 60.0 if runtime else None,
    )


def _kind(data: dict[str, Any]) -> ShowKind:
    animated = data.get("type") == "Animation" and data.get("language") == "Japanese"
    if animated or "Anime" in (data.get("genres") or []):
        return ShowKind.ANIME
    days = (data.get("schedule") or {}).get("days") or []
    if data.get("type") in DAILY_TYPES and len(days) >= DAILY_FROM:
        return ShowKind.DAILY
    return ShowKind.STANDARD


def _episodes(data: list[dict[str, Any]]) -> list[EpisodeInfo]:
    """All of them in order. A special has no number of its own: they are counted through by when they aired."""
    regular = [e for e in data if e.get("number") is not None]
    specials = sorted((e for e in data if e.get("number") is None), key=_aired)
    numbered = [_episode(e, int(e["season"]), int(e["number"])) for e in regular]
    numbered += [_episode(e, 0, number) for number, e in enumerate(specials, start=1)]
    return sorted(numbered, key=lambda e: (e.season, e.number))


def _aired(data: dict[str, Any]) -> tuple[bool, str, int]:
    # Unannounced ones last, so that they do not shift the numbers of those that have aired.
    day = str(data.get("airdate") or "")
    return (not day, day, int(data["id"]))


def _episode(data: dict[str, Any], season: int, number: int) -> EpisodeInfo:
    runtime = data.get("runtime")
    return EpisodeInfo(
        season=season,
        number=number,
        title=str(data.get("name") or ""),
        airs_at=_moment(data.get("airstamp")),
        air_date=date.fromisoformat(data["airdate"]) if data.get("airdate") else None,
        runtime=runtime * 60.0 if runtime else None,
        overview=plain(data.get("summary")),
        image_url=_image(data),
        tvmaze_id=int(data["id"]),
    )


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without its zone: {text}")
    return moment.astimezone(UTC)


def _year(text: str | None) -> int | None:
    return date.fromisoformat(text).year if text else None


def _image(data: dict[str, Any]) -> str:
    image = data.get("image") or {}
    return str(image.get("original") or image.get("medium") or "")


def _language(name: str | None) -> str:
    """ "Japanese" as "ja". Empty for a name that ISO 639 does not have."""
    if not name:
        return ""
    try:
        return str(babelfish.Language.fromname(name))
    except ValueError:
        return _LANGUAGES.get(name, "")


# Names that ISO 639 words differently.
_LANGUAGES = {"Greek": "el", "Malay": "ms", "Norwegian": "no", "Kurdish": "ku", "Nepali": "ne", "Swahili": "sw"}


def plain(html: str | None) -> str:
    """Text out of a summary's HTML: paragraphs become lines, tags go, entities become characters."""
    if not html:
        return ""
    text = re.sub(r"\s+", " ", html)
    text = re.sub(r"<\s*(?:br|/p|/li)\b[^>]{0,200}>", "\n", text, flags=re.IGNORECASE)
    text = unescape(re.sub(r"<[/!a-zA-Z][^<>]{0,1000}>", "", text))
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)
