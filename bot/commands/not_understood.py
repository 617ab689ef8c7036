"""What is not understood, in words or behind a slash: buttons for what may be meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.markup import escape, fill
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Toast, View
from bot.commands import allowed, subscribe, which_show
from bot.commands import help as helping
from bot.sentences.intents import Intent, Meaning
from pipeline.services.spoken import Place, Which
from pipeline.store import dialogs

LATEST = Place(which=Which.LATEST)
WORDS = "words"  # the kind of dialog: {"text"}, for a button that speaks for these words
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


async def unclear(request: Request, meaning: Meaning) -> Reply:
    """Buttons for what may be meant: never "Follow" for somebody who wants to be rid of something."""
    if meaning.intent is not Intent.UNCLEAR:
        return _of_which_show(request, meaning.intent)
    if meaning.name and meaning.known:
        loses = request.owner and Intent.DELETE in meaning.perhaps[:1]
        handler = _about_deleting if loses else about_show
        return await which_show.go_on_with(replace(request, text=meaning.name), handler, "about")
    likely = [NEAREST[each] for each in meaning.perhaps if each in NEAREST]
    nearest = _commands(request, *list(dict.fromkeys([*likely, "status", "upcoming"]))[:2])
    search = () if RID_OF_IT & set(meaning.perhaps) else (await search_row(request),)
    return View(text=escape(request.t.not_understood), rows=(*search, nearest, helping.help_row(request)))


def _of_which_show(request: Request, intent: Intent) -> View:
    t, second = request.t, "library" if intent in RID_OF_IT else "status"
    row = (request.button(t.commands["shows"], "shows"), request.button(t.commands[second], second))
    return View(text=escape(t.which_show_what), rows=(row, helping.help_row(request)))


def _commands(request: Request, *names: str) -> Row:
    return tuple(request.button(request.t.commands[name], "cmd", helping.number_of(name)) for name in names)


async def about_show(request: Request) -> View:
    """What may be meant with a show that was named: its id, and a place."""
    t, show_id = request.t, request.numbers[0]
    rows = (
        (request.button(t.b_is_it_there, "epof", show_id, *LATEST.numbers), request.button(t.b_why, "whyof", show_id)),
        (request.button(t.b_when_next, "nextof", show_id), request.button(t.b_unsubscribe, "leave", show_id)),
    )
    return View(text=escape(t.not_understood), rows=rows)


async def _about_deleting(request: Request) -> View:
    """The same where deleting was spoken of; the button asks before it does."""
    view = await about_show(request)
    deleting_it = (request.button(request.t.b_delete, "delof", request.numbers[0]),)
    return replace(view, rows=(*view.rows, deleting_it))


async def search_row(request: Request) -> Row:
    """The button that looks for a show that is called like what was written."""
    words = await kept(request, request.text)
    return (request.button(request.t.b_search_show.format(text=request.text), "words", words),)


async def kept(request: Request, text: str) -> int:
    """The words that a button speaks of: more than fits into one."""
    return await request.context.write(dialogs.begin, request.person.id, WORDS, {"text": text})


async def words_of(request: Request) -> Request | None:
    """The button's words, as if they had just been written; None when they were forgotten."""
    value = await request.context.read(dialogs.get, request.numbers[0], request.person.id, WORDS)
    return None if value is None else replace(request, text=value["text"], numbers=())


async def search_words(request: Request) -> Reply:
    """The button: look for a show that is called like that."""
    said = await words_of(request)
    if said is None:
        return Toast(request.t.outdated, alert=True)
    return as_new_message(await subscribe.subscribe(said))


def as_new_message(reply: Reply) -> Reply:
    """What a button leads to does not take the place of the message that it stands in."""
    return replace(reply, fresh=True) if isinstance(reply, View) else reply


async def unknown_command(request: Request) -> Reply:
    """A command that is not one: perhaps it is nearly one. `text` is what was written behind the slash."""
    t = request.t
    near = helping.nearest(request.text, request.person, request.context.commands)
    if not near:
        return View(text=escape(t.unknown_command), rows=(helping.help_row(request),))
    rows = tuple((request.button(f"/{name} – {t.commands[name]}", "cmd", helping.number_of(name)),) for name in near)
    return View(text=fill(t.did_you_mean, command=near[0]), rows=rows)


async def run_command(request: Request) -> Reply:
    """The button of a command that was nearly said."""
    routes = request.context.routes
    name = next((name for name in routes if helping.number_of(name) == request.numbers[0]), None)
    if name is None:
        return Toast(request.t.outdated, alert=True)
    return as_new_message(await allowed.run(replace(request, numbers=(), text=""), routes[name]))
