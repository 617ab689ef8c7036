"""Addresses of shows at IMDb, TVDB, TVmaze, TMDB and Trakt, as people paste them, and links into the bot."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pipeline.model import ShowInfo

_IMDB = re.compile(r"imdb\.com/(?:[a-z]{2}/)?title/(tt\d{5,12})", re.IGNORECASE)
_TVMAZE = re.compile(r"tvmaze\.com/shows/(\d{1,9})", re.IGNORECASE)
_TVDB_ID = re.compile(r"thetvdb\.com/(?:dereferrer/series/|\?(?:[^ ]*&)?(?:id|seriesid)=)(\d{1,9})", re.IGNORECASE)
# No catalogue here is asked by TMDB's or Trakt's ids: their pages' names, without the year that parts namesakes.
_BY_NAME = re.compile(
    r"(?:thetvdb\.com/series/|themoviedb\.org/tv/\d{1,9}-|trakt\.tv/shows/)([\w%-]{2,120}?)(?:-(?:19|20)\d\d)?(?![\w%-])",
    re.IGNORECASE,
)
_OURS = re.compile(r"show_(tvmaze|tvdb|imdb)_(\w{1,16})")


def show_of(text: str) -> ShowInfo | str | None:
    """What a pasted address is about: ids; or words to search for (some pages carry a name, no id that
    is known here)."""
    if match := _IMDB.search(text):
        return ShowInfo(title="", imdb_id=match[1].lower())
    if match := _TVMAZE.search(text):
        return ShowInfo(title="", tvmaze_id=int(match[1]))
    if match := _TVDB_ID.search(text):
        return ShowInfo(title="", tvdb_id=int(match[1]))
    if match := _BY_NAME.search(text):
        return unquote(match[1]).replace("-", " ")
    return None


def payload_of(info: ShowInfo) -> str:
    """What stands behind `?start=` in a link to this show; empty when it has no id."""
    for system, number in (("tvmaze", info.tvmaze_id), ("tvdb", info.tvdb_id), ("imdb", info.imdb_id)):
        if number:
            return f"show_{system}_{number}"
    return ""


def of_payload(payload: str) -> ShowInfo | None:
    match = _OURS.fullmatch(payload)
    if match is None:
        return None
    system, number = match[1], match[2]
    if system == "imdb":
        return ShowInfo(title="", imdb_id=number)
    if not number.isascii() or not number.isdigit():
        return None
    return ShowInfo(title="", tvmaze_id=int(number)) if system == "tvmaze" else ShowInfo(title="", tvdb_id=int(number))
