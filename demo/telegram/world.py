"""The state of the pretend Telegram: who is there, what they wrote, and what the bot has yet to be told.

Plain objects and one lock. The server's event loop, the chat page and the threads of tests all look at the same world;
whoever changes it calls `changed()`, which wakes everybody who waits for something to happen.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from demo.telegram.formatting import Formatted

Json = dict[str, Any]

_TYPING_LASTS = 5.0  # seconds: https://core.telegram.org/bots/api#sendchataction


@dataclass(eq=False)
class User:
    """A person or a bot: https://core.telegram.org/bots/api#user."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    started: bool = False  # before that the bot may not write to them
    blocked: bool = False


@dataclass(eq=False)
class Photo:
    """A picture that the bot sent: https://core.telegram.org/bots/api#photosize."""

    id: str
    mime: str
    content: bytes
    size: tuple[int, int]  # width and height


@dataclass(frozen=True)
class Document:
    """A file that a person sent: https://core.telegram.org/bots/api#document."""

    id: str
    name: str
    content: bytes
    mime: str


@dataclass(eq=False)
class Message:
    """https://core.telegram.org/bots/api#message."""

    chat: Chat
    id: int
    sender: User
    sent_at: datetime
    body: Formatted = field(default_factory=Formatted)  # the text, or the caption of the photo
    photo: Photo | None = None
    document: Document | None = None
    keyboard: list[list[Json]] = field(default_factory=list)  # inline buttons as they were sent
    forwarded_from: Message | None = None
    via_bot: User | None = None
    newcomers: tuple[User, ...] = ()  # whom a service message tells of
    edits: int = 0
    edited_at: datetime | None = None
    revision: int = 0  # the world's version when it last changed


@dataclass(eq=False)
class Chat:
    """https://core.telegram.org/bots/api#chat."""

    id: int
    kind: str  # private, group, supergroup
    title: str = ""
    members: set[int] = field(default_factory=set)  # user ids
    messages: dict[int, Message] = field(default_factory=dict)  # oldest first
    last_id: int = 0
    seen: dict[int, int] = field(default_factory=dict)  # the newest message each person has seen
    action: str = ""
    action_until: float = 0.0

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    def acting(self) -> str:
        """What the bot is doing at the moment ("typing"), or nothing."""
        return self.action if time.monotonic() < self.action_until else ""


@dataclass(eq=False)
class Query:
    """A press or a piece of inline typing that waits for the bot: callbackquery and inlinequery."""

    id: str
    sender: User
    answer: Json | None = None


class World:
    """Everything there is. Take `lock` around reading or writing more than one thing."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.lock = threading.RLock()
        self.version = 0
        self.closing = False
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.photos: dict[str, Photo] = {}  # by file_id
        self.documents: dict[str, Document] = {}  # by file_id
        self.updates: list[Json] = []
        self.wanted: set[str] | None = None  # allowed_updates; None: all that there are
        self.polls = 0  # only the newest getUpdates is served
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.menu_button: Json = {"type": "default"}
        self._numbers = itertools.count(1)
        self._update_ids = itertools.count(100_001)
        self._happened = threading.Condition(self.lock)
        self._bells: set[Callable[[], None]] = set()

    # Waiting for something to happen

    def changed(self) -> int:
        """Say that something changed; the new version of the world."""
        with self.lock:
            self.version += 1
            self.wake()
            return self.version

    def wake(self) -> None:
        with self.lock:
            self._happened.notify_all()
            for ring in self._bells:
                ring()

    def wait(self, ready: Callable[[], object], timeout: float) -> bool:
        """Block this thread until `ready()` is true; whether it became so in time."""
        with self._happened:
            return bool(self._happened.wait_for(lambda: bool(ready()), timeout))

    async def until(self, ready: Callable[[], object], timeout: float) -> bool:
        """The same for the event loop: never blocks it."""
        loop = asyncio.get_running_loop()
        bell = asyncio.Event()

        def ring() -> None:
            loop.call_soon_threadsafe(bell.set)

        with self.lock:
            self._bells.add(ring)
        try:
            async with asyncio.timeout(timeout):
                while not self._holds(ready):
                    await bell.wait()
                    bell.clear()
            return True
        except TimeoutError:
            return self._holds(ready)
        finally:
            with self.lock:
                self._bells.discard(ring)

    def _holds(self, ready: Callable[[], object]) -> bool:
        with self.lock:
            return bool(ready())

    # Numbers and names

    def number(self) -> int:
        with self.lock:
            return next(self._numbers)

    def people(self) -> Iterator[User]:
        return (user for user in self.users.values() if not user.is_bot)

    def private_chat(self, user: User) -> Chat:
        """A person's chat with the bot, which has the person's id."""
        with self.lock:
            if user.id not in self.chats:
                self.chats[user.id] = Chat(user.id, "private", user.first_name, {user.id, self.bot.id})
            return self.chats[user.id]

    def chats_of(self, user: User) -> list[Chat]:
        self.private_chat(user)
        return [chat for chat in self.chats.values() if user.id in chat.members and self._may_see(user, chat)]

    def _may_see(self, user: User, chat: Chat) -> bool:
        return not chat.is_private or chat.id == user.id

    def store(self, mime: str, content: bytes, size: tuple[int, int]) -> Photo:
        with self.lock:
            photo = Photo(f"AgACAgQAAx{self.number():06d}", mime, content, size)
            self.photos[photo.id] = photo
            return photo

    # Messages

    def post(self, chat: Chat, sender: User, **content: Any) -> Message:
        """A new message in a chat, for everybody there to see."""
        with self.lock:
            chat.last_id += 1
            message = Message(chat, chat.last_id, sender, datetime.now(UTC), **content)
            chat.messages[message.id] = message
            chat.seen[sender.id] = message.id
            if sender is self.bot:
                chat.action = ""
            self.touch(message)
            return message

    def touch(self, message: Message) -> None:
        message.revision = self.changed()

    def mark_edited(self, message: Message) -> None:
        with self.lock:
            message.edits += 1
            message.edited_at = datetime.now(UTC)
            self.touch(message)

    def act(self, chat: Chat, action: str) -> None:
        with self.lock:
            chat.action, chat.action_until = action, time.monotonic() + _TYPING_LASTS
            self.changed()

    # Updates

    def tell_bot(self, kind: str, payload: Json) -> None:
        """Queue an update, if the bot wants that kind: https://core.telegram.org/bots/api#update."""
        with self.lock:
            if not self.wanted or kind in self.wanted:
                self.updates.append({"update_id": next(self._update_ids), kind: payload})
            self.changed()

    def confirm(self, offset: int) -> None:
        """Forget the updates that the bot has seen."""
        with self.lock:
            if offset < 0:
                self.updates = self.updates[offset:]
            elif offset:
                self.updates = [update for update in self.updates if update["update_id"] >= offset]
