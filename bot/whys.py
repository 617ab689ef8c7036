"""/why: why an episode has arrived, or not yet; with "look now" and "take that one anyway"."""

from __future__ import annotations

from sqlalchemy import Connection

from bot import said
from bot.episodes import PAGE, parted, seen_story
from bot.markup import Html, escape, fill, joined
from bot.screen import Reply, Row, Screen, Toast
from bot.tongue import retold
from bot.visit import Visit, zone_of
from pipeline import actions, follow, shows, why
from pipeline.clock import now
from pipeline.model import Episode, Role
from pipeline.why import Example, Funnel

OFFERED_MOST = 5  # releases with a button to take them anyway
LINE_MOST = 500  # characters


async def ask(visit: Visit) -> Reply:
    """/why NAME [S01E02]; without the code, the newest that has aired and has not come."""
    name, season, number = parted(visit.text)
    if not name:
        return Screen(text=Html(visit.t.why_what))
    whose = None if visit.owner else visit.person.id
    found = await visit.house.quick(follow.find_followed, visit.house.store, whose, name)
    if season is None or number is None:
        wanted = await visit.house.read(_newest_missing, found.show.id)
    else:
        wanted = await visit.house.read(shows.episode_by_code, found.show.id, season, number)
    if wanted is None:
        code = f"S{season or 0:02}E{number or 0:02}"
        return Screen(text=fill(visit.t.no_such_episode, show=found.show.title, code=code))
    return await _answer(visit, wanted.id)


def _newest_missing(db: Connection, show_id: int) -> Episode | None:
    moment = now()
    aired = [e for e in shows.episodes(db, show_id) if e.season > 0 and e.airs_at and e.airs_at <= moment]
    aired.sort(key=lambda e: e.airs_at or moment, reverse=True)
    there = shows.in_library(db, [e.id for e in aired[: 10 * PAGE]])
    return next((e for e in aired if e.id not in there), aired[0] if aired else None)


async def one(visit: Visit) -> Reply:
    return await _answer(visit, visit.numbers[0])


async def _answer(visit: Visit, episode_id: int, toast: str = "") -> Reply:
    story = await visit.house.read(seen_story, visit, episode_id)
    if story is None:
        return Toast(visit.t.outdated, alert=True)
    funnel = await visit.house.quick(why.why, visit.house.store, story.show, story.episode)
    words = why.lines(funnel, str(zone_of(visit.person)))
    lines = [said.episode_name(visit.t, story.show, story.episode)]
    lines += [escape(retold(visit.t, visit.person, line, LINE_MOST)) for line in words]
    return Screen(text=joined(lines, "\n"), rows=tuple(_rows(visit, funnel)), toast=toast)


def _rows(visit: Visit, funnel: Funnel) -> list[Row]:
    t, episode_id = visit.t, funnel.episode.id
    rows: list[Row] = []
    if visit.owner:
        for example in _offered(funnel):
            label = f"⬇️ {example.release.title}"
            rows.append((visit.button(label, "anyway", example.verdict_id, episode_id),))
    first: Row = (visit.button(t.b_refresh, "why", episode_id), visit.button(t.b_story, "ep", episode_id))
    if visit.person.role in (Role.OWNER, Role.MEMBER) and funnel.file is None and funnel.step in ("", "check", "fetch"):
        first = (visit.button(t.b_look_now, "looknow", episode_id), *first)
    return [*rows, first]


def _offered(funnel: Funnel) -> list[Example]:
    """The ones that may be taken all the same: suitable ones first, then what the latest rules refused."""
    refused = [example for rule in reversed(funnel.refused) for example in rule.examples]
    return [*funnel.suitable, *refused][:OFFERED_MOST]


async def look_now(visit: Visit) -> Reply:
    """Ask every indexer now."""
    if await visit.house.read(seen_story, visit, visit.numbers[0]) is None:
        return Toast(visit.t.outdated, alert=True)
    house = visit.house
    toast = await house.quick(actions.look_now, house.store, visit.numbers[0], house.stages)
    return await _answer(visit, visit.numbers[0], toast=retold(visit.t, visit.person, toast))


async def take_anyway(visit: Visit) -> Reply:
    """That release, whatever the rules say."""
    verdict_id, episode_id = visit.numbers
    house = visit.house
    toast = await house.quick(actions.take_anyway, house.store, verdict_id, house.stages)
    return await _answer(visit, episode_id, toast=retold(visit.t, visit.person, toast))
