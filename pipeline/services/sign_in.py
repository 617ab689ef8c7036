"""Signing in to the dashboard by a link from the bot, which works once and for five minutes.

A link is known by its token, of which only the hash is kept. Where the dashboard is reached stands in the settings, or
else is what it noted when it began to serve: the bot may run elsewhere.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import rights
from pipeline.store import Connection, key_values, people

LASTS = timedelta(minutes=5)
_LINK = "sign-in "  # in key_values: {"person", "until"}, by the token's hash
_ADDRESS = "dashboard.address"


def note_address(db: Connection, url: str) -> None:
    """Where the dashboard serves now."""
    key_values.put(db, _ADDRESS, url)


def address(db: Connection, settings: Settings) -> str:
    """Where people reach the dashboard, with a slash at the end. UserError while there is none."""
    found = settings.dashboard.url or key_values.get(db, _ADDRESS)
    if not settings.dashboard.enabled or not found:
        raise UserError(Reason("no-dashboard"))
    return f"{str(found).rstrip('/')}/"


def link(db: Connection, settings: Settings, person_id: int) -> str:
    """A fresh link for a person; those that they were given before do not work any more."""
    token = secrets.token_urlsafe(24)
    moment = now()
    old = [key for key, kept in _links(db).items() if kept["person"] == person_id or _until(kept) < moment]
    key_values.drop_all(db, old)
    key_values.put(db, _key(token), {"person": person_id, "until": (moment + LASTS).isoformat()})
    return f"{address(db, settings)}enter/{token}"


def whose_link(db: Connection, token: str) -> Person | None:
    """Whom a link lets in, if it still does; it is not used up by that."""
    kept = key_values.get(db, _key(token))
    if not kept or _until(kept) < now():
        return None
    person = people.find_by_id(db, kept["person"])
    return person if person and rights.may(person, Role.GUEST) else None


def enter(db: Connection, token: str) -> Person | None:
    """The same, and the link is used up: of two at once, one gets in."""
    person = whose_link(db, token)
    return person if key_values.drop(db, _key(token)) else None


def _links(db: Connection) -> dict[str, dict[str, str | int]]:
    return key_values.starting_with(db, _LINK)


def _until(kept: dict[str, str | int]) -> datetime:
    return datetime.fromisoformat(str(kept["until"]))


def _key(token: str) -> str:
    return f"{_LINK}{hashlib.sha256(token.encode()).hexdigest()}"
