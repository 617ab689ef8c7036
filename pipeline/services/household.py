"""Who is in the household: letting in, roles, limits, invitations. For the owner, in the chat or in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import follow
from pipeline.store import Connection, Store, key_values, outbox, people

GB = 1_000_000_000
SHOW_LIMITS: tuple[int | None, ...] = (None, 1, 3, 5, 10, 25)
BYTE_LIMITS: tuple[int | None, ...] = (None, 5 * GB, 10 * GB, 25 * GB, 50 * GB, 100 * GB)
ROLES = (Role.MEMBER, Role.GUEST, Role.BANNED)
"""What a person may be made."""
_BOT = "bot.username"
_FAREWELL = "farewell "  # notes: the language, by the Telegram id
_IN = {Role.MEMBER: "welcome", Role.GUEST: "welcome_guest"}  # what people are told, as the bot's texts are called


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What an invitation allows."""

    role: Role
    uses: int
    lasts: timedelta


INVITATIONS = (
    Invitation(role=Role.MEMBER, uses=1, lasts=timedelta(days=1)),
    Invitation(role=Role.GUEST, uses=1, lasts=timedelta(days=1)),
    Invitation(role=Role.MEMBER, uses=5, lasts=timedelta(days=7)),
)


def zone_for(db: Connection, person_id: int, configured: str) -> str:
    """The time zone of somebody who comes in: the owner's, who has been asked; for the owner the configured one."""
    owner = people.owner(db)
    return owner.time_zone if owner and owner.id != person_id else configured


def answer_access(db: Connection, person_id: int, role: Role, time_zone: str) -> Person:
    """The owner's answer to somebody who asks to be let in; they are told. UserError when it was answered before."""
    asking = people.find_by_id(db, person_id)
    if asking is None or asking.role is not Role.PENDING:
        raise UserError(Reason("answered-already"))
    people.set_role(db, asking.id, role)
    decided = people.set_preferences(db, asking.id, time_zone=zone_for(db, asking.id, time_zone))
    news = outbox.Plain(words=_IN.get(role, "declined"), values={"name": asking.name})
    outbox.put(db, f"answer:{asking.id}:{role}", asking.id, news)
    return decided


def set_role(db: Connection, person_id: int, role: Role) -> Person:
    """Make somebody a member or a guest, or turn them away; they are told. UserError for the owner, and for who is not
    there."""
    person = _other(db, person_id)
    if role not in ROLES:
        raise UserError(Reason("no-such-button"))
    changed = people.set_role(db, person.id, role)
    comes_in = person.role in (Role.PENDING, Role.BANNED) and role is not Role.BANNED
    if comes_in or role is Role.BANNED:
        news = outbox.Plain(words=_IN.get(role, "declined"), values={"name": person.name})
        outbox.put(db, f"{'in' if comes_in else 'out'}:{person.id}:{now():%Y%m%d%H%M%S%f}", person.id, news)
    return changed


def set_limits(db: Connection, person_id: int, most_shows: int | None, most_bytes_a_week: int | None) -> Person:
    """How much somebody may have, of what can be chosen; `people.SAME` leaves one as it is. UserError as above."""
    person = _other(db, person_id)
    if most_shows not in (*SHOW_LIMITS, people.SAME) or most_bytes_a_week not in (*BYTE_LIMITS, people.SAME):
        raise UserError(Reason("no-such-button"))
    people.set_limits(db, person.id, most_shows, most_bytes_a_week)
    return people.by_id(db, person.id)


def next_limit(choices: Sequence[int | None], now_set: int | None) -> int | None:
    """The next higher limit; after the highest, none."""
    return choices[(choices.index(now_set) + 1) % len(choices)] if now_set in choices else None


def remove(store: Store, person_id: int) -> Person:
    """Forget somebody; what only they followed is not looked for any more. The bot tells them. UserError as above."""
    with store.read() as db:
        person = _other(db, person_id)
    follow.remove_person(store, person.id)
    if person.role in (Role.MEMBER, Role.GUEST):
        with store.write() as db:  # their messages are gone with them
            key_values.put(db, f"{_FAREWELL}{person.telegram_id}", person.language)
    return person


def farewells(db: Connection) -> dict[int, str]:
    """Who was removed and has not been told: the language spoken to them, by their Telegram ids."""
    return {int(key.removeprefix(_FAREWELL)): told for key, told in key_values.starting_with(db, _FAREWELL).items()}


def farewell_told(db: Connection, telegram_id: int) -> None:
    key_values.drop(db, f"{_FAREWELL}{telegram_id}")


def _other(db: Connection, person_id: int) -> Person:
    person = people.find_by_id(db, person_id)
    if person is None or person.role is Role.OWNER:
        raise UserError(Reason("person-gone"))
    return person


def invite(db: Connection, invitation: Invitation) -> str:
    """A link that lets people in. UserError while nobody knows what the bot is called."""
    username = key_values.get(db, _BOT)
    if not username:
        raise UserError(Reason("bot-never-up"))
    code = people.invite(db, invitation.role, invitation.uses, invitation.lasts)
    return f"https://t.me/{username}?start={code}"


def note_bot(db: Connection, username: str) -> None:
    """What the bot is called, without the @; known when it has come up."""
    if key_values.get(db, _BOT) != username:
        key_values.put(db, _BOT, username)
