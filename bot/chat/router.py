"""Who is there, and what may they do? Everything that comes from Telegram passes here before any handler sees it.

Unknown people learn nothing. People in a group are answered only if they are known. What was forwarded, edited, sent by
another bot or in the name of a channel is nobody's command.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, TypeGuard
from weakref import WeakValueDictionary

from telegram import Bot, CallbackQuery, Document, Location, Message, Update, User
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.chat import posting
from bot.chat.buttons import Press
from bot.chat.context import BotContext
from bot.chat.live import Live
from bot.chat.markup import TOAST_MOST, clean, escape, fill, joined, one_line, seen
from bot.chat.phrases import told
from bot.chat.posting import Place
from bot.chat.request import Request
from bot.chat.routes import Route
from bot.chat.view import Reply, Toast, View
from bot.commands import access, given, inline, settings
from bot.commands import help as helping
from bot.texts import ENGLISH, texts_for
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable, UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import NO_REASON
from pipeline.services.rights import may
from pipeline.store import AWAY, Connection, people, presses, shows

log = logging.getLogger("airdate.bot")

DEEP_LINK = "show_"  # t.me/BOT?start=show_…: what a link to a show begins with
TEXT_MOST = 200  # characters of what a person writes that are read
_PATIENCE = 0.15  # seconds until somebody who waits is shown that something is going on
_TYPING_LASTS = 4.5  # seconds; Telegram shows it for 5


class Router:
    def __init__(
        self,
        context: BotContext,
        live: Live,
        commands: Mapping[str, Route],
        presses: Mapping[str, Route],
        plain: Route,
        deep_link: Route,
        unknown: Route,
    ) -> None:
        self.context = context
        self._commands = commands
        self._presses = presses
        self._live = live
        self._plain = plain
        self._deep_link = deep_link
        self._unknown = unknown
        self._inline = inline.Inline(context)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    # ------------------------------------------------------------------------------------------------- messages

    async def message(self, update: Update, ptb: ContextTypes.DEFAULT_TYPE) -> None:
        """A command or plain words."""
        message = update.message
        sender = _sender(message)
        if message is None or sender is None:
            return
        self.context.chats.saw(message.chat.id, message.message_id)
        posting.answer_in(message)
        if not _says_something(message, ptb.bot):
            return
        person = await self.context.read(people.known, sender.id)
        if message.forward_origin is not None or message.via_bot is not None:
            await self._passed_on(message, ptb.bot, person)
        else:
            await self._wrote(message, ptb, person)

    async def _wrote(self, message: Message, ptb: ContextTypes.DEFAULT_TYPE, person: Person | None) -> None:
        """Something of one's own: words, a torrent, a place; or a group that it is brought into."""
        if message.new_chat_members:
            await self._brought(message, ptb.bot, person)
        elif message.document is not None or given.magnet_in(message.text or ""):
            await self._given(message, message.document, ptb.bot, person)
        elif message.text is not None:
            await self._said(message, message.text, ptb, person)
        elif message.location is not None:
            await self._located(message, message.location, ptb.bot, person)

    async def _brought(self, message: Message, bot: Bot, person: Person | None) -> None:
        """Into a group, which is greeted when somebody of the household did it."""
        if _is_in(person):
            await self._post(bot, message.chat.id, View(text=escape(texts_for(person.language).hello_group)))

    async def _located(self, message: Message, place: Location, bot: Bot, person: Person | None) -> None:
        """A shared place says which time zone somebody is in."""

        async def here(request: Request) -> Reply:
            return await settings.here(request, place.latitude, place.longitude)

        if _is_in(person) and _private(message):
            await self._serve(self._request(person, bot, message), Route(here))

    async def _given(self, message: Message, torrent: Document | None, bot: Bot, person: Person | None) -> None:
        """A torrent for an episode. What it says is as long as it is, and stands in no log."""

        async def file(request: Request) -> Reply:
            return await given.file(request, torrent) if torrent else await given.magnet(request)

        if _is_in(person) and _private(message):
            words = clean(message.text or message.caption or "")
            await self._serve(replace(self._request(person, bot, message), text=words), Route(file, Role.OWNER))

    async def _passed_on(self, message: Message, bot: Bot, person: Person | None) -> None:
        """What was forwarded, or put together by another bot, is nobody's command."""
        if message.forward_origin is not None and _private(message) and _is_in(person):
            request = self._request(person, bot, message)
            await self._answer(request, View(text=escape(request.t.forwarded)))

    async def _said(
        self, message: Message, written: str, ptb: ContextTypes.DEFAULT_TYPE, person: Person | None
    ) -> None:
        command, text = self._parted(written, ptb.bot)
        if command is None and not _private(message):
            return
        starts = command == "start" and not text.startswith(DEEP_LINK)
        if starts or not _is_in(person):
            await self._start(message, ptb.bot, person, text if command == "start" else None)
            return
        self._register(message, ptb, person)
        request = replace(self._request(person, ptb.bot, message), text=text)
        route = self._route(command)
        if route is not None:
            await self._serve(request, route)
        elif request.private:
            await self._serve(replace(request, text=command or ""), self._unknown)

    def _register(self, message: Message, ptb: ContextTypes.DEFAULT_TYPE, person: Person) -> None:
        """Have Telegram's menu offer what the person may do; nobody waits for it."""
        if _private(message):
            ptb.application.create_task(helping.register_for(self.context, ptb.bot, person))

    def _route(self, command: str | None) -> Route | None:
        """Who answers a command, plain words, or /start with a link to a show behind it."""
        if command is None:
            return self._plain
        return self._deep_link if command == "start" else self._commands.get(command)

    def _parted(self, written: str, bot: Bot) -> tuple[str | None, str]:
        """(command, what follows); no command: plain words. One for another bot is taken for plain words."""
        written = clean(written).strip()
        if not written.startswith("/"):
            return None, one_line(written, TEXT_MOST)
        first, _, rest = written[1:].replace("\n", " ").partition(" ")
        name, _, whose = first.partition("@")
        if whose and whose.lower() != bot.username.lower():
            return None, ""
        return name.lower(), one_line(rest, TEXT_MOST)

    async def _start(self, message: Message, bot: Bot, person: Person | None, payload: str | None) -> None:
        user = message.from_user
        if user is None or not _private(message) or (person is not None and person.role is Role.BANNED):
            return
        async with self._turn(user.id):
            screen = await access.start(self.context, user, person, payload)
            if screen is not None:
                await self._post(bot, message.chat.id, screen)

    # -------------------------------------------------------------------------------------------------- presses

    async def press(self, update: Update, ptb: ContextTypes.DEFAULT_TYPE) -> None:
        """A button."""
        query = update.callback_query
        if query is None:
            return
        posting.answer_in(query.message if isinstance(query.message, Message) else None)
        person = await self.context.read(people.known, query.from_user.id)
        if not _is_in(person):
            await _toast(query, Toast(ENGLISH.not_for_you, alert=True))
            return
        press = self.context.signer.read(query.from_user.id, query.data or "")
        route = self._presses.get(press.code) if press else None
        if press is None or route is None:
            await _toast(query, Toast(texts_for(person.language).not_for_you, alert=True))
            return
        if may(person, route.role):
            await self._note(person, press)
        await self._serve(self._pressed(person, ptb.bot, query, press.numbers), route, query)

    async def _note(self, person: Person, press: Press) -> None:
        """Who pressed what, where it changes something."""
        verb, at = self.context.noted.get(press.code, ("", None))
        if not verb:
            return

        def put(db: Connection) -> None:
            said = press.numbers[at] if at is not None and at < len(press.numbers) else 0
            known = shows.find_episode(db, said) if said else None
            about = " ".join(map(str, press.numbers))
            presses.put(db, person.name, "chat", verb, about, NO_REASON, [known.id] if known else [])

        await self.context.write(put)

    def _pressed(self, person: Person, bot: Bot, query: CallbackQuery, numbers: tuple[int, ...]) -> Request:
        return Request(
            context=self.context,
            person=person,
            bot=bot,
            chat_id=query.message.chat.id if query.message else query.from_user.id,
            private=query.message is None or query.message.chat.type == "private",
            numbers=numbers,
            message=query.message if isinstance(query.message, Message) else None,
        )

    async def inline(self, update: Update, ptb: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002
        """`@bot words` in any chat."""
        query = update.inline_query
        if query is None:
            return
        person = await self.context.read(people.known, query.from_user.id)
        await self._inline.answer(query, person if _is_in(person) else None)

    # -------------------------------------------------------------------------------------------------- serving

    async def _serve(self, request: Request, route: Route, query: CallbackQuery | None = None) -> None:
        """Run the handler in the person's turn, and put its reply into the chat."""
        if not may(request.person, route.role):
            reply: Reply = Toast(
                request.t.members_only if route.role is Role.MEMBER else request.t.owner_only, alert=True
            )
        elif route.private and not request.private:
            reply = Toast(request.t.in_private_only, alert=True)
        else:
            async with self._turn(request.person.telegram_id), self._typing(request):
                reply = await self._run(request, route)
                await self._reply(request, reply, query)
            return
        await self._reply(request, reply, query)

    async def _run(self, request: Request, route: Route) -> Reply:
        try:
            return await route.handler(request)
        except UserError as error:
            return self._sentence(request, told(request.person, error.reason, TEXT_MOST))
        except OutsideError as error:
            return self._sentence(request, seen(outside_words(request.person, error)))
        except (TelegramError, *AWAY):  # what the database could not do now is done later: see bot.chat.inbox
            raise
        except Exception:  # a person gets a sentence, the log everything
            log.exception("a handler failed")
            return self._sentence(request, request.t.went_wrong)

    def _sentence(self, request: Request, text: str) -> Reply:
        """A sentence about what could not be: over the button that was pressed, else as a message."""
        if request.message is not None and len(text) <= TOAST_MOST:
            return Toast(text, alert=True)
        return View(text=escape(text), fresh=True)

    async def _reply(self, request: Request, reply: Reply, query: CallbackQuery | None) -> None:
        """Put the reply into the chat; the press is answered last, so that its answer means it is done."""
        if isinstance(reply, Toast) and query is None:
            reply = View(text=escape(reply.text))
        if isinstance(reply, View) and reply.toast and query is None:  # said in words: nobody sees a toast
            reply = replace(reply, text=joined([escape(reply.toast), reply.text]))
        try:
            if isinstance(reply, View):
                await self._answer(request, reply)
        finally:
            if query is not None:
                said = reply if isinstance(reply, Toast) else Toast(reply.toast if reply else "")
                await _toast(query, said)

    async def _answer(self, request: Request, screen: View) -> None:
        if request.message is not None and not screen.fresh:
            place = posting.place_of(request.message)
            shown: Place | None = await posting.change(request.bot, self.context, place, screen)
        else:
            shown = await self._post(request.bot, request.chat_id, screen)
        if shown is not None:
            self._live.watch(request.bot, shown, screen)
            self._note_question(request, shown, screen)

    def _note_question(self, request: Request, shown: Place, screen: View) -> None:
        """Whether a yes or a no may be typed now."""
        topics, person_id = self.context.topics, request.person.id
        topics.settled(person_id, shown.chat_id, shown.message_id)
        topics.said(person_id, shown.message_id)
        if screen.asks:
            topics.asked(person_id, screen.rows, shown.chat_id, shown.message_id)

    async def _post(self, bot: Bot, chat_id: int, screen: View) -> Place | None:
        try:
            return posting.place_of(await posting.post(bot, self.context, chat_id, screen))
        except Forbidden as error:
            log.info("a person cannot be answered: %s", error)
            return None

    def _request(self, person: Person, bot: Bot, message: Message) -> Request:
        return Request(
            context=self.context,
            person=person,
            bot=bot,
            chat_id=message.chat.id,
            private=_private(message),
            reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        )

    def _turn(self, telegram_id: int) -> asyncio.Lock:
        """One thing at a time for each person, in their order: a button pressed twice finds what the first did."""
        return self._turns.setdefault(telegram_id, asyncio.Lock())

    @asynccontextmanager
    async def _typing(self, request: Request) -> Any:
        task = asyncio.create_task(_keep_typing(request))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _says_something(message: Message, bot: Bot) -> bool:
    """Not so a picture, or somebody else who joined."""
    if message.document is not None:
        return given.is_torrent(message.document)
    brought = any(each.id == bot.id for each in message.new_chat_members)
    return brought or message.text is not None or message.location is not None


def _is_in(person: Person | None) -> TypeGuard[Person]:
    """Whether it is somebody who was let in."""
    return person is not None and may(person, Role.GUEST)


def _sender(message: Message | None) -> User | None:
    """Who wrote it, when that is a person in their own name."""
    if message is None or message.from_user is None or message.from_user.is_bot or message.sender_chat:
        return None
    return message.from_user


def _private(message: Message) -> bool:
    return message.chat.type == "private"


async def _keep_typing(request: Request) -> None:
    await asyncio.sleep(_PATIENCE)
    while True:
        with suppress(TelegramError):
            await request.bot.send_chat_action(request.chat_id, ChatAction.TYPING)
        await asyncio.sleep(_TYPING_LASTS)


async def _toast(query: CallbackQuery, toast: Toast) -> None:
    try:
        await query.answer(one_line(toast.text, TOAST_MOST) or None, show_alert=toast.alert or None)
    except BadRequest as error:  # pressed so long ago that Telegram does not wait any more
        log.info("a press could not be answered: %s", error)


def outside_words(person: Person, error: OutsideError) -> str:
    """An outside system's trouble as a sentence."""
    t = texts_for(person.language)
    templates: dict[type[OutsideError], str] = {
        Unreachable: t.unreachable,
        Unauthorized: t.unauthorized,
        BadResponse: t.bad_response,
        NotFound: t.not_found,
    }
    template = next((words for kind, words in templates.items() if isinstance(error, kind)), t.unreachable)
    return fill(template, system=error.system, text=told(person, error.why))
