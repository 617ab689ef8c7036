"""The chat page: everything a person needs to talk to the bot from a browser.

The page (`page/`) is plain files; this is the JSON beside them. One stream of server-sent events tells each page
what changed, so that it never has to ask.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from demo.telegram import acts
from demo.telegram.errors import ApiError
from demo.telegram.page_state import state
from demo.telegram.serving import LOOPBACK
from demo.telegram.world import Chat, Json, Query, User, World

_FILES = Path(__file__).with_name("page")
_GATHER = 0.03  # seconds: several changes at once make one event
_HEARTBEAT = 15  # seconds
_SPINS_FOR = 20.0  # seconds a pressed button waits for the bot
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http://{host}:* "
    "http://localhost:*; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Act = Callable[["ChatPage", User, Json], Awaitable[Json]]


def routes(world: World, host: str = LOOPBACK) -> list[Route]:
    """The page and its API, for the server to hang in; pictures are those of this host."""
    page = ChatPage(world, host)
    acting = {"say": say, "file": send_file, "press": press, "read": read, "follow": follow, "inline": inline,
              "choose": choose, "block": block}  # fmt: skip
    return [
        Route("/", page.file),
        Route("/page/{name}", page.file),
        Route("/chat/photos/{id}", page.photo),
        Route("/chat/api/state", page.state),
        Route("/chat/api/events", page.events),
        *(Route(f"/chat/api/{name}", page.acting(act), methods=["POST"]) for name, act in acting.items()),
    ]


class ChatPage:
    """The page's side of the world."""

    def __init__(self, world: World, host: str) -> None:
        self.world = world
        self.headers = _HEADERS | {"Content-Security-Policy": _POLICY.format(host=host)}

    async def file(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        path = _FILES / name
        if path.parent != _FILES or not path.is_file():
            return Response("Not found", 404)
        return FileResponse(path, headers=self.headers)

    async def photo(self, request: Request) -> Response:
        photo = self.world.photos.get(request.path_params["id"])
        if photo is None:
            return Response("Not found", 404)
        headers = self.headers | {"Cache-Control": "max-age=86400, immutable"}
        return Response(photo.content, media_type=photo.mime, headers=headers)

    async def state(self, request: Request) -> Response:
        """Everything that one person sees."""
        with self.world.lock:
            return JSONResponse(state(self.world, self.person(request.query_params.get("person"))))

    async def events(self, request: Request) -> Response:
        """The same as it happens: first everything, then what changed."""
        person = self.person(request.query_params.get("person"))
        return EventSourceResponse(self._changes(person), ping=_HEARTBEAT)

    async def _changes(self, person: User | None) -> AsyncIterator[ServerSentEvent]:
        sent = -1

        def is_news() -> bool:
            return self.world.version > sent or self.world.closing

        while not self.world.closing:
            with self.world.lock:
                news = state(self.world, person, since=sent)
                sent = self.world.version
            yield ServerSentEvent(json.dumps(news, ensure_ascii=False))
            await self.world.until(is_news, _HEARTBEAT)
            await asyncio.sleep(_GATHER)

    def acting(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """An act of the page as a route: JSON in, JSON out."""

        async def route(request: Request) -> Response:
            # Pages of other sites cannot send this type without asking first, and nobody here would say yes.
            if request.headers.get("content-type", "").partition(";")[0] != "application/json":
                return JSONResponse({"error": "JSON is expected"}, 415)
            try:
                given = await request.json()
                person = self.person(given.get("person"))
                if person is None:
                    raise LookupError("nobody of that name is here")
                return JSONResponse(await act(self, person, given))
            except ApiError as error:
                return JSONResponse({"error": error.description}, 400)
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                return JSONResponse({"error": str(error)}, 400)

        return route

    def person(self, number: Any) -> User | None:
        people = list(self.world.people())
        wanted = int(number) if number and str(number).isdigit() else 0
        return next((person for person in people if person.id == wanted), people[0] if people and not number else None)

    def chat(self, person: User, number: Any) -> Chat:
        return next(chat for chat in self.world.chats_of(person) if chat.id == number)


async def say(page: ChatPage, person: User, given: Json) -> Json:
    text = str(given["text"]).strip()
    if not text:
        raise ValueError("there is nothing to say")
    message = acts.say(page.world, person, page.chat(person, given["chat"]), text[:4096])
    return {"message": message.id}


async def send_file(page: ChatPage, person: User, given: Json) -> Json:
    """A file, in base64."""
    content = b64decode(given["content"], validate=True)
    message = acts.send_file(page.world, person, page.chat(person, given["chat"]), str(given["name"])[:200], content)
    return {"message": message.id}


async def press(page: ChatPage, person: User, given: Json) -> Json:
    """Press the button at a row and column; the answer comes when the bot has given it."""
    message = page.chat(person, given["chat"]).messages[given["message"]]
    button = message.keyboard[given["row"]][given["column"]]
    if button["text"] != given["text"]:
        raise LookupError("the button is not there any more")
    outcome = acts.press(page.world, person, message, button)
    if isinstance(outcome, Query):
        query = outcome
        answered = await page.world.until(lambda: query.answer is not None or page.world.closing, _SPINS_FOR)
        if not answered:
            return {"late": True}
        outcome = acts.settle(page.world, person, query)
    return asdict(outcome)


async def read(page: ChatPage, person: User, given: Json) -> Json:
    """The person has the chat before their eyes."""
    chat = page.chat(person, given["chat"])
    if chat.seen.get(person.id, 0) < chat.last_id:
        chat.seen[person.id] = chat.last_id
        page.world.changed()
    return {}


async def follow(page: ChatPage, person: User, given: Json) -> Json:
    """A link to the bot was clicked."""
    message = acts.follow(page.world, person, str(given["url"]))
    return {"chat": message.chat.id} if message else {}


async def inline(page: ChatPage, person: User, given: Json) -> Json:
    query = acts.type_inline(page.world, person, page.chat(person, given["chat"]), str(given["text"]))
    await page.world.until(lambda: query.answer is not None or page.world.closing, _SPINS_FOR)
    return {"query": query.id, "results": [_offer(result) for result in (query.answer or {}).get("results", [])]}


async def choose(page: ChatPage, person: User, given: Json) -> Json:
    query = page.world.queries[str(given["query"])]
    results = (query.answer or {}).get("results", [])
    result = next(result for result in results if result["id"] == given["result"])
    message = acts.choose(page.world, person, page.chat(person, given["chat"]), result)
    return {"message": message.id}


async def block(page: ChatPage, person: User, given: Json) -> Json:
    acts.block(page.world, person, bool(given.get("blocked")))
    return {}


def _offer(result: Json) -> Json:
    return {"id": result["id"], "title": result.get("title", ""), "description": result.get("description", "")}
