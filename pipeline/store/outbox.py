"""The outbox: what is to be said to people, queued in the same transaction as what caused it.

A message has a key of its own, so the same news is never queued twice. A front door takes what is due, sends it, and
marks it; see `bot.notices.sender`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select, update

from pipeline.clock import now
from pipeline.errors import LeaseLost
from pipeline.model.reasons import Reason
from pipeline.store import insert, noun, nouns
from pipeline.store.tables import message


@dataclass(frozen=True, kw_only=True)
class GoWatch:
    """An episode can be watched now."""

    episode_id: int
    show_title: str
    code: str  # S01E02
    title: str
    duration: float
    size: int
    image_url: str = ""
    subtitles: tuple[str, ...] = ()  # BCP 47: what lies beside the video
    subtitles_missing: tuple[str, ...] = ()  # wanted, not found yet
    links: tuple[tuple[str, str], ...] = ()  # (player's name, URL)
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class NeedsYou:
    """A step is stuck: a person must choose. The remedies are read from the step run when it is shown."""

    run_id: int
    job_id: int
    show_title: str
    code: str
    step: str
    reason: Reason

    def is_like(self, other: NeedsYou) -> bool:
        """Whether both ask the same of a person: one step stands still for one reason, of one show or one system."""
        if (self.step, self.reason.code) != (other.step, other.reason.code):
            return False
        systems = {each.reason.params.get("system") for each in (self, other)}
        one_system = len(systems) == 1 and None not in systems
        return self.show_title == other.show_title or self.reason == other.reason or one_system


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An outside system needs the owner (credentials, an address, a full disk)."""

    system: str
    text: Reason


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """An episode that a person waits for aired a good while ago."""

    show_title: str
    code: str  # S01E02
    aired_at: datetime
    reason: Reason  # what its furthest step says


@dataclass(frozen=True, kw_only=True)
class WeekFull:
    """A person has had their bytes of the week: what only they follow waits."""

    had: int  # bytes
    most: int


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Anything else, as words of the bot's own: `words` names an entry of its texts, `values` fills it."""

    words: str
    values: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Everyone has watched some episodes. Which ones, and what became of them, is read when it is shown."""

    batch: int  # see `pipeline.services.deletion`


@dataclass(frozen=True, kw_only=True)
class Redrawn:
    """What a message of ours says has changed: it is drawn anew, in its place and without a sound."""

    lead: int  # the row that stands for all that went in that message
    words: bool = False  # whether the episode is called otherwise, not only where it opens


Payload = GoWatch | Redrawn | NeedsYou | Trouble | Overdue | WeekFull | Plain | Watched
OPEN = ("queued", "sending")
KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Payload)}


@dataclass(frozen=True, kw_only=True)
class Message:
    """A row of the outbox."""

    id: int
    key: str
    person_id: int
    kind: str
    payload: Any  # JSON; see `news`
    state: str
    due_at: datetime
    attempts: int
    telegram_message_id: int | None = None
    rendered: Any = None
    bundle: int | None = None
    after_message_id: int | None = None
    after_any_id: int | None = None
    error: str = ""
    created_at: datetime
    sent_at: datetime | None = None

    @property
    def news(self) -> Payload:
        """The payload as the value it was."""
        value: Payload = TypeAdapter(KINDS[self.kind]).validate_python(self.payload)
        return value


def put(db: Connection, key: str, person_id: int, news: Payload, due_at: datetime | None = None) -> int | None:
    """Queue a message in the caller's transaction; None when this key was queued before."""
    moment = now()
    kind = type(news)
    return insert(
        db,
        message,
        {
            "key": key,
            "person_id": person_id,
            "kind": kind.__name__,
            "payload": TypeAdapter(kind).dump_python(news, mode="json"),
            "state": "queued",
            "due_at": due_at or moment,
            "attempts": 0,
            "error": "",
            "created_at": moment,
        },
    )


def put_said(db: Connection, key: str, person_id: int, news: Payload) -> int | None:
    """Like `put`, of news that a person knows without being told; the row's id."""
    row_id = put(db, key, person_id, news)
    values = {"state": "sent", "sent_at": now(), "bundle": row_id}
    db.execute(update(message).where(message.c.id == row_id).values(**values))
    return row_id


def ask(db: Connection, key: str, person_id: int, news: NeedsYou, patience: timedelta) -> None:
    """Queue that a person is needed: with what is like it and waits already, else after `patience`, in which more of
    the like may come. So they go out together, as one message."""
    moment = now()
    query = select(message).where(
        message.c.person_id == person_id,
        message.c.kind == NeedsYou.__name__,
        message.c.state == "queued",
        message.c.due_at > moment,
    )
    waiting = nouns(Message, db.execute(query.order_by(message.c.due_at)))
    alike = (row.due_at for row in waiting if isinstance(row.news, NeedsYou) and row.news.is_like(news))
    put(db, key, person_id, news, next(alike, moment + patience))


def due(db: Connection, limit: int = 50, *, person_id: int | None = None) -> list[Message]:
    """What is to be sent now, oldest first; to one person only, when given."""
    query = select(message).where(message.c.state == "queued", message.c.due_at <= now())
    if person_id is not None:
        query = query.where(message.c.person_id == person_id)
    return nouns(Message, db.execute(query.order_by(message.c.due_at, message.c.id).limit(limit)))


def waiting_people(db: Connection, beyond: Iterable[int], limit: int) -> list[int]:
    """Whom something is due for, who has waited longest first; `beyond` are being written to already."""
    oldest = func.min(message.c.due_at)
    return list(
        db.execute(
            select(message.c.person_id)
            .where(message.c.state == "queued", message.c.due_at <= now(), message.c.person_id.not_in(list(beyond)))
            .group_by(message.c.person_id)
            .order_by(oldest, message.c.person_id)
            .limit(limit)
        ).scalars()
    )


def seconds_to_next(db: Connection, most: float) -> float:
    """Until the next message is due; `most`, when that is later."""
    first = db.execute(
        select(message.c.due_at).where(message.c.state == "queued").order_by(message.c.due_at).limit(1)
    ).scalar()
    return min(most, max(0.0, (first - now()).total_seconds())) if first else most


def half_sent(db: Connection) -> list[Message]:
    """Messages whose sending was begun and never confirmed: the process or the network died in between."""
    return nouns(Message, db.execute(select(message).where(message.c.state == "sending").order_by(message.c.id)))


def begin(db: Connection, ids: Sequence[int], rendered: Any, after_message_id: int, after_any_id: int) -> None:
    """Claim queued messages for sending as one, in the caller's transaction; LeaseLost when somebody else did.

    `rendered` is exactly what will be sent; the two ids are the newest known in the person's chat and in any chat.
    The first of `ids` stands for all of them from now on.
    """
    claimed = db.execute(
        update(message)
        .where(message.c.id.in_(list(ids)), message.c.state == "queued")
        .values(
            state="sending",
            attempts=message.c.attempts + 1,
            rendered=rendered,
            bundle=ids[0],
            after_message_id=after_message_id,
            after_any_id=after_any_id,
        )
    )
    if claimed.rowcount != len(ids):
        raise LeaseLost


def sent(db: Connection, lead_id: int, telegram_message_id: int | None) -> None:
    """It was delivered, with all that went in the same message."""
    db.execute(
        update(message)
        .where(message.c.bundle == lead_id, message.c.state == "sending")
        .values(state="sent", sent_at=now(), telegram_message_id=telegram_message_id, rendered=None, error="")
    )


def put_back(db: Connection, lead_id: int, error: str, delay: timedelta) -> None:
    """It was certainly not delivered: try again after `delay`."""
    db.execute(
        update(message)
        .where(message.c.bundle == lead_id, message.c.state == "sending")
        .values(state="queued", due_at=now() + delay, rendered=None, bundle=None, error=error)
    )


def failed(db: Connection, ids: Sequence[int], error: str = "") -> None:
    """These can never be delivered (the person blocked the bot); without an error: they have no purpose any more."""
    db.execute(
        update(message)
        .where(message.c.id.in_(list(ids)) | message.c.bundle.in_(list(ids)), message.c.state.in_(OPEN))
        .values(state="failed", rendered=None, error=error)
    )


def done(db: Connection, was: Message) -> None:
    """There is nothing more to do about it, unless more has come to it since it was read."""
    mine = (message.c.id == was.id, message.c.state == "queued", message.c.due_at == was.due_at)
    db.execute(update(message).where(*mine).values(state="sent", sent_at=now()))


def later(db: Connection, message_id: int, error: str, delay: timedelta) -> None:
    """It could not be done now."""
    mine = (message.c.id == message_id, message.c.state == "queued")
    again = {"due_at": now() + delay, "error": error, "attempts": message.c.attempts + 1}
    db.execute(update(message).where(*mine).values(**again))


def hold(db: Connection, ids: Sequence[int], until: datetime) -> None:
    """Not now: the person wants quiet until then."""
    db.execute(update(message).where(message.c.id.in_(list(ids)), message.c.state == "queued").values(due_at=until))


def look_again(db: Connection, person_id: int) -> None:
    """Whatever waits for this person is due now, to be judged anew."""
    moment = now()
    waiting = (message.c.person_id == person_id, message.c.state == "queued", message.c.due_at > moment)
    db.execute(update(message).where(*waiting).values(due_at=moment))


def by_id(db: Connection, message_id: int) -> Message | None:
    row = db.execute(select(message).where(message.c.id == message_id)).first()
    return noun(Message, row) if row else None


def recent_words(db: Connection, person_id: int, words: Iterable[str], limit: int = 10) -> list[Message]:
    """The newest of a person's messages that say one of these."""
    query = select(message).where(
        message.c.person_id == person_id,
        message.c.kind == Plain.__name__,
        message.c.payload["words"].as_string().in_(list(words)),
    )
    return nouns(Message, db.execute(query.order_by(message.c.id.desc()).limit(limit)))


def known_ids(db: Connection, person_id: int | None = None, after: int = 0) -> set[int]:
    """Telegram's ids, beyond `after`, of what was sent to a person, or to anyone."""
    query = select(message.c.telegram_message_id).where(message.c.telegram_message_id > after)
    if person_id is not None:
        query = query.where(message.c.person_id == person_id)
    return set(db.execute(query).scalars())


def newest_id(db: Connection, person_id: int | None = None) -> int:
    """The newest of Telegram's ids of what was sent to a person, or to anyone; 0 when nothing was."""
    query = select(func.max(message.c.telegram_message_id))
    if person_id is not None:
        query = query.where(message.c.person_id == person_id)
    return db.execute(query).scalar() or 0


def in_same_message(db: Connection, lead_id: int) -> list[Message]:
    """All that went in one message."""
    rows = db.execute(select(message).where(message.c.bundle == lead_id).order_by(message.c.id))
    return nouns(Message, rows)
