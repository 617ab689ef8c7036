"""Shows, their episodes, and who follows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import OUT, Episode, EpisodeInfo, Person, SceneRange, Show, ShowDetails, ShowInfo, Subscription
from pipeline.model.jobs import JobKind, JobState
from pipeline.model.reasons import Reason
from pipeline.store import Store, insert, noun, nouns, renumbering
from pipeline.store.tables import episode, job, media_file, person, show, subscription, watched


class Start(StrEnum):
    """From where on a person follows a show."""

    NEXT = "next"  # the next episode to air
    SEASON = "season"  # the newest season that has begun, or the first to come
    EVERYTHING = "everything"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A show somebody follows, with their subscription."""

    show: Show
    subscription: Subscription


# ------------------------------------------------------------------------------------------------------------- shows


def save_show(db: Connection, info: ShowInfo, known: Show | None = None) -> Show:
    """Add the show, or bring the one with any of these ids up to date. An id once known is not forgotten.

    `known`: the show that this is, where its catalogue has given it another id (two entries were merged there). Where
    both are stored, those who follow the one follow the other from now on.
    """
    found = _stored(db, info, known)
    values = {k: v for k, v in asdict(info).items() if k in show.c and k not in ("id", "refreshed_at")}
    values |= {"aliases": tuple(values["aliases"]), "details": info.details, "scene": info.scene}
    if found is None:
        show_id = insert(db, show, values)
        found = by_id(db, show_id) if show_id else find(db, info)
        assert found is not None
        return found
    for key in ("tvdb_id", "tvmaze_id", "imdb_id", "poster_url", "runtime", "year"):
        values[key] = values[key] or getattr(found, key)
    if info.details == ShowDetails():  # a list of search results tells none
        values["details"] = found.details
    del values["scene"]  # others tell that: `set_scene`
    db.execute(update(show).where(show.c.id == found.id).values(**values))
    return by_id(db, found.id)


def _stored(db: Connection, info: ShowInfo, known: Show | None) -> Show | None:
    """The row that a show of a catalogue is: the one with its ids, else the one that it is known to be."""
    found = find(db, info)
    if known is None or found is None:
        return known or found
    if found.id != known.id:
        move_followers(db, known.id, found.id)
    return found


def move_followers(db: Connection, show_id: int, to: int) -> None:
    """Those who follow the one follow the other. What was filed stays where it is."""
    there = select(subscription.c.person_id).where(subscription.c.show_id == to)
    moving = (subscription.c.show_id == show_id, subscription.c.person_id.not_in(there))
    db.execute(update(subscription).where(*moving).values(show_id=to))
    db.execute(delete(subscription).where(subscription.c.show_id == show_id))
    db.execute(update(show).where(show.c.id == show_id).values(look_at=None))
    db.execute(update(show).where(show.c.id == to, show.c.look_at.is_(None)).values(look_at=now()))


def find(db: Connection, info: ShowInfo) -> Show | None:
    """The stored show with any of these ids."""
    pairs = (("tvdb_id", info.tvdb_id), ("tvmaze_id", info.tvmaze_id), ("imdb_id", info.imdb_id))
    same = [show.c[name] == value for name, value in pairs if value]
    if not same:
        return None
    row = db.execute(select(show).where(or_(*same)).order_by(show.c.id)).first()
    return noun(Show, row) if row else None


def by_id(db: Connection, show_id: int) -> Show:
    row = db.execute(select(show).where(show.c.id == show_id)).first()
    if row is None:
        raise UserError(Reason("show-gone"))
    return noun(Show, row)


def set_scene(db: Connection, show_id: int, scene: Sequence[SceneRange]) -> None:
    """How releases count its episodes."""
    db.execute(update(show).where(show.c.id == show_id).values(scene=tuple(scene)))


def set_refreshed(db: Connection, show_id: int) -> None:
    """It has just been read from a catalogue."""
    db.execute(update(show).where(show.c.id == show_id).values(refreshed_at=now()))


def set_status(db: Connection, show_id: int, status: str) -> None:
    """How it stands, until a catalogue says so again."""
    db.execute(update(show).where(show.c.id == show_id).values(status=status))


def set_changed(db: Connection, show_id: int) -> None:
    """Its catalogue has something new: it is read at the next look, which is now."""
    values = {"refreshed_at": None, "look_at": now()}
    db.execute(update(show).where(show.c.id == show_id, show.c.look_at.is_not(None)).values(**values))


def claim_next(store: Store, lasting: timedelta) -> Show | None:
    """Claim, for so long, a show that is to be looked at; several workers never take the same one."""
    moment = now()
    due = select(show.c.id, show.c.look_at).where(show.c.look_at <= moment).order_by(show.c.look_at).limit(1)
    with store.read() as db:
        found = db.execute(due).first()
    if found is None:
        return None
    with store.write() as db:
        same = (show.c.id == found.id, show.c.look_at == found.look_at)
        if db.execute(update(show).where(*same).values(look_at=moment + lasting)).rowcount:
            return by_id(db, found.id)
    return claim_next(store, lasting)


def read_since(db: Connection, since: datetime) -> list[int]:
    """The ids of the shows that were read from a catalogue since then."""
    return list(db.execute(select(show.c.id).where(show.c.refreshed_at >= since)).scalars())


def filed_by_us(db: Connection, *, after: int, limit: int) -> list[int]:
    """The next shows, by their ids, of which Airdate has filed something; what was there before it (`adopt`) has no
    info-hash."""
    ours = (media_file.c.replaced_at.is_(None), media_file.c.info_hash != "")
    filed = exists().where(media_file.c.episode_id == episode.c.id, episode.c.show_id == show.c.id, *ours)
    query = select(show.c.id).where(show.c.id > after, filed).order_by(show.c.id).limit(limit)
    return list(db.execute(query).scalars())


def all_ids(db: Connection) -> list[int]:
    return list(db.execute(select(show.c.id).order_by(show.c.id)).scalars())


def plan_look(db: Connection, show_id: int, at: datetime) -> None:
    """When its episodes are read again, unless nobody follows it any more."""
    db.execute(update(show).where(show.c.id == show_id, show.c.look_at.is_not(None)).values(look_at=at))


def all_followed(db: Connection) -> list[Show]:
    """Every show that somebody follows, by title."""
    followed = select(subscription.c.show_id).distinct()
    return nouns(Show, db.execute(select(show).where(show.c.id.in_(followed)).order_by(func.lower(show.c.title))))


def save_episodes(db: Connection, show_id: int, infos: Iterable[EpisodeInfo]) -> None:
    """Bring the show's episodes up to date. One that the catalogue no longer lists stays if something hangs on it."""
    renumbering.save(db, show_id, episodes(db, show_id), infos)


# ---------------------------------------------------------------------------------------------------------- episodes


def episodes(db: Connection, show_id: int) -> list[Episode]:
    rows = db.execute(select(episode).where(episode.c.show_id == show_id).order_by(episode.c.season, episode.c.number))
    return nouns(Episode, rows)


def episode_by_id(db: Connection, episode_id: int) -> Episode:
    row = db.execute(select(episode).where(episode.c.id == episode_id)).first()
    if row is None:
        raise UserError(Reason("episode-gone"))
    return noun(Episode, row)


def episodes_by_id(db: Connection, ids: Iterable[int]) -> list[Episode]:
    """These episodes, in order."""
    query = select(episode).where(episode.c.id.in_(list(ids)))
    return nouns(Episode, db.execute(query.order_by(episode.c.season, episode.c.number)))


def episodes_of_shows(db: Connection, show_ids: Iterable[int] | None = None) -> list[Episode]:
    """The episodes of these shows, or of all."""
    query = select(episode)
    return nouns(Episode, db.execute(query if show_ids is None else query.where(episode.c.show_id.in_(list(show_ids)))))


def find_episode(db: Connection, episode_id: int) -> Episode | None:
    row = db.execute(select(episode).where(episode.c.id == episode_id)).first()
    return noun(Episode, row) if row else None


def episode_by_code(db: Connection, show_id: int, season: int, number: int) -> Episode | None:
    row = db.execute(
        select(episode).where(episode.c.show_id == show_id, episode.c.season == season, episode.c.number == number)
    ).first()
    return noun(Episode, row) if row else None


def in_library(db: Connection, episode_ids: Sequence[int]) -> set[int]:
    """Which of these episodes have a file."""
    rows = db.execute(
        select(media_file.c.episode_id).where(
            media_file.c.episode_id.in_(episode_ids), media_file.c.replaced_at.is_(None)
        )
    )
    return {row.episode_id for row in rows}


def on_the_way(db: Connection, episode_ids: Sequence[int]) -> set[int]:
    """Which of these episodes have an active job."""
    rows = db.execute(
        select(job.c.episode_id).where(
            job.c.episode_id.in_(episode_ids), job.c.state == JobState.ACTIVE, job.c.kind == JobKind.EPISODE
        )
    )
    return {row.episode_id for row in rows}


# ----------------------------------------------------------------------------------------------------- subscriptions


def start_of(start: Start, listed: Sequence[EpisodeInfo], moment: datetime) -> tuple[int, int, datetime | None]:
    """(from_season, from_number, from_at) for a choice a person made."""
    regular = [e for e in listed if e.season > 0]
    if start is Start.EVERYTHING:
        return 1, 1, None
    if start is Start.SEASON:
        begun = [e.season for e in regular if e.airs_at and e.airs_at <= moment]
        return (max(begun) if begun else min((e.season for e in regular), default=1)), 1, None
    return 1, 1, moment


def subscribe(db: Connection, person_id: int, show_id: int, start: Start, **options: object) -> Subscription:
    """Follow a show. Asking again changes from where on; `options` are further Subscription fields."""
    season, number, at = start_of(start, episodes(db, show_id), now())
    values = {"from_season": season, "from_number": number, "from_at": at, **options}
    row_id = insert(
        db,
        subscription,
        {
            "person_id": person_id,
            "show_id": show_id,
            "languages": (),
            "profile": "",
            "muted": False,
            "created_at": now(),
            **values,
        },
    )
    same = (subscription.c.person_id == person_id, subscription.c.show_id == show_id)
    if row_id is None:
        db.execute(update(subscription).where(*same).values(**values))
    db.execute(update(show).where(show.c.id == show_id, show.c.look_at.is_(None)).values(look_at=now()))
    return noun(Subscription, db.execute(select(subscription).where(*same)).one())


def unsubscribe(db: Connection, person_id: int, show_id: int) -> bool:
    """Stop following; False when they did not. Nothing that was filed is touched."""
    gone = db.execute(
        delete(subscription).where(subscription.c.person_id == person_id, subscription.c.show_id == show_id)
    )
    if not subscriptions_to(db, show_id):
        db.execute(update(show).where(show.c.id == show_id).values(look_at=None))
    return gone.rowcount == 1


def subscriptions_to(db: Connection, show_id: int) -> list[Subscription]:
    return nouns(Subscription, db.execute(select(subscription).where(subscription.c.show_id == show_id)))


def unmuted_subscriptions(db: Connection) -> list[Subscription]:
    return nouns(Subscription, db.execute(select(subscription).where(subscription.c.muted.is_(False))))


def followed_by(db: Connection, person_id: int) -> list[Followed]:
    """What a person follows, by title."""
    subs = {
        s.show_id: s
        for s in nouns(Subscription, db.execute(select(subscription).where(subscription.c.person_id == person_id)))
    }
    rows = db.execute(select(show).where(show.c.id.in_(subs)).order_by(func.lower(show.c.title)))
    return [Followed(show=s, subscription=subs[s.id]) for s in nouns(Show, rows)]


def followers(db: Connection, wanted: Episode) -> list[tuple[Person, Subscription]]:
    """The people who want this episode."""
    return _whose(db, [s for s in subscriptions_to(db, wanted.show_id) if s.wants(wanted)])


def awaiting(db: Connection, coming: Episode) -> list[tuple[Person, Subscription]]:
    """The people who get an episode that is on its way: its followers. When there are none any more because a catalogue
    moved it to before they began to follow the show, those who want it but for that."""
    others = (s for s in subscriptions_to(db, coming.show_id) if replace(s, from_at=None).wants(coming))
    return followers(db, coming) or _whose(db, others)


def _whose(db: Connection, subscriptions: Iterable[Subscription]) -> list[tuple[Person, Subscription]]:
    subs = {s.person_id: s for s in subscriptions}
    rows = db.execute(select(person).where(person.c.id.in_(subs)).order_by(person.c.id))
    return [(p, subs[p.id]) for p in nouns(Person, rows)]


def wanted_episodes(db: Connection, show_id: int, until: datetime) -> list[Episode]:
    """Episodes that air by `until`, that somebody wants, that are neither in the library nor have had a job.

    What left the library because everyone had watched it is no gap either."""
    subs = subscriptions_to(db, show_id)
    gone = select(watched.c.episode_id).where(watched.c.state.in_(OUT))
    had = select(job.c.episode_id).where(job.c.kind == JobKind.EPISODE).union(gone)
    filed = select(media_file.c.episode_id).where(media_file.c.replaced_at.is_(None))
    rows = db.execute(
        select(episode)
        .where(
            episode.c.show_id == show_id,
            episode.c.airs_at.is_not(None),
            episode.c.airs_at <= until,
            episode.c.id.not_in(had),
            episode.c.id.not_in(filed),
        )
        .order_by(episode.c.season, episode.c.number)
    )
    return [e for e in nouns(Episode, rows) if any(s.wants(e) for s in subs)]


def subscription_of(db: Connection, person_id: int, show_id: int) -> Followed | None:
    """A person's subscription to a show."""
    row = db.execute(
        select(subscription).where(subscription.c.person_id == person_id, subscription.c.show_id == show_id)
    ).first()
    return Followed(show=by_id(db, show_id), subscription=noun(Subscription, row)) if row else None


def change_subscription(db: Connection, person_id: int, show_id: int, **values: object) -> None:
    """Set fields of a subscription, if there is one."""
    same = (subscription.c.person_id == person_id, subscription.c.show_id == show_id)
    db.execute(update(subscription).where(*same).values(**values))


def find_by_id(db: Connection, show_id: int) -> Show | None:
    row = db.execute(select(show).where(show.c.id == show_id)).first()
    return noun(Show, row) if row else None
