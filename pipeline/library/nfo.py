"""NFO files: what a show or an episode is, beside it, for Kodi and Jellyfin to read instead of guessing.

Jellyfin reads them always, and takes names and numbers from the files' own names where there are none
(https://jellyfin.org/docs/general/server/metadata/nfo).

The format: https://kodi.wiki/view/NFO_files/TV_shows and https://kodi.wiki/view/NFO_files/Episodes. Kodi counts running
times in minutes. The ids in `uniqueid` are how players know the show again, however the folder is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipeline.model import CastMember, EpisodeInfo, SeasonInfo, ShowInfo

SHOW_FILE = "tvshow.nfo"
SUFFIX = ".nfo"
OURS = b"<!-- written by Airdate -->\n"

_ARTICLE = re.compile(r"(?:the|a|an) +(?=\S)", re.IGNORECASE)
# XML 1.0 has no way to write these at all: https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def show_nfo(show: ShowInfo, premiered: date | None = None, title: str = "") -> bytes:
    """The content of `tvshow.nfo`. `premiered` is the date of the first episode, where it is known; `title` what it is
    called where its own title is another show's as well."""
    root, more = Element("tvshow"), show.details
    _add(root, "title", title or show.title)
    _add(root, "originaltitle", more.original_title if more.original_title != show.title else "")
    _add(root, "sorttitle", _ARTICLE.sub("", show.title) if _ARTICLE.match(show.title) else "")
    _add(root, "year", show.year)
    # Kodi takes a show's year from this date alone, and without it from 1970.
    _add(root, "premiered", premiered.isoformat() if premiered else f"{show.year}-01-01" if show.year else "")
    _add(root, "plot", show.overview)
    _add(root, "runtime", _minutes(show.runtime))
    _add(root, "studio", show.network)
    _add(root, "country", show.country)
    _add(root, "mpaa", more.certificate)
    _add(root, "rating", more.rating)
    _all(root, "genre", more.genres)
    _add(root, "status", _status(show.status))
    _add(root, "enddate", more.ended.isoformat() if more.ended else "")
    _all(root, "airs_dayofweek", more.air_days)
    _add(root, "airs_time", more.air_time)
    for season in more.seasons:
        _add(root, "namedseason", _own_name(season)).set("number", str(season.number))
    _ids(root, (("tvdb", show.tvdb_id), ("tvmaze", show.tvmaze_id), ("imdb", show.imdb_id)))
    if show.poster_url:
        _add(root, "thumb", show.poster_url).set("aspect", "poster")
    for place, member in enumerate(more.cast):
        _actor(root, member, place)
    return _document(root, OURS)


def is_ours(path: Path) -> bool:
    """Whether a show's description is Airdate's own, not a person's or another program's."""
    try:
        return OURS in path.read_bytes()[: 2 * len(OURS) + 100]
    except OSError:
        return False


def episode_nfo(show: ShowInfo, *episodes: EpisodeInfo) -> bytes:
    """The content of the NFO beside a video, for the one episode or the several that are in it."""
    roots = [_episode(show, episode) for episode in episodes]
    # Kodi wants one after the other, which is not a document with one root; both players read it so.
    return b"\n".join([_document(roots[0]), *(_body(root) for root in roots[1:])])


def _episode(show: ShowInfo, episode: EpisodeInfo) -> Element:
    root = Element("episodedetails")
    _add(root, "title", episode.title.strip() or f"Episode {episode.number}")
    _add(root, "showtitle", show.title)
    _add(root, "season", episode.season)
    _add(root, "episode", episode.number)
    _add(root, "plot", episode.overview)
    _add(root, "aired", episode.air_date.isoformat() if episode.air_date else "")
    _add(root, "runtime", _minutes(episode.runtime))
    _ids(root, (("tvdb", episode.tvdb_id), ("tvmaze", episode.tvmaze_id)))
    _add(root, "rating", episode.rating)
    for tag, value in (
        ("airsbefore_season", episode.before_season),
        ("airsbefore_episode", episode.before_episode),
        ("airsafter_season", episode.after_season),
    ):
        _add(root, tag, value)
    if episode.image_url:
        _add(root, "thumb", episode.image_url)
    return root


def _status(told: str) -> str:
    """The catalogue's word as one of the three that Jellyfin knows."""
    word = told.casefold()
    if not word:
        return ""
    if word.startswith(("ended", "cancel")):
        return "Ended"
    return "Unreleased" if word in ("in development", "upcoming", "planned", "pilot") else "Continuing"


def _own_name(season: SeasonInfo) -> str:
    """A season's name, where it says more than its number."""
    plain = season.name.casefold() in (f"season {season.number}", f"series {season.number}", "specials")
    return "" if plain else season.name


def _actor(root: Element, member: CastMember, place: int) -> None:
    if member.name:
        actor = SubElement(root, "actor")
        for tag, value in (("name", member.name), ("role", member.role), ("thumb", member.image_url)):
            _add(actor, tag, value)
        _add(actor, "order", place)


def _all(root: Element, tag: str, values: Sequence[str]) -> None:
    for value in values:
        _add(root, tag, value)


def _ids(root: Element, ids: tuple[tuple[str, int | str | None], ...]) -> None:
    known = [(name, value) for name, value in ids if value]
    for place, (name, value) in enumerate(known):
        element = _add(root, "uniqueid", value)
        element.set("type", name)
        if place == 0:
            element.set("default", "true")


def _add(root: Element, tag: str, value: str | float | None) -> Element:
    """A child, left out when there is nothing to say."""
    element = Element(tag)
    if value not in (None, ""):
        element = SubElement(root, tag)
        element.text = _UNWRITABLE.sub("", str(value))
    return element


def _minutes(seconds: float | None) -> int | None:
    return max(1, round(seconds / 60)) if seconds else None


def _document(root: Element, note: bytes = b"") -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + note + _body(root)


def _body(root: Element) -> bytes:
    indent(root)
    return tostring(root, encoding="unicode").encode() + b"\n"
