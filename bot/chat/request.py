"""One person asking for one thing: who, where, and what came with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Bot, InlineKeyboardButton, Message

from bot.chat.context import BotContext
from bot.chat.markup import LABEL_MOST, one_line
from bot.texts import Texts, texts_for
from pipeline.model import Person, Role


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a handler is given."""

    context: BotContext
    person: Person
    bot: Bot
    chat_id: int
    private: bool = True
    text: str = ""  # what follows the command, cleaned
    numbers: tuple[int, ...] = ()  # what the pressed button carries
    message: Message | None = None  # the one under which a button was pressed
    reply_to: int | None = None  # Telegram's id of the message that this one answers

    @property
    def t(self) -> Texts:
        """The bot's words in the person's language."""
        return texts_for(self.person.language)

    @property
    def owner(self) -> bool:
        return self.person.role is Role.OWNER

    @property
    def page(self) -> int:
        """The page of a list that the pressed button leads to; the first one when nothing was pressed."""
        return self.numbers[0] if self.numbers else 0

    def as_person(self, person: Person) -> Request:
        """The same request after the person changed."""
        return replace(self, person=person)

    def button(self, label: str, code: str, *numbers: int) -> InlineKeyboardButton:
        """A button that only this person can press."""
        return button_for(self.context, self.person, label, code, *numbers)

    def local(self, moment: datetime) -> datetime:
        return local(self.person, moment)


def button_for(context: BotContext, person: Person, label: str, code: str, *numbers: int) -> InlineKeyboardButton:
    """A button for somebody else's chat: the same, for `person`."""
    data = context.signer.data(person.telegram_id, code, *numbers)
    return InlineKeyboardButton(one_line(label, LABEL_MOST), callback_data=data)


def local(person: Person, moment: datetime) -> datetime:
    """A moment in the person's time zone."""
    return moment.astimezone(zone_of(person))


def zone_of(person: Person) -> ZoneInfo:
    try:
        return ZoneInfo(person.time_zone)
    except (KeyError, ValueError, OSError):  # an unknown name, or no zones on this machine
        return ZoneInfo("UTC")
