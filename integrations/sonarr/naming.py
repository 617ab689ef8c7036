"""Sonarr's naming formats as Airdate's patterns: https://wiki.servarr.com/sonarr/settings#episode-naming."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.model import ShowKind

FORMATS = {
    ShowKind.STANDARD: "standardEpisodeFormat",
    ShowKind.DAILY: "dailyEpisodeFormat",
    ShowKind.ANIME: "animeEpisodeFormat",
}
FIELDS = {
    "seriestitle": "{name}",
    "seriescleantitle": "{name}",
    "seriestitlethe": "{name}",
    "seriestitlewithoutyear": "{name}",
    "seriestitleyear": "{show}",
    "seriescleantitleyear": "{show}",
    "seriestitletheyear": "{show}",
    "seriesyear": "{year}",
    "airdate": "{date}",
    "episodetitle": "{title}",
    "episodecleantitle": "{title}",
    "tvdbid": "{tvdb_id}",
    "imdbid": "{imdb_id}",
    "tvmazeid": "{tvmaze_id}",
}
_CODE = re.compile(r"s?\{season(?::0+)?\}[ ._-]?[ex]\{episode(?::0+)?\}", re.IGNORECASE)
_NUMBER = re.compile(r"\{(season|episode|absolute)(?::(0+))?\}", re.IGNORECASE)
_TOKEN = re.compile(r"\{([- ._\[(]*)([a-z0-9 ._-]+?)(?::[^{}]*)?([- ._\])]*)\}", re.IGNORECASE)
_MAY_LACK = re.compile(r" - (\{(?:title|date|absolute:\d+)\})")


def patterns(rows: Sequence[Mapping[str, Any]]) -> dict[ShowKind, str]:
    """Where Sonarr renames what it files: its three ways to. What Airdate has no field for is left out."""
    if not rows or not rows[0].get("renameEpisodes"):
        return {}
    row = rows[0]
    folders = (
        str(row.get("seriesFolderFormat") or "{Series Title}"),
        str(row.get("seasonFolderFormat") or "Season {season}"),
    )
    return {
        kind: "/".join(map(_pattern, (*folders, str(row[name])))) for kind, name in FORMATS.items() if row.get(name)
    }


def _pattern(text: str) -> str:
    text = _CODE.sub("{code}", text)
    text = _NUMBER.sub(lambda found: _number(found[1].lower(), len(found[2] or "")), text)
    text = _TOKEN.sub(_field, text)
    text = re.sub(r"[\[(]\s*[\])]", "", text)
    text = re.sub(r"([ ._-])\1+", r"\1", text).strip(" ._-")
    return _MAY_LACK.sub(r"< - \1>", text)


def _number(name: str, width: int) -> str:
    return f"{{{'number' if name == 'episode' else name}:{max(width, 1):02}}}"


def _field(token: re.Match[str]) -> str:
    if token[2] in ("code", "season", "number", "absolute"):  # told already
        return token[0]
    field = FIELDS.get(re.sub(r"[^a-z0-9]", "", token[2].lower()))
    return f"{token[1]}{field}{token[3]}" if field else ""
