"""Tokens by which programs act as a person: for the API, or for one's calendar alone. Only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import rights
from pipeline.store import Connection, key_values, people

_KEY = "token "  # notes: {"person", "scope", "made"}, by the token's hash
EACH_MOST = 20  # tokens of one person


class Scope(StrEnum):
    """What a token is for."""

    API = "api"  # everything that the person may
    CALENDAR = "calendar"  # to read what airs


@dataclass(frozen=True, kw_only=True)
class Token:
    """One that works. `id` names it where it is revoked, and is no secret."""

    id: str
    scope: Scope
    made_at: datetime


def make(db: Connection, person_id: int, scope: Scope) -> str:
    """A new token for a person. UserError when they have too many."""
    if len(of_person(db, person_id)) >= EACH_MOST:
        raise UserError(Reason("too-many-tokens", most=EACH_MOST))
    token = secrets.token_urlsafe(24)
    key_values.put(db, _key(token), {"person": person_id, "scope": scope, "made": now().isoformat()})
    return token


def whose(db: Connection, token: str, scope: Scope) -> Person | None:
    """The person that a token is of, if it is for this and they are still in."""
    kept = key_values.get(db, _key(token))
    if not kept or kept["scope"] != scope:
        return None
    person = people.find_by_id(db, kept["person"])
    return person if person and rights.may(person, Role.GUEST) else None


def of_person(db: Connection, person_id: int) -> list[Token]:
    """Those that a person has, the oldest first."""
    found = [
        Token(id=key.removeprefix(_KEY)[:12], scope=Scope(kept["scope"]), made_at=datetime.fromisoformat(kept["made"]))
        for key, kept in key_values.starting_with(db, _KEY).items()
        if kept["person"] == person_id
    ]
    return sorted(found, key=lambda token: token.made_at)


def revoke(db: Connection, person_id: int, token_id: str) -> None:
    """It does not work any more. UserError when the person has no such token."""
    kept = key_values.starting_with(db, f"{_KEY}{token_id}") if len(token_id) == 12 else {}
    mine = [key for key, value in kept.items() if value["person"] == person_id]
    if not mine:
        raise UserError(Reason("no-such-token"))
    key_values.drop_all(db, mine)


def _key(token: str) -> str:
    return f"{_KEY}{hashlib.sha256(token.encode()).hexdigest()}"
