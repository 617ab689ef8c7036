"""/help, and the commands that Telegram offers each person, in their language and by their role."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping

from rapidfuzz.distance import OSA
from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.chat.buttons import short_digest
from bot.chat.context import BotContext
from bot.chat.markup import Html, fill, joined
from bot.chat.request import Request
from bot.chat.routes import offered
from bot.chat.view import Reply, Row, View
from bot.texts import LANGUAGES, Texts, texts_for
from pipeline.model import Person, Role
from pipeline.store import key_values

log = logging.getLogger("airdate.bot")


async def show_help(request: Request) -> Reply:
    names = offered(request.person, request.context.commands)
    lines = [fill(request.t.help_line, command=n, what=request.t.commands[n]) for n in names]
    return View(text=joined([Html(request.t.help_head), *lines, Html(request.t.help_foot)]))


def help_row(request: Request) -> Row:
    """The button that leads here from where somebody is lost."""
    return (request.button(request.t.commands["help"], "help"),)


def nearest(written: str, person: Person, commands: Mapping[str, Role]) -> list[str]:
    """The commands that somebody may use whose names are written like this, but for a slip or two."""
    word = written.partition(" ")[0].lower()
    rated = [(OSA.distance(word, name), name) for name in offered(person, commands)]
    near = [
        (off, name) for off, name in rated if off <= max(1, len(name) // 3) or (len(word) > 2 and name.startswith(word))
    ]
    return [name for _, name in sorted(near)][:3]


def number_of(command: str) -> int:
    """A command as a button carries it."""
    return short_digest(command)


async def register(bot: Bot) -> None:
    """What everybody is offered who is not known: nothing but /start."""
    for language, t in LANGUAGES.items():
        code = "" if language == "en" else language
        await bot.set_my_commands(_commands(t, ("start",)), BotCommandScopeDefault(), language_code=code or None)


async def register_for(context: BotContext, bot: Bot, person: Person) -> None:
    """What this person is offered in their chat. Telegram is told only when it changed."""
    names = offered(person, context.commands)
    wanted = hashlib.sha256(f"{person.language} {names}".encode()).hexdigest()[:16]
    if context.offered.get(person.id) == wanted:
        return
    key = f"commands:{person.id}"
    if await context.read(key_values.get, key) != wanted:
        try:
            scope = BotCommandScopeChat(person.telegram_id)
            await bot.set_my_commands(_commands(texts_for(person.language), names), scope)
        except TelegramError as error:  # they see the plain list until next time
            log.info("commands for person %s: %s", person.id, error)
            return
        await context.write(key_values.put, key, wanted)
    context.offered[person.id] = wanted


def _commands(t: Texts, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(name, t.commands[name][:256]) for name in names]
