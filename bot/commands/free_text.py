"""Plain words in a private chat: what they mean leads to the same handlers as commands and buttons.

What is not understood gets buttons for what may be meant. Nothing is deleted or left without a question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from telegram.error import TelegramError

from bot.chat import zones
from bot.chat.markup import escape, fill
from bot.chat.request import Request
from bot.chat.routes import Handler, Route
from bot.chat.topics import Question
from bot.chat.view import Reply, Row, Toast, View
from bot.commands import (
    calendar,
    deleting,
    episodes,
    given,
    links,
    not_right,
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
from pipeline.errors import UserError
from pipeline.model import Role
from pipeline.services import show_lookup
from pipeline.services.rights import may
from pipeline.services.spoken import Place, Which
from pipeline.store import Connection, dialogs, media_files
from pipeline.store import shows as stored

LATEST = Place(which=Which.LATEST)
WORDS = "words"  # the kind of dialog: {"text"}, for a button that speaks for these words


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
Answer = Callable[[Request, Meaning], Awaitable[Reply]]
# What is offered where it is not clear what is meant: commands that show something, or ask before they do.
NEAREST: Mapping[Intent, str] = {
    Intent.NEXT: "upcoming",
    Intent.UPCOMING: "upcoming",
    Intent.THERE: "history",
    Intent.NEW: "history",
    Intent.WHY: "status",
    Intent.STATUS: "status",
    Intent.SHOWS: "shows",
    Intent.UNFOLLOW: "unsubscribe",
    Intent.DELETE: "library",
    Intent.LIBRARY: "library",
    Intent.PLAY: "library",
    Intent.REQUESTS: "requests",
    Intent.SETTINGS: "settings",
    Intent.QUIET: "settings",
}
RID_OF_IT = {Intent.DELETE, Intent.UNFOLLOW, Intent.KEEP, Intent.SKIP, Intent.ONLY}
# What needs no show: the command that says it.
AS_COMMAND: Mapping[Intent, str] = {
    Intent.SHOWS: "shows",
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
    rows = [(request.button(wish, "wish", await _kept(request, wish)),) for wish in wished]
    return View(text=escape(request.t.one_by_one), rows=tuple(rows))


async def one_wish(request: Request) -> Reply:
    """The button: one of several wishes, as if it had been written alone."""
    wish = await _words_of(request)
    return Toast(request.t.outdated, alert=True) if wish is None else replace_fresh(await free_text(wish))


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
        return await _run(replace(request, text=""), request.context.routes[AS_COMMAND[intent]])
    return await _OTHERS[intent](request, meaning)


async def _run(request: Request, route: Route) -> Reply:
    """What a command or button would do, for whom it would do it."""
    if not may(request.person, route.role):
        return _not_for_them(request, route.role)
    return await route.handler(request)


def _not_for_them(request: Request, role: Role) -> View:
    """Who may, so that they know whom to ask; and what they may themselves."""
    t = request.t
    return View(text=escape(t.members_only if role is Role.MEMBER else t.owner_only), rows=(_help_row(request),))


async def _about_show(request: Request, meaning: Meaning, about: About) -> Reply:
    place = meaning.place or Place(which=about.needs)
    spoken = replace(request, text=meaning.name)
    if not may(request.person, about.role):
        return _not_for_them(request, about.role)
    if meaning.name:
        return await which_show.go_on_with(spoken, about.handler, about.code, own=about.own, place=place)
    show_id = await _it(request)
    if show_id is None and meaning.intent is Intent.NEXT:
        return await _upcoming(request, meaning)
    if show_id is None:
        return await _unclear(request, meaning)
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
        return _not_for_them(request, Role.MEMBER)
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


# ------------------------------------------------------------------------------------------------------ one by one


async def _follow(request: Request, meaning: Meaning) -> Reply:
    places = () if meaning.known else await request.context.outside(zones.zones_named, request.text)
    if places:  # "Madrid" is one, and a show is perhaps called like it
        rows = (*settings_of.zone_rows(request, places), await _search_row(request), _help_row(request))
        return View(text=escape(request.t.not_understood), rows=rows)
    return await subscribe.subscribe(replace(request, text=meaning.name or request.text))


async def _upcoming(request: Request, meaning: Meaning) -> Reply:
    return await calendar.airing(request, meaning.when)


async def _new(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return await calendar.past(replace(request, text=""))


async def _undo(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return await _run(request, Route(deleting.undo_last, Role.OWNER))


async def _quiet(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return await settings_of.say_quiet(request)


async def _digest(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return settings_of.say_how(request, "digest")


async def _zone(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return await settings_of.say_zone(request)


async def _tongue(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return await settings_of.say_language(request)


async def _thanks(request: Request, meaning: Meaning) -> Reply:  # noqa: ARG001
    return View(text=escape(request.t.you_are_welcome))


async def _yes(request: Request, meaning: Meaning) -> Reply:
    return await _answered(request, meaning)


async def _no(request: Request, meaning: Meaning) -> Reply:
    """No to the question just asked; "don't delete Lantern Row" is none to a question about something else."""
    if meaning.name and not await _asked_about(request, meaning.name):
        return View(text=escape(request.t.nothing_changed))
    return await _answered(request, meaning)


async def _asked_about(request: Request, name: str) -> bool:
    """Whether the last thing said to them was a question, and this show is the one spoken of."""
    context, person = request.context, request.person
    if context.topics.just_asked(person.id) is None:
        return False
    try:
        meant = await context.quick(show_lookup.find, context.store, person.id, name, everyone=request.owner)
    except UserError:
        return False
    return meant.show.id == context.topics.show_of(person.id)


async def _answered(request: Request, meaning: Meaning) -> Reply:
    """Yes or no to the question just asked."""
    context, person = request.context, request.person
    asked = _open_questions(request)
    if not asked and meaning.intent is Intent.NO:
        return View(text=escape(request.t.nothing_changed))
    if not asked:
        return View(text=escape(request.t.nothing_asked), rows=(_help_row(request),))
    if len(asked) > 1:
        return View(text=escape(request.t.which_question))
    question = asked[0]
    press = context.signer.read(person.telegram_id, question.yes if meaning.intent is Intent.YES else question.no)
    if press is None or press.code not in context.presses:
        return Toast(request.t.outdated)
    context.topics.settled(person.id, question.chat_id, question.message_id)
    reply = await _run(replace(request, numbers=press.numbers, text=""), context.presses[press.code])
    await _without_buttons(request, question)
    return reply


def _open_questions(request: Request) -> list[Question]:
    """Those that may be meant: the one that is replied to, else the one just asked, else all."""
    topics = request.context.topics
    asked, just_asked = topics.open_questions(request.person.id), topics.just_asked(request.person.id)
    replied = [question for question in asked if question.message_id == request.reply_to]
    return replied or ([just_asked] if just_asked else [*asked])


async def _without_buttons(request: Request, question: Question) -> None:
    with suppress(TelegramError):  # it may be gone, or have none any more
        await request.bot.edit_message_reply_markup(question.chat_id, question.message_id, reply_markup=None)


# ------------------------------------------------------------------------------------------------- not understood


async def _unclear(request: Request, meaning: Meaning) -> Reply:
    """Buttons for what may be meant: never "Follow" for somebody who wants to be rid of something."""
    if meaning.intent is not Intent.UNCLEAR:
        return _of_which_show(request, meaning.intent)
    if meaning.name and meaning.known:
        loses = request.owner and Intent.DELETE in meaning.perhaps[:1]
        handler = _about_deleting if loses else about_show
        return await which_show.go_on_with(replace(request, text=meaning.name), handler, "about")
    likely = [NEAREST[each] for each in meaning.perhaps if each in NEAREST]
    nearest = _commands(request, *list(dict.fromkeys([*likely, "status", "upcoming"]))[:2])
    search = () if RID_OF_IT & set(meaning.perhaps) else (await _search_row(request),)
    return View(text=escape(request.t.not_understood), rows=(*search, nearest, _help_row(request)))


def _of_which_show(request: Request, intent: Intent) -> View:
    t, second = request.t, "library" if intent in RID_OF_IT else "status"
    row = (request.button(t.commands["shows"], "shows"), request.button(t.commands[second], second))
    return View(text=escape(t.which_show_what), rows=(row, _help_row(request)))


def _commands(request: Request, *names: str) -> Row:
    return tuple(request.button(request.t.commands[name], "cmd", helping.number_of(name)) for name in names)


async def about_show(request: Request) -> Reply:
    """What may be meant with a show that was named: its id, and a place."""
    t, show_id = request.t, request.numbers[0]
    rows = (
        (request.button(t.b_is_it_there, "epof", show_id, *LATEST.numbers), request.button(t.b_why, "whyof", show_id)),
        (request.button(t.b_when_next, "nextof", show_id), request.button(t.b_unsubscribe, "leave", show_id)),
    )
    return View(text=escape(t.not_understood), rows=rows)


async def _about_deleting(request: Request) -> Reply:
    """The same where deleting was spoken of; the button asks before it does."""
    view = await about_show(request)
    deleting_it = (request.button(request.t.b_delete, "delof", request.numbers[0]),)
    return replace(view, rows=(*view.rows, deleting_it)) if isinstance(view, View) else view


async def _search_row(request: Request) -> Row:
    kept = await _kept(request, request.text)
    return (request.button(request.t.b_search_show.format(text=request.text), "words", kept),)


async def _kept(request: Request, text: str) -> int:
    """The words that a button speaks of: more than fits into one."""
    return await request.context.write(dialogs.begin, request.person.id, WORDS, {"text": text})


async def _words_of(request: Request) -> Request | None:
    """The button's words, as if they had just been written; None when they were forgotten."""
    value = await request.context.read(dialogs.get, request.numbers[0], request.person.id, WORDS)
    return None if value is None else replace(request, text=value["text"], numbers=())


def _help_row(request: Request) -> Row:
    return (request.button(request.t.commands["help"], "help"),)


async def search_words(request: Request) -> Reply:
    """The button: look for a show that is called like that."""
    said = await _words_of(request)
    if said is None:
        return Toast(request.t.outdated, alert=True)
    return replace_fresh(await subscribe.subscribe(said))


def replace_fresh(reply: Reply) -> Reply:
    return replace(reply, fresh=True) if isinstance(reply, View) else reply


_OTHERS: Mapping[Intent, Answer] = {
    Intent.FOLLOW: _follow,
    Intent.UPCOMING: _upcoming,
    Intent.NEW: _new,
    Intent.UNDO: _undo,
    Intent.QUIET: _quiet,
    Intent.DIGEST: _digest,
    Intent.ZONE: _zone,
    Intent.TONGUE: _tongue,
    Intent.THANKS: _thanks,
    Intent.YES: _yes,
    Intent.NO: _no,
    Intent.UNCLEAR: _unclear,
}


async def unknown_command(request: Request) -> Reply:
    """A command that is not one: perhaps it is nearly one. `text` is what was written behind the slash."""
    t = request.t
    near = helping.nearest(request.text, request.person, request.context.commands)
    if not near:
        return View(text=escape(t.unknown_command), rows=(_help_row(request),))
    rows = tuple((request.button(f"/{name} – {t.commands[name]}", "cmd", helping.number_of(name)),) for name in near)
    return View(text=fill(t.did_you_mean, command=near[0]), rows=rows)


async def run_command(request: Request) -> Reply:
    """The button of a command that was nearly said."""
    routes = request.context.routes
    name = next((name for name in routes if helping.number_of(name) == request.numbers[0]), None)
    if name is None:
        return Toast(request.t.outdated, alert=True)
    return replace_fresh(await _run(replace(request, numbers=(), text=""), routes[name]))
