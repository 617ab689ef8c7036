"""People: who they are, what they may, and how the first one becomes the owner."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, delete, func, select, update

from pipeline import notes
from pipeline.errors import Mistake
from pipeline.model import Person, Role
from pipeline.store import insert, noun, nouns
from pipeline.store.tables import person

CLAIM_LENGTH = 8


def claim_code(db: Connection) -> str | None:
    """A fresh one-time code that makes its first user the owner; None when there is an owner already.

    Only its hash is kept. A new code makes the old one useless.
    """
    if owner(db) is not None:
        return None
    code = "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(CLAIM_LENGTH))
    notes.put(db, "claim", _hash(code))
    return code


def claim(db: Connection, code: str, telegram_id: int, name: str) -> Person | None:
    """Make this person the owner if the code is right and nobody is yet. The code works once."""
    expected = notes.get(db, "claim")
    if not isinstance(expected, str) or owner(db) or not hmac.compare_digest(expected, _hash(code.strip().lower())):
        return None
    notes.drop(db, "claim")
    found = known(db, telegram_id)
    if found:
        return set_role(db, found.id, Role.OWNER)
    return add(db, telegram_id, name, Role.OWNER)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def add(db: Connection, telegram_id: int, name: str, role: Role) -> Person:
    insert(db, person, {"telegram_id": telegram_id, "name": name[:200], "role": role})
    found = known(db, telegram_id)
    assert found is not None
    return found


def known(db: Connection, telegram_id: int) -> Person | None:
    row = db.execute(select(person).where(person.c.telegram_id == telegram_id)).first()
    return noun(Person, row) if row else None


def by_id(db: Connection, person_id: int) -> Person:
    row = db.execute(select(person).where(person.c.id == person_id)).first()
    if row is None:
        raise Mistake("That person is not here any more.")
    return noun(Person, row)


def owner(db: Connection) -> Person | None:
    row = db.execute(select(person).where(person.c.role == Role.OWNER)).first()
    return noun(Person, row) if row else None


def everyone(db: Connection, role: Role | None = None) -> list[Person]:
    query = select(person).order_by(func.lower(person.c.name))
    return nouns(Person, db.execute(query if role is None else query.where(person.c.role == role)))


def set_role(db: Connection, person_id: int, role: Role) -> Person:
    db.execute(update(person).where(person.c.id == person_id).values(role=role))
    return by_id(db, person_id)


def remove(db: Connection, person_id: int) -> None:
    """Forget a person; their subscriptions and messages go with them."""
    db.execute(delete(person).where(person.c.id == person_id, person.c.role != Role.OWNER))


def set_preferences(db: Connection, person_id: int, **values: str) -> Person:
    """Change `time_zone`, `language` or `name`."""
    db.execute(update(person).where(person.c.id == person_id).values(**values))
    return by_id(db, person_id)
