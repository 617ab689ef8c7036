"""Plain words in a private chat: what they mean leads to the same handlers as commands and buttons.

What is not understood gets buttons for what may be meant. Nothing is deleted or left without a question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat import zones
from bot.chat.markup import escape
from bot.chat.request import Request
from bot.chat.routes import Handler, Route
from bot.chat.view import Reply, Toast, View
from bot.commands import (
    allowed,
    answers,
    calendar,
    deleting,
    episodes,
    given,
    links,
    not_right,
    not_understood,
    playing,
    shows,
    subscribe,
    which_show,
    why,
)
from bot.commands import help as helping
from bot.commands import settings as settings_of
from bot.sentences.intents import Intent, Meaning, understand
from bot.sentences.wishes import wishes
from pipeline.model import Role
from pipeline.services.rights import may
from pipeline.services.spoken import Place, Which
from pipeline.store import Connection, media_files
from pipeline.store import shows as stored


@dataclass(frozen=True)
class About:
    """What a sentence about a show leads to: a handler for a show and a place, the code of its buttons, and who may.

    `needs`: the place that is meant where none is said; `own`: only of what they follow themselves.
    """

    handler: Handler
    code: str
    role: Role = Role.GUEST
    own: bool = False
    needs: Which = Which.UNSAID


OF_SHOW: Mapping[Intent, About] = {
    Intent.UNFOLLOW: About(shows.leave_question, "leave", own=True),
    Intent.WHY: About(why.of_show, "whyof"),
    Intent.THERE: About(episodes.of_show, "epof", needs=Which.LATEST),
    Intent.NEXT: About(shows.when_next, "nextof"),
    Intent.DELETE: About(deleting.of_show, "delof", Role.OWNER),
    Intent.KEEP: About(deleting.keep_of_show, "keepof", Role.OWNER),
    Intent.SKIP: About(episodes.skip_question, "skipof", Role.MEMBER),
    Intent.ONLY: About(shows.only_season, "onlyof", Role.MEMBER, own=True),
    Intent.GET: About(episodes.of_show, "epof", needs=Which.LATEST),
    Intent.PLAY: About(playing.of_show, "playof", Role.MEMBER, needs=Which.LATEST),
    Intent.MUTE: About(shows.mute_of_show, "muteof", own=True),
    Intent.UNMUTE: About(shows.unmute_of_show, "unmuteof", own=True),
}
COMPLAINTS = {
    Intent.SOUND: "sound",
    Intent.LANGUAGE: "language",
    Intent.WRONG: "wrong",
    Intent.PICTURE: "picture",
    Intent.ANOTHER: "another",
    Intent.SUBTITLES: "subtitles",
    Intent.SHIFT: "shift",
}
# What needs no show: the command that says it.
AS_COMMAND: Mapping[Intent, str] = {
    Intent.SHOWS: "shows",
    Intent.NEW: "history",
    Intent.STATUS: "status",
    Intent.LIBRARY: "library",
    Intent.REQUESTS: "requests",
    Intent.HEALTH: "health",
    Intent.PEOPLE: "people",
    Intent.SETTINGS: "settings",
    Intent.PAUSE: "pause",
    Intent.RESUME: "resume",
    Intent.HELP: "help",
    Intent.HELLO: "help",
}


async def _thanks(request: Request) -> Reply:
    return View(text=escape(request.t.you_are_welcome))


# What needs no more than the words themselves.
AS_SAID: Mapping[Intent, Route] = {
    Intent.UNDO: Route(deleting.undo_last, Role.OWNER),
    Intent.QUIET: Route(settings_of.say_quiet),
    Intent.DIGEST: Route(settings_of.say_digest),
    Intent.ZONE: Route(settings_of.say_zone),
    Intent.TONGUE: Route(settings_of.say_language),
    Intent.THANKS: Route(_thanks),
}


async def free_text(request: Request) -> Reply:
    """Plain words, or a link to a show."""
    waiting = request.context.topics.given(request.person.id)
    if waiting and given.names_episode(request.text):
        return await given.named(request, waiting, request.text)
    setting = request.context.topics.awaited(request.person.id)
    if setting and (told := await settings_of.just_told(request, setting)) is not None:
        return told
    if links.show_of(request.text) is not None:
        return await subscribe.subscribe(request)
    titles = await request.context.read(_titles, None if request.owner else request.person.id)
    wished = wishes(request.text, titles)
    if len(wished) > 1:
        return await _which_first(request, wished)
    return await _act(request, understand(wished[0], titles))


async def _which_first(request: Request, wished: Sequence[str]) -> Reply:
    """Several wishes in one sentence: a button for each, so that none is lost and none acts on another's show."""
    rows = [(request.button(wish, "wish", await not_understood.kept(request, wish)),) for wish in wished]
    return View(text=escape(request.t.one_by_one), rows=tuple(rows))


async def one_wish(request: Request) -> Reply:
    """The button: one of several wishes, as if it had been written alone."""
    wish = await not_understood.words_of(request)
    if wish is None:
        return Toast(request.t.outdated, alert=True)
    return not_understood.as_new_message(await free_text(wish))


def _titles(db: Connection, person_id: int | None) -> list[str]:
    """What the shows are called that somebody may speak of."""
    known = stored.all_followed(db) if person_id is None else [f.show for f in stored.followed_by(db, person_id)]
    return [title for show in known for title in (show.title, *show.aliases)]


async def _act(request: Request, meaning: Meaning) -> Reply:
    intent = meaning.intent
    if intent in OF_SHOW:
        return await _about_show(request, meaning, OF_SHOW[intent])
    if intent in COMPLAINTS:
        return await _complain(request, meaning, COMPLAINTS[intent])
    if intent in AS_COMMAND:
        return await allowed.run(replace(request, text=""), request.context.routes[AS_COMMAND[intent]])
    if intent in AS_SAID:
        return await allowed.run(request, AS_SAID[intent])
    return await _OTHERS[intent](request, meaning)


async def _about_show(request: Request, meaning: Meaning, about: About) -> Reply:
    place = meaning.place or Place(which=about.needs)
    spoken = replace(request, text=meaning.name)
    if not may(request.person, about.role):
        return allowed.not_for_them(request, about.role)
    if meaning.name:
        return await which_show.go_on_with(spoken, about.handler, about.code, own=about.own, place=place)
    show_id = await _it(request)
    if show_id is None and meaning.intent is Intent.NEXT:
        return await _upcoming(request, meaning)
    if show_id is None:
        return await not_understood.unclear(request, meaning)
    return await about.handler(replace(request, numbers=(show_id, *place.numbers)))


async def _it(request: Request) -> int | None:
    """The show of the notice that is answered, else the one spoken of last."""
    watch = await request.context.read(not_right.notice_of, request.person.id, request.reply_to, None)
    replied = request.reply_to is not None and watch is not None
    show_id = request.context.topics.show_of(request.person.id)
    if not replied and show_id is not None:
        return show_id
    if watch is None:
        return None
    episode = await request.context.read(stored.find_episode, watch.episode_id)
    return episode.show_id if episode else None


async def _complain(request: Request, meaning: Meaning, what: str) -> Reply:
    """Something is not right with an episode: with the one that is named, or that came last."""
    if not may(request.person, Role.MEMBER):
        return allowed.not_for_them(request, Role.MEMBER)
    if not meaning.name:
        return await not_right.about(replace(request, numbers=await _just_spoken_of(request, meaning.place)), what)

    async def of_show(chosen: Request) -> Reply:
        return await not_right.about(chosen, what)

    named = replace(request, text=meaning.name)
    before = (list(not_right.REMEDIES).index(what),)
    return await which_show.go_on_with(named, of_show, "badof", place=meaning.place, before=before)


async def _just_spoken_of(request: Request, place: Place) -> tuple[int, ...]:
    """ "Is Lantern Row there?" … "it has no sound": the show and the place, unless a notice is answered, or nothing of
    the show is there."""
    show_id = request.context.topics.just_spoken_of(request.person.id)
    if request.reply_to is not None or show_id is None:
        return ()
    there = await request.context.read(media_files.filed_of_shows, [show_id])
    return (show_id, *place.numbers) if there else ()


async def _follow(request: Request, meaning: Meaning) -> Reply:
    places = () if meaning.known else await request.context.outside(zones.zones_named, request.text)
    if places:  # "Madrid" is one, and a show is perhaps called like it
        rows = (
            *settings_of.zone_rows(request, places),
            await not_understood.search_row(request),
            helping.help_row(request),
        )
        return View(text=escape(request.t.not_understood), rows=rows)
    return await subscribe.subscribe(replace(request, text=meaning.name or request.text))


async def _upcoming(request: Request, meaning: Meaning) -> Reply:
    return await calendar.airing(request, meaning.when)


# What the sentence's meaning decides, beyond its intent.
_OTHERS: Mapping[Intent, Callable[[Request, Meaning], Awaitable[Reply]]] = {
    Intent.FOLLOW: _follow,
    Intent.UPCOMING: _upcoming,
    Intent.YES: answers.to_question,
    Intent.NO: answers.no,
    Intent.UNCLEAR: not_understood.unclear,
}
