"""/dashboard: a link that signs whoever asks for it in to the pages in the browser. /token: one for their programs.

The button beside the text field opens the same pages inside Telegram, where they have an https address.
"""

from __future__ import annotations

import logging

from telegram import Bot, MenuButtonDefault, MenuButtonWebApp, WebAppInfo
from telegram.error import TelegramError

from bot.chat.context import BotContext
from bot.chat.markup import fill
from bot.chat.request import Request
from bot.chat.view import Reply, View
from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.services import sign_in, tokens
from pipeline.store import Connection, key_values

log = logging.getLogger("airdate.bot")

_BUTTON = "bot.menu-button"  # where it leads; empty: it lists the commands


async def link(request: Request) -> Reply:
    context = request.context
    url = await context.write(sign_in.link, context.settings, request.person.id)
    minutes = round(sign_in.LASTS.total_seconds() / 60)
    return View(text=fill(request.t.dashboard_link, link=url, minutes=minutes), fresh=True)


async def token(request: Request) -> Reply:
    context = request.context

    def make(db: Connection) -> tuple[str, str]:
        return tokens.make(db, request.person.id, tokens.Scope.API), sign_in.address(db, context.settings)

    made, url = await context.write(make)
    return View(text=fill(request.t.for_programs, token=made, address=f"{url}api/v1", page=f"{url}me"), fresh=True)


async def set_menu_button(context: BotContext, bot: Bot) -> None:
    """Have the button beside the text field open the pages, or list the commands again. Telegram is told only when that
    has changed. https://core.telegram.org/bots/webapps#launching-mini-apps-from-the-menu-button"""
    url = await context.read(_web_app, context.settings)
    if url == (await context.read(key_values.get, _BUTTON) or ""):
        return
    button = MenuButtonWebApp("Airdate", WebAppInfo(url)) if url else MenuButtonDefault()
    try:
        await bot.set_chat_menu_button(menu_button=button)
    except TelegramError as error:  # until the next start
        log.info("the menu button: %s", error)
        return
    await context.write(key_values.put, _BUTTON, url)


def _web_app(db: Connection, settings: Settings) -> str:
    """Where Telegram opens the pages; empty where it cannot: it takes https alone."""
    try:
        url = sign_in.address(db, settings)
    except UserError:
        return ""
    return f"{url}webapp" if url.startswith("https://") else ""
