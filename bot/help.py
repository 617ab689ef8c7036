"""/help, and the commands that Telegram offers each person, in their language and by their role."""

from __future__ import annotations

import hashlib
import logging

from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.house import House
from bot.markup import Html, fill, joined
from bot.screen import Reply, Screen
from bot.texts import LANGUAGES, Texts, texts_for
from bot.visit import Visit
from pipeline import notes
from pipeline.model import Person, Role

log = logging.getLogger("airdate.bot")

FOR_ALL = (
    "subscribe", "shows", "status", "upcoming", "library", "episode", "why", "history", "unsubscribe", "settings",
    "help",
)  # fmt: skip
FOR_OWNER = ("people", "invite", "health", "pause", "resume")


def offered(role: Role, there: frozenset[str]) -> tuple[str, ...]:
    """The commands a role is offered, in the order they are shown; only those that are `there`."""
    names = (*FOR_ALL, *FOR_OWNER) if role is Role.OWNER else FOR_ALL
    return tuple(name for name in names if name in there)


async def show_help(visit: Visit) -> Reply:
    names = offered(visit.person.role, visit.house.commands)
    lines = [fill(visit.t.help_line, command=n, what=visit.t.commands[n]) for n in names]
    return Screen(text=joined([Html(visit.t.help_head), *lines, Html(visit.t.help_foot)]))


async def register(bot: Bot) -> None:
    """What everybody is offered who is not known: nothing but /start."""
    for language, t in LANGUAGES.items():
        code = "" if language == "en" else language
        await bot.set_my_commands(_commands(t, ("start",)), BotCommandScopeDefault(), language_code=code or None)


async def register_for(house: House, bot: Bot, person: Person) -> None:
    """What this person is offered in their chat. Telegram is told only when it changed."""
    names = offered(person.role, house.commands)
    wanted = hashlib.sha256(f"{person.language} {names}".encode()).hexdigest()[:16]
    if house.offered.get(person.id) == wanted:
        return
    key = f"commands:{person.id}"
    if await house.read(notes.get, key) != wanted:
        try:
            scope = BotCommandScopeChat(person.telegram_id)
            await bot.set_my_commands(_commands(texts_for(person.language), names), scope)
        except TelegramError as error:  # they see the plain list until next time
            log.info("commands for person %s: %s", person.id, error)
            return
        await house.write(notes.put, key, wanted)
    house.offered[person.id] = wanted


def _commands(t: Texts, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(name, t.commands[name][:256]) for name in names]
