"""The one place that says what time it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo


def now() -> datetime:
    return datetime.now(UTC)


def machine_zone() -> str:
    """The IANA name of this machine's time zone: TZ, else where /etc/localtime leads, else /etc/timezone, else UTC.

    See localtime(5): https://www.freedesktop.org/software/systemd/man/latest/localtime.html
    """
    places = (os.environ.get("TZ", "").lstrip(":"), _localtime(), _timezone())
    named = (place.rpartition("zoneinfo/")[2] for place in places)
    found = next((name for name in named if is_zone(name)), "UTC")
    return "UTC" if found in ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu") else found


def _localtime() -> str:
    path = Path("/etc/localtime")
    return str(path.resolve()) if path.is_symlink() else ""


def _timezone() -> str:
    try:
        return Path("/etc/timezone").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def is_zone(name: str) -> bool:
    """Whether a place has this time zone (IANA)."""
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):  # "EST5EDT4,M3.2.0" and the like name no place
        return False
