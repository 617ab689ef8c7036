"""What guessit and parsett read of a release's name. (A module of its own: they take a second to load.)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import guessit
from PTT import parse_title

from tests.bench.names import Row

_SOURCES = {
    "HDTV": "hdtv", "TV": "hdtv", "Digital TV": "hdtv", "Satellite": "hdtv", "Ultra HDTV": "hdtv", "Web": "webdl",
    "Blu-ray": "bluray", "Ultra HD Blu-ray": "bluray", "HD-DVD": "bluray", "DVD": "dvd",
}  # fmt: skip


def guessit_row(title: str, known_titles: Sequence[str] | None = None) -> Row:
    """guessit's reading in the corpus' terms."""
    options = {"type": "episode"}
    if known_titles:
        options["expected_title"] = list(known_titles)  # type: ignore[assignment]
    found = guessit.guessit(title, options)
    source = _SOURCES.get(_first(found.get("source")))
    others = _list(found.get("other"))
    if source == "webdl" and "Rip" in others:
        source = "webrip"
    return {
        "title": str(_first(found.get("title")) or ""),
        "alt_titles": [str(other) for other in _list(found.get("alternative_title"))],
        "year": found.get("year"),
        "country": str(found["country"].alpha2) if "country" in found else None,
        "season": _first(found.get("season")),
        "episodes": _list(found.get("episode")) or _list(found.get("absolute_episode")),
        "date": found.get("date"),
        "resolution": _first(found.get("screen_size")),
        "source": source,
        "proper": bool(found.get("proper_count") or (found.get("version") or 1) > 1),
        "group": found.get("release_group"),
        "languages": [_tag(language) for language in _list(found.get("language"))],
    }


_PARSETT_SOURCES = {
    "HDTV": "hdtv", "TVRip": "hdtv", "PDTV": "hdtv", "SATRip": "hdtv", "DSRip": "hdtv", "PPVRip": "hdtv",
    "WEB": "webdl", "WEB-DL": "webdl", "WEBRip": "webrip", "WEB-DLRip": "webrip", "HDRip": "webrip", "WEBMux": "webrip",
    "DVD": "dvd", "DVDRip": "dvd", "BluRay": "bluray", "BDRip": "bluray", "BRRip": "bluray", "BluRay REMUX": "bluray",
    "REMUX": "bluray",
}  # fmt: skip


def parsett_row(title: str, _: Sequence[str] | None = None) -> Row:
    """parsett's reading in the corpus' terms."""
    found = parse_title(title, translate_languages=False)
    lines = str(found.get("resolution") or "").lower().replace("4k", "2160").replace("2k", "1440").rstrip("pi")
    day = found.get("date")
    return {
        "title": found.get("title") or "",
        "alt_titles": [],
        "year": int(found["year"]) if str(found.get("year", "")).isdigit() else None,
        "country": found.get("country"),
        "season": _first(found.get("seasons") or None),
        "episodes": _list(found.get("episodes")),
        "date": date.fromisoformat(day) if day else None,
        "resolution": lines,
        "source": _PARSETT_SOURCES.get(found.get("quality") or ""),
        "proper": bool(found.get("proper") or found.get("repack")),
        "group": found.get("group"),
        "languages": [str(language) for language in _list(found.get("languages"))],
    }


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _tag(language: Any) -> str:
    return str(getattr(language, "alpha2", language)) if getattr(language, "alpha3", "") not in ("mul", "und") else ""
