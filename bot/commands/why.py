"""/why: why an episode has arrived, or not yet; with "look now" and "take that one anyway"."""

from __future__ import annotations

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Toast, View
from bot.commands.episodes import PAGE, parted, seen_story
from pipeline.clock import now
from pipeline.model import Episode, Role
from pipeline.services import actions, follow, why
from pipeline.services.why import Example, Funnel
from pipeline.store import Connection, shows

OFFERED_MOST = 5  # releases with a button to take them anyway
LINE_MOST = 500  # characters


async def ask(request: Request) -> Reply:
    """/why NAME [S01E02]; without the code, the newest that has aired and has not come."""
    name, season, number = parted(request.text)
    if not name:
        return View(text=Html(request.t.why_what))
    whose = None if request.owner else request.person.id
    found = await request.context.quick(follow.find_followed, request.context.store, whose, name)
    if season is None or number is None:
        wanted = await request.context.read(_newest_missing, found.show.id)
    else:
        wanted = await request.context.read(shows.episode_by_code, found.show.id, season, number)
    if wanted is None:
        code = f"S{season or 0:02}E{number or 0:02}"
        return View(text=fill(request.t.no_such_episode, show=found.show.title, code=code))
    return await _answer(request, wanted.id)


def _newest_missing(db: Connection, show_id: int) -> Episode | None:
    moment = now()
    aired = [e for e in shows.episodes(db, show_id) if e.season > 0 and e.airs_at and e.airs_at <= moment]
    aired.sort(key=lambda e: e.airs_at or moment, reverse=True)
    there = shows.in_library(db, [e.id for e in aired[: 10 * PAGE]])
    return next((e for e in aired if e.id not in there), aired[0] if aired else None)


async def one(request: Request) -> Reply:
    return await _answer(request, request.numbers[0])


async def _answer(request: Request, episode_id: int, toast: str = "") -> Reply:
    story = await request.context.read(seen_story, request, episode_id)
    if story is None:
        return Toast(request.t.outdated, alert=True)
    funnel = await request.context.quick(why.why, request.context.store, story.show, story.episode)
    lines = [phrases.episode_name(request.t, story.show, story.episode)]
    lines += [escape(told(request.person, line, LINE_MOST)) for line in why.reasons(funnel)]
    return View(text=joined(lines, "\n"), rows=tuple(_rows(request, funnel)), toast=toast)


def _rows(request: Request, funnel: Funnel) -> list[Row]:
    t, episode_id = request.t, funnel.episode.id
    rows: list[Row] = []
    if request.owner:
        for example in _offered(funnel):
            label = f"⬇️ {example.release.title}"
            rows.append((request.button(label, "anyway", example.verdict_id, episode_id),))
    first: Row = (request.button(t.b_refresh, "why", episode_id), request.button(t.b_story, "ep", episode_id))
    if (
        request.person.role in (Role.OWNER, Role.MEMBER)
        and funnel.file is None
        and funnel.step in ("", "check", "fetch")
    ):
        first = (request.button(t.b_look_now, "looknow", episode_id), *first)
    return [*rows, first]


def _offered(funnel: Funnel) -> list[Example]:
    """The ones that may be taken all the same: suitable ones first, then what the latest rules refused."""
    refused = [example for rule in reversed(funnel.refused) for example in rule.examples]
    return [*funnel.suitable, *refused][:OFFERED_MOST]


async def look_now(request: Request) -> Reply:
    """Ask every indexer now."""
    if await request.context.read(seen_story, request, request.numbers[0]) is None:
        return Toast(request.t.outdated, alert=True)
    context = request.context
    toast = await context.quick(actions.look_now, context.store, request.numbers[0], context.stages)
    return await _answer(request, request.numbers[0], toast=told(request.person, toast))


async def take_anyway(request: Request) -> Reply:
    """That release, whatever the rules say."""
    verdict_id, episode_id = request.numbers
    context = request.context
    toast = await context.quick(actions.take_anyway, context.store, verdict_id, context.stages)
    return await _answer(request, episode_id, toast=told(request.person, toast))
