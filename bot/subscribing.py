"""From a name to a subscription: search, cards to leaf through, and the question from where on."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection
from telegram import InlineKeyboardButton

from bot import dialogs, links, said, wishes
from bot.markup import Html, escape, fill, joined, one_line
from bot.screen import Reply, Rows, Screen, Toast
from bot.texts import Texts
from bot.visit import Visit
from pipeline import follow, limits, shows
from pipeline.clock import now
from pipeline.errors import Missing, OutsideError
from pipeline.model import EpisodeInfo, Role, ShowInfo
from pipeline.shows import Followed, Start
from pipeline.words import size_text

CARDS_MOST = 20
PLOT_MOST = 400  # characters of the plot on a card
SEARCH = "search"  # the kind of dialog: {"shows": […]}
STARTS = (Start.NEXT, Start.SEASON, Start.EVERYTHING)  # as buttons number them
_INFOS: TypeAdapter[list[ShowInfo]] = TypeAdapter(list[ShowInfo])


# ------------------------------------------------------------------------------------------------------------ search


async def subscribe(visit: Visit) -> Reply:
    """/subscribe NAME, and plain words."""
    if not visit.text:
        return Screen(text=Html(visit.t.subscribe_what))
    meant = links.show_of(visit.text)
    if isinstance(meant, ShowInfo):
        return await _linked(visit, meant)
    words = meant or visit.text
    found = await visit.house.outside(follow.search, visit.house.store, visit.house.catalogues, words)
    if not found:
        return Screen(text=fill(visit.t.nothing_found, text=words))
    return await _cards(visit, found[:CARDS_MOST])


async def from_link(visit: Visit) -> Reply:
    """/start show_…: somebody followed a link to a show."""
    meant = links.of_payload(visit.text)
    return await _linked(visit, meant) if meant else Screen(text=escape(visit.t.no_such_show_there))


async def _linked(visit: Visit, ids: ShowInfo) -> Reply:
    try:
        info = await visit.house.outside(follow.look_up, visit.house.store, visit.house.catalogues, ids)
    except Missing:
        return Screen(text=escape(visit.t.no_such_show_there))
    return await _cards(visit, [info])


async def _cards(visit: Visit, found: list[ShowInfo]) -> Screen:
    value = {"shows": _INFOS.dump_python(found, mode="json")}
    dialog_id = await visit.house.write(dialogs.begin, visit.person.id, SEARCH, value)
    return await card(visit, dialog_id, found, 0)


async def found_in(visit: Visit, dialog_id: int) -> list[ShowInfo] | None:
    """The shows of a search of this person's."""
    value = await visit.house.read(dialogs.get, dialog_id, visit.person.id, SEARCH)
    return _INFOS.validate_python(value["shows"]) if value else None


async def turn(visit: Visit) -> Reply:
    """◀️ ▶️: another card in the same message."""
    dialog_id, at = visit.numbers
    found = await found_in(visit, dialog_id)
    if not found or at >= len(found):
        return Toast(visit.t.outdated, alert=True)
    return await card(visit, dialog_id, found, at)


async def card(visit: Visit, dialog_id: int, found: list[ShowInfo], at: int) -> Screen:
    info = found[at]
    known, others = await visit.house.read(_who_follows, visit.person.id, info)
    coming = await _coming(visit, info)
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if len(found) > 1:
        t = visit.t
        around = [(at - 1) % len(found), at, (at + 1) % len(found)]
        labels = [t.b_previous, fill(t.card_place, place=at + 1, count=len(found)), t.b_next]
        rows.append(tuple(visit.button(label, "card", dialog_id, to) for label, to in zip(labels, around, strict=True)))
    rows.append((visit.button(visit.t.b_change if known else visit.t.b_follow, "from", dialog_id, at),))
    if known:
        rows[-1] += (visit.button(visit.t.b_unsubscribe, "leave", known.show.id),)
    text = card_text(visit.t, info, bool(known), others, _next_line(visit, coming) if coming else None)
    return Screen(text=text, rows=tuple(rows), picture=info.poster_url)


async def _coming(visit: Visit, info: ShowInfo) -> EpisodeInfo | None:
    """The next episode to air, where the catalogue says so; a card is a card without it, too."""
    if info.status == "Ended":
        return None
    try:
        listed = await visit.house.outside(follow.episodes, visit.house.store, visit.house.catalogues, info)
    except OutsideError:
        return None
    return said.next_episode(listed)


def card_text(t: Texts, info: ShowInfo, known: bool, others: int, coming: Html | None) -> Html:
    facts = [t.status_words.get(info.status, info.status), info.network, info.country]
    lines = [fill("<b>{name}</b>", name=said.name_of(info)), escape(" · ".join(one_line(f, 60) for f in facts if f))]
    if coming is not None:
        lines.append(coming)
    if info.overview:
        lines.append(fill("\n{plot}", plot=one_line(info.overview, PLOT_MOST)))
    if known:
        lines.append(fill("\n{words}", words=t.card_following))
    elif others:
        lines.append(fill("\n{words}", words=said.count(t.card_others, others)))
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


async def from_where(visit: Visit) -> Reply:
    """The question after "Follow": one tap is enough."""
    dialog_id, at = visit.numbers
    found = await found_in(visit, dialog_id)
    if not found or at >= len(found):
        return Toast(visit.t.outdated, alert=True)
    info = found[at]
    t = visit.t
    lines = [fill(t.from_where, show=said.name_of(info)), *await _what_there_is(visit, info)]
    labels = (t.b_from_next, t.b_from_season, t.b_from_everything)
    rows: Rows = (
        tuple(visit.button(label, "take", dialog_id, at, i) for i, label in enumerate(labels)),
        (visit.button(t.b_more, "more", dialog_id, at), visit.button(t.b_back, "card", dialog_id, at)),
    )
    return Screen(text=joined(lines), rows=rows, picture=info.poster_url)


async def _what_there_is(visit: Visit, info: ShowInfo) -> list[Html]:
    """How much has aired and what comes next, as the catalogue says."""
    listed = await visit.house.outside(follow.episodes, visit.house.store, visit.house.catalogues, info)
    moment = now()
    regular = [e for e in listed if e.season > 0]
    aired = [e for e in regular if e.airs_at and e.airs_at <= moment]
    lines = []
    if regular:
        seasons = said.count(visit.t.seasons_count, len({e.season for e in regular}))
        lines.append(fill(visit.t.seasons_known, seasons=seasons, aired=said.count(visit.t.aired_count, len(aired))))
    coming = said.next_episode(regular)
    if coming:
        lines.append(_next_line(visit, coming))
    return lines


def _next_line(visit: Visit, episode: EpisodeInfo) -> Html:
    assert episode.airs_at is not None
    when = said.moment(visit.t, visit.person, episode.airs_at)
    return fill(visit.t.next_airs, code=said.code_of(episode), when=when)


async def take(visit: Visit) -> Reply:
    """From there on, please."""
    dialog_id, at, choice = visit.numbers
    found = await found_in(visit, dialog_id)
    if not found or at >= len(found) or choice >= len(STARTS):
        return Toast(visit.t.outdated, alert=True)
    return await settle(visit, found[at], STARTS[choice], {"until_season": None, "until_number": None})


async def settle(visit: Visit, info: ShowInfo, start: Start, choices: dict[str, Any]) -> Reply:
    """Follow it, if the person may; a guest's wish goes to the owner first."""
    known, _ = await visit.house.read(_who_follows, visit.person.id, info)
    if not known:
        problem = await visit.house.read(limits.problem, visit.person)
        if problem is not None:
            return Screen(text=_limit_words(visit.t, problem), picture=info.poster_url)
    if visit.person.role is Role.GUEST:  # also for more of a show that they follow: the owner said yes to less
        return await wishes.ask(visit, info, start, choices)
    house = visit.house
    followed, opened = await house.outside(
        follow.follow, house.store, house.catalogues, house.stages, visit.person.id, info, start, **choices
    )
    return await you_follow(visit, followed, opened)


def _limit_words(t: Texts, problem: limits.Problem) -> Html:
    if problem.kind == "shows":
        return fill(t.too_many_shows, count=problem.most)
    return fill(t.too_much_this_week, had=size_text(problem.had), most=size_text(problem.most))


async def you_follow(visit: Visit, followed: Followed, opened: list[int]) -> Screen:
    t, show = visit.t, followed.show

    def look(db: Connection) -> tuple[int, list[Any], int]:
        listed = shows.episodes(db, show.id)
        wanted = [e for e in listed if followed.subscription.wants(e)]
        return len(shows.in_library(db, [e.id for e in wanted])), listed, len(shows.subscriptions_to(db, show.id))

    there, listed, followers = await visit.house.read(look)
    lines = [fill(t.you_follow, show=show.name, start=said.start_of(t, followed.subscription))]
    if there:
        lines.append(said.count(t.already_there, there))
    if opened:
        lines.append(said.count(t.now_on_the_way, len(opened)))
    elif followers > 1:
        lines.append(escape(t.others_too))
    else:
        lines.append(escape(t.nothing_yet))
    coming = said.next_episode(listed)
    if coming:
        lines.append(_next_line(visit, coming))
    rows = (
        (visit.button(t.b_status, "status"), visit.button(t.b_change, "change", show.id)),
        (visit.button(t.b_undo, "leavenow", show.id),),
    )
    return Screen(text=joined(lines), rows=rows, picture=show.poster_url)
