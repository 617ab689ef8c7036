"""Time zones as people name them: "madrid", "España", "Europe/Madrid", or a place on the map.

Names of cities and countries are CLDR's (Babel), coordinates those of the tz database's zone1970.tab.
Format: https://data.iana.org/time-zones/tzdb/theory.html
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from pipeline.releases.parsing.words import plain

LANGUAGES = ("en", "es")
_PLACE = re.compile(r"([+-])(\d{2,3})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")


def zones_called(text: str) -> list[str]:
    """The IANA zones that a text names: by the zone's own name, a city, or a country. What names one zone
    counts, then the longest name."""
    wanted = _key(text)
    by_name = _by_name()
    if wanted in by_name:
        return by_name[wanted]
    words = wanted.split()
    spots = ((start, stop) for start in range(len(words)) for stop in range(start + 1, len(words) + 1))
    names = [" ".join(words[start:stop]) for start, stop in spots]
    named = [name for name in names if len(name) > 3 and name in by_name]
    return by_name[min(named, key=lambda name: (len(by_name[name]) > 1, -len(name)))] if named else []


def zones_named(text: str) -> list[str]:
    """Like `zones_called`, where the text says nothing but that name."""
    return _by_name().get(_key(text), [])


def zones_near(latitude: float, longitude: float, most: int = 3) -> list[str]:
    """The zones whose chief cities are nearest to a place, in degrees."""
    ranked = sorted(_places(), key=lambda place: _distance(place[1:], (latitude, longitude)))
    return [name for name, *_ in ranked[:most]]


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text.replace("_", " ").replace("/", " "))))


@cache
def _by_name() -> dict[str, list[str]]:
    known = available_timezones()
    found = _by_country(known)
    for zone in sorted(known):
        for name in {_key(each) for each in (zone, zone.rpartition("/")[2])}:
            found[name] = [zone] if zone in _canonical(known) or name not in found else found[name]
    return found | _by_city(known)


def _by_country(known: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for territory, zones in _of_territories(known).items():
        for name in filter(None, (Locale(language).territories.get(territory) for language in LANGUAGES)):
            found.setdefault(_key(name), zones)
    return found


def _by_city(known: set[str]) -> dict[str, list[str]]:
    """By the chief city of each zone."""
    names = [
        (get_timezone_location(ZoneInfo(zone), locale=language, return_city=True), zone)
        for zone in _canonical(known)
        for language in LANGUAGES
    ]
    return {_key(name): [zone] for name, zone in names}


@cache
def _canonical_names() -> frozenset[str]:
    return frozenset(get_global("zone_territories"))


def _canonical(known: set[str]) -> list[str]:
    return sorted(known & _canonical_names())


def _of_territories(known: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for zone in _canonical(known):
        found.setdefault(get_global("zone_territories")[zone], []).append(zone)
    return found


@cache
def _places() -> tuple[tuple[str, float, float], ...]:
    """(zone, latitude, longitude) of every zone."""
    rows = (line.split("\t") for line in _table().splitlines() if line and not line.startswith("#"))
    return tuple((row[2], *_degrees(row[1])) for row in rows)


def _table() -> str:
    for folder in TZPATH:
        path = Path(folder) / "zone1970.tab"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    try:
        return (files("tzdata") / "zoneinfo" / "zone1970.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):  # no table on this machine: a place cannot be read then
        return ""


def _degrees(place: str) -> tuple[float, float]:
    """±DDMM[SS]±DDDMM[SS]."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return 0.0, 0.0
    signs = [-1 if found[i] == "-" else 1 for i in (1, 4)]
    return signs[0] * (int(found[2]) + int(found[3]) / 60), signs[1] * (int(found[5]) + int(found[6]) / 60)


def _distance(one: tuple[float, ...], other: tuple[float, float]) -> float:
    """On the great circle, in radians."""
    (a, b), (c, d) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return math.acos(max(-1.0, min(1.0, cosine)))
