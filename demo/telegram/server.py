"""A Telegram on loopback: the Bot API for the bot, persons for tests, and a chat page for a browser.

    with TelegramServer() as telegram:
        application = Application.builder().token(telegram.token).base_url(telegram.base_url)…
        ada = telegram.person("Ada", username="ada")
        ada.says("/start")
        ada.wait_for("Welcome")

Nothing leaves the machine, and nothing is left when the block ends.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.telegram import acts, chat_page, fetch, methods, sending
from demo.telegram import params as parameters
from demo.telegram.errors import ApiError
from demo.telegram.faults import Faults, Garbled, Hold, Limits, Refusal, When
from demo.telegram.params import Params
from demo.telegram.person import Group, Person
from demo.telegram.serving import LOOPBACK, ServerThread
from demo.telegram.world import Chat, Json, User, World

METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getMe": methods.get_me,
    "deleteWebhook": methods.delete_webhook,
    "setMyCommands": methods.set_my_commands,
    "setChatMenuButton": methods.set_chat_menu_button,
    "answerCallbackQuery": methods.answer_callback_query,
    "answerInlineQuery": methods.answer_inline_query,
    "getFile": methods.get_file,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": sending.edit_message_text,
    "editMessageCaption": sending.edit_message_caption,
    "editMessageMedia": sending.edit_message_media,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
}
"""What Airdate calls, besides getUpdates. Each runs under the world's lock and returns the answer's `result`."""

_GET_UPDATES = "getUpdates"
_LOG_KEEPS = 10_000
_LOOKS_FOR_HANGUP_EVERY = 0.02  # seconds, while a request is held


@dataclass(eq=False)
class Call:
    """One request of the bot."""

    method: str
    params: Json
    at: float  # time.monotonic()
    files: tuple[str, ...] = ()  # the fields that came as uploads
    happened: bool = False  # whether it took effect
    status: int | None = None  # None: not answered yet, or the bot has hung up
    result: Any = None


class TelegramServer:
    """https://core.telegram.org/bots/api for one bot."""

    def __init__(
        self,
        token: str = "424242:airdate-demo-token",
        port: int = 0,
        *,
        name: str = "Airdate",
        username: str = "airdate_bot",
        limits: Limits | None = None,
        host: str = LOOPBACK,
    ) -> None:
        bot_id = token.partition(":")[0]
        self.token = token
        self.world = World(User(int(bot_id) if bot_id.isdigit() else 1, name, username, is_bot=True))
        self.log: deque[Call] = deque(maxlen=_LOG_KEEPS)
        self._faults = Faults(self.world, limits)
        self._host = host
        self._app = self._make_app()
        self._port = port
        self._thread: ServerThread | None = None

    # Coming and going

    def start(self) -> Self:
        self.world.closing = False
        self._thread = ServerThread(self._app, self._port, "telegram", self._host)
        self._port = self._thread.port  # the same one after an outage
        return self

    def stop(self) -> None:
        if self._thread is not None:
            self.world.closing = True
            self.world.wake()  # nobody is kept waiting
            self._thread.stop()
            self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def page_url(self) -> str:
        return f"http://{self._host}:{self._port}/"

    @property
    def base_url(self) -> str:
        """For `ApplicationBuilder.base_url`."""
        return f"{self.page_url}bot"

    # Who is there

    def person(self, name: str, username: str = "", language_code: str = "en", user_id: int | None = None) -> Person:
        """Somebody new, who has never spoken to the bot."""
        with self.world.lock:
            number = user_id or 1000 + self.world.number()
            user = User(number, name, username or name.lower(), language_code)
            self.world.users[number] = user
            self.world.private_chat(user)
            self.world.changed()
        return Person(self.world, user)

    def group(self, title: str, *people: Person, bot: bool = True) -> Group:
        """A group that the first of the people made and, as a rule, brought the bot into."""
        with self.world.lock:
            chat = Chat(-4_000_000 - self.world.number(), "group", title, {person.id for person in people})
            self.world.chats[chat.id] = chat
            self.world.changed()
            if bot:
                acts.add_bot(self.world, people[0].user, chat)
        return Group(self.world, chat)

    def calls(self, method: str) -> list[Call]:
        """The bot's requests of one kind, oldest first."""
        with self.world.lock:
            return [call for call in self.log if call.method == method]

    # What goes wrong

    def hold(self, method: str, when: When = "before", matching: Callable[[Json], bool] | None = None) -> Hold:
        """Make requests wait, before or after they take effect, until the hold is released.

        A request whose client hangs up while it is held before its effect never has one.
        """
        return self._faults.hold(method, when, matching)

    def fail_next(
        self, method: str, status: int, detail: str = "", *, retry_after: int | None = None, times: int = 1
    ) -> None:
        """Answer the next requests of a method ("*": of any) with an error, without any effect."""
        self._faults.fail_next(method, ApiError(status, detail, retry_after=retry_after), times)

    def refuse(self, detail: str, fits: Callable[[str, Json], bool], status: int = 400) -> None:
        """Answer each request that is like this (method, parameters) with an error, without any effect."""
        self._faults.refusals.append(Refusal(fits, ApiError(status, detail)))

    def garble_next(self, method: str, garbled: Garbled, *, times: int = 1, when: When = "before") -> None:
        """Have something else come in place of the next answers of a method; `when` "after": it took effect."""
        self._faults.fail_next(method, garbled, times, when)

    def forget_failures(self) -> None:
        """Answer everything rightly again."""
        self._faults.forget()

    @contextmanager
    def outage(self, status: int | None = None) -> Iterator[None]:
        """Nothing works inside the block: connections are refused or, with a status, answered with it."""
        if status is None:
            self.stop()
        else:
            self._faults.down = ApiError(status)
        try:
            yield
        finally:
            if status is None:
                self.start()
            else:
                self._faults.down = None

    # Serving

    def _make_app(self) -> Starlette:
        routes = [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/documents/{id}", self._file),
            *chat_page.routes(self.world, self._host),
        ]
        # Refuses pages of other sites that had their name resolve to this machine.
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost", self._host])
        return Starlette(routes=routes, middleware=[hosts])

    async def _answer(self, request: Request) -> Response:
        call = Call(request.path_params["method"], {}, time.monotonic())
        try:
            result = await self._serve(request, call)
            call.status, call.result = 200, result
            answer, headers = {"ok": True, "result": result}, {}
        except ApiError as error:
            call.status = error.status
            answer = error.as_json()
            headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
        except Garbled as garbled:
            return garbled.response()
        except ClientDisconnect:
            return Response(status_code=499)
        self.world.wake()
        return JSONResponse(answer, call.status, headers)

    async def _file(self, request: Request) -> Response:
        """https://core.telegram.org/bots/api#file: where a file is fetched."""
        document = self.world.documents.get(request.path_params["id"])
        if document is None or request.path_params["token"] != self.token:
            return Response(status_code=404)
        return Response(document.content, media_type="application/octet-stream")

    async def _serve(self, request: Request, call: Call) -> Any:
        self._check_token(request.path_params["token"])
        if call.method not in METHODS and call.method != _GET_UPDATES:
            raise ApiError(404, "method not found")
        body = await request.body()
        params = parameters.read(request.headers.get("content-type", ""), body, request.url.query)
        call.params, call.files = params.values, tuple(params.uploads)
        with self.world.lock:
            self.log.append(call)
        self._faults.check(call.method, params)
        await self._wait_in(self._faults.waiting_room(call.method, "before", params), request)
        result = await self._effect(call, params)
        call.happened = True
        self._faults.check_answer(call.method, "after")
        await self._wait_in(self._faults.waiting_room(call.method, "after", params), request)
        return result

    async def _effect(self, call: Call, params: Params) -> Any:
        if call.method == _GET_UPDATES:
            return await methods.get_updates(self.world, params)
        for url in fetch.urls_in(params):
            params.fetched[url] = await asyncio.to_thread(fetch.fetch, url)
        with self.world.lock:
            return METHODS[call.method](self.world, params)

    async def _wait_in(self, hold: Hold | None, request: Request) -> None:
        if hold is None:
            return
        with self.world.lock:
            hold.arrived += 1
            self.world.wake()
        done = False
        while not done:
            done = await self.world.until(lambda: hold.released or self.world.closing, _LOOKS_FOR_HANGUP_EVERY)
            if self.world.closing or await request.is_disconnected():
                raise ClientDisconnect

    def _check_token(self, token: str) -> None:
        if token != self.token:
            # A token that does not even look like one is an address that does not exist.
            raise ApiError(401) if ":" in token else ApiError(404)
