"""Numbers, dates and sizes as feeds and indexers write them. Nothing here raises: what cannot be read is None."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.clock import now

OWN_SIZE = 2 * 2**20
"""An enclosure shorter than this (bytes) is the .torrent itself, not what it describes."""

_MOST_EPISODES = 100_000  # a season may be a year, and daily shows count for decades
_FIRST_YEAR = 1990  # a feed has no older news: 1970 and 0001 stand for "not known"
# What the mail reader takes for something else: the year 0001 for 2001, the evening for the morning.
_MISREAD = re.compile(r"(?<![\d:+-])00\d\d(?!\d|:)|\d\s?[ap]\.?m\b", re.IGNORECASE)
_ZONE = re.compile(r"(?<=:\d\d)\s+([A-Za-z]{2}[\w/+:-]{0,38})(?=$|\s+\d{4}$)")
_FROM_GREENWICH = re.compile(r"(?:GMT|UTC?)([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
# What each is told by, how it is written, and how it is meant.
_SPELLINGS = (
    ("(", re.compile(r"\s*\([^()]{0,60}\)$"), ""),  # a comment: +0100 (CET)
    ("/", re.compile(r"^(\d{4})/(\d\d)/(\d\d)\b"), r"\1-\2-\3"),
    ("-", re.compile(r"\b(\d{1,2})-([A-Za-z]{3})-(\d{4})\b"), r"\1 \2 \3"),
    (":", re.compile(r"(?<=[+-]\d\d):(\d\d)$"), r"\1"),
)
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "к": 1, "м": 2, "г": 3, "т": 4}
_SIZE = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[ \u00a0\u202f,.']\d{3}){1,4}(?:[.,]\d{1,4})?|\d{1,15}(?:[.,]\d{1,4})?)[ \u00a0]{0,3}"
    r"(?:([KMGT])(i?)(?:B(?:ytes)?|o)|([КМГТ])(и?)[Бб]|(B|bytes))(?![\w/])",
    re.IGNORECASE,
)
_UNIT_IN_WORDS = re.compile(r"(?<=[\d ])(?:(k|m|g|t)(?:ilo|ega|iga|era)bytes?|([kmgt]))$", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([ \u00a0\u202f,.'])\d{3})(?:\1\d{3})+")
_LABEL = re.compile(
    r"\b(?:size|taille|größe|groesse|tama[nñ]o|tamanho|dimensione?|grootte|размер)\b[^\w<]{0,10}", re.IGNORECASE
)


def read_date(*texts: str) -> datetime | None:
    """The first moment that can be read and believed, in UTC (RFC 2822, ISO 8601 or seconds since 1970).

    1970 and the year 1 are what programs write that know no date; nothing comes from the future.
    """
    return next(filter(None, map(_moment_in, texts)), None)


def _moment_in(text: str) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    date_alone, zone = _zone_apart(text)
    readers = (_from_seconds if date_alone.isdigit() else parsedate_to_datetime, datetime.fromisoformat)
    return next(filter(None, (_moment(reader, date_alone, zone) for reader in readers)), None)


def _from_seconds(text: str) -> datetime:
    """Seconds or milliseconds since 1970; ValueError for anything else."""
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text, re.ASCII) is None:
        raise ValueError(text)
    return datetime.fromtimestamp(int(text[:-3] if len(text) > 10 else text), UTC)


def _zone_apart(text: str) -> tuple[str, tzinfo]:
    """A date without its zone's name, and the zone: UTC where it has none. No date when nobody knows the zone: half a
    day off, a release would have appeared before the episode aired."""
    for mark, spelling, meant in _SPELLINGS:
        if mark in text:
            text = spelling.sub(meant, text)
    found = _ZONE.search(text)
    if found is None:
        return text, UTC
    zone = _zone_called(found[1])
    return (text[: found.start()] + text[found.end() :], zone) if zone else ("", UTC)


def _zone_called(name: str) -> tzinfo | None:
    """RFC 822 has only those of America; others write their own (PHP's `date("T")`), or the time zone database's."""
    if greenwich := _FROM_GREENWICH.fullmatch(name):
        offset = timedelta(hours=int(greenwich[2]), minutes=int(greenwich[3] or 0))
        return timezone(offset if greenwich[1] == "+" else -offset) if offset < timedelta(hours=15) else None
    if name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


# Hours from Greenwich. Without those that mean several places far apart (IST); CST is America's, by RFC 822.
_ZONES_BY_HOURS = {
    0.0: "UT UTC GMT WET",
    1.0: "CET MET MEZ BST WEST",
    2.0: "CEST MEST MESZ EET SAST",
    3.0: "EEST MSK TRT",
    8.0: "HKT SGT AWST",
    9.0: "JST KST",
    9.5: "ACST",
    10.0: "AEST",
    10.5: "ACDT",
    11.0: "AEDT",
    12.0: "NZST",
    13.0: "NZDT",
    -2.5: "NDT",
    -3.0: "ADT BRT ART",
    -3.5: "NST",
    -4.0: "AST EDT",
    -5.0: "EST CDT",
    -6.0: "CST MDT",
    -7.0: "MST PDT",
    -8.0: "PST AKDT",
    -9.0: "AKST",
    -10.0: "HST",
}
_ZONES = {name: hours for hours, names in _ZONES_BY_HOURS.items() for name in names.split()}


def _moment(reader: object, text: str, zone: tzinfo) -> datetime | None:
    if not text or _MISREAD.search(text) or not callable(reader):
        return None
    try:
        read = reader(text)
        moment: datetime = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.year >= _FIRST_YEAR and moment < now() + timedelta(days=2) else None


def as_text(value: object) -> str:
    """The text of a field that may be null or left out."""
    return str(value or "").strip()


def texts(values: Any) -> tuple[str, ...]:
    """The texts of a list that may be null or something else."""
    return tuple(text for value in values if (text := as_text(value))) if isinstance(values, list) else ()


def inside(data: Mapping[str, Any], *names: str) -> Any:
    """The record under the first of `names` that has one; an empty one where all are null or left out."""
    return next((found for found in map(data.get, names) if found and isinstance(found, dict)), {})


def read_number(value: Any) -> int:
    """A season's or an episode's number. ValueError or TypeError for what can be none."""
    number = int(value)
    if not 0 <= number <= _MOST_EPISODES:
        raise ValueError(f"no number of an episode: {number}")
    return number


def read_id(value: object) -> int | None:
    """The number that another system knows something by; None for what is no such number."""
    return read_count([as_text(value)], least=1)


def read_minutes(value: object) -> float | None:
    """Seconds, of a length in minutes; None where it is 0 or not known."""
    minutes = read_fraction(as_text(value))
    return minutes * 60.0 if minutes else None


def read_day(text: object) -> date | None:
    """The day that a text begins with ("2026-11-12", "2026-11-12 21:00:00"); None for what means that it is not known
    ("0000-00-00", "9999-12-31").
    """
    try:
        day = date.fromisoformat(str(text or "").strip()[:10])
    except ValueError:
        return None
    return day if date.min.year < day.year < date.max.year else None


_DIVIDERS = re.compile(r"[., \u00a0\u202f']")
_COUNT = re.compile(rf"([0-9]{{1,15}}|[0-9]{{1,3}}(?:{_DIVIDERS.pattern}[0-9]{{3}}){{1,4}})(?:\.0{{1,2}})?")


def read_count(texts: Iterable[str | None], *, least: int = 0) -> int | None:
    """The first of `texts` that is a whole number ("1,234", "3.0") of at least `least`, and not absurdly large."""
    for text in texts:
        said = _COUNT.fullmatch((text or "").strip())
        if said and (found := int(_DIVIDERS.sub("", said[1]))) >= least:
            return found
    return None


def read_fraction(text: str) -> float | None:
    """A number that is not negative; None when it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def read_size(texts: Iterable[str | None]) -> int | None:
    """Bytes, from the first of `texts` that is a number of them ("1500000000") or says them ("1.37 GB", "1,4 Go")."""
    return next(filter(None, (_size(text.strip().lstrip("~≈ ")) for text in texts if text)), None)


def _size(text: str) -> int | None:
    number = read_fraction(re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else text)
    if number is not None:
        return int(number) if 1 <= number < 1e15 else None
    found = _SIZE.fullmatch(_UNIT_IN_WORDS.sub(r"\1\2B", text))
    return _bytes(found) if found else None


def size_of_film(exact: Sequence[int | None], others: Sequence[int | None]) -> int | None:
    """The first size that may be a film's; where none may, what is said of it (`exact`), not what may be the .torrent's
    own (`others`)."""
    said = next(filter(None, exact), None)
    return next((size for size in (*exact, *others) if size and size >= OWN_SIZE), said)


def labelled(description: str, label: re.Pattern[str]) -> str:
    """The word behind a label in a description ("Seeders: 12"); empty when it is not there."""
    found = label.search(plain := _without_tags(description))
    return (plain[found.end() : found.end() + 30].split() or [""])[0].rstrip(",;.|") if found else ""


def _without_tags(text: str) -> str:
    return unescape(re.sub(r"<[^<>]{0,1000}>", " ", text[:20_000]))


def size_in(text: str) -> int | None:
    """Bytes, from a description: what is called its size, else the only size that stands there."""
    plain = _without_tags(text)
    for label in _LABEL.finditer(plain):
        found = _SIZE.match(plain, label.end())
        if found and (size := _bytes(found)):
            return size
    sizes = {_bytes(found) for found in _SIZE.finditer(plain)}
    return sizes.pop() if len(sizes) == 1 else None


def _bytes(found: re.Match[str]) -> int | None:
    unit, binary = (found[2] or found[4] or "").lower(), bool(found[3] or found[5])
    return int(_number(found[1]) * (1024 if binary else 1000) ** _UNITS[unit]) or None


def _number(text: str) -> float:
    """ "1,234.5" and "1 234,5" are the same; a single comma or point with three digits behind it divides thousands
    only where a comma does in English."""
    text = re.sub(r"[ \u00a0\u202f']", "", text)
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return float(text)
    marks = set(re.findall(r"[,.]", text))
    thousands = len(marks) == 1 and (text.count(text[last]) > 1 or (text[last] == "," and len(text) - last == 4))
    if thousands:
        return float(re.sub(r"[,.]", "", text))
    return float(re.sub(r"[,.]", "", text[:last]) + "." + text[last + 1 :])
