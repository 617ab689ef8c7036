"""People and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do."""

    OWNER = "owner"
    MEMBER = "member"
    GUEST = "guest"
    PENDING = "asking"  # wants to be let in; the owner has not answered
    BANNED = "banned"


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    telegram_id: int
    name: str
    role: Role
    time_zone: str = "UTC"  # IANA name
    language: str = "en"  # what the bot speaks to them
    quiet_from: str = ""  # "22:30", in their time zone: from here on news waits …
    quiet_to: str = ""  # … until here; empty: never quiet
    digest_at: str = ""  # "18:00": episodes are announced once a day; empty: at once
    player_user: str = ""  # who they are on the media server
    most_shows: int | None = None
    most_bytes_a_week: int | None = None
