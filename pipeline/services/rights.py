"""Who may do and see what: the same in the chat and in the browser."""

from __future__ import annotations

from pipeline.model import Person, Role, Show
from pipeline.store import Connection, shows

_RANK = {Role.BANNED: 0, Role.PENDING: 1, Role.GUEST: 2, Role.MEMBER: 3, Role.OWNER: 4}


def may(person: Person, role: Role) -> bool:
    """Whether somebody may do what takes this role."""
    return _RANK[person.role] >= _RANK[role]


def whose(person: Person) -> int | None:
    """Whose shows somebody sees: their own by their id; None: everybody's."""
    return None if person.role is Role.OWNER else person.id


def seen_show(db: Connection, person: Person, show_id: int) -> Show | None:
    """The show, if it is any of this person's business."""
    if whose(person) is not None and shows.subscription_of(db, person.id, show_id) is None:
        return None
    return shows.find_by_id(db, show_id)
