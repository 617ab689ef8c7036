"""/why: why an episode has arrived, or not yet; with "look now" and "take that one anyway"."""

from __future__ import annotations

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Toast, View
from bot.commands import which_show
from bot.commands.episodes import PAGE, seen_show, seen_story
from pipeline.clock import now
from pipeline.model import Episode, Role, Show
from pipeline.services import actions, why
from pipeline.services.spoken import Place, Which, episode_meant, place_from
from pipeline.services.why import Example, Funnel
from pipeline.store import Connection, shows

OFFERED_MOST = 5  # releases with a button to take them anyway
LINE_MOST = 500  # characters


async def ask(request: Request) -> Reply:
    """/why NAME [S01E02]; without the code, the newest that has aired and has not come."""
    if not request.text:
        return View(text=Html(request.t.why_what))
    return await which_show.go_on_with(request, of_show, "whyof")


async def of_show(request: Request) -> Reply:
    """The same for a show and a place in it."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    show = await request.context.read(seen_show, request, show_id)
    if show is None:
        return Toast(request.t.outdated, alert=True)
    wanted = await request.context.read(_meant, show, place)
    if wanted is None:
        return View(text=fill(request.t.no_such_episode, show=show.title, code=place.code))
    return await _answer(request, wanted.id)


def _meant(db: Connection, show: Show, place: Place) -> Episode | None:
    """The episode that is spoken of; else the newest that is missing, of the season where one is named."""
    listed = shows.episodes(db, show.id)
    if place.number is not None or place.which in (Which.LATEST, Which.NEXT):
        return episode_meant(show, listed, place, now())
    return _newest_missing(db, [e for e in listed if place.season in (None, e.season)])


def _newest_missing(db: Connection, listed: list[Episode]) -> Episode | None:
    moment = now()
    aired = [e for e in listed if e.season > 0 and e.airs_at and e.airs_at <= moment]
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
    episode_id, person = request.numbers[0], request.person
    toast = await context.quick(actions.look_now, context.store, episode_id, context.stages, person.id)
    return await _answer(request, episode_id, toast=told(person, toast))


async def take_anyway(request: Request) -> Reply:
    """That release, whatever the rules say."""
    verdict_id, episode_id = request.numbers
    context = request.context
    toast = await context.quick(actions.take_anyway, context.store, verdict_id, context.stages, request.person.id)
    return await _answer(request, episode_id, toast=told(request.person, toast))
