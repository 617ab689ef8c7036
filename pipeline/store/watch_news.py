"""The news that something can be watched, as rows of the outbox: whom each is for, and of which file it tells.

Where an episode lies, opens and what it is called may change later: `renew_…` bring its news up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, select, update

from pipeline.clock import now
from pipeline.model import Episode, MediaFile, Show
from pipeline.store import noun, nouns, outbox, shows
from pipeline.store.outbox import OPEN, GoWatch, Message, Redrawn
from pipeline.store.tables import message, person

Links = tuple[tuple[str, str], ...]  # (player's name, URL)
REDRAWN_FOR = timedelta(days=60)  # nobody scrolls back further to watch something


def of_file(show: Show, episode: Episode, file: MediaFile) -> GoWatch:
    """That an episode can be watched which lies in the library."""
    return GoWatch(
        episode_id=episode.id, show_title=show.title, code=episode.code, title=episode.title, duration=file.duration,
        size=file.size, image_url=episode.image_url or show.poster_url, subtitles=file.subtitles, path=file.path,
    )  # fmt: skip


def key(job_id: int, person_id: int | str) -> str:
    """The key of the news that a job's episode can be watched; "" for the person: what all of them begin with."""
    return f"watch:{job_id}:{person_id}"


def untold(db: Connection, job_ids: Iterable[int]) -> list[int]:
    """Which of these jobs have no news yet that their episode can be watched."""
    of_job = {job_id: message.c.key.startswith(key(job_id, ""), autoescape=True) for job_id in job_ids}
    query = select(message.c.id).limit(1)
    return [job_id for job_id, mine in of_job.items() if db.execute(query.where(mine)).first() is None]


def held(db: Connection, job_ids: Iterable[int]) -> dict[int, datetime]:
    """What is not due yet of the news that these jobs' episodes can be watched, with when it will be."""
    mine = tuple(key(job_id, "") for job_id in job_ids)
    query = select(message.c.id, message.c.key, message.c.due_at).where(
        message.c.state == "queued", message.c.due_at > now(), message.c.kind == GoWatch.__name__
    )
    return {row.id: row.due_at for row in db.execute(query) if row.key.startswith(mine)}


def tell_at(db: Connection, ids: Iterable[int], due_at: datetime) -> None:
    """These go out together, as one message."""
    db.execute(update(message).where(message.c.id.in_(list(ids)), message.c.state == "queued").values(due_at=due_at))


def sent_to(db: Connection, person_id: int, telegram_message_id: int | None = None, limit: int = 60) -> list[Message]:
    """The newest news to a person that an episode can be watched; only in that message, when given."""
    query = select(message).where(
        message.c.person_id == person_id, message.c.kind == GoWatch.__name__, message.c.state == "sent"
    )
    if telegram_message_id is not None:
        query = query.where(message.c.telegram_message_id == telegram_message_id)
    return nouns(Message, db.execute(query.order_by(message.c.id.desc()).limit(limit)))


class WatchNews(NamedTuple):
    """A piece of news, and what the library knows it by."""

    id: int
    telegram_id: int
    path: str


def waiting(db: Connection) -> list[WatchNews]:
    """What is not known to have arrived."""
    return _found(db, message.c.state.in_(OPEN))


def carried_by(db: Connection, lead_id: int) -> list[WatchNews]:
    """What was sent in one message."""
    return _found(db, message.c.bundle == lead_id)


def count_as_told(db: Connection, ids: Iterable[int]) -> None:
    """This is not said any more."""
    mine = (message.c.id.in_(list(ids)), message.c.state.in_(OPEN))
    db.execute(update(message).where(*mine).values(state="sent", sent_at=now()))


def _found(db: Connection, which: ColumnElement[bool]) -> list[WatchNews]:
    query = select(message.c.id, message.c.payload, person.c.telegram_id)
    query = query.join(person, person.c.id == message.c.person_id).where(message.c.kind == GoWatch.__name__, which)
    rows = db.execute(query.order_by(message.c.id))
    return [WatchNews(row.id, row.telegram_id, row.payload.get("path", "")) for row in rows]


# ------------------------------------------------------------------------------------------------- brought up to date


def renew_links(db: Connection, episode_ids: Iterable[int], path: str, links: Links) -> int:
    """The file of these episodes is another one now: what is not sent yet leads to that, and what is sent is drawn
    anew; both call the episodes as they are called now. How many messages."""
    return _renew(db, episode_ids, lambda old: replace(old, path=path, links=links))


def renew_link(db: Connection, episode_ids: Iterable[int], path: str, player: str, url: str) -> int:
    """The same for the link to one player, which has no other or another one now."""
    return _renew(db, episode_ids, lambda old: replace(old, path=path, links=_with_link(old.links, player, url)))


def renew_names(db: Connection, episode_ids: Iterable[int], path: str) -> int:
    """The same before a player shows where it opens: a message with links leads where it led."""
    return _renew(db, episode_ids, lambda old: old if old.links else replace(old, path=path))


def _with_link(links: Links, player: str, url: str) -> Links:
    """In the place of the player's old one, else behind the others; a player may have no page to open."""
    return tuple({**dict(links), player: url}.items()) if url else links


def leads_elsewhere(db: Connection, episode_id: int, path: str, player: str) -> bool:
    """Whether somebody was told of an episode without a link to this player, or by another file."""
    told = (news for _, news in _watches(db, [episode_id]))
    return any(news.path != path or player not in dict(news.links) for news in told)


def _renew(db: Connection, episode_ids: Iterable[int], change: Callable[[GoWatch], GoWatch]) -> int:
    renewed = [(row, old, _named(db, change(old))) for row, old in _watches(db, episode_ids)]
    changed = [(row, old, new) for row, old, new in renewed if new != old]
    since = now() - REDRAWN_FOR
    for row, old, new in changed:
        payload = TypeAdapter(GoWatch).dump_python(new, mode="json")
        db.execute(update(message).where(message.c.id == row.id).values(payload=payload))
        if row.bundle and (row.sent_at or now()) > since:
            _redraw(db, row.person_id, Redrawn(lead=row.bundle, words=_words(new) != _words(old)))
    return len(changed)


def _named(db: Connection, news: GoWatch) -> GoWatch:
    """As the episode is called now."""
    episode = shows.find_episode(db, news.episode_id)
    if episode is None:
        return news
    title = shows.by_id(db, episode.show_id).title
    return replace(news, show_title=title, code=episode.code, title=episode.title)


def _words(news: GoWatch) -> tuple[str, ...]:
    return news.show_title, news.code, news.title


def _redraw(db: Connection, person_id: int, news: Redrawn) -> None:
    """Once for all that has changed of one message; what changes while that is being done has it done again."""
    moment = now()
    planned = _to_be_redrawn(db, news.lead)
    if planned is None:
        outbox.put(db, f"redrawn:{news.lead}:{moment.isoformat()}", person_id, news)
        return
    payload = {**planned.payload, "words": news.words or planned.payload.get("words", False)}
    db.execute(update(message).where(message.c.id == planned.id).values(payload=payload, due_at=moment))


def _watches(db: Connection, episode_ids: Iterable[int]) -> list[tuple[Message, GoWatch]]:
    """What is said, or to be said, of these episodes."""
    of_those = message.c.payload["episode_id"].as_integer().in_(list(episode_ids))
    mine = (message.c.kind == GoWatch.__name__, of_those, message.c.state.in_((*OPEN, "sent")))
    rows = nouns(Message, db.execute(select(message).where(*mine)))
    return [(row, news) for row in rows if isinstance(news := row.news, GoWatch)]


def _to_be_redrawn(db: Connection, lead: int) -> Message | None:
    of_it = (message.c.kind == Redrawn.__name__, message.c.payload["lead"].as_integer() == lead)
    row = db.execute(select(message).where(*of_it, message.c.state == "queued")).first()
    return noun(Message, row) if row else None
