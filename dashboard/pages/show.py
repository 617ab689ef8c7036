"""A show's page: its seasons at a glance, one of them episode by episode, and how the viewer follows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from dashboard.context import Context, PageRequest, Shown, check_sees
from pipeline.clock import now
from pipeline.model import Episode, Person, Subscription
from pipeline.releases import quality_profiles
from pipeline.services import keep_last
from pipeline.store import Connection, deletions, history, media_files, people, shows

SPOTS_MOST = 600  # episodes that are drawn one by one; of a soap opera's other seasons only their number is told


def one_show(db: Connection, asked: PageRequest, context: Context) -> Shown:
    """`season` in the address is the one that is listed; else the newest that has begun."""
    check_sees(db, asked.viewer, asked.id)
    show, listed = shows.by_id(db, asked.id), shows.episodes(db, asked.id)
    subscriptions = shows.subscriptions_to(db, show.id)
    kinds = kinds_of(db, listed, subscriptions)
    moment = now()
    return {
        "title": show.name,
        "show": show,
        "followers": _names(db, subscriptions),
        "kinds": kinds,
        "counts": Counter(kinds.values()),
        "next": min((e.airs_at for e in listed if e.airs_at and e.airs_at > moment), default=None),
        **_seasons(db, listed, asked.whole("season", _newest(listed))),
        **_how_followed(context, asked.viewer, subscriptions),
        "kept": keep_last.of_show(db, show.id),
        "recycle_days": context.settings.recycle_days,
    }


def _names(db: Connection, subscriptions: Sequence[Subscription]) -> list[str]:
    names = {person.id: person.name for person in people.everyone(db)}
    return sorted(names.get(s.person_id, "?") for s in subscriptions)


def _seasons(db: Connection, listed: Sequence[Episode], chosen: int) -> Shown:
    """All of them at a glance, and the chosen one's episodes."""
    seasons = {number: list(each) for number, each in groupby(listed, lambda e: e.season)}
    shown = seasons.get(chosen, [])
    sizes = {file.episode_id: file.size for file in media_files.files_of(db, [e.id for e in shown])}
    return {"seasons": _bounded(seasons, chosen), "chosen": chosen, "episodes": shown, "sizes": sizes}


def _how_followed(context: Context, viewer: Person, subscriptions: Sequence[Subscription]) -> Shown:
    """The viewer's subscription, and what can be chosen for it."""
    mine = next((s for s in subscriptions if s.person_id == viewer.id), None)
    return {"mine": mine, **choices(context, viewer, mine.languages if mine else ())}


def choices(context: Context, viewer: Person, ticked: Sequence[str] = ()) -> Shown:
    """The languages of subtitles and the quality profiles that a show can be followed with."""
    offered = dict.fromkeys([*ticked, *context.settings.household.subtitles, viewer.language])
    return {"languages": list(offered), "profiles": quality_profiles.titles(context.settings.profiles)}


def _newest(listed: Sequence[Episode]) -> int:
    moment = now()
    begun = [e.season for e in listed if e.airs_at and e.airs_at <= moment and e.season]
    return max(begun, default=min((e.season for e in listed if e.season), default=0))


def _bounded(seasons: dict[int, list[Episode]], chosen: int) -> list[tuple[int, list[Episode], int]]:
    """(season, the episodes that are drawn, how many there are), specials last; the newest are drawn first of all."""
    room, drawn = SPOTS_MOST, set()
    for number in sorted(seasons, key=lambda n: (n == chosen, n), reverse=True):
        if len(seasons[number]) <= room:
            room -= len(seasons[number])
            drawn.add(number)
    order = sorted(seasons, key=lambda n: n or 10**6)
    return [(n, seasons[n] if n in drawn else [], len(seasons[n])) for n in order]


def kinds_of(db: Connection, listed: Sequence[Episode], subscriptions: Sequence[Subscription]) -> dict[int, str]:
    """Where each episode is, by its id: the templates' colours and words go by it."""
    ids, moment = [e.id for e in listed], now()
    kinds = {e.id: _wanted(e, subscriptions, moment) for e in listed}
    skipped = history.cancelled_last(db, ids)
    kinds |= {id_: "skipped" for id_ in skipped if kinds[id_] in ("missing", "coming")}
    kinds |= dict.fromkeys(shows.in_library(db, ids), "done")
    kinds |= dict.fromkeys(deletions.gone(db, ids), "gone")
    kinds |= dict.fromkeys(shows.on_the_way(db, ids), "running")
    stuck = history.stuck_episodes(db, [listed[0].show_id]) if listed else set()
    return kinds | {id_: "stuck" for id_ in stuck if id_ in kinds}


def _wanted(episode: Episode, subscriptions: Sequence[Subscription], moment: datetime) -> str:
    if not any(s.wants(episode) for s in subscriptions):
        return "unasked"
    return "missing" if episode.airs_at and episode.airs_at <= moment else "coming"
