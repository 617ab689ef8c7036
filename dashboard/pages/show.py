"""A show's page: its seasons at a glance, one of them episode by episode, and how the viewer follows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from dashboard.asked import Asked, House, check_sees
from pipeline.clock import now
from pipeline.model import Episode, Subscription
from pipeline.releases import quality_profiles
from pipeline.services import keep_last
from pipeline.store import Connection, deletions, history, media_files, people, shows

SPOTS_MOST = 600  # episodes that are drawn one by one; of a soap opera's other seasons only their number is told
Shown = dict[str, Any]


def one_show(db: Connection, asked: Asked, house: House) -> Shown:
    """`season` in the address is the one that is listed; else the newest that has begun."""
    check_sees(db, asked.viewer, asked.id)
    show, listed = shows.by_id(db, asked.id), shows.episodes(db, asked.id)
    subscriptions = shows.subscriptions_to(db, show.id)
    names = {person.id: person.name for person in people.everyone(db)}
    kinds = _kinds(db, listed, subscriptions)
    seasons = {number: list(each) for number, each in groupby(listed, lambda e: e.season)}
    chosen = asked.whole("season", _newest(listed))
    shown = seasons.get(chosen, [])
    moment = now()
    return {
        "title": show.name,
        "show": show,
        "followers": sorted(names.get(s.person_id, "?") for s in subscriptions),
        "seasons": _bounded(seasons, chosen),
        "kinds": kinds,
        "counts": {kind: sum(each == kind for each in kinds.values()) for kind in ("done", "running", "missing")},
        "next": min((e.airs_at for e in listed if e.airs_at and e.airs_at > moment), default=None),
        "chosen": chosen,
        "episodes": shown,
        "sizes": {file.episode_id: file.size for file in media_files.files_of(db, [e.id for e in shown])},
        "mine": next((s for s in subscriptions if s.person_id == asked.viewer.id), None),
        "profiles": quality_profiles.titles(house.settings.profiles),
        "languages": _offered(house, asked, subscriptions),
        "kept": keep_last.of_show(db, show.id),
        "recycle_days": house.settings.recycle_days,
    }


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


def _kinds(db: Connection, listed: Sequence[Episode], subscriptions: Sequence[Subscription]) -> dict[int, str]:
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


def _offered(house: House, asked: Asked, subscriptions: Sequence[Subscription]) -> list[str]:
    """The languages of subtitles that can be ticked: the household's, the viewer's, those that are ticked."""
    mine = [tag for s in subscriptions if s.person_id == asked.viewer.id for tag in s.languages]
    return list(dict.fromkeys([*mine, *house.settings.household.subtitles, asked.viewer.language]))
