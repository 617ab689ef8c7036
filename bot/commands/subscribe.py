"""From a name to a subscription: search, cards to leaf through, and the question from where on."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from telegram import InlineKeyboardButton

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, Toast, View
from bot.commands import links
from bot.texts import Texts
from messages.units import size_text
from pipeline.clock import now
from pipeline.errors import NotFound, OutsideError
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.services import catalogue, follow, guest_requests, limits
from pipeline.store import Connection, dialogs, shows
from pipeline.store.shows import Followed, Start

CARDS_MOST = 20
PLOT_MOST = 400  # characters of the plot on a card
SEARCH = "search"  # the kind of dialog: {"shows": […]}
STARTS = (Start.NEXT, Start.SEASON, Start.EVERYTHING)  # as buttons number them
_INFOS: TypeAdapter[list[ShowInfo]] = TypeAdapter(list[ShowInfo])


# ------------------------------------------------------------------------------------------------------------ search


async def subscribe(request: Request) -> Reply:
    """/subscribe NAME, and plain words."""
    if not request.text:
        return View(text=Html(request.t.subscribe_what))
    meant = links.show_of(request.text)
    if isinstance(meant, ShowInfo):
        return await _linked(request, meant)
    words = meant or request.text
    found = await request.context.outside(catalogue.search, request.context.catalogues, words)
    if not found:
        commands = request.t.commands
        rows = ((request.button(commands["shows"], "shows"), request.button(commands["help"], "help")),)
        return View(text=fill(request.t.nothing_found, text=words), rows=rows)
    return await _cards(request, found[:CARDS_MOST])


async def from_link(request: Request) -> Reply:
    """/start show_…: somebody followed a link to a show."""
    meant = links.of_payload(request.text)
    return await _linked(request, meant) if meant else View(text=escape(request.t.no_such_show_there))


async def _linked(request: Request, ids: ShowInfo) -> Reply:
    try:
        info = await request.context.outside(catalogue.look_up, request.context.catalogues, ids)
    except NotFound:
        return View(text=escape(request.t.no_such_show_there))
    return await _cards(request, [info])


async def _cards(request: Request, found: list[ShowInfo]) -> View:
    value = {"shows": _INFOS.dump_python(found, mode="json")}
    dialog_id = await request.context.write(dialogs.begin, request.person.id, SEARCH, value)
    return await card(request, dialog_id, found, 0)


async def found_in(request: Request, dialog_id: int) -> list[ShowInfo] | None:
    """The shows of a search of this person's."""
    value = await request.context.read(dialogs.get, dialog_id, request.person.id, SEARCH)
    return _INFOS.validate_python(value["shows"]) if value else None


async def turn(request: Request) -> Reply:
    """◀️ ▶️: another card in the same message."""
    dialog_id, at = request.numbers
    found = await found_in(request, dialog_id)
    if not found or at >= len(found):
        return Toast(request.t.outdated, alert=True)
    return await card(request, dialog_id, found, at)


async def card(request: Request, dialog_id: int, found: list[ShowInfo], at: int) -> View:
    info = found[at]
    known, others = await request.context.read(_who_follows, request.person.id, info)
    coming = await _coming(request, info)
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if len(found) > 1:
        t = request.t
        around = [(at - 1) % len(found), at, (at + 1) % len(found)]
        labels = [t.b_previous, fill(t.card_place, place=at + 1, count=len(found)), t.b_next]
        rows.append(
            tuple(request.button(label, "card", dialog_id, to) for label, to in zip(labels, around, strict=True))
        )
    rows.append((request.button(request.t.b_change if known else request.t.b_follow, "from", dialog_id, at),))
    if known:
        rows[-1] += (request.button(request.t.b_unsubscribe, "leave", known.show.id),)
    text = card_text(request.t, info, bool(known), others, _next_line(request, coming) if coming else None)
    return View(text=text, rows=tuple(rows), picture=info.poster_url)


async def _coming(request: Request, info: ShowInfo) -> EpisodeInfo | None:
    """The next episode to air, where the catalogue says so; a card is a card without it, too."""
    if info.status == "Ended":
        return None
    try:
        listed = await request.context.outside(catalogue.episodes, request.context.catalogues, info)
    except OutsideError:
        return None
    return phrases.next_episode(listed)


def card_text(t: Texts, info: ShowInfo, known: bool, others: int, coming: Html | None) -> Html:
    facts = [t.status_words.get(info.status, info.status), info.network, info.country]
    lines = [fill("<b>{name}</b>", name=phrases.name_of(info)), escape(" · ".join(one_line(f, 60) for f in facts if f))]
    if coming is not None:
        lines.append(coming)
    if info.overview:
        lines.append(fill("\n{plot}", plot=one_line(info.overview, PLOT_MOST)))
    if known:
        lines.append(fill("\n{words}", words=t.card_following))
    elif others:
        lines.append(fill("\n{words}", words=phrases.count(t.card_others, others)))
    return joined([line for line in lines if line])


def _who_follows(db: Connection, person_id: int, info: ShowInfo) -> tuple[Followed | None, int]:
    """This person's subscription to the show, and how many others have one."""
    show = shows.find(db, info)
    if show is None:
        return None, 0
    subscriptions = shows.subscriptions_to(db, show.id)
    own = next((s for s in subscriptions if s.person_id == person_id), None)
    return Followed(show=show, subscription=own) if own else None, len(subscriptions) - bool(own)


# ------------------------------------------------------------------------------------------------------- from where


async def from_where(request: Request) -> Reply:
    """The question after "Follow": one tap is enough."""
    dialog_id, at = request.numbers
    found = await found_in(request, dialog_id)
    if not found or at >= len(found):
        return Toast(request.t.outdated, alert=True)
    info = found[at]
    t = request.t
    lines = [fill(t.from_where, show=phrases.name_of(info)), *await _what_there_is(request, info)]
    labels = (t.b_from_next, t.b_from_season, t.b_from_everything)
    rows: Rows = (
        tuple(request.button(label, "take", dialog_id, at, i) for i, label in enumerate(labels)),
        (request.button(t.b_more, "more", dialog_id, at), request.button(t.b_back, "card", dialog_id, at)),
    )
    return View(text=joined(lines), rows=rows, picture=info.poster_url)


async def _what_there_is(request: Request, info: ShowInfo) -> list[Html]:
    """How much has aired and what comes next, as the catalogue says."""
    listed = await request.context.outside(catalogue.episodes, request.context.catalogues, info)
    moment = now()
    regular = [e for e in listed if e.season > 0]
    aired = [e for e in regular if e.airs_at and e.airs_at <= moment]
    lines = []
    if regular:
        seasons = phrases.count(request.t.seasons_count, len({e.season for e in regular}))
        lines.append(
            fill(request.t.seasons_known, seasons=seasons, aired=phrases.count(request.t.aired_count, len(aired)))
        )
    coming = phrases.next_episode(regular)
    if coming:
        lines.append(_next_line(request, coming))
    return lines


def _next_line(request: Request, episode: EpisodeInfo) -> Html:
    assert episode.airs_at is not None
    when = phrases.moment(request.person, episode.airs_at)
    return fill(request.t.next_airs, code=phrases.code_of(episode), when=when)


async def take(request: Request) -> Reply:
    """From there on, please."""
    dialog_id, at, choice = request.numbers
    found = await found_in(request, dialog_id)
    if not found or at >= len(found) or choice >= len(STARTS):
        return Toast(request.t.outdated, alert=True)
    return await settle(request, found[at], STARTS[choice], {"until_season": None, "until_number": None})


async def settle(request: Request, info: ShowInfo, start: Start, choices: dict[str, Any]) -> Reply:
    """Follow it, if the person may; a guest's request goes to the owner first."""
    context = request.context
    try:
        made = await context.outside(
            guest_requests.follow_or_ask,
            context.store,
            context.catalogues,
            context.stages,
            request.person,
            info,
            start,
            choices,
        )
    except follow.LimitReached as reached:
        return View(text=_limit_words(request.t, reached.problem), picture=info.poster_url)
    if made is None:
        return View(text=fill(request.t.request_sent, show=phrases.name_of(info)), picture=info.poster_url)
    return await you_follow(request, *made)


def _limit_words(t: Texts, problem: limits.Problem) -> Html:
    if problem.kind == "shows":
        return fill(t.too_many_shows, count=problem.most)
    return fill(t.too_much_this_week, had=size_text(problem.had), most=size_text(problem.most))


async def you_follow(request: Request, followed: Followed, opened: list[int]) -> View:
    t, show = request.t, followed.show

    def read(db: Connection) -> tuple[int, list[Any], int]:
        listed = shows.episodes(db, show.id)
        wanted = [e for e in listed if followed.subscription.wants(e)]
        return len(shows.in_library(db, [e.id for e in wanted])), listed, len(shows.subscriptions_to(db, show.id))

    there, listed, followers = await request.context.read(read)
    lines = [fill(t.you_follow, show=show.name, start=phrases.start_of(t, followed.subscription))]
    if there:
        lines.append(phrases.count(t.already_there, there))
    if opened:
        lines.append(phrases.count(t.now_on_the_way, len(opened)))
    elif followers > 1:
        lines.append(escape(t.others_too))
    else:
        lines.append(escape(t.nothing_yet))
    coming = phrases.next_episode(listed)
    if coming:
        lines.append(_next_line(request, coming))
    rows = (
        (request.button(t.b_status, "status"), request.button(t.b_change, "change", show.id)),
        (request.button(t.b_undo, "leavenow", show.id),),
    )
    return View(text=joined(lines), rows=rows, picture=show.poster_url)
