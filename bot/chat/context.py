"""What every handler can reach: the store, the outside, the key for buttons, and what is known of the chats."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from bot.chat.buttons import Signer
from bot.chat.pictures import Pictures
from bot.chat.topics import Topics
from pipeline.config import Settings
from pipeline.model import Role
from pipeline.ports import Catalogue, Player
from pipeline.store import Connection, Store, people
from pipeline.store.runs import Stage

if TYPE_CHECKING:
    from bot.chat.routes import Route

P = ParamSpec("P")
T = TypeVar("T")


class BotContext:
    """Shared by all handlers. What blocks runs off the event loop: the database in one pool of threads, the outside in
    another, so that a slow catalogue never keeps a quick answer waiting."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        catalogues: Sequence[Catalogue],
        players: Sequence[Player],
        stages: Sequence[Stage],
    ) -> None:
        self.settings = settings
        self.store = store
        self.catalogues = tuple(catalogues)
        self.players = tuple(players)
        self.stages = tuple(stages)
        self.pictures = Pictures(store)
        self.chats = Chats()
        self.topics = Topics()
        self.presses: Mapping[str, Route] = {}  # what buttons lead to, by their code
        self.noted: Mapping[str, tuple[str, int | None]] = {}  # which presses are noted; see `bot.app`
        self.routes: Mapping[str, Route] = {}  # what commands lead to, by their name
        self.wrong_codes: dict[int, int] = {}  # how many each stranger has tried, by Telegram id
        self.commands: Mapping[str, Role] = {}  # what the bot understands, and who may say it; in the menu's order
        self.offered: dict[int, str] = {}  # a digest of the commands each person is offered, by their id
        self.username = ""  # of the bot; known when it has come up
        with store.write() as db:
            self.signer = Signer.of(db)
        self._quick = ThreadPoolExecutor(8, "bot-db")
        self._slow = ThreadPoolExecutor(16, "bot-outside")
        self._aside = ThreadPoolExecutor(2, "bot-aside")

    async def read(self, ask: Callable[Concatenate[Connection, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """Ask the database."""

        def call() -> T:
            with self.store.read() as db:
                return ask(db, *args, **named)

        return await asyncio.get_running_loop().run_in_executor(self._quick, call)

    async def write(self, change: Callable[Concatenate[Connection, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """Change the database, in one transaction."""

        def call() -> T:
            with self.store.write() as db:
                return change(db, *args, **named)

        return await asyncio.get_running_loop().run_in_executor(self._quick, call)

    async def quick(self, call: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Something that uses the store by itself and does not reach outside."""
        return await asyncio.get_running_loop().run_in_executor(self._quick, partial(call, *args, **named))

    @contextmanager
    def written(self, tables: Collection[str]) -> Iterator[asyncio.Event]:
        """An event that is set whenever something is written to one of these tables."""
        loop, event = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(event.set)

        with self.store.changes.waking(wake, tables):
            yield event

    async def outside(self, call: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Something that reaches outside and may take seconds."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, partial(call, *args, **named))

    async def aside(self, call: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """The same for what nobody must wait behind."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, partial(call, *args, **named))

    def close(self) -> None:
        for pool in (self._quick, self._slow, self._aside):
            pool.shutdown(wait=False, cancel_futures=True)


class Chats:
    """The newest message id known in each private chat, and who is sending there. See `bot.notices.sender` for why."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}
        self._unsaved: dict[int, int] = {}
        self._ours: dict[int, deque[int]] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def lock(self, chat_id: int) -> asyncio.Lock:
        """Held while something is sent to this chat."""
        return self._locks.setdefault(chat_id, asyncio.Lock())

    def saw(self, chat_id: int, message_id: int) -> None:
        if chat_id > 0 and message_id > self._newest.get(chat_id, 0):
            self._newest[chat_id] = self._unsaved[chat_id] = message_id

    def posted(self, chat_id: int, message_id: int) -> None:
        """We have just sent this one, and it is no message of the outbox."""
        self._ours.setdefault(chat_id, deque(maxlen=100)).append(message_id)
        self.saw(chat_id, message_id)

    def is_ours(self, chat_id: int, message_id: int) -> bool:
        return message_id in self._ours.get(chat_id, ())

    def newest(self, chat_id: int) -> int:
        """0 when none is known since this process began."""
        return self._newest.get(chat_id, 0)

    def newest_of_all(self) -> int:
        return max(self._newest.values(), default=0)

    async def save(self, context: BotContext) -> None:
        """Write down what is new, so that it is known after a restart."""
        unsaved, self._unsaved = self._unsaved, {}
        if unsaved:
            try:
                await context.write(people.note_newest_messages, unsaved)
            except BaseException:
                self._unsaved = unsaved | self._unsaved
                raise
