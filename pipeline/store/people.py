"""People: who they are, what they may, and how the first one becomes the owner."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, delete, func, select, update

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.store import insert, key_values, noun, nouns
from pipeline.store.tables import invite as invite_table
from pipeline.store.tables import person, subscription

CLAIM_LENGTH = 8


def claim_code(db: Connection) -> str | None:
    """A fresh one-time code that makes its first user the owner; None when there is an owner already.

    Only its hash is kept. A new code makes the old one useless.
    """
    if owner(db) is not None:
        return None
    code = "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(CLAIM_LENGTH))
    key_values.put(db, "claim", _hash(code))
    return code


def claim(db: Connection, code: str, telegram_id: int, name: str) -> Person | None:
    """Make this person the owner if the code is right and nobody is yet. The code works once."""
    expected = key_values.get(db, "claim")
    if not isinstance(expected, str) or owner(db) or not hmac.compare_digest(expected, _hash(code.strip().lower())):
        return None
    if not key_values.drop(db, "claim"):
        return None  # somebody was quicker by a moment
    found = known(db, telegram_id)
    if found:
        return set_role(db, found.id, Role.OWNER)
    return add(db, telegram_id, name, Role.OWNER)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def add(db: Connection, telegram_id: int, name: str, role: Role) -> Person:
    insert(db, person, {"telegram_id": telegram_id, "name": name[:200], "role": role, **_fresh_id(db)})
    found = known(db, telegram_id)
    assert found is not None
    return found


def _fresh_id(db: Connection) -> dict[str, int]:
    """An id that nobody ever had: SQLite lends the last one again, and buttons in old messages carry it."""
    if db.dialect.name != "sqlite":
        return {}
    highest = db.execute(select(func.max(person.c.id))).scalar() or 0
    return {"id": max(highest, int(key_values.get(db, "highest person") or 0)) + 1}


def known(db: Connection, telegram_id: int) -> Person | None:
    row = db.execute(select(person).where(person.c.telegram_id == telegram_id)).first()
    return noun(Person, row) if row else None


def by_id(db: Connection, person_id: int) -> Person:
    row = db.execute(select(person).where(person.c.id == person_id)).first()
    if row is None:
        raise UserError(Reason("person-gone"))
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
    highest = max(person_id, int(key_values.get(db, "highest person") or 0))
    key_values.put(db, "highest person", highest)
    db.execute(delete(person).where(person.c.id == person_id, person.c.role != Role.OWNER))


def set_preferences(db: Connection, person_id: int, **values: str) -> Person:
    """Change `time_zone`, `language`, `name`, the quiet hours, the digest or who they are on the media server."""
    db.execute(update(person).where(person.c.id == person_id).values(**values))
    return by_id(db, person_id)


def find_by_id(db: Connection, person_id: int) -> Person | None:
    row = db.execute(select(person).where(person.c.id == person_id)).first()
    return noun(Person, row) if row else None


def with_show_counts(db: Connection) -> list[tuple[Person, int]]:
    """Everybody, by name, with how many shows each follows."""
    count = func.count(subscription.c.id)
    rows = db.execute(select(subscription.c.person_id, count.label("shows")).group_by(subscription.c.person_id))
    counts = {row.person_id: row.shows for row in rows}
    return [(p, counts.get(p.id, 0)) for p in everyone(db)]


SAME = -1  # of a limit: leave it as it is


def set_limits(db: Connection, person_id: int, most_shows: int | None, most_bytes_a_week: int | None) -> None:
    """What a person may have; None: as much as they like."""
    asked = {"most_shows": most_shows, "most_bytes_a_week": most_bytes_a_week}
    values = {name: value for name, value in asked.items() if value != SAME}
    if values:
        db.execute(update(person).where(person.c.id == person_id).values(**values))


def limited_followers(db: Connection, show_id: int) -> list[Person]:
    """Those who follow a show and may have only so many bytes in a week."""
    followers = select(subscription.c.person_id).where(subscription.c.show_id == show_id)
    limited = (person.c.most_bytes_a_week.is_not(None), person.c.id.in_(followers))
    return nouns(Person, db.execute(select(person).where(*limited)))


# ----------------------------------------------------------------------------------------------------------- invites


def invite(db: Connection, role: Role, uses: int, lasts: timedelta) -> str:
    """A code that lets so many people in as members or guests. Only its hash is kept."""
    if role not in (Role.MEMBER, Role.GUEST):
        raise UserError(Reason("invitation-for-whom"))
    code = secrets.token_urlsafe(18)
    moment = now()
    db.execute(
        invite_table.insert().values(
            code_hash=_hash(code), role=role, uses_left=uses, expires_at=moment + lasts, created_at=moment
        )
    )
    return code


def enter_by_invite(db: Connection, code: str, telegram_id: int, name: str) -> Person | None:
    """Let this person in if the code is good, and use it up by one; None when it is not.

    Who is in already uses nothing up and stays what they are; who was turned away stays outside.
    """
    found = known(db, telegram_id)
    if found is not None and found.role is not Role.PENDING:
        return None
    good = (
        invite_table.c.code_hash == _hash(code.strip()),
        invite_table.c.uses_left > 0,
        invite_table.c.expires_at > now(),
    )
    row = db.execute(select(invite_table.c.role).where(*good)).first()
    if row is None:
        return None
    used = db.execute(update(invite_table).where(*good).values(uses_left=invite_table.c.uses_left - 1))
    if used.rowcount != 1:  # somebody was quicker with its last use
        return None
    return set_role(db, found.id, row.role) if found else add(db, telegram_id, name, row.role)


def void_invites(db: Connection) -> None:
    db.execute(delete(invite_table))


# ------------------------------------------------------------------------------------------------------------- chats


def note_newest_messages(db: Connection, newest: Mapping[int, int]) -> None:
    """The newest message id known in each person's chat, by Telegram id. See `bot.notices.sender`."""
    for telegram_id, message_id in newest.items():
        db.execute(
            update(person)
            .where(
                person.c.telegram_id == telegram_id,
                func.coalesce(person.c.last_message_id, 0) < message_id,
            )
            .values(last_message_id=message_id)
        )


def newest_message(db: Connection, telegram_id: int | None = None) -> int:
    """The newest message id known in a person's chat, or in any; 0 when none is."""
    query = select(func.max(person.c.last_message_id))
    if telegram_id is not None:
        query = query.where(person.c.telegram_id == telegram_id)
    return db.execute(query).scalar() or 0
